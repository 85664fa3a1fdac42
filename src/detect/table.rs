//! Tables: waits for some rows to see which is the head and what the columns hold, then takes row by row.
//!
//! Rows come from the extractors, or from text that is laid out as a table ([`layout`](super::layout)).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::columns::{Column, Holds};
use super::context::Verdict;
use super::engine::Candidate;
use super::layout::field_line;
use super::names::Part;
use super::sections::Sections;
use super::{Engine, HEAD_LENGTH, Options, address, unheaded};
use crate::extract::{Body, Origin, Segment};

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
    /// On its side: labels in the first column, a record in each of the others.
    Sideways,
    /// Heads again and again, each over rows of their own.
    Sections(Sections),
}

/// A row or form ready to be looked at: each cell with its column.
pub(super) struct Ready {
    pub(super) entries: Vec<Entry>,
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
                vec![Ready { entries }]
            }
            Self::Forms(starts) => side_by_side(rows, starts, engine),
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
    Ready { entries }
}

/// `Address line 1`; a number behind its label is a value.
const LABEL_DIGITS: usize = 2;

/// Labels in the first column and values behind them: of one record, or so twice side by side; or of a record a column; or
/// the same labels again for each record.
fn shape_of_labels(rows: &[Row], best_head: usize, engine: &Engine) -> Option<Shape> {
    let widest = rows
        .iter()
        .flat_map(|row| &row.cells)
        .map(|cell| cell.column)
        .max()
        .unwrap_or(0);
    let labels: Vec<&str> = rows
        .iter()
        .filter(|row| row.cells.len() >= 2)
        .filter(|row| row.cells[0].column == 0)
        .map(|row| row.cells[0].text.trim())
        .filter(|label| digits(label) <= LABEL_DIGITS && engine.knows_head(label))
        // `14 Marine Drive, Elmsworth` is a value, though a label may speak of a drive.
        .filter(|label| !address::is_first_line(label.split(',').next().unwrap_or_default()))
        .collect();
    let count = labels.iter().collect::<BTreeSet<_>>().len();
    if count < 2 {
        return None;
    }
    let starts = label_columns(rows);
    if starts.len() > 1 {
        return Some(Shape::Forms(starts));
    }
    // Of two columns a record may follow another, with the same labels.
    let labelled = if widest == 1 { labels.len() } else { count };
    let names = &engine.dictionaries.names;
    let is_name = |row: &Row| {
        let first = row.cells.first().filter(|cell| cell.column == 0);
        first.is_some_and(|cell| names.in_plain_cell(cell.text.trim()).is_some())
    };
    if count < best_head || labelled * 3 < rows.len() || rows.iter().any(is_name) {
        return None;
    }
    let cells = rows.iter().flat_map(|row| &row.cells);
    let third: Vec<&Cell> = cells.filter(|cell| cell.column == 2).collect();
    let heads = third.iter().filter(|cell| engine.knows_head(&cell.text));
    let more_values = heads.count() * 2 < third.len();
    // `Main applicant` and `Joint applicant` may stand above the values.
    let below_heads = count > best_head && count * 3 >= rows.len();
    if more_values && (best_head < 2 && count * 2 >= rows.len() || below_heads) {
        return Some(Shape::Sideways);
    }
    (widest < 4).then_some(Shape::Form)
}

/// The first column, and those that say the same as it in most rows.
fn label_columns(rows: &[Row]) -> Vec<u32> {
    let mut same = BTreeMap::<u32, usize>::new();
    for row in rows {
        let Some((label, others)) = row.cells.split_first() else {
            continue;
        };
        let label = label.text.trim();
        for cell in others.iter().filter(|cell| cell.text.trim() == label) {
            *same.entry(cell.column).or_default() += 1;
        }
    }
    let most = same
        .into_iter()
        .filter(|(_, count)| *count >= 2 && count * 2 > rows.len());
    std::iter::once(0)
        .chain(most.map(|(column, _)| column))
        .collect()
}

