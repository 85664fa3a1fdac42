//! Which row of a table is its head.

use super::{Cell, Row, digits, unheaded};
use crate::detect::{Engine, HEAD_LENGTH, Options};

/// Most cells are days of the week.
pub(super) fn is_of_days(row: &Row) -> bool {
    const LEAST: usize = 3;
    let days = (row.cells.iter()).filter(|cell| unheaded::is_weekday(cell.text.trim()));
    let days = days.count();
    days >= LEAST && days * 2 > row.cells.len()
}

/// Short words, no values, and nothing but narrower titles above.
pub(super) fn could_be_head(rows: &[Row], at: usize, engine: &Engine, options: &Options) -> bool {
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

/// Digits that no line of a head has in a cell.
const NUMBER: usize = 7;

/// The row below a head is its second line: no values either, and together they say more than each alone.
pub(super) fn goes_on_below(rows: &[Row], head: usize, engine: &Engine, options: &Options) -> bool {
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
    // A number or a date of a record.
    let is_numbered = |cell: &Cell| digits(&cell.text) >= NUMBER;
    let whole = known(&mut whole);
    let says_more = whole > alone || below * 2 >= second.cells.len();
    says_more
        && whole >= alone.max(below)
        && !second.cells.iter().any(is_name)
        && !second.cells.iter().any(is_numbered)
        && reads_as_head(second, engine, options)
}

/// No head is known, but the first row is of another kind than the rows below: short words that do not come again.
pub(super) fn differs_from_the_rest(rows: &[Row], engine: &Engine, options: &Options) -> bool {
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
