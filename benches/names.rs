//! How well people's names are found in text that others labelled: precision, recall and F1 by overlap.
//!
//! Run with `cargo bench --bench names -- FILE...`. A file has a token and its tag in a line (as `CoNLL` has it; the tag is the last
//! column, and names are `PER` or `person`), an empty line after each sentence, and `-DOCSTART-` before each document;
//! without it each sentence is a document. No such file is part of the project. `--show` prints what was missed and what
//! was found wrongly.
//!
//! November 2026, at 0.5: wikigold F1 0.79 (precision 0.89, recall 0.70), WNUT17 test 0.28 (0.83, 0.17): a third of its
//! names are handles of Twitter, and half of the rest bare surnames of the famous, which are left on purpose.

#![expect(clippy::print_stdout, reason = "the figures are for a person to read")]

use std::ops::Range;

use domesday::detect::rule::Book;
use domesday::detect::{Engine, Options};
use domesday::extract::{Body, Origin, Place, Segment};

/// A document: its text, and where names stand in it, in bytes.
#[derive(Default)]
struct Labelled {
    text: String,
    names: Vec<Range<usize>>,
    /// The last token was part of a name.
    inside: bool,
}

#[derive(Default)]
struct Counts {
    named: usize,
    met: usize,
    found: usize,
    right: usize,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let show = arguments.iter().any(|argument| argument == "--show");
    let engine = Engine::new(&Book::builtin());
    for file in arguments.iter().filter(|name| !name.starts_with('-')) {
        let labelled = std::fs::read_to_string(file).expect("the file can be read");
        let mut counts = Counts::default();
        for document in documents(&labelled) {
            counts.add(&document, &names(&engine, &document.text), show);
        }
        counts.print(file);
    }
}

fn documents(labelled: &str) -> Vec<Labelled> {
    let marked = labelled.contains("-DOCSTART-");
    let mut documents = vec![Labelled::default()];
    for line in labelled.lines() {
        let mut columns = line.split_ascii_whitespace();
        let current = documents.last_mut().expect("there is one");
        match columns.next() {
            Some("-DOCSTART-") => documents.push(Labelled::default()),
            Some(token) => current.push(token, columns.last().unwrap_or("O")),
            None if marked => current.end_sentence(),
            None => documents.push(Labelled::default()),
        }
    }
    documents
}

impl Labelled {
    fn push(&mut self, token: &str, tag: &str) {
        let tag = tag.to_ascii_lowercase();
        let name = tag.ends_with("per") || tag.ends_with("person");
        let joined = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '\'' | '%');
        let open = self.text.is_empty() || self.text.ends_with(['\n', '(', '$', '#']);
        if !open && !token.starts_with(joined) {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(token);
        if name && self.inside && !tag.starts_with("b-") {
            let last = self.names.last_mut().expect("a name has begun");
            last.end = self.text.len();
        } else if name {
            self.names.push(start..self.text.len());
        }
        self.inside = name;
    }

    fn end_sentence(&mut self) {
        self.text.push('\n');
        self.inside = false;
    }
}

/// Where the product finds names, in bytes.
fn names(engine: &Engine, text: &str) -> Vec<Range<usize>> {
    let mut session = engine.session(&Options::new(0.5, jiff::civil::date(2026, 1, 1)));
    let lines: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let mut found = Vec::new();
    let mut sink = |finding: domesday::detect::Finding| {
        if let Place::Line { line, column } = finding.location.place
            && finding.rule.id == "person-name"
        {
            let line = lines[line as usize - 1];
            let start = text[line..]
                .char_indices()
                .nth(column as usize - 1)
                .map_or(line, |(at, _)| line + at);
            found.push(start..start + finding.text.reveal().len());
        }
    };
    let segment = Segment {
        origin: Origin::Lines { first: 1 },
        body: Body::Text(text.to_owned()),
        hidden: false,
    };
    session.segment(segment, &mut sink);
    session.finish(&mut sink);
    found
}

impl Counts {
    fn add(&mut self, document: &Labelled, found: &[Range<usize>], show: bool) {
        let meet = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        let is_met = |name: &&Range<usize>| found.iter().any(|other| meet(name, other));
        let is_right = |name: &&Range<usize>| document.names.iter().any(|other| meet(name, other));
        self.named += document.names.len();
        self.met += document.names.iter().filter(is_met).count();
        self.found += found.len();
        self.right += found.iter().filter(is_right).count();
        if show {
            for name in document.names.iter().filter(|name| !is_met(name)) {
                println!("missed\t{}", around(&document.text, name));
            }
            for name in found.iter().filter(|name| !is_right(name)) {
                println!("wrong\t{}", around(&document.text, name));
            }
        }
    }

    fn print(&self, file: &str) {
        let precision = self.right as f64 / self.found.max(1) as f64;
        let recall = self.met as f64 / self.named.max(1) as f64;
        let f1 = 2.0 * precision * recall / (precision + recall).max(f64::MIN_POSITIVE);
        println!(
            "{file}: {} names, {} found; precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}",
            self.named, self.found
        );
    }
}

/// A name and the words beside it.
fn around(text: &str, name: &Range<usize>) -> String {
    let before: String = text[..name.start].chars().rev().take(30).collect();
    let before: String = before.chars().rev().collect();
    let after: String = text[name.end..].chars().take(30).collect();
    format!("{before}[{}]{after}", &text[name.clone()]).replace('\n', " / ")
}
