//! Names that stand alone: the surname or forename of somebody whom the document has named in full, and a forename where
//! only a person can be meant.
//!
//! A bare surname of nobody named in full is left: it is a firm, a street or a law as often.

use std::collections::HashMap;

use super::{Mark, Name, Reader, evidence};
use crate::detect::lexicon::Uses;
use crate::detect::names::subject::in_firm;
use crate::detect::words::Shape;

/// Who has been named in full in a document so far.
#[derive(Debug, Default)]
pub(in crate::detect) struct Known {
    /// Folded surname or forename to the normal form of its person; the word itself where several have it.
    people: HashMap<Box<str>, Box<str>>,
    /// One bit for each first letter and length that a word here has.
    shapes: u64,
}

impl Known {
    /// Words that are kept: a document with more people is a list, whose names stand in full.
    const MOST: usize = 2_000;

    /// Remembers the first and the last word of a full name.
    pub(super) fn add(&mut self, name: &Name) {
        let Some((given, family)) = name.normalised.split_once(' ') else {
            return;
        };
        let family = family.rsplit(' ').next().unwrap_or(family);
        for word in [given, family] {
            let bit = shape_bit(word.as_bytes());
            if word.len() < SHORTEST || self.people.len() >= Self::MOST {
                continue;
            }
            self.shapes |= bit;
            self.people
                .entry(word.into())
                .and_modify(|person| {
                    if **person != *name.normalised {
                        *person = word.into();
                    }
                })
                .or_insert_with(|| name.normalised.as_str().into());
        }
    }

    /// Whether a word as written may be one of those here.
    fn may_hold(&self, written: &str) -> bool {
        !written.is_ascii() && self.shapes != 0 || self.shapes & shape_bit(written.as_bytes()) != 0
    }
}

/// A shorter name is not taken for somebody known.
const SHORTEST: usize = 3;

fn shape_bit(word: &[u8]) -> u64 {
    let letter = word.first().map_or(0, u8::to_ascii_lowercase);
    1 << ((usize::from(letter) + 13 * word.len()) % 64)
}

impl Reader<'_> {
    /// The person whom one capitalised word names.
    pub(super) fn alone(&self, at: usize) -> Option<Name> {
        let word = self.word(at);
        let written = self.words.written(at);
        let forename = word.mark.is(Mark::FORENAME)
            && word.mark.is_only_name()
            && !word.mark.is(Mark::NAMES_PLACES);
        if word.shape != Shape::Capital
            || written.len() < SHORTEST
            || !(forename || self.known.may_hold(written))
        {
            return None;
        }
        let folded = self.words.folded(at);
        let somebody = self.known.people.get(&*folded);
        if (somebody.is_none() && !forename) || self.part_of_more(at) || self.place_before(at) {
            return None;
        }
        let acts = self.acts(at);
        let (normalised, confidence, evidence) = match somebody {
            Some(_) if word.mark.is(Mark::ORDINARY.or(Mark::THING_OR_SURNAME)) && !acts => {
                return None;
            }
            Some(_) if self.around(at, at).heading => return None,
            Some(person) => (person.to_string(), 0.75, evidence::NAMED_BEFORE),
            None if acts || self.greeted(at) => (folded.into_owned(), 0.55, evidence::FORENAME),
            None if self.signs(at) => (folded.into_owned(), 0.5, evidence::CLOSING),
            None if self.in_running_text(at)
                && (!word.mark.is(Mark::SURNAME)
                    || self.person_before(at)
                    || self.role_before(at)) =>
            {
                (folded.into_owned(), 0.5, evidence::FORENAME)
            }
            None => return None,
        };
        Some(Name {
            start: word.start(),
            end: word.end(),
            normalised,
            confidence,
            evidence: vec![evidence],
        })
    }

    /// What follows is said of a person: a verb, or something that is theirs.
    pub(super) fn acts(&self, at: usize) -> bool {
        let next = self.words.get(at + 1);
        self.word(at).possessive
            || self.gap(at) == Some(" ")
                && next.is_some_and(|next| next.uses.is(Uses::VERB) && next.shape == Shape::Lower)
    }

    /// `Hello Anna`, at the start of a line.
    fn greeted(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else {
            return false;
        };
        self.gap(before) == Some(" ")
            && self
                .words
                .is_one_of(before, &["dear", "hello", "hi", "hey", "hiya", "morning"])
            && self.begins_line(before)
    }

    /// The one word of the line below the closing of a letter.
    fn signs(&self, at: usize) -> bool {
        self.begins_line(at + 1) && self.begins_line(at) && self.closing_before(at)
    }

    /// A word before which a person is likelier than a firm or a place.
    fn person_before(&self, at: usize) -> bool {
        at > 0
            && self.gap(at - 1) == Some(" ")
            && self.words.is_one_of(
                at - 1,
                &[
                    "with", "told", "asked", "met", "that", "when", "if", "because", "did", "does",
                    "than", "thanks", "hi", "hey", "hello", "why", "how", "for", "let", "saw",
                    "knows", "loves", "like", "help", "while", "and", "poor", "love", "thank",
                ],
            )
    }

    /// Words in small letters stand before and after, or the sentence ends.
    fn in_running_text(&self, at: usize) -> bool {
        let around = self.around(at, at);
        around.within && !around.heading
    }

    /// A capitalised word or a hyphen beside it makes it a part of some other name; so does an article.
    fn part_of_more(&self, at: usize) -> bool {
        let beside = |index: usize| self.is_capitalised(index) && !self.mark(index).is(Mark::STOP);
        let before = at.checked_sub(1).is_some_and(|before| {
            self.hyphen_after(before)
                || self.gap(before) == Some(" ")
                    && (beside(before) || self.words.is_one_of(before, &["the", "a", "an"]))
        });
        before
            || self.hyphen_after(at)
            || !self.word(at).possessive && self.gap(at) == Some(" ") && beside(at + 1)
            || self.firm_after(at)
            || in_firm(self.words, at)
    }
}
