//! Tables: waits for some rows to see which is the head and what the columns hold, then takes row by row.
//!
//! Rows come from the extractors, or from text that is laid out as a table ([`layout`](super::layout)).

mod forms;
mod head;
mod infer;
mod sections;
#[cfg(test)]
pub(super) mod testing;
pub(super) mod unheaded;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::Column;
use super::{Engine, Options};
use crate::extract::{Body, Origin, Segment};
use forms::{
    are_labelled_each, form_entries, labelled_each, own_label, shape_of_labels, side_by_side,
    sideways,
};
use head::{could_be_head, differs_from_the_rest, goes_on_below, is_of_days};
use infer::infer_columns;
use sections::Sections;

/// Rows that are looked at before the columns are settled.
const LOOK_AT: usize = 50;
/// A head stands among the first rows: titles above it are common.
const HEAD_WITHIN: usize = 6;
/// Columns that a table is looked at in; what lies beyond is read without its head.
const MOST_COLUMNS: usize = 512;

/// A filled cell, wherever it came from.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub(super) column: u32,
    pub(super) text: String,
    /// Byte offset in the text of its segment, where the table is laid out in text.
    pub(super) offset: usize,
}

/// A row with the segment that says where it is.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) segment: Arc<Segment>,
    pub(super) cells: Vec<Cell>,
}

/// Which table a row belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    Sheet(Arc<str>),
    Table(u32),
    Delimited,
    Text,
}

/// A table on its way through.
pub(super) struct Table {
    pub(super) key: Key,
    waiting: Vec<Row>,
    shape: Option<Shape>,
}

/// How a table is to be read.
pub(super) enum Shape {
    /// Columns under heads. `heads` are the texts of the head rows, which may be repeated, and of titles; `blank` stands for
    /// columns beyond.
    Grid {
        columns: BTreeMap<u32, Arc<Column>>,
        heads: Vec<Vec<String>>,
        blank: Arc<Column>,
    },
    /// Label and value side by side, one record altogether.
    Form,
    /// Forms side by side, a record each: the columns of their labels.
    Forms(Vec<u32>),
    /// Each cell with a label of its own.
    Labelled,
    /// On its side: labels in the first column, a record in each of the others.
    Sideways,
    /// Heads again and again, each over rows of their own.
    Sections(Sections),
}

/// A row or form ready to be looked at: each cell with its column.
pub(super) struct Ready {
    pub(super) entries: Vec<Entry>,
    /// Labels and values: whom they are about may be named further above.
    pub(super) is_form: bool,
}

impl Ready {
    pub(super) fn record(entries: Vec<Entry>) -> Self {
        Self {
            entries,
            is_form: false,
        }
    }

    fn form(entries: Vec<Entry>) -> Self {
        Self {
            entries,
            is_form: true,
        }
    }
}

/// A cell and what its column says.
pub(super) struct Entry {
    pub(super) column: Arc<Column>,
    pub(super) cell: Cell,
    pub(super) segment: Arc<Segment>,
}

impl Key {
    /// The table that a row segment belongs to.
    pub(super) fn of(origin: &Origin) -> Self {
        match origin {
            Origin::Sheet { sheet, .. } => Self::Sheet(Arc::clone(sheet)),
            Origin::Table { table, .. } => Self::Table(*table),
            _ => Self::Delimited,
        }
    }
}

impl Row {
    /// The row of a segment whose body is one.
    pub(super) fn of(segment: Segment) -> Self {
        let segment = Arc::new(segment);
        let Body::Row(cells) = &segment.body else {
            return Self {
                segment,
                cells: Vec::new(),
            };
        };
        let cells = cells
            .iter()
            .filter(|cell| !cell.text.trim().is_empty())
            .map(|cell| Cell {
                column: cell.column,
                text: cell.text.clone(),
                offset: 0,
            })
            .collect();
        Self { segment, cells }
    }
}

impl Table {
    pub(super) fn new(key: Key) -> Self {
        Self {
            key,
            waiting: Vec::new(),
            shape: None,
        }
    }

    /// A table whose columns are known: it goes on after a page break.
    pub(super) fn continued(key: Key, shape: Shape) -> Self {
        Self {
            key,
            waiting: Vec::new(),
            shape: Some(shape),
        }
    }

    /// The columns, once they are settled.
    pub(super) fn into_shape(self) -> Option<Shape> {
        self.shape
    }

    /// Takes the next row; returns what can be looked at by now.
    pub(super) fn push(&mut self, row: Row, engine: &Engine, options: &Options) -> Vec<Ready> {
        if let Some(shape) = &mut self.shape {
            shape.ready(vec![row], engine)
        } else {
            self.waiting.push(row);
            if self.waiting.len() < LOOK_AT {
                Vec::new()
            } else {
                self.settle(engine, options)
            }
        }
    }

