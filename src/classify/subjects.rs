//! How many people a document is about.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The people of a document, as far as names and identifiers that one person has once tell them apart.
///
/// One person with a name and two numbers is one: the kinds of identifier are counted apart, and the largest count stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subjects {
    /// Keys of subjects by the rule that found them.
    by_rule: BTreeMap<String, Sketch>,
}

impl Subjects {
    /// Adds a subject by the keyed hash of the value that a rule found.
    pub fn insert(&mut self, rule: &str, key: u64) {
        match self.by_rule.get_mut(rule) {
            Some(sketch) => sketch.insert(key),
            None => self.by_rule.entry(rule.to_owned()).or_default().insert(key),
        }
    }

    /// Adds all subjects of another document.
    pub fn unite(&mut self, other: &Self) {
        for (rule, sketch) in &other.by_rule {
            self.by_rule.entry(rule.clone()).or_default().unite(sketch);
        }
    }

    /// The keys kept of each rule, ascending: the smallest ones, so that documents about the same people keep the same.
    pub fn keys(&self) -> impl Iterator<Item = (&str, &[u64])> {
        let rules = self.by_rule.iter();
        rules.map(|(rule, sketch)| (rule.as_str(), sketch.smallest.as_slice()))
    }

    /// How many each rule tells apart.
    pub fn counts(&self) -> impl Iterator<Item = (&str, u64)> {
        let rules = self.by_rule.iter();
        rules.map(|(rule, sketch)| (rule.as_str(), sketch.count()))
    }

    /// How many there are at least.
    pub fn count(&self) -> u64 {
        self.counts().map(|(_, count)| count).max().unwrap_or(0)
    }
}

/// A set of keys that stays small: the `LIMIT` smallest hashes it was given (k minimum values, Bar-Yossef et al. 2002).
/// Exact below `LIMIT`, an estimate within about 3 in 100 above; sets of members unite into the set of their container.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sketch {
    /// Ascending.
    smallest: Vec<u64>,
}

impl Sketch {
    const LIMIT: usize = 1024;

    fn insert(&mut self, key: u64) {
        self.insert_within(key, Self::LIMIT);
    }

    /// As [`Sketch::insert`], keeping only so many.
    pub(super) fn insert_within(&mut self, key: u64, limit: usize) {
        if let Err(at) = self.smallest.binary_search(&key)
            && at < limit
        {
            self.smallest.insert(at, key);
            self.smallest.truncate(limit);
        }
    }

    pub(super) fn into_keys(self) -> Vec<u64> {
        self.smallest
    }

    fn unite(&mut self, other: &Self) {
        for &key in &other.smallest {
            self.insert(key);
        }
    }

    fn count(&self) -> u64 {
        match self.smallest.get(Self::LIMIT - 1) {
            None => self.smallest.len() as u64,
            Some(&largest) => {
                ((Self::LIMIT - 1) as f64 / (largest as f64 / u64::MAX as f64)).round() as u64
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(n: u64) -> u64 {
        u64::from_le_bytes(
            blake3::hash(&n.to_le_bytes()).as_bytes()[..8]
                .try_into()
                .expect("eight bytes"),
        )
    }

    #[test]
    fn few_subjects_are_counted_exactly_and_once() {
        let mut subjects = Subjects::default();
        for n in (0..900).chain(0..900) {
            subjects.insert("person-name", spread(n));
        }
        assert_eq!(subjects.count(), 900);
    }

    #[test]
    fn many_subjects_are_estimated_within_a_tenth() {
        let mut subjects = Subjects::default();
        (0..100_000).for_each(|n| subjects.insert("uk-nhs-number", spread(n)));
        let count = subjects.count();
        assert!((90_000..110_000).contains(&count), "{count}");
    }

    #[test]
    fn one_person_with_three_identifiers_is_one_subject() {
        let mut subjects = Subjects::default();
        for (n, rule) in ["person-name", "uk-nhs-number", "uk-unique-pupil-number"]
            .into_iter()
            .enumerate()
        {
            subjects.insert(rule, spread(n as u64));
        }
        assert_eq!(subjects.count(), 1);
    }

    #[test]
    fn a_union_counts_shared_subjects_once() {
        let (mut left, mut right) = (Subjects::default(), Subjects::default());
        (0..60).for_each(|n| left.insert("person-name", spread(n)));
        (40..100).for_each(|n| right.insert("person-name", spread(n)));
        left.unite(&right);
        assert_eq!(left.count(), 100);
    }
}
