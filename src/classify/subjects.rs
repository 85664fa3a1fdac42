//! How many people a document is about.

use serde::{Deserialize, Serialize};

/// A set of subject keys that stays small: the `LIMIT` smallest hashes it was given (k minimum values, Bar-Yossef et al.
/// 2002). Exact below `LIMIT`, an estimate within about 3 in 100 above; sets of members unite into the set of their container.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subjects {
    /// Ascending.
    smallest: Vec<u64>,
}

impl Subjects {
    const LIMIT: usize = 1024;

    /// Adds a subject by the keyed hash of what identifies it.
    pub fn insert(&mut self, key: u64) {
        if let Err(at) = self.smallest.binary_search(&key)
            && at < Self::LIMIT
        {
            self.smallest.insert(at, key);
            self.smallest.truncate(Self::LIMIT);
        }
    }

    /// Adds all subjects of another set.
    pub fn unite(&mut self, other: &Self) {
        for &key in &other.smallest {
            self.insert(key);
        }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
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
        let mut set = Subjects::default();
        for n in (0..900).chain(0..900) {
            set.insert(spread(n));
        }
        assert_eq!(set.count(), 900);
    }

    #[test]
    fn many_subjects_are_estimated_within_a_tenth() {
        let mut set = Subjects::default();
        (0..100_000).for_each(|n| set.insert(spread(n)));
        assert!((90_000..110_000).contains(&set.count()), "{}", set.count());
    }

    #[test]
    fn a_union_counts_shared_subjects_once() {
        let (mut left, mut right) = (Subjects::default(), Subjects::default());
        (0..60).for_each(|n| left.insert(spread(n)));
        (40..100).for_each(|n| right.insert(spread(n)));
        left.unite(&right);
        assert_eq!(left.count(), 100);
    }
}
