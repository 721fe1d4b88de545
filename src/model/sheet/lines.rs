//! Lines of a text file, and what parts their cells.

/// What parts the cells of a row: the one of `,` `;` tab that stands most often in a line.
pub fn separator(line: &str) -> u8 {
    let count = |by: u8| line.bytes().filter(|found| *found == by).count();
    SEPARATORS.into_iter().rev().max_by_key(|by| count(*by)).unwrap_or(b',')
}

/// What may part cells.
pub const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// How many lines end in a text: at LF, at CRLF, and at CR.
pub fn line_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    // Summed in bytes, which the processor does many at once.
    let count = |by: u8| -> usize {
        let parts = bytes.chunks(255).map(|part| part.iter().map(|b| u8::from(*b == by)).sum::<u8>());
        parts.map(usize::from).sum()
    };
    let (lf, cr) = (count(b'\n'), count(b'\r'));
    if cr == 0 { lf } else { lf + cr - bytes.windows(2).filter(|pair| *pair == b"\r\n").count() }
}
