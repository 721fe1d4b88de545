//! Which encoding a text file is in, and its text piece by piece.

use std::io::{self, Read};

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8};

use super::{
    lines::{line_ends, separator},
    source::{Source, too_large, unreadable},
};
use crate::{
    error::{Error, Result},
    model::record::Place,
    say,
};

/// How much of a file is read at once, in bytes.
pub const PIECE: usize = 1 << 16;

/// No more is taken of a document that is read as a whole, in bytes.
const WHOLE: usize = 200_000_000;
/// Of a line no more is kept at hand, in bytes.
const LINE: usize = 1 << 20;

/// No row of a list is longer, in bytes: a text of the registry has 1 MB at most.
pub const LONGEST_ROW: usize = 16_000_000;

/// The byte order mark in GB18030.
const GB18030_MARK: [u8; 4] = [0x84, 0x31, 0x95, 0x33];

/// What a text file is, as found by reading it once.
#[derive(Debug, Clone, Copy)]
pub struct Coding {
    /// The encoding of its text.
    encoding: &'static Encoding,
    /// How many bytes at its start are a byte order mark.
    mark: usize,
    /// How many lines it has.
    pub lines: u64,
}

impl Coding {
    /// Of a file that is not read yet: by its mark, else as it was named, else one in which each byte is a character.
    pub fn guessed(source: &Source, named: Option<&str>) -> io::Result<Coding> {
        let first = source.first(4)?;
        let named = named.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
        let (encoding, mark) = match Encoding::for_bom(&first) {
            Some(found) => found,
            None if first == GB18030_MARK => (GB18030, GB18030_MARK.len()),
            None => (named.filter(|e| *e != UTF_8).unwrap_or(encoding_rs::WINDOWS_1252), 0),
        };
        Ok(Coding { encoding, mark, lines: 0 })
    }
}

/// Why a text cannot be read further.
pub enum Stop {
    /// The system gives no more of it.
    Io(io::Error),
    /// The bytes that follow mean nothing in its encoding.
    Broken,
    /// The row that begins in this line is longer than any list has.
    Long(usize),
    /// The row that begins in this line has more cells than any list.
    Wide(usize),
}

/// The text of a file, piece by piece.
pub struct Texts {
    from: Box<dyn Read>,
    /// Bytes read of which no whole character is there yet.
    rest: Vec<u8>,
    /// `None` for UTF-8, which the standard library checks fastest.
    decoder: Option<encoding_rs::Decoder>,
}

impl Texts {
    /// From the start, after the mark.
    pub fn new(source: &Source, coding: Coding) -> io::Result<Texts> {
        let mut from = source.reader()?;
        io::copy(&mut from.by_ref().take(coding.mark as u64), &mut io::sink())?;
        let decoder = (coding.encoding != UTF_8).then(|| coding.encoding.new_decoder_without_bom_handling());
        Ok(Texts { from, rest: Vec::new(), decoder })
    }

    /// Reads up to `size` bytes and adds their text; false at the end.
    pub fn fill(&mut self, text: &mut String, size: usize) -> Result<bool, Stop> {
        let mut bytes = std::mem::take(&mut self.rest);
        let kept = bytes.len();
        bytes.resize(kept + size, 0);
        let read = loop {
            match self.from.read(bytes.get_mut(kept..).unwrap_or_default()) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other.map_err(Stop::Io)?,
            }
        };
        bytes.truncate(kept + read);
        let end = read == 0;
        match &mut self.decoder {
            None => match std::str::from_utf8(&bytes) {
                Ok(piece) => text.push_str(piece),
                Err(e) => {
                    let (good, bad) = bytes.split_at(e.valid_up_to());
                    text.push_str(std::str::from_utf8(good).unwrap_or_default());
                    if e.error_len().is_some() || end {
                        return Err(Stop::Broken);
                    }
                    self.rest = bad.to_vec();
                }
            },
            Some(decoder) => {
                text.reserve(
                    decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(4 * size),
                );
                let (result, _) = decoder.decode_to_string_without_replacement(&bytes, text, end);
                if let DecoderResult::Malformed(..) = result {
                    return Err(Stop::Broken);
                }
            }
        }
        Ok(!end)
    }
}

