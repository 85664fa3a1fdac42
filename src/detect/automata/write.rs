//! Draws up automata as the program reads them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use regex_automata::Anchored;
use regex_automata::dfa::Automaton as _;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_syntax::hir::{Hir, HirKind};

use crate::detect::automata::{DEAD, place};
use crate::detect::engine::compile::{Form, Table, table};

/// Bytes that the table of a pattern or of some members may take, and those that a member alone may.
const MOST: usize = 256 << 10;
const MOST_OF_MEMBER: usize = 64 << 10;
/// So many times that may it take before states and columns that are the same are joined.
const RAW: usize = 16;

/// A pattern's automaton.
#[derive(Debug)]
pub(crate) struct Drawn {
    /// Where its table is.
    pub(crate) table: Range<u32>,
    /// It knows the whole pattern. Otherwise it knows a part, without which the pattern does not match.
    pub(crate) whole: bool,
}

/// Tables one behind the other.
#[derive(Default)]
pub(crate) struct Tables(pub(crate) Vec<u16>);

impl Tables {
    /// Draws up a pattern; `reverse` if it is asked where matches start that end at a place.
    pub(crate) fn pattern(&mut self, hir: &Hir, reverse: bool) -> Option<Drawn> {
        let form = Form {
            reverse,
            all: reverse,
            smallest: true,
            most: RAW * MOST,
        };
        let draw = |hir: Hir| narrow(&table(&[checked(hir)?], form)?, None, MOST);
        let (table, whole) = match draw(hir.clone()) {
            Some(table) => (table, true),
            None => (draw(part(hir, reverse)?)?, false),
        };
        Some(Drawn {
            table: self.add(table),
            whole,
        })
    }

    /// Draws up patterns that are asked together, as so many automata as they need, and says which are known in part only:
    /// a bit each.
    pub(crate) fn members(&mut self, hirs: &[Hir]) -> Option<(Vec<Range<u32>>, u64)> {
        if hirs.is_empty() || hirs.len() > u64::BITS as usize {
            return None;
        }
        let mut in_part = 0;
        let mut members = Vec::new();
        for (hir, index) in hirs.iter().zip(0..) {
            let bit = 1_u64 << index;
            let draw = |hir: Hir| drawn_together(&[(bit, checked(hir)?)], MOST_OF_MEMBER);
            let member = if draw(hir.clone()).is_some() {
                hir.clone()
            } else {
                in_part |= bit;
                let part = part(hir, false)?;
                draw(part.clone())?;
                part
            };
            members.push((bit, member));
        }
        let mut tables = Vec::new();
        self.together(&members, &mut tables);
        Some((tables, in_part))
    }

    /// In one automaton if it is not too large, or else in two halves: one member is never too large.
    fn together(&mut self, members: &[(u64, Hir)], tables: &mut Vec<Range<u32>>) {
        if let Some(table) = drawn_together(members, MOST) {
            tables.push(self.add(table));
        } else {
            let (first, second) = members.split_at(members.len() / 2);
            self.together(first, tables);
            self.together(second, tables);
        }
    }

    fn add(&mut self, table: Vec<u16>) -> Range<u32> {
        let start = self.0.len() as u32;
        self.0.extend(table);
        start..self.0.len() as u32
    }
}

/// The pattern, if these automata can have it: it tells no lines, and matches something.
fn checked(hir: Hir) -> Option<Hir> {
    let properties = hir.properties();
    let something = properties.minimum_len().is_some_and(|length| length > 0);
    (something && !properties.look_set().contains_anchor_line()).then_some(hir)
}

