//! What the cells of a column say of it.

use std::collections::BTreeMap;

use super::{MOST_COLUMNS, Row, digits, unheaded};
use crate::detect::columns::{Column, Holds};
use crate::detect::context::Verdict;
use crate::detect::engine::Candidate;
use crate::detect::names::Part;
use crate::detect::{Engine, Options};

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

/// Neighbouring columns that together are names, most of them if no head stands above and nearly all below heads that say
/// nothing: forename and surname.
fn infer_pairs(columns: &mut BTreeMap<u32, Column>, rows: &[Row], engine: &Engine) {
    let silent = |column: Option<&Column>| {
        column.is_some_and(|column| column.may_hold_names() && column.says_nothing())
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
        let headed = [first, second]
            .iter()
            .any(|place| !columns[place].head.is_empty());
        let least = if headed { 80 } else { 50 };
        if both.len() < 3 || !single || names * 100 < both.len() * least {
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
