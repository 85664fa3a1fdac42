//! What single words and phrases mean for names. The words go into the lexicon; the phrases stay here.

use std::collections::{HashMap, HashSet};

use super::marks::{LISTS, words};
use crate::detect::embedded;
use crate::detect::lexicon::{Lexicon, Uses};
use crate::detect::rule::Book;
use crate::detect::words::{fold_phrase, list};

/// A lexicon of the lists of words.
fn lexicon(book: &Book) -> Lexicon {
    let mut lexicon = Lexicon::new();
    for (file, sure, unsure) in LISTS {
        for (word, mark) in words(book.file(file).unwrap_or_default(), sure, unsure) {
            lexicon.add_mark(word, mark);
        }
    }
    lexicon
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
    /// Reads the lists. What the words mean is in a lexicon, to which others may add; that of the program's own lists is as
    /// the build script drew it up.
    pub(in crate::detect) fn new(book: &Book) -> (Self, Lexicon) {
        let mut lexicon = if book.is_builtin() {
            Lexicon::over(&embedded::WORDS.bytes)
        } else {
            lexicon(book)
        };
        for verb in list(book, "words/verbs.txt") {
            lexicon.add(verb, Uses::VERB);
        }
        let mut dictionary = Self {
            labels: HashMap::new(),
            historic: list(book, "words/historic.txt").map(Into::into).collect(),
            template_authors: list(book, "words/template-authors.txt")
                .map(Into::into)
                .collect(),
        };
        for line in list(book, "words/labels.txt") {
            let label = fold_phrase(line.trim_end_matches('?'));
            dictionary.labels.insert(label.into(), line.ends_with('?'));
        }
        (dictionary, lexicon)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_script_drew_up_the_words_of_the_program() {
        let book = Book::builtin();
        let read = lexicon(&book);
        let (_, known) = Dictionary::new(&book);
        for (file, sure, unsure) in LISTS {
            for (word, _) in words(book.file(file).unwrap_or_default(), sure, unsure) {
                assert_eq!(known.look_up(word).mark, read.look_up(word).mark, "{word}");
                assert!(!known.look_up(&format!("{word}-")).mark.is_name());
            }
        }
    }
}