/// The whole text of a file.
pub fn text(source: &Source, place: &str, named: Option<&str>) -> Result<String> {
    let failed = |e: io::Error| unreadable(place, &e);
    let large = || {
        too_large(place, WHOLE as u64).hint(say!(
            "a document is read as a whole: split it, or import lists as CSV",
            "此类文件须整体读入：请拆分，或改用 CSV 清单"
        ))
    };
    // In no encoding does a character take more than four bytes for one of the text.
    if source.size().map_err(failed)?.is_some_and(|size| size > 4 * WHOLE as u64) {
        return Err(large());
    }
    let coding = find(source, place, named, usize::MAX)?;
    let mut texts = Texts::new(source, coding).map_err(failed)?;
    let mut all = String::new();
    loop {
        match texts.fill(&mut all, PIECE) {
            Ok(_) if all.len() > WHOLE => return Err(large()),
            Ok(true) => {}
            Ok(false) => return Ok(all),
            Err(Stop::Io(e)) => return Err(failed(e)),
            Err(Stop::Broken | Stop::Long(_) | Stop::Wide(_)) => return Err(changed(place)),
        }
    }
}

/// The error of a row without an end.
pub fn too_long(place: &str, line: usize) -> Error {
    let most = LONGEST_ROW / 1_000_000;
    Error::invalid(say!(
        "the row that begins here is longer than {most} MB",
        "从此处开始的一行超过{most}MB"
    ))
    .hint(say!(
        "is a quote opened and never closed, or is the file no list at all?",
        "是否有引号没有闭合？该文件是否确为清单？"
    ))
    .at(&Place { file: place.into(), line, column: 1 })
}

/// The error of a file that is not what it was when it was first read.
pub fn changed(place: &str) -> Error {
    Error::invalid(say!("{place} has changed while it was read", "{place} 在读取过程中被改动"))
        .hint(say!("import it again", "请重新导入"))
}

/// The encoding of a file: that of its mark; else the one that was named; else UTF-8 where all of it is;
/// else GB18030 where all of it is and reads as common Chinese.
///
/// # Errors
/// Where it is none of these: the place of the first byte that is broken, and the ways out. A line of more than
/// `longest` bytes, as soon as it is met.
pub fn find(source: &Source, place: &str, named: Option<&str>, longest: usize) -> Result<Coding> {
    let failed = |e: io::Error| unreadable(place, &e);
    let first = source.first(4).map_err(failed)?;
    let coding = |encoding, mark| Coding { encoding, mark, lines: 0 };
    let sure = |encoding: &'static Encoding, mark| {
        let name = encoding.name();
        whole(source, place, coding(encoding, mark), longest)
            .map_err(|broken| broken.error(name, &format!(" {name} ")))
    };
    let named = match named {
        Some(label) => Some(
            Encoding::for_label(label.trim().as_bytes())
                .filter(|e| *e != encoding_rs::REPLACEMENT)
                .ok_or_else(|| {
                    Error::usage(say!("there is no encoding {label}", "没有名为 {label} 的编码")).hint(say!(
                        "utf-8, gb18030, big5, shift_jis, euc-kr and windows-1252 are some",
                        "例如 utf-8、gb18030、big5、shift_jis、euc-kr、windows-1252"
                    ))
                })?,
        ),
        None => None,
    };
    if let Some((encoding, mark)) = Encoding::for_bom(&first) {
        return sure(encoding, mark);
    }
    if first == GB18030_MARK {
        return sure(GB18030, GB18030_MARK.len());
    }
    if let Some(encoding) = named {
        return sure(encoding, 0);
    }
    let not_utf8 = match whole(source, place, coding(UTF_8, 0), longest) {
        Ok(found) => return Ok(found),
        Err(Broken::Io(error)) => return Err(error),
        Err(broken) => broken,
    };
    // In a text of another encoding, only by chance do some bytes look like UTF-8: about a quarter.
    let looks = Looks::of(source).map_err(failed)?;
    if looks.good > looks.bad {
        return Err(ways_out(not_utf8.error("UTF-8", " UTF-8 ")));
    }
    let found = whole(source, place, coding(GB18030, 0), longest).map_err(|broken| {
        ways_out(broken.error("GB18030, and the file is not UTF-8", " GB18030 编码，整个文件也不是 UTF-8 "))
    })?;
    if looks.common() { Ok(found) } else { Err(rare(source, place)?) }
}

