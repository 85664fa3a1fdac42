//! The patterns of whole statements. There are many and they are long, so each is only compiled and asked where a sentence
//! has what the pattern needs.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::iter;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use regex_automata::Input;
use regex_automata::meta::{Cache, Regex};
use regex_automata::util::iter::Searcher;

use super::CATEGORIES;
use super::context::compile;
use super::gate::Gate;
use super::patterns::Statement;
use crate::detect::stored::Late;

pub(super) struct Facts {
    statements: Late<'static, Vec<Statement>>,
    /// What is compiled of them.
    regexes: OnceLock<Box<[OnceLock<Regex>]>>,
    /// What searches keep, one for each thread that is not searching.
    idle: Mutex<Vec<Searches>>,
    gates: [OnceLock<Gate>; CATEGORIES.len()],
}

/// What the searches of one thread have worked out, for the next ones: with hundreds of patterns it would grow without end.
#[derive(Default)]
struct Searches {
    caches: BTreeMap<usize, Cache>,
    bytes: usize,
}

impl Searches {
    /// Bytes after which all is forgotten.
    const MOST: usize = 24 << 20;

    /// The matches of the pattern at a place.
    fn matches(&mut self, place: usize, regex: &Regex, text: &[u8]) -> Vec<Range<usize>> {
        if self.bytes > Self::MOST {
            *self = Self::default();
        }
        let mut before = 0;
        let cache = match self.caches.entry(place) {
            Entry::Occupied(known) => {
                before = known.get().memory_usage();
                known.into_mut()
            }
            Entry::Vacant(new) => new.insert(regex.create_cache()),
        };
        let mut searcher = Searcher::new(Input::new(text));
        let next = || searcher.advance(|input| Ok(regex.search_with(cache, input)));
        let found = iter::from_fn(next).map(|found| found.range()).collect();
        self.bytes = self.bytes + cache.memory_usage() - before;
        found
    }
}

impl Facts {
    pub(super) fn new(statements: Late<'static, Vec<Statement>>) -> Self {
        Self {
            statements,
            regexes: OnceLock::new(),
            idle: Mutex::default(),
            gates: Default::default(),
        }
    }

    /// A sentence has what some statement of a category needs.
    pub(super) fn may_state(&self, sentence: &str, category: usize) -> bool {
        self.possible(sentence.as_bytes(), category)
            .next()
            .is_some()
    }

    /// Where a sentence states a fact of a category, statement after statement: byte ranges.
    pub(super) fn find(&self, sentence: &str, category: usize) -> Vec<Range<usize>> {
        let text = sentence.as_bytes();
        let statements = self.statements.get();
        let none = || statements.iter().map(|_| OnceLock::new()).collect();
        let regexes = self.regexes.get_or_init(none);
        let mut searches = self.idle().pop().unwrap_or_default();
        let found = self
            .possible(text, category)
            .flat_map(|place| {
                let compiled = || compile(&statements[place].source).expect("checked when read");
                searches.matches(place, regexes[place].get_or_init(compiled), text)
            })
            .collect();
        self.idle().push(searches);
        found
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Searches>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The statements of a category, by their place, for which a text has what they need.
    fn possible(&self, text: &[u8], category: usize) -> impl Iterator<Item = usize> {
        let statements = self.statements.get().iter().enumerate();
        let of_category =
            statements.filter(|(_, statement)| statement.categories & 1 << category != 0);
        let gate = self.gates[category].get_or_init(|| Gate::new(of_category));
        gate.possible(text)
    }
}
