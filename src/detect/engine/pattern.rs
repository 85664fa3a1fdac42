//! One pattern of a rule, compiled: an automaton bound to the place where it is asked.

use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::Regex;
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_automata::{Anchored, MatchKind};
use regex_syntax::hir::{Class, ClassBytes, ClassBytesRange, Hir, HirKind, Repetition};

use crate::detect::rule;

/// Bytes that an automaton may take.
const MOST: usize = 1 << 20;

pub(super) struct Pattern {
    source: String,
    pub(super) automaton: Automaton,
    /// Has a group that is the value.
    has_value: bool,
    regex: OnceLock<Regex>,
    pub(super) score: f32,
    pub(super) labelled: Option<f32>,
}

/// What finds the ends of matches, or says where none can be.
pub(super) struct Automaton {
    pub(super) table: dense::DFA<Vec<u32>>,
    /// Where it starts, if that does not depend on what stands before.
    start: Option<StateID>,
    /// It knows the whole pattern. Otherwise it knows what matches begin with, as much of it as fits a table, and takes
    /// anything behind it.
    whole: bool,
}

impl Pattern {
    pub(super) fn new(pattern: &rule::Pattern) -> Self {
        let hir = parsed(&pattern.regex);
        Self {
            automaton: Automaton::of(&hir),
            source: format!("^(?:{})", pattern.regex),
            has_value: pattern.regex.contains(&format!("(?<{}>", rule::VALUE)),
            regex: OnceLock::new(),
            score: pattern.score,
            labelled: pattern.labelled,
        }
    }

    /// The parsed pattern.
    pub(super) fn parsed(&self) -> Hir {
        parsed(&self.source)
    }

    /// The part of the match that starts at `at` and is the value.
    pub(super) fn value(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let end = self.automaton.run(text.as_bytes(), at)?;
        if self.automaton.whole && !self.has_value {
            return Some(at..text.floor_char_boundary(end));
        }
        let regex = self
            .regex
            .get_or_init(|| rule::compile(&self.source).expect("checked when read"));
        let end = if self.automaton.whole { end } else { text.len() };
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
    fn of(hir: &Hir) -> Self {
        if let Some(table) = table(hir) {
            return Self::new(table, true);
        }
        let parts = match hir.kind() {
            HirKind::Concat(parts) => &parts[..],
            _ => &[],
        };
        let anything = || Hir::repetition(Repetition {
            min: 0,
            max: None,
            greedy: true,
            sub: Box::new(Hir::class(Class::Bytes(ClassBytes::new([ClassBytesRange::new(0, u8::MAX)])))),
        });
        let lead = (0..=parts.len()).rev().find_map(|length| {
            let lead = parts[..length].iter().cloned().chain([anything()]);
            table(&Hir::concat(lead.collect()))
        });
        Self::new(lead.expect("that anything matches fits a table"), false)
    }

    fn new(table: dense::DFA<Vec<u32>>, whole: bool) -> Self {
        Self {
            start: table.universal_start_state(Anchored::Yes),
            table,
            whole,
        }
    }

    /// The end of the leftmost-first match that starts at `at`; of a beginning, the first end.
    fn run(&self, text: &[u8], at: usize) -> Option<usize> {
        let table = &self.table;
        let mut state = match self.start {
            Some(start) => start,
            None => {
                let before = at.checked_sub(1).map(|before| text[before]);
                let config = start::Config::new()
                    .anchored(Anchored::Yes)
                    .look_behind(before);
                table.start_state(&config).ok()?
            }
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

fn parsed(pattern: &str) -> Hir {
    regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern)
        .expect("checked when read")
}

/// The automaton of an expression, if it fits.
fn table(hir: &Hir) -> Option<dense::DFA<Vec<u32>>> {
    let nfa = thompson::Compiler::new()
        .configure(thompson::Config::new().utf8(false))
        .build_from_hir(hir)
        .ok()?;
    dense::Builder::new()
        .configure(
            dense::Config::new()
                .match_kind(MatchKind::LeftmostFirst)
                .start_kind(StartKind::Anchored)
                .accelerate(false)
                .dfa_size_limit(Some(MOST))
                .determinize_size_limit(Some(MOST)),
        )
        .build_from_nfa(&nfa)
        .ok()
}
