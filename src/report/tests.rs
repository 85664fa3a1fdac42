//! Every format over an inventory that is empty, that is usual, and that is hostile.

use std::collections::BTreeSet;

use jiff::civil::date;
use serde_json::Value;

use super::*;
use crate::assess::{Decisions, Options, Policy, Regime};
use crate::classify::Classification;
use crate::crawl::{Reason, Status};
use crate::detect::Class;
use crate::inventory::sample::{self, document, finding, personal, sensitive, tally};
use crate::inventory::{Source, Start, Totals};

const HOSTILE: &str =
    "=HYPERLINK(\"http://x\") \u{1b}[2J\u{202e}\u{2028}\u{0}\r\n,'\";\\</script>é";

fn typical() -> Vec<(Document, Vec<Finding>)> {
    let staff = sensitive("HR/staff.xlsx", "health");
    let mut genetic = sensitive("HR/tests.txt", "genetic-data");
    tally(&mut genetic, "credential", Class::Credential, 0.9);
    let mut lost = document("HR/old.zip", Some("a.doc"));
    (lost.status, lost.reason, lost.classification) =
        (Status::Unreadable, Some(Reason::Encrypted), None);
    let mut container = personal("HR/old.zip", &["iban"]);
    (container.status, container.reason) = (Status::Partial, Some(Reason::Encrypted));
    let mut excluded = document("tmp/x.bak", None);
    (excluded.status, excluded.reason, excluded.classification) =
        (Status::Skipped, Some(Reason::Excluded), None);
    let findings = vec![
        finding(&staff, "uk-nhs-number", 0),
        finding(&staff, "iban", 1),
    ];
    vec![
        (staff, findings),
        (genetic, vec![]),
        (container, vec![]),
        (lost, vec![]),
        (excluded, vec![]),
    ]
}

fn hostile() -> Vec<(Document, Vec<Finding>)> {
    let mut document = personal(&format!("{HOSTILE}/{HOSTILE}"), &["iban"]);
    document.member = Some(HOSTILE.into());
    document.file_owner = Some(HOSTILE.into());
    document.mode = Some(HOSTILE.into());
    document.modified = Some(HOSTILE.into());
    document.classification = Some(Classification::Personal);
    let mut found = finding(&document, "iban", 0);
    found.location =
        serde_json::from_value(serde_json::json!({"sheet": HOSTILE, "cell": "A1"})).unwrap();
    found.value = HOSTILE.into();
    vec![(document, vec![found])]
}

fn store(documents: &[(Document, Vec<Finding>)]) -> (tempfile::TempDir, Store) {
    let (folder, mut store) = sample::store();
    let start = Start {
        rules: "book".into(),
        sources: vec![Source {
            name: "share".into(),
            ..Source::default()
        }],
        ..Start::default()
    };
    let mut run = store.begin_run(&start).unwrap();
    for (document, findings) in documents {
        run.document(document, findings.iter().cloned().map(Ok))
            .unwrap();
    }
    let folder_record = Folder {
        source: "share".into(),
        path: "locked".into(),
        status: Status::Unreadable,
        reason: Reason::PermissionDenied,
    };
    if !documents.is_empty() {
        run.folder(&folder_record).unwrap();
    }
    run.finish("2026-06-30T00:00:00Z", &Totals::default())
        .unwrap();
    (folder, store)
}

fn assessor(policy: Option<&str>) -> Assessor {
    assessor_with(policy, None)
}

fn assessor_with(policy: Option<&str>, decisions: Option<Decisions>) -> Assessor {
    let rules = BTreeSet::from(["person-name".to_owned(), "health".to_owned()]);
    let policy = policy.map(|text| {
        Policy::parse("p", text, &rules, date(2026, 6, 30))
            .unwrap()
            .0
    });
    let options = Options {
        decisions,
        temp_dir: std::env::temp_dir(),
        ..Options::default()
    };
    Assessor::new(
        policy,
        Regime::by_id("dpa-1998").unwrap(),
        date(2026, 6, 30),
        options,
    )
}

