//! Words on a page to text in reading order.
//!
//! Lines end in `\n`, a blank line parts what clearly stands apart, and `\t` stands for a gap between cells. Columns of
//! running text are read one after the other; a table's row stays on one line, and columns that it leaves empty give
//! further tabs, so that the n-th cell of every row is of one column.

use super::device::Ink;
use super::grid::{Table, tables};
use super::words::{Direction, Line, Span, Word, by_direction, lines};

/// Gaps between words, in ems. Without a space drawn in it a gap wider than `CELL_GAP` parts cells; justified lines
/// stretch their spaces, so a gap that has one must be wider.
const SPACE_GAP: f64 = 0.17;
const CELL_GAP: f64 = 0.9;
const STRETCHED_GAP: f64 = 1.6;

/// A step between lines this many times the neighbouring one, or this many ems, sets paragraphs apart.
const PARAGRAPH_STEP: f64 = 1.35;
const PARAGRAPH_EMS: f64 = 1.3;
const LONE_PARAGRAPH_EMS: f64 = 2.0;

/// Rows of one table are at most this many ems apart.
const ROW_EMS: f64 = 3.5;

/// What running text in columns looks like: lines on either side of the gutter, words in a line, and the share of
/// lines that reach across their column.
const COLUMN_LINES: usize = 6;
const COLUMN_WORDS: usize = 4;
const COLUMN_FILL: f64 = 0.55;
const MAX_GUTTERS: usize = 200;
const MAX_REGIONS: usize = 64;

/// The text of a page.
#[derive(Debug, Default)]
pub(super) struct PageText {
    pub(super) seen: String,
    /// What a reader of the page would not see.
    pub(super) hidden: String,
    /// Characters that are not blank, and those of them whose meaning the font does not say.
    pub(super) characters: usize,
    pub(super) unmapped: usize,
}

/// Reads a page.
pub(super) fn text(ink: &Ink) -> PageText {
    let mut page = PageText::default();
    for mut direction in by_direction(&ink.glyphs, &ink.rules) {
        for word in &direction.words {
            page.characters += word.glyphs;
            page.unmapped += word.text.matches(char::REPLACEMENT_CHARACTER).count();
        }
        let words = std::mem::take(&mut direction.words);
        let (hidden, seen): (Vec<Word>, Vec<Word>) =
            words.into_iter().partition(|word| word.hidden);
        append(&mut page.seen, &read(&direction, seen));
        append(&mut page.hidden, &read(&direction, hidden));
    }
    page
}

fn append(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
}

/// A line ready to be written.
struct Row {
    cells: Vec<Cell>,
    /// Baseline, or top of a table's row.
    y: f64,
    size: f64,
    /// Which table it is of, counted on the page.
    table: Option<usize>,
}

/// A stretch of a line without a gap.
struct Cell {
    /// Column of its table from 0.
    column: usize,
    x0: f64,
    x1: f64,
    text: String,
}

fn read(direction: &Direction, mut words: Vec<Word>) -> String {
    let tables = tables(direction, &mut words);
    let regions = regions(lines(words));
    let mut rows: Vec<Row> = Vec::new();
    for region in regions {
        let mut region: Vec<Row> = region
            .iter()
            .map(|line| Row::new(line, &direction.down))
            .collect();
        align(&mut region, rows.len());
        rows.extend(region);
    }
    write(&rows, &tables)
}

impl Row {
    fn new(line: &Line, rules: &[Span]) -> Self {
        Self {
            cells: cells(line, rules),
            y: line.y,
            size: line.size,
            table: None,
        }
    }
}

/// The words of a line with the gaps between them.
pub(super) fn plain(line: &Line) -> String {
    let cells = cells(line, &[]);
    let texts: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
    texts.join("\t")
}

fn cells(line: &Line, rules: &[Span]) -> Vec<Cell> {
    let tracking = tracking(line);
    let mut cells: Vec<Cell> = Vec::new();
    let mut before: Option<&Word> = None;
    for word in &line.words {
        match (
            before.map(|before| gap(before, word, tracking, rules)),
            cells.last_mut(),
        ) {
            (Some(gap @ (Gap::None | Gap::Space)), Some(cell)) => {
                cell.text.extend((gap == Gap::Space).then_some(' '));
                cell.text.push_str(&word.text);
                cell.x1 = cell.x1.max(word.x1);
            }
            _ => cells.push(Cell {
                column: 0,
                x0: word.x0,
                x1: word.x1,
                text: word.text.clone(),
            }),
        }
        before = Some(word);
    }
    cells
}

#[derive(PartialEq)]
enum Gap {
    None,
    Space,
    Cell,
}

