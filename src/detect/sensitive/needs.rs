//! What a text must hold for a pattern to match it, told from the pattern: most sentences lack it, and the pattern need not
//! be compiled or run for them.

use std::collections::BTreeSet;

use memchr::memmem;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Strings in small letters, one of which every text has that the pattern matches.
pub(crate) type Need = Vec<Vec<u8>>;

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
    let mut needs = known(pattern).into_needs();
    needs.retain(|need| need.iter().all(|string| string.len() > 1));
    needs.sort_by(|a, b| chance(a).total_cmp(&chance(b)));
    needs.truncate(MOST_NEEDS);
    needs.iter().map(shortest).collect()
}

/// The beginnings of the strings of a need, without those that hold another.
fn shortest(need: &Strings) -> Need {
    /// Bytes that tell a string well enough.
    const ENOUGH: usize = 8;
    let beginnings = need
        .iter()
        .map(|string| &string[..string.len().min(ENOUGH)]);
    let mut by_length: Vec<_> = beginnings.collect();
    by_length.sort_by_key(|string| string.len());
    let mut shortest = Need::new();
    for string in by_length {
        if !shortest
            .iter()
            .any(|held| memmem::find(string, held).is_some())
        {
            shortest.push(string.to_owned());
        }
    }
    shortest
}

/// About how likely a place in a text is to meet a need.
fn chance(need: &Strings) -> f64 {
    /// How likely a letter is the one that is asked for.
    const LETTER: f64 = 0.12;
    need.iter()
        .map(|string| LETTER.powf(string.len() as f64))
        .sum()
}

fn known(part: &Hir) -> Known {
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => Known::of([Vec::new()]),
        HirKind::Literal(literal) => Known::of([literal.0.to_ascii_lowercase()]),
        HirKind::Class(class) => of_class(class),
        HirKind::Capture(capture) => known(&capture.sub),
        HirKind::Repetition(repetition) => {
            let sub = known(&repetition.sub);
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
        HirKind::Concat(parts) => of_row(parts),
        HirKind::Alternation(parts) => of_alternatives(parts),
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
    if strings.len() > MOST_OF_CLASS {
        Known::nothing()
    } else {
        Known::of(strings)
    }
}

/// Parts one after the other: what stands together is one string, as far as it is little.
fn of_row(parts: &[Hir]) -> Known {
    let mut needs = Vec::new();
    let mut whole = true;
    let mut run = Strings::from([Vec::new()]);
    for part in parts {
        let part = known(part);
        needs.extend(part.needs);
        match part.exact {
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
fn of_alternatives(parts: &[Hir]) -> Known {
    let parts: Vec<_> = parts.iter().map(known).collect();
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
