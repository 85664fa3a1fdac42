//! Which values stand together in a row: one person's number beside a date of birth, a surname, another number. Two
//! documents that tie the same number to different values contradict each other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::extract::Place;

/// Keys of values by the field they are of, by the key of the person they belong to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Links(pub BTreeMap<u64, BTreeMap<String, u64>>);

/// The field that says when somebody was born.
const BIRTH: &str = "date-of-birth";
/// The whole name, and the family's.
const NAME: &str = "person-name";
const SURNAME: &str = "surname";

/// Gathers the links of a document row by row.
#[derive(Debug, Default)]
pub(super) struct Gather {
    links: Links,
    row: Option<Row>,
    /// By field, for all fields met.
    values: BTreeMap<String, InRow>,
}

/// What the row has of a field.
#[derive(Debug, Default, Clone, Copy)]
enum InRow {
    #[default]
    Nothing,
    One(u64),
    /// Two people in a row: whose is the rest?
    Several,
}

/// Which row a value stands in.
#[derive(Debug, PartialEq, Eq)]
enum Row {
    Sheet(String, String),
    Table(u32, u32),
    Delimited(u64),
}

impl Row {
    fn of(place: &Place) -> Option<Self> {
        match place {
            Place::Cell { sheet, cell } => {
                let row = cell.trim_start_matches(|sign: char| sign.is_ascii_uppercase());
                Some(Self::Sheet(sheet.clone(), row.to_owned()))
            }
            Place::Table { table, row, .. } => Some(Self::Table(*table, *row)),
            Place::Row { row, .. } => Some(Self::Delimited(*row)),
            _ => None,
        }
    }
}

impl Gather {
    /// People kept of a document: those with the smallest keys, which are the same in every document.
    const LIMIT: usize = 128;

    pub(super) fn add(&mut self, field: &str, place: &Place, key: u64) {
        let Some(row) = Row::of(place) else { return };
        if self.row.as_ref() != Some(&row) {
            self.end_row();
            self.row = Some(row);
        }
        let Some(value) = self.values.get_mut(field) else {
            self.values.insert(field.to_owned(), InRow::One(key));
            return;
        };
        *value = match *value {
            InRow::Nothing => InRow::One(key),
            InRow::One(other) if other == key => InRow::One(key),
            _ => InRow::Several,
        };
    }

    pub(super) fn finish(mut self) -> Links {
        self.end_row();
        self.links
    }

    fn end_row(&mut self) {
        let mut values = std::mem::take(&mut self.values);
        let plain: SmallVec<[(&str, u64); 16]> = values
            .iter()
            .filter_map(|(field, in_row)| match in_row {
                InRow::One(key) => Some((field.as_str(), *key)),
                _ => None,
            })
            .collect();
        let of = |wanted: &str| plain.iter().find(|(field, _)| *field == wanted);
        let is_number = |field: &str| !matches!(field, BIRTH | NAME | SURNAME);
        // A number that one person has once, else a name with a date of birth.
        for (field, key) in plain.iter().filter(|(field, _)| is_number(field)) {
            let others = plain.iter().copied();
            self.person(
                *key,
                others.filter(|(other, _)| other != field && *other != NAME),
            );
        }
        if let (Some((_, name)), Some((_, born))) = (of(NAME), of(BIRTH)) {
            let numbers = plain.iter().copied().filter(|(field, _)| is_number(field));
            self.person(name.rotate_left(1) ^ born, numbers);
        }
        drop(plain);
        // The fields come again in the next row.
        for in_row in values.values_mut() {
            *in_row = InRow::Nothing;
        }
        self.values = values;
    }

    fn person<'f>(&mut self, person: u64, values: impl Iterator<Item = (&'f str, u64)>) {
        let people = &mut self.links.0;
        let beyond = people.len() >= Self::LIMIT
            && people
                .last_key_value()
                .is_some_and(|(last, _)| *last < person);
        if beyond {
            return;
        }
        let known = people.entry(person).or_default();
        for (field, key) in values {
            known.entry(field.to_owned()).or_insert(key);
        }
        if known.is_empty() {
            people.remove(&person);
        }
        if people.len() > Self::LIMIT {
            people.pop_last();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(values: &[(u64, &str, u64)]) -> Links {
        let mut gather = Gather::default();
        for (row, field, key) in values {
            let place = Place::Row {
                row: *row,
                column: 1,
                header: None,
            };
            gather.add(field, &place, *key);
        }
        gather.finish()
    }

    #[test]
    fn a_number_is_tied_to_what_stands_in_its_row() {
        let found = links(&[
            (1, "uk-nhs-number", 7),
            (1, BIRTH, 20),
            (1, NAME, 30),
            (1, SURNAME, 31),
            (2, "uk-nhs-number", 8),
            (3, BIRTH, 21),
        ]);
        let of_seven = BTreeMap::from([(BIRTH.to_owned(), 20), (SURNAME.to_owned(), 31)]);
        assert_eq!(found.0[&7], of_seven);
        assert_eq!(found.0.len(), 2, "and the name with its date of birth");
    }

    #[test]
    fn a_row_with_two_people_ties_nothing_to_either() {
        let found = links(&[(1, "uk-nhs-number", 7), (1, SURNAME, 31), (1, SURNAME, 32)]);
        assert_eq!(found, Links::default());
    }

    #[test]
    fn of_many_people_the_same_few_are_kept() {
        let rows = |order: &mut dyn Iterator<Item = u64>| {
            links(
                &order
                    .flat_map(|n| [(n, "iban", n), (n, BIRTH, n)])
                    .collect::<Vec<_>>(),
            )
        };
        let (up, down) = (rows(&mut (1..500)), rows(&mut (1..500).rev()));
        assert_eq!(up, down);
        assert_eq!(up.0.len(), Gather::LIMIT);
    }
}
