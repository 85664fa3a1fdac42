//! What ties a term to somebody by where they stand: `she reoffended`, `Ada Example, Quaker`, `Ada Example's asthma`.

use std::ops::Range;

use super::unit::{Person, Sentence};
use crate::detect::words::Words;

/// Somebody stands before an act as its subject: a name or a pronoun, with a few words between.
pub(super) fn acted(sentence: &Sentence<'_>, span: &Range<usize>) -> Option<(usize, usize)> {
    const WORDS_BETWEEN: usize = 8;
    let near = |start: usize, end: usize| {
        end <= span.start
            && sentence.text[end..span.start].split_whitespace().count() <= WORDS_BETWEEN
            && !sentence.text[end..span.start].contains(['.', ':'])
            && start < end
    };
    let is_left_out = matches!(sentence.person, Person::Understood | Person::Row);
    if is_left_out && sentence.text[..span.start].trim().is_empty() {
        return Some((span.start, span.end));
    }
    let named = sentence
        .mentions
        .iter()
        .rev()
        .find(|mention| near(mention.start, mention.end))
        .map(|mention| (mention.end, span.end));
    named.or_else(|| {
        let before = &sentence.text[..span.start];
        let words = Words::of(before);
        (0..words.len())
            .rev()
            .take(WORDS_BETWEEN)
            .find(|&at| words.is_one_of(at, &["he", "she", "they", "i", "who"]))
            .map(|at| (words.word(at).start(), span.end))
    })
}

/// What follows is said of the pronoun right before it: `she reoffended`, `he has also converted to Islam`.
pub(super) fn follows_pronoun(before: &str) -> bool {
    const PRONOUNS: [&str; 5] = ["he", "she", "i", "who", "i've"];
    const BETWEEN: [&str; 14] = [
        "also",
        "now",
        "then",
        "recently",
        "later",
        "previously",
        "once",
        "has",
        "had",
        "never",
        "often",
        "still",
        "regularly",
        "openly",
    ];
    let is_one_of =
        |word: &str, words: &[&str]| words.iter().any(|other| word.eq_ignore_ascii_case(other));
    before
        .rsplit(' ')
        .find(|word| !word.is_empty() && !is_one_of(word, &BETWEEN))
        .is_some_and(|word| is_one_of(word, &PRONOUNS))
}

/// What stands behind a name and says what they are: `Ada Example, Quaker`, `Ada Example (Tory)`.
pub(super) fn apposed(sentence: &Sentence<'_>, span: &Range<usize>) -> Option<(usize, usize)> {
    const ARTICLES: [&str; 3] = ["a ", "an ", "also "];
    let rest = sentence.text[span.end..].trim_start();
    if !rest.is_empty() && !rest.starts_with([',', '.', ')', ';']) {
        return None;
    }
    let mention = sentence.mentions.iter().rev().find(|mention| {
        let between = sentence.text.get(mention.end..span.start);
        let behind = between.and_then(|between| {
            [", ", " - ", " \u{2013} ", " ("]
                .iter()
                .find_map(|mark| between.strip_prefix(mark))
        });
        behind.is_some_and(|words| {
            let words = without_age(words);
            words.is_empty() || ARTICLES.contains(&words)
        })
    })?;
    Some((mention.end, span.end))
}

/// What stands behind an age: `Ada Example, 34, Quaker`.
fn without_age(words: &str) -> &str {
    /// Digits of an age.
    const LONGEST: usize = 3;
    let behind = words.trim_start_matches(|c: char| c.is_ascii_digit());
    match behind.strip_prefix(", ") {
        Some(rest) if (1..=LONGEST).contains(&(words.len() - behind.len())) => rest,
        _ => words,
    }
}

/// What is somebody's: a name with a possessive, and few words before the term.
pub(super) fn owned(sentence: &Sentence<'_>, span: &Range<usize>) -> Option<(usize, usize)> {
    const WORDS_BETWEEN: usize = 2;
    let owner = sentence.mentions.iter().rev().find(|mention| {
        let between = sentence.text.get(mention.end..span.start);
        let owned = between.and_then(|between| {
            ["'s ", "\u{2019}s ", "' "]
                .iter()
                .find_map(|possessive| between.strip_prefix(possessive))
        });
        owned.is_some_and(|words| words.split_whitespace().count() <= WORDS_BETWEEN)
    })?;
    Some((owner.end, span.end))
}
