//! Dates in columns: what the heads say of them, in tables and in text that is laid out as one.

use super::meaning::{self, Meaning};
use crate::extract::Origin;

/// Rows in which a head is looked for.
const HEAD_ROWS: u32 = 12;
/// Rows in which a title is looked for.
const TITLE_ROWS: u32 = 3;
/// Columns of a text that are looked at, and its lines that may be heads.
const COLUMNS: usize = 64;
const HEAD_LINES: usize = 8;
/// A line of more bytes is no row.
const ROW: usize = 2000;

/// The columns of the table that rows are coming of.
#[derive(Debug, Default)]
pub(super) struct Columns {
    table: Option<Origin>,
    rows: u32,
    heads: Vec<Head>,
}

#[derive(Debug)]
struct Head {
    column: u32,
    meaning: Meaning,
    /// The row it was met in, and rows with a date below it.
    row: u32,
    dates: u32,
}

impl Columns {
    pub(super) fn new(origin: &Origin) -> Self {
        Self {
            table: Some(table(origin)),
            ..Self::default()
        }
    }

    pub(super) fn is_of_another_table(&self, origin: &Origin) -> bool {
        self.table.as_ref() != Some(&table(origin))
    }

    /// Whether the rows that may hold a title or heads go on.
    pub(super) fn begins(&self) -> bool {
        self.rows <= TITLE_ROWS
    }

    /// The next row begins; a single cell is a title and no row.
    pub(super) fn row(&mut self, cells: usize) {
        self.rows = self.rows.saturating_add(u32::from(cells > 1));
    }

    /// What the head of a column says of a date in it.
    pub(super) fn date(&mut self, column: u32) -> Meaning {
        let row = self.rows;
        let head = self.heads.iter_mut().find(|head| head.column == column);
        head.map_or(Meaning::Nothing, |head| {
            head.dates += u32::from(head.row < row);
            head.meaning
        })
    }

    /// What a short cell says of dates below it and beside it.
    pub(super) fn head(&mut self, column: u32, text: &str) -> Meaning {
        if text.bytes().any(|byte| byte.is_ascii_digit()) {
            return Meaning::Nothing;
        }
        let known = self.heads.iter().any(|head| head.column == column);
        if self.rows > HEAD_ROWS && known {
            return Meaning::Nothing;
        }
        if !known && self.rows <= HEAD_ROWS {
            let meaning = meaning::of_head(text);
            if meaning != Meaning::Nothing {
                self.heads.push(Head {
                    column,
                    meaning,
                    row: self.rows,
                    dates: 0,
                });
            }
        }
        meaning::of_label(text)
    }

    /// The events whose column has rows without a date among rows with one, and how many.
    pub(super) fn open(self) -> impl Iterator<Item = (&'static str, u32)> {
        let rows = self.rows;
        self.heads.into_iter().flat_map(move |head| {
            let open = rows.saturating_sub(head.row).saturating_sub(head.dates);
            let events = match head.meaning {
                Meaning::Events(events) if head.dates > 0 && open > 0 => Some(events),
                _ => None,
            };
            let ids = events.into_iter().flat_map(meaning::Events::ids);
            ids.map(move |id| (id, open))
        })
    }
}

/// The table of a row, without the row.
fn table(origin: &Origin) -> Origin {
    let mut table = origin.clone();
    match &mut table {
        Origin::Sheet { row, .. } | Origin::Table { row, .. } => *row = 0,
        Origin::Delimited { row } => *row = 0,
        _ => {}
    }
    table
}

/// Columns of a text whose lines are rows, their cells parted by bars or wide gaps.
#[derive(Debug, Default)]
pub(super) struct Laid {
    /// The text has been searched for heads.
    searched: bool,
    /// What the cells of the head line say; a table may go on in the next text.
    heads: Vec<Meaning>,
}

impl Laid {
    /// The next text begins.
    pub(super) fn begin(&mut self) {
        self.searched = false;
    }

    /// What the cell to the left, or the head of the column, says of a date at a byte.
    pub(super) fn meaning(&mut self, text: &str, at: usize) -> Meaning {
        if !text[..at].trim_end_matches(' ').ends_with(is_gap) {
            return Meaning::Nothing;
        }
        let from = text.floor_char_boundary(at.saturating_sub(ROW));
        let line = text[from..at].rfind(super::is_line_end);
        let line = line.map_or(from, |end| from + end + 1);
        let before = &text[line..at];
        let Some(cell) = before.rfind(is_gap) else {
            return Meaning::Nothing;
        };
        let left = before[..cell].rsplit(is_gap).next().unwrap_or_default();
        let left = meaning::of_label(left);
        if left != Meaning::Nothing {
            return left;
        }
        if !self.searched {
            self.searched = true;
            self.search(text);
        }
        let whole = &text[line..text.floor_char_boundary(line + ROW)];
        let whole = &whole[..whole.find(super::is_line_end).unwrap_or(whole.len())];
        let same = cells(whole).count() == self.heads.len();
        let column = before.trim_start_matches(is_gap).matches(is_gap).count();
        let head = self.heads.get(column).filter(|_| same);
        head.copied().unwrap_or_default()
    }

    /// Looks for a line of heads among the first lines.
    fn search(&mut self, text: &str) {
        let lines = text.split(super::is_line_end).take(HEAD_LINES);
        let heads = lines
            .map(|line| {
                cells(line)
                    .take(COLUMNS)
                    .map(meaning::of_head)
                    .collect::<Vec<_>>()
            })
            .find(|cells| {
                cells.len() > 1 && cells.iter().any(|meaning| *meaning != Meaning::Nothing)
            });
        if let Some(heads) = heads {
            self.heads = heads;
        }
    }
}

/// The cells of a line; bars at its ends part nothing.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.trim().trim_matches('|').split(is_gap)
}

fn is_gap(letter: char) -> bool {
    matches!(letter, '|' | '\t')
}
