//! What the cells of a column are about, where its head does not say it: most of them hold a term of one category. And what
//! the sentences of one cell say about the person of its row.

use super::boxes::Boxes;
use super::labels::{Head, Value, weigh};
use super::sentences::Sentences;
use super::terms::{Strength, Topic};
use super::{CATEGORIES, CONFIDENCE, Hit, Person, Sensitive, Sentence, unwrapped};
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
            if leads.is_empty() || text.len() > LONGEST || self.general.in_sentence(text) > 0 {
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

    /// Hands on what running text in a cell says of the person of its row: each sentence is read as one of prose that names
    /// them, and says nothing if any of its words are general.
    pub(super) fn told_in_cell(
        &self,
        words: &Words<'_>,
        mut topics: Vec<Topic>,
        found: &mut Vec<Hit>,
    ) {
        topics.retain(|topic| CATEGORIES[self.terms.get(*topic).category] != CONFIDENCE);
        if topics.is_empty() {
            return;
        }
        self.drop_faint_parts(&mut topics);
        for sentence in Sentences::of(words) {
            let own: Vec<Topic> = topics
                .iter()
                .copied()
                .filter(|topic| {
                    sentence.words.start <= topic.first && topic.last < sentence.words.end
                })
                .collect();
            if own.iter().all(|topic| self.is_faint(*topic)) {
                continue;
            }
            let text = unwrapped(&words.text()[sentence.bytes.clone()]);
            let around = self.without_acts(&text, sentence.bytes.start, words, &own);
            if self.general.in_sentence(&around) > 0 || self.general.in_section(&around) {
                continue;
            }
            let examined = Sentence {
                text: &text,
                start: sentence.bytes.start,
                mentions: Vec::new(),
                person: Person::Row,
                ticked: false,
                themes: 0,
                general: 0,
                under_general: false,
                general_document: false,
            };
            self.weigh(&examined, words, &own, found);
        }
    }
}
