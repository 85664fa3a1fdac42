//! A piece of a document's text with its place, as extractors hand it on.
//!
//! Location travels beside the text, never as markers inside it. Extractors put no text of the document into an
//! [`Origin`], sheet names apart: locations are stored and printed unmasked.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A piece of a document's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    pub origin: Origin,
    pub body: Body,
    /// A reader of the document would not see it: hidden row or sheet, white or covered text, deleted text, comment.
    pub hidden: bool,
}

/// The text itself, in the shape the document gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Body {
    /// Running text. `\n` ends a line (text), a paragraph (word processing) or a line of the page (PDF); a line break
    /// inside a paragraph is `\u{b}`; a gap between cells of a laid-out line is `\t`.
    Text(String),
    /// One row of a table, in order of columns; empty cells are left out. Whether a row is a header is for the reader.
    Row(Vec<Cell>),
    /// Named values: a JSON object, a form, document properties, mail headers.
    Record(Vec<Field>),
}

/// One filled cell of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Column from 0.
    pub column: u32,
    pub text: String,
    /// The column is hidden.
    pub hidden: bool,
}

/// One named value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub name: String,
    pub value: String,
}

/// Where a segment begins.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// Text whose first line is `first` (from 1).
    Lines { first: u64 },
    /// A page of a laid-out document (from 1).
    Page { page: u32 },
    /// A slide of a presentation (from 1).
    Slide { slide: u32 },
    /// A part of a document: `body`, `header`, `footer`, `footnote`, `endnote`, `comment`, `textbox`, `notes`, `chart`,
    /// `alt-text`, `deleted`, `field-code`, `link`, `attachment-text` …; `first` counts paragraphs from 1.
    Part { part: Cow<'static, str>, first: u32 },
    /// A row of a worksheet (from 0).
    Sheet { sheet: Arc<str>, row: u32 },
    /// A row of the `table`-th table of a document (both from 1).
    Table { table: u32, row: u32 },
    /// A row of delimited text, or the n-th record of a data file (from 1).
    Delimited { row: u64 },
    /// A record whose field names are a fixed vocabulary (`path`, `title`, `author`, `from`, `subject` …) and may be printed.
    Named,
    /// The n-th field (from 1) onwards of a form; the names come from the document and are not printed.
    Form { first: u32 },
}

/// A place in a document, as records print it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Location {
    #[serde(flatten)]
    pub place: Place,
    /// A reader would not see it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
}

/// The place itself; numbers count from 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Place {
    /// Must stand before `Row`, whose fields it has, and one more: the first that fits is read.
    Table {
        table: u32,
        row: u32,
        column: u32,
    },
    Row {
        row: u64,
        column: u32,
        header: Option<String>,
    },
    /// `column` counts characters.
    Line {
        line: u64,
        column: u32,
    },
    Page {
        page: u32,
    },
    Cell {
        sheet: String,
        cell: String,
    },
    Slide {
        slide: u32,
    },
    Part {
        part: String,
        paragraph: u32,
    },
    Field {
        field: String,
    },
}

impl Segment {
    /// The location of byte `offset` of a text body.
    pub fn location_in_text(&self, text: &str, offset: usize) -> Location {
        self.places(text).at(offset)
    }

    /// Looks up many places of a text body, quickest in order.
    pub fn places<'t>(&'t self, text: &'t str) -> Places<'t> {
        Places {
            segment: self,
            text,
            at: 0,
            lines: 0,
            column: 0,
        }
    }

    /// The location of a cell or field: `index` is the cell's column, or the field's place in its record, from 0.
    /// `header` is an id of the rule book, or the field's name where the origin is [`Origin::Named`].
    pub fn location_in_row(&self, index: u32, header: Option<&str>) -> Location {
        let hidden_cell = match &self.body {
            Body::Row(cells) => cells.iter().any(|cell| cell.column == index && cell.hidden),
            Body::Text(_) | Body::Record(_) => false,
        };
        let name = match (&self.origin, &self.body) {
            (Origin::Named, Body::Record(fields)) => {
                fields.get(index as usize).map(|field| field.name.as_str())
            }
            _ => header,
        };
        Location {
            place: self.origin.place(index, name),
            hidden: self.hidden || hidden_cell,
        }
    }
}