/// The records of forms that stand side by side, and one below the other where a label comes again.
fn side_by_side(rows: Vec<Row>, starts: &[u32], engine: &Engine) -> Vec<Ready> {
    #[derive(Default)]
    struct Record {
        entries: Vec<Entry>,
        labels: BTreeSet<String>,
        column: Option<Arc<Column>>,
    }
    let blank = engine.blank();
    let mut records: Vec<Record> = starts.iter().map(|_| Record::default()).collect();
    let mut ready = Vec::new();
    for row in rows {
        for record in &mut records {
            record.column = None;
        }
        for cell in row.cells {
            let at = starts.partition_point(|start| *start <= cell.column).max(1) - 1;
            let record = &mut records[at];
            let mut column = Arc::clone(record.column.as_ref().unwrap_or(&blank));
            if cell.column == starts[at] {
                if !record.labels.insert(cell.text.trim().to_owned()) {
                    let entries = std::mem::take(record).entries;
                    ready.push(Ready { entries });
                    record.labels.insert(cell.text.trim().to_owned());
                }
                record.column = Some(Arc::new(labelled(&cell, engine)));
                column = Arc::clone(&blank);
            }
            record.entries.push(Entry {
                column,
                cell,
                segment: Arc::clone(&row.segment),
            });
        }
    }
    ready.extend(records.into_iter().map(|record| Ready {
        entries: record.entries,
    }));
    ready
}

/// The records of a table on its side: one a column, each with the labels of the rows.
fn sideways(rows: Vec<Row>, engine: &Engine) -> Vec<Ready> {
    let blank = engine.blank();
    let mut records = BTreeMap::<u32, Vec<Entry>>::new();
    for row in rows {
        let label = row.cells.first().filter(|cell| cell.column == 0);
        let column = match label {
            Some(label) => Arc::new(labelled(label, engine)),
            None => Arc::clone(&blank),
        };
        for cell in row.cells {
            // A label is text too, for what it may hold besides.
            let of = if cell.column == 0 { &blank } else { &column };
            records.entry(cell.column).or_default().push(Entry {
                column: Arc::clone(of),
                cell,
                segment: Arc::clone(&row.segment),
            });
        }
    }
    records
        .into_values()
        .map(|entries| Ready { entries })
        .collect()
}

fn form_entries(row: Row, blank: &Arc<Column>, engine: &Engine) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut label: Option<Cell> = None;
    for cell in row.cells {
        let is_label = cell.column % 2 == 0;
        let head = label
            .take()
            .filter(|label| !is_label && label.column + 1 == cell.column);
        match (is_label, head) {
            (true, _) => {
                // A label is text too, for what it may hold besides.
                entries.push(Entry {
                    column: Arc::clone(blank),
                    cell: cell.clone(),
                    segment: Arc::clone(&row.segment),
                });
                label = Some(cell);
            }
            (false, head) => {
                let column = match &head {
                    Some(head) => Arc::new(labelled(head, engine)),
                    None => Arc::clone(blank),
                };
                entries.push(Entry {
                    column,
                    cell,
                    segment: Arc::clone(&row.segment),
                });
            }
        }
    }
    entries
}

/// What the label in a cell says that no head explains (`Tenant: Ada Example`); the value is left of it.
fn own_label(cell: &mut Cell, engine: &Engine) -> Option<Arc<Column>> {
    let text = &cell.text;
    let field = text
        .contains(':')
        .then(|| field_line(text, 0..text.len()))
        .flatten()?;
    let label = &text[field.name.clone()];
    let names = &engine.dictionaries.names;
    if digits(label) > 0 || names.in_plain_cell(label).is_some() {
        return None;
    }
    let column = labelled_by(label, engine);
    let value = text[field.value.clone()].to_owned();
    cell.offset += field.value.start;
    cell.text = value;
    Some(Arc::new(column))
}

/// What the label of a form says; one that is not known may be somebody's.
fn labelled(label: &Cell, engine: &Engine) -> Column {
    labelled_by(label.text.trim_end_matches([':', ' ']), engine)
}

fn labelled_by(label: &str, engine: &Engine) -> Column {
    let mut column = engine.column(label);
    if column.may_hold_names() {
        column.holds = Holds::Role;
    }
    column
}

