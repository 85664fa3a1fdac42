//! Writing: one scan into the store, by one writer, in batches.
//!
//! A document and its findings are written together or not at all; many documents share a transaction. Whatever ends the
//! program between two batches, the file stays whole, and the next run writes over what it finds.

use std::io;

use rusqlite::{Connection, params};
use serde::Serialize;
use serde_json::to_string;

use super::keys::Fingerprint;
use super::order::{below, sort_key};
use super::{Document, Error, Finding, Folder, Store, Totals};

/// Documents in one transaction.
const BATCH_DOCUMENTS: u32 = 1_000;
/// Findings in one transaction, unless a single document has more.
const BATCH_FINDINGS: u64 = 50_000;

/// What a run starts with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// RFC 3339.
    pub started: String,
    /// ISO date.
    pub as_of: String,
    /// Of the program.
    pub version: String,
    /// Hash of the rule book.
    pub rules: String,
    /// Hash and text of the policy file, kept so that a report can be repeated.
    pub policy: Option<(String, String)>,
    /// What else was asked for, as JSON.
    pub options: String,
    /// In the order typed. Only sources that could be opened: what an unreachable one held is not gone.
    pub sources: Vec<Source>,
}

/// A root that was scanned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Source {
    /// As typed.
    pub name: String,
    /// On a network mount: permission bits may be made up by the mount.
    pub network: bool,
    /// In a git work tree: file times are those of the checkout.
    pub work_tree: bool,
}

/// A scan on its way into the store. Dropped without [`Run::finish`], it leaves what its last batch wrote.
pub struct Run<'s> {
    store: &'s mut Store,
    id: i64,
    documents: u32,
    findings: u64,
}

impl Store {
    /// Starts a run.
    pub fn begin_run(&mut self, start: &Start) -> Result<Run<'_>, Error> {
        let id = begin(&self.connection, start).map_err(|error| self.error(error))?;
        Ok(Run {
            store: self,
            id,
            documents: 0,
            findings: 0,
        })
    }
}

impl Run<'_> {
    /// Writes a document and its findings in place of what an earlier run wrote of it.
    pub fn document(
        &mut self,
        document: &Document,
        findings: impl IntoIterator<Item = io::Result<Finding>>,
    ) -> Result<(), Error> {
        self.begin()?;
        self.execute("SAVEPOINT document")?;
        match self.replace(document, findings) {
            Ok(written) => {
                self.execute("RELEASE document")?;
                self.documents += 1;
                self.findings += written;
            }
            Err(error) => {
                // A full disk has undone everything already; then there is no savepoint to go back to.
                let _ = self.execute("ROLLBACK TO document; RELEASE document");
                return Err(error);
            }
        }
        if self.documents >= BATCH_DOCUMENTS || self.findings >= BATCH_FINDINGS {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes a folder that was not looked into.
    pub fn folder(&mut self, folder: &Folder) -> Result<(), Error> {
        self.begin()?;
        self.try_to(|connection, run| {
            let source = source_id(connection, &folder.source, run)?;
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO folders (source, sort, path, status, reason, seen_in)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    source,
                    sort_key(&folder.path, None),
                    folder.path,
                    word(&folder.status),
                    folder.reason.as_str(),
                    run
                ])
        })?;
        self.documents += 1;
        Ok(())
    }

    /// Commits what was written so far.
    pub fn flush(&mut self) -> Result<(), Error> {
        (self.documents, self.findings) = (0, 0);
        if self.store.connection.is_autocommit() {
            return Ok(());
        }
        self.execute("COMMIT")
    }

    /// Ends the run: what its sources held before and it did not meet is marked gone, except below folders that could
    /// not be listed. `finished` is RFC 3339.
    pub fn finish(mut self, finished: &str, totals: &Totals) -> Result<(), Error> {
        self.begin()?;
        self.try_to(|connection, run| {
            mark_gone(connection, run)?;
            connection.execute(
                "UPDATE runs SET finished = ?2, totals = ?3 WHERE id = ?1",
                params![run, finished, json(totals)],
            )
        })?;
        self.flush()
    }

    fn begin(&mut self) -> Result<(), Error> {
        if self.store.connection.is_autocommit() {
            self.execute("BEGIN IMMEDIATE")?;
        }
        Ok(())
    }

    fn execute(&self, sql: &str) -> Result<(), Error> {
        self.try_to(|connection, _| connection.execute_batch(sql))
    }

    fn try_to<T>(
        &self,
        work: impl FnOnce(&Connection, i64) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        work(&self.store.connection, self.id).map_err(|error| self.store.error(error))
    }

    /// Returns how many findings were written.
    fn replace(
        &self,
        document: &Document,
        findings: impl IntoIterator<Item = io::Result<Finding>>,
    ) -> Result<u64, Error> {
        let id = self.try_to(|connection, run| {
            let id = upsert(connection, document, run)?;
            connection
                .prepare_cached("DELETE FROM findings WHERE document = ?1")?
                .execute([id])?;
            Ok(id)
        })?;
        let mut written = 0;
        for finding in findings {
            let finding = finding.map_err(Error::Spool)?;
            self.try_to(|connection, _| insert(connection, id, written, &finding))?;
            written += 1;
        }
        self.try_to(|connection, _| {
            connection
                .prepare_cached("UPDATE documents SET findings = ?2 WHERE id = ?1")?
                .execute(params![id, written.cast_signed()])
        })?;
        Ok(written)
    }
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        if !self.store.connection.is_autocommit() {
            // Nothing more can be done if even this fails: closing the file undoes the batch.
            let _ = self.execute("ROLLBACK");
        }
    }
}

