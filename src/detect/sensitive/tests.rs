use super::*;
use std::sync::Arc;

use crate::detect::names::{Dictionary, Names};

/// The categories found in a text whose people are found by the product's own means.
fn categories(
    sensitive: &Sensitive,
    names: &Names,
    lexicon: &Lexicon,
    text: &str,
) -> Vec<&'static str> {
    let words = Words::read(text, lexicon, Vec::new(), &mut ());
    let mut people = Vec::new();
    names.in_text(&words, &mut people);
    let mentions: Vec<_> = people
        .iter()
        .map(|name| Mention {
            start: name.start,
            end: name.end,
        })
        .collect();
    let mut found = Vec::new();
    sensitive.in_text(&words, &mentions, &mut Document::default(), &mut found);
    let mut categories: Vec<_> = found.iter().map(|hit| hit.category).collect();
    categories.sort_unstable();
    categories.dedup();
    categories
}

/// Sentences of the project's own, written before any list was tuned: the shares found are lower bounds, not hopes.
#[test]
fn facts_are_told_from_topics_in_most_sentences() {
    let book = Book::builtin();
    let (dictionary, mut lexicon) = Dictionary::new(&book);
    let sensitive = Sensitive::new(&book, &mut lexicon);
    let lexicon = Arc::new(lexicon);
    let names = Names::new(dictionary, Arc::clone(&lexicon));
    let (mut facts, mut found, mut innocents, mut wrong) = (0, 0, 0, 0);
    let mut faults = Vec::new();
    for line in include_str!("sentences.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        let (wanted, text) = line.split_once('\t').expect("a category and a sentence");
        let text = text.replace("\\n", "\n");
        let got = categories(&sensitive, &names, &lexicon, &text);
        if wanted == "-" {
            innocents += 1;
            wrong += usize::from(!got.is_empty());
            if !got.is_empty() {
                faults.push(format!("{got:?} in: {text}"));
            }
            continue;
        }
        for category in wanted.split('+') {
            facts += 1;
            if got.contains(&category) {
                found += 1;
            } else {
                faults.push(format!("no {category} ({got:?}) in: {text}"));
            }
        }
    }
    assert!(
        found * 100 >= facts * 96 && wrong * 100 <= innocents * 2,
        "{found} of {facts} facts, {wrong} of {innocents} innocents\n{}",
        faults.join("\n")
    );
}
