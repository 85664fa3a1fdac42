//! Finds the candidates of all rules in a text: pattern, edges, validator.
//!
//! A candidate starts at the leftmost place where one of the rule's patterns, tried in order, passes the edges and the
//! validator; the search goes on behind it, and after a failure at the next character, so that a bad number hides no good
//! one inside it. Rules do not see each other; [`resolve`](super::resolve) decides between them. The [`triggers`] tell while
//! the text is read where a pattern may start; only there is its automaton asked.

mod builtin;
pub(super) mod compile;
mod edges;
#[cfg(test)]
mod oracle;
mod pattern;
mod refused;
mod shapes;
mod triggers;

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use smallvec::SmallVec;

use super::lexicon::Lexicon;
use super::rule::{Book, Edges};
use super::validators::{Valid, Validator};
use super::{Meta, rule};
use compile::{ALIGNMENT, compile};
use pattern::Pattern;
pub use refused::Refusals;
pub(in crate::detect) use shapes::form;
pub(in crate::detect) use triggers::Lookout;
use triggers::Triggers;

/// The compiled patterns of a rule book.
pub(super) struct Matcher {
    pub(super) rules: Vec<Compiled>,
    /// Of all rules, in order of rule, then as the rule tries them.
    patterns: Vec<Pattern>,
    /// The rule of each pattern.
    rule_of: Vec<u16>,
    triggers: Triggers,
}

/// One rule, compiled.
pub(super) struct Compiled {
    pub(super) meta: Arc<Meta>,
    pub(super) validator: Option<Validator>,
    pub(super) headed: f32,
    pub(super) labelled: f32,
    pub(super) reach: usize,
    pub(super) one_value: bool,
    pub(super) identifies: bool,
    pub(super) said: Said,
    edges: Edges,
}

/// Evidence that names the rule. Rules stay as long as the program, and most finds have one of these.
pub(super) struct Said {
    pub(super) header: &'static str,
    pub(super) column: &'static str,
    pub(super) label: &'static str,
}

impl Said {
    fn of(id: &str) -> Self {
        let said = |by: &str| -> &'static str { [by, ":", id].concat().leak() };
        Self {
            header: said("header"),
            column: said("column"),
            label: said("label"),
        }
    }
}

/// A value that passed a rule's pattern, edges and validator.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Index into [`Matcher::rules`].
    pub(super) rule: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) valid: Valid,
    /// Confidence without context.
    pub(super) tier: f32,
    /// Confidence beside a label.
    pub(super) labelled: f32,
}

impl Matcher {
    /// Compiles the rules; the words that lead to patterns go into the lexicon.
    pub(super) fn new(book: &Book, lexicon: &mut Lexicon) -> Self {
        let (mut rules, mut patterns, mut rule_of) = (Vec::new(), Vec::new(), Vec::new());
        for rule in book.rules() {
            let Some(identifier) = &rule.identifier else {
                continue;
            };
            patterns.extend(&identifier.patterns);
            rule_of.resize(patterns.len(), rules.len() as u16);
            rules.push(Compiled::new(rule, identifier));
        }
        let expressions: Vec<&str> = patterns.iter().map(|pattern| &*pattern.regex).collect();
        let (compiled, tables) = builtin::compiled(&expressions).unwrap_or_else(|| {
            let compiled = compile(&expressions);
            let tables = aligned(&compiled.tables);
            (compiled, tables)
        });
        let automata = patterns.into_iter().zip(&compiled.automata);
        let patterns = automata.map(|(pattern, automaton)| {
            Pattern::new(pattern, &tables[automaton.table.clone()], automaton.whole)
        });
        Self {
            patterns: patterns.collect(),
            triggers: Triggers::new(compiled, lexicon),
            rules,
            rule_of,
        }
    }

    pub(super) fn index(&self, id: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule.meta.id == id)
    }

    /// To be shown the text while it is read.
    pub(super) fn lookout(&self) -> Lookout<'_> {
        self.triggers.lookout()
    }

    /// All candidates of all rules, in order of rule, then place. `seen` has watched the text.
    pub(super) fn candidates(
        &self,
        text: &str,
        seen: Lookout<'_>,
        today: Date,
        found: &mut Vec<Candidate>,
    ) {
        let places = seen.places();
        if places.is_empty() {
            return;
        }
        let before = found.len();
        let mut search = Search::new(self, text, today, found);
        let mut several = Vec::new();
        for at_place in places.chunk_by(|a, b| a.0 == b.0) {
            let place = at_place[0].0 as usize;
            if let [(_, set)] = at_place {
                search.at(place, self.triggers.patterns(*set));
                continue;
            }
            let sets = at_place.iter().map(|(_, set)| *set);
            several.extend(sets.flat_map(|set| self.triggers.patterns(set)));
            several.sort_unstable();
            several.dedup();
            search.at(place, &several);
            several.clear();
        }
        found[before..].sort_by_key(|candidate| candidate.rule);
    }
}

/// The tables where they may be read. They stay as long as the program, as those that are in it do: an organisation's rules
/// are compiled once.
fn aligned(tables: &[u8]) -> &'static [u8] {
    let mut room = vec![0; tables.len() + ALIGNMENT];
    let lead = room.as_ptr().align_offset(ALIGNMENT);
    room[lead..lead + tables.len()].copy_from_slice(tables);
    &room.leak()[lead..]
}

