//! Reading back in the order of the contract: sources as first scanned, documents in byte order of path components with
//! members before their container, findings in the order of their document. Pages at a time, so memory stays flat.

use std::collections::VecDeque;

use rusqlite::{Row, params};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde::de::value::StrDeserializer;

use super::keys::Fingerprint;
use super::totals::Group;
use super::{Document, Error, Finding, Folder, Scan, Source, Store, Totals};
use crate::crawl::{Reason, Status};
use crate::detect::Severity;

/// Rows fetched at once.
const PAGE: u32 = 256;

/// A document with its place in the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    row: i64,
    pub document: Document,
}

/// A document that was in scope and not read, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    pub source: String,
    pub path: String,
    pub member: Option<String>,
    pub bytes: u64,
    pub status: Status,
    pub reason: Reason,
}

/// What the latest run was made with, and whether it came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    pub started: String,
    /// Null when it was ended before its end, or still runs.
    pub finished: Option<String>,
    pub as_of: String,
    pub version: String,
    pub rules: String,
    pub policy_hash: Option<String>,
    pub policy: Option<String>,
}

impl Store {
    /// All documents that are not gone, in order.
    pub fn documents(&self) -> Documents<'_> {
        Documents {
            store: self,
            page: VecDeque::new(),
            after: (0, Vec::new()),
            done: false,
        }
    }

    /// The findings of a document, in order.
    pub fn findings<'s>(&'s self, of: &'s Stored) -> Findings<'s> {
        Findings {
            store: self,
            of,
            page: VecDeque::new(),
            next: 0,
            done: false,
        }
    }

    /// The sources, in order.
    pub fn sources(&self) -> Result<Vec<Source>, Error> {
        self.rows(
            "SELECT name, network, work_tree FROM sources ORDER BY id",
            (),
            |row| {
                Ok(Source {
                    name: row.get(0)?,
                    network: row.get(1)?,
                    work_tree: row.get(2)?,
                })
            },
        )
    }

    /// Source, path and time of every file that is not gone, in order.
    pub fn file_times(&self, mut take: impl FnMut(&str, &str, &str)) -> Result<(), Error> {
        let query = "SELECT s.name, d.path, d.modified FROM documents d JOIN sources s ON s.id = d.source
             WHERE d.gone_in IS NULL AND d.member IS NULL AND d.modified IS NOT NULL ORDER BY d.source, d.sort";
        let mut walk = || {
            let mut statement = self.connection.prepare_cached(query)?;
            let mut rows = statement.query(())?;
            while let Some(row) = rows.next()? {
                let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
                take(text(0)?, text(1)?, text(2)?);
            }
            Ok(())
        };
        walk().map_err(|error| self.read_error(error))
    }

    /// The folders that were not looked into, in order.
    pub fn folders(&self) -> Result<Vec<Folder>, Error> {
        self.rows(
            "SELECT s.name, f.path, f.status, f.reason FROM folders f JOIN sources s ON s.id = f.source
             ORDER BY f.source, f.sort",
            (),
            |row| {
                Ok(Folder {
                    source: row.get(0)?,
                    path: row.get(1)?,
                    status: word(row, 2)?,
                    reason: word(row, 3)?,
                })
            },
        )
    }

    /// The latest run.
    pub fn last_run(&self) -> Result<Option<Ran>, Error> {
        let runs = self.rows(
            "SELECT r.started, r.finished, r.as_of, r.version, r.rules, r.policy, p.content
             FROM runs r LEFT JOIN policies p ON p.hash = r.policy ORDER BY r.id DESC LIMIT 1",
            (),
            |row| {
                Ok(Ran {
                    started: row.get(0)?,
                    finished: row.get(1)?,
                    as_of: row.get(2)?,
                    version: row.get(3)?,
                    rules: row.get(4)?,
                    policy_hash: row.get(5)?,
                    policy: row.get(6)?,
                })
            },
        )?;
        Ok(runs.into_iter().next())
    }

    /// Counts over the documents that are not gone, whichever run wrote them.
    pub fn totals(&self) -> Result<Totals, Error> {
        let mut totals = Totals::default();
        self.rows(
            "SELECT count(*), member IS NULL, status, reason, format, classification, sum(bytes), sum(findings)
             FROM documents WHERE gone_in IS NULL GROUP BY 2, 3, 4, 5, 6",
            (),
            |row| {
                let format: Option<String> = row.get(4)?;
                totals.group(&Group {
                    documents: row.get::<_, i64>(0)?.cast_unsigned(),
                    files: row.get(1)?,
                    status: word(row, 2)?,
                    reason: optional_word(row, 3)?,
                    format: format.as_deref(),
                    classification: optional_word(row, 5)?,
                    bytes: row.get::<_, i64>(6)?.cast_unsigned(),
                    findings: row.get::<_, i64>(7)?.cast_unsigned(),
                });
                Ok(())
            },
        )?;
        let unlisted = "SELECT count(*) FROM folders WHERE status <> 'skipped'";
        let counts: Vec<i64> = self.rows(unlisted, (), |row| row.get(0))?;
        totals.folders_unreadable = counts.first().map_or(0, |count| count.cast_unsigned());
        Ok(totals)
    }

    /// The scan record of what the inventory holds now. `policy_hash` and `as_of` are those it is being weighed with.
    pub fn scan(&self, policy_hash: Option<String>, as_of: String) -> Result<Scan, Error> {
        let ran = self.last_run()?;
        Ok(Scan {
            schema: 1,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: ran.map(|ran| ran.rules).unwrap_or_default(),
            policy_hash,
            as_of,
            totals: self.totals()?,
        })
    }

    /// The largest documents in scope that were not read for a reason, or not wholly; `at_most` of them.
    pub fn unread(&self, reason: Reason, at_most: u32) -> Result<Vec<Unread>, Error> {
        self.rows(
            "SELECT s.name, d.path, d.member, d.bytes, d.status, d.reason
             FROM documents d JOIN sources s ON s.id = d.source
             WHERE d.gone_in IS NULL AND d.status IN ('partial', 'unreadable') AND d.reason = ?1
             ORDER BY d.bytes DESC, d.source, d.sort LIMIT ?2",
            params![reason.as_str(), at_most],
            |row| {
                Ok(Unread {
                    source: row.get(0)?,
                    path: row.get(1)?,
                    member: row.get(2)?,
                    bytes: row.get::<_, i64>(3)?.cast_unsigned(),
                    status: word(row, 4)?,
                    reason: word(row, 5)?,
                })
            },
        )
    }

    fn rows<T>(
        &self,
        query: &str,
        params: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let rows = || {
            self.connection
                .prepare_cached(query)?
                .query_map(params, read)?
                .collect::<rusqlite::Result<Vec<T>>>()
        };
        rows().map_err(|error| self.read_error(error))
    }

    /// A row that does not read as a record is damage to the file.
    fn read_error(&self, error: rusqlite::Error) -> Error {
        match error {
            rusqlite::Error::FromSqlConversionFailure(..) => Error::Damaged {
                path: self.path.clone(),
                detail: "a row cannot be read".to_owned(),
            },
            other => self.error(other),
        }
    }
}

