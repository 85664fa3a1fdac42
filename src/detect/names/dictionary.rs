//! What single words and phrases mean for names. The words go into the lexicon; the phrases stay here.

use std::collections::{HashMap, HashSet};

use super::subject::VERBS;
use crate::detect::lexicon::{Lexicon, Uses};
use crate::detect::rule::Book;
use crate::detect::words::{fold_phrase, list};

/// What a folded word may be; several at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::detect) struct Mark(u16);

impl Mark {
    pub(super) const FORENAME: Self = Self(1);
    pub(super) const SURNAME: Self = Self(1 << 1);
    /// A name that is an ordinary word, month or place too.
    pub(super) const ORDINARY: Self = Self(1 << 2);
    pub(super) const TITLE: Self = Self(1 << 3);
    /// A title that is an ordinary word or abbreviation too.
    pub(super) const WEAK_TITLE: Self = Self(1 << 4);
    pub(super) const PARTICLE: Self = Self(1 << 5);
    /// Makes the words before it a place, a body or a thing.
    pub(super) const THING: Self = Self(1 << 6);
    /// A thing that is a frequent surname too.
    pub(super) const THING_OR_SURNAME: Self = Self(1 << 7);
    /// No part of a name.
    pub(super) const STOP: Self = Self(1 << 8);
    pub(super) const CLOSING: Self = Self(1 << 9);
    /// An ordinary word more often than a name.
    pub(super) const RARELY: Self = Self(1 << 10);
    /// A forename after which places are called.
    pub(super) const NAMES_PLACES: Self = Self(1 << 11);
    const EITHER: Self = Self(Self::FORENAME.0 | Self::SURNAME.0);

    pub(in crate::detect) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Has one of the marks of `other`.
    pub(super) fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn is_name(self) -> bool {
        self.is(Self::EITHER)
    }

    /// A known name that is nothing else.
    pub(super) fn is_only_name(self) -> bool {
        self.is_name() && !self.is(Self::ORDINARY)
    }
}

/// The word lists of `rules/words`.
pub(in crate::detect) struct Dictionary {
    /// Labels that announce a name; true if other things may follow them too.
    labels: HashMap<Box<str>, bool>,
    /// `forename surname` of people whom documents are not about.
    historic: HashSet<Box<str>>,
    template_authors: HashSet<Box<str>>,
}

impl Dictionary {
    /// Reads the lists; what the words mean goes into the lexicon.
    pub(in crate::detect) fn new(book: &Book, lexicon: &mut Lexicon) -> Self {
        for verb in VERBS {
            lexicon.add(verb, Uses::VERB);
        }
        let mut dictionary = Self {
            labels: HashMap::new(),
            historic: list(book, "words/historic.txt").map(Into::into).collect(),
            template_authors: list(book, "words/template-authors.txt")
                .map(Into::into)
                .collect(),
        };
        for (file, sure, unsure) in [
            ("words/forenames.txt", Mark::FORENAME, Mark::FORENAME),
            ("words/surnames.txt", Mark::SURNAME, Mark::SURNAME),
            (
                "words/ordinary.txt",
                Mark::ORDINARY,
                Mark(Mark::ORDINARY.0 | Mark::RARELY.0),
            ),
            ("words/titles.txt", Mark::TITLE, Mark::WEAK_TITLE),
            ("words/particles.txt", Mark::PARTICLE, Mark::PARTICLE),
            ("words/not-people.txt", Mark::THING, Mark::THING_OR_SURNAME),
            ("words/not-names.txt", Mark::STOP, Mark::STOP),
            (
                "words/place-forenames.txt",
                Mark::NAMES_PLACES,
                Mark::NAMES_PLACES,
            ),
            ("words/closings.txt", Mark::CLOSING, Mark::CLOSING),
        ] {
            for line in list(book, file) {
                let (word, mark) = match line.strip_suffix('?') {
                    Some(word) => (word, unsure),
                    None => (line, sure),
                };
                lexicon.add_mark(word, mark);
            }
        }
        for line in list(book, "words/labels.txt") {
            let label = fold_phrase(line.trim_end_matches('?'));
            dictionary.labels.insert(label.into(), line.ends_with('?'));
        }
        dictionary
    }

    /// Whether a label announces a name: `Some(true)` if it announces other things too.
    pub(super) fn label(&self, folded: &str) -> Option<bool> {
        self.labels.get(folded).copied()
    }

    pub(super) fn is_template_author(&self, normalised: &str) -> bool {
        self.template_authors.contains(normalised)
    }

    pub(super) fn is_historic(&self, normalised: &str) -> bool {
        self.historic.contains(normalised)
    }
}