/// What the bytes above ASCII of a file that is not UTF-8 look like.
#[derive(Default)]
struct Looks {
    /// Bytes that are UTF-8, and that are not.
    good: usize,
    bad: usize,
    /// As characters of two bytes: those common in GB 2312, other ones of GB18030, those common in Big5.
    common: u64,
    odd: u64,
    big5: u64,
    /// Whether one was met that Big5 does not have.
    not_big5: bool,
}

impl Looks {
    fn of(source: &Source) -> io::Result<Looks> {
        let (mut looks, mut lead) = (Looks::default(), None);
        pieces(source, &mut |piece| {
            // A character that two pieces share counts as bad here; that turns no scale.
            for chunk in piece.utf8_chunks() {
                looks.good += chunk.valid().bytes().filter(|b| *b >= 0x80).count();
                looks.bad += chunk.invalid().len();
            }
            for byte in piece {
                match lead.take() {
                    Some(lead) => looks.pair(lead, *byte),
                    None => lead = (*byte >= 0x80).then_some(*byte),
                }
            }
        })?;
        Ok(looks)
    }

    fn pair(&mut self, lead: u8, trail: u8) {
        match (lead, trail) {
            (0xa1..=0xa3 | 0xb0..=0xf7, 0xa1..=0xfe) => self.common += 1,
            _ => self.odd += 1,
        }
        match (lead, trail) {
            (0xa1..=0xc6, 0x40..=0x7e | 0xa1..=0xfe) => self.big5 += 1,
            (0xc7..=0xf9, 0x40..=0x7e | 0xa1..=0xfe) => {}
            _ => self.not_big5 = true,
        }
    }

    /// Whether the text reads as common Chinese in GB18030, and not better in Big5, whose bytes nearly
    /// always are GB18030 too: then they mean rare characters.
    fn common(&self) -> bool {
        self.odd <= self.common && (self.not_big5 || self.big5 <= self.common)
    }
}

/// All bytes of a file, piece by piece.
fn pieces(source: &Source, take: &mut dyn FnMut(&[u8])) -> io::Result<()> {
    let mut from = source.reader()?;
    let mut piece = Vec::with_capacity(PIECE);
    loop {
        piece.clear();
        if from.by_ref().take(PIECE as u64).read_to_end(&mut piece)? == 0 {
            return Ok(());
        }
        take(&piece);
    }
}

