//! The term lists: which categories a text speaks of. A topic only, not yet a statement about anybody.
//!
//! The build script reads the lists of the program with this file, so that a start need not.

use std::ops::Range;

use bytemuck::{Pod, Zeroable};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::beside::{Beside, Kind};
use super::slips::{Gather, Slips};
use super::{CATEGORIES, Fault};
use crate::detect::lexicon::{ByStem, Lexicon, Uses};
use crate::detect::rule::Book;
use crate::detect::stored::{Late, Numbers, Texts, numbers};
use crate::detect::words::{Shape, Words, folded_words, lines, list, numbers_of, singular};

/// How surely a term names its category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// Counts only in a cell or field whose label asks for it.
    Vague,
    /// Says nothing itself, and bears out a weak term that it stands beside.
    Faint,
    /// Needs an assertion.
    Weak,
    Strong,
}

/// A word or phrase of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    /// Index into [`CATEGORIES`].
    pub category: usize,
    pub strength: Strength,
    /// A party or union: the name beside a person says nothing without an assertion.
    pub needs_assertion: bool,
    /// An act, of which somebody is the subject.
    pub verb: bool,
    /// Counts in running text as a word of a whole fact.
    pub in_fact: bool,
    /// Counts in a document that is about its category.
    pub in_theme: bool,
    /// A statement in itself, which needs no other assertion.
    pub says: bool,
    /// A label that asks for a value.
    label: bool,
}

/// A term as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
struct Stored {
    /// Where the numbers of its words in the lexicon are, and how many.
    stems: u32,
    words: u8,
    category: u8,
    /// Index into the groups of the lists.
    group: u16,
    strength: u8,
    /// Bits of [`flag`].
    flags: u8,
    rest: [u8; 2],
}

mod flag {
    pub(super) const NEEDS_ASSERTION: u8 = 1;
    pub(super) const VERB: u8 = 1 << 1;
    pub(super) const IN_FACT: u8 = 1 << 2;
    pub(super) const LABEL: u8 = 1 << 3;
    /// It has [`Details`](super::Details).
    pub(super) const DETAILS: u8 = 1 << 4;
    pub(super) const IN_THEME: u8 = 1 << 5;
    pub(super) const SAYS: u8 = 1 << 6;
    /// Done to people.
    pub(super) const WHOM: u8 = 1 << 7;
}

/// What few terms have.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Details {
    /// Its words, if they must be written so.
    exact: Vec<Box<str>>,
    /// Folded phrases that a hit must not be part of.
    innocent: Vec<Vec<Box<str>>>,
}

static NO_DETAILS: Details = Details {
    exact: Vec::new(),
    innocent: Vec::new(),
};

impl Stored {
    fn term(self) -> Term {
        const STRENGTHS: [Strength; 4] = [
            Strength::Vague,
            Strength::Faint,
            Strength::Weak,
            Strength::Strong,
        ];
        let is = |flag: u8| self.flags & flag != 0;
        Term {
            category: usize::from(self.category),
            strength: STRENGTHS[usize::from(self.strength)],
            needs_assertion: is(flag::NEEDS_ASSERTION),
            verb: is(flag::VERB),
            in_fact: is(flag::IN_FACT),
            in_theme: is(flag::IN_THEME),
            says: is(flag::SAYS),
            label: is(flag::LABEL),
        }
    }
}

/// A term found: indices of its first and last word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Topic {
    pub term: usize,
    pub first: usize,
    pub last: usize,
}

/// A phrase in which a term of a category is innocent: its words, and the term's.
#[derive(Clone)]
struct Innocent {
    category: usize,
    words: Range<usize>,
    term: (usize, usize),
}

/// All lists, by one word of their terms and by the ends of words.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Terms<'t> {
    #[serde(borrow)]
    terms: Numbers<'t, Stored>,
    /// By index of the term, in order.
    details: Late<'t, Vec<(u32, Details)>>,
    /// `health/cancer`.
    groups: Late<'t, Vec<Box<str>>>,
    stems: Numbers<'t, u32>,
    /// By the longest word of a term, which is rarer than most: the term, the words before it, and the stem of the word
    /// beside it, the one before if there is one; 0 for a term of one word.
    by_word: ByStem<'t, [u32; 3]>,
    /// By their last three letters as a text may write them.
    by_ending: Endings,
    slips: Slips<'t>,
    /// Nouns behind a term that make it the name of a body, a post or an event.
    institutions: Texts<'t>,
    /// Posts and ranks before a name.
    posts: Texts<'t>,
    /// Nouns for people.
    people: Texts<'t>,
    /// Verbs of work.
    work: Texts<'t>,
    beside: Beside<'t>,
}