/// A way through a text body that counts its lines once.
pub struct Places<'t> {
    segment: &'t Segment,
    text: &'t str,
    /// Where we are: byte, line ends before it, characters before it in its line.
    at: usize,
    lines: usize,
    column: usize,
}

impl Places<'_> {
    /// The location of a byte.
    pub fn at(&mut self, offset: usize) -> Location {
        if offset < self.at {
            (self.at, self.lines, self.column) = (0, 0, 0);
        }
        let passed = &self.text[self.at..offset];
        let ends = memchr::memchr_iter(b'\n', passed.as_bytes()).count();
        let in_line = match memchr::memrchr(b'\n', passed.as_bytes()) {
            Some(end) => {
                self.column = 0;
                &passed[end + 1..]
            }
            None => passed,
        };
        self.column += in_line.chars().count();
        self.lines += ends;
        self.at = offset;
        let place = match &self.segment.origin {
            Origin::Lines { first } => Place::Line {
                line: first + self.lines as u64,
                column: self.column as u32 + 1,
            },
            Origin::Part { part, first } => Place::Part {
                part: part.to_string(),
                paragraph: first + self.lines as u32,
            },
            other => other.place(0, None),
        };
        Location {
            place,
            hidden: self.segment.hidden,
        }
    }
}

impl Origin {
    /// Moves on by so many line ends of a text.
    pub(super) fn advance(&mut self, lines: usize) {
        match self {
            Self::Lines { first } => *first += lines as u64,
            Self::Part { first, .. } => *first += lines as u32,
            _ => {}
        }
    }

    fn place(&self, column: u32, header: Option<&str>) -> Place {
        match self {
            Self::Lines { first } => Place::Line {
                line: *first,
                column: column + 1,
            },
            Self::Page { page } => Place::Page { page: *page },
            Self::Slide { slide } => Place::Slide { slide: *slide },
            Self::Part { part, first } => Place::Part {
                part: part.to_string(),
                paragraph: *first,
            },
            Self::Sheet { sheet, row } => Place::Cell {
                sheet: sheet.to_string(),
                cell: cell_reference(column, *row),
            },
            Self::Table { table, row } => Place::Table {
                table: *table,
                row: *row,
                column: column + 1,
            },
            Self::Delimited { row } => Place::Row {
                row: *row,
                column: column + 1,
                header: header.map(str::to_owned),
            },
            Self::Named => Place::Field {
                field: header.unwrap_or("field").to_owned(),
            },
            Self::Form { first } => Place::Field {
                field: format!("form[{}]", first + column),
            },
        }
    }
}

/// `C14` for column 2, row 13 (ECMA-376 Part 1, 18.18.62: `ST_Ref`, A1 style).
fn cell_reference(column: u32, row: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.reverse();
    let letters: String = letters.into_iter().map(char::from).collect();
    format!("{letters}{}", u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_a_spreadsheet_names_them() {
        assert_eq!(cell_reference(0, 0), "A1");
        assert_eq!(cell_reference(25, 9), "Z10");
        assert_eq!(cell_reference(26, 0), "AA1");
        assert_eq!(cell_reference(16383, 1_048_575), "XFD1048576");
    }

    #[test]
    fn a_line_and_column_count_from_one_and_in_characters() {
        let segment = Segment {
            origin: Origin::Lines { first: 5 },
            body: Body::Text("é b\ncé d".into()),
            hidden: false,
        };
        let Body::Text(text) = &segment.body else {
            unreachable!()
        };
        let at = text.find('d').expect("the letter is there");
        assert_eq!(
            segment.location_in_text(text, at).place,
            Place::Line { line: 6, column: 4 }
        );
    }
}