/// Reads a text to its end and counts its lines; where a byte is broken, says where.
fn whole(source: &Source, place: &str, coding: Coding, longest: usize) -> Result<Coding, Broken> {
    let failed = |e: io::Error| Broken::Io(unreadable(place, &e));
    let mut texts = Texts::new(source, coding).map_err(failed)?;
    // The line in hand, the one before all others, and whether the last character was a carriage return.
    let (mut line, mut head, mut returned) = (String::new(), None, false);
    let (mut passed, mut length) = (Passed::default(), 0);
    let (mut at, mut text) = (1, String::new());
    loop {
        text.clear();
        let more = texts.fill(&mut text, PIECE);
        at += line_ends(&text) - usize::from(returned && text.starts_with('\n'));
        returned = if text.is_empty() { returned } else { text.ends_with('\r') };
        let mut lines = text.rsplitn(2, ['\n', '\r']);
        let last = lines.next().unwrap_or_default();
        if lines.next().is_some() {
            (length, passed) = (0, Passed::default());
            line.clear();
            head.get_or_insert_with(|| text.lines().next().unwrap_or_default().to_string());
        }
        line.push_str(last);
        length += last.len();
        if length > longest {
            return Err(Broken::Io(too_long(place, at)));
        }
        if line.len() > LINE {
            let parted = separator(head.as_deref().unwrap_or(&line));
            head.get_or_insert_with(|| line.chars().take(1000).collect());
            // The end of it stays, for what is told of the place of a broken byte.
            let end = (line.len() - PIECE..).find(|at| line.is_char_boundary(*at)).unwrap_or(0);
            passed.over(&line[..end], parted);
            line.drain(..end);
        }
        match more {
            Ok(true) => {}
            Ok(false) => return Ok(Coding { lines: at as u64, ..coding }),
            Err(Stop::Io(e)) => return Err(failed(e)),
            Err(Stop::Broken | Stop::Long(_) | Stop::Wide(_)) => {
                let parted = char::from(separator(head.as_deref().unwrap_or(&line)));
                passed.over(&line, parted as u8);
                let column = passed.parts + 1;
                let before: String = line.rsplit([parted, '"']).next().unwrap_or_default().into();
                return Err(Broken::At { place: Place { file: place.into(), line: at, column }, before });
            }
        }
    }
}

/// How many cells of a line ended, and whether it is within quotes.
#[derive(Default)]
struct Passed {
    parts: usize,
    quoted: bool,
}

impl Passed {
    fn over(&mut self, text: &str, parted: u8) {
        for byte in text.bytes() {
            self.quoted ^= byte == b'"';
            self.parts += usize::from(byte == parted && !self.quoted);
        }
    }
}

/// Why a text does not reach its end in an encoding.
enum Broken {
    /// It cannot be read, or has a line that is too long.
    Io(Error),
    /// Where the first byte is broken, and what stands before it in the cell.
    At {
        place: Place,
        before: String,
    },
}

impl Broken {
    fn error(self, what: &str, what_zh: &str) -> Error {
        let (place, before) = match self {
            Broken::Io(error) => return error,
            Broken::At { place, before } => (place, before),
        };
        let error = if before.is_empty() {
            Error::invalid(say!(
                "the first byte of this cell is not {what}",
                "此单元格的第一个字节不是{what_zh}编码"
            ))
        } else {
            Error::invalid(say!(
                "the byte after “{before}” is not {what}",
                "“{before}”之后的字节不是{what_zh}编码"
            ))
        };
        error.at(&place)
    }
}

/// What to do where the encoding of a file is not plain.
fn ways_out(error: Error) -> Error {
    error.hint(say!(
        "name the encoding, as in --encoding big5, or save the file as CSV UTF-8",
        "请指明编码，例如 --encoding big5，或将文件另存为“CSV UTF-8”格式"
    ))
}

