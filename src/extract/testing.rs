//! What the tests of extractors share.

use std::io::{Cursor, Read};

use super::{Body, Coverage, Error, Extract, Input, Limits, Segment, Sink};
use crate::crawl::Reason;
use crate::identify::Format;

/// Keeps the segments; extractors of text have no inner documents.
#[derive(Default)]
pub(super) struct Kept(pub(super) Vec<Segment>);

impl Sink for Kept {
    fn segment(&mut self, segment: Segment) -> Result<(), Error> {
        self.0.push(segment);
        Ok(())
    }

    fn inner(&mut self, name: &str, _content: &mut dyn Read) -> Result<(), Error> {
        panic!("inner document {name}")
    }

    fn inner_lost(&mut self, name: &str, _reason: Reason) -> Result<(), Error> {
        panic!("inner document {name}")
    }
}

pub(super) fn extract(
    extractor: &dyn Extract,
    bytes: &[u8],
) -> (Vec<Segment>, Result<Coverage, Error>) {
    let mut kept = Kept::default();
    let coverage = extractor.extract(
        &mut Input {
            reader: &mut Cursor::new(bytes),
            bytes: bytes.len() as u64,
            format: Format::Text,
            name: "document",
            limits: &Limits::default(),
        },
        &mut kept,
    );
    (kept.0, coverage)
}

/// The segments of a document that must be read to its end.
pub(super) fn segments(extractor: &dyn Extract, bytes: &[u8]) -> Vec<Segment> {
    let (segments, coverage) = extract(extractor, bytes);
    assert_eq!(coverage.expect("readable"), Coverage::Complete);
    segments
}

/// A body in short: text as it is, a row as `column=text`, a record as `name=value`.
pub(super) fn brief(body: &Body) -> String {
    let join = |pairs: Vec<String>| pairs.join(" | ");
    match body {
        Body::Text(text) => text.clone(),
        Body::Row(cells) => join(
            cells
                .iter()
                .map(|cell| format!("{}={}", cell.column, cell.text))
                .collect(),
        ),
        Body::Record(fields) => join(
            fields
                .iter()
                .map(|field| format!("{}={}", field.name, field.value))
                .collect(),
        ),
    }
}
