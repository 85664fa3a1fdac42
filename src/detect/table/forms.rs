//! Tables of labels and values: forms, alone or side by side, and tables on their side.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::{Cell, Entry, Ready, Row, Shape, digits};
use crate::detect::columns::{Column, Holds};
use crate::detect::layout::field_line;
use crate::detect::{Engine, address};

/// `Address line 1`; a number behind its label is a value.
const LABEL_DIGITS: usize = 2;

/// Labels in the first column and values behind them: of one record, or so twice side by side; or of a record a column; or
/// the same labels again for each record.
pub(super) fn shape_of_labels(rows: &[Row], best_head: usize, engine: &Engine) -> Option<Shape> {
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
    let more_values = heads.count() * 2 < third.len() && third.len() * 2 >= rows.len();
    // `Main applicant` and `Joint applicant` may stand above the values.
    let below_heads = count > best_head && count * 3 >= rows.len();
    if more_values && (best_head < 2 && count * 2 >= rows.len() || below_heads) {
        return Some(Shape::Sideways);
    }
    (widest < 4).then_some(Shape::Form)
}

/// Most cells begin with a label of their own: `Surname: Example | Religion: Sikh`.
pub(super) fn are_labelled_each(rows: &[Row], engine: &Engine) -> bool {
    let wide = rows.iter().any(|row| row.cells.len() > 1);
    let cells = || rows.iter().flat_map(|row| &row.cells);
    let labels: Vec<&str> = cells()
        .filter_map(|cell| own_field(cell, engine))
        .map(|field| field.0)
        .collect();
    let different: BTreeSet<&str> = labels.iter().copied().collect();
    let known = different.iter().filter(|label| engine.knows_head(label));
    // In a form few labels come again; some of its cells are boxes and titles, and its rows are of any length.
    let is_regular = rows
        .iter()
        .all(|row| row.cells.len() == rows[0].cells.len());
    let share = match different.len() * 2 >= labels.len() {
        true if is_regular => 3,
        true => 4,
        false => 2,
    };
    wide && labels.len() * share >= cells().count() && known.count() >= 2
}

/// The records of cells with labels of their own, or under one: one a column if these say the same, one below the other where
/// a label comes again.
pub(super) fn labelled_each(rows: Vec<Row>, engine: &Engine) -> Vec<Ready> {
    let blank = engine.blank();
    let mut columns = BTreeMap::<&str, BTreeSet<u32>>::new();
    for cell in rows.iter().flat_map(|row| &row.cells) {
        if let Some((label, _)) = own_field(cell, engine) {
            columns.entry(label).or_default().insert(cell.column);
        }
    }
    let again = columns.values().filter(|columns| columns.len() > 1).count();
    let are_abreast = again >= 2;
    let mut records = BTreeMap::<u32, (BTreeSet<String>, Vec<Entry>)>::new();
    // Labels that stand over what comes in their column.
    let mut above = BTreeMap::<u32, Arc<Column>>::new();
    let mut ready = Vec::new();
    for row in rows {
        for mut cell in row.cells {
            let place = if are_abreast { cell.column } else { 0 };
            let (labels, entries) = records.entry(place).or_default();
            let label = own_field(&cell, engine).map(|(label, _)| label.to_owned());
            if let Some(label) = label
                && !labels.insert(label.clone())
            {
                let entries = std::mem::take(entries);
                ready.push(Ready::form(entries));
                *labels = BTreeSet::from([label]);
            }
            let place = cell.column;
            let column = if let Some(own) = own_label(&mut cell, engine) {
                above.remove(&place);
                own
            } else if engine.knows_head(&cell.text) {
                above.insert(place, Arc::new(labelled(&cell, engine)));
                Arc::clone(&blank)
            } else {
                Arc::clone(above.get(&place).unwrap_or(&blank))
            };
            entries.push(Entry {
                column,
                cell,
                segment: Arc::clone(&row.segment),
            });
        }
    }
    let rest = records
        .into_values()
        .map(|(_, entries)| Ready::form(entries));
    ready.extend(rest);
    ready
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
pub(super) fn side_by_side(rows: Vec<Row>, starts: &[u32], engine: &Engine) -> Vec<Ready> {
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
                    ready.push(Ready::form(entries));
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
    ready.extend((records.into_iter()).map(|record| Ready::form(record.entries)));
    ready
}

/// The records of a table on its side: one a column, each with the labels of the rows.
pub(super) fn sideways(rows: Vec<Row>, engine: &Engine) -> Vec<Ready> {
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
    records.into_values().map(Ready::record).collect()
}

pub(super) fn form_entries(row: Row, blank: &Arc<Column>, engine: &Engine) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut label: Option<Cell> = None;
    // Of two cells the second is the value, wherever it stands.
    let is_pair = row.cells.len() == 2 && row.cells[0].column == 0;
    for (at, cell) in row.cells.into_iter().enumerate() {
        let is_label = if is_pair {
            at == 0
        } else {
            cell.column % 2 == 0
        };
        let head = label
            .take()
            .filter(|label| !is_label && (is_pair || label.column + 1 == cell.column));
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
pub(super) fn own_label(cell: &mut Cell, engine: &Engine) -> Option<Arc<Column>> {
    let (label, value) = own_field(cell, engine)?;
    let column = labelled_by(label, engine);
    let text = cell.text[value.clone()].to_owned();
    cell.offset += value.start;
    cell.text = text;
    Some(Arc::new(column))
}

/// The label in a cell, and where its value is.
fn own_field<'c>(cell: &'c Cell, engine: &Engine) -> Option<(&'c str, Range<usize>)> {
    let text = &cell.text;
    let field = text
        .contains(':')
        .then(|| field_line(text, 0..text.len()))
        .flatten()?;
    let label = &text[field.name];
    let names = &engine.dictionaries.names;
    let is_label = digits(label) == 0 && names.in_plain_cell(label).is_none();
    is_label.then_some((label, field.value))
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
