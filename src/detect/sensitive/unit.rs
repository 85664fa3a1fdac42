//! A sentence as it is looked at: before it is known to say anything, and when it is weighed.

use std::ops::Range;

use super::sentences;
use super::{Hit, Mention};
use crate::detect::words::Words;

/// Whom a sentence is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Person {
    Named,
    /// Named with what they made or did as a piece of work.
    Working,
    /// Named with a post, as staff at their work are.
    AtWork,
    /// The row of a table is about them.
    Row,
    NamedBefore,
    SpokenOf,
    /// A note without a subject, near a name: `Not sleeping, tearful.`
    Understood,
    Somebody,
    Nobody,
}

/// A sentence of a text, before it is known to say anything.
pub(super) struct Unit<'t, 'w> {
    pub(super) words: &'t Words<'w>,
    pub(super) sentence: sentences::Sentence,
    /// Words of it that terms begin with.
    pub(super) leads: &'t [u32],
    /// Mentions inside it, relative to it.
    pub(super) mentions: Vec<Mention>,
    /// Sentences since somebody was named before it.
    pub(super) since_named: u32,
    pub(super) is_heading: bool,
    /// It may have a label of a form.
    pub(super) labelled: bool,
}

/// One sentence under examination.
pub(super) struct Sentence<'t> {
    pub(super) text: &'t str,
    /// Place of its first byte in the whole text.
    pub(super) start: usize,
    /// Mentions inside it, relative to it.
    pub(super) mentions: Vec<Mention>,
    pub(super) person: Person,
    /// It is a box of a form that was ticked.
    pub(super) ticked: bool,
    /// Categories that the document is about, as bits.
    pub(super) themes: u16,
    /// It stands in notes of medicine.
    pub(super) is_clinical: bool,
    /// Categories that the label over it asks for, as bits.
    pub(super) asked: u16,
    /// Patterns of general text, of itself and around.
    pub(super) general: usize,
    /// The heading above is general.
    pub(super) under_general: bool,
    pub(super) general_document: bool,
    /// What is found is to be explained.
    pub(super) explains: bool,
}

/// What parts a sentence into facts of their own: `retired on health grounds (multiple sclerosis)`.
pub(super) const PARTS: [char; 3] = [';', ':', '('];

impl<'t> Unit<'t, '_> {
    pub(super) fn text(&self) -> &'t str {
        &self.words.text()[self.sentence.bytes.clone()]
    }
}

impl Sentence<'_> {
    /// The label over it asks for a category.
    pub(super) fn is_asked(&self, category: usize) -> bool {
        self.asked & 1 << category != 0
    }

    /// A statement that begins behind the verb by which somebody works, or ends before their name, is said of something else.
    pub(super) fn is_told_by(&self, fact: &Range<usize>) -> bool {
        const BEFORE_A_VERB: [&str; 8] =
            ["has", "had", "is", "was", "also", "now", "then", "recently"];
        self.person != Person::Working
            || self.mentions.iter().any(|mention| {
                let between = self.text.get(mention.end..fact.start);
                between.map_or(mention.start < fact.end, |between| {
                    let mut words = between.split_whitespace();
                    words.all(|word| BEFORE_A_VERB.contains(&word))
                })
            })
    }

    /// Something between two hits begins another fact.
    pub(super) fn parts(&self, one: &Hit, other: &Hit) -> bool {
        let (first, second) = if one.start < other.start {
            (one, other)
        } else {
            (other, one)
        };
        let between = (
            first.end.max(self.start) - self.start,
            second.start - self.start,
        );
        first.end <= second.start && self.text[between.0..between.1].contains(PARTS)
    }
}