/// A search through one text.
struct Search<'s> {
    matcher: &'s Matcher,
    text: &'s str,
    today: Date,
    /// By rule: where the last candidate ended.
    behind: SmallVec<[usize; 64]>,
    /// In order of place.
    found: &'s mut Vec<Candidate>,
}

impl<'s> Search<'s> {
    fn new(
        matcher: &'s Matcher,
        text: &'s str,
        today: Date,
        found: &'s mut Vec<Candidate>,
    ) -> Self {
        Self {
            matcher,
            text,
            today,
            behind: SmallVec::from_elem(0, matcher.rules.len()),
            found,
        }
    }

    /// Tries patterns at a place; they are in order, those of one rule together.
    fn at(&mut self, place: usize, patterns: &[u16]) {
        let mut may_start = edges::Left::new(self.text, place);
        let mut done = None;
        for pattern in patterns {
            let rule = usize::from(self.matcher.rule_of[usize::from(*pattern)]);
            if done == Some(rule) || place < self.behind[rule] {
                continue;
            }
            let pattern = &self.matcher.patterns[usize::from(*pattern)];
            let Some(end) = pattern.end(self.text, place) else {
                continue;
            };
            let compiled = &self.matcher.rules[rule];
            if !may_start.with(compiled.edges) {
                continue;
            }
            let candidate = compiled.candidate(rule, pattern, self.text, place..end, self.today);
            if let Some(candidate) = candidate {
                done = Some(rule);
                self.behind[rule] = candidate.end.max(place + 1);
                self.found.push(candidate);
            }
        }
    }
}

impl Compiled {
    fn new(rule: &rule::Rule, identifier: &rule::Identifier) -> Self {
        Self {
            meta: Arc::new(rule.meta.clone()),
            validator: identifier.validator,
            headed: identifier.headed,
            labelled: identifier.labelled,
            reach: identifier.reach,
            one_value: identifier.one_value,
            identifies: identifier.identifies,
            said: Said::of(&rule.meta.id),
            edges: identifier.edges,
        }
    }

    /// The candidate that a match of a pattern makes: edges and validator hold.
    fn candidate(
        &self,
        rule: usize,
        pattern: &Pattern,
        text: &str,
        matched: Range<usize>,
        today: Date,
    ) -> Option<Candidate> {
        let Range { start, end } = pattern.value(text, matched)?;
        if !edges::right(self.edges, text, end) {
            return None;
        }
        let value = &text[start..end];
        let valid = match self.validator {
            Some(validator) => validator.check(value, today)?,
            None => Valid::plain(value),
        };
        Some(Candidate {
            rule,
            start,
            end,
            tier: valid.score.unwrap_or(pattern.score),
            labelled: pattern.labelled.unwrap_or(self.labelled),
            valid,
        })
    }

    /// The whole of a repaired cell, as a candidate under this rule's head.
    pub(super) fn repaired(&self, index: usize, cell: &str, today: Date) -> Option<Candidate> {
        let validator = self.validator?;
        let valid = validator.check(&validator.repair(cell)?, today)?;
        Some(Candidate {
            rule: index,
            start: 0,
            end: cell.len(),
            tier: 0.0,
            labelled: self.labelled,
            valid,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::{Engine, Options};

    fn found(text: &str) -> Vec<(String, String)> {
        let engine = Engine::new(&Book::builtin());
        let options = Options::new(0.5, jiff::civil::date(2026, 1, 1));
        let mut candidates = Vec::new();
        engine.candidates(text, &options, &mut candidates);
        candidates
            .into_iter()
            .map(|candidate| {
                (
                    engine.matcher.rules[candidate.rule].meta.id.clone(),
                    text[candidate.start..candidate.end].to_owned(),
                )
            })
            .collect()
    }

    fn holds(text: &str, rule: &str, value: &str) -> bool {
        found(text).contains(&(rule.to_owned(), value.to_owned()))
    }

    #[test]
    fn a_bad_number_hides_no_good_one() {
        assert!(holds("9990 999 000 0018", "uk-nhs-number", "999 000 0018"));
        assert!(holds("12 AB10 1ZZ", "uk-postcode", "AB10 1ZZ"));
    }

    #[test]
    fn offsets_are_those_of_the_original_text() {
        assert!(holds(
            "Zoë: 999\u{2011}000\u{2011}0018",
            "uk-nhs-number",
            "999\u{2011}000\u{2011}0018"
        ));
    }

    #[test]
    fn edges_keep_parts_of_longer_things_out() {
        for text in [
            "A9990000018",
            "9990000018.50",
            "£9990000018",
            "9990000018%",
            "1/9990000018",
            "x__9990000018",
        ] {
            assert!(
                !found(text).iter().any(|(rule, _)| rule == "uk-nhs-number"),
                "{text}"
            );
        }
        assert!(holds("NHS_9990000018_scan", "uk-nhs-number", "9990000018"));
    }

    #[test]
    fn long_runs_take_linear_time() {
        for run in [
            "7".repeat(200_000),
            "a1".repeat(100_000),
            "1 2 ".repeat(50_000),
            "eyJaaaa-".repeat(25_000),
        ] {
            let started = std::time::Instant::now();
            found(&run);
            assert!(started.elapsed().as_secs() < 20, "{}", &run[..8]);
        }
    }
}
