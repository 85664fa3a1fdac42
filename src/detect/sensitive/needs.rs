//! What a text must hold for a pattern to match it, told from the pattern: most sentences lack it, and the pattern need not
//! be compiled or run for them.

use std::collections::BTreeSet;

use memchr::memmem;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::detect::automata::is_of_word;

/// Strings in small letters, one of which every text has that the pattern matches. One that begins with [`START`] stands
/// where a word begins.
pub(crate) type Need = Vec<Vec<u8>>;

/// Stands in strings for the edge of a word.
pub(crate) const START: u8 = 0;

/// Bytes that tell a string well enough, the edge not counted.
pub(crate) const ENOUGH: usize = 8;

/// Strings that a part of a pattern may stand for: more are not written out.
const MOST: usize = 2048;
/// Strings that two parts may make together.
const MOST_TOGETHER: usize = 96;
/// Bytes of a class that are written out.
const MOST_OF_CLASS: usize = 4;
/// Needs of one pattern.
const MOST_NEEDS: usize = 3;

type Strings = BTreeSet<Vec<u8>>;

/// What is known of a part of a pattern.
struct Known {
    /// All that it can stand for, if that is little.
    exact: Option<Strings>,
    needs: Vec<Strings>,
}

/// The needs of a pattern that was parsed with a difference between capitals and small letters, but may be matched without;
/// those that fewest texts meet come first.
pub(crate) fn needs(pattern: &Hir) -> Vec<Need> {
    let needs = known(pattern, false).into_needs().into_iter();
    let mut needs: Vec<Strings> = needs
        .map(|need| need.iter().map(|string| at_start(string)).collect())
        .collect();
    needs.retain(|need| need.iter().all(|string| letters(string).len() > 1));
    needs.sort_by(|a, b| chance(a).total_cmp(&chance(b)));
    needs.truncate(MOST_NEEDS);
    needs.iter().map(shortest).collect()
}

/// The string with none but the edge that it begins with, if a word begins there; what stands before its first word is left
/// out where the rest still tells it.
fn at_start(string: &[u8]) -> Vec<u8> {
    /// Bytes of the rest.
    const LEAST: usize = 3;
    let plain = string.iter().copied().filter(|byte| *byte != START);
    let plain: Vec<u8> = plain.collect();
    let word = plain.iter().position(|byte| is_of_word(*byte));
    match word {
        Some(0) if string.first() != Some(&START) => plain,
        Some(word) if word == 0 || plain.len() - word >= LEAST => {
            [&[START], &plain[word..]].concat()
        }
        _ => plain,
    }
}

/// A string without the edge that it begins with.
fn letters(string: &[u8]) -> &[u8] {
    string.strip_prefix(&[START]).unwrap_or(string)
}

/// The beginnings of the strings of a need, without those that hold another.
fn shortest(need: &Strings) -> Need {
    let beginning = |string: &Vec<u8>| {
        let edge = string.len() - letters(string).len();
        string[..string.len().min(edge + ENOUGH)].to_vec()
    };
    let mut by_length: Vec<_> = need.iter().map(beginning).collect();
    by_length.sort_by_key(Vec::len);
    let mut shortest = Need::new();
    for string in by_length {
        if !shortest
            .iter()
            .any(|held| memmem::find(&string, held).is_some())
        {
            shortest.push(string);
        }
    }
    shortest
}

/// About how likely a place in a text is to meet a need.
fn chance(need: &Strings) -> f64 {
    /// How likely a letter is the one that is asked for.
    const LETTER: f64 = 0.12;
    // The edge of a word is about as rare as a letter.
    need.iter()
        .map(|string| LETTER.powf(at_start(string).len() as f64))
        .sum()
}

/// What is known of a part; `edge` says that no letter or digit stands before it.
fn known(part: &Hir, edge: bool) -> Known {
    let at_edge = |known: Known| if edge { known.at_edge() } else { known };
    match part.kind() {
        HirKind::Look(Look::WordAscii) => Known::of([vec![START]]),
        HirKind::Empty | HirKind::Look(_) => Known::of([Vec::new()]),
        HirKind::Literal(literal) if literal.0.contains(&START) => Known::nothing(),
        HirKind::Literal(literal) => at_edge(Known::of([literal.0.to_ascii_lowercase()])),
        HirKind::Class(class) => at_edge(of_class(class)),
        HirKind::Capture(capture) => known(&capture.sub, edge),
        HirKind::Repetition(repetition) => {
            let first_only = repetition.max == Some(1);
            let edge = edge && (first_only || leaves_edge(&repetition.sub, true));
            let sub = known(&repetition.sub, edge);
            match (repetition.min, repetition.max) {
                (1, Some(1)) => sub,
                (0, Some(1)) => Known {
                    exact: sub.exact.map(|mut exact| {
                        exact.insert(Vec::new());
                        exact
                    }),
                    needs: Vec::new(),
                },
                (0, _) => Known::nothing(),
                _ => Known {
                    exact: None,
                    needs: sub.into_needs(),
                },
            }
        }
        HirKind::Concat(parts) => of_row(parts, edge),
        HirKind::Alternation(parts) => of_alternatives(parts, edge),
    }
}

