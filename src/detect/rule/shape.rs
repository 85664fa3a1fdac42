//! The shape of an identifier by itself, without edges and context: whether a whole text has it, and how many random texts that
//! have it pass the check.

use std::fmt;

use jiff::civil::Date;
use regex::bytes::Regex;
use regex_syntax::hir::{Class, Hir, HirKind};

use super::Identifier;
use super::file::{self, VALUE};
use crate::detect::validators::{Valid, Validator};

/// The patterns of an identifier, each bound to both ends of a text, and the validator behind them.
pub(in crate::detect) struct Shape {
    patterns: Vec<Form>,
    validator: Option<Validator>,
}

struct Form {
    whole: Regex,
    syntax: Hir,
}

/// How many of the random texts that have a shape pass its check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance {
    pub passed: u32,
    pub of: u32,
}

/// Random texts that are tried.
const TRIED: u32 = 12_000;
/// Most turns of a repetition beyond the least that a random text takes.
const TURNS: u32 = 24;

impl Shape {
    pub(in crate::detect) fn of(identifier: &Identifier) -> Self {
        let patterns = identifier
            .patterns
            .iter()
            .map(|pattern| Form {
                whole: file::compile(&format!("^(?:{})$", pattern.regex)).expect(CHECKED),
                syntax: file::parse(&pattern.regex).expect(CHECKED),
            })
            .collect();
        Self {
            patterns,
            validator: identifier.validator,
        }
    }

    /// What the whole of a text is worth: the first pattern that fits it and whose value passes the check.
    pub(in crate::detect) fn accepts(&self, text: &str, today: Date) -> Option<Valid> {
        let check = |value: &str| match self.validator {
            Some(validator) => validator.check(value, today),
            None => Some(Valid::plain(value)),
        };
        let valid = if self.patterns.is_empty() {
            self.validator.and_then(|_| check(text))
        } else {
            let mut fitting = self.patterns.iter().filter_map(|form| form.value(text));
            fitting.find_map(check)
        };
        valid.filter(|valid| valid.ceiling > 0.0)
    }

    /// Tries random texts; none if there is no pattern to make them of or no check to pass.
    pub(super) fn chance(&self, today: Date) -> Option<Chance> {
        self.validator?;
        if self.patterns.is_empty() {
            return None;
        }
        let mut random = Random(fastrand::Rng::with_seed(0));
        let mut text = String::new();
        let tries = (0..TRIED).zip(self.patterns.iter().cycle());
        let passed = tries
            .filter(|(_, form)| {
                text.clear();
                random.text(&form.syntax, &mut text);
                self.accepts(&text, today).is_some()
            })
            .count();
        Some(Chance {
            passed: u32::try_from(passed).unwrap_or(TRIED),
            of: TRIED,
        })
    }
}

const CHECKED: &str = "checked when read";

impl Form {
    /// The part of a text of this form that is the value.
    fn value<'t>(&self, text: &'t str) -> Option<&'t str> {
        let captures = self.whole.captures(text.as_bytes())?;
        let value = captures.name(VALUE).or_else(|| captures.get(0))?;
        text.get(value.range())
    }
}

impl fmt::Display for Chance {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, of } = *self;
        match passed {
            0 => write!(formatter, "fewer than 1 in {of}"),
            _ if passed == of => formatter.write_str("all"),
            _ if passed * 2 > of => write!(formatter, "{} in 100", passed * 100 / of),
            _ => write!(formatter, "1 in {}", (of + passed / 2) / passed),
        }
    }
}

/// Makes texts that look random and are the same every time.
struct Random(fastrand::Rng);

