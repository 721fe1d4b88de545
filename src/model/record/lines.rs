//! From byte offsets to lines and columns, at a cost that does not grow with the length of a line.

use std::sync::Arc;

use crate::error::Place;

/// A count of characters is kept for every so many bytes.
const STRIDE: usize = 256;

/// Where the lines of a text begin, and how many characters stand before every `STRIDE` bytes.
pub(super) struct Lines<'a> {
    file: Arc<str>,
    text: &'a str,
    starts: Vec<usize>,
    counts: Vec<usize>,
}

impl<'a> Lines<'a> {
    /// The index of a text that is called `file` in messages.
    pub(super) fn new(file: &str, text: &'a str) -> Lines<'a> {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        starts.extend(bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1));
        let mut seen = 0;
        let counts = bytes
            .chunks(STRIDE)
            .map(|chunk| {
                let before = seen;
                seen += first_bytes(chunk);
                before
            })
            .collect();
        Lines { file: file.into(), text, starts, counts }
    }

    /// The place of a byte; of the end, where the offset lies beyond it.
    pub(super) fn place(&self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        Place {
            file: self.file.clone(),
            line,
            column: self.chars_before(offset) - self.chars_before(start) + 1,
        }
    }

    /// The whole line in which a byte stands, without its end.
    pub(super) fn line_at(&self, offset: usize) -> &'a str {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text.get(start..end).unwrap_or("").trim_end()
    }

    /// The byte offset of a line (1-based) and a byte column (1-based) within it.
    pub(super) fn offset(&self, line: usize, byte_column: usize) -> usize {
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        (start + byte_column.saturating_sub(1)).min(self.text.len())
    }

    fn chars_before(&self, offset: usize) -> usize {
        let chunk = offset / STRIDE;
        let (chunk, count) = match self.counts.get(chunk) {
            Some(count) => (chunk, *count),
            // The end of a text whose length is a multiple of the stride.
            None if chunk > 0 => (chunk - 1, self.counts.get(chunk - 1).copied().unwrap_or(0)),
            None => (0, 0),
        };
        let bytes = self.text.as_bytes();
        count + bytes.get(chunk * STRIDE..offset).map_or(0, first_bytes)
    }
}

/// How many characters begin in these bytes of UTF-8.
fn first_bytes(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| (**b as i8) >= -0x40).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_equal_counting_by_hand(text in "[a\n长🌾é]{0,900}") {
            let lines = Lines::new("x", &text);
            let (mut line, mut column) = (1, 1);
            for (at, c) in text.char_indices() {
                let place = lines.place(at);
                prop_assert_eq!((place.line, place.column), (line, column));
                (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
            }
            let end = lines.place(text.len() + 5);
            prop_assert_eq!((end.line, end.column), (line, column));
        }
    }

    #[test]
    fn the_line_of_an_offset() {
        let lines = Lines::new("x", "一\n[二]\r\n三");
        assert_eq!(lines.line_at(0), "一");
        assert_eq!(lines.line_at(5), "[二]");
        assert_eq!(lines.line_at(99), "三");
        assert_eq!(lines.offset(2, 2), 5);
    }
}
