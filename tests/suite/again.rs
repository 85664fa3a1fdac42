//! An inventory weighed anew: under another law, on another day, with another policy, and without its source.

use std::collections::BTreeMap;
use std::fs;
use std::time::Instant;

use domesday::inventory::{Start, Store, Totals};
use serde_json::Value;

use crate::support::{Share, of_type, records, run, stderr, text};

/// The records of a report of the inventory.
fn report(share: &Share, arguments: &[&str]) -> Vec<Value> {
    let fixed = ["report", "--inventory", "wetherley.db", "--format", "jsonl"];
    let output = run(share.domesday(&fixed).args(arguments));
    assert!(output.status.success(), "{}", stderr(&output));
    records(&output.stdout)
}

/// What is said of each document by each check, without the law it is said under.
fn said(records: &[Value]) -> BTreeMap<(String, String, String), String> {
    of_type(records, "indicator")
        .into_iter()
        .map(|record| {
            let of = |field| text(record, field).to_owned();
            ((of("path"), of("member"), of("check")), of("detail"))
        })
        .collect()
}

#[test]
fn a_report_is_read_under_the_other_law_without_a_new_scan() {
    let share = Share::copy();
    share.scan();
    fs::remove_dir_all(share.folder().join("share")).unwrap();
    let then = report(&share, &["--regime", "dpa-1998"]);
    let now = report(&share, &["--regime", "uk-gdpr"]);
    let laws = |records: &[Value]| -> Vec<String> {
        let indicators = of_type(records, "indicator").into_iter();
        indicators
            .map(|record| text(record, "law").to_owned())
            .collect()
    };
    assert!(laws(&then).iter().all(|law| !law.contains("art.")));
    assert!(laws(&now).iter().all(|law| !law.contains("Sch. 1 para")));
    assert_eq!(of_type(&then, "finding"), of_type(&now, "finding"));
    assert_eq!(of_type(&then, "document"), of_type(&now, "document"));
    let differ: Vec<String> = said(&then)
        .keys()
        .chain(said(&now).keys())
        .filter(|key| said(&then).get(*key) != said(&now).get(*key))
        .map(|(_, _, check)| check.clone())
        .collect();
    let of_law = [
        "p1-sensitive-no-condition",
        "p1-consent-not-evidenced",
        "p8-location-outside",
    ];
    assert!(
        differ.iter().all(|check| of_law.contains(&check.as_str())),
        "{differ:?}"
    );
}

#[test]
fn two_days_differ_only_in_what_depends_on_the_day() {
    let share = Share::copy();
    share.scan();
    let (early, late) = (
        said(&report(&share, &["--as-of", "2026-06-30"])),
        said(&report(&share, &["--as-of", "2029-06-30"])),
    );
    assert_eq!(early, said(&report(&share, &["--as-of", "2026-06-30"])));
    let of_days = ["p4-stale-unreviewed", "p5-over-retention", "p5-stale-copy"];
    for key in early.keys().chain(late.keys()) {
        let same = early.get(key) == late.get(key);
        assert!(same || of_days.contains(&key.2.as_str()), "{key:?}");
    }
    assert!(late.len() > early.len(), "in three years more is overdue");
}

#[test]
#[ignore = "100,000 documents"]
fn a_hundred_thousand_documents_are_weighed_anew_in_less_than_20_seconds() {
    const DOCUMENTS: usize = 100_000;
    let share = Share::copy();
    share.scan();
    let small = Store::open(&share.folder().join("wetherley.db")).unwrap();
    let documents: Vec<_> = small
        .documents()
        .map(|stored| stored.unwrap().document)
        .collect();
    let key = fs::read_to_string(share.folder().join("key")).unwrap();
    let mut large = Store::open_or_create(&share.folder().join("large.db"), key.trim()).unwrap();
    let start = Start {
        sources: small.sources().unwrap(),
        ..Start::default()
    };
    let mut filling = large.begin_run(&start).unwrap();
    for number in 0..DOCUMENTS {
        let mut document = documents[number % documents.len()].clone();
        document.path = format!("{:03}/{number}/{}", number % 400, document.path);
        // Copies of one file are one thing; a drive has as many as it has files.
        document.content_hash = document
            .content_hash
            .map(|hash| format!("{number:016x}{}", &hash[16..]));
        filling.document(&document, []).unwrap();
    }
    filling
        .finish("2026-06-30T00:00:00Z", &Totals::default())
        .unwrap();
    drop(large);
    fs::remove_dir_all(share.folder().join("share")).unwrap();
    let policy = fs::read_to_string(share.folder().join("policy.toml")).unwrap();
    fs::write(
        share.folder().join("policy.toml"),
        policy.replace("max_subjects = 250", "max_subjects = 3"),
    )
    .unwrap();
    let began = Instant::now();
    let arguments = [
        "report",
        "--inventory",
        "large.db",
        "--format",
        "csv",
        "--what",
        "indicators",
        "--policy",
        "policy.toml",
        "--as-of",
        "2026-06-30",
        "-o",
        "indicators.csv",
    ];
    let output = run(&mut share.domesday(&arguments));
    let took = began.elapsed();
    assert!(output.status.success(), "{}", stderr(&output));
    let written = fs::read_to_string(share.folder().join("indicators.csv")).unwrap();
    assert!(written.lines().count() > DOCUMENTS / 4);
    assert!(took.as_secs() < 20, "{took:?}");
}
