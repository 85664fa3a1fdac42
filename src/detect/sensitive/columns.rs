//! What the cells of a column are about, where its head does not say it: most of them hold a term of one category.

use super::boxes::Boxes;
use super::category::CONFIDENCE;
use super::labels::{Head, Value, weigh};
use super::terms::Strength;
use super::{CATEGORIES, Sensitive};
use crate::detect::words::Words;

/// Cells with a term of the category, and different ones, without which a column says nothing.
const LEAST: usize = 2;
/// Share of the cells that say something, in per cent.
const SHARE: usize = 50;
/// Of those with a term, one in so many names the category by itself.
const NAMING: usize = 3;
/// A longer cell is running text.
const LONGEST: usize = 160;

/// The cells of a column that hold a term of one category.
#[derive(Default)]
struct Tally<'c> {
    termed: usize,
    naming: usize,
    first: Option<&'c str>,
    differ: bool,
}

impl Sensitive {
    /// The categories that the cells of a column are about, as bits.
    pub(in crate::detect) fn of_cells(&self, head: &Head, cells: &[Words<'_>]) -> u16 {
        if head.neutral {
            return 0;
        }
        let mut tallies: [Tally<'_>; CATEGORIES.len()] = Default::default();
        let mut filled = 0;
        let (mut leads, mut topics) = (Vec::new(), Vec::new());
        for words in cells {
            let text = words.text().trim();
            if weigh(text) != Value::Statement {
                continue;
            }
            filled += 1;
            leads.clear();
            topics.clear();
            self.terms.leads(words, &mut leads);
            if leads.is_empty()
                || text.len() > LONGEST
                || self.context.said(text).general_in_sentence() > 0
            {
                continue;
            }
            self.terms.find(words, &leads, 0..words.len(), &mut topics);
            if let Some(boxes) = Boxes::read(words.text()) {
                topics.retain(|topic| boxes.says(words.word(topic.first).start()));
            }
            topics.retain(|topic| !self.names_a_body(*topic, words));
            for (category, tally) in tallies.iter_mut().enumerate() {
                let of_category = topics
                    .iter()
                    .map(|topic| self.terms.get(*topic))
                    .filter(|term| term.category == category && term.strength >= Strength::Weak);
                let naming = of_category
                    .map(|term| term.strength == Strength::Strong || term.needs_assertion)
                    .reduce(|one, other| one || other);
                let Some(naming) = naming else {
                    continue;
                };
                tally.termed += 1;
                tally.naming += usize::from(naming);
                let first = *tally.first.get_or_insert(text);
                tally.differ |= !first.eq_ignore_ascii_case(text);
            }
        }
        let counts = |tally: &Tally<'_>| {
            tally.termed >= LEAST
                && tally.differ
                && tally.termed * 100 >= filled * SHARE
                && tally.naming * NAMING >= tally.termed
        };
        let known = tallies.iter().zip(CATEGORIES).enumerate();
        known
            .filter(|(_, (tally, category))| *category != CONFIDENCE && counts(tally))
            .fold(0, |bits, (index, _)| bits | 1 << index)
    }
}
