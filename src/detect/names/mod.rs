//! People's names in running text and in cells.
//!
//! A name is weighed by what speaks for it: a known forename, a known surname, a title, a label, a header. Words that are
//! ordinary English as well speak less, and what follows may make the words a place, a body or a thing. No model, no
//! guess from sound. A bare surname in prose is reported only of somebody named in full before, a bare forename only where
//! it is said of somebody.

mod cell;
mod dictionary;
mod marks;
mod subject;
#[cfg(test)]
mod tests;
mod text;

use std::sync::Arc;

use super::embedded;
use super::lexicon::Lexicon;
use super::rule::Book;
use super::words::{Shape, Words};
use dictionary::Dictionary;
pub(super) use marks::{Mark, entries};
pub(super) use text::Known;

/// Names below this confidence are not handed on.
const REPORTED: f32 = 0.5;

/// Ids that tell why a name was taken for one.
mod evidence {
    pub(super) const TITLE: &str = "title";
    pub(super) const LABEL: &str = "label:person-name";
    pub(super) const HEADER: &str = "header:person-name";
    pub(super) const CLOSING: &str = "letter-closing";
    pub(super) const FORENAME: &str = "forename";
    pub(super) const SURNAME: &str = "surname";
    pub(super) const INITIAL: &str = "initial";
    pub(super) const SURNAME_FIRST: &str = "surname-first";
    pub(super) const NAMED_BEFORE: &str = "named-before";
    pub(super) const ORDINARY: &str = "ordinary-word";
}

/// The dictionaries of names, compiled.
pub(super) struct Names {
    dictionary: Dictionary<'static>,
    lexicon: Arc<Lexicon>,
}

/// What a column or field of names holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Full,
    Forename,
    Surname,
}

/// A person's name in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    /// Byte range in the text, without title.
    pub start: usize,
    pub end: usize,
    /// Forename and surname in lower case, without title and middle names; what makes one person one subject.
    pub normalised: String,
    pub confidence: f32,
    /// Ids that tell why: `title`, `forename`, `surname`, `label:person-name` …
    pub evidence: Vec<&'static str>,
}

/// The dictionary of a book, with a lexicon of its words, to which others may add; those of the program are as the build
/// script drew them up.
pub(super) fn dictionary(book: &Book) -> (Dictionary<'static>, Lexicon) {
    if book.is_builtin() {
        let known = postcard::from_bytes(embedded::DICTIONARY);
        let dictionary = known.expect("written by the build script");
        return (dictionary, Lexicon::over(&embedded::WORDS.bytes));
    }
    let mut lexicon = Lexicon::new();
    (Dictionary::read(book, &mut lexicon), lexicon)
}

impl Names {
    /// What words mean is told by the lexicon that the dictionary has been read into.
    pub(super) fn new(dictionary: Dictionary<'static>, lexicon: Arc<Lexicon>) -> Self {
        Self {
            dictionary,
            lexicon,
        }
    }

    /// The people named in running text, in order; `known` are those whom the document has named so far.
    pub(super) fn in_text(&self, words: &Words<'_>, known: &mut Known, found: &mut Vec<Name>) {
        let before = found.len();
        text::Reader::new(&self.dictionary, words, known).people(found);
        let mut at = 0;
        found.retain(|name| {
            at += 1;
            at <= before || self.is_somebody(name)
        });
    }

    /// Where a text says something of somebody called by the forename alone; these are no finds.
    pub(super) fn spoken_of(words: &Words<'_>, found: &mut Vec<std::ops::Range<usize>>) {
        subject::forenames(words, found);
    }

    /// The name in a cell or field whose header says that it holds one.
    pub(super) fn in_cell(&self, value: &str, part: Part) -> Option<Name> {
        let words = Words::known(value, &self.lexicon);
        cell::headed(&words, part).filter(|name| self.is_somebody(name))
    }

