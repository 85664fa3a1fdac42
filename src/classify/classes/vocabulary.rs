//! The words that point to classes: of places, of titles, of heads of columns. The build script draws them up.

use std::collections::{BTreeMap, BTreeSet};

use bytemuck::{AnyBitPattern, NoUninit, Pod, Zeroable};
use serde::{Deserialize, Serialize};

use super::file::{About, File, Row};
use crate::detect::stored::ByText;

/// Phrases of whole words in their order, each with what it stands for; one with two meanings stands twice.
#[derive(Serialize, Deserialize)]
#[serde(bound(serialize = "T: NoUninit", deserialize = "T: NoUninit + AnyBitPattern"))]
pub(super) struct Phrases<'t, T>(#[serde(borrow)] ByText<'t, T>);

/// What a title stands for: a class, and how it stands in the file.
#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Title {
    pub(super) class: ClassIndex,
    called: u32,
}

/// How a title stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    Title,
    Form,
    /// The matter, which offices and letters of other matters are called by as well.
    Topic,
}

/// A class by its place in the file.
pub(super) type ClassIndex = u32;
/// A word of columns by its place among all.
pub(super) type TermIndex = u32;

impl Title {
    pub(super) fn called(self) -> Called {
        const CALLED: [Called; 3] = [Called::Title, Called::Form, Called::Topic];
        CALLED[self.called as usize]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Vocabulary<'t> {
    #[serde(borrow)]
    pub(super) classes: Vec<Class<'t>>,
    pub(super) folders: Phrases<'t, ClassIndex>,
    pub(super) titles: Phrases<'t, Title>,
    /// What texts speak of, with the classes that they may be of.
    pub(super) words: Phrases<'t, ClassIndex>,
    heads: Phrases<'t, TermIndex>,
    /// Words that count as the whole head alone.
    whole: Phrases<'t, TermIndex>,
    /// Words of columns, as the file names them.
    pub(super) terms: Vec<&'t str>,
    /// Sets of columns of the classes.
    pub(super) sets: Vec<(ClassIndex, Vec<TermIndex>)>,
    about: About,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Class<'t> {
    pub(super) id: &'t str,
    /// Ids of rules.
    #[serde(borrow)]
    pub(super) implies: Vec<&'t str>,
}

impl<'t> Vocabulary<'t> {
    #[allow(dead_code, reason = "the build script draws it up")]
    pub(super) fn new(file: &'t File) -> Self {
        let classes = file.class.as_slice();
        let each = |words: fn(&Row) -> &[String]| {
            let rows = classes.iter().zip(0..);
            rows.flat_map(move |(row, at)| words(row).iter().map(move |word| (word.as_str(), at)))
        };
        let named = |called: Called| {
            let called = called as u32;
            move |(word, class)| (word, Title { class, called })
        };
        let titles = each(|row| &row.titles).map(named(Called::Title));
        let forms = each(|row| &row.forms).map(named(Called::Form));
        let topics = each(|row| &row.topics).map(named(Called::Topic));
        let mut terms = BTreeMap::new();
        for term in classes.iter().flat_map(|row| row.columns.iter().flatten()) {
            let next = terms.len() as TermIndex;
            terms.entry(term.as_str()).or_insert(next);
        }
        let mut sets = Vec::new();
        for (row, at) in classes.iter().zip(0..) {
            sets.extend(row.columns.iter().map(|set| {
                let terms = set.iter().map(|term| terms[term.as_str()]);
                (at, terms.collect())
            }));
        }
        let synonyms = file.synonyms.iter().flat_map(|(term, others)| {
            let index = terms.get(term.as_str());
            let others = others.iter().flat_map(|other| with_others(file, other));
            others.filter_map(move |other| Some((other, *index?)))
        });
        let (whole, within): (Vec<_>, Vec<_>) =
            synonyms.partition(|(other, _): &(&str, TermIndex)| other.starts_with('='));
        let whole = whole.iter().map(|(other, index)| (&other[1..], *index));
        let heads = terms.iter().map(|(term, index)| (*term, *index));
        let mut in_order = vec![""; terms.len()];
        for (term, index) in &terms {
            in_order[*index as usize] = term;
        }
        let class = |row: &'t Row| Class {
            id: &row.id,
            implies: row.implies.iter().map(String::as_str).collect(),
        };
        Self {
            classes: classes.iter().map(class).collect(),
            folders: Phrases::new(each(|row| &row.folders)),
            titles: Phrases::new(titles.chain(forms).chain(topics)),
            words: Phrases::new(each(|row| &row.words)),
            heads: Phrases::new(heads.chain(within)),
            whole: Phrases::new(whole),
            sets,
            terms: in_order,
            about: file.about.clone(),
        }
    }

