//! For tests: runs an extractor on bytes and keeps what it hands on.

use std::io::{Read, Write};

use super::{Body, Coverage, Error, Extract, Input, Limits, Origin, Segment, Sink};
use crate::crawl::Reason;
use crate::identify::Format;

/// What an extractor handed on, and how it ended.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    pub(super) segments: Vec<Segment>,
    /// Name and bytes of each member, or why it broke off or could not be read.
    pub(super) members: Vec<(String, Result<Vec<u8>, Reason>)>,
    /// Place and bytes of each picture of text.
    pub(super) pictures: Vec<(Origin, Vec<u8>)>,
    pub(super) end: Option<Result<Coverage, Reason>>,
}

/// Runs an extractor within the usual limits.
pub(super) fn extract(extractor: &dyn Extract, format: Format, bytes: &[u8]) -> Recorded {
    extract_within(extractor, format, bytes, &Limits::default())
}

/// Runs an extractor.
pub(super) fn extract_within(
    extractor: &dyn Extract,
    format: Format,
    bytes: &[u8],
    limits: &Limits,
) -> Recorded {
    let mut recorded = Recorded::default();
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    let mut input = Input {
        reader: &mut &file,
        file: Some(&file),
        bytes: bytes.len() as u64,
        format,
        name: "document",
        limits,
    };
    let end = extractor.extract(&mut input, &mut recorded);
    recorded.end = Some(end.map_err(|error| error.reason()));
    recorded
}

impl Recorded {
    pub(super) fn is_complete(&self) -> bool {
        self.end == Some(Ok(Coverage::Complete))
    }

    pub(super) fn is_partial(&self, reason: Reason) -> bool {
        self.end == Some(Ok(Coverage::Partial(reason)))
    }

    pub(super) fn is_unreadable(&self, reason: Reason) -> bool {
        self.end == Some(Err(reason))
    }

    /// All running text that a reader sees.
    pub(super) fn text(&self) -> String {
        self.texts(false)
    }

    /// All running text that a reader does not see.
    pub(super) fn hidden(&self) -> String {
        self.texts(true)
    }

    fn texts(&self, hidden: bool) -> String {
        let segments = self
            .segments
            .iter()
            .filter(|segment| segment.hidden == hidden);
        segments
            .filter_map(|segment| match &segment.body {
                Body::Text(text) => Some(text.as_str()),
                Body::Row(_) | Body::Record(_) => None,
            })
            .collect()
    }

    /// `name: value` of every record's fields.
    pub(super) fn fields(&self) -> Vec<String> {
        let records = self
            .segments
            .iter()
            .filter_map(|segment| match &segment.body {
                Body::Record(fields) => Some(fields),
                Body::Text(_) | Body::Row(_) => None,
            });
        records
            .flatten()
            .map(|field| format!("{}: {}", field.name, field.value))
            .collect()
    }

    pub(super) fn origins(&self) -> Vec<&Origin> {
        self.segments
            .iter()
            .map(|segment| &segment.origin)
            .collect()
    }

    pub(super) fn names(&self) -> Vec<&str> {
        self.members.iter().map(|(name, _)| name.as_str()).collect()
    }
}

impl Sink for Recorded {
    fn segment(&mut self, segment: Segment) -> Result<(), Error> {
        self.segments.push(segment);
        Ok(())
    }

    fn inner(&mut self, name: &str, content: &mut dyn Read) -> Result<(), Error> {
        let mut bytes = Vec::new();
        let read = content
            .read_to_end(&mut bytes)
            .map_err(|error| Error::from(error).reason());
        self.members.push((name.to_owned(), read.map(|_| bytes)));
        Ok(())
    }

    fn inner_lost(&mut self, name: &str, reason: Reason) -> Result<(), Error> {
        self.members.push((name.to_owned(), Err(reason)));
        Ok(())
    }

    fn picture(&mut self, origin: Origin, content: &mut dyn Read) -> Result<(), Error> {
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        self.pictures.push((origin, bytes));
        Ok(())
    }
}
