//! The share of the Borough of Wetherley from end to end: what `check`, `scan` and `report` say of it.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Output;

use regex::Regex;
use serde_json::Value;

use crate::support::{FIXED, Share, checked, of_type, records, run, stderr, text};
use crate::truth::{File, Truth};

/// The record of each file of the share by its path; members of containers left out.
fn documents(records: &[Value]) -> BTreeMap<&str, &Value> {
    of_type(records, "document")
        .into_iter()
        .filter(|record| record["member"].is_null())
        .map(|record| (text(record, "path"), record))
        .collect()
}

fn words(record: &Value, field: &str) -> BTreeSet<String> {
    let list = record[field].as_array().unwrap();
    list.iter()
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

/// Compares a field of every file with the truth, and fails with all differences at once.
fn compare(what: &str, differences: &[String]) {
    assert!(
        differences.is_empty(),
        "{what}:\n{}",
        differences.join("\n")
    );
}

#[test]
fn every_file_has_exactly_one_record_and_the_totals_add_up() {
    let records = checked();
    let mut met: Vec<&str> = of_type(records, "document")
        .into_iter()
        .filter(|record| record["member"].is_null())
        .map(|record| text(record, "path"))
        .collect();
    met.sort_unstable();
    let truth = Truth::read();
    let mut planted: Vec<&str> = truth.file.iter().map(|file| file.path.as_str()).collect();
    planted.sort_unstable();
    assert_eq!(met, planted);

    let totals = &records.last().unwrap()["totals"];
    let count = |field: &str| totals[field].as_u64().unwrap() as usize;
    assert_eq!(count("files"), planted.len());
    assert_eq!(
        count("read") + count("partial") + count("unreadable") + count("skipped"),
        planted.len()
    );
    assert_eq!(count("findings"), of_type(records, "finding").len());
}

#[test]
fn every_file_is_read_or_says_why_not() {
    let records = checked();
    let documents = documents(records);
    let mut differences = Vec::new();
    for file in Truth::read().file {
        let record = documents[file.path.as_str()];
        let found = (record["status"].as_str(), record["reason"].as_str());
        let expected = (
            file.status.as_deref().or(Some("read")),
            file.reason.as_deref(),
        );
        if found != expected {
            differences.push(format!("{}: {found:?}, not {expected:?}", file.path));
        }
    }
    compare("outcomes", &differences);
}

#[test]
fn every_file_is_classified_as_what_it_is() {
    let records = checked();
    let documents = documents(records);
    let mut differences = Vec::new();
    for file in Truth::read().file {
        let record = documents[file.path.as_str()];
        let mut differ = |field: &str, expected: Option<&str>| {
            let found = record[field].as_str();
            if found != expected {
                differences.push(format!(
                    "{}: {field} {found:?}, not {expected:?}",
                    file.path
                ));
            }
        };
        differ("classification", file.classification.as_deref());
        differ("marking", file.marking.as_deref());
        if file.record_class.is_some() {
            differ("record_class", file.record_class.as_deref());
        }
        let found = words(record, "sensitive_categories");
        let expected = file.categories.iter().cloned().collect();
        let also = file.categories_also.iter().cloned().collect();
        if &found - &also != expected {
            differences.push(format!(
                "{}: categories {found:?}, not {expected:?}",
                file.path
            ));
        }
    }
    compare("classifications", &differences);
}

#[test]
fn every_planted_value_is_found() {
    let records = Share::copy().check(&["--reveal"]);
    let findings = of_type(&records, "finding");
    let mut missed = Vec::new();
    for file in Truth::read().file {
        for (rule, planted) in file.values() {
            let found = findings.iter().any(|finding| {
                text(finding, "path") == file.path
                    && text(finding, "rule") == rule
                    && same(text(finding, "value"), planted)
            });
            if !found {
                missed.push(format!("{}: {rule} {planted:?}", file.path));
            }
        }
    }
    compare("missed", &missed);
}

/// One lies within the other, but for spaces and case: a finding may be an address with its town, or the words of a
/// sentence that carry the meaning; a name may come with its title.
fn same(found: &str, planted: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<String>();
    let (found, planted) = (plain(found), plain(planted));
    found.contains(&planted) || (found.len() > 3 && planted.contains(&found))
}

#[test]
fn every_file_gives_rise_to_the_indicators_that_its_place_and_age_call_for() {
    let records = checked();
    let truth = Truth::read();
    let mut differences = Vec::new();
    for file in &truth.file {
        let indicators: Vec<&Value> = of_type(records, "indicator")
            .into_iter()
            .filter(|record| text(record, "path") == file.path && record["member"].is_null())
            .collect();
        let found: BTreeSet<&str> = indicators
            .iter()
            .map(|record| text(record, "check"))
            .filter(|check| judged(&truth, file, check))
            .collect();
        let expected: BTreeSet<&str> = file.checks.iter().map(String::as_str).collect();
        if found != expected {
            differences.push(format!("{}: {found:?}, not {expected:?}", file.path));
        }
        let listed: BTreeSet<String> = indicators
            .iter()
            .filter(|record| record["check"] == "p3-not-allowed-here")
            .flat_map(|record| words(record, "rules"))
            .collect();
        let also = file.categories_also.iter().cloned().collect();
        if &listed - &also != file.not_allowed.iter().cloned().collect() {
            differences.push(format!(
                "{}: lists {listed:?}, not {:?}",
                file.path, file.not_allowed
            ));
        }
    }
    compare("indicators", &differences);
}

fn judged(truth: &Truth, file: &File, check: &str) -> bool {
    truth.checks.iter().any(|known| known == check)
        && !file.unjudged.iter().any(|other| other == check)
}

#[test]
fn a_report_from_the_inventory_prints_what_check_prints() {
    let share = Share::copy();
    share.scan();
    let report = [
        "report",
        "--inventory",
        "wetherley.db",
        "--format",
        "jsonl",
        "--what",
        "all",
    ];
    let output = run(&mut share.domesday(&report));
    assert!(output.status.success(), "{}", stderr(&output));
    let reported = records(&output.stdout);
    for (reported, checked) in reported.iter().zip(checked()) {
        assert_eq!(reported, checked);
    }
    assert_eq!(reported.len(), checked().len());
}

/// The folder with a mail, an archive in an archive, a password and a statistic among its files, in one format.
fn casework(share: &Share, arguments: &[&str]) -> String {
    let fixed = [
        "check",
        "share/Casework",
        "--fail-on",
        "never",
        "--allow-unread",
    ];
    printed(&run(share.domesday(&fixed).args(FIXED).args(arguments)))
}

/// What a run printed, without what differs between machines and releases.
fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", stderr(output));
    let printed = String::from_utf8(output.stdout.clone()).unwrap();
    let fields = Regex::new(r#""(version|rules|policy_hash|file_owner)":( ?)"[^"]*""#).unwrap();
    fields.replace_all(&printed, "\"$1\":$2\"…\"").into_owned()
}

#[test]
fn check_prints_text() {
    insta::assert_snapshot!(casework(&Share::copy(), &["--format", "text"]));
}

#[test]
fn check_prints_json_lines() {
    insta::assert_snapshot!(casework(&Share::copy(), &["--format", "jsonl"]));
}

#[test]
fn check_prints_json() {
    insta::assert_snapshot!(casework(&Share::copy(), &["--format", "json"]));
}

#[test]
fn report_prints_csv() {
    let share = Share::copy();
    let scan = [
        "scan",
        "share/Casework",
        "--inventory",
        "casework.db",
        "--quiet",
    ];
    printed(&run(share.domesday(&scan).args(FIXED)));
    let tables = ["findings", "documents", "indicators"].map(|what| {
        let report = [
            "report",
            "--inventory",
            "casework.db",
            "--format",
            "csv",
            "--what",
            what,
        ];
        printed(&run(&mut share.domesday(&report)))
    });
    insta::assert_snapshot!(tables.join("\n"));
}

#[test]
fn scan_prints_a_summary_that_ends_with_what_was_not_read() {
    insta::assert_snapshot!(printed(&Share::copy().scan()));
}