/// Most cells are days of the week.
fn is_of_days(row: &Row) -> bool {
    const LEAST: usize = 3;
    let days = (row.cells.iter()).filter(|cell| unheaded::is_weekday(cell.text.trim()));
    let days = days.count();
    days >= LEAST && days * 2 > row.cells.len()
}

/// Short words, no values, and nothing but narrower titles above.
fn could_be_head(rows: &[Row], at: usize, engine: &Engine, options: &Options) -> bool {
    let narrower = |above: &Row| above.cells.len() * 2 <= rows[at].cells.len();
    rows[..at].iter().all(narrower) && reads_as_head(&rows[at], engine, options)
}

pub(super) fn reads_as_head(row: &Row, engine: &Engine, options: &Options) -> bool {
    let cells = &row.cells;
    let short = cells
        .iter()
        .all(|cell| cell.text.chars().count() <= HEAD_LENGTH);
    let with_digits = cells.iter().filter(|cell| digits(&cell.text) > 2).count();
    let few_digits = with_digits * 2 < cells.len().max(1);
    let is_value = |cell: &Cell| {
        let mut found = Vec::new();
        engine.candidates(&cell.text, options, &mut found);
        found
            .iter()
            .any(|candidate| candidate.tier >= options.min_confidence)
    };
    short && few_digits && !cells.iter().any(is_value)
}

/// The row below a head is its second line: no values either, and together they say more than each alone.
fn goes_on_below(rows: &[Row], head: usize, engine: &Engine, options: &Options) -> bool {
    let (first, Some(second)) = (&rows[head], rows.get(head + 1)) else {
        return false;
    };
    let known = |texts: &mut dyn Iterator<Item = String>| {
        texts.filter(|text| engine.knows_head(text)).count()
    };
    let above = |cell: &Cell| {
        let same = first.cells.iter().find(|above| above.column == cell.column);
        same.map_or("", |above| above.text.trim())
    };
    let mut whole = second
        .cells
        .iter()
        .map(|cell| format!("{} {}", above(cell), cell.text.trim()));
    let alone = known(&mut second.cells.iter().map(|cell| above(cell).to_owned()));
    let below = known(&mut second.cells.iter().map(|cell| cell.text.clone()));
    let is_name = |cell: &Cell| {
        let names = &engine.dictionaries.names;
        (names.in_plain_cell(cell.text.trim()).is_some() || names.is_only_surname(&cell.text))
            && !engine.knows_head(&cell.text)
    };
    let whole = known(&mut whole);
    let says_more = whole > alone || below * 2 >= second.cells.len();
    says_more
        && whole >= alone.max(below)
        && !second.cells.iter().any(is_name)
        && reads_as_head(second, engine, options)
}

/// No head is known, but the first row is of another kind than the rows below: short words that do not come again.
fn differs_from_the_rest(rows: &[Row], engine: &Engine, options: &Options) -> bool {
    let Some((first, below)) = rows.split_first() else {
        return false;
    };
    let words = first.cells.iter().all(|cell| {
        cell.text.len() <= 40
            && !cell.text.bytes().any(|byte| byte.is_ascii_digit())
            && engine
                .dictionaries
                .names
                .in_plain_cell(cell.text.trim())
                .is_none()
    });
    let comes_again = first.cells.iter().any(|cell| {
        below
            .iter()
            .flat_map(|row| &row.cells)
            .any(|other| other.column == cell.column && other.text == cell.text)
    });
    first.cells.len() >= 2
        && !below.is_empty()
        && words
        && !comes_again
        && could_be_head(rows, 0, engine, options)
}

/// Settles what columns hold by their cells, those without a head too.
pub(super) fn infer_columns(
    columns: &mut BTreeMap<u32, Column>,
    below: &[Row],
    engine: &Engine,
    options: &Options,
) {
    let mut of_heads: Vec<_> = columns
        .values_mut()
        .map(|column| &mut column.sensitive)
        .collect();
    engine.dictionaries.sensitive.settle(&mut of_heads);
    for row in below {
        for cell in row.cells.iter().take(MOST_COLUMNS) {
            columns
                .entry(cell.column)
                .or_insert_with(|| Column::clone(&engine.blank()));
        }
    }
    for (at, column) in columns.iter_mut() {
        let cells: Vec<&str> = below
            .iter()
            .filter_map(|row| row.cells.iter().find(|cell| cell.column == *at))
            .map(|cell| cell.text.as_str())
            .collect();
        infer(column, &cells, engine, options);
    }
    infer_pairs(columns, below, engine);
    unheaded::infer(columns, below, engine, options);
}

