//! The parts of a workbook's file, which is a zip archive (PKWARE's APPNOTE). They are found and unpacked here: no
//! size that the file states is trusted before memory is asked for, and no part, nor their sum, is unpacked
//! beyond a bound.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use flate2::{Crc, bufread::DeflateDecoder};

use super::{ALL, PART, xml::Broken};

/// The largest table of contents that is read, in bytes: a workbook has some dozen parts.
const CONTENTS: u64 = 1 << 22;
/// The longest element or text between two tags, in bytes.
const EVENT: u64 = 1 << 22;

/// Bytes that can be gone to and fro in.
pub trait Bytes: Read + Seek {}
impl<T: Read + Seek> Bytes for T {}

/// The parts of a file.
pub struct Parts {
    from: BufReader<Box<dyn Bytes>>,
    all: Vec<Part>,
    /// How many bytes may still be unpacked.
    pub(super) left: u64,
}

#[derive(Clone)]
struct Part {
    name: Vec<u8>,
    method: u16,
    secret: bool,
    check: u32,
    packed: u64,
    size: u64,
    at: u64,
}

/// A number of so many bytes, the lowest first; 0 where they are not there.
fn number(bytes: &[u8], at: usize, width: usize) -> u64 {
    let bytes = bytes.get(at..at + width).unwrap_or_default();
    bytes.iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte))
}

fn failed(e: io::Error) -> Broken {
    e.to_string()
}

impl Parts {
    /// Reads the table of contents.
    pub fn open(from: Box<dyn Bytes>) -> Result<Parts, Broken> {
        let mut from = BufReader::with_capacity(1 << 16, from);
        let length = from.seek(SeekFrom::End(0)).map_err(failed)?;
        let tail = length.min(22 + 0xffff);
        let end = read(&mut from, length - tail, tail)?;
        let last = end.windows(4).rposition(|four| four == b"PK\x05\x06");
        let last = last.filter(|at| at + 22 <= end.len()).ok_or("no end of a zip file")?;
        let record = end.get(last..).unwrap_or_default();
        let mut place = length - tail + last as u64;
        let (mut count, mut size, mut start) = (number(record, 10, 2), number(record, 12, 4), number(record, 16, 4));
        if count == 0xffff || size == 0xffff_ffff || start == 0xffff_ffff {
            let locator = place.checked_sub(20).map(|at| read(&mut from, at, 20)).transpose()?;
            if let Some(locator) = locator.filter(|locator| locator.starts_with(b"PK\x06\x07")) {
                place = number(&locator, 8, 8);
                let record = read(&mut from, place, 56)?;
                if !record.starts_with(b"PK\x06\x06") {
                    return Err("no end of a large zip file".into());
                }
                (count, size, start) = (number(&record, 32, 8), number(&record, 40, 8), number(&record, 48, 8));
            }
        }
        if size > CONTENTS || count > size / 46 || size > place {
            return Err("its table of contents is larger than that of any workbook".into());
        }
        // Something may stand before the archive: places then count from its start.
        let shift = (place - size).checked_sub(start).ok_or("no table of contents")?;
        let table = read(&mut from, place - size, size)?;
        let (mut all, mut rest) = (Vec::new(), &*table);
        for _ in 0..count {
            let (part, after) = entry(rest, shift).ok_or("a broken table of contents")?;
            all.push(part);
            rest = after;
        }
        Ok(Parts { from, all, left: ALL })
    }

