//! The same people in several documents: with other values, or under another purpose. People are known by identifiers that
//! one person has once, or by a name with a date of birth, as keyed hashes; never by a name alone.

use std::io;
use std::path::Path;

use super::{MEMORY, Seen, Tell, Told};
use crate::assess::check::{Case, counted};
use crate::assess::p2::REUSED_ELSEWHERE;
use crate::assess::p4::CONFLICTING_VALUES;
use crate::assess::sorted::{Sorted, groups};
use crate::assess::{Assessor, Purpose};

/// People that two documents of different purposes have in common, from which on it is told.
const SAME_PEOPLE: usize = 5;
/// Keys of people taken from one document and rule: the smallest, which are the same in every document.
const TAKEN: usize = 64;
/// Documents about one person that are compared with each other.
const TOGETHER: usize = 50;
/// People of one pair of documents that are counted.
const COUNTED: usize = 10_000;

/// Gathers people and what is said of them.
pub(super) struct People {
    /// A person, a field and the key of its value there.
    values: Sorted<(u64, String, u64, Seen)>,
    /// A person, the rule that found them, and the document.
    met: Sorted<(u64, String, Seen)>,
}

impl People {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            values: Sorted::new(MEMORY, folder),
            met: Sorted::new(MEMORY, folder),
        }
    }

    /// Takes a document with personal data.
    pub(super) fn observe(&mut self, case: &Case<'_>, seen: &Seen) -> io::Result<()> {
        for (person, fields) in &case.signs().links.0 {
            for (field, value) in fields {
                self.values
                    .push((*person, field.clone(), *value, seen.clone()))?;
            }
        }
        if seen.purpose.is_none() || !case.is_file() {
            return Ok(());
        }
        let subjects = &case.document.facts.subjects;
        for (rule, keys) in subjects.keys().filter(|(rule, _)| *rule != "person-name") {
            for key in keys.iter().take(TAKEN) {
                self.met.push((*key, rule.to_owned(), seen.clone()))?;
            }
        }
        Ok(())
    }

    pub(super) fn finish(self, assessor: &Assessor, tell: &mut Tell<'_>) -> io::Result<()> {
        conflicts(self.values, tell)?;
        match assessor.policy() {
            Some(policy) => reused(self.met, policy.purposes(), tell),
            None => Ok(()),
        }
    }
}

/// Tells documents in which people have other values than in the first document about them.
fn conflicts(values: Sorted<(u64, String, u64, Seen)>, tell: &mut Tell<'_>) -> io::Result<()> {
    let mut differing: Sorted<(Seen, String, Seen)> = Sorted::new(MEMORY, &values.folder());
    let key = |(person, field, ..): &(u64, String, u64, Seen)| (*person, field.clone());
    groups(values.read()?, key, TOGETHER, |group| {
        let Some((_, field, right, first)) = group.iter().min_by_key(|(.., seen)| seen.order)
        else {
            return Ok(());
        };
        for (_, _, value, seen) in group {
            if value != right && seen.order != first.order {
                differing.push((seen.clone(), field.clone(), first.clone()))?;
            }
        }
        Ok(())
    })?;
    let key = |(seen, field, _): &(Seen, String, Seen)| (seen.order, field.clone());
    let mut of_file: Option<Told> = None;
    groups(differing.read()?, key, COUNTED, |group| {
        let (seen, field, other) = &group[0];
        let number = counted(group.len() as u64, "person has", "people have");
        let said = format!(
            "{number} conflicting {} in {}",
            words(field),
            other.address()
        );
        match &mut of_file {
            Some(told) if told.seen.order == seen.order => {
                told.detail.push_str("; ");
                told.detail.push_str(&said);
                told.rules.push(field.clone());
            }
            _ => {
                let mut next = Told::new(
                    &CONFLICTING_VALUES,
                    seen,
                    "keyed hashes of values that stand beside one identifier",
                    format!("Indicator: {said}"),
                );
                next.rules.push(field.clone());
                if let Some(done) = of_file.replace(next) {
                    tell(ended(done))?;
                }
            }
        }
        Ok(())
    })?;
    of_file.map_or(Ok(()), |done| tell(ended(done)))
}

fn ended(mut told: Told) -> Told {
    told.detail.push_str(" and here.");
    told
}

/// What people call a field.
fn words(field: &str) -> &str {
    match field {
        "date-of-birth" => "dates of birth",
        "surname" => "surnames",
        other => other,
    }
}

/// Tells documents whose people turn up under a purpose that is not declared compatible.
fn reused(
    met: Sorted<(u64, String, Seen)>,
    purposes: &[Purpose],
    tell: &mut Tell<'_>,
) -> io::Result<()> {
    let compatible = |a: usize, b: usize| {
        let names =
            |one: usize, other: usize| purposes[one].compatible.contains(&purposes[other].name);
        a == b || names(a, b) || names(b, a)
    };
    // The document of the purpose declared later, the other purpose, the rule, the other document: one for each person.
    let mut pairs: Sorted<(Seen, usize, String, Seen)> = Sorted::new(MEMORY, &met.folder());
    groups(
        met.read()?,
        |(person, ..)| *person,
        TOGETHER,
        |group| {
            for (at, (_, rule, seen)) in group.iter().enumerate() {
                for (_, _, other) in &group[at + 1..] {
                    let (Some(mine), Some(others)) = (seen.purpose, other.purpose) else {
                        continue;
                    };
                    if compatible(mine, others) {
                        continue;
                    }
                    let (later, earlier) = if mine > others {
                        (seen, other)
                    } else {
                        (other, seen)
                    };
                    let purpose = mine.min(others);
                    pairs.push((later.clone(), purpose, rule.clone(), earlier.clone()))?;
                }
            }
            Ok(())
        },
    )?;
    let mut last = None;
    let key = |(seen, purpose, rule, other): &(Seen, usize, String, Seen)| {
        (seen.order, *purpose, rule.clone(), other.order)
    };
    groups(pairs.read()?, key, COUNTED, |group| {
        let (seen, purpose, rule, other) = &group[0];
        // One thing is said of a document by a check.
        if group.len() < SAME_PEOPLE || last == Some(seen.order) {
            return Ok(());
        }
        last = Some(seen.order);
        let detail = format!(
            "Indicator: at least {} people here also appear in {}, held for \"{}\".",
            group.len(),
            other.address(),
            purposes[*purpose].name
        );
        let mut told = Told::new(
            &REUSED_ELSEWHERE,
            seen,
            "keyed hashes of one identifier",
            detail,
        );
        told.rules.push(rule.clone());
        tell(told)
    })
}