/// Endings of words, by the last three letters of words that may have one.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Endings {
    /// The group of three letters, 0 if no ending has them.
    #[serde(with = "numbers")]
    groups: Vec<u16>,
    /// Endings and their terms, the longest first.
    endings: Vec<Vec<(Box<str>, usize)>>,
}

impl Default for Endings {
    fn default() -> Self {
        Self {
            groups: vec![0; 1 << 15],
            endings: vec![Vec::new()],
        }
    }
}

impl Endings {
    /// Five bits a letter; any other byte may be taken for one.
    fn place(written: &[u8]) -> usize {
        let last = written.iter().rev().take(3);
        last.fold(0, |place, letter| place << 5 | usize::from(letter & 31))
    }

    fn add(&mut self, ending: &str, term: usize) {
        self.add_number(ending, ending, term);
        numbers_of(ending, &mut |number| self.add_number(number, ending, term));
    }

    fn add_number(&mut self, number: &str, ending: &str, term: usize) {
        let group = &mut self.groups[Self::place(number.as_bytes())];
        if *group == 0 {
            *group = self.endings.len() as u16;
            self.endings.push(Vec::new());
        }
        let endings = &mut self.endings[usize::from(*group)];
        if endings.iter().all(|(known, _)| **known != *ending) {
            endings.push((ending.into(), term));
            endings.sort_by_key(|(ending, _)| ending.len());
        }
    }

    /// The endings that a word may have.
    fn of(&self, written: &[u8]) -> &[(Box<str>, usize)] {
        &self.endings[usize::from(self.groups[Self::place(written)])]
    }
}

/// Lengths in bytes of the word endings that lists may name, and the shortest word looked at.
const ENDINGS: std::ops::RangeInclusive<usize> = 3..=14;
const SHORTEST_WITH_ENDING: usize = 7;