const POLICY: &str = "version = 1\n[organisation]\nname = \"Example Council\"\n[[purpose]]\nname = \"Staff\"
paths = [\"HR/**\"]\nowner = \"hr.manager\"\nallow = [\"person-name\"]\nclasses = [\"staff-personal-file\"]";

fn written(
    format: Format,
    what: What,
    documents: &[(Document, Vec<Finding>)],
    policy: Option<&str>,
) -> String {
    let (_folder, store) = store(documents);
    let mut out = Vec::new();
    write(format, what, &store, &assessor(policy), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What a check prints.
fn lines(documents: &[(Document, Vec<Finding>)], policy: Option<&str>) -> String {
    let (folder, store) = store(documents);
    let mut out = Vec::new();
    let mut stream = Stream::new(Format::Text, &mut out, folder.path(), true);
    walk(&store, &assessor(policy), true, &mut |record| {
        stream.record(record)
    })
    .unwrap();
    stream.finish().unwrap();
    String::from_utf8(out).unwrap()
}

fn json_lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn records_come_in_the_order_of_the_contract_and_type_comes_first() {
    let text = written(Format::JsonLines, What::All, &typical(), Some(POLICY));
    assert!(text.lines().all(|line| line.starts_with("{\"type\":\"")));
    let told: Vec<String> = json_lines(&text)
        .iter()
        .map(|record| {
            let of = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
            let detail = if of("type") == "indicator" {
                of("check")
            } else {
                of("rule")
            };
            format!("{} {}{} {detail}", of("type"), of("path"), of("member"))
                .trim_end()
                .to_owned()
        })
        .collect();
    let expected = [
        "indicator HR/old.zipa.doc p6-unsearchable",
        "document HR/old.zip",
        "indicator HR/old.zip p3-not-allowed-here",
        "indicator HR/old.zip p5-over-retention",
        "indicator HR/old.zip p6-unsearchable",
        "finding HR/staff.xlsx uk-nhs-number",
        "finding HR/staff.xlsx iban",
        "document HR/staff.xlsx",
        "indicator HR/staff.xlsx p3-not-allowed-here",
        "indicator HR/staff.xlsx p5-over-retention",
        "document HR/tests.txt",
        "indicator HR/tests.txt p3-not-allowed-here",
        "indicator HR/tests.txt p5-over-retention",
        "indicator HR/tests.txt p7-credential",
        "document tmp/x.bak",
        "folder locked",
        "scan",
    ];
    assert_eq!(told[0], "document HR/old.zipa.doc");
    assert_eq!(told[1..], expected);
}

#[test]
fn a_record_has_the_fields_of_the_contract() {
    let records = json_lines(&written(
        Format::JsonLines,
        What::All,
        &typical(),
        Some(POLICY),
    ));
    let of = |kind: &str| {
        records
            .iter()
            .find(|record| record["type"] == kind)
            .unwrap()
    };
    let found = of("finding");
    assert_eq!(found["fingerprint"].as_str().unwrap().len(), 19);
    assert_eq!(found["confidence"].to_string(), "0.95");
    assert_eq!(
        found["location"],
        serde_json::json!({"sheet": "Staff", "cell": "C1"})
    );
    let document = records
        .iter()
        .find(|record| record["path"] == "HR/staff.xlsx" && record["type"] == "document")
        .unwrap();
    assert_eq!(document["purpose"], "Staff");
    assert_eq!(document["responsible"], "hr.manager");
    assert_eq!(document["record_class"], "staff-personal-file");
    let indicator = records
        .iter()
        .find(|record| record["check"] == "p5-over-retention")
        .unwrap();
    assert_eq!(indicator["state"], "overdue");
    let scan = of("scan");
    assert_eq!(
        (scan["schema"].as_u64(), scan["rules"].as_str()),
        (Some(1), Some("book"))
    );
    assert_eq!(scan["policy_hash"].as_str().unwrap().len(), 16);
    let totals = &scan["totals"];
    let count = |key: &str| totals[key].as_u64().unwrap();
    assert_eq!(count("files"), 4);
    assert_eq!(
        count("read") + count("partial") + count("unreadable") + count("skipped"),
        4
    );
    assert_eq!(
        (
            count("findings"),
            count("members"),
            count("folders_unreadable")
        ),
        (2, 1, 1)
    );
}

#[test]
fn json_holds_the_same_records_as_json_lines() {
    for documents in [vec![], typical(), hostile()] {
        let lines = json_lines(&written(
            Format::JsonLines,
            What::All,
            &documents,
            Some(POLICY),
        ));
        let json: Value =
            serde_json::from_str(&written(Format::Json, What::All, &documents, Some(POLICY)))
                .unwrap();
        for (list, kind) in [
            ("documents", "document"),
            ("findings", "finding"),
            ("indicators", "indicator"),
            ("folders", "folder"),
        ] {
            let expected: Vec<&Value> = lines
                .iter()
                .filter(|record| record["type"] == kind)
                .collect();
            let listed: Vec<&Value> = json[list].as_array().unwrap().iter().collect();
            assert_eq!(listed, expected, "{list}");
        }
        assert_eq!(&json["scan"], lines.last().unwrap());
    }
}

#[test]
fn only_what_is_asked_for_is_written() {
    for (what, kinds) in [
        (What::Findings, &["finding", "scan"][..]),
        (What::Documents, &["document", "folder", "scan"]),
        (What::Indicators, &["indicator", "scan"]),
    ] {
        let records = json_lines(&written(Format::JsonLines, what, &typical(), Some(POLICY)));
        let told: BTreeSet<&str> = records
            .iter()
            .filter_map(|record| record["type"].as_str())
            .collect();
        assert_eq!(told, kinds.iter().copied().collect(), "{what:?}");
        let json: Value =
            serde_json::from_str(&written(Format::Json, what, &typical(), Some(POLICY))).unwrap();
        assert!(json.get("scan").is_some() && json.as_object().unwrap().len() == kinds.len());
    }
}

#[test]
fn hostile_names_survive_json_and_cannot_break_lines_tables_or_terminals() {
    let text = written(Format::JsonLines, What::All, &hostile(), None);
    let path = format!("{HOSTILE}/{HOSTILE}");
    assert!(
        json_lines(&text)
            .iter()
            .any(|record| record["path"] == path.as_str() && record["member"] == HOSTILE)
    );
    for text in [
        lines(&hostile(), None),
        written(Format::Text, What::All, &hostile(), None),
    ] {
        assert!(
            !text.contains(['\u{1b}', '\u{202e}', '\u{2028}', '\u{0}', '\r']),
            "{text:?}"
        );
    }
    for what in [What::Findings, What::Documents, What::Indicators] {
        let text = written(Format::Csv, what, &hostile(), Some(POLICY));
        for row in
            ::csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes()).records()
        {
            for cell in &row.unwrap() {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']),
                    "{cell:?}"
                );
            }
        }
    }
}

#[test]
fn a_table_opens_rightly_in_spreadsheet_programs() {
    for what in [What::Findings, What::Documents, What::Indicators] {
        let text = written(Format::Csv, what, &typical(), Some(POLICY));
        assert!(text.starts_with("\u{feff}id,source,path,member,"));
        assert!(
            text.ends_with("\r\n") && text.matches('\n').count() == text.matches("\r\n").count()
        );
        let rows = ::csv::Reader::from_reader(text.as_bytes())
            .records()
            .map(Result::unwrap)
            .count();
        let expected = json_lines(&written(Format::JsonLines, what, &typical(), Some(POLICY)));
        let of_kind = |record: &&Value| !matches!(record["type"].as_str(), Some("scan" | "folder"));
        assert_eq!(rows, expected.iter().filter(of_kind).count());
    }
    let text = written(Format::Csv, What::Findings, &typical(), None);
    assert!(
        text.contains(",Staff!C1,********19,k1:")
            && text.contains(",check-digit; header:nhs-number,3; 7\r\n"),
        "{text}"
    );
    let (_folder, store) = store(&[]);
    let refused = write(
        Format::Csv,
        What::All,
        &store,
        &assessor(None),
        &mut Vec::new(),
    );
    assert!(matches!(refused, Err(Error::OneTable)));
}

#[test]
fn lines_name_each_document_once_and_end_with_what_was_not_read() {
    let text = lines(&typical(), Some(POLICY));
    assert_eq!(text.matches("share/HR/staff.xlsx\n").count(), 1);
    assert!(
        text.contains("  medium    Staff!C1  uk-nhs-number  ********19  (0.95)\n"),
        "{text}"
    );
    assert!(text.contains("2 findings: 2 medium\n"));
    let last: Vec<&str> = text.lines().rev().take(3).collect();
    assert_eq!(
        last,
        [
            "            2  encrypted",
            "Not read, or only in part: 1 file, 1 document inside them, 1 whole folder. What they hold is not known",
            "            1  excluded"
        ]
    );
}

#[test]
fn the_summary_tells_a_manager_what_is_held_and_last_what_was_not_read() {
    let text = written(Format::Text, What::All, &typical(), Some(POLICY));
    assert!(text.starts_with("Example Council: personal data, weighed on 2026-06-30 under the Data Protection Act 1998\n4 files, 400 B; 1 document inside them\n"), "{text}");
    for line in [
        "            2  sensitive personal data",
        "            1  other personal data",
        "            2  Physical or mental health, s.2(e)",
        "            0  Political opinions, s.2(b)",
        "            1  iban in 1 document",
        "            1  documents with a credential in clear (p7-credential)",
        "               share/HR/tests.txt",
        "  2  Specified purposes: none; 3 checks not made",
        "               share/HR/old.zip (100 B)",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}\n{text}");
    }
    assert_eq!(
        text.lines().last(),
        Some("  folder share/locked (permission-denied)")
    );
    let plain = written(Format::Text, What::All, &typical(), None);
    assert!(
        plain.contains("  no policy file was given: 27 checks of principles "),
        "{plain}"
    );
    assert_eq!(
        written(Format::Text, What::All, &[], None).lines().last(),
        Some("Not read: nothing that was in scope")
    );
}