/// Documents in order.
pub struct Documents<'s> {
    store: &'s Store,
    page: VecDeque<Stored>,
    /// Source and sort key of the last document fetched.
    after: (i64, Vec<u8>),
    done: bool,
}

impl Documents<'_> {
    fn fetch(&mut self) -> Result<(), Error> {
        let (source, sort) = &self.after;
        let page = self.store.rows(
            "SELECT d.id, s.name, d.path, d.member, d.record, d.format, d.bytes, d.modified, d.file_owner, d.mode,
                d.content_hash, d.status, d.reason, d.classification, d.sensitive_categories, d.marking, d.subjects,
                d.last_date, d.facts, d.source, d.sort
             FROM documents d JOIN sources s ON s.id = d.source
             WHERE (d.source, d.sort) > (?1, ?2) AND d.gone_in IS NULL
             ORDER BY d.source, d.sort LIMIT ?3",
            params![source, sort, PAGE],
            |row| Ok((stored(row)?, (row.get(19)?, row.get(20)?))),
        )?;
        self.done = page.len() < PAGE as usize;
        for (stored, place) in page {
            self.page.push_back(stored);
            self.after = place;
        }
        Ok(())
    }
}

impl Iterator for Documents<'_> {
    type Item = Result<Stored, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.is_empty()
            && !self.done
            && let Err(error) = self.fetch()
        {
            self.done = true;
            return Some(Err(error));
        }
        self.page.pop_front().map(Ok)
    }
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        row: row.get(0)?,
        document: Document {
            source: row.get(1)?,
            path: row.get(2)?,
            member: row.get(3)?,
            id: row.get(4)?,
            format: row.get(5)?,
            bytes: row.get::<_, i64>(6)?.cast_unsigned(),
            modified: row.get(7)?,
            file_owner: row.get(8)?,
            mode: row.get(9)?,
            content_hash: row.get(10)?,
            status: word(row, 11)?,
            reason: optional_word(row, 12)?,
            classification: optional_word(row, 13)?,
            sensitive_categories: json(row, 14)?,
            marking: row.get(15)?,
            subjects: row.get::<_, i64>(16)?.cast_unsigned(),
            last_date: row.get(17)?,
            facts: json(row, 18)?,
            // What a policy says of it is not stored: assess says it anew, with the policy of the day.
            record_class: None,
            accessible_record: None,
            purpose: None,
            responsible: None,
        },
    })
}