impl Random {
    /// Adds a text that a pattern matches. As deep as the pattern, which its parser bounds.
    fn text(&mut self, pattern: &Hir, text: &mut String) {
        match pattern.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(class) => text.extend(self.character(class)),
            HirKind::Repetition(repetition) => {
                let least = repetition.min;
                let most = repetition.max.unwrap_or(least + TURNS).min(least + TURNS);
                for _ in 0..least + self.0.u32(..=most - least) {
                    self.text(&repetition.sub, text);
                }
            }
            HirKind::Capture(capture) => self.text(&capture.sub, text),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.text(part, text)),
            HirKind::Alternation(parts) => {
                let choice = self.0.u32(..parts.len() as u32) as usize;
                self.text(&parts[choice], text);
            }
        }
    }

    fn character(&mut self, class: &Class) -> Option<char> {
        let ranges: Vec<(u32, u32)> = match class {
            Class::Bytes(bytes) => bytes
                .ranges()
                .iter()
                .map(|range| (u32::from(range.start()), u32::from(range.end())))
                .collect(),
            Class::Unicode(characters) => characters
                .ranges()
                .iter()
                .map(|range| (u32::from(range.start()), u32::from(range.end())))
                .collect(),
        };
        let size = |(start, end): &(u32, u32)| end - start + 1;
        let all: u32 = ranges.iter().map(size).sum();
        if all == 0 {
            return None;
        }
        let mut place = self.0.u32(..all);
        for range in &ranges {
            if place < size(range) {
                return char::from_u32(range.0 + place);
            }
            place -= size(range);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::rule::Book;

    /// What structure and check alone make of a text; written down in `vectors.jsonl`.
    ///
    /// Four lines of their source are left out, since one rule stands for all States of the EEA: 87061780966 fails for
    /// Belgium and 48907045604 for Estonia, but each holds for another register of eleven digits; 120890-8993 fails for Finland
    /// and 310877-5599 for Iceland, but Denmark gave its check up. For the same reason the normal form names no State.
    #[derive(serde::Deserialize)]
    struct Vector {
        rule: String,
        text: String,
        valid: bool,
        normalised: Option<String>,
        why: String,
    }

    #[test]
    fn structure_and_check_accept_and_refuse_what_the_vectors_say() {
        let book = Book::builtin();
        let today = jiff::civil::date(2026, 1, 1);
        let mut wrong = Vec::new();
        for line in include_str!("vectors.jsonl").lines() {
            let vector: Vector = serde_json::from_str(line).unwrap();
            let rule = book.rules().find(|rule| rule.meta.id == vector.rule);
            let shape = Shape::of(rule.unwrap().identifier.as_ref().unwrap());
            let got = shape
                .accepts(&vector.text, today)
                .map(|valid| valid.normalised);
            let holds = got.is_some() == vector.valid
                && vector
                    .normalised
                    .as_ref()
                    .is_none_or(|wanted| got.as_ref() == Some(wanted));
            if !holds {
                wrong.push(format!(
                    "{} {:?} -> {got:?}: {}",
                    vector.rule, vector.text, vector.why
                ));
            }
        }
        assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    }

    #[test]
    fn chances_are_those_of_the_checks() {
        let book = Book::builtin();
        for (rule, chance) in [
            ("uk-nhs-number", 1.0 / 11.0),
            ("uk-unique-taxpayer-reference", 1.0 / 11.0),
            ("uk-cro-number", 1.0 / 23.0),
            ("imei", 1.0 / 10.0),
        ] {
            let rule = book.rules().find(|other| other.meta.id == rule).unwrap();
            let got = rule.chance().unwrap();
            let share = f64::from(got.passed) / f64::from(got.of);
            assert!(
                (share / chance - 1.0).abs() < 0.2,
                "{}: {got}",
                rule.meta.id
            );
        }
    }

    #[test]
    fn chances_are_told_in_words() {
        for (passed, words) in [
            (0, "fewer than 1 in 100"),
            (9, "1 in 11"),
            (90, "90 in 100"),
            (100, "all"),
        ] {
            assert_eq!(Chance { passed, of: 100 }.to_string(), words);
        }
    }
}