fn gap(before: &Word, after: &Word, tracking: f64, rules: &[Span]) -> Gap {
    let width = after.x0 - before.x1;
    let small = before.size.min(after.size);
    let large = before.size.max(after.size);
    let cell = if before.space_after {
        STRETCHED_GAP
    } else {
        CELL_GAP
    };
    let middle = after.y - after.size * 0.3;
    let barred = rules.iter().any(|rule| {
        (before.x1 - 1.0..after.x0 + 1.0).contains(&rule.at)
            && (rule.from..rule.to).contains(&middle)
            && rule.to - rule.from > large * 0.9
    });
    if barred || width - tracking > cell * large {
        Gap::Cell
    } else if before.space_after || width - tracking > SPACE_GAP * small {
        Gap::Space
    } else {
        Gap::None
    }
}

/// The extra space between letters of a line that is set wide (`N O T I C E`), in points.
fn tracking(line: &Line) -> f64 {
    let letters = line.words.iter().filter(|word| word.glyphs == 1).count();
    let all: usize = line.words.iter().map(|word| word.glyphs).sum();
    if letters < 6 || letters * 10 < all * 8 {
        return 0.0;
    }
    let mut gaps: Vec<f64> = line
        .words
        .windows(2)
        .filter(|pair| !pair[0].space_after)
        .map(|pair| pair[1].x0 - pair[0].x1)
        .collect();
    gaps.sort_by(f64::total_cmp);
    gaps.get(gaps.len() / 2)
        .map_or(0.0, |gap| gap.clamp(0.0, line.size * 0.6))
}

/// Finds runs of lines whose cells stand under one another, and gives each cell its column.
fn align(rows: &mut [Row], first_table: usize) {
    let mut start = 0;
    while start < rows.len() {
        let end = table_end(rows, start);
        let block = &mut rows[start..end];
        if block.iter().filter(|row| row.cells.len() > 1).count() > 1 {
            let columns = columns(block);
            for row in block {
                row.table = Some(first_table + start);
                for cell in &mut row.cells {
                    cell.column = columns.partition_point(|(_, right)| *right < cell.x0);
                }
            }
        }
        start = end;
    }
}

/// The end of the table that begins at `start`; the next line if none does.
fn table_end(rows: &[Row], start: usize) -> usize {
    let mut end = start + 1;
    if rows[start].cells.len() < 2 {
        return end;
    }
    let mut last = start;
    for at in start + 1..rows.len() {
        let step = rows[at].y - rows[at - 1].y;
        let aligned = rows[at].stands_under(&rows[last]);
        if !(0.0..ROW_EMS * rows[at].size).contains(&step) || !aligned {
            break;
        }
        if rows[at].cells.len() > 1 {
            last = at;
            end = at + 1;
        }
    }
    end
}

impl Row {
    /// At least half of the cells begin, end or have their middle where a cell of the other row does.
    fn stands_under(&self, above: &Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() < self.size * 0.4;
        let aligned = |cell: &&Cell| {
            above.cells.iter().any(|other| {
                near(cell.x0, other.x0)
                    || near(cell.x1, other.x1)
                    || near(cell.x0 + cell.x1, other.x0 + other.x1)
            })
        };
        self.cells.iter().filter(aligned).count() * 2 >= self.cells.len()
    }
}

/// The columns of a table: where its cells, laid over one another, leave no gap.
fn columns(block: &[Row]) -> Vec<(f64, f64)> {
    let rows = block.iter().filter(|row| row.cells.len() > 1);
    let mut spans: Vec<(f64, f64)> = rows
        .flat_map(|row| row.cells.iter().map(|cell| (cell.x0, cell.x1)))
        .collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    spans.dedup_by(|next, column| {
        let overlaps = next.0 <= column.1;
        if overlaps {
            column.1 = column.1.max(next.1);
        }
        overlaps
    });
    spans
}

/// Writes rows and tables from the top of the page down.
fn write(rows: &[Row], tables: &[Table]) -> String {
    let mut text = String::new();
    let mut tables = tables.iter().peekable();
    let mut after_table = false;
    for (at, row) in rows.iter().enumerate() {
        let mut parted = at > 0 && parted(rows, at);
        while let Some(table) = tables.next_if(|table| table.top < row.y) {
            write_table(&mut text, table);
            after_table = true;
        }
        parted |= std::mem::take(&mut after_table);
        if parted && !text.is_empty() {
            text.push('\n');
        }
        row.write(&mut text);
    }
    for table in tables {
        write_table(&mut text, table);
    }
    text
}

fn write_table(text: &mut String, table: &Table) {
    if !text.is_empty() {
        text.push('\n');
    }
    for row in &table.rows {
        text.push_str(row);
        text.push('\n');
    }
}

impl Row {
    fn write(&self, text: &mut String) {
        let mut column = 0;
        for (at, cell) in self.cells.iter().enumerate() {
            let tabs = cell.column.saturating_sub(column).max(usize::from(at > 0));
            text.extend(std::iter::repeat_n('\t', tabs));
            text.push_str(&cell.text);
            column = cell.column.max(column);
        }
        text.push('\n');
    }
}

