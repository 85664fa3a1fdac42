//! One pattern of a rule, compiled: an automaton bound to the place where it is asked.

use std::ops::Range;
use std::sync::OnceLock;

use regex::Regex;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::Hir;

use crate::detect::rule;

/// Bytes that the automaton of a pattern may take; one that needs more is searched by the `regex` crate.
const MOST: usize = 2 << 20;

pub(super) struct Pattern {
    source: String,
    pub(super) automaton: Option<dense::DFA<Vec<u32>>>,
    /// Where the automaton starts, if that does not depend on what stands before.
    start: Option<StateID>,
    /// Has a group that is the value.
    has_value: bool,
    regex: OnceLock<Regex>,
    pub(super) score: f32,
    pub(super) labelled: Option<f32>,
}

impl Pattern {
    pub(super) fn new(pattern: &rule::Pattern) -> Self {
        let automaton = dense::Builder::new()
            .configure(
                dense::Config::new()
                    .match_kind(MatchKind::LeftmostFirst)
                    .start_kind(StartKind::Anchored)
                    .accelerate(false)
                    .dfa_size_limit(Some(MOST))
                    .determinize_size_limit(Some(4 * MOST)),
            )
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .build(&pattern.regex)
            .ok();
        Self {
            source: format!("^(?:{})", pattern.regex),
            start: automaton
                .as_ref()
                .and_then(|automaton| automaton.universal_start_state(Anchored::Yes)),
            automaton,
            has_value: pattern.regex.contains(&format!("(?<{}>", rule::VALUE)),
            regex: OnceLock::new(),
            score: pattern.score,
            labelled: pattern.labelled,
        }
    }

    /// The parsed pattern.
    pub(super) fn parsed(&self) -> Hir {
        regex_syntax::ParserBuilder::new()
            .unicode(false)
            .utf8(false)
            .build()
            .parse(&self.source)
            .expect("checked when read")
    }

    /// The part of the match that starts at `at` and is the value.
    pub(super) fn value(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let end = match &self.automaton {
            Some(automaton) => {
                let end = self.run(automaton, text.as_bytes(), at)?;
                if !self.has_value {
                    return Some(at..text.floor_char_boundary(end));
                }
                end
            }
            None => text.len(),
        };
        let regex = self
            .regex
            .get_or_init(|| rule::compile(&self.source).expect("checked when read"));
        let rest = &text[at..text.floor_char_boundary(end)];
        let value = if self.has_value {
            regex.captures(rest)?.name(rule::VALUE)?.range()
        } else {
            regex.find(rest)?.range()
        };
        Some(at + value.start..at + value.end)
    }

    /// The end of the leftmost-first match that starts at `at`.
    fn run(&self, automaton: &dense::DFA<Vec<u32>>, text: &[u8], at: usize) -> Option<usize> {
        let mut state = match self.start {
            Some(start) => start,
            None => {
                let before = at.checked_sub(1).map(|before| text[before]);
                let config = start::Config::new()
                    .anchored(Anchored::Yes)
                    .look_behind(before);
                automaton.start_state(&config).ok()?
            }
        };
        let mut end = None;
        for (offset, byte) in text[at..].iter().enumerate() {
            state = automaton.next_state(state, *byte);
            if automaton.is_special_state(state) {
                if automaton.is_match_state(state) {
                    // A match is told one byte late.
                    end = Some(at + offset);
                } else if automaton.is_dead_state(state) || automaton.is_quit_state(state) {
                    return end;
                }
            }
        }
        state = automaton.next_eoi_state(state);
        if automaton.is_match_state(state) {
            end = Some(text.len());
        }
        end
    }
}
