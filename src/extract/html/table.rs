//! The rows and columns of one table, as a reader sees them: cells that span several are counted.

use crate::extract::Cell;

/// Columns beyond which spans are not followed (HTML, 4.9.11: at most 1000).
const COLUMNS: u32 = 1000;
/// Rows that one cell may span at most.
const SPAN_ROWS: u32 = 65_534;

/// A table that has begun.
pub(super) struct Table {
    /// Tables are numbered from 1 in the order in which they begin.
    pub(super) number: u32,
    /// The current row (from 1); 0 before the first.
    pub(super) row: u32,
    pub(super) row_hidden: bool,
    pub(super) in_row: bool,
    cells: Vec<Cell>,
    /// The next free column.
    column: u32,
    cell: Option<OpenCell>,
    /// Rows, from the current one on, for which a cell above takes the column.
    taken: Vec<u32>,
}

/// The cell that text goes to.
pub(super) struct OpenCell {
    pub(super) text: String,
    pub(super) hidden: bool,
    columns: u32,
    rows: u32,
}

impl Table {
    pub(super) fn new(number: u32) -> Self {
        Self {
            number,
            row: 0,
            row_hidden: false,
            in_row: false,
            cells: Vec::new(),
            column: 0,
            cell: None,
            taken: Vec::new(),
        }
    }

    pub(super) fn begin_row(&mut self, hidden: bool) {
        self.row += 1;
        self.row_hidden = hidden;
        self.in_row = true;
        self.column = 0;
    }

    /// The cells of the row that ends.
    pub(super) fn end_row(&mut self) -> Vec<Cell> {
        self.end_cell();
        self.in_row = false;
        for rows in &mut self.taken {
            *rows = rows.saturating_sub(1);
        }
        std::mem::take(&mut self.cells)
    }

    pub(super) fn begin_cell(&mut self, columns: Option<&str>, rows: Option<&str>, hidden: bool) {
        self.end_cell();
        while self
            .taken
            .get(self.column as usize)
            .is_some_and(|rows| *rows > 0)
        {
            self.column += 1;
        }
        let span = |stated: Option<&str>, most: u32| {
            stated
                .and_then(|number| number.trim().parse::<u32>().ok())
                .unwrap_or(1)
                .clamp(1, most)
        };
        self.cell = Some(OpenCell {
            text: String::new(),
            hidden,
            columns: span(columns, COLUMNS),
            rows: span(rows, SPAN_ROWS),
        });
    }

    pub(super) fn cell_mut(&mut self) -> Option<&mut OpenCell> {
        self.cell.as_mut()
    }

    pub(super) fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else {
            return;
        };
        self.keep(&cell.text, cell.hidden);
        if cell.rows > 1 {
            let end = (self.column + cell.columns).min(COLUMNS) as usize;
            if self.taken.len() < end {
                self.taken.resize(end, 0);
            }
            for rows in self.taken.iter_mut().take(end).skip(self.column as usize) {
                *rows = cell.rows;
            }
        }
        self.column += cell.columns;
    }

    /// What the row has so far, when it grows too long; the open cell goes on.
    pub(super) fn take_cells(&mut self) -> Vec<Cell> {
        if let Some(cell) = &mut self.cell {
            let text = std::mem::take(&mut cell.text);
            let hidden = cell.hidden;
            self.keep(&text, hidden);
        }
        std::mem::take(&mut self.cells)
    }

    fn keep(&mut self, text: &str, hidden: bool) {
        let text = text.trim();
        if !text.is_empty() {
            self.cells.push(Cell {
                column: self.column,
                text: text.to_owned(),
                hidden,
            });
        }
    }
}