/// The error of a file that is GB18030 only by rare characters, with how it begins in that and in Big5.
fn rare(source: &Source, place: &str) -> Result<Error> {
    let first = source.first(PIECE).map_err(|e| unreadable(place, &e))?;
    let start = first.iter().position(|b| *b >= 0x80).unwrap_or_default();
    let bytes = first.get(start..).unwrap_or_default();
    let sample = |encoding: &'static Encoding| -> String {
        let text = encoding.decode_without_bom_handling(bytes).0;
        text.chars().take_while(|c| !c.is_ascii()).take(8).collect()
    };
    let (gb, big5) = (sample(GB18030), sample(encoding_rs::BIG5));
    Ok(ways_out(
        Error::invalid(say!(
            "{place} is not UTF-8, and as GB18030 it holds rare characters only",
            "{place} 不是 UTF-8 编码；按 GB18030 读取，多为生僻字"
        ))
        .cause(say!(
            "its first characters read “{gb}” in GB18030, “{big5}” in Big5",
            "开头的文字按 GB18030 为“{gb}”，按 Big5 为“{big5}”"
        )),
    )
    .hint(say!("where they are meant: --encoding gb18030", "若确为生僻字，请加 --encoding gb18030")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8], named: Option<&str>) -> Result<String> {
        text(&Source::Held(bytes.into()), "f.csv", named)
    }

    fn words(bytes: &[u8], named: Option<&str>) -> String {
        found(bytes, named).unwrap_err().to_string()
    }

    #[test]
    fn what_is_plain_is_found() {
        let text = "单位,身份\n甲园,会员\n";
        let utf16 = |mark: [u8; 2], order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            mark.into_iter().chain(text.encode_utf16().flat_map(order)).collect()
        };
        for bytes in [
            text.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            utf16([0xff, 0xfe], u16::to_le_bytes),
            utf16([0xfe, 0xff], u16::to_be_bytes),
            GB18030.encode(text).0.into_owned(),
            GB18030.encode(&format!("\u{feff}{text}")).0.into_owned(),
        ] {
            assert_eq!(found(&bytes, None).unwrap(), text);
        }
        for (label, text) in [("big5", "臺灣大學"), ("shift_jis", "大学あ"), ("windows-1252", "Café")]
        {
            let bytes = Encoding::for_label(label.as_bytes()).unwrap().encode(text).0.into_owned();
            assert_eq!(found(&bytes, Some(label)).unwrap(), text);
        }
        // Short names of which by chance some bytes are UTF-8, or are Big5, and one rare character among common ones.
        for text in ["联通", "北京", "organization\n喆大学\n", "学,王喆,张镕基"] {
            assert_eq!(found(&GB18030.encode(text).0, None).unwrap(), text);
        }
        assert!(words(b"a", Some("klingon")).contains("klingon"));
    }

    #[test]
    fn what_is_not_is_refused_with_its_place() {
        let broken =
            b"organization,class\r\n\xe7\x94\xb2\xe5\x9b\xad,member\r\n\"\xe4\xb9\x99,\",x\xe5,1\r\n";
        let said = words(broken, None);
        assert!(said.starts_with("f.csv:3:2: the byte after “x” is not UTF-8"), "{said}");
        let said = words(&[GB18030.encode("单位,身份\n甲园,").0.as_ref(), b"\xff"].concat(), None);
        assert!(said.starts_with("f.csv:2:2: the first byte of this cell is not GB18030"), "{said}");
        let said = words(&encoding_rs::BIG5.encode("organization\n臺灣大學創新園區\n").0, None);
        assert!(said.contains("臺灣大學"), "{said}");
        let said = words(b"\xff\xfea\0,\0\x00\xd8b\0", None);
        assert!(said.starts_with("f.csv:1:2"), "{said}");
        // Cut off within a character.
        let said = words("甲园,乙".as_bytes().split_last().unwrap().1, None);
        assert!(said.starts_with("f.csv:1:2"), "{said}");
    }

    #[test]
    fn a_broken_byte_is_found_beyond_the_first_piece() {
        for end in ["\n", "\r\n", "\r"] {
            for rows in [10_000, 21_845, 100_000] {
                let mut bytes = format!("甲,乙{end}").repeat(rows - 1).into_bytes();
                bytes.extend("甲,乙".bytes().chain([0xe4, b'x']).chain(end.bytes()));
                bytes.extend(format!("丙,丁{end}").repeat(1000).bytes());
                let said = words(&bytes, None);
                assert!(said.starts_with(&format!("f.csv:{rows}:2: the byte after “乙”")), "{said}");
            }
        }
    }
}
