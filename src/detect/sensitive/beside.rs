//! Words beside a name that tell whether a sentence is about whom it names.
//!
//! The build script reads the lists of the program with this file, so that a start need not.

use serde::{Deserialize, Serialize};

use super::Fault;
use super::label_lists::rows;
use crate::detect::rule::Book;
use crate::detect::stored::Texts;
use crate::detect::words::Words;

/// What a word beside a name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Leads to whoever said it.
    Says,
    /// Leads to whom to turn to.
    Asks,
    /// Who is named speaks of others.
    Told,
    /// So does who has a post or a title.
    ToldInOffice,
    /// What officials and staff do to others.
    ActsOnOthers,
    /// One with a post is spoken of themselves, or the word is no verb.
    OfOneself,
    /// Before `by`, a piece of work.
    WorkBy,
    /// Before `by`, no work.
    NoWorkBy,
    /// Is on or does something else than whose it is.
    Thing,
    Animal,
    /// Heads a list of who was asked, wrote, came or stayed away.
    Roll,
    /// A post whose holder is thereby of what it is of.
    OfficerOfIt,
}

const KINDS: [(&str, Kind); 12] = [
    ("says", Kind::Says),
    ("asks", Kind::Asks),
    ("told", Kind::Told),
    ("told-in-office", Kind::ToldInOffice),
    ("acts-on-others", Kind::ActsOnOthers),
    ("of-oneself", Kind::OfOneself),
    ("work-by", Kind::WorkBy),
    ("no-work-by", Kind::NoWorkBy),
    ("thing", Kind::Thing),
    ("animal", Kind::Animal),
    ("roll", Kind::Roll),
    ("officer-of-it", Kind::OfficerOfIt),
];

/// The words of each kind, folded.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Beside<'t>(#[serde(borrow)] Vec<Texts<'t>>);

impl Beside<'_> {
    pub(super) fn read(book: &Book) -> Result<Self, Fault> {
        const PATH: &str = "sensitive/beside-names.txt";
        let mut words = vec![Vec::new(); KINDS.len()];
        for (number, fields) in rows(book, PATH) {
            let fault = |message: String| Fault::new(PATH, number, message);
            let [kind, listed] = fields[..] else {
                return Err(fault("a line is a kind and words".to_owned()));
            };
            let (_, kind) = KINDS
                .iter()
                .find(|(name, _)| *name == kind)
                .ok_or_else(|| fault(format!("`{kind}` is no kind of word beside a name")))?;
            words[*kind as usize].extend(listed.split(' '));
        }
        let texts = words.into_iter().map(|words| words.into_iter().collect());
        Ok(Self(texts.collect()))
    }

    /// Whether a word is of a kind.
    pub(super) fn is(&self, kind: Kind, words: &Words<'_>, at: usize) -> bool {
        self.0[kind as usize].contains(&words.folded(at))
    }
}