    /// No more rows come: what is still waiting.
    pub(super) fn settle(&mut self, engine: &Engine, options: &Options) -> Vec<Ready> {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return Vec::new();
        }
        let shape = self
            .shape
            .get_or_insert_with(|| Shape::of(&waiting, engine, options));
        shape.ready(waiting, engine)
    }
}

impl Shape {
    fn of(rows: &[Row], engine: &Engine, options: &Options) -> Self {
        let wide = rows.iter().any(|row| row.cells.len() > 1);
        let known = |row: &Row| {
            // A cell by itself is a title over the table.
            let cells = row.cells.iter().filter(|_| !wide || row.cells.len() > 1);
            cells.filter(|cell| engine.knows_head(&cell.text)).count()
        };
        let heads: Vec<usize> = rows.iter().take(HEAD_WITHIN).map(known).collect();
        let best = heads.iter().copied().max().unwrap_or(0);
        if are_labelled_each(rows, engine) {
            return Self::Labelled;
        }
        // Days stand over the columns of a rota, whatever begins its rows.
        let days = rows.iter().take(HEAD_WITHIN).position(is_of_days);
        if days.is_none()
            && let Some(sections) = Sections::of(rows, engine, options)
        {
            return Self::Sections(sections);
        }
        let shape = days.is_none().then(|| shape_of_labels(rows, best, engine));
        if let Some(shape) = shape.flatten() {
            return shape;
        }
        let of_known = |at: &usize| {
            heads[*at] > 0 && heads[*at] * 2 > best && could_be_head(rows, *at, engine, options)
        };
        let head = days
            .or_else(|| (0..heads.len()).find(of_known))
            .or_else(|| differs_from_the_rest(rows, engine, options).then_some(0));
        let mut columns = BTreeMap::new();
        let texts = |row: &Row| row.cells.iter().map(|cell| cell.text.clone()).collect();
        let mut head_rows: Vec<Vec<String>> = Vec::new();
        let mut below = rows;
        if let Some(head) = head {
            for cell in rows[head].cells.iter().take(MOST_COLUMNS) {
                columns.insert(cell.column, engine.column(&cell.text));
            }
            head_rows.push(texts(&rows[head]));
            // Titles over the head stand in no column either.
            head_rows.extend(rows[..head].iter().map(texts));
            below = &rows[head + 1..];
            if goes_on_below(rows, head, engine, options) {
                for cell in rows[head + 1].cells.iter().take(MOST_COLUMNS) {
                    let above = columns.get(&cell.column).map(|column| &*column.head);
                    let whole = format!("{} {}", above.unwrap_or_default(), cell.text);
                    columns.insert(cell.column, engine.column(whole.trim_start()));
                }
                head_rows.push(texts(&below[0]));
                below = &below[1..];
            }
        }
        infer_columns(&mut columns, below, engine, options);
        let columns = columns.into_iter();
        Self::Grid {
            columns: columns.map(|(at, column)| (at, Arc::new(column))).collect(),
            heads: head_rows,
            blank: engine.blank(),
        }
    }

    /// The entries of rows: one record a row of a grid, one for all rows of a form.
    fn ready(&mut self, rows: Vec<Row>, engine: &Engine) -> Vec<Ready> {
        match self {
            Self::Form => {
                let blank = engine.blank();
                let entries = rows
                    .into_iter()
                    .flat_map(|row| form_entries(row, &blank, engine))
                    .collect();
                vec![Ready::form(entries)]
            }
            Self::Forms(starts) => side_by_side(rows, starts, engine),
            Self::Labelled => labelled_each(rows, engine),
            Self::Sideways => sideways(rows, engine),
            Self::Sections(sections) => sections.ready(rows, engine),
            Self::Grid {
                columns,
                heads,
                blank,
            } => rows
                .into_iter()
                .map(|row| self::ready(row, columns, heads, blank, engine))
                .collect(),
        }
    }

    /// The number of columns of a grid with a head.
    pub(super) fn width(&self) -> Option<usize> {
        match self {
            Self::Grid { heads, .. } => heads.first().map(Vec::len),
            _ => None,
        }
    }
}

fn ready(
    row: Row,
    columns: &BTreeMap<u32, Arc<Column>>,
    heads: &[Vec<String>],
    blank: &Arc<Column>,
    engine: &Engine,
) -> Ready {
    let texts = || row.cells.iter().map(|cell| &cell.text);
    let is_head = heads.iter().any(|head| head.iter().eq(texts()));
    let segment = row.segment;
    let entries = row
        .cells
        .into_iter()
        .map(|mut cell| {
            let column = match columns.get(&cell.column) {
                Some(column) if !is_head => Arc::clone(column),
                _ => Arc::clone(blank),
            };
            let own = column.head.is_empty().then(|| own_label(&mut cell, engine));
            let column = own.flatten().unwrap_or(column);
            Entry {
                column,
                cell,
                segment: Arc::clone(&segment),
            }
        })
        .collect();
    // A head says nothing of anybody; it is read as plain text so that nothing in an odd first row is lost.
    Ready::record(entries)
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests;