/// Findings of one document in order.
pub struct Findings<'s> {
    store: &'s Store,
    of: &'s Stored,
    page: VecDeque<Finding>,
    next: i64,
    done: bool,
}

impl Iterator for Findings<'_> {
    type Item = Result<Finding, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.is_empty() && !self.done {
            let page = self.store.rows(
                "SELECT record, rule, class, location, value, fingerprint, confidence, severity, evidence, principles
                 FROM findings WHERE document = ?1 AND place >= ?2 ORDER BY place LIMIT ?3",
                params![self.of.row, self.next, PAGE],
                |row| finding(row, &self.of.document),
            );
            match page {
                Ok(page) => {
                    self.done = page.len() < PAGE as usize;
                    self.next += i64::from(PAGE);
                    self.page = page.into();
                }
                Err(error) => {
                    self.done = true;
                    return Some(Err(error));
                }
            }
        }
        self.page.pop_front().map(Ok)
    }
}

fn finding(row: &Row<'_>, of: &Document) -> rusqlite::Result<Finding> {
    let fingerprint: Option<[u8; 16]> = row.get(5)?;
    Ok(Finding {
        id: row.get(0)?,
        source: of.source.as_str().into(),
        path: of.path.as_str().into(),
        member: of.member.as_deref().map(Into::into),
        rule: row.get(1)?,
        class: word(row, 2)?,
        location: json(row, 3)?,
        value: row.get(4)?,
        fingerprint: fingerprint.map(|bytes| Fingerprint::from_bytes(bytes).full()),
        confidence: row.get::<_, f64>(6)? as f32,
        severity: severity(row.get(7)?),
        evidence: json(row, 8)?,
        principles: json(row, 9)?,
    })
}

fn severity(number: u8) -> Severity {
    match number {
        0 | 1 => Severity::Note,
        2 => Severity::Low,
        3 => Severity::Medium,
        4 => Severity::High,
        _ => Severity::Critical,
    }
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?).map_err(|error| unreadable(column, error))
}

fn word<T: for<'de> Deserialize<'de>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    parse_word(row.get_ref(column)?.as_str()?).map_err(|error| unreadable(column, error))
}

fn optional_word<T: for<'de> Deserialize<'de>>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)? {
        rusqlite::types::ValueRef::Null => Ok(None),
        _ => word(row, column).map(Some),
    }
}

fn parse_word<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, serde::de::value::Error> {
    T::deserialize(StrDeserializer::new(text))
}

