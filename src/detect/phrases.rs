//! The labels and heads of all rules, as numbers of words: what each says to which rule.
//!
//! The build script draws up those of the program with this file, so that a start need not.

use std::collections::{BTreeMap, HashMap};

use bytemuck::{Pod, Zeroable};
use serde::{Deserialize, Serialize};

use super::lexicon::{ByStem, Lexicon, Uses};
use super::rule::Book;
use super::stored::numbers;
use super::words::{folded_words, list, singular};

/// The labels and heads of all rules, compiled.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Phrases<'t> {
    #[serde(with = "numbers")]
    phrases: Vec<Stored>,
    /// Numbers of their words in the lexicon.
    #[serde(with = "numbers")]
    words: Vec<u32>,
    #[serde(with = "numbers")]
    said: Vec<Said>,
    /// Indices of phrases by their last word; the longest first.
    #[serde(borrow)]
    by_last: ByStem<'t, u32>,
    /// Words by what they are cut short to, in order.
    #[serde(with = "numbers")]
    short: Vec<[u32; 2]>,
}

/// Where the words of a phrase end, and what it says; both begin where those of the phrase before end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Pod, Zeroable)]
#[repr(C)]
struct Stored {
    words: u32,
    said: u32,
}

/// A label or head.
#[derive(Clone, Copy)]
pub(super) struct Phrase<'p> {
    /// Numbers of its words in the lexicon.
    pub(super) words: &'p [u32],
    /// To the rules that know it; in order.
    pub(super) said: &'p [Said],
}

/// What a phrase says about the values of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meaning {
    /// They are something else.
    Not,
    /// A column of this head holds something else.
    HeadNot,
    /// A value beside it is one.
    Label,
    /// A column of this head holds them.
    Head,
    /// They are something else where it stands right before them or ends their head, and nothing else is said.
    NotAdjoining,
}

/// What a phrase says to a rule, by its index among those that have patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Said {
    rule: u16,
    meaning: u16,
}

impl Said {
    pub(super) fn new(rule: usize, meaning: Meaning) -> Self {
        Self {
            rule: rule as u16,
            meaning: meaning as u16,
        }
    }

    pub(super) fn rule(self) -> usize {
        self.rule.into()
    }

    pub(super) fn meaning(self) -> Meaning {
        const MEANINGS: [Meaning; 5] = [
            Meaning::Not,
            Meaning::HeadNot,
            Meaning::Label,
            Meaning::Head,
            Meaning::NotAdjoining,
        ];
        MEANINGS[usize::from(self.meaning)]
    }
}

impl Phrases<'_> {
    /// Takes what the rules say, rule after rule; words go into the lexicon. A phrase with `=` in front counts only right
    /// before a value.
    pub(super) fn new<'r>(
        said: impl Iterator<Item = (&'r str, Said)>,
        book: &Book,
        lexicon: &mut Lexicon,
    ) -> Self {
        // Shared groups of labels come again with every rule.
        let mut meant = HashMap::<&str, Vec<Said>>::new();
        for (phrase, mut said) in said {
            let adjoining = phrase.strip_prefix('=');
            if adjoining.is_some() {
                said = Said::new(said.rule(), Meaning::NotAdjoining);
            }
            meant
                .entry(adjoining.unwrap_or(phrase))
                .or_default()
                .push(said);
        }
        let mut meant: Vec<_> = meant.into_iter().collect();
        meant.sort_unstable();
        let numbered = meant.into_iter().filter_map(|(phrase, said)| {
            let words = folded_words(phrase);
            let last = words.len().checked_sub(1)?;
            let numbers = words.iter().enumerate().map(|(at, word)| {
                let uses = if at == last {
                    Uses::LABEL.or(Uses::HEAD)
                } else {
                    Uses::default()
                };
                lexicon.stem(singular(word), uses)
            });
            Some((numbers.collect(), said))
        });
        let mut numbered: Vec<(Vec<u32>, Vec<Said>)> = numbered.collect();
        numbered.sort_by(|(a, _), (b, _)| (b.len(), a).cmp(&(a.len(), b)));
        numbered.dedup_by(|(words, said), (kept, of_kept)| {
            let same = words == kept;
            if same {
                of_kept.append(said);
                of_kept.sort_unstable();
            }
            same
        });
        let mut phrases = Self {
            phrases: Vec::new(),
            words: Vec::new(),
            said: Vec::new(),
            by_last: ByStem::new(
                (numbered.iter().zip(0..))
                    .filter_map(|((words, _), index)| Some((*words.last()?, index)))
                    .collect(),
            ),
            short: short(book, lexicon),
        };
        for (words, said) in numbered {
            phrases.words.extend(words);
            phrases.said.extend(said);
            phrases.phrases.push(Stored {
                words: phrases.words.len() as u32,
                said: phrases.said.len() as u32,
            });
        }
        phrases
    }

    fn phrase(&self, index: u32) -> Phrase<'_> {
        let index = index as usize;
        let end = self.phrases[index];
        let start = index.checked_sub(1).map(|before| self.phrases[before]);
        let start = start.unwrap_or_default();
        Phrase {
            words: &self.words[start.words as usize..end.words as usize],
            said: &self.said[start.said as usize..end.said as usize],
        }
    }

    /// The word that one may be cut short of.
    fn whole(&self, stem: u32) -> Option<u32> {
        let at = self.short.binary_search_by_key(&stem, |[short, _]| *short);
        at.ok().map(|at| self.short[at][1])
    }

    /// A word is that of a phrase, or is cut short of it.
    pub(super) fn is(&self, stem: u32, wanted: u32) -> bool {
        stem == wanted || self.whole(stem) == Some(wanted)
    }

    /// The phrases that may end with a word: those that have it, the longest first, then those of several words of which the
    /// last may be cut short to it.
    pub(super) fn ending(&self, stem: u32) -> impl Iterator<Item = Phrase<'_>> {
        let phrases = |stem| self.by_last.get(stem).map(|index| self.phrase(index));
        let several = |phrase: &Phrase<'_>| phrase.words.len() > 1;
        let whole = self.whole(stem).into_iter();
        phrases(stem).chain(whole.flat_map(phrases).filter(several))
    }
}

/// What words are cut short to, by number, with the words.
fn short(book: &Book, lexicon: &mut Lexicon) -> Vec<[u32; 2]> {
    let mut short: Vec<[u32; 2]> = Vec::new();
    for (word, ways) in abbreviations(book) {
        let word = lexicon.stem(singular(word), Uses::default());
        let ways = ways.into_iter();
        short.extend(ways.map(|way| [lexicon.stem(way, Uses::LABEL.or(Uses::HEAD)), word]));
    }
    short.sort_unstable();
    short
}

/// Words, and how they are cut short.
pub(super) fn abbreviations(book: &Book) -> BTreeMap<&str, Vec<&str>> {
    list(book, "abbreviations.txt")
        .filter_map(|line| line.split_once(':'))
        .map(|(word, short)| (word, short.split_whitespace().collect()))
        .collect()
}