fn begin(connection: &Connection, start: &Start) -> rusqlite::Result<i64> {
    let transaction = connection.unchecked_transaction()?;
    let policy = start.policy.as_ref().map(|(hash, text)| {
        transaction
            .execute(
                "INSERT OR IGNORE INTO policies (hash, content) VALUES (?1, ?2)",
                (hash, text),
            )
            .map(|_| hash)
    });
    transaction.execute(
        "INSERT INTO runs (started, as_of, version, rules, policy, options) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            start.started,
            start.as_of,
            start.version,
            start.rules,
            policy.transpose()?,
            start.options
        ],
    )?;
    let run = transaction.last_insert_rowid();
    for source in &start.sources {
        transaction.execute(
            "INSERT INTO sources (name, network, work_tree, seen_in) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (name) DO UPDATE SET
                network = excluded.network, work_tree = excluded.work_tree, seen_in = excluded.seen_in",
            params![source.name, source.network, source.work_tree, run],
        )?;
    }
    transaction.commit()?;
    Ok(run)
}

/// The row of a source; one that the run's start did not name is added without changing what is known of it.
fn source_id(connection: &Connection, name: &str, run: i64) -> rusqlite::Result<i64> {
    let known = connection
        .prepare_cached("SELECT id FROM sources WHERE name = ?1")?
        .query_row([name], |row| row.get(0));
    match known {
        Err(rusqlite::Error::QueryReturnedNoRows) => {
            connection.execute(
                "INSERT INTO sources (name, network, work_tree, seen_in) VALUES (?1, 0, 0, ?2)",
                params![name, run],
            )?;
            Ok(connection.last_insert_rowid())
        }
        other => other,
    }
}

fn upsert(connection: &Connection, document: &Document, run: i64) -> rusqlite::Result<i64> {
    let source = source_id(connection, &document.source, run)?;
    connection
        .prepare_cached(
            "INSERT INTO documents (source, sort, path, member, record, format, bytes, modified, file_owner, mode,
                content_hash, status, reason, classification, sensitive_categories, marking, subjects, last_date,
                facts, findings, read_in, seen_in)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, 0, ?20, ?20)
             ON CONFLICT (source, sort) DO UPDATE SET
                record = excluded.record, format = excluded.format, bytes = excluded.bytes,
                modified = excluded.modified, file_owner = excluded.file_owner, mode = excluded.mode,
                content_hash = excluded.content_hash, status = excluded.status, reason = excluded.reason,
                classification = excluded.classification, sensitive_categories = excluded.sensitive_categories,
                marking = excluded.marking, subjects = excluded.subjects, last_date = excluded.last_date,
                facts = excluded.facts, read_in = excluded.read_in, seen_in = excluded.seen_in, gone_in = NULL
             RETURNING id",
        )?
        .query_row(
            params![
                source,
                sort_key(&document.path, document.member.as_deref()),
                document.path,
                document.member,
                document.id,
                document.format,
                document.bytes.cast_signed(),
                document.modified,
                document.file_owner,
                document.mode,
                document.content_hash,
                word(&document.status),
                document.reason.map(crate::crawl::Reason::as_str),
                document.classification.map(|class| word(&class)),
                json(&document.sensitive_categories),
                document.marking,
                document.subjects.cast_signed(),
                document.last_date,
                json(&document.facts),
                run
            ],
            |row| row.get(0),
        )
}

fn insert(
    connection: &Connection,
    document: i64,
    place: u64,
    finding: &Finding,
) -> rusqlite::Result<usize> {
    let fingerprint = finding.fingerprint.as_deref().and_then(Fingerprint::parse);
    connection
        .prepare_cached(
            "INSERT INTO findings (document, place, record, rule, class, location, value, fingerprint, confidence,
                severity, evidence, principles)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            document,
            place.cast_signed(),
            finding.id,
            finding.rule,
            word(&finding.class),
            json(&finding.location),
            finding.value,
            fingerprint.map(Fingerprint::bytes),
            decimal(finding.confidence),
            finding.severity as u8,
            json(&finding.evidence),
            json(&finding.principles)
        ])
}