impl Terms<'_> {
    /// Reads the lists; their first words go into the lexicon.
    pub(super) fn new(book: &Book, lexicon: &mut Lexicon) -> Result<Self, Fault> {
        let mut lists = Lists::new(lexicon);
        for (category, id) in CATEGORIES.iter().enumerate() {
            let path = format!("sensitive/terms/{id}.txt");
            lists.group((*id).into());
            for (line, number) in lines(book.file(&path).unwrap_or_default()).zip(1..) {
                if line.is_empty() || line.starts_with('#') {
                    continue;
                }
                if let Some(name) = line
                    .strip_prefix('[')
                    .and_then(|rest| rest.strip_suffix(']'))
                {
                    lists.group(format!("{id}/{name}"));
                    continue;
                }
                variants(line, &mut |variant| lists.add(category, variant))
                    .map_err(|message| Fault::new(&path, number, message))?;
            }
        }
        Ok(Self {
            terms: lists.terms.into(),
            details: lists.details.into(),
            groups: lists.groups.into(),
            stems: lists.stems.into(),
            by_word: ByStem::new(lists.by_word),
            by_ending: lists.by_ending,
            slips: Slips::new(lists.slips, list(book, "sensitive/not-slips.txt")),
            institutions: list(book, "sensitive/institutions.txt")
                .map(singular)
                .collect(),
            posts: list(book, "sensitive/posts.txt").collect(),
            work: list(book, "sensitive/work.txt").collect(),
            beside: Beside::read(book)?,
            people: list(book, "sensitive/people.txt").map(singular).collect(),
        })
    }

    /// The terms of one word that words of a sentence were meant to be, where no list knows the word as written.
    pub(super) fn misspelt(&self, words: &Words<'_>, range: Range<usize>, found: &mut Vec<Topic>) {
        for at in range {
            let word = words.word(at);
            let unknown = word.stem == 0
                && word.uses == Uses::default()
                && !word.mark.is_name()
                && Slips::LENGTHS.contains(&(word.end() - word.start()));
            if unknown && let Some(term) = self.slips.meant(&words.folded(at)) {
                found.push(Topic {
                    term,
                    first: at,
                    last: at,
                });
            }
        }
    }

    /// A folded word behind a term makes it the name of a body, a post or an event.
    pub(super) fn is_institution(&self, word: &str) -> bool {
        self.institutions.contains(singular(word))
    }

    /// A folded word that stands before a name as the post of whom it names.
    pub(super) fn is_post(&self, word: &str) -> bool {
        self.posts.contains(word)
    }

    /// A folded word that tells of a piece of work behind a name.
    pub(super) fn is_work(&self, word: &str) -> bool {
        self.work.contains(word)
    }

    /// A word that tells something of whoever is named beside it.
    pub(super) fn is_beside(&self, kind: Kind, words: &Words<'_>, at: usize) -> bool {
        self.beside.is(kind, words, at)
    }

    pub(super) fn get(&self, topic: Topic) -> Term {
        self.terms.at(topic.term).term()
    }

    fn details(&self, term: usize) -> &Details {
        if self.terms.at(term).flags & flag::DETAILS == 0 {
            return &NO_DETAILS;
        }
        let details = self.details.get();
        let at = details.binary_search_by_key(&(term as u32), |(index, _)| *index);
        at.map_or(&NO_DETAILS, |at| &details[at].1)
    }

    /// The group of a topic: `health/cancer`.
    pub(super) fn group(&self, topic: Topic) -> &str {
        &self.groups.get()[usize::from(self.terms.at(topic.term).group)]
    }

    /// The words of a text that a term may begin with, in order.
    pub(super) fn leads(&self, words: &Words<'_>, found: &mut Vec<u32>) {
        for (word, index) in words.iter().zip(0..) {
            let ending = || {
                word.end() - word.start() >= SHORTEST_WITH_ENDING
                    && !self
                        .by_ending
                        .of(&words.text().as_bytes()[word.start()..word.end()])
                        .is_empty()
            };
            if word.uses.is(Uses::TERM) || ending() {
                found.push(index);
            }
        }
    }

    /// The topics of a sentence that hold one of some words of it; no topic goes beyond the words `range`.
    pub(super) fn find(
        &self,
        words: &Words<'_>,
        leads: &[u32],
        range: Range<usize>,
        found: &mut Vec<Topic>,
    ) {
        let mut innocents: SmallVec<[Innocent; 2]> = SmallVec::new();
        let mut is_innocent = |topic| {
            let phrase = self.innocent(topic, words, range.clone());
            innocents.extend(phrase.clone());
            phrase.is_some()
        };
        for lead in leads.iter().map(|lead| *lead as usize) {
            let word = words.word(lead);
            let stem = |at: usize| words.get(at).map_or(0, |word| word.stem);
            let beside = [stem(lead + 1), lead.checked_sub(1).map_or(0, stem)];
            for [term, before, wanted] in self.by_word.get(word.stem) {
                if wanted != 0 && wanted != beside[usize::from(before > 0)] {
                    continue;
                }
                let first = lead
                    .checked_sub(before as usize)
                    .filter(|first| *first >= range.start);
                if let Some(first) = first
                    && let Some(topic) = self.matches(term as usize, words, first, range.end)
                    && !is_innocent(topic)
                    && !self.is_done_to_a_thing(topic, words, range.end)
                {
                    found.push(topic);
                }
            }
            if word.end() - word.start() < SHORTEST_WITH_ENDING {
                continue;
            }
            if let Some(term) = self.ending(&words.folded(lead)) {
                let topic = Topic {
                    term,
                    first: lead,
                    last: lead,
                };
                if !is_innocent(topic) {
                    found.push(topic);
                }
            }
        }
        if !innocents.is_empty() {
            found.retain(|topic| {
                !innocents
                    .iter()
                    .any(|phrase| self.is_as_innocent(*topic, phrase))
            });
        }
    }

    /// The same words in another line of the lists, or a longer term whose first word belongs to what stands before: `credit
    /// union officer`.
    fn is_as_innocent(&self, topic: Topic, phrase: &Innocent) -> bool {
        let begins_in = phrase.words.start < topic.first
            && topic.first < phrase.words.end
            && phrase.words.end <= topic.last;
        phrase.category == self.get(topic).category
            && (begins_in || phrase.term == (topic.first, topic.last))
    }

    /// What is done to people, and here is done to a thing: `stabbed the potatoes`.
    fn is_done_to_a_thing(&self, topic: Topic, words: &Words<'_>, end: usize) -> bool {
        /// Words of a thing or a person behind an article.
        const LONGEST: usize = 4;
        const ARTICLES: [&str; 12] = [
            "the", "a", "an", "some", "its", "both", "two", "three", "this", "these", "that",
            "those",
        ];
        const ENDS: [&str; 24] = [
            "and", "at", "because", "before", "but", "by", "for", "from", "in", "into", "of",
            "off", "on", "over", "so", "that", "through", "till", "to", "until", "when", "while",
            "with", "as",
        ];
        if self.terms.at(topic.term).flags & flag::WHOM == 0
            || words.gap(topic.last) != Some(" ")
            || !words.is_one_of(topic.last + 1, &ARTICLES)
        {
            return false;
        }
        let behind = topic.last + 2;
        let is_thing = |at: usize| {
            let word = words.folded(at);
            words.word(at).shape == Shape::Lower
                && !self.people.contains(singular(&word))
                && !self.is_post(singular(&word))
        };
        let object = (behind..end.min(behind + LONGEST))
            .take_while(|at| *at == behind || words.gap(*at - 1) == Some(" "))
            .take_while(|at| !words.is_one_of(*at, &ENDS));
        let mut last = None;
        for at in object {
            if !is_thing(at) {
                return false;
            }
            last = Some(at);
        }
        last.is_some()
    }

    fn ending(&self, folded: &str) -> Option<usize> {
        if folded.len() < SHORTEST_WITH_ENDING || !folded.is_ascii() {
            return None;
        }
        let word = singular(folded);
        let known = self.by_ending.of(folded.as_bytes()).iter();
        known
            .filter(|(ending, _)| ending.len() < word.len() && word.ends_with(&**ending))
            .map(|(_, term)| *term)
            .next()
    }

    fn matches(&self, index: usize, words: &Words<'_>, first: usize, end: usize) -> Option<Topic> {
        let term = self.terms.at(index);
        let start = term.stems as usize;
        let stems = self.stems.range(start..start + usize::from(term.words));
        let last = first + stems.len() - 1;
        if last >= end {
            return None;
        }
        let mut stems = stems.zip(first..);
        let written_so = || {
            let mut exact = self.details(index).exact.iter().zip(first..);
            exact.all(|(written, at)| words.written(at) == &**written)
        };
        let found = stems.all(|(stem, at)| words.word(at).stem == stem)
            && written_so()
            && (first..last).all(|at| words.gap(at).is_some_and(is_joint))
            && (!term.term().label || has_value(&words.text()[words.word(last).end()..]));
        found.then_some(Topic {
            term: index,
            first,
            last,
        })
    }

    /// The innocent phrase of its term that a topic lies in.
    fn innocent(&self, topic: Topic, words: &Words<'_>, range: Range<usize>) -> Option<Innocent> {
        let mut phrases = self.details(topic.term).innocent.iter();
        phrases.find_map(|phrase| {
            let earliest = (topic.last + 1)
                .saturating_sub(phrase.len())
                .max(range.start);
            let latest = topic.first.min(range.end.saturating_sub(phrase.len()));
            let start = (earliest..=latest).find(|start| {
                phrase
                    .iter()
                    .zip(*start..)
                    .all(|(wanted, at)| at < range.end && words.folded(at) == **wanted)
            })?;
            Some(Innocent {
                category: self.get(topic).category,
                words: start..start + phrase.len(),
                term: (topic.first, topic.last),
            })
        })
    }
}