/// What the cells themselves say of a column: an identifier where the head says nothing, or not the one that the head says.
fn infer(column: &mut Column, cells: &[&str], engine: &Engine, options: &Options) {
    infer_names(column, cells, engine);
    let rules = engine.matcher.rules.len();
    let (mut checked, mut likely) = (vec![0; rules], vec![0; rules]);
    for cell in cells {
        let trimmed = cell.trim();
        let mut found = Vec::new();
        engine.candidates(trimmed, options, &mut found);
        let whole = |candidate: &Candidate| candidate.start == 0 && candidate.end == trimmed.len();
        for candidate in found.iter().filter(|candidate| whole(candidate)) {
            checked[candidate.rule] += usize::from(candidate.valid.checked);
            likely[candidate.rule] += usize::from(candidate.tier >= options.min_confidence);
        }
    }
    let numbers = cells.iter().filter(|cell| digits(cell) >= LEAST_DIGITS);
    let numbers = numbers.count();
    for (rule, verdict) in column.verdicts.iter_mut().enumerate() {
        let by_chance =
            checked[rule] > 0 && numbers >= LEAST_CHECKED && checked[rule] * 100 < numbers * CHANCE;
        if *verdict == Verdict::Head && by_chance && !mended(rule, cells, engine, options) {
            *verdict = Verdict::Nothing;
        }
        let sure = checked[rule] * 100 >= cells.len() * SHARE && cells.len() >= LEAST_CHECKED
            || checked[rule] == cells.len() && cells.len() >= LEAST_ALL_CHECKED;
        let alike = likely[rule] * 100 >= cells.len() * SHARE && cells.len() >= LEAST_LIKELY;
        if *verdict == Verdict::Nothing && (sure || alike) {
            *verdict = Verdict::Column;
        }
    }
}

/// Whether some cells are what a spreadsheet has made of a rule's values.
fn mended(rule: usize, cells: &[&str], engine: &Engine, options: &Options) -> bool {
    let compiled = &engine.matcher.rules[rule];
    cells.iter().any(|cell| {
        let cell = cell.trim();
        let damaged = compiled
            .validator
            .and_then(|validator| validator.damaged(cell));
        damaged.is_some() || compiled.repaired(rule, cell, options.today).is_some()
    })
}

fn digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// Where fewer of the numbers pass a check, in per cent, chance alone let them pass, and the head means other numbers.
const CHANCE: usize = 20;
/// Cells with so many digits are numbers; "not known" says nothing of its column.
const LEAST_DIGITS: usize = 5;
/// Share of the cells that must be of one rule, in per cent.
const SHARE: usize = 80;
/// Cells for a rule whose check one in ten or fewer random values pass: by chance some 4 in 10 million columns do.
const LEAST_CHECKED: usize = 10;
/// As many where all pass: by chance some 6 in 10 million columns do.
const LEAST_ALL_CHECKED: usize = 6;
/// Cells for a rule that would report most of them anyway: the others are written less plainly.
const LEAST_LIKELY: usize = 5;

