//! The patterns of whole statements. There are many and they are long, so each is only compiled and asked where a sentence
//! has what the pattern needs.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex_automata::meta::Regex;

use super::CATEGORIES;
use super::context::compile;
use super::needs::Need;
use super::patterns::Statement;
use crate::detect::stored::Late;

pub(super) struct Facts {
    statements: Late<'static, Vec<Statement>>,
    /// What is compiled of them.
    regexes: OnceLock<Box<[OnceLock<Regex>]>>,
    gates: [OnceLock<Gate>; CATEGORIES.len()],
}

/// What the statements of a category need, looked for together.
struct Gate {
    strings: AhoCorasick,
    /// The needs that each string meets.
    meets: Vec<Needs>,
    /// Statements by their place, and what they need.
    statements: Vec<(usize, Needs)>,
}

/// Needs of the statements of a category, one bit each.
#[derive(Clone, Copy, Default)]
struct Needs([u64; Needs::WORDS]);

impl Needs {
    const WORDS: usize = 8;

    /// Past the last bit a need is not looked at.
    fn add(&mut self, need: usize) {
        if let Some(word) = self.0.get_mut(need / 64) {
            *word |= 1 << (need % 64);
        }
    }

    fn union(mut self, other: Self) -> Self {
        for (word, more) in self.0.iter_mut().zip(other.0) {
            *word |= more;
        }
        self
    }

    fn hold(&self, other: &Self) -> bool {
        self.0
            .iter()
            .zip(other.0)
            .all(|(word, all)| word & all == all)
    }
}

impl Facts {
    pub(super) fn new(statements: Late<'static, Vec<Statement>>) -> Self {
        Self {
            statements,
            regexes: OnceLock::new(),
            gates: Default::default(),
        }
    }

    /// Where a sentence states a fact of a category, statement after statement: byte ranges.
    pub(super) fn find(&self, sentence: &str, category: usize) -> Vec<Range<usize>> {
        let text = sentence.as_bytes();
        let statements = self.statements.get();
        let none = || statements.iter().map(|_| OnceLock::new()).collect();
        let regexes = self.regexes.get_or_init(none);
        self.possible(text, category)
            .flat_map(|place| {
                let compiled = || compile(&statements[place].source).expect("checked when read");
                regexes[place].get_or_init(compiled).find_iter(text)
            })
            .map(|found| found.range())
            .collect()
    }

    /// The statements of a category, by their place, for which a text has what they need.
    fn possible(&self, text: &[u8], category: usize) -> impl Iterator<Item = usize> {
        let gate = self.gates[category].get_or_init(|| self.gate(category));
        let met = gate.met(text);
        gate.statements
            .iter()
            .filter(move |(_, needs)| met.hold(needs))
            .map(|&(place, _)| place)
    }

    fn gate(&self, category: usize) -> Gate {
        let mut numbers = BTreeMap::<&Need, usize>::new();
        let mut meets = BTreeMap::<&[u8], Needs>::new();
        let mut statements = Vec::new();
        for (place, statement) in self.statements.get().iter().enumerate() {
            if statement.categories & 1 << category == 0 {
                continue;
            }
            let mut needs = Needs::default();
            for need in &statement.needs {
                let next = numbers.len();
                let number = *numbers.entry(need).or_insert(next);
                needs.add(number);
                for string in need {
                    meets.entry(string).or_default().add(number);
                }
            }
            statements.push((place, needs));
        }
        let strings = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .prefilter(false)
            .build(meets.keys())
            .expect("few strings");
        Gate {
            strings,
            meets: meets.into_values().collect(),
            statements,
        }
    }
}

impl Gate {
    fn met(&self, text: &[u8]) -> Needs {
        let found = self.strings.find_overlapping_iter(text);
        found.fold(Needs::default(), |met, found| {
            met.union(self.meets[found.pattern()])
        })
    }
}
