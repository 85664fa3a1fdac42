//! Ids of records: 16 hex of BLAKE3 over what addresses them, so that the same record has the same id in every run.

use blake3::Hasher;

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
    let location = serde_json::to_string(location).expect("a location is plain data");
    Id::new("finding", source, path, member)
        .part(rule)
        .part(&location)
        .part(&order.to_string())
        .finish()
}

/// The id of a document.
pub fn document(source: &str, path: &str, member: Option<&str>) -> String {
    Id::new("document", source, path, member).finish()
}

/// The id of an indicator: a check says at most one thing of a document.
pub fn indicator(source: &str, path: &str, member: Option<&str>, check: &str) -> String {
    Id::new("indicator", source, path, member)
        .part(check)
        .finish()
}

struct Id(Hasher);

impl Id {
    fn new(kind: &str, source: &str, path: &str, member: Option<&str>) -> Self {
        let id = Self(Hasher::new()).part(kind).part(source).part(path);
        match member {
            Some(member) => id.part("member").part(member),
            None => id.part("file"),
        }
    }

    /// Adds a part behind its length, so that parts cannot run into each other.
    fn part(mut self, text: &str) -> Self {
        self.0.update(&(text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
        self
    }

    fn finish(self) -> String {
        self.0.finalize().to_hex()[..16].to_owned()
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