    /// The name in a cell or field that no header explains: only if the whole value reads as a name.
    pub(super) fn in_plain_cell(&self, value: &str) -> Option<Name> {
        if value.len() > cell::LONG {
            return None;
        }
        let words = Words::known(value, &self.lexicon);
        cell::plain(&words).filter(|name| self.is_somebody(name))
    }

    /// The name in a field that is called by a role; by one that is `known`, if not only by a label that nobody knows.
    pub(super) fn in_role_cell(&self, value: &str, known: bool) -> Option<Name> {
        if value.len() > cell::LONG {
            return None;
        }
        let words = Words::known(value, &self.lexicon);
        cell::of_role(&words, known).filter(|name| self.is_somebody(name))
    }

    /// Whether a cell is one word, written as a name, that is a surname.
    pub(super) fn is_surname(&self, cell: &str) -> bool {
        self.is_one(cell, |mark| mark.is(Mark::SURNAME))
    }

    /// The same of one that is no other word.
    pub(super) fn is_only_surname(&self, cell: &str) -> bool {
        self.is_one(cell, |mark| mark.is(Mark::SURNAME) && mark.is_only_name())
    }

    /// Whether a cell ends as the name of a thing does: `Albert Hall`, `English oak`.
    pub(super) fn ends_as_thing(&self, cell: &str) -> bool {
        let words = Words::known(cell, &self.lexicon);
        let (Some(first), Some(last)) = (words.iter().next(), words.iter().last()) else {
            return false;
        };
        let is_common = last.shape == Shape::Lower && !last.mark.is(Mark::PARTICLE);
        words.len() > 1
            && (last.mark.is(Mark::THING.or(Mark::THING_OR_SURNAME))
                || is_common && first.shape == Shape::Capital)
    }

    fn is_one(&self, cell: &str, is: fn(Mark) -> bool) -> bool {
        let words = Words::known(cell, &self.lexicon);
        let written = |shape| matches!(shape, Shape::Capital | Shape::Upper);
        words.len() == 1 && (words.get(0)).is_some_and(|word| written(word.shape) && is(word.mark))
    }

    /// Whether a text begins with a title that is nothing else.
    pub(super) fn is_titled(words: &Words<'_>) -> bool {
        words.get(0).is_some_and(|word| word.mark.is(Mark::TITLE))
    }

    /// Whether the cells of a column are people: most are written as names and hold a known one, and of some both ends are
    /// known, which is not asked where the head lets people be expected.
    pub(super) fn are_in_column(&self, cells: &[&str], expected: bool) -> bool {
        const LEAST: usize = 3;
        /// Cells, if both ends of all are known.
        const LEAST_WHOLE: usize = 2;
        /// One in so many people may be called like a street.
        const MOST_STREETS: usize = 6;
        // Shares of the cells, in per cent.
        let (half, whole) = if expected { (50, 0) } else { (60, 30) };
        let (mut halves, mut wholes, mut streets) = (0, 0, 0);
        for cell in cells.iter().map(|cell| cell.trim()) {
            if cell.len() > cell::LONG {
                continue;
            }
            let words = Words::known(cell, &self.lexicon);
            streets += usize::from(cell::may_be_street(&words));
            if cell::plain(&words).is_some() {
                wholes += 1;
            } else if cell::may_be_name(&words) {
                halves += 1;
            }
        }
        let all = cells.len();
        if !expected && streets * MOST_STREETS > all {
            return false;
        }
        all >= LEAST && (halves + wholes) * 100 >= all * half && wholes * 100 >= all * whole
            || all >= LEAST_WHOLE && wholes == all
    }

    /// Not a name that software writes into the properties of every document, nor an author long dead.
    fn is_somebody(&self, name: &Name) -> bool {
        let dictionary = &self.dictionary;
        !dictionary.is_template_author(&name.normalised) && !dictionary.is_nobodys(&name.normalised)
    }
}
