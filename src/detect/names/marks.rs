//! What single words may be in names, and the lists that say so.
//!
//! The build script reads the lists of the program with this file, so that a start need not: it uses nothing of the crate.

use bytemuck::{Pod, Zeroable};

/// What a folded word may be; several at once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub(crate) struct Mark(u16);

impl Mark {
    /// Nothing of a name.
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const FORENAME: Self = Self(1);
    pub(crate) const SURNAME: Self = Self(1 << 1);
    /// A name that is an ordinary word, month or place too.
    pub(crate) const ORDINARY: Self = Self(1 << 2);
    pub(crate) const TITLE: Self = Self(1 << 3);
    /// A title that is an ordinary word or abbreviation too.
    pub(crate) const WEAK_TITLE: Self = Self(1 << 4);
    pub(crate) const PARTICLE: Self = Self(1 << 5);
    /// Makes the words before it a place, a body or a thing.
    pub(crate) const THING: Self = Self(1 << 6);
    /// A thing that is a frequent surname too.
    pub(crate) const THING_OR_SURNAME: Self = Self(1 << 7);
    /// No part of a name.
    pub(crate) const STOP: Self = Self(1 << 8);
    pub(crate) const CLOSING: Self = Self(1 << 9);
    /// An ordinary word more often than a name.
    pub(crate) const RARELY: Self = Self(1 << 10);
    /// A forename after which places are called.
    pub(crate) const NAMES_PLACES: Self = Self(1 << 11);
    const EITHER: Self = Self(Self::FORENAME.0 | Self::SURNAME.0);

    pub(crate) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Has one of the marks of `other`.
    pub(crate) fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn is_name(self) -> bool {
        self.is(Self::EITHER)
    }

    /// A known name that is nothing else.
    pub(crate) fn is_only_name(self) -> bool {
        self.is_name() && !self.is(Self::ORDINARY)
    }
}

/// The lists below `rules/`, what they say of a word, and what they say of one with a question mark behind it.
pub(crate) const LISTS: [(&str, Mark, Mark); 9] = [
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
];

/// The words of one of the lists, with what it says of them.
pub(crate) fn words(text: &str, sure: Mark, unsure: Mark) -> impl Iterator<Item = (&str, Mark)> {
    entries(text).map(move |line| match line.strip_suffix('?') {
        Some(word) => (word, unsure),
        None => (line, sure),
    })
}

/// The entries of a list of the rule book: one a line, remarks and empty lines left out.
pub(crate) fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .map(str::trim_ascii_end)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}