/// The lists while they are read.
struct Lists<'l> {
    lexicon: &'l mut Lexicon,
    terms: Vec<Stored>,
    details: Vec<(u32, Details)>,
    /// The last is that of the next term.
    groups: Vec<Box<str>>,
    stems: Vec<u32>,
    by_word: Vec<(u32, [u32; 3])>,
    by_ending: Endings,
    slips: Gather,
}

impl<'l> Lists<'l> {
    fn new(lexicon: &'l mut Lexicon) -> Self {
        Self {
            lexicon,
            terms: Vec::new(),
            details: Vec::new(),
            groups: Vec::new(),
            stems: Vec::new(),
            by_word: Vec::new(),
            by_ending: Endings::default(),
            slips: Gather::default(),
        }
    }

    /// Begins a group.
    fn group(&mut self, name: String) {
        self.groups.push(name.into());
    }

    fn add(&mut self, category: usize, line: &str) -> Result<(), String> {
        let (written, rest) = cut(line);
        let (strength, flags) = cut(rest);
        let strength = match strength {
            "strong" => Strength::Strong,
            "weak" => Strength::Weak,
            "faint" => Strength::Faint,
            "vague" => Strength::Vague,
            other => {
                return Err(format!(
                    "`{other}` is no strength: strong, weak, faint or vague"
                ));
            }
        };
        let label = written.ends_with(':');
        let mut term = Stored {
            category: category as u8,
            group: self.groups.len().saturating_sub(1) as u16,
            strength: strength as u8,
            flags: if label { flag::LABEL } else { 0 },
            ..Stored::zeroed()
        };
        let mut details = Details::default();
        for flag in flags.split('\t').filter(|flag| !flag.is_empty()) {
            match flag {
                "case" => details.exact = as_written(written),
                "verb" => term.flags |= flag::VERB,
                "fact" => term.flags |= flag::IN_FACT,
                "theme" => term.flags |= flag::IN_THEME,
                "says" => term.flags |= flag::SAYS,
                "whom" => term.flags |= flag::WHOM,
                "need=assert" => term.flags |= flag::NEEDS_ASSERTION,
                _ => match flag.strip_prefix("not=") {
                    Some(phrases) => {
                        details.innocent = phrases.split('|').map(folded).collect();
                    }
                    None => return Err(format!("`{flag}` is no flag of a term")),
                },
            }
        }
        let index = self.terms.len();
        if let Some(ending) = written.strip_prefix('*') {
            if !ENDINGS.contains(&ending.len()) {
                return Err(format!(
                    "a word ending has {} to {} letters",
                    ENDINGS.start(),
                    ENDINGS.end()
                ));
            }
            self.by_ending.add(singular(ending), index);
        } else {
            let folded = folded_words(written);
            let words: SmallVec<[&str; 8]> = folded.iter().map(|word| singular(word)).collect();
            let longest = words.iter().map(|word| word.len()).max();
            let Some(key) = words.iter().position(|word| Some(word.len()) == longest) else {
                return Err("a term needs a word".to_owned());
            };
            if let [word] = &*folded
                && strength >= Strength::Weak
                && !label
            {
                self.slips.add(word, index);
            }
            let start = self.stems.len();
            for (at, word) in words.into_iter().enumerate() {
                let uses = if at == key {
                    Uses::TERM
                } else {
                    Uses::default()
                };
                self.stems.push(self.lexicon.stem(word, uses));
            }
            let stems = &self.stems[start..];
            (term.stems, term.words) = (start as u32, stems.len() as u8);
            let beside = key.checked_sub(1).unwrap_or(key + 1);
            let beside = stems.get(beside).copied().unwrap_or_default();
            self.by_word
                .push((stems[key], [index as u32, key as u32, beside]));
        }
        if details != NO_DETAILS {
            term.flags |= flag::DETAILS;
            self.details.push((index as u32, details));
        }
        self.terms.push(term);
        Ok(())
    }
}

