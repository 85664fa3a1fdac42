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
            file: None,
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

mod fixtures {
    use proptest::prelude::*;
    use std::path::Path;

    use super::*;
    use crate::identify::identify;

    /// The text family; the folders of `fixtures/extract` that its documents are in.
    const FOLDERS: [&str; 5] = ["txt", "csv", "json", "xml", "html"];

    fn read(bytes: &[u8], name: &str) -> Vec<Segment> {
        let format = identify(&mut Cursor::new(bytes), name).unwrap().format;
        let Some(extractor) = crate::extract::extractor(format).filter(|_| format.is_textual())
        else {
            return Vec::new();
        };
        segments(extractor, bytes)
    }

    fn documents() -> Vec<std::path::PathBuf> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/extract");
        let mut paths: Vec<_> = FOLDERS
            .iter()
            .flat_map(|folder| std::fs::read_dir(root.join(folder)).unwrap())
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        paths
    }

    #[test]
    fn each_document_reads_as_recorded() {
        for path in documents() {
            let name = path.file_name().unwrap().to_str().unwrap();
            let lines: Vec<String> = read(&std::fs::read(&path).unwrap(), name)
                .iter()
                .map(|segment| {
                    let hidden = if segment.hidden { " hidden" } else { "" };
                    format!(
                        "{:?}{hidden}\n    {:?}",
                        segment.origin,
                        brief(&segment.body)
                    )
                })
                .collect();
            insta::assert_snapshot!(name, lines.join("\n"));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn cut_and_changed_documents_are_read_without_panic(
            document in any::<prop::sample::Index>(),
            cut in any::<prop::sample::Index>(),
            flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        ) {
            let documents = documents();
            let path = &documents[document.index(documents.len())];
            let mut bytes = std::fs::read(path).unwrap();
            for (at, byte) in flips {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes.truncate(cut.index(bytes.len() + 1));
            let name = path.file_name().unwrap().to_str().unwrap();
            read(&bytes, name);
        }
    }
}
