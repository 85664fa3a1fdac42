//! What tables hold, for tests.

use crate::detect::rule::Book;
use crate::detect::{Engine, Finding, Options};
use crate::extract::{self, Body, Origin, Segment};

/// What a table of rows holds; empty cells are none.
pub(in crate::detect) fn findings<'r>(rows: impl Iterator<Item = &'r [&'r str]>) -> Vec<Finding> {
    let origins = (1..).map(|row| Origin::Delimited { row });
    findings_in(origins.zip(rows))
}

/// The same of rows that come from places of a document.
pub(in crate::detect) fn findings_in<'r>(
    rows: impl Iterator<Item = (Origin, &'r [&'r str])>,
) -> Vec<Finding> {
    let engine = Engine::new(&Book::builtin());
    let options = Options::new(0.5, jiff::civil::date(2026, 1, 1));
    let mut session = engine.session(&options);
    let mut findings = Vec::new();
    for (origin, texts) in rows {
        let cells = (0..).zip(texts).map(|(column, text)| extract::Cell {
            column,
            text: (*text).to_owned(),
            hidden: false,
        });
        let segment = Segment {
            origin,
            body: Body::Row(cells.filter(|cell| !cell.text.is_empty()).collect()),
            hidden: false,
        };
        session.segment(segment, &mut |finding| findings.push(finding));
    }
    session.finish(&mut |finding| findings.push(finding));
    findings
}