/// Hands on the lines that one stands for: `{a|b|}` is each of some phrases, here also none, `{poss}` is each of the
/// possessives, and a last word in -y has its plural in -ies.
fn variants(line: &str, each: &mut impl FnMut(&str) -> Result<(), String>) -> Result<(), String> {
    const POSSESSIVES: &str = "his|her|their|my";
    let choice = memchr::memchr(b'{', line.as_bytes()).and_then(|open| {
        let close = memchr::memchr(b'}', &line.as_bytes()[open..])?;
        Some((open, open + close))
    });
    if let Some((open, close)) = choice {
        let phrases = match &line[open + 1..close] {
            "poss" => POSSESSIVES,
            phrases => phrases,
        };
        return phrases.split('|').try_for_each(|phrase| {
            let (before, after) = (&line[..open], &line[close + 1..]);
            variants(&format!("{before}{phrase}{after}"), each)
        });
    }
    each(line)?;
    let (term, rest) = cut(line);
    if let Some(stem) = term.strip_suffix('y')
        && stem.ends_with(|c: char| c.is_ascii_lowercase() && !"aeiou".contains(c))
    {
        each(&format!("{stem}ies\t{rest}"))?;
    }
    Ok(())
}

/// What stands before the first tab, and what behind it.
fn cut(line: &str) -> (&str, &str) {
    match memchr::memchr(b'\t', line.as_bytes()) {
        Some(at) => (&line[..at], &line[at + 1..]),
        None => (line, ""),
    }
}

