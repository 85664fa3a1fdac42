//! Bytes a second through the whole detect stage: prose, dense rows, and what an attacker would send.
//!
//! Run with `cargo bench --bench detect`. The text is generated; nobody in it exists.

use std::fmt::Write as _;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use domesday::detect::rule::Book;
use domesday::detect::{Engine, Options};
use domesday::extract::{Body, Cell, Origin, Segment};

fn main() {
    divan::main();
}

const BLOCK: usize = 64 << 10;

fn options() -> Options {
    Options::new(0.5, jiff::civil::date(2026, 1, 1))
}

/// Paragraphs of an office, with a person or a number in one of eight.
fn prose() -> Vec<Segment> {
    let mut text = String::new();
    let mut paragraph = 0;
    while text.len() < BLOCK {
        text.push_str(
            "The officer will write to the applicant within ten working days of the visit. Costs are to be met from the\n\
             existing budget, and the contractor has been asked to return the keys to reception before the end of term.\n\n",
        );
        if paragraph % 8 == 0 {
            let _ = writeln!(
                text,
                "Margaret Entwistle, 12 Larch Lane, Overby, AB10 1ZZ, called on 01632 960{paragraph:03} about her asthma.\n"
            );
        }
        paragraph += 1;
    }
    vec![lines(text)]
}

/// A register: every cell is a value.
fn rows() -> Vec<Segment> {
    let head = [
        "Surname",
        "Forename",
        "DOB",
        "NHS Number",
        "Telephone",
        "Address 1",
        "Postcode",
    ];
    let body = [
        "Entwistle",
        "Margaret",
        "04/03/1985",
        "9990000018",
        "01632 960123",
        "12 Larch Lane",
        "AB10 1ZZ",
    ];
    (1..=500)
        .map(|at| row(at, if at == 1 { head } else { body }))
        .collect()
}

fn lines(text: String) -> Segment {
    Segment {
        origin: Origin::Lines { first: 1 },
        body: Body::Text(text),
        hidden: false,
    }
}

fn row(at: u64, cells: [&str; 7]) -> Segment {
    let cells = cells.into_iter().zip(0..).map(|(text, column)| Cell {
        column,
        text: text.to_owned(),
        hidden: false,
    });
    Segment {
        origin: Origin::Delimited { row: at },
        body: Body::Row(cells.collect()),
        hidden: false,
    }
}

fn bytes(segments: &[Segment]) -> usize {
    let of = |segment: &Segment| match &segment.body {
        Body::Text(text) => text.len(),
        Body::Row(cells) => cells.iter().map(|cell| cell.text.len()).sum(),
        Body::Record(fields) => fields.iter().map(|field| field.value.len()).sum(),
    };
    segments.iter().map(of).sum()
}

fn detect(bencher: Bencher, segments: &[Segment]) {
    let engine = Engine::new(&Book::builtin());
    let options = options();
    bencher
        .counter(BytesCount::new(bytes(segments)))
        .with_inputs(|| segments.to_vec())
        .bench_local_values(|segments| {
            let mut session = engine.session(&options);
            let mut sink = |finding| {
                black_box(finding);
            };
            for segment in segments {
                session.segment(segment, &mut sink);
            }
            session.finish(&mut sink);
        });
}

#[divan::bench]
fn prose_blocks(bencher: Bencher) {
    detect(bencher, &prose());
}

#[divan::bench]
fn dense_rows(bencher: Bencher) {
    detect(bencher, &rows());
}

/// Inputs on which naive matching takes quadratic time.
#[divan::bench(args = ["7", "a1", "1 2 3 ", "eyJaaaaaaaaaa-", "0123 ", "12 Mill Lane, ", "a@", "password: ", "\u{a0}1"])]
fn adversarial(bencher: Bencher, unit: &str) {
    detect(bencher, &[lines(unit.repeat(BLOCK / unit.len()))]);
}

#[divan::bench]
fn compiling_the_book() -> Engine {
    Engine::new(&Book::builtin())
}
