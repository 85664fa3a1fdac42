//! Tables of labels and values: forms, alone or side by side, and tables on their side.

use std::collections::{BTreeMap, BTreeSet};
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
    records
        .into_values()
        .map(|entries| Ready { entries })
        .collect()
}

pub(super) fn form_entries(row: Row, blank: &Arc<Column>, engine: &Engine) -> Vec<Entry> {
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
pub(super) fn own_label(cell: &mut Cell, engine: &Engine) -> Option<Arc<Column>> {
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