/// No letter or digit stands right behind whatever a part matches, or a word's edge; `before` says that of what is before it.
fn leaves_edge(part: &Hir, before: bool) -> bool {
    match part.kind() {
        HirKind::Look(Look::WordAscii) => true,
        HirKind::Empty | HirKind::Look(_) => before,
        HirKind::Literal(literal) => literal.0.last().is_some_and(|last| !is_of_word(*last)),
        HirKind::Class(Class::Bytes(class)) => {
            let mut bytes = class.iter().flat_map(|range| range.start()..=range.end());
            bytes.all(|byte| !is_of_word(byte))
        }
        HirKind::Class(Class::Unicode(_)) => false,
        HirKind::Capture(capture) => leaves_edge(&capture.sub, before),
        HirKind::Repetition(repetition) => {
            let once = leaves_edge(&repetition.sub, before);
            (before || repetition.min > 0) && once && leaves_edge(&repetition.sub, once)
        }
        HirKind::Concat(parts) => parts
            .iter()
            .fold(before, |before, part| leaves_edge(part, before)),
        HirKind::Alternation(parts) => parts.iter().all(|part| leaves_edge(part, before)),
    }
}

fn of_class(class: &Class) -> Known {
    let Class::Bytes(class) = class else {
        return Known::nothing();
    };
    let bytes = class
        .iter()
        .flat_map(|range| range.start()..=range.end())
        .take(MOST_OF_CLASS + 1);
    let strings: Vec<_> = bytes.map(|byte| vec![byte.to_ascii_lowercase()]).collect();
    if strings.len() > MOST_OF_CLASS || strings.contains(&vec![START]) {
        Known::nothing()
    } else {
        Known::of(strings)
    }
}

/// Parts one after the other: what stands together is one string, as far as it is little.
fn of_row(parts: &[Hir], mut edge: bool) -> Known {
    let mut needs = Vec::new();
    let mut whole = true;
    let mut run = Strings::from([Vec::new()]);
    for part in parts {
        let known = known(part, edge);
        edge = leaves_edge(part, edge);
        needs.extend(known.needs);
        match known.exact {
            Some(next)
                if run.len().min(next.len()) == 1 || run.len() * next.len() <= MOST_TOGETHER =>
            {
                run = run
                    .iter()
                    .flat_map(|first| next.iter().map(move |second| [&first[..], second].concat()))
                    .collect();
            }
            next => {
                whole = false;
                let next = next.unwrap_or_else(|| Strings::from([Vec::new()]));
                needs.push(std::mem::replace(&mut run, next));
            }
        }
    }
    if whole {
        return Known {
            exact: Some(run),
            needs,
        };
    }
    needs.push(run);
    Known { exact: None, needs }
}

/// One of several parts: it needs what one of them needs, the rarest of each.
fn of_alternatives(parts: &[Hir], edge: bool) -> Known {
    let parts: Vec<_> = parts.iter().map(|part| known(part, edge)).collect();
    if parts.iter().all(|part| part.exact.is_some()) {
        let all: Strings = parts
            .into_iter()
            .filter_map(|part| part.exact)
            .flatten()
            .collect();
        return if all.len() <= MOST {
            Known::of(all)
        } else {
            Known::nothing()
        };
    }
    let rarest = |part: Known| {
        let needs = part.into_needs().into_iter();
        needs.min_by(|a, b| chance(a).total_cmp(&chance(b)))
    };
    let one: Option<Vec<Strings>> = parts.into_iter().map(rarest).collect();
    Known {
        exact: None,
        needs: one
            .map(|needs| needs.into_iter().flatten().collect())
            .into_iter()
            .collect(),
    }
}

impl Known {
    fn of(strings: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self {
            exact: Some(strings.into_iter().collect()),
            needs: Vec::new(),
        }
    }

    /// The same where a word begins, if it begins with one.
    fn at_edge(mut self) -> Self {
        self.exact = self.exact.map(|exact| {
            let begun = exact
                .into_iter()
                .map(|string| [&[START], &string[..]].concat());
            begun.collect()
        });
        self
    }

    fn nothing() -> Self {
        Self {
            exact: None,
            needs: Vec::new(),
        }
    }

    fn into_needs(self) -> Vec<Strings> {
        self.needs.into_iter().chain(self.exact).collect()
    }
}
