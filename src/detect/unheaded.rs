//! Columns without heads that only their neighbours make known: lines of an address, and dates of birth beside people.
//!
//! What single cells say of their column (a check digit, a name) [`table`](super::table) sees by itself.

use std::collections::BTreeMap;

use super::columns::{Column, Holds};
use super::context::Verdict;
use super::table::Row;
use super::{Engine, Options, address};

/// Filled cells without which a column says nothing.
const LEAST_CELLS: usize = 10;
/// Share of them that must be alike, in per cent.
const SHARE: usize = 80;
/// Shares of a column's cells that start an address, in per cent: houses with a name and flats are written otherwise.
const FIRST_LINES: usize = 60;
/// Years between the first and the last date of birth of a group of adults. Dates of what a body does for people span fewer.
const LIFETIMES: i16 = 40;

/// Settles the silent columns of a table whose other columns are known.
pub(super) fn infer(
    columns: &mut BTreeMap<u32, Column>,
    rows: &[Row],
    engine: &Engine,
    options: &Options,
) {
    let silent: Vec<u32> = columns
        .iter()
        .filter(|(_, column)| column.head.is_empty() && column.says_nothing())
        .map(|(place, _)| *place)
        .collect();
    if silent.is_empty() {
        return;
    }
    infer_addresses(columns, &silent, rows);
    let has_people = columns
        .values()
        .any(|column| matches!(column.holds, Holds::Name(_) | Holds::PlainNames));
    if has_people {
        infer_births(columns, &silent, rows, engine, options);
    }
}

/// A number and a street, and the places in the columns right after them.
fn infer_addresses(columns: &mut BTreeMap<u32, Column>, silent: &[u32], rows: &[Row]) {
    let mut before = None;
    for place in silent {
        let cells = cells(rows, *place);
        let most = |is: fn(&str) -> bool, share: usize| {
            let alike = cells.iter().filter(|cell| is(cell)).count();
            cells.len() >= LEAST_CELLS && alike * 100 >= cells.len() * share
        };
        let holds = if most(address::is_first_line, FIRST_LINES) {
            Holds::Address
        } else if before.is_some_and(|before: u32| before + 1 == *place)
            && most(address::is_place, SHARE)
        {
            Holds::Town
        } else {
            continue;
        };
        before = Some(*place);
        if let Some(column) = columns.get_mut(place) {
            column.holds = holds;
            column.names_rule = (holds == Holds::Address).then(|| "postal-address".to_owned());
        }
    }
}

/// The earliest of the columns whose dates span lifetimes and hardly come again.
fn infer_births(
    columns: &mut BTreeMap<u32, Column>,
    silent: &[u32],
    rows: &[Row],
    engine: &Engine,
    options: &Options,
) {
    let Some(rule) = engine.date_of_birth else {
        return;
    };
    let says_already = |column: &Column| column.verdicts[rule] == Verdict::Head;
    if columns.values().any(says_already) {
        return;
    }
    let births = silent
        .iter()
        .filter_map(|place| {
            Some((
                middle_of_births(&cells(rows, *place), rule, engine, options)?,
                *place,
            ))
        })
        .min();
    if let Some(column) = births.and_then(|(_, place)| columns.get_mut(&place)) {
        column.verdicts[rule] = Verdict::Guess;
    }
}

/// The middle one of a column's dates in their order, if they could be dates of birth.
fn middle_of_births(
    cells: &[&str],
    rule: usize,
    engine: &Engine,
    options: &Options,
) -> Option<String> {
    let mut found = Vec::new();
    let mut dates: Vec<String> = cells
        .iter()
        .filter_map(|cell| {
            found.clear();
            engine.candidates(cell, options, Vec::new(), &mut found);
            let whole = found.iter().find(|candidate| {
                candidate.rule == rule && candidate.start == 0 && candidate.end == cell.len()
            })?;
            Some(whole.valid.normalised.clone())
        })
        .collect();
    let filled = dates.len();
    dates.sort_unstable();
    let year = |date: &String| date.get(..4)?.parse::<i16>().ok();
    let span = year(dates.last()?)? - year(dates.first()?)?;
    dates.dedup();
    let alike = filled >= LEAST_CELLS && filled * 100 >= cells.len() * SHARE;
    let differ = dates.len() * 100 >= filled * SHARE;
    let middle = dates.len() / 2;
    (alike && differ && span >= LIFETIMES).then(|| dates.swap_remove(middle))
}

