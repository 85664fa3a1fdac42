//! What the engine must find, told the slow way: one search a rule, every place in turn. The engine is held to it on
//! generated text, on text made to mislead, and on any text at hand.
//!
//! `ORACLE_CASES` sets the number of misleading texts; `ORACLE_TEXT` names a folder whose files are compared too.

use fastrand::Rng;
use jiff::civil::{Date, date};
use regex::bytes::Regex;

use super::{Search, edges};
use crate::detect::fold::Folded;
use crate::detect::rule::{Book, VALUE, compile};
use crate::detect::{Engine, Options};

const TODAY: Date = date(2026, 1, 1);

/// A rule as regular expressions.
struct Rule {
    /// Where any of its patterns matches.
    any: Regex,
    patterns: Vec<(Regex, bool)>,
}

struct Oracle {
    engine: Engine,
    rules: Vec<Rule>,
}

type Span = (usize, usize, usize);

impl Oracle {
    fn new() -> Self {
        let book = Book::builtin();
        let rules = book.rules().filter_map(|rule| rule.identifier.as_ref());
        let value = format!("(?<{VALUE}>");
        let rules = rules.map(|identifier| {
            let patterns = identifier.patterns.iter().map(|pattern| &pattern.regex);
            let any: Vec<_> = patterns
                .clone()
                .map(|pattern| format!("(?:{})", pattern.replace(&value, "(?:")))
                .collect();
            Rule {
                // Without patterns nothing matches.
                any: compile(&if any.is_empty() {
                    "[^\\x00-\\xff]".to_owned()
                } else {
                    any.join("|")
                })
                .unwrap(),
                patterns: patterns
                    .map(|pattern| (compile(pattern).unwrap(), pattern.contains(&value)))
                    .collect(),
            }
        });
        Self {
            rules: rules.collect(),
            engine: Engine::new(&book),
        }
    }

    fn spans(&self, text: &str) -> Vec<Span> {
        let mut found = Vec::new();
        for (index, rule) in self.rules.iter().enumerate() {
            let compiled = &self.engine.matcher.rules[index];
            let mut at = 0;
            while let Some(next) = rule.any.find_at(text.as_bytes(), at) {
                let start = next.start();
                at = text.ceil_char_boundary(start + 1);
                if !text.is_char_boundary(start)
                    || !edges::Left::new(text, start).with(compiled.edges)
                {
                    continue;
                }
                let end = rule.patterns.iter().find_map(|(pattern, has_value)| {
                    let whole = pattern.find_at(text.as_bytes(), start)?;
                    let value = match has_value {
                        true => pattern
                            .captures_at(text.as_bytes(), start)?
                            .name(VALUE)?
                            .range(),
                        false => whole.range(),
                    };
                    let value =
                        text.floor_char_boundary(value.start)..text.floor_char_boundary(value.end);
                    let valid = whole.start() == start
                        && edges::right(compiled.edges, text, value.end)
                        && compiled.validator.is_none_or(|validator| {
                            validator.check(&text[value.clone()], TODAY).is_some()
                        });
                    valid.then_some(value)
                });
                if let Some(value) = end {
                    at = at.max(value.end);
                    found.push((index, value.start, value.end));
                }
                if at > text.len() {
                    break;
                }
            }
        }
        found.sort_unstable();
        found
    }

    fn agrees(&self, text: &str) {
        let folded = Folded::new(text);
        let text = folded.text();
        let options = Options::new(0.0, TODAY);
        let mut candidates = Vec::new();
        self.engine.candidates(text, &options, &mut candidates);
        let mut spans: Vec<Span> = candidates
            .iter()
            .map(|candidate| (candidate.rule, candidate.start, candidate.end))
            .collect();
        spans.sort_unstable();
        let wanted = self.spans(text);
        if spans == wanted {
            return;
        }
        let differs = |span: &&Span| spans.contains(span) != wanted.contains(span);
        let first = spans
            .iter()
            .chain(&wanted)
            .find(differs)
            .expect("they differ");
        let (rule, start, end) = *first;
        let around = &text[text.floor_char_boundary(start.saturating_sub(30))
            ..text.ceil_char_boundary((end + 30).min(text.len()))];
        panic!(
            "{} at {start}..{end}: engine {}, oracle {}, in {around:?}",
            self.engine.matcher.rules[rule].meta.id,
            spans.contains(first),
            wanted.contains(first),
        );
    }
}