/// What a match has before the first, or in reverse behind the last, run of a good many bytes: such a run next to words makes
/// many states.
fn part(hir: &Hir, reverse: bool) -> Option<Hir> {
    const MANY: u32 = 16;
    let HirKind::Concat(parts) = hir.kind() else {
        return None;
    };
    let is_run = |part: &Hir| match part.kind() {
        HirKind::Repetition(run) => {
            matches!(run.sub.kind(), HirKind::Class(_)) && run.max.is_none_or(|most| most >= MANY)
        }
        _ => false,
    };
    let part = if reverse {
        &parts[parts.iter().rposition(is_run)? + 1..]
    } else {
        &parts[..parts.iter().position(is_run)?]
    };
    Some(Hir::concat(part.to_vec()))
}

fn drawn_together(members: &[(u64, Hir)], most: usize) -> Option<Vec<u16>> {
    let (bits, hirs): (Vec<u64>, Vec<Hir>) = members.iter().cloned().unzip();
    let form = Form {
        reverse: false,
        all: true,
        smallest: true,
        most: RAW * most,
    };
    narrow(&table(&hirs, form)?, Some(&bits), most)
}

/// The table that [`Automaton`](crate::detect::automata::Automaton) reads, with the bits of the members if they are told apart.
fn narrow(table: &Table, members: Option<&[u64]>, most: usize) -> Option<Vec<u16>> {
    let before = [None, Some(b'a'), Some(b' ')];
    let starts = before.map(|before| {
        let config = start::Config::new()
            .anchored(Anchored::Yes)
            .look_behind(before);
        table.start_state(&config).expect("no byte ends a search")
    });
    let all: Vec<u8> = (0..=u8::MAX).collect();
    let row = |state: StateID| -> Vec<StateID> {
        let bytes = all.iter().map(|byte| table.next_state(state, *byte));
        bytes.chain([table.next_eoi_state(state)]).collect()
    };
    let mut rows = BTreeMap::new();
    let mut open: BTreeSet<StateID> = starts.into();
    while let Some(state) = open.pop_first() {
        let row = row(state);
        open.extend(row.iter().filter(|next| !rows.contains_key(*next)));
        open.remove(&state);
        rows.insert(state, row);
    }
    rows.retain(|state, _| !table.is_dead_state(*state));
    let mut states: Vec<StateID> = rows.keys().copied().collect();
    states.sort_by_key(|state| !table.is_match_state(*state));
    let matches = states.partition_point(|state| table.is_match_state(*state));
    let numbers: BTreeMap<StateID, u16> = states.iter().copied().zip(DEAD + 1..).collect();
    let number = |state: StateID| numbers.get(&state).copied().unwrap_or(DEAD);

    // Bytes that are the same to every state share a column.
    let column = |at: usize| -> Vec<u16> {
        let below = states.iter().map(|state| number(rows[state][at]));
        std::iter::once(DEAD).chain(below).collect()
    };
    let mut columns = Vec::<Vec<u16>>::new();
    let bytes: Vec<u8> = (0..all.len())
        .map(|byte| {
            let column = column(byte);
            let known = columns.iter().position(|known| *known == column);
            known.unwrap_or_else(|| {
                columns.push(column);
                columns.len() - 1
            }) as u8
        })
        .collect();
    columns.push(column(all.len()));
    let size = columns.len() * (states.len() + 1) * size_of::<u16>();
    if size > most || states.len() >= usize::from(u16::MAX) {
        return None;
    }

    let mut words = vec![0; place::REST];
    words[place::COLUMNS] = columns.len() as u16;
    words[place::MATCHES] = matches as u16;
    for (place, start) in (place::STARTS..).zip(starts) {
        words[place] = number(start);
    }
    let pairs = bytes.chunks_exact(2);
    for (word, pair) in words[place::BYTES..].iter_mut().zip(pairs) {
        *word = u16::from_ne_bytes([pair[0], pair[1]]);
    }
    if let Some(bits) = members {
        let width = (u64::BITS / u16::BITS) as u16;
        words[place::MEMBERS] = width;
        for state in &states[..matches] {
            let patterns = (0..table.match_len(*state)).map(|at| table.match_pattern(*state, at));
            let bits = patterns.fold(0, |all, pattern| all | bits[pattern.as_usize()]);
            words.extend((0..width).map(|part| (bits >> (part * 16)) as u16));
        }
    }
    for state in 0..=states.len() {
        words.extend(columns.iter().map(|column| column[state]));
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use regex::bytes::RegexBuilder;

    use super::*;
    use crate::detect::automata::Automaton;
    use crate::detect::engine::compile::parsed;

    /// Texts in which words end where the text does, behind signs, letters, digits and bytes that are not ASCII.
    const TEXTS: [&[u8]; 12] = [
        b"",
        b"cat",
        b"a Cat and a dog",
        b"concat cat",
        b"cat\xe9 \xe9cat",
        b"the dog, the cats",
        b"\ncat\ndog\n",
        b"cat_dog dog9",
        b"dogs dog's dog",
        b"the the the cat",
        b"ca",
        b"cat, or anything at all that is a good deal longer than the run, dog",
    ];

    fn read(tables: &Tables, place: Range<u32>) -> Automaton<'_> {
        Automaton::new(&tables.0[place.start as usize..place.end as usize])
    }

    #[test]
    fn automata_match_as_regex_does() {
        for pattern in [
            r"\b(?:cat|dog)s?\b",
            r"\Bcat|dog\B",
            r"^\W+cat|\bthe (?:cat|dog)s\b",
            r"(?:the )+?(?:the )?c|dog'?s|(?-i:[A-Z])at",
            r"(?:^|[,.] |\bthe )(?:cat|the)",
            r"cat.{0,5}dog|a$",
        ] {
            let mut tables = Tables::default();
            let hir = parsed(pattern, true);
            let forward = tables.pattern(&hir, false).unwrap();
            let backward = tables.pattern(&hir, true).unwrap();
            assert!(forward.whole && backward.whole, "{pattern}");
            let regex = |pattern: &str| {
                let mut builder = RegexBuilder::new(pattern);
                builder.case_insensitive(true).unicode(false).build()
            };
            let (anywhere, at_end) = (
                regex(pattern).unwrap(),
                regex(&format!("(?:{pattern})$")).unwrap(),
            );
            for text in TEXTS {
                for from in 0..=text.len() {
                    assert_eq!(
                        read(&tables, forward.table.clone()).find(text, from),
                        anywhere.find_at(text, from).map(|found| found.range()),
                        "{pattern} {text:?}"
                    );
                }
                assert_eq!(
                    read(&tables, backward.table.clone()).start_of_end(text),
                    at_end.find(text).map(|found| found.start()),
                    "{pattern} {text:?}"
                );
            }
        }
    }

    #[test]
    fn a_pattern_too_large_is_known_in_part() {
        let mut tables = Tables::default();
        let run = r"\bcat\b.{0,400}\b(?:cat|dog|cow)\b.{0,400}\bdog\b";
        let hir = parsed(run, true);
        let drawn = tables.pattern(&hir, false).unwrap();
        assert!(!drawn.whole);
        let found = read(&tables, drawn.table).find(b"a cat", 0);
        assert_eq!(found, Some(2..5));
        let (members, in_part) = tables.members(&[parsed("cow", true), hir]).unwrap();
        assert_eq!(in_part, 0b10);
        let mut met = 0;
        for member in members {
            read(&tables, member).members(b"cow, cat", |bits| {
                met |= bits;
                true
            });
        }
        assert_eq!(met, 0b11);
    }

    #[test]
    fn what_these_automata_cannot_tell_is_refused() {
        let mut tables = Tables::default();
        for pattern in ["(?m)^cat", "(?m)cat$", "(?:cat)?"] {
            assert!(
                tables.pattern(&parsed(pattern, true), false).is_none(),
                "{pattern}"
            );
        }
        let many = vec![parsed("cat", true); 65];
        assert!(tables.members(&many).is_none() && tables.members(&[]).is_none());
    }
}
