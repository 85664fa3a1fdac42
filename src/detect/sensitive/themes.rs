//! What a document is about: in a union's mails or a clinic's letters, everyday words say what they say nowhere else
//! (`her subs have lapsed`, `the same copy as her mother`).

use super::CATEGORIES;
use super::terms::{Strength, Terms, Topic};

/// How much of each category a document has shown lately.
#[derive(Debug, Default)]
pub(super) struct Themes {
    /// Sentences so far.
    sentences: u32,
    shown: [Shown; CATEGORIES.len()],
    /// The last sentences, those that tell of health as ones, the latest lowest.
    healthy: u32,
}

#[derive(Debug, Default)]
struct Shown {
    /// Terms, up to [`ENOUGH`].
    seen: u8,
    /// The sentence of the last of them.
    last: u32,
}

/// A strong term counts as two.
const ENOUGH: u8 = 3;

/// Sentences without a term of a category after which they are about something else: a long document has a few terms of
/// everything.
const LATELY: u32 = 50;

impl Themes {
    /// Goes on to the next sentence.
    pub(super) fn go_on(&mut self) {
        self.sentences = self.sentences.saturating_add(1);
        self.healthy <<= 1;
    }

    /// A third of the last sentences tell of health, as in the notes of a clinic and in nothing else.
    pub(super) fn is_clinical(&self) -> bool {
        /// Sentences before which a few words tell nothing.
        const LEAST: u32 = 6;
        let last = self.sentences.min(u32::BITS);
        last >= LEAST && self.healthy.count_ones() * 3 >= last
    }

    /// Counts the terms of a sentence, the surest of each category.
    pub(super) fn see(&mut self, terms: &Terms, topics: &[Topic]) {
        let mut surest = [0; CATEGORIES.len()];
        for topic in topics {
            let term = terms.get(*topic);
            let counts = match term.strength {
                Strength::Strong => 2,
                Strength::Weak => 1,
                _ => 0,
            };
            surest[term.category] = counts.max(surest[term.category]);
        }
        for (category, counts) in surest.into_iter().enumerate() {
            if counts > 0 {
                self.count(category, counts);
                self.healthy |= u32::from(CATEGORIES[category] == "health");
            }
        }
    }

    fn count(&mut self, category: usize, counts: u8) {
        let lately = self.is_lately(category);
        let shown = &mut self.shown[category];
        let seen = if lately { shown.seen } else { 0 };
        *shown = Shown {
            seen: ENOUGH.min(seen + counts),
            last: self.sentences,
        };
    }

    /// The categories that the document is about, as bits.
    pub(super) fn held(&self) -> u16 {
        (0..CATEGORIES.len())
            .filter(|category| self.shown[*category].seen >= ENOUGH && self.is_lately(*category))
            .fold(0, |bits, category| bits | 1 << category)
    }

    fn is_lately(&self, category: usize) -> bool {
        self.sentences - self.shown[category].last <= LATELY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_which_a_third_tells_of_health_are_clinical() {
        let notes = |told: &[bool]| {
            let mut themes = Themes::default();
            for told in told {
                themes.go_on();
                themes.healthy |= u32::from(*told);
            }
            themes.is_clinical()
        };
        assert!(notes(&[true, false, false, true, false, false]));
        assert!(!notes(&[true, true, true]), "too few to tell");
        assert!(!notes(&[true, false, false, false, false, false]));
    }

    #[test]
    fn a_document_is_about_what_it_speaks_of_lately() {
        let mut themes = Themes::default();
        let held = |themes: &Themes| themes.held() & 1 != 0;
        themes.count(0, 2);
        assert!(!held(&themes));
        themes.go_on();
        themes.count(0, 1);
        assert!(held(&themes));
        (0..LATELY).for_each(|_| themes.go_on());
        assert!(held(&themes));
        themes.go_on();
        assert!(!held(&themes));
        themes.count(0, 2);
        assert!(!held(&themes), "what was long ago counts no more");
        themes.count(0, 2);
        assert!(held(&themes));
    }
}
