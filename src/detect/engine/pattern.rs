//! One pattern of a rule, bound to the place where it is asked.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;
use regex_automata::Anchored;
use regex_automata::dfa::{Automaton as _, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;

use crate::detect::rule;

pub(super) struct Pattern {
    source: String,
    automaton: Automaton,
    /// Has a group that is the value.
    has_value: bool,
    regex: OnceLock<Regex>,
    pub(super) score: f32,
    pub(super) labelled: Option<f32>,
}

/// An automaton of [`Compiled`](super::compile::Compiled), ready to run.
struct Automaton {
    written: &'static [u8],
    table: OnceLock<Table>,
    whole: bool,
}

/// The table as it is run, checked when a place is first asked: few texts need all.
struct Table {
    states: dense::DFA<&'static [u32]>,
    /// Where it starts, if that does not depend on what stands before.
    start: Option<StateID>,
}

impl Pattern {
    /// `table` is the automaton's of [`Compiled`](super::compile::Compiled).
    pub(super) fn new(pattern: &rule::Pattern, table: &'static [u8], whole: bool) -> Self {
        Self {
            automaton: Automaton::new(table, whole),
            source: format!("^(?:{})", pattern.regex),
            has_value: pattern.regex.contains(&format!("(?<{}>", rule::VALUE)),
            regex: OnceLock::new(),
            score: pattern.score,
            labelled: pattern.labelled,
        }
    }

    /// The end of the match that starts at `at`; of patterns too large for an automaton, that of its beginning.
    #[inline]
    pub(super) fn end(&self, text: &str, at: usize) -> Option<usize> {
        self.automaton.run(text.as_bytes(), at)
    }

    /// The part of a match that is the value; its end as [`Self::end`] told it.
    pub(super) fn value(&self, text: &str, matched: Range<usize>) -> Option<Range<usize>> {
        let Range { start: at, end } = matched;
        if self.automaton.whole && !self.has_value {
            return Some(at..text.floor_char_boundary(end));
        }
        let regex = self
            .regex
            .get_or_init(|| rule::compile(&self.source).expect("checked when read"));
        let end = if self.automaton.whole {
            end
        } else {
            text.len()
        };
        let rest = &text.as_bytes()[at..end];
        let value = if self.has_value {
            regex.captures(rest)?.name(rule::VALUE)?.range()
        } else {
            regex.find(rest)?.range()
        };
        let boundary = |byte: usize| text.floor_char_boundary(at + byte);
        Some(boundary(value.start)..boundary(value.end))
    }
}

impl Automaton {
    fn new(written: &'static [u8], whole: bool) -> Self {
        Self {
            written,
            table: OnceLock::new(),
            whole,
        }
    }

    #[inline]
    fn table(&self) -> &Table {
        self.table.get_or_init(|| {
            let (states, _) = dense::DFA::from_bytes(self.written).expect("written by `compile`");
            Table {
                start: states.universal_start_state(Anchored::Yes),
                states,
            }
        })
    }

    /// The end of the leftmost-first match that starts at `at`; of a beginning, the first end.
    fn run(&self, text: &[u8], at: usize) -> Option<usize> {
        let Table {
            states: table,
            start,
        } = self.table();
        let mut state = if let Some(start) = start {
            *start
        } else {
            let before = at.checked_sub(1).map(|before| text[before]);
            let config = start::Config::new()
                .anchored(Anchored::Yes)
                .look_behind(before);
            table.start_state(&config).ok()?
        };
        let mut end = None;
        for (offset, byte) in text[at..].iter().enumerate() {
            state = table.next_state(state, *byte);
            if table.is_special_state(state) {
                if table.is_match_state(state) {
                    // A match is told one byte late.
                    end = Some(at + offset);
                    if !self.whole {
                        return end;
                    }
                } else if table.is_dead_state(state) || table.is_quit_state(state) {
                    return end;
                }
            }
        }
        state = table.next_eoi_state(state);
        if table.is_match_state(state) {
            end = Some(text.len());
        }
        end
    }
}