#[test]
fn the_same_inventory_gives_the_same_bytes() {
    for format in Format::ALL {
        let what = if format == Format::Csv {
            What::Documents
        } else {
            What::All
        };
        assert_eq!(
            written(format, what, &typical(), Some(POLICY)),
            written(format, what, &typical(), Some(POLICY))
        );
    }
}

#[test]
fn a_source_outside_the_policy_is_told() {
    let elsewhere = format!("{POLICY}\n[[share]]\nroot = \"/srv\"");
    let text = written(Format::Text, What::All, &typical(), Some(&elsewhere));
    assert!(
        text.contains(
            "The policy has no [[share]] for share: nothing there was weighed against it."
        ),
        "{text}"
    );
}

/// An output that takes so many bytes and no more.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self
            .0
            .checked_sub(bytes.len())
            .ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_output_that_fails_is_an_error_in_every_format() {
    let (_folder, store) = store(&typical());
    for format in Format::ALL {
        let outcome = write(
            format,
            What::Documents,
            &store,
            &assessor(None),
            &mut Full(100),
        );
        assert!(
            matches!(outcome, Err(Error::Io(error)) if error.kind() == io::ErrorKind::StorageFull),
            "{format:?}"
        );
    }
}

fn viewed(view: View, form: Form, documents: &[(Document, Vec<Finding>)]) -> Vec<u8> {
    let (_folder, store) = store(documents);
    let mut out = Vec::new();
    super::view(view, form, &store, &assessor(Some(POLICY)), &mut out).unwrap();
    out
}

