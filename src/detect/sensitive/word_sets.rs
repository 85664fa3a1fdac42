//! The words that the lists of patterns know, and the sets of each list that they are in.
//!
//! A word of a sentence is looked up once for all lists.

use std::collections::BTreeMap;
use std::iter;
use std::ops::Range;

use bytemuck::{Pod, Zeroable};
use serde::{Deserialize, Serialize};

use crate::detect::stored::{ByText, Numbers};

/// A set of lists, a bit each.
pub(crate) type Lists = u32;

/// What the lists know of a word, or of the words that begin so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Known {
    /// The lists that have patterns to be looked for where this word is.
    pub(crate) keys: Lists,
    /// Its range of the members.
    start: u32,
    end: u32,
}

/// How a word must be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Written {
    Anyhow,
    /// With a capital, `Unite`, or all of them.
    Capital,
    /// Without small letters, `ATL`.
    Upper,
}

/// Words of a set.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member {
    /// One word, or how it begins.
    pub(crate) folded: String,
    pub(crate) is_stem: bool,
    pub(crate) written: Written,
}

/// Each word of each list with the numbers of its sets.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct WordSets<'t> {
    #[serde(borrow)]
    words: ByText<'t, Known>,
    /// By how words begin.
    stems: ByText<'t, Known>,
    /// By [`beginning`], a bit for each length of the stems that begin so, the shortest first.
    lengths: Numbers<'t, u32>,
    /// Of [`packed`] numbers.
    members: Numbers<'t, u32>,
    /// Lists that have patterns which need no word.
    pub(crate) unkeyed: Lists,
}

/// The bytes of the shortest stem, and of all.
const STEM: usize = 3;
pub(crate) const STEMS: Range<usize> = STEM..STEM + u32::BITS as usize;

/// The numbers of a list, a set of it and how a word of that is written, in one.
fn packed(list: usize, set: u16, written: Written) -> u32 {
    u32::from(set) | (written as u32) << 16 | (list as u32) << 24
}

impl WordSets<'_> {
    /// What is known of a folded word, and of its stems.
    pub(crate) fn known(&self, folded: &str) -> impl Iterator<Item = Known> {
        let mut lengths = beginning(folded).map_or(0, |bucket| self.lengths.at(bucket));
        let lengths = iter::from_fn(move || {
            let length = STEM + lengths.checked_ilog2()? as usize;
            lengths ^= 1 << (length - STEM);
            Some(length)
        });
        let stems = lengths
            .filter_map(|end| folded.get(..end))
            .filter_map(|stem| self.stems.get(stem));
        self.words.get(folded).into_iter().chain(stems).copied()
    }

    /// The sets of a list that a word is in, and how it must be written for each.
    pub(crate) fn of_list(
        &self,
        known: Known,
        list: usize,
    ) -> impl Iterator<Item = (usize, Written)> {
        let [start, end] = [known.start, known.end].map(|at| at as usize);
        // Lists lie one behind the other; common words are in many.
        let of = move |member: u32| (member >> 24) as usize;
        let start = self
            .members
            .first_in(start..end, |member| of(member) < list);
        let of_list = self.members.range(start..end);
        let of_list = of_list.take_while(move |member| of(*member) == list);
        of_list.map(|member| {
            let written = match member >> 16 & 3 {
                0 => Written::Anyhow,
                1 => Written::Capital,
                _ => Written::Upper,
            };
            (usize::from(member as u16), written)
        })
    }
}

impl Written {
    /// How a word of a pattern asks to be written.
    pub(crate) fn of(word: &str) -> Self {
        let capitals = word.chars().filter(|letter| letter.is_uppercase()).count();
        if capitals == 0 {
            Self::Anyhow
        } else if capitals > 1 && !word.contains(char::is_lowercase) {
            Self::Upper
        } else {
            Self::Capital
        }
    }
}

/// Draws up the words of lists.
#[derive(Default)]
pub(crate) struct Builder {
    /// Words, and stems.
    texts: [BTreeMap<String, (Lists, Vec<u32>)>; 2],
    unkeyed: Lists,
}

impl Builder {
    /// Adds words of a set of a list. `is_key` says that patterns are looked for where one of them is.
    pub(crate) fn add(&mut self, list: usize, set: u16, member: &Member, is_key: bool) {
        let texts = &mut self.texts[usize::from(member.is_stem)];
        let (keys, members) = texts.entry(member.folded.clone()).or_default();
        *keys |= Lists::from(is_key) << list;
        members.push(packed(list, set, member.written));
    }

    /// A list has patterns that need no word.
    pub(crate) fn add_unkeyed(&mut self, list: usize) {
        self.unkeyed |= 1 << list;
    }

    pub(crate) fn finish<'t>(self) -> WordSets<'t> {
        let mut lengths = vec![0_u32; BEGINNINGS];
        for stem in self.texts[1].keys() {
            if let Some(bucket) = beginning(stem) {
                lengths[bucket] |= 1 << (stem.len() - STEM);
            }
        }
        let mut members = Vec::new();
        let [words, stems] = self.texts.map(|texts| {
            let known = texts.into_iter().map(|(text, (keys, mut sets))| {
                let start = members.len() as u32;
                members.append(&mut sets);
                let end = members.len() as u32;
                (text, Known { keys, start, end })
            });
            known.collect()
        });
        WordSets {
            words,
            stems,
            lengths: lengths.into(),
            members: members.into(),
            unkeyed: self.unkeyed,
        }
    }
}

/// Buckets for beginnings of words.
const BEGINNINGS: usize = 1 << 10;

/// The bucket for the first letters of a word that is as long as a stem.
fn beginning(word: &str) -> Option<usize> {
    let letters = word.as_bytes().first_chunk::<STEM>()?;
    let number = letters
        .iter()
        .fold(0, |number, letter| number << 5 ^ usize::from(*letter));
    Some((number ^ number >> 12) % BEGINNINGS)
}