fn folded(phrase: &str) -> Vec<Box<str>> {
    let words = folded_words(phrase).into_iter();
    words.map(Into::into).collect()
}

fn as_written(phrase: &str) -> Vec<Box<str>> {
    Words::of(phrase)
        .iter()
        .map(|word| phrase[word.start()..word.end()].into())
        .collect()
}

/// What may stand between two words of one term.
fn is_joint(gap: &str) -> bool {
    gap.len() <= 6
        && gap.chars().all(|c| {
            c.is_whitespace()
                || matches!(
                    c,
                    '-' | '\u{2010}'
                        ..='\u{2015}' | '/' | '&' | '.' | ',' | ':' | '+' | '(' | '\'' | '\u{2019}'
                )
        })
        && !gap.contains("\n\n")
        && !gap.contains('\t')
}

/// A colon and something after it.
fn has_value(after: &str) -> bool {
    after
        .trim_start_matches(' ')
        .strip_prefix([':', '='])
        .and_then(|rest| rest.lines().next())
        .is_some_and(|line| line.chars().any(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::embedded;

    fn topics(text: &str) -> Vec<String> {
        let mut lexicon = Lexicon::new();
        let terms = Terms::new(&Book::builtin(), &mut lexicon).unwrap();
        let words = Words::known(text, &lexicon);
        let (mut leads, mut found) = (Vec::new(), Vec::new());
        terms.leads(&words, &mut leads);
        terms.find(&words, &leads, 0..words.len(), &mut found);
        found
            .into_iter()
            .filter(|topic| terms.get(*topic).strength == Strength::Strong)
            .map(|topic| {
                text[words.word(topic.first).start()..words.word(topic.last).end()].to_owned()
            })
            .collect()
    }

    #[test]
    fn the_build_script_read_the_terms_of_the_program() {
        let read = Terms::new(&Book::builtin(), &mut Lexicon::new()).unwrap();
        let known: Terms<'_> = postcard::from_bytes(embedded::TERMS).unwrap();
        assert_eq!(read, known);
    }

    #[test]
    fn terms_are_found_whatever_their_case_hyphens_accents_and_number() {
        for text in [
            "BREAST CANCERS",
            "breast-cancer",
            "breast\ncancer",
            "Sjögren’s syndrome",
            "migraine",
            "Alzheimers",
        ] {
            assert!(!topics(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_term_is_whole_words_and_not_part_of_its_innocent_phrases() {
        for text in [
            "cancerous-looking",
            "Tropic of Cancer",
            "World Cancer Day",
            "oilseed rape",
            "breast. Cancellation",
        ] {
            assert!(topics(text).is_empty(), "{text}: {:?}", topics(text));
        }
    }

    #[test]
    fn the_ends_of_words_name_medicines_and_conditions() {
        for text in [
            "pitavastatin",
            "tendinitis",
            "a cholecystectomy",
            "cefalonomycin",
        ] {
            assert_eq!(topics(text).len(), 1, "{text}");
        }
        assert!(topics("recycline").is_empty());
    }

    #[test]
    fn a_line_stands_for_all_its_choices() {
        let mut lines = Vec::new();
        variants("{poss} {old |}{union|party}\tstrong", &mut |line| {
            lines.push(line.to_owned());
            Ok(())
        })
        .unwrap();
        assert!(lines.contains(&"her old union\tstrong".to_owned()));
        assert!(lines.contains(&"my parties\tstrong".to_owned()));
        assert_eq!(lines.len(), 4 * 2 * 3);
    }

    #[test]
    fn a_faulty_line_names_its_fault() {
        let mut lexicon = Lexicon::new();
        let mut lists = Lists::new(&mut lexicon);
        for line in [
            "asthma\tfirm",
            "asthma\tstrong\tcapital",
            "\tstrong",
            "*a\tstrong",
        ] {
            assert!(lists.add(0, line).is_err(), "{line}");
        }
    }
}