    /// The words of columns in folded heads.
    pub(super) fn terms_in(&self, heads: &str) -> BTreeSet<TermIndex> {
        let found: Vec<(&str, TermIndex)> = self.heads.find(heads).collect();
        // In `pay number` it is the number that counts, and no pay.
        let is_begun = |phrase: &str| {
            let longer = |other: &str| {
                std::ptr::eq(other.as_ptr(), phrase.as_ptr()) && other.len() > phrase.len()
            };
            found.iter().any(|(other, _)| longer(other))
        };
        let within = found.iter().filter(|(phrase, _)| !is_begun(phrase));
        let within = within.map(|(_, term)| *term);
        let whole = heads.split('|').flat_map(|head| self.whole.of(head.trim()));
        within.chain(whole).collect()
    }

    /// Whether a folded line calls a paper about records by what such papers are called.
    pub(super) fn is_general(&self, folded: &str) -> bool {
        let line = self.without_edition(folded);
        let whole = |rest: Option<&str>, gap: fn(&str) -> bool| {
            rest.is_some_and(|rest| rest.is_empty() || gap(rest))
        };
        let mut ends = self.about.ends.iter();
        let mut begins = self.about.begins.iter();
        ends.any(|end| whole(line.strip_suffix(end.as_str()), |rest| rest.ends_with(' ')))
            || begins.any(|begin| {
                whole(line.strip_prefix(begin.as_str()), |rest| {
                    rest.starts_with(' ')
                })
            })
    }

    /// What a folded line says before the numbers, months and words that tell one edition from the next.
    pub(super) fn without_edition<'l>(&self, folded: &'l str) -> &'l str {
        let mut line = folded.trim();
        while let Some((rest, last)) = line.rsplit_once(' ')
            && (is_number(last) || self.about.versions.iter().any(|known| known == last))
        {
            line = rest;
        }
        line
    }

    /// Whether a phrase is what a folded line is, and not the label of a number or the name of an office.
    pub(super) fn is_heading(&self, folded: &str, phrase: &str) -> bool {
        let line = folded.trim();
        let words = |text: &str| {
            let words = text.split(' ').filter(|word| !word.is_empty());
            words.filter(|word| !is_number(word)).count()
        };
        let Some(at) = line.find(phrase) else {
            return false;
        };
        let behind = line[at + phrase.len()..].trim_start();
        let next = behind.split(' ').next().unwrap_or_default();
        if self.about.parts.iter().any(|part| part == next) {
            return false;
        }
        let (all, own) = (words(line), words(phrase));
        match own {
            0 | 1 => all <= 3 && at == 0 || all == 1,
            _ => at == 0 || all <= 2 * own,
        }
    }
}

/// A number, or that of a version: `v2`.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('v').unwrap_or(word);
    digits.starts_with(|letter: char| letter.is_ascii_digit())
}

/// A synonym, or with an `@` before it a word of columns with all that heads call it.
fn with_others<'f>(file: &'f File, other: &'f str) -> Vec<&'f str> {
    let Some(term) = other.strip_prefix('@') else {
        return vec![other];
    };
    let others = file.synonyms.get(term).into_iter().flatten();
    let others = others
        .map(String::as_str)
        .filter(|other| !other.starts_with('@'));
    std::iter::once(term).chain(others).collect()
}

impl<T: Copy> Phrases<'_, T> {
    fn new<'p>(phrases: impl Iterator<Item = (&'p str, T)>) -> Self {
        Self(phrases.collect())
    }

    /// The phrases that begin with a word or phrase, which stand together: no sign of a word comes before a space.
    fn beginning(&self, words: &str) -> impl Iterator<Item = (&str, &T)> {
        let Self(phrases) = self;
        let from = phrases.from(words);
        from.take_while(move |(phrase, _)| starts_with(phrase, words))
    }

    /// What a phrase stands for.
    fn of(&self, phrase: &str) -> impl Iterator<Item = T> {
        let same = self.beginning(phrase);
        same.take_while(move |(known, _)| known.len() == phrase.len())
            .map(|(_, meaning)| *meaning)
    }

    /// What the phrases in a folded text stand for, in order of their starts.
    pub(super) fn find<'f>(&'f self, folded: &'f str) -> impl Iterator<Item = (&'f str, T)> {
        let starts = memchr::memchr_iter(b' ', folded.as_bytes()).map(|space| space + 1);
        starts.flat_map(move |start| {
            let behind = &folded[start..];
            let first = &behind[..behind.find(' ').unwrap_or(0)];
            let known = (!first.is_empty()).then(|| self.beginning(first));
            let known = known.into_iter().flatten();
            known
                .filter(move |(phrase, _)| starts_with(behind, phrase))
                .map(move |(phrase, meaning)| (&behind[..phrase.len()], *meaning))
        })
    }
}

/// Whether a text begins with a phrase and its last word ends there.
fn starts_with(text: &str, phrase: &str) -> bool {
    let rest = text.strip_prefix(phrase);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
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