fn mark_gone(connection: &Connection, run: i64) -> rusqlite::Result<()> {
    // What lies below a folder that could not be listed was not met either, but nobody knows that it is gone.
    let unlisted: Vec<(i64, String)> = connection
        .prepare("SELECT source, path FROM folders WHERE seen_in = ?1 AND status <> 'skipped'")?
        .query_map([run], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    connection.execute_batch("CREATE TEMP TABLE kept (id INTEGER PRIMARY KEY)")?;
    for (source, path) in unlisted {
        let (first, last) = below(&path);
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO kept SELECT id FROM documents
                 WHERE source = ?1 AND sort >= ?2 AND sort < ?3 AND seen_in <> ?4",
            )?
            .execute(params![source, first, last, run])?;
    }
    connection.execute(
        "UPDATE documents SET gone_in = ?1
         WHERE gone_in IS NULL AND seen_in <> ?1 AND id NOT IN (SELECT id FROM kept)
            AND source IN (SELECT id FROM sources WHERE seen_in = ?1)",
        [run],
    )?;
    connection.execute(
        "DELETE FROM folders WHERE seen_in <> ?1 AND source IN (SELECT id FROM sources WHERE seen_in = ?1)",
        [run],
    )?;
    connection.execute_batch("DROP TABLE kept")
}

fn json<T: Serialize>(value: &T) -> String {
    to_string(value).expect("records are plain data with text keys")
}

/// The word of an enum, as records print it.
fn word<T: Serialize>(value: &T) -> String {
    json(value).trim_matches('"').to_owned()
}

