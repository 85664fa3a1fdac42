//! The words that point to classes, in one automaton each for places, titles and heads of columns.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::{File, Row, builtin};

/// Phrases of whole words, each with what it stands for.
pub(super) struct Phrases<T> {
    automaton: AhoCorasick,
    meanings: Vec<(String, Vec<T>)>,
}

/// How a title stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    Title,
    Form,
}

/// A class by its place in the file.
pub(super) type ClassIndex = usize;
/// A word of columns by its place among all.
pub(super) type TermIndex = usize;

pub(super) struct Vocabulary {
    pub(super) classes: &'static [Row],
    pub(super) folders: Phrases<ClassIndex>,
    pub(super) titles: Phrases<(ClassIndex, Called)>,
    pub(super) heads: Phrases<TermIndex>,
    /// Words of columns, as the file names them.
    pub(super) terms: Vec<&'static str>,
    /// Sets of columns of the classes.
    pub(super) sets: Vec<(ClassIndex, Vec<TermIndex>)>,
}

impl Vocabulary {
    pub(super) fn get() -> &'static Self {
        static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(builtin()));
        &VOCABULARY
    }

    fn new(file: &'static File) -> Self {
        let classes = file.class.as_slice();
        let each = |words: fn(&Row) -> &[String]| {
            let rows = classes.iter().enumerate();
            rows.flat_map(move |(at, row)| words(row).iter().map(move |word| (word.as_str(), at)))
        };
        let named = |called| move |(word, at)| (word, (at, called));
        let titles = each(|row| &row.titles).map(named(Called::Title));
        let forms = each(|row| &row.forms).map(named(Called::Form));
        let mut terms = BTreeMap::new();
        for term in classes.iter().flat_map(|row| row.columns.iter().flatten()) {
            let next = terms.len();
            terms.entry(term.as_str()).or_insert(next);
        }
        let mut sets = Vec::new();
        for (at, row) in classes.iter().enumerate() {
            sets.extend(row.columns.iter().map(|set| {
                let terms = set.iter().map(|term| terms[term.as_str()]);
                (at, terms.collect())
            }));
        }
        let synonyms = file.synonyms.iter().flat_map(|(term, others)| {
            let index = terms.get(term.as_str());
            let others = others.iter();
            others.filter_map(move |other| Some((other.as_str(), *index?)))
        });
        let heads = terms.iter().map(|(term, index)| (*term, *index));
        let mut in_order = vec![""; terms.len()];
        for (term, index) in &terms {
            in_order[*index] = term;
        }
        Self {
            classes,
            folders: Phrases::new(each(|row| &row.folders)),
            titles: Phrases::new(titles.chain(forms)),
            heads: Phrases::new(heads.chain(synonyms)),
            sets,
            terms: in_order,
        }
    }
}

impl<T: Copy> Phrases<T> {
    fn new(phrases: impl Iterator<Item = (&'static str, T)>) -> Self {
        let mut by_phrase: BTreeMap<&str, Vec<T>> = BTreeMap::new();
        for (phrase, meaning) in phrases {
            by_phrase.entry(phrase).or_default().push(meaning);
        }
        // Quickest to build: every run does, and what is searched is short.
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .match_kind(MatchKind::Standard)
            .build(by_phrase.keys().map(|phrase| format!(" {phrase} ")))
            .expect("so few phrases make an automaton");
        let meanings = by_phrase.into_iter();
        Self {
            automaton,
            meanings: meanings
                .map(|(phrase, all)| (phrase.to_owned(), all))
                .collect(),
        }
    }

    /// What the phrases in a folded text stand for.
    pub(super) fn find<'t>(&'t self, folded: &'t str) -> impl Iterator<Item = (&'t str, T)> + 't {
        let found = self.automaton.find_overlapping_iter(folded);
        found.flat_map(|found| {
            let (phrase, meanings) = &self.meanings[found.pattern().as_usize()];
            meanings.iter().map(|meaning| (phrase.as_str(), *meaning))
        })
    }
}

/// Adds a text as lower case words, each with a space before and behind, up to a length; a plural `s` stays. A bar parts
/// it from what was added before: no phrase runs over two texts.
pub(super) fn fold_into(text: &str, folded: &mut String, most: usize) {
    if folded.is_empty() {
        folded.push(' ');
    } else {
        folded.push_str("| ");
    }
    let mut word = false;
    for letter in text.chars() {
        if folded.len() >= most {
            break;
        }
        if letter.is_alphanumeric() {
            folded.extend(letter.to_lowercase());
            word = true;
        } else if letter != '\'' && letter != '’' && std::mem::take(&mut word) {
            folded.push(' ');
        }
    }
    if word {
        folded.push(' ');
    }
}
