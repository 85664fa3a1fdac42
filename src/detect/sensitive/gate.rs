//! Which of the patterns of whole statements a sentence may match: those for which it has what they need.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use smallvec::SmallVec;

use super::needs::{ENOUGH, Need, START};
use super::patterns::Statement;
use crate::detect::automata::is_of_word;

/// What the statements of a category need, looked for together.
pub(super) struct Gate {
    /// What words begin with.
    begins: Beginnings,
    /// What stands anywhere, and the needs that each meets: few, for most patterns are of whole words.
    within: AhoCorasick,
    within_meets: Vec<Needs>,
    /// Statements by their place, and what they need.
    statements: Vec<(usize, Needs)>,
}

/// Strings by their first two bytes.
struct Beginnings {
    /// Where the strings of each begin, and where the last end.
    starts: Vec<u16>,
    strings: Vec<Known>,
    /// The needs that each meets.
    meets: Vec<Needs>,
}

/// A string as a number, and the bytes of one that tell it.
#[derive(Clone, Copy)]
struct Known {
    letters: u64,
    mask: u64,
}

/// Needs of the statements of a category, one bit each.
#[derive(Clone, Copy, Default)]
struct Needs([u64; Needs::WORDS]);

impl Gate {
    /// Of the statements of a category, with their places.
    pub(super) fn new<'s>(of_category: impl Iterator<Item = (usize, &'s Statement)>) -> Self {
        let mut numbers = BTreeMap::<&Need, usize>::new();
        let mut begins = BTreeMap::<&[u8], Needs>::new();
        let mut within = BTreeMap::<&[u8], Needs>::new();
        let mut statements = Vec::new();
        for (place, statement) in of_category {
            let mut needs = Needs::default();
            for need in &statement.needs {
                let next = numbers.len();
                let number = *numbers.entry(need).or_insert(next);
                needs.add(number);
                for string in need {
                    let meets = match string.strip_prefix(&[START]) {
                        Some(string) => begins.entry(string),
                        None => within.entry(string),
                    };
                    meets.or_default().add(number);
                }
            }
            statements.push((place, needs));
        }
        Self {
            begins: Beginnings::new(begins),
            within: AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .kind(Some(AhoCorasickKind::DFA))
                .prefilter(false)
                .build(within.keys())
                .expect("few strings"),
            within_meets: within.into_values().collect(),
            statements,
        }
    }

    /// The statements, by their place, for which a text has what they need.
    pub(super) fn possible(&self, text: &[u8]) -> impl Iterator<Item = usize> {
        let met = self.met(text);
        self.statements
            .iter()
            .filter(move |(_, needs)| met.hold(needs))
            .map(|&(place, _)| place)
    }

    fn met(&self, text: &[u8]) -> Needs {
        let mut met = Needs::default();
        for found in self.within.find_overlapping_iter(text) {
            met.add_all(&self.within_meets[found.pattern()]);
        }
        let mut small = SmallVec::<[u8; 512]>::from_slice(text);
        small.make_ascii_lowercase();
        // So many bytes can be read at every place.
        small.extend([0; ENOUGH]);
        let mut in_word = false;
        for bytes in small.array_windows::<ENOUGH>() {
            let was_in_word = in_word;
            in_word = is_of_word(bytes[0]);
            if in_word && !was_in_word {
                self.begins.add_met(*bytes, &mut met);
            }
        }
        met
    }
}

impl Beginnings {
    /// A place for every two bytes; letters are told by their lower bits.
    const PLACES: usize = 1 << 10;

    fn place(first: u8, second: u8) -> usize {
        usize::from(first & 31) << 5 | usize::from(second & 31)
    }

    fn new(meets: BTreeMap<&[u8], Needs>) -> Self {
        let mut by_place: Vec<_> = meets
            .into_iter()
            .map(|(string, meets)| (Self::place(string[0], string[1]), string, meets))
            .collect();
        by_place.sort_by_key(|(place, ..)| *place);
        let starts = (0..=Self::PLACES)
            .map(|place| by_place.partition_point(|(other, ..)| *other < place) as u16);
        Self {
            starts: starts.collect(),
            strings: by_place
                .iter()
                .map(|(_, string, _)| Known::new(string))
                .collect(),
            meets: by_place.iter().map(|(.., meets)| *meets).collect(),
        }
    }

    /// Adds what the strings meet that bytes in small letters begin with.
    fn add_met(&self, bytes: [u8; ENOUGH], met: &mut Needs) {
        let place = Self::place(bytes[0], bytes[1]);
        let range = usize::from(self.starts[place])..usize::from(self.starts[place + 1]);
        let number = u64::from_le_bytes(bytes);
        for at in range {
            let Known { letters, mask } = self.strings[at];
            if number & mask == letters {
                met.add_all(&self.meets[at]);
            }
        }
    }
}

impl Known {
    fn new(string: &[u8]) -> Self {
        let number = |byte: fn(u8) -> u8| {
            let mut bytes = [0; ENOUGH];
            for (to, from) in bytes.iter_mut().zip(string) {
                *to = byte(*from);
            }
            u64::from_le_bytes(bytes)
        };
        Self {
            letters: number(|byte| byte),
            mask: number(|_| u8::MAX),
        }
    }
}

impl Needs {
    const WORDS: usize = 8;

    /// Past the last bit a need is not looked at.
    fn add(&mut self, need: usize) {
        if let Some(word) = self.0.get_mut(need / 64) {
            *word |= 1 << (need % 64);
        }
    }

    fn add_all(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
    }

    fn hold(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(other.0)
            .all(|(word, all)| word & all == all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::engine::compile::parsed;
    use crate::detect::sensitive::needs::needs;
    use crate::detect::sensitive::patterns::plain;

    /// Whether a pattern is asked of a text.
    fn asks(pattern: &str, text: &str) -> bool {
        let statement = Statement {
            categories: 1,
            source: pattern.to_owned(),
            needs: needs(&parsed(&plain(pattern), false)),
        };
        let gate = Gate::new([(0, &statement)].into_iter());
        gate.possible(text.as_bytes()).next().is_some()
    }

    #[test]
    fn a_pattern_is_asked_where_a_text_has_what_it_needs() {
        for (pattern, text, asked) in [
            (r"\bled\b.{0,9}\bstrike", "He LED the strike", true),
            (
                r"\bled\b.{0,9}\bstrike",
                "He filled in a strike form",
                false,
            ),
            (r"\bled\b.{0,9}\bstrike", "He led the choir", false),
            (
                r"led (?:\w+ )?(?:a|the) (?:strike|walk-out)",
                "filled the strike fund",
                true,
            ),
            (r"(?:the |\W)(?:ray|ray gun)", "an x-ray", true),
            (r"(?:the |\W)(?:ray|ray gun)", "an array", false),
            (r"(?:\w+ ){0,3}rays?", "arrays", true),
            (r"\b(?:o[kx]|fine) ray", "box ray", false),
            (r"\brayons de lumi\w+", "des Rayons de lumi\u{e8}re", true),
        ] {
            assert_eq!(asks(pattern, text), asked, "{pattern} of {text}");
        }
    }
}
