//! How many facts about one person are found in short passages, and how many passages about nobody are taken for facts.
//!
//! Run with `cargo bench --bench passages -- FILE...`. A line is a text alone or behind its category (categories joined by
//! `+`, `-` for none) and a tab; further fields before them are passed over; `\n` ends a line of the text. A text without a
//! category is about nobody. `--show` prints what was missed and what was found wrongly: not for a set that is held back.
//! `--rules=FOLDER` lays changed lists over the program's own, so that they are tried without building.

#![expect(clippy::print_stdout, reason = "the figures are for a person to read")]

use std::collections::{BTreeMap, BTreeSet};

use domesday::detect::rule::Book;
use domesday::detect::{Class, Engine, Options};
use domesday::extract::{Body, Origin, Segment};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let show = arguments.iter().any(|argument| argument == "--show");
    let rules = arguments
        .iter()
        .find_map(|argument| argument.strip_prefix("--rules="));
    let book = rules.map_or_else(Book::builtin, |folder| {
        Book::with_overlay(folder.as_ref()).expect("the folder holds rules")
    });
    let engine = Engine::new(&book);
    for file in arguments.iter().filter(|name| !name.starts_with('-')) {
        let passages = std::fs::read_to_string(file).expect("the file can be read");
        let mut facts = BTreeMap::<&str, [usize; 2]>::new();
        let mut innocents = [0, 0];
        for line in passages.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.rsplit('\t');
            let text = fields.next().expect("a line has a field");
            let wanted = fields.next().filter(|wanted| *wanted != "-");
            let found = categories(&engine, &text.replace("\\n", "\n"));
            let Some(wanted) = wanted else {
                innocents[0] += usize::from(!found.is_empty());
                innocents[1] += 1;
                if show && !found.is_empty() {
                    println!("wrong\t{found:?}\t{text}");
                }
                continue;
            };
            for category in wanted.split('+') {
                let is_found = found.iter().any(|id| id.starts_with(category));
                let counts = facts.entry(category).or_default();
                counts[0] += usize::from(is_found);
                counts[1] += 1;
                if show && !is_found {
                    println!("missed\t{category}\t{found:?}\t{text}");
                }
            }
        }
        println!("{file}");
        for (category, [found, all]) in &facts {
            println!("  {category}: {found} of {all}");
        }
        let [found, all] = facts.values().fold([0, 0], |sum, counts| {
            [sum[0] + counts[0], sum[1] + counts[1]]
        });
        println!("  all facts: {found} of {all}");
        println!("  about nobody: {} of {} wrong", innocents[0], innocents[1]);
    }
}

/// Ids of the sensitive categories that the product finds in a document of one text.
fn categories(engine: &Engine, text: &str) -> BTreeSet<String> {
    let mut session = engine.session(&Options::new(0.5, jiff::civil::date(2026, 1, 1)));
    let mut found = BTreeSet::new();
    let mut sink = |finding: domesday::detect::Finding| {
        if finding.rule.class == Class::Sensitive {
            found.insert(finding.rule.id.clone());
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