fn pick<'a>(dice: &mut Rng, from: &[&'a str]) -> &'a str {
    from[dice.usize(..from.len())]
}

/// Examples of all rules, cut, joined and spoiled: what nearly is a value, and values where none should stand.
struct Generator {
    examples: Vec<String>,
}

impl Generator {
    fn new() -> Self {
        let book = Book::builtin();
        let examples = book.rules().flat_map(|rule| {
            let lists = rule.lists();
            let all = lists.examples.iter().chain(&lists.counter_examples);
            all.map(|example| match example {
                crate::detect::rule::Example::Text(text) => text.clone(),
                crate::detect::rule::Example::Cell { header, cell } => format!("{header}: {cell}"),
            })
            .collect::<Vec<_>>()
        });
        Self {
            examples: examples.collect(),
        }
    }

    fn text(&self, seed: u64) -> String {
        const GLUE: &[&str] = &[
            " ", "", "-", ".", "/", ", ", "\n", "_", "__", "\u{a0}", "\u{2011}", "\u{2019}", "é",
            "@", "+", "(", ")", "£", ":", "#", "0", "7", "A", "z", "  ", "\t", "|", "'", "\"", "=",
            "=>", "1 2 3 ", "00", "eyJ", "\u{201c}", "°", "//",
        ];
        let mut dice = Rng::with_seed(seed);
        let mut text = String::new();
        for _ in 0..=dice.usize(..8) {
            match dice.usize(..5) {
                0 => {
                    for _ in 0..dice.usize(..24) {
                        text.push_str(pick(
                            &mut dice,
                            &["0", "1", "4", "9", "7", " ", "-", "A", "b", ".", "é"],
                        ));
                    }
                }
                1 => text.push_str(pick(&mut dice, GLUE)),
                _ => {
                    let example = &self.examples[dice.usize(..self.examples.len())];
                    let cut = example.floor_char_boundary(dice.usize(..=example.len()));
                    match dice.usize(..4) {
                        0 => text.push_str(&example[cut..]),
                        1 => text.push_str(&example[..cut]),
                        2 => {
                            text.push_str(&example[..cut]);
                            text.push_str(pick(&mut dice, GLUE));
                            text.push_str(&example[cut..]);
                        }
                        _ => text.push_str(example),
                    }
                }
            }
            text.push_str(pick(&mut dice, GLUE));
        }
        text
    }
}

#[test]
fn the_engine_finds_what_the_oracle_finds_in_misleading_texts() {
    let cases = std::env::var("ORACLE_CASES").map_or(300, |cases| cases.parse().unwrap());
    let (oracle, generator) = (Oracle::new(), Generator::new());
    for seed in 1..=cases {
        oracle.agrees(&generator.text(seed));
    }
}

#[test]
fn the_engine_finds_what_the_oracle_finds_in_long_texts() {
    let (oracle, generator) = (Oracle::new(), Generator::new());
    let long: Vec<String> = (1..200)
        .map(|seed| generator.text(1_000_000 + seed))
        .collect();
    oracle.agrees(&long.join("\n"));
    let Ok(folder) = std::env::var("ORACLE_TEXT") else {
        return;
    };
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let Ok(text) = std::fs::read(entry.unwrap().path()) else {
            continue;
        };
        let text = String::from_utf8_lossy(&text);
        oracle.agrees(&text);
    }
}

#[test]
fn a_search_tries_no_place_twice() {
    let oracle = Oracle::new();
    let text = "a@b.example.org ".repeat(3);
    let mut found = Vec::new();
    let mut search = Search::new(&oracle.engine.matcher, &text, TODAY, &mut found);
    let all: Vec<u16> = (0..oracle.engine.matcher.patterns.len() as u16).collect();
    search.at(0, &all);
    search.at(0, &all);
    let emails = found
        .iter()
        .filter(|candidate| oracle.engine.matcher.rules[candidate.rule].meta.id == "email-address");
    assert_eq!(emails.count(), 1);
}