/// The number as it prints: 0.95 and not 0.949999988, and the same single number when read back.
fn decimal(number: f32) -> f64 {
    number.to_string().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::super::sample::{self, document, finding, personal};
    use super::*;
    use crate::crawl::{Reason, Status};

    fn start() -> Start {
        Start {
            sources: vec![Source {
                name: "share".into(),
                ..Source::default()
            }],
            ..Start::default()
        }
    }

    fn paths(store: &Store) -> Vec<String> {
        store
            .documents()
            .map(|stored| stored.unwrap().document.path)
            .collect()
    }

    fn scan(store: &mut Store, paths: &[&str]) {
        let mut run = store.begin_run(&start()).unwrap();
        for path in paths {
            run.document(&document(path, None), []).unwrap();
        }
        run.finish("", &Totals::default()).unwrap();
    }

    fn integrity(store: &Store) -> String {
        let check = "PRAGMA integrity_check";
        store
            .connection
            .query_row(check, (), |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn a_rescan_replaces_a_document_and_all_its_findings() {
        let (_folder, mut store) = sample::store();
        let one = personal("a", &["iban"]);
        for count in [5, 2] {
            let mut run = store.begin_run(&start()).unwrap();
            run.document(&one, (0..count).map(|n| Ok(finding(&one, "iban", n))))
                .unwrap();
            run.finish("", &Totals::default()).unwrap();
            let stored = store.documents().next().unwrap().unwrap();
            assert_eq!(store.findings(&stored).count() as u64, count);
            assert_eq!(store.totals().unwrap().findings, count);
        }
        assert_eq!(store.documents().count(), 1);
    }

    #[test]
    fn a_document_whose_findings_fail_half_way_stays_as_it_was() {
        let (_folder, mut store) = sample::store();
        let (one, two) = (personal("a", &["iban"]), document("b", None));
        let mut run = store.begin_run(&start()).unwrap();
        run.document(&one, [Ok(finding(&one, "iban", 0))]).unwrap();
        let broken = [
            Ok(finding(&one, "iban", 7)),
            Err(io::Error::other("broken")),
        ];
        assert!(matches!(run.document(&one, broken), Err(Error::Spool(_))));
        run.document(&two, []).unwrap();
        run.finish("", &Totals::default()).unwrap();
        let stored: Vec<_> = store.documents().map(Result::unwrap).collect();
        assert_eq!(stored.len(), 2);
        let found: Vec<_> = store.findings(&stored[0]).map(Result::unwrap).collect();
        assert_eq!(found, [finding(&one, "iban", 0)]);
    }

    /// What a kill leaves: the file and its log as they are, with nobody to close them.
    fn killed(mut store: Store, into: &Path) {
        let mut run = store.begin_run(&start()).unwrap();
        for path in ["a", "b"] {
            run.document(&document(path, None), []).unwrap();
        }
        run.flush().unwrap();
        let last = personal("c", &["iban"]);
        run.document(&last, (0..10_000).map(|n| Ok(finding(&last, "iban", n))))
            .unwrap();
        let path = run.store.path.clone();
        fs::copy(&path, into).unwrap();
        for ending in ["-wal", "-journal"] {
            let beside = |path: &Path| format!("{}{ending}", path.display());
            let _ = fs::copy(beside(&path), beside(into));
        }
    }

    #[test]
    fn a_killed_scan_leaves_what_was_committed_and_can_be_scanned_into_again() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join("left.db");
        let path = folder.path().join("domesday.db");
        killed(Store::open_or_create(&path, "key").unwrap(), &left);
        let mut store = Store::open_or_create(&left, "key").unwrap();
        assert_eq!(integrity(&store), "ok");
        assert_eq!(paths(&store), ["a", "b"]);
        assert_eq!(store.last_run().unwrap().unwrap().finished, None);
        scan(&mut store, &["a", "c"]);
        assert_eq!(paths(&store), ["a", "c"]);
        assert_eq!(integrity(&store), "ok");
    }

    #[test]
    fn a_dropped_run_undoes_only_its_open_batch() {
        let (_folder, mut store) = sample::store();
        let mut run = store.begin_run(&start()).unwrap();
        run.document(&document("a", None), []).unwrap();
        run.flush().unwrap();
        run.document(&document("b", None), []).unwrap();
        drop(run);
        assert_eq!(paths(&store), ["a"]);
        scan(&mut store, &["a", "b"]);
    }

    #[test]
    fn what_a_finished_run_did_not_meet_is_gone_and_comes_back_when_met_again() {
        let (_folder, mut store) = sample::store();
        scan(&mut store, &["a", "b/c"]);
        scan(&mut store, &["a"]);
        assert_eq!(paths(&store), ["a"]);
        assert_eq!(store.totals().unwrap().files, 1);
        scan(&mut store, &["a", "b/c"]);
        assert_eq!(paths(&store), ["a", "b/c"]);
    }

    #[test]
    fn neither_an_unfinished_run_nor_one_over_another_source_nor_an_unlisted_folder_makes_documents_gone()
     {
        let (_folder, mut store) = sample::store();
        scan(&mut store, &["a", "b/c", "b/d/e", "bb"]);
        drop(store.begin_run(&start()).unwrap());
        let elsewhere = Start {
            sources: vec![Source {
                name: "elsewhere".into(),
                ..Source::default()
            }],
            ..Start::default()
        };
        let run = store.begin_run(&elsewhere).unwrap();
        run.finish("", &Totals::default()).unwrap();
        assert_eq!(paths(&store).len(), 4);
        let mut run = store.begin_run(&start()).unwrap();
        let unlisted = Folder {
            source: "share".into(),
            path: "b".into(),
            status: Status::Unreadable,
            reason: Reason::PermissionDenied,
        };
        run.folder(&unlisted).unwrap();
        run.finish("", &Totals::default()).unwrap();
        assert_eq!(paths(&store), ["b/c", "b/d/e"]);
        assert_eq!(store.folders().unwrap(), [unlisted]);
        assert_eq!(store.totals().unwrap().folders_unreadable, 1);
        scan(&mut store, &["b/c"]);
        assert_eq!(store.folders().unwrap(), []);
    }

    #[test]
    fn a_full_disk_is_a_clear_error_and_what_was_committed_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("domesday.db");
        let mut store = Store::open_or_create(&path, "key").unwrap();
        scan(&mut store, &["a"]);
        // The limit on pages stands in for the disk: SQLite reports both alike.
        let pages: i64 = store
            .connection
            .query_row("PRAGMA page_count", (), |row| row.get(0))
            .unwrap();
        let limit = format!("PRAGMA max_page_count = {}", pages + 8);
        store.connection.query_row(&limit, (), |_| Ok(())).unwrap();
        let mut run = store.begin_run(&start()).unwrap();
        run.document(&document("b", None), []).unwrap();
        run.flush().unwrap();
        let big = personal("c", &["iban"]);
        let error = run
            .document(&big, (0..10_000).map(|n| Ok(finding(&big, "iban", n))))
            .unwrap_err();
        assert!(matches!(error, Error::Full { .. }), "{error}");
        assert!(error.to_string().contains("domesday.db"));
        drop(run);
        assert_eq!(paths(&store), ["a", "b"]);
        assert_eq!(integrity(&store), "ok");
    }

    #[test]
    fn a_second_writer_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("domesday.db");
        let mut first = Store::open_or_create(&path, "key").unwrap();
        let mut run = first.begin_run(&start()).unwrap();
        run.document(&document("a", None), []).unwrap();
        let mut second = Store::open(&path).unwrap();
        second
            .connection
            .busy_timeout(std::time::Duration::ZERO)
            .unwrap();
        assert!(matches!(
            second.begin_run(&start()),
            Err(Error::Busy { .. })
        ));
        assert_eq!(
            paths(&second),
            Vec::<String>::new(),
            "a reader sees what is committed"
        );
    }
}
