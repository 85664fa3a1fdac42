//! Runs the examples of the rule files through the real engine.

use crate::detect::{Engine, Options, sensitive};
use crate::extract::{Body, Cell, Origin, Segment};

use super::{Book, Example, Rule};

/// An example that the engine answers otherwise than its rule file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Id of the rule.
    pub rule: String,
    pub example: Example,
    /// The example should be found; false for a counter-example.
    pub wanted: bool,
    /// All rules were loaded; false for the rule alone.
    pub together: bool,
}

/// Examples were written with this day in mind; only dates of birth look at it.
pub(super) const EXAMPLES_DAY: jiff::civil::Date = jiff::civil::date(2026, 1, 1);

pub(super) fn failures(book: &Book) -> Vec<Failure> {
    let together = Engine::new(book);
    let mut failures = Vec::new();
    for rule in book.rules() {
        let alone = together.narrowed(&book.only(&rule.meta.id));
        for (engine, together) in [(&alone, false), (&together, true)] {
            run(rule, engine, together, &mut failures);
        }
    }
    let unmet = sensitive::unmet(book).expect("the book was checked when it was read");
    failures.extend(unmet.into_iter().map(|(list, sentence)| Failure {
        rule: list,
        example: Example::Text(sentence),
        wanted: true,
        together: false,
    }));
    failures
}

fn run(rule: &Rule, engine: &Engine, together: bool, failures: &mut Vec<Failure>) {
    let lists = rule.lists();
    let wanted = lists.examples.iter().map(|example| (example, true));
    let unwanted = lists.counter_examples.iter();
    let unwanted = unwanted.map(|example| (example, false));
    for (example, wanted) in wanted.chain(unwanted) {
        if found(&rule.meta.id, engine, example) != wanted {
            failures.push(Failure {
                rule: rule.meta.id.clone(),
                example: example.clone(),
                wanted,
                together,
            });
        }
    }
}

fn found(rule: &str, engine: &Engine, example: &Example) -> bool {
    let options = Options::new(0.5, EXAMPLES_DAY);
    let mut session = engine.session(&options);
    let mut met = false;
    let mut sink = |finding: crate::detect::Finding| met |= finding.rule.id == rule;
    for segment in segments(example) {
        session.segment(segment, &mut sink);
    }
    session.finish(&mut sink);
    met
}

/// A text as a text file, a cell as the second column of a small table.
fn segments(example: &Example) -> Vec<Segment> {
    let bodies = match example {
        Example::Text(text) => {
            return vec![Segment {
                origin: Origin::Lines { first: 1 },
                body: Body::Text(text.clone()),
                hidden: false,
            }];
        }
        Example::Cell { header, cell } => [("Row", header.as_str()), ("1", cell.as_str())],
    };
    let cell = |column, text: &str| Cell {
        column,
        text: text.to_owned(),
        hidden: false,
    };
    bodies
        .into_iter()
        .zip(1..)
        .map(|((first, second), row)| Segment {
            origin: Origin::Delimited { row },
            body: Body::Row(vec![cell(0, first), cell(1, second)]),
            hidden: false,
        })
        .collect()
}
