//! Ids of records: 16 hex of BLAKE3 over what addresses them, so that the same record has the same id in every run.

use std::io::Write as _;

use crate::extract::Location;

/// The id of a finding; `order` is its place among the findings of its document, from 0.
pub fn finding(
    source: &str,
    path: &str,
    member: Option<&str>,
    rule: &str,
    location: &Location,
    order: u64,
) -> String {
    let mut id = Id::new("finding", source, path, member);
    id.part(rule);
    id.written(|to| serde_json::to_writer(to, location).expect("a location is plain data"));
    id.written(|to| write!(to, "{order}").expect("memory can be written"));
    id.finish()
}

/// The id of a document.
pub fn document(source: &str, path: &str, member: Option<&str>) -> String {
    Id::new("document", source, path, member).finish()
}

/// The id of an indicator: a check says at most one thing of a document.
pub fn indicator(source: &str, path: &str, member: Option<&str>, check: &str) -> String {
    let mut id = Id::new("indicator", source, path, member);
    id.part(check);
    id.finish()
}

/// The parts so far, one behind the other.
struct Id(Vec<u8>);

/// Bytes of a part's length.
const LENGTH: usize = size_of::<u64>();

impl Id {
    fn new(kind: &str, source: &str, path: &str, member: Option<&str>) -> Self {
        /// Room for the parts of most addresses.
        const MOST: usize = 256;
        let mut id = Self(Vec::with_capacity(MOST));
        id.part(kind);
        id.part(source);
        id.part(path);
        match member {
            Some(member) => {
                id.part("member");
                id.part(member);
            }
            None => id.part("file"),
        }
        id
    }

    /// Adds a part behind its length, so that parts cannot run into each other.
    fn part(&mut self, text: &str) {
        self.0.extend_from_slice(&(text.len() as u64).to_le_bytes());
        self.0.extend_from_slice(text.as_bytes());
    }

    /// As [`Self::part`], for what is yet to be written.
    fn written(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.0.len();
        self.0.extend_from_slice(&[0; LENGTH]);
        write(&mut self.0);
        let length = (self.0.len() - start - LENGTH) as u64;
        self.0[start..start + LENGTH].copy_from_slice(&length.to_le_bytes());
    }

    fn finish(self) -> String {
        blake3::hash(&self.0).to_hex()[..16].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Place;

    #[test]
    fn an_id_is_sixteen_hex_and_every_part_of_the_address_counts() {
        let at = |line| Location {
            place: Place::Line { line, column: 1 },
            hidden: false,
        };
        let ids = [
            finding("s", "a/b", None, "email-address", &at(1), 0),
            finding("s", "a/b", None, "email-address", &at(1), 1),
            finding("s", "a/b", None, "email-address", &at(2), 0),
            finding("s", "a/b", None, "iban", &at(1), 0),
            finding("s", "a/b", Some("m"), "email-address", &at(1), 0),
            finding("s", "a", Some("b"), "email-address", &at(1), 0),
            document("s", "a/b", None),
            document("s", "a/b", Some("")),
            document("s", "a", None),
            indicator("s", "a", None, "p5-over-retention"),
        ];
        for (at, id) in ids.iter().enumerate() {
            assert!(id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
            assert!(!ids[..at].contains(id), "{at} repeats an earlier id");
        }
        assert_eq!(
            ids[0],
            finding("s", "a/b", None, "email-address", &at(1), 0)
        );
    }
}
