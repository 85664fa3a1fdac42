//! What a document is about: in a union's mails or a clinic's letters, everyday words say what they say nowhere else
//! (`her subs have lapsed`, `the same copy as her mother`).

use super::CATEGORIES;
use super::terms::{Strength, Terms, Topic};

/// How much of each category a document has shown so far.
#[derive(Debug, Default)]
pub(super) struct Themes {
    seen: [u8; CATEGORIES.len()],
}

/// A strong term counts as two.
const ENOUGH: u8 = 3;

impl Themes {
    /// Counts the terms of a sentence, the surest of each category.
    pub(super) fn see(&mut self, terms: &Terms, topics: &[Topic]) {
        for (category, seen) in self.seen.iter_mut().enumerate() {
            if *seen >= ENOUGH {
                continue;
            }
            let strongest = topics
                .iter()
                .map(|topic| terms.get(*topic))
                .filter(|term| term.category == category)
                .map(|term| term.strength)
                .max();
            *seen += match strongest {
                Some(Strength::Strong) => 2,
                Some(Strength::Weak) => 1,
                _ => 0,
            };
        }
    }

    /// The categories that the document is about, as bits.
    pub(super) fn held(&self) -> u16 {
        let held = self.seen.iter().enumerate();
        held.filter(|(_, seen)| **seen >= ENOUGH)
            .fold(0, |bits, (category, _)| bits | 1 << category)
    }
}