/// Whether the row at `at` clearly stands apart from the one before it.
fn parted(rows: &[Row], at: usize) -> bool {
    let step = |at: usize| {
        let (above, below) = (rows.get(at.checked_sub(1)?)?, rows.get(at)?);
        let step = below.y - above.y;
        (step > 0.0).then_some(step)
    };
    let Some(here) = step(at) else {
        return true;
    };
    if rows[at].table.is_some() && rows[at].table == rows[at - 1].table {
        return false;
    }
    let size = rows[at].size.max(rows[at - 1].size);
    match [step(at.wrapping_sub(1)), step(at + 1)]
        .into_iter()
        .flatten()
        .reduce(f64::min)
    {
        Some(usual) => here > usual * PARAGRAPH_STEP && here > size * PARAGRAPH_EMS,
        None => here > size * LONE_PARAGRAPH_EMS,
    }
}

/// Parts columns of running text; everything else stays as it is.
fn regions(lines: Vec<Line>) -> Vec<Vec<Line>> {
    let mut done = Vec::new();
    let mut todo = vec![lines];
    while let Some(region) = todo.pop() {
        if todo.len() + done.len() >= MAX_REGIONS {
            done.push(region);
            continue;
        }
        match gutter(&region) {
            None => done.push(region),
            Some(gutter) => todo.extend(gutter.part(region).into_iter().rev()),
        }
    }
    done.retain(|region| !region.is_empty());
    done
}

/// A blank strip between two columns of running text.
struct Gutter {
    x: f64,
    first: usize,
    end: usize,
}

/// A stretch of a line without a wide gap, as far as columns are concerned.
struct Piece {
    line: usize,
    x0: f64,
    x1: f64,
    words: usize,
}

fn gutter(lines: &[Line]) -> Option<Gutter> {
    let pieces = pieces(lines);
    let mut candidates: Vec<f64> = pieces
        .windows(2)
        .filter(|pair| pair[0].line == pair[1].line)
        .map(|pair| (f64::midpoint(pair[0].x1, pair[1].x0) / 4.0).round() * 4.0)
        .collect();
    candidates.sort_by(f64::total_cmp);
    candidates.dedup();
    candidates.truncate(MAX_GUTTERS);
    candidates
        .into_iter()
        .filter_map(|x| longest_run(&pieces, x, lines.len()))
        .filter(|gutter| parts_running_text(&pieces, gutter))
        .max_by_key(|gutter| gutter.end - gutter.first)
}

fn pieces(lines: &[Line]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        for cell in cells(line, &[]) {
            let words = cell.text.split(' ').count();
            pieces.push(Piece {
                line: at,
                x0: cell.x0,
                x1: cell.x1,
                words,
            });
        }
    }
    pieces
}

/// The most lines in a row that leave the strip at `x` blank.
fn longest_run(pieces: &[Piece], x: f64, lines: usize) -> Option<Gutter> {
    let crossed = pieces
        .iter()
        .filter(|piece| piece.x0 < x && x < piece.x1)
        .map(|piece| piece.line);
    let mut run = None;
    let mut first = 0;
    for end in crossed.chain([lines]) {
        if run
            .as_ref()
            .is_none_or(|run: &Gutter| run.end - run.first < end - first)
            && end > first
        {
            run = Some(Gutter { x, first, end });
        }
        first = end + 1;
    }
    run.filter(|run| run.end - run.first >= COLUMN_LINES)
}

fn parts_running_text(pieces: &[Piece], gutter: &Gutter) -> bool {
    let within = pieces
        .iter()
        .filter(|piece| (gutter.first..gutter.end).contains(&piece.line));
    let (left, right): (Vec<&Piece>, Vec<&Piece>) = within.partition(|piece| piece.x1 <= gutter.x);
    is_running_text(&left) && is_running_text(&right)
}

fn is_running_text(pieces: &[&Piece]) -> bool {
    let mut words: Vec<usize> = pieces.iter().map(|piece| piece.words).collect();
    words.sort_unstable();
    let left = pieces.iter().map(|piece| piece.x0).reduce(f64::min);
    let right = pieces.iter().map(|piece| piece.x1).reduce(f64::max);
    let (Some(left), Some(right)) = (left, right) else {
        return false;
    };
    // Three columns: what is right of the first gutter is parted in turn, so half the width counts as full.
    let full = pieces
        .iter()
        .filter(|piece| piece.x1 - piece.x0 > (right - left) * 0.4)
        .count();
    pieces.len() >= COLUMN_LINES
        && words[words.len() / 2] >= COLUMN_WORDS
        && full as f64 >= pieces.len() as f64 * COLUMN_FILL
}

impl Gutter {
    /// What is above, left, right and below, in this order.
    fn part(&self, mut region: Vec<Line>) -> Vec<Vec<Line>> {
        let below = region.split_off(self.end);
        let within = region.split_off(self.first);
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for line in within {
            let (y, size) = (line.y, line.size);
            let (west, east): (Vec<Word>, Vec<Word>) =
                line.words.into_iter().partition(|word| word.x0 < self.x);
            for (side, words) in [(&mut left, west), (&mut right, east)] {
                if !words.is_empty() {
                    side.push(Line { words, y, size });
                }
            }
        }
        vec![region, left, right, below]
    }
}