#[test]
fn every_view_is_written_in_every_form_whatever_the_inventory_holds() {
    for documents in [vec![], typical(), hostile()] {
        for view in View::ALL {
            let text = |form| String::from_utf8(viewed(view, form, &documents)).unwrap();
            let json: Value = serde_json::from_str(&text(Form::Json)).unwrap();
            let rows = json["rows"].as_array().unwrap();
            assert_eq!(json_lines(&text(Form::JsonLines)), *rows, "{view:?}");
            let csv = text(Form::Csv);
            let mut read =
                ::csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
            let cells: Vec<::csv::StringRecord> = read.records().map(Result::unwrap).collect();
            assert_eq!(cells.len(), rows.len(), "{view:?}");
            for cell in cells.iter().flatten() {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{cell:?}"
                );
            }
            let shown = text(Form::Text);
            assert!(
                !shown.contains(['\u{1b}', '\u{202e}', '\u{0}']),
                "{shown:?}"
            );
            let words = shown.to_lowercase();
            assert!(
                !words.contains("breach") && !words.contains("complian"),
                "{shown}"
            );
        }
        for view in [View::Disposal, View::Review] {
            assert!(viewed(view, Form::Docx, &documents).starts_with(b"PK"));
        }
    }
    let (_folder, store) = store(&[]);
    let refused = super::view(
        View::Access,
        Form::Docx,
        &store,
        &assessor(None),
        &mut Vec::new(),
    );
    assert!(matches!(refused, Err(Error::NotForSigning)));
}