/// Neighbouring columns without heads that together are mostly names: forename and surname.
fn infer_pairs(columns: &mut BTreeMap<u32, Column>, rows: &[Row], engine: &Engine) {
    let silent = |column: Option<&Column>| {
        column.is_some_and(|column| column.head.is_empty() && column.holds == Holds::Other)
    };
    let places: Vec<u32> = columns.keys().copied().collect();
    for pair in places.windows(2) {
        let (first, second) = (pair[0], pair[1]);
        if second != first + 1 || !silent(columns.get(&first)) || !silent(columns.get(&second)) {
            continue;
        }
        let text = |row: &Row, column: u32| {
            let cell = row.cells.iter().find(|cell| cell.column == column)?;
            Some(cell.text.trim().to_owned())
        };
        let both: Vec<String> = rows
            .iter()
            .filter_map(|row| Some(format!("{} {}", text(row, first)?, text(row, second)?)))
            .collect();
        let names = both
            .iter()
            .filter(|name| engine.dictionaries.names.in_plain_cell(name).is_some())
            .count();
        let single = both.iter().all(|name| {
            name.split_whitespace().count() <= 4
                && name.chars().all(|letter| !letter.is_ascii_digit())
        });
        if both.len() < 3 || !single || names * 2 < both.len() {
            continue;
        }
        for (place, part) in [(first, Part::Forename), (second, Part::Surname)] {
            if let Some(column) = columns.get_mut(&place) {
                column.holds = Holds::Name(part);
                column.names_rule = Some("person-name".to_owned());
            }
        }
    }
}

