//! How good the values of announced columns are: cells under the head of an identifier that cannot be one, days on which
//! nobody was born, values that a spreadsheet has changed. Counts and places; no value is kept.
//!
//! Only a head announces: a failed check digit in running text is more likely a wrong match than a wrong number.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::Holds;
use super::context::Verdict;
use super::hit::Hit;
use super::record::locate;
use super::table::Entry;
use super::{Class, Session};
use crate::extract::Location;

/// The announced columns of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// By the rule that the heads announce.
    pub columns: BTreeMap<String, Announced>,
    /// People by year of birth, of columns that announce one.
    pub births: BTreeMap<i16, u64>,
}

/// The columns of a document that announce one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// Cells that hold something like a value.
    pub cells: u64,
    /// Of them, those that fail the rule's check or form.
    pub invalid: u64,
    /// Days on which nobody alive was born, or that there are not.
    pub impossible: u64,
    /// Values that a spreadsheet has changed.
    pub damaged: u64,
    /// The first few places of all these.
    pub places: Vec<Location>,
}

/// The rule whose values are days.
const BIRTH: &str = "date-of-birth";
/// Places kept of a rule.
const PLACES: usize = 3;
/// "Not known" is no failed value; a day or an identifier has so many digits.
const LEAST_DIGITS: usize = 4;
/// A longer cell is a remark.
const LONGEST: usize = 40;
/// Nobody alive is older.
const OLDEST: i16 = 120;

/// What became of a value.
enum State {
    Good,
    Invalid,
    Impossible,
    Damaged,
}

impl Session<'_> {
    /// Looks at the cells of a row under heads that announce an identifier; `hits` are those found in each.
    pub(super) fn judge_announced(&mut self, entries: &[Entry], hits: &[Vec<Hit>]) {
        for (entry, hits) in entries.iter().zip(hits) {
            let Some(rule) = entry.column.names_rule.as_deref() else {
                continue;
            };
            let cell = entry.cell.text.trim();
            if !self.announces(entry, rule) || !is_attempt(cell) {
                continue;
            }
            let hit = hits.iter().find(|hit| hit.rule.id == rule);
            let state = self.state(rule, cell, hit);
            let columns = &mut self.quality.columns;
            if !columns.contains_key(rule) {
                columns.insert(rule.to_owned(), Announced::default());
            }
            let announced = columns.get_mut(rule).expect("just inserted");
            announced.cells += 1;
            match state {
                State::Good => continue,
                State::Invalid => announced.invalid += 1,
                State::Impossible => announced.impossible += 1,
                State::Damaged => announced.damaged += 1,
            }
            if announced.places.len() < PLACES {
                announced.places.push(locate(entry, 0));
            }
        }
    }

    /// The head names a rule whose values identify somebody and can be checked.
    fn announces(&self, entry: &Entry, rule: &str) -> bool {
        let mut verdicts = entry.column.verdicts.iter();
        let Some(index) = verdicts.position(|verdict| *verdict == Verdict::Head) else {
            return false;
        };
        let compiled = &self.engine.matcher.rules[index];
        // The halves of a bank account are judged together, as one.
        entry.column.holds == Holds::Other
            && compiled.meta.id == rule
            && compiled.meta.class == Class::Personal
            && compiled.identifies
            && compiled.validator.is_some()
    }

    fn state(&mut self, rule: &str, cell: &str, hit: Option<&Hit>) -> State {
        match hit {
            Some(hit) if hit.evidence.iter().any(|id| id == "repaired") => State::Damaged,
            Some(hit) if rule == BIRTH => self.birth(&hit.normalised),
            Some(_) => State::Good,
            None if is_scientific(cell) => State::Damaged,
            None if rule == BIRTH => State::Impossible,
            None => State::Invalid,
        }
    }

    /// Counts a day of birth; default days of programs, and days too long ago, are nobody's.
    fn birth(&mut self, day: &str) -> State {
        const DEFAULTS: &[&str] = &["1900-01-01", "1900-01-02", "1901-01-01", "1970-01-01"];
        let year: Option<i16> = day.get(..4).and_then(|year| year.parse().ok());
        let Some(year) = year else {
            return State::Good;
        };
        if DEFAULTS.contains(&day) || year < self.options.today.year() - OLDEST {
            return State::Impossible;
        }
        *self.quality.births.entry(year).or_default() += 1;
        State::Good
    }
}

/// Short, with some digits: something that was meant as a value.
fn is_attempt(cell: &str) -> bool {
    cell.len() <= LONGEST && cell.bytes().filter(u8::is_ascii_digit).count() >= LEAST_DIGITS
}

/// `9.99E+09`: a long number as a spreadsheet shows it.
fn is_scientific(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    exponent.strip_prefix('+').is_some_and(digits)
        && mantissa
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::rule::Book;
    use crate::detect::{Engine, Options};
    use crate::extract::{Body, Cell, Origin, Segment};

    fn quality(rows: &[[&str; 2]]) -> Quality {
        let engine = Engine::new(&Book::builtin());
        let options = Options::new(0.5, jiff::civil::date(2026, 1, 1));
        let mut session = engine.session(&options);
        for (row, cells) in (1..).zip(rows) {
            let cells = (0..).zip(cells).map(|(column, text)| Cell {
                column,
                text: (*text).to_owned(),
                hidden: false,
            });
            let segment = Segment {
                origin: Origin::Delimited { row },
                body: Body::Row(cells.collect()),
                hidden: false,
            };
            session.segment(segment, &mut |_| ());
        }
        session.finish(&mut |_| ())
    }

    #[test]
    fn a_failed_check_digit_counts_only_under_a_head_that_announces_one() {
        let rows = [
            ["Surname", "NHS number"],
            ["Thistlewood", "999 000 0018"],
            ["Llewellyn", "999 000 0019"],
            ["Demir", "not known"],
            ["Okonjo", "9.99E+09"],
        ];
        let found = quality(&rows);
        let column = &found.columns["uk-nhs-number"];
        assert_eq!((column.cells, column.invalid, column.damaged), (3, 1, 1));
        assert_eq!(column.places.len(), 2);
        let mut unannounced = rows;
        unannounced[0][1] = "Order number";
        assert_eq!(quality(&unannounced), Quality::default());
    }

    #[test]
    fn days_on_which_nobody_was_born_are_counted_and_the_others_by_year() {
        let found = quality(&[
            ["Surname", "Date of birth"],
            ["Thistlewood", "09/04/1961"],
            ["Llewellyn", "31/02/1974"],
            ["Demir", "01/01/1900"],
            ["Okonjo", "12/03/2031"],
            ["Brannigan", "05/09/1961"],
        ]);
        let column = &found.columns["date-of-birth"];
        assert_eq!((column.cells, column.impossible, column.invalid), (5, 3, 0));
        assert_eq!(found.births, BTreeMap::from([(1961, 2)]));
    }
}