#[test]
fn the_disposal_list_holds_what_is_overdue_and_leaves_its_last_columns_to_be_signed() {
    let rows = json_lines(
        &String::from_utf8(viewed(View::Disposal, Form::JsonLines, &typical())).unwrap(),
    );
    let paths: Vec<&str> = rows.iter().filter_map(|row| row["path"].as_str()).collect();
    assert_eq!(paths, ["HR/old.zip", "HR/staff.xlsx", "HR/tests.txt"]);
    for row in &rows {
        assert_eq!(row["evidence"], "file time only");
        assert_eq!(row["responsible"], "hr.manager");
        assert!(row["due_since"].as_str().is_some_and(|day| day.len() == 10));
        assert!(row["signed_by_post"].is_null() && row["hold_checked"].is_null());
    }
    let held = format!("{POLICY}\n[[retention.hold]]\nreason = \"Inquiry\"\npaths = [\"HR/**\"]");
    let (_folder, store) = store(&typical());
    let mut out = Vec::new();
    super::view(
        View::Disposal,
        Form::JsonLines,
        &store,
        &assessor(Some(&held)),
        &mut out,
    )
    .unwrap();
    assert_eq!(out, b"", "nothing under a hold is proposed");
}

#[test]
fn what_was_decided_stands_in_the_columns_that_are_to_be_signed() {
    let (_folder, store) = store(&typical());
    let line = r#"{"date":"2026-05-04","by":"head.of.hr","decision":"dispose","reason":"r","path":"HR/staff.xlsx"}"#;
    let decisions = Decisions::read("d", line).unwrap();
    let assessor = assessor_with(Some(POLICY), Some(decisions));
    let mut out = Vec::new();
    super::view(View::Disposal, Form::JsonLines, &store, &assessor, &mut out).unwrap();
    let rows = json_lines(&String::from_utf8(out).unwrap());
    let signed = |path: &str| {
        let row = rows.iter().find(|row| row["path"] == path).unwrap();
        ["decision", "signed_by_post", "signed_on", "done_on"].map(|column| row[column].clone())
    };
    let decided = ["dispose", "head.of.hr", "2026-05-04"].map(Value::from);
    assert_eq!(signed("HR/staff.xlsx")[..3], decided);
    assert!(signed("HR/staff.xlsx")[3].is_null());
    assert!(signed("HR/tests.txt").iter().all(Value::is_null));
}

#[test]
fn the_register_sets_what_was_found_beside_what_was_declared() {
    let rows = json_lines(
        &String::from_utf8(viewed(View::Register, Form::JsonLines, &typical())).unwrap(),
    );
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!(row["purpose"], "Staff");
    assert_eq!(row["kinds_declared"], "person-name");
    assert_eq!(row["kinds_found"], "iban; person-name");
    assert_eq!(row["difference"], "genetic-data; health; iban");
    assert_eq!(
        (row["files"].as_str(), row["retention"].is_null()),
        (Some("3"), false)
    );
}
