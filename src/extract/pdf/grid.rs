//! Tables drawn with ruled lines: every row becomes one line of text, whatever its cells wrap to.
//!
//! The rules say what no gap can: where a cell ends, which lines of it belong together, and which cells are empty.

use std::collections::BTreeMap;

use super::words::{Direction, Line, Span, Word, lines};

/// Rules that meet within this distance (points) touch; edges this near are one edge drawn twice.
const TOUCH: f64 = 2.5;

/// A cell of more lines than this is a part of the page, not of a table.
const MAX_CELL_LINES: usize = 24;

/// More edges than this are a drawing.
const MAX_EDGES: usize = 200;

/// Rules of one direction that are compared with those of the other.
const MAX_RULES: usize = 2_000;

/// A ruled table.
pub(super) struct Grid {
    /// Places of the upright rules, from left to right.
    columns: Vec<f64>,
    /// Places of the level rules, from the top down.
    rows: Vec<f64>,
    across: Vec<Span>,
    down: Vec<Span>,
}

/// A table's text, placed on the page.
pub(super) struct Table {
    pub(super) top: f64,
    /// A row each: cells parted by `\t`; a break that was meant within a cell is `\u{b}`.
    pub(super) rows: Vec<String>,
}

/// What a cell holds.
struct CellLines {
    column: usize,
    lines: Vec<Line>,
}

/// Takes the words that stand in ruled tables out of `words`, and gives the tables, from the top of the page down.
pub(super) fn tables(direction: &Direction, words: &mut Vec<Word>) -> Vec<Table> {
    let mut grids = grids(&direction.across, &direction.down);
    // The innermost table that holds a word has it.
    grids.sort_by(|a, b| a.area().total_cmp(&b.area()));
    let mut held: Vec<Vec<Word>> = grids.iter().map(|_| Vec::new()).collect();
    let mut free = Vec::new();
    for word in words.drain(..) {
        match grids.iter().position(|grid| grid.holds(&word)) {
            Some(grid) => held[grid].push(word),
            None => free.push(word),
        }
    }
    let mut tables = Vec::new();
    for (grid, held) in grids.iter().zip(held) {
        match grid.read(held) {
            Ok(table) => tables.extend(table),
            Err(words) => free.extend(words),
        }
    }
    *words = free;
    tables.sort_by(|a, b| a.top.total_cmp(&b.top));
    tables
}

/// Groups rules that touch, and keeps the groups that make at least two columns.
fn grids(across: &[Span], down: &[Span]) -> Vec<Grid> {
    if across.len() > MAX_RULES || down.len() > MAX_RULES {
        return Vec::new();
    }
    let mut groups = Groups::new(across.len() + down.len());
    for (level, row) in across.iter().enumerate() {
        for (upright, column) in down.iter().enumerate() {
            if row.meets(column) {
                groups.join(level, across.len() + upright);
            }
        }
    }
    let mut grids: Vec<Grid> = Vec::new();
    let mut grid_of = vec![None; across.len() + down.len()];
    for at in 0..across.len() + down.len() {
        let group = groups.find(at);
        let index = *grid_of[group].get_or_insert_with(|| {
            grids.push(Grid {
                columns: vec![],
                rows: vec![],
                across: vec![],
                down: vec![],
            });
            grids.len() - 1
        });
        match at.checked_sub(across.len()) {
            None => grids[index].across.push(across[at]),
            Some(upright) => grids[index].down.push(down[upright]),
        }
    }
    for grid in &mut grids {
        // A table may lack the rules of its outer edge; the rules that cross say how far it goes.
        grid.columns = edges(&grid.down, &grid.across);
        grid.rows = edges(&grid.across, &grid.down);
    }
    grids.retain(|grid| {
        (3..MAX_EDGES).contains(&grid.columns.len()) && (2..MAX_EDGES).contains(&grid.rows.len())
    });
    grids
}

