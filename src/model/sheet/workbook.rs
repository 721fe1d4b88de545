//! A workbook on its way out: sheets with a head that stays in view, days as days, and texts that stay texts.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

/// The longest text that a cell holds, and the most rows of a sheet (Excel's own limits).
const LONGEST: usize = 32_767;
const MOST: u32 = 1_048_576;
/// Columns are no wider than this, in characters.
const WIDEST: usize = 60;

/// What a cell of a workbook holds.
#[derive(Debug, Clone, PartialEq)]
pub enum BookCell {
    /// Nothing.
    Empty,
    /// A number.
    Number(f64),
    /// A part of the whole, shown in percent.
    Part(f64),
    /// Yes or no.
    Flag(bool),
    /// An ISO day. One that is known to its month or year alone stays a text, and so does one before 1900.
    Day(String),
    /// A text, never a formula.
    Text(String),
}

/// Why a row or a sheet cannot be written.
#[derive(Debug)]
pub enum Refused {
    /// A sheet has no room for so many rows.
    Rows,
    /// The text in this column is longer than a cell can be.
    Text(usize),
    /// What the maker of workbooks says.
    Failed(XlsxError),
}

impl From<XlsxError> for Refused {
    fn from(error: XlsxError) -> Refused {
        Refused::Failed(error)
    }
}

/// A workbook.
pub struct Book {
    book: Workbook,
}

/// One of its sheets, not in it yet.
pub struct Page {
    sheet: Worksheet,
    widths: Vec<usize>,
    /// The row that was written last.
    pub line: u32,
    day: Format,
    part: Format,
    plain: Format,
}

impl Book {
    /// A workbook without a sheet. The same content is the same file: no clock is in it.
    ///
    /// # Errors
    /// What the maker of workbooks refuses.
    pub fn new() -> Result<Book, Refused> {
        let mut book = Workbook::new();
        let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&created));
        Ok(Book { book })
    }

    /// Takes a sheet in, its columns as wide as what stands in them.
    ///
    /// # Errors
    /// What the maker of workbooks refuses.
    pub fn put(&mut self, page: Page) -> Result<(), Refused> {
        let Page { mut sheet, widths, .. } = page;
        for (at, width) in (0u16..).zip(widths) {
            sheet.set_column_width(at, (width + 2).min(WIDEST) as f64)?;
        }
        self.book.push_worksheet(sheet);
        Ok(())
    }

    /// The whole as a file.
    ///
    /// # Errors
    /// What the maker of workbooks refuses.
    pub fn bytes(mut self) -> Result<Vec<u8>, Refused> {
        Ok(self.book.save_to_buffer()?)
    }
}

impl Page {
    /// A sheet with its headings. With `wrapped`, long texts break into lines, and it prints on as many pages as it
    /// needs, each as wide as all columns and with the headings on top.
    ///
    /// # Errors
    /// A name that is none of a sheet.
    pub fn new<T: AsRef<str>>(name: &str, heads: &[T], wrapped: bool) -> Result<Page, Refused> {
        let mut sheet = Worksheet::new();
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        let bold = Format::new().set_bold();
        let mut plain = Format::new();
        if wrapped {
            plain = plain.set_text_wrap().set_align(FormatAlign::Top);
            sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
            sheet.set_repeat_rows(0, 0)?;
        }
        for (at, head) in (0u16..).zip(heads) {
            sheet.write_string_with_format(0, at, head.as_ref(), &bold)?;
        }
        let top = |format: Format| if wrapped { format.set_align(FormatAlign::Top) } else { format };
        let day = top(Format::new().set_num_format("yyyy-mm-dd"));
        let part = top(Format::new().set_num_format("0.0%"));
        let widths = heads.iter().map(|head| head.as_ref().width()).collect();
        Ok(Page { sheet, widths, line: 0, day, part, plain })
    }

    /// Writes the next row.
    ///
    /// # Errors
    /// What a workbook has no room for.
    pub fn row(&mut self, cells: impl IntoIterator<Item = BookCell>) -> Result<(), Refused> {
        self.line += 1;
        let line = self.line;
        if line >= MOST {
            return Err(Refused::Rows);
        }
        for (at, cell) in cells.into_iter().enumerate() {
            let column = u16::try_from(at).unwrap_or(u16::MAX);
            let width = match &cell {
                BookCell::Empty => continue,
                BookCell::Number(n) => {
                    self.sheet.write_number_with_format(line, column, *n, &self.plain)?;
                    n.to_string().len()
                }
                BookCell::Part(part) => {
                    self.sheet.write_number_with_format(line, column, *part, &self.part)?;
                    6
                }
                BookCell::Flag(flag) => {
                    self.sheet.write_boolean(line, column, *flag)?;
                    5
                }
                // Excel knows no day before 1900, and no month or year alone: those stay texts.
                BookCell::Day(text) => {
                    match ExcelDateTime::parse_from_str(text) {
                        Ok(date) if text.len() == 10 && text.as_str() >= "1900-03-01" => {
                            self.sheet.write_datetime_with_format(line, column, &date, &self.day)?
                        }
                        _ => self.sheet.write_string_with_format(line, column, text, &self.plain)?,
                    };
                    text.len()
                }
                BookCell::Text(text) => {
                    if text.chars().count() > LONGEST {
                        return Err(Refused::Text(at));
                    }
                    self.sheet.write_string_with_format(line, column, text, &self.plain)?;
                    text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
                }
            };
            if let Some(widest) = self.widths.get_mut(at) {
                *widest = (*widest).max(width);
            }
        }
        Ok(())
    }
}
