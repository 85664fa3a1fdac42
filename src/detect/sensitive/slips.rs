//! Terms that were mistyped: one letter left out or doubled, or two that changed places; a list names words that are none.
//!
//! A word and a slip of it have the same skeleton, its consonants in order; so one look-up finds what may have been meant. A
//! letter written for another is not read: it makes other words as often (`conviction`, `convection`).

use std::borrow::Cow;
use std::ops::RangeInclusive;

use bytemuck::{Pod, Zeroable};
use serde::{Deserialize, Serialize};

use crate::detect::stored::{Numbers, Texts, numbers};

/// Terms of one word, by their skeletons.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Slips<'t> {
    /// Sorted.
    #[serde(borrow)]
    known: Numbers<'t, Known>,
    text: Cow<'t, str>,
    /// Words of their own.
    none: Texts<'t>,
    /// One bit for each skeleton that is known, so that other words cost little.
    #[serde(with = "numbers")]
    filter: Vec<u64>,
}

/// The terms while they are gathered.
#[derive(Default)]
pub(super) struct Gather {
    known: Vec<Known>,
    text: String,
}

/// A term by its skeleton: the place of the word in the text, and the index of the term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(C)]
struct Known {
    skeleton: u64,
    start: u32,
    end: u32,
    term: u64,
}

impl Gather {
    /// Adds a folded term; one that has a slip among real words says so in its list by being short.
    pub(super) fn add(&mut self, word: &str, term: usize) {
        if word.len() <= *Slips::LENGTHS.start() || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return;
        }
        let start = self.text.len() as u32;
        self.text.push_str(word);
        let known = |skeleton| Known {
            skeleton,
            start,
            end: start + word.len() as u32,
            term: term as u64,
        };
        let whole = skeleton(word);
        let cut_short = skeleton(&word[..word.len() - 1]);
        self.known.push(known(whole));
        if cut_short != whole {
            self.known.push(known(cut_short));
        }
    }
}

impl Slips<'_> {
    /// Lengths in bytes of the words that are looked at; a shorter one is too near to others.
    pub(super) const LENGTHS: RangeInclusive<usize> = 5..=20;

    /// `none` are folded words that are no slips.
    pub(super) fn new<'w>(mut terms: Gather, none: impl Iterator<Item = &'w str>) -> Self {
        terms.known.sort_unstable();
        let mut filter = vec![0; FILTER / 64];
        for known in &terms.known {
            let bit = known.skeleton as usize % FILTER;
            filter[bit / 64] |= 1 << (bit % 64);
        }
        Self {
            known: terms.known.into(),
            text: terms.text.into(),
            none: none.collect(),
            filter,
        }
    }

    /// The term that a folded word was meant to be.
    pub(super) fn meant(&self, word: &str) -> Option<usize> {
        let wanted = skeleton(word);
        let bit = wanted as usize % FILTER;
        if self.filter.get(bit / 64)? >> (bit % 64) & 1 == 0 {
            return None;
        }
        let first = self.known.first(|known| known.skeleton < wanted);
        let known = self.known.range(first..self.known.len());
        known
            .take_while(|known| known.skeleton == wanted)
            .find(|known| is_slip(word, &self.text[known.start as usize..known.end as usize]))
            .filter(|_| !self.none.contains(word))
            .map(|known| known.term as usize)
    }
}

/// Bits of the filter, a power of two and many times the number of terms.
const FILTER: usize = 1 << 16;

/// A hash of the first letter and the consonants after it, double ones once.
fn skeleton(word: &str) -> u64 {
    const ODD: u64 = 0x0100_0000_01b3;
    let mut last = 0;
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for (at, byte) in word.bytes().enumerate() {
        let vowel = matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
        if at == 0 || !(vowel || byte == last) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(ODD);
        }
        if !vowel {
            last = byte;
        }
    }
    hash
}

/// One letter too few, not the first, or too many, not the last; or two neighbours in the wrong order.
fn is_slip(written: &str, meant: &str) -> bool {
    let (written, meant) = (written.as_bytes(), meant.as_bytes());
    let same = written
        .iter()
        .zip(meant)
        .take_while(|(a, b)| a == b)
        .count();
    if same == 0 || same == meant.len() {
        return false;
    }
    match written.len().cmp(&meant.len()) {
        std::cmp::Ordering::Less => written[same..] == meant[same + 1..],
        std::cmp::Ordering::Greater => written[same + 1..] == meant[same..],
        std::cmp::Ordering::Equal => {
            same + 1 < written.len()
                && written[same] == meant[same + 1]
                && written[same + 1] == meant[same]
                && written[same + 2..] == meant[same + 2..]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_keys_are_read_and_other_words_are_not() {
        let mut terms = Gather::default();
        for (term, word) in ["diabetic", "depression", "assault", "conviction", "strike"]
            .into_iter()
            .enumerate()
        {
            terms.add(word, term);
        }
        let slips = Slips::new(terms, ["convicion"].into_iter());
        for (written, term) in [
            ("diabetc", Some(0)),
            ("depresion", Some(1)),
            ("depresssion", Some(1)),
            ("assualt", Some(2)),
            ("convection", None),
            ("convicion", None),
            ("convictions", None),
            ("conviction", None),
            ("strke", Some(4)),
            ("convictio", Some(3)),
            ("", None),
        ] {
            assert_eq!(slips.meant(written), term, "{written}");
        }
    }
}
