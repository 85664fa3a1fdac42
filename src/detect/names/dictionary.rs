//! What single words and phrases mean for names. The words go into the lexicon; the phrases stay here.
//!
//! The build script reads the lists of the program with this file, so that a start need not.

use serde::{Deserialize, Serialize};

use super::marks::{LISTS, words};
use crate::detect::lexicon::{Lexicon, Uses};
use crate::detect::rule::Book;
use crate::detect::stored::{ByText, Texts};
use crate::detect::words::{fold_phrase, list};

/// The word lists of `rules/words`.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Dictionary<'t> {
    /// Labels that announce a name; not 0 if other things may follow them too.
    #[serde(borrow)]
    labels: ByText<'t, u8>,
    /// `forename surname` of the dead, and of brands, works and things, whom documents name without being about anybody.
    namesakes: Texts<'t>,
    template_authors: Texts<'t>,
}

impl Dictionary<'_> {
    /// Reads the lists. What the words mean goes into the lexicon.
    pub(super) fn read(book: &Book, lexicon: &mut Lexicon) -> Self {
        for (file, sure, unsure) in LISTS {
            for (word, mark) in words(book.file(file).unwrap_or_default(), sure, unsure) {
                lexicon.add_mark(word, mark);
            }
        }
        for verb in list(book, "words/verbs.txt") {
            lexicon.add(verb, Uses::VERB);
        }
        let labels = list(book, "words/labels.txt").map(|line| {
            let label = fold_phrase(line.trim_end_matches('?'));
            (label, line.ends_with('?').into())
        });
        Self {
            labels: labels.collect(),
            namesakes: list(book, "words/historic.txt")
                .chain(list(book, "words/namesakes.txt"))
                .collect(),
            template_authors: list(book, "words/template-authors.txt").collect(),
        }
    }

    /// Whether a label announces a name: `Some(true)` if it announces other things too.
    pub(super) fn label(&self, folded: &str) -> Option<bool> {
        self.labels.get(folded).map(|others| *others != 0)
    }

    pub(super) fn is_template_author(&self, normalised: &str) -> bool {
        self.template_authors.contains(normalised)
    }

    /// Whether a name is that of nobody a document is about.
    pub(super) fn is_nobodys(&self, normalised: &str) -> bool {
        self.namesakes.contains(normalised)
    }
}