/// The places of the rules along one axis, with the far ends of those along the other.
fn edges(rules: &[Span], crossing: &[Span]) -> Vec<f64> {
    let first = crossing.iter().map(|span| span.from).reduce(f64::min);
    let last = crossing.iter().map(|span| span.to).reduce(f64::max);
    let mut edges: Vec<f64> = rules
        .iter()
        .map(|rule| rule.at)
        .chain(first)
        .chain(last)
        .collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup_by(|next, edge| *next - *edge < TOUCH);
    edges
}

impl Span {
    fn meets(&self, crossing: &Self) -> bool {
        self.covers(crossing.at) && crossing.covers(self.at)
    }

    fn covers(&self, at: f64) -> bool {
        self.from - TOUCH <= at && at <= self.to + TOUCH
    }

    /// It is the edge at this place, at this point of the other axis.
    fn bars(&self, edge: f64, at: f64) -> bool {
        (self.at - edge).abs() < TOUCH && self.covers(at)
    }
}

/// Disjoint sets of rules (union-find with path halving).
struct Groups(Vec<usize>);

impl Groups {
    fn new(members: usize) -> Self {
        Self((0..members).collect())
    }

    fn find(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            self.0[at] = self.0[self.0[at]];
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// Parts a row of the table at its baselines.
fn by_line(cells: Vec<CellLines>) -> Vec<Vec<CellLines>> {
    let mut rows: Vec<(f64, Vec<CellLines>)> = Vec::new();
    for cell in cells {
        for line in cell.lines {
            let near = |(y, _): &&mut (f64, Vec<CellLines>)| (line.y - *y).abs() < line.size * 0.5;
            let (y, column) = (line.y, cell.column);
            let piece = CellLines {
                column,
                lines: vec![line.clone()],
            };
            match rows.iter_mut().find(near) {
                Some((_, row)) => row.push(piece),
                None => rows.push((y, vec![piece])),
            }
        }
    }
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The band between two neighbouring edges that holds `at`.
fn band(edges: &[f64], at: f64) -> Option<usize> {
    let after = edges.partition_point(|edge| *edge <= at);
    (after > 0 && after < edges.len()).then(|| after - 1)
}

impl Grid {
    fn area(&self) -> f64 {
        let extent = |edges: &[f64]| edges.last().zip(edges.first()).map_or(0.0, |(b, a)| b - a);
        extent(&self.columns) * extent(&self.rows)
    }

    fn holds(&self, word: &Word) -> bool {
        self.cell(word).is_some()
    }

    /// Row and column of the cell that a word stands in; a cell that spans several counts as its first.
    fn cell(&self, word: &Word) -> Option<(usize, usize)> {
        let (x, y) = (word.x0 + word.size * 0.2, word.y - word.size * 0.25);
        let (mut row, mut column) = (band(&self.rows, y)?, band(&self.columns, x)?);
        while column > 0
            && !self
                .down
                .iter()
                .any(|rule| rule.bars(self.columns[column], y))
        {
            column -= 1;
        }
        let x = f64::midpoint(self.columns[column], self.columns[column + 1]);
        while row > 0 && !self.across.iter().any(|rule| rule.bars(self.rows[row], x)) {
            row -= 1;
        }
        Some((row, column))
    }

    /// Reads the words cell by cell. Gives them back if this is no table after all: only one column has text, a cell
    /// holds more than a table's cell would, or it is a lone row of boxes for one number, which is given back as one word.
    fn read(&self, words: Vec<Word>) -> Result<Option<Table>, Vec<Word>> {
        let mut cells: BTreeMap<(usize, usize), Vec<Word>> = BTreeMap::new();
        for word in &words {
            if let Some(cell) = self.cell(word) {
                cells.entry(cell).or_default().push(word.clone());
            }
        }
        let mut used: Vec<usize> = cells.keys().map(|(_, column)| *column).collect();
        used.sort_unstable();
        used.dedup();
        let mut rows: BTreeMap<usize, Vec<CellLines>> = BTreeMap::new();
        for ((row, column), words) in cells {
            rows.entry(row).or_default().push(CellLines {
                column,
                lines: lines(words),
            });
        }
        let longest = rows.values().flatten().map(|cell| cell.lines.len()).max();
        if used.len() < 2 || longest > Some(MAX_CELL_LINES) {
            return if words.is_empty() {
                Ok(None)
            } else {
                Err(words)
            };
        }
        if rows.len() == 1 && rows.values().flatten().all(|cell| self.is_comb(cell)) {
            let mut boxes = words;
            boxes.sort_by(|a, b| a.x0.total_cmp(&b.x0));
            return Err(boxes
                .into_iter()
                .reduce(|word, next| word.joined(&next))
                .into_iter()
                .collect());
        }
        let rows = rows.into_values().flat_map(|cells| {
            if self.is_listing(&cells) {
                by_line(cells)
            } else {
                vec![cells]
            }
        });
        Ok(Some(Table {
            top: self.rows[0],
            rows: rows.map(|cells| self.row_of_text(&cells, &used)).collect(),
        }))
    }

    /// Several cells have several lines, and most do not break for want of room: rows that no rule parts.
    fn is_listing(&self, cells: &[CellLines]) -> bool {
        let mut several = 0;
        let (mut breaks, mut meant) = (0, 0);
        for cell in cells.iter().filter(|cell| cell.lines.len() > 1) {
            several += 1;
            for pair in cell.lines.windows(2) {
                let after = super::layout::plain(&pair[1]);
                breaks += 1;
                meant += usize::from(self.line_break(cell.column, &pair[0], &after) == "\u{b}");
            }
        }
        several > 1 && meant * 2 > breaks
    }

    fn row_of_text(&self, cells: &[CellLines], used: &[usize]) -> String {
        let mut text = String::new();
        let (mut at, mut comb_before) = (0, false);
        for cell in cells {
            let content = self.cell_text(cell.column, &cell.lines);
            let rank = used.partition_point(|known| *known < cell.column);
            let comb = self.is_comb(cell);
            // One character a box is how forms ask for a number.
            let tabs = if comb && comb_before { 0 } else { rank - at };
            text.extend(std::iter::repeat_n('\t', tabs));
            text.push_str(&content);
            (at, comb_before) = (rank, comb);
        }
        text
    }

    /// A narrow box with one character.
    fn is_comb(&self, cell: &CellLines) -> bool {
        let width = self.columns[cell.column + 1] - self.columns[cell.column];
        let [line] = &cell.lines[..] else {
            return false;
        };
        width < line.size * 3.0 && super::layout::plain(line).chars().count() == 1
    }

    /// The lines of a cell as one text, joined by what the page shows of why they broke.
    fn cell_text(&self, column: usize, lines: &[Line]) -> String {
        let mut text = String::new();
        for (at, line) in lines.iter().enumerate() {
            let here = super::layout::plain(line);
            if let Some(above) = at.checked_sub(1).map(|above| &lines[above]) {
                text.push_str(self.line_break(column, above, &here));
            }
            text.push_str(&here);
        }
        text
    }

    /// A token too long for its cell is broken wherever the program saw fit, an address of mail often at its `@`; a
    /// line is full when the next word had no room on it; any other break was meant.
    fn line_break(&self, column: usize, above: &Line, after: &str) -> &'static str {
        let before = super::layout::plain(above);
        let (Some(first), Some(last)) = (above.words.first(), above.words.last()) else {
            return "";
        };
        let letters = before.chars().count();
        let letter = (last.x1 - first.x0) / letters.max(1) as f64;
        let padding = (first.x0 - self.columns[column]).max(0.0);
        let room = self.columns[column + 1] - padding - last.x1;
        let token = !before.contains([' ', '\t']) && !last.space_after && letters > 3;
        let next = after
            .split([' ', '\t'])
            .next()
            .map_or(0, |word| word.chars().count());
        let full = room < letter * (next + 1) as f64;
        let joint = before.ends_with(['@', '-', '/']) || after.starts_with('@');
        if full && joint || token && room < letter {
            ""
        } else if full {
            " "
        } else {
            "\u{b}"
        }
    }
}