fn infer_names(column: &mut Column, cells: &[&str], engine: &Engine) {
    let expected = column.holds == Holds::Role;
    if !expected && !column.may_hold_names()
        || !engine.dictionaries.names.are_in_column(cells, expected)
    {
        return;
    }
    column.holds = if expected {
        Holds::Name(Part::Full)
    } else {
        Holds::PlainNames
    };
    column.names_rule = Some("person-name".to_owned());
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;
    use crate::detect::Finding;
    use crate::detect::rule::Book;
    use crate::extract;

    /// What a table of rows holds; empty cells are none.
    pub(in crate::detect) fn findings<'r>(
        rows: impl Iterator<Item = &'r [&'r str]>,
    ) -> Vec<Finding> {
        let origins = (1..).map(|row| Origin::Delimited { row });
        findings_in(origins.zip(rows))
    }

    /// The same of rows that come from places of a document.
    pub(in crate::detect) fn findings_in<'r>(
        rows: impl Iterator<Item = (Origin, &'r [&'r str])>,
    ) -> Vec<Finding> {
        let engine = Engine::new(&Book::builtin());
        let options = Options::new(0.5, jiff::civil::date(2026, 1, 1));
        let mut session = engine.session(&options);
        let mut findings = Vec::new();
        for (origin, texts) in rows {
            let cells = (0..).zip(texts).map(|(column, text)| extract::Cell {
                column,
                text: (*text).to_owned(),
                hidden: false,
            });
            let segment = Segment {
                origin,
                body: Body::Row(cells.filter(|cell| !cell.text.is_empty()).collect()),
                hidden: false,
            };
            session.segment(segment, &mut |finding| findings.push(finding));
        }
        session.finish(&mut |finding| findings.push(finding));
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::testing::{findings, findings_in};
    use crate::extract::Origin;

    /// Rules and confidences of what a table of a running number and one more column holds.
    fn found(head: &str, cells: &[&str]) -> Vec<(String, f32)> {
        let numbers: Vec<String> = (2..cells.len() + 2).map(|row| row.to_string()).collect();
        let below = numbers
            .iter()
            .zip(cells)
            .map(|(number, cell)| [number, *cell]);
        let rows: Vec<[&str; 2]> = std::iter::once(["Row", head]).chain(below).collect();
        findings(rows.iter().map(<[_; 2]>::as_slice))
            .into_iter()
            .map(|finding| (finding.rule.id.clone(), finding.confidence))
            .collect()
    }

    /// Rules and texts of what a table of rows holds.
    fn found_in(rows: &[&[&str]]) -> Vec<String> {
        findings(rows.iter().copied())
            .into_iter()
            .map(|finding| format!("{} {}", finding.rule.id, finding.text.reveal()))
            .collect()
    }

    #[test]
    fn heads_may_stand_in_two_rows_beside_one_that_spans_both() {
        let found = found_in(&[
            &["Ref", "Young person", "", "Outcome"],
            &["", "Name", "Born", ""],
            &["NHS 9990000018", "Hoxha, Drita", "03/05/2001", "open"],
            &["NHS 9990000026", "Vale, Piers", "17/11/1999", "closed"],
            &["NHS 9990000034", "Ozturk, Cem", "21/01/2000", "open"],
        ]);
        for value in ["person-name Vale, Piers", "date-of-birth 17/11/1999"] {
            assert!(
                found.iter().any(|found| found == value),
                "{value}: {found:?}"
            );
        }
    }

    #[test]
    fn streets_and_places_are_an_address_with_a_number_or_somebody() {
        let addresses = |person: &str, street: &str| {
            let found = found_in(&[
                &["Ref", "Tenant name", "Street", "Town"],
                &["7", person, street, "Overby"],
            ]);
            found
                .iter()
                .filter(|found| found.starts_with("postal-address"))
                .count()
        };
        assert_eq!(addresses("", "Ada Fell Way"), 0);
        assert_eq!(addresses("", "3 Ada Fell Way"), 1);
        assert_eq!(addresses("Trevor Hollins", "Rose Cottage"), 1);
        let inspected = found_in(&[
            &["Hydrant", "Road", "Inspected by"],
            &["7", "Ada Fell Way", "Trevor Hollins"],
        ]);
        assert_eq!(inspected, ["person-name Trevor Hollins"]);
    }

    #[test]
    fn surnames_under_the_days_of_a_rota_are_people_and_dishes_are_none() {
        let names = |cells: [&str; 3]| {
            let [one, two, three] = cells;
            let found = found_in(&[
                &["", "Mon", "Tue", "Wed"],
                &["OIC", one, two, three],
                &["Driver", two, three, "OFF"],
                &["Night", three, one, two],
            ]);
            found
                .iter()
                .filter(|found| found.starts_with("person-name"))
                .count()
        };
        assert_eq!(names(["Hollins", "Entwistle", "March"]), 8);
        assert_eq!(names(["Curry", "Fish", "Pie"]), 0);
        assert_eq!(names(["Swimming", "Judo", "Art"]), 0);
    }

    #[test]
    fn a_code_at_the_end_of_a_head_is_no_persons_number() {
        let numbers = ["JG103759A", "JG103760B", "JG103761C"];
        for head in ["Form code", "ITEMCODE", "S/N", "Locker key no"] {
            assert!(found(head, &numbers).is_empty(), "{head}");
        }
        for head in ["Code", "Ref", "Code of person"] {
            assert_eq!(found(head, &numbers).len(), 3, "{head}");
        }
    }

    #[test]
    fn a_bare_name_beside_a_key_of_goods_is_theirs_unless_the_row_is_about_somebody() {
        let names = |head: &str, beside: &str| {
            let found = found_in(&[
                &["SKU", head, "Remark"],
                &["QX-77", "Trevor Hollins", beside],
            ]);
            found
                .iter()
                .filter(|found| found.starts_with("person-name"))
                .count()
        };
        assert_eq!(names("Name", "blue"), 0);
        assert_eq!(names("Name", "NHS no 999 000 0018"), 1);
        assert_eq!(names("Customer name", "blue"), 1);
    }

    #[test]
    fn a_table_goes_on_behind_those_in_its_cells() {
        let outer = [
            ["Name", "Born"],
            ["Hoxha, Drita", "03/05/2001"],
            ["Vale, Piers", "17/11/1999"],
        ];
        let inner = ["Desk", "4"];
        // A table in a cell ends before the row that it is in.
        let rows = [
            (1, &outer[0]),
            (2, &inner),
            (1, &outer[1]),
            (3, &inner),
            (1, &outer[2]),
        ];
        let rows = rows.map(|(table, row)| (Origin::Table { table, row: 1 }, &row[..]));
        let births = findings_in(rows.into_iter())
            .into_iter()
            .filter(|finding| finding.rule.id == "date-of-birth");
        assert_eq!(births.count(), 2);
    }

    #[test]
    fn cells_may_have_labels_of_their_own_and_remarks_are_read_as_text() {
        let found = found_in(&[
            &["12522", "Tenant: Ada Fell", "Op: K Mensah", "Dog"],
            &["71893", "Tenant: Ben Reed", "Op: N Idris", "after 3"],
        ]);
        for value in ["person-name Ada Fell", "person-name K Mensah"] {
            assert!(
                found.iter().any(|found| found == value),
                "{value}: {found:?}"
            );
        }
        let found = found_in(&[
            &["Ref", "Notes", "Status"],
            &["1", "Spoke to Ada Mensah", "open"],
            &["2", "No answer", "open"],
        ]);
        assert_eq!(found, ["person-name Ada Mensah"]);
    }

    #[test]
    fn forms_side_by_side_have_a_record_each() {
        let found = found_in(&[
            &["Sheet for", "", "", "Sheet for", "", "", "Sheet for", ""],
            &[
                "Name", "Ada Fell", "", "Name", "Ben Moss", "", "Name", "Cy Reed",
            ],
            &[
                "Born",
                "12/03/1970",
                "",
                "Born",
                "04/09/1988",
                "",
                "Born",
                "3/1/1940",
            ],
        ]);
        for value in [
            "person-name Ada Fell",
            "person-name Ben Moss",
            "person-name Cy Reed",
            "date-of-birth 12/03/1970",
            "date-of-birth 04/09/1988",
            "date-of-birth 3/1/1940",
        ] {
            assert!(
                found.iter().any(|found| found == value),
                "{value}: {found:?}"
            );
        }
    }

    #[test]
    fn a_table_on_its_side_has_a_record_a_column() {
        let found = found_in(&[
            &["Full name", "Meena Patel", "Anna Kowalska", "John Smith"],
            &["D.O.B.", "12/03/1970", "04/09/1988", "30/06/1991"],
            &["Post", "Clerk", "Driver", "Cook"],
        ]);
        let births = |found: &[String]| {
            let births = found
                .iter()
                .filter(|find| find.starts_with("date-of-birth"));
            births.count()
        };
        assert_eq!((births(&found), found.len()), (3, 6), "{found:?}");
        let found = found_in(&[
            &["", "Meena Patel", "Anna Kowalska"],
            &["D.O.B.", "12/03/1970", "04/09/1988"],
            &["Mobile", "07700 900123", "07700 900124"],
            &["Home", "1 Mill Lane", "2 Mill Lane"],
        ]);
        assert_eq!(births(&found), 2, "{found:?}");
    }

    #[test]
    fn a_head_may_go_on_in_a_second_row() {
        let found = found_in(&[
            &["Bed", "Last", "Given", "Date"],
            &["", "name", "names", "of birth (dd/mm/yyyy)"],
            &["1", "Patel", "Meena", "12/03/1970"],
            &["2", "Kowalska", "Anna", "04/09/1988"],
        ]);
        assert_eq!(
            found,
            [
                "person-name Meena Patel",
                "date-of-birth 12/03/1970",
                "person-name Anna Kowalska",
                "date-of-birth 04/09/1988"
            ]
        );
    }

    /// Ten-digit numbers that pass the check of the NHS number.
    const PASSING: [&str; 10] = [
        "9990000018",
        "9990000026",
        "9990000034",
        "9990000042",
        "9990000050",
        "9990000069",
        "9990000077",
        "9990000085",
        "9990000093",
        "9990000107",
    ];

    #[test]
    fn a_column_without_a_head_of_its_own_is_known_by_its_check() {
        assert_eq!(found("Key", &PASSING).len(), 10);
        assert_eq!(found("Key", &PASSING[..6]).len(), 6);
        assert!(found("Key", &PASSING[..5]).is_empty());
        assert!(found("Order No", &PASSING).is_empty());
    }

    #[test]
    fn a_head_is_not_believed_where_chance_alone_lets_numbers_pass() {
        let mut cells = vec!["9990000019"; 11];
        cells.push(PASSING[0]);
        assert!(found("NHS number", &cells).is_empty());
        cells.fill("not known");
        cells.push(PASSING[0]);
        assert_eq!(found("NHS number", &cells).len(), 1);
    }

    #[test]
    fn cards_that_lost_their_last_digit_are_reported_at_half_confidence() {
        let cells = ["4000000000000000"; 12];
        let findings = found("Card number", &cells);
        assert_eq!(findings.len(), 12);
        assert!(
            findings
                .iter()
                .all(|(rule, confidence)| rule == "payment-card" && *confidence <= 0.5)
        );
        assert!(found("Stock number", &cells).is_empty());
    }
}