/// The filled cells of a column.
fn cells(rows: &[Row], column: u32) -> Vec<&str> {
    rows.iter()
        .filter_map(|row| row.cells.iter().find(|cell| cell.column == column))
        .map(|cell| cell.text.trim())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::rule::Book;
    use crate::extract::{self, Body, Origin, Segment};

    const PEOPLE: [&str; 12] = [
        "Emma Day",
        "Max John",
        "Karl Hughes",
        "Clifford Begum",
        "Jack Clarke",
        "Anna Walker",
        "Ruth Evans",
        "Omar Khan",
        "Peter Hall",
        "Joan Reid",
        "Susan Cole",
        "Alan Price",
    ];

    /// Rules and texts of what a table without heads holds.
    fn found(columns: &[Vec<String>]) -> Vec<(String, String)> {
        let engine = Engine::new(&Book::builtin());
        let options = Options::new(0.5, jiff::civil::date(2026, 1, 1));
        let mut session = engine.session(&options);
        let mut findings = Vec::new();
        let mut sink = |finding: crate::detect::Finding| {
            findings.push((finding.rule.id.clone(), finding.text.reveal().to_owned()));
        };
        for row in 0..columns[0].len() {
            let cells = (0..).zip(columns).map(|(column, cells)| extract::Cell {
                column,
                text: cells[row].clone(),
                hidden: false,
            });
            let segment = Segment {
                origin: Origin::Delimited {
                    row: row as u64 + 1,
                },
                body: Body::Row(cells.collect()),
                hidden: false,
            };
            session.segment(segment, &mut sink);
        }
        session.finish(&mut sink);
        findings
    }

    fn people() -> Vec<String> {
        PEOPLE.map(str::to_owned).to_vec()
    }

    /// Twelve dates, so many years apart.
    fn dates(first: usize, apart: usize) -> Vec<String> {
        (0..12)
            .map(|row| format!("{:02}/03/{}", row + 1, first + row * apart))
            .collect()
    }

    fn births(columns: &[Vec<String>]) -> Vec<String> {
        let births = found(columns)
            .into_iter()
            .filter(|(rule, _)| rule == "date-of-birth");
        births.map(|(_, text)| text).collect()
    }

    #[test]
    fn dates_beside_people_that_span_lifetimes_are_of_birth() {
        assert_eq!(births(&[people(), dates(1940, 5)]), dates(1940, 5));
        assert!(births(&[people(), dates(1990, 2)]).is_empty());
        let things = (1..13).map(|row| format!("Oak {row}")).collect();
        assert!(births(&[things, dates(1940, 5)]).is_empty());
        let twice = dates(1940, 5)
            .into_iter()
            .map(|_| "01/03/1940".to_owned())
            .collect();
        assert!(births(&[people(), twice]).is_empty());
    }

    #[test]
    fn of_two_columns_of_dates_the_earlier_is_of_birth() {
        assert_eq!(
            births(&[people(), dates(1960, 4), dates(1940, 5)]),
            dates(1940, 5)
        );
    }

    #[test]
    fn a_street_its_town_and_a_postcode_make_an_address() {
        let streets = (1..13).map(|row| format!("{row} Marine Drive")).collect();
        let towns = vec!["Greatham Moor".to_owned(); 12];
        let postcodes = (0..12)
            .map(|row| format!("AB1{} {}ZZ", row % 10, row % 9 + 1))
            .collect();
        let findings = found(&[people(), streets, towns, postcodes]);
        let addresses: Vec<_> = findings
            .iter()
            .filter(|(rule, _)| rule == "postal-address")
            .collect();
        assert_eq!(addresses.len(), 12);
        assert_eq!(addresses[0].1, "1 Marine Drive, Greatham Moor, AB10 1ZZ");
    }
}
