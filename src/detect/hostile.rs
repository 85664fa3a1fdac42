//! Texts that nobody would write end no search: what rules speak of, joined by whatever stands in broken documents.
//!
//! `HOSTILE_CASES` sets their number.

use fastrand::Rng;
use jiff::civil::date;

use super::rule::Book;
use super::sensitive::CATEGORIES;
use super::{Engine, Options};
use crate::extract::{Body, Cell, Origin, Segment};

/// What may stand between words: spaces, signs and letters of one to four bytes, among them some that grow when they are folded.
const JOINTS: [&str; 34] = [
    " ", " ", " ", " ", " ", " ", "\n", "\n\n", "\r\n", "\t", ": ", ", ", ". ", " | ", "=", "(",
    ") ", "_", "-", "\"", "\u{85}", "\u{a0}", "\u{ad}", "\u{301}", "\u{2003}", "\u{200b}",
    "\u{2028}", "\u{feff}", "é", "’", "—", "İ", "ﬁ", "😀",
];

/// Lines of the lists, without what stands behind their first field.
fn fragments(book: &Book) -> Vec<&str> {
    const LISTS: [&str; 5] = [
        "sensitive/form-labels.txt",
        "sensitive/posts.txt",
        "words/forenames.txt",
        "words/surnames.txt",
        "words/titles.txt",
    ];
    const OTHERS: [&str; 12] = [
        "is",
        "has",
        "by",
        "and",
        "was diagnosed with",
        "his",
        "Date of birth",
        "14 Marine Drive",
        "AB10 1ZZ",
        "01632 960123",
        "QQ123456C",
        "[x]",
    ];
    let terms = CATEGORIES.map(|category| format!("sensitive/terms/{category}.txt"));
    let paths = terms.iter().map(String::as_str).chain(LISTS);
    let lines = paths.flat_map(|path| book.file(path).unwrap().lines());
    let first = lines.filter_map(|line| line.split('\t').next());
    first
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '[']))
        .chain(OTHERS)
        .collect()
}

fn text(rng: &mut Rng, fragments: &[&str]) -> String {
    let mut text = String::new();
    for _ in 0..rng.usize(1..40) {
        text.push_str(rng.choice(fragments).unwrap());
        text.push_str(rng.choice(&JOINTS).unwrap());
    }
    text
}

#[test]
fn no_text_ends_a_search() {
    let cases = std::env::var("HOSTILE_CASES").map_or(1000, |cases| cases.parse().unwrap());
    let book = Book::builtin();
    let fragments = fragments(&book);
    let engine = Engine::new(&book);
    let options = Options::new(0.0, date(2026, 1, 1));
    for seed in 0..cases {
        let mut rng = Rng::with_seed(seed);
        let mut session = engine.session(&options);
        let bodies = (0..rng.u64(1..8)).map(|row| {
            let segment = |origin, body| Segment {
                origin,
                body,
                hidden: false,
            };
            if seed % 4 > 0 {
                return segment(
                    Origin::Lines { first: row + 1 },
                    Body::Text(text(&mut rng, &fragments)),
                );
            }
            let cells = (0..rng.u32(1..6)).map(|column| Cell {
                column,
                text: text(&mut rng, &fragments),
                hidden: false,
            });
            segment(
                Origin::Delimited { row: row + 1 },
                Body::Row(cells.collect()),
            )
        });
        for segment in bodies.collect::<Vec<_>>() {
            session.segment(segment, &mut |_| {});
        }
        session.finish(&mut |_| {});
    }
}