    /// A part by its name; some programs write names in other cases, or with the separator of Windows. `None` where
    /// there is none.
    pub fn part(&mut self, name: &str) -> Result<Option<Unpacked<'_>>, Broken> {
        let same = |part: &&Part| {
            let own = part.name.iter().map(|b| if *b == b'\\' { b'/' } else { b.to_ascii_lowercase() });
            own.eq(name.bytes().map(|b| b.to_ascii_lowercase()))
        };
        let Some(part) = self.all.iter().find(same).cloned() else { return Ok(None) };
        if part.secret {
            return Err(format!("{name}: it is protected by a password"));
        }
        if part.size > PART {
            return Err(format!("{name}: too large"));
        }
        let header = read(&mut self.from, part.at, 30)?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(format!("{name}: it is not where the table of contents says"));
        }
        let start = part.at + 30 + number(&header, 26, 2) + number(&header, 28, 2);
        self.from.seek(SeekFrom::Start(start)).map_err(failed)?;
        let packed = (&mut self.from).take(part.packed);
        let from: Box<dyn Read + '_> = match part.method {
            0 => Box::new(packed),
            8 => Box::new(DeflateDecoder::new(packed)),
            other => return Err(format!("{name}: packed by the unknown method {other}")),
        };
        let most = PART.min(self.left);
        Ok(Some(Unpacked {
            from: BufReader::with_capacity(1 << 16, from),
            left: &mut self.left,
            most,
            read: 0,
            event: 0,
            crc: Crc::new(),
            check: part.check,
        }))
    }
}

/// So many bytes from a place.
fn read(from: &mut (impl Read + Seek), at: u64, size: u64) -> Result<Vec<u8>, Broken> {
    from.seek(SeekFrom::Start(at)).map_err(failed)?;
    let mut bytes = Vec::new();
    from.take(size).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 == size { Ok(bytes) } else { Err("the file ends too early".into()) }
}

/// The first entry of a table of contents, and what follows it.
fn entry(table: &[u8], shift: u64) -> Option<(Part, &[u8])> {
    let head = table.get(..46).filter(|head| head.starts_with(b"PK\x01\x02"))?;
    let (name, extra, comment) =
        (number(head, 28, 2) as usize, number(head, 30, 2) as usize, number(head, 32, 2) as usize);
    let (mut packed, mut size, mut at) = (number(head, 20, 4), number(head, 24, 4), number(head, 42, 4));
    // Numbers that have no room in four bytes stand in a field of their own, in this order.
    let mut more = table.get(46 + name..46 + name + extra)?;
    while more.len() >= 4 {
        let length = number(more, 2, 2) as usize;
        if number(more, 0, 2) == 1 {
            let mut place = 4;
            for n in [&mut size, &mut packed, &mut at] {
                if *n == 0xffff_ffff {
                    *n = number(more, place, 8);
                    place += 8;
                }
            }
        }
        more = more.get(4 + length..).unwrap_or_default();
    }
    let part = Part {
        name: table.get(46..46 + name)?.to_vec(),
        method: number(head, 10, 2) as u16,
        secret: number(head, 8, 2) & 1 == 1,
        check: number(head, 16, 4) as u32,
        packed,
        size,
        at: at.checked_add(shift).filter(|at| *at < u64::MAX - 0x2_0000)?,
    };
    Some((part, table.get(46 + name + extra + comment..)?))
}

/// A part as it is unpacked, up to its bounds.
pub struct Unpacked<'a> {
    from: BufReader<Box<dyn Read + 'a>>,
    left: &'a mut u64,
    most: u64,
    read: u64,
    /// Bytes since the last event.
    event: u64,
    crc: Crc,
    check: u32,
}

impl Unpacked<'_> {
    /// That what follows is the next element or text.
    pub fn next_event(&mut self) {
        self.event = 0;
    }

    /// At the end: whether it is what was packed.
    pub fn is_whole(&self) -> bool {
        self.crc.sum() == self.check
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(into)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Unpacked<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read >= self.most {
            return Err(io::Error::other("too large"));
        }
        if self.event > EVENT {
            return Err(io::Error::other("an element or a text is too long"));
        }
        self.from.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.crc.update(self.from.buffer().get(..n).unwrap_or_default());
        self.from.consume(n);
        self.read += n as u64;
        self.event += n as u64;
        *self.left = self.left.saturating_sub(n as u64);
    }
}