fn unreadable(
    column: usize,
    error: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, document, finding, sensitive};
    use super::super::{Start, ids};
    use super::*;
    use crate::classify::Classification;

    fn filled(documents: &[Document]) -> (tempfile::TempDir, Store) {
        let (folder, mut store) = sample::store();
        let mut run = store.begin_run(&Start::default()).unwrap();
        for document in documents {
            run.document(document, []).unwrap();
        }
        run.finish("", &Totals::default()).unwrap();
        (folder, store)
    }

    #[test]
    fn documents_come_in_the_order_of_the_contract_over_many_pages() {
        let mut documents = vec![
            document("a b/c", None),
            document("a/z.zip", None),
            document("a/z.zip", Some("in.zip")),
            document("a/z.zip", Some("in.zip!/x")),
            document("a/z.zip", Some("b/c")),
            document("a.txt", None),
        ];
        documents.extend((0..1_000).map(|n| document(&format!("many/{n:04}"), None)));
        documents.reverse();
        let (_folder, store) = filled(&documents);
        let read: Vec<Document> = store
            .documents()
            .map(|stored| stored.unwrap().document)
            .collect();
        let address = |document: &Document| match &document.member {
            Some(member) => format!("{} {member}", document.path),
            None => document.path.clone(),
        };
        let first: Vec<String> = read.iter().take(6).map(address).collect();
        let expected = [
            "a/z.zip b/c",
            "a/z.zip in.zip!/x",
            "a/z.zip in.zip",
            "a/z.zip",
            "a b/c",
            "a.txt",
        ];
        assert_eq!(first, expected);
        assert!(read[6..].is_sorted_by(|a, b| a.path < b.path) && read.len() == 1_006);
    }

    #[test]
    fn the_order_comes_from_the_index_and_not_from_sorting() {
        let (_folder, store) = filled(&[]);
        let plan = "EXPLAIN QUERY PLAN SELECT d.id, s.name, d.facts FROM documents d JOIN sources s ON s.id = d.source
             WHERE (d.source, d.sort) > (1, x'00') AND d.gone_in IS NULL ORDER BY d.source, d.sort LIMIT 256";
        let steps: Vec<String> = store.rows(plan, (), |row| row.get(3)).unwrap();
        assert!(
            steps.iter().all(|step| !step.contains("TEMP B-TREE")),
            "{steps:?}"
        );
        assert!(
            steps
                .iter()
                .any(|step| step.contains("SEARCH d USING INDEX")),
            "{steps:?}"
        );
    }

    #[test]
    fn a_document_and_its_findings_read_back_as_they_were_written() {
        let mut written = sensitive("HR/staff \u{2028}\".xlsx", "health");
        written.facts.subjects.insert("uk-nhs-number", u64::MAX);
        written.facts.last_date = Some(jiff::civil::date(2009, 2, 27));
        written.last_date = Some("2009-02-27".into());
        written.status = Status::Partial;
        written.reason = Some(Reason::ImageOnly);
        let mut hidden = finding(&written, "iban", 1);
        hidden.location.hidden = true;
        hidden.fingerprint = None;
        hidden.confidence = 0.123_456_7;
        hidden.severity = Severity::Critical;
        let findings = vec![finding(&written, "uk-nhs-number", 0), hidden];
        let (_folder, mut store) = sample::store();
        let mut run = store.begin_run(&Start::default()).unwrap();
        run.document(&written, findings.iter().cloned().map(Ok))
            .unwrap();
        run.flush().unwrap();
        drop(run);
        let stored = store.documents().next().unwrap().unwrap();
        assert_eq!(stored.document, written);
        let read: Vec<Finding> = store.findings(&stored).map(Result::unwrap).collect();
        assert_eq!(read, findings);
        assert_eq!(
            stored.document.id,
            ids::document("share", &written.path, None)
        );
    }

    #[test]
    fn totals_count_files_and_members_apart_and_add_up() {
        let unread = |path: &str, member, status, reason| Document {
            status,
            reason: Some(reason),
            classification: None,
            bytes: 5,
            ..document(path, member)
        };
        let (_folder, store) = filled(&[
            sensitive("a", "health"),
            document("b", None),
            unread("c.zip", None, Status::Partial, Reason::Encrypted),
            unread("c.zip", Some("x"), Status::Unreadable, Reason::Encrypted),
            document("c.zip", Some("y")),
            unread("d", None, Status::Skipped, Reason::Excluded),
            unread("e", None, Status::Unreadable, Reason::Corrupt),
        ]);
        let totals = store.totals().unwrap();
        assert_eq!(totals.files, 5);
        assert_eq!(
            totals.read + totals.partial + totals.unreadable + totals.skipped,
            totals.files
        );
        assert_eq!((totals.members, totals.members_not_read), (2, 1));
        assert_eq!(
            (totals.personal, totals.sensitive, totals.bytes),
            (0, 1, 215)
        );
        assert_eq!(totals.reasons["encrypted"], 2);
        assert_eq!(totals.reasons["excluded"], 1);
        assert_eq!(totals.formats["txt"], 5);
        let largest = store.unread(Reason::Encrypted, 10).unwrap();
        assert_eq!(largest.len(), 2);
        assert_eq!(
            store.unread(Reason::Excluded, 10).unwrap(),
            [],
            "out of scope is not unread"
        );
        let read = store.documents().next().unwrap().unwrap();
        assert_eq!(
            read.document.classification,
            Some(Classification::Sensitive)
        );
    }

    #[test]
    fn the_policy_of_the_last_run_can_be_had_again() {
        let (_folder, mut store) = sample::store();
        assert_eq!(store.last_run().unwrap(), None);
        for text in ["version = 1", "version = 1\n", "version = 1"] {
            let start = Start {
                policy: Some((text.len().to_string(), text.into())),
                rules: "book".into(),
                ..Start::default()
            };
            store.begin_run(&start).unwrap();
            let ran = store.last_run().unwrap().unwrap();
            assert_eq!(ran.policy.as_deref(), Some(text));
        }
        let scan = store.scan(None, "2026-06-30".into()).unwrap();
        assert_eq!((scan.rules.as_str(), scan.schema), ("book", 1));
    }
}
