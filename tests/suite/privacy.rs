//! No value of a document leaves through an inventory, a report or a log; only addresses (paths, members, sheets) do.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::support::{FIXED, Share, checked, of_type, records, run, stderr, text};
use crate::truth::{File, Truth};

/// Values shorter than this turn up by chance.
const SHORTEST: usize = 8;

/// Every planted value, as written and without its separators.
fn values() -> BTreeSet<String> {
    let truth = Truth::read();
    let mut values = BTreeSet::new();
    for (_, value) in truth.file.iter().flat_map(File::values) {
        let solid: String = value
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .collect();
        values.extend(
            [value.to_lowercase(), solid.to_lowercase()]
                .into_iter()
                .filter(|value| value.len() >= SHORTEST),
        );
    }
    assert!(values.len() > 100, "the truth holds values");
    values
}

/// Components of paths and members, and sheet names, longest first: the inventory sorts by components. Short ones stay,
/// or taking `IT` away would hide `Whitfield`.
fn addresses(records: &[Value]) -> Vec<String> {
    let mut addresses = BTreeSet::new();
    for record in records {
        let whole = [
            text(record, "path"),
            text(record, "member"),
            text(&record["location"], "sheet"),
        ];
        let parts = whole.iter().flat_map(|address| address.split('/'));
        addresses.extend(
            parts
                .filter(|part| part.len() >= SHORTEST)
                .map(str::to_lowercase),
        );
    }
    let mut addresses: Vec<String> = addresses.into_iter().collect();
    addresses.sort_by_key(|address| std::cmp::Reverse(address.len()));
    addresses
}

/// Fails if any value stands in what was written, outside addresses.
fn clean(name: &str, written: &[u8], addresses: &[String]) {
    let mut written = String::from_utf8_lossy(written).to_lowercase();
    for address in addresses {
        written = written.replace(address, "\u{0}");
    }
    let leaked: Vec<String> = values()
        .into_iter()
        .filter(|value| written.contains(value))
        .collect();
    assert!(leaked.is_empty(), "{name} holds {leaked:?}");
}

#[test]
fn no_value_of_a_document_stands_in_an_inventory_a_report_or_a_log() {
    let share = Share::copy();
    let addresses = addresses(checked());

    let scan = ["scan", "share", "--inventory", "wetherley.db", "-vvv"];
    let output = run(share.domesday(&scan).args(FIXED));
    assert!(output.status.success());
    clean("the log", &output.stderr, &addresses);
    clean("the summary", &output.stdout, &addresses);
    for entry in fs::read_dir(share.folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with("wetherley.db") {
            clean(&name, &fs::read(&path).unwrap(), &addresses);
        }
    }
    for format in ["text", "json", "jsonl", "csv"] {
        for what in ["findings", "documents", "indicators"] {
            let report = [
                "report",
                "--inventory",
                "wetherley.db",
                "--format",
                format,
                "--what",
                what,
            ];
            let output = run(&mut share.domesday(&report));
            assert!(
                output.status.success() && !output.stdout.is_empty(),
                "{}",
                stderr(&output)
            );
            clean(&format!("{format} of {what}"), &output.stdout, &addresses);
        }
    }
    for view in [
        "register",
        "disposal",
        "review",
        "access",
        "accuracy",
        "transfers",
        "summary",
    ] {
        let report = [
            "report",
            "--inventory",
            "wetherley.db",
            "--format",
            "csv",
            "--view",
            view,
        ];
        let output = run(&mut share.domesday(&report));
        assert!(
            output.status.success() && !output.stdout.is_empty(),
            "{}",
            stderr(&output)
        );
        clean(view, &output.stdout, &addresses);
    }
    let draft = run(&mut share.domesday(&["policy", "init", "--inventory", "wetherley.db"]));
    assert!(draft.status.success() && !draft.stdout.is_empty());
    clean("a drafted policy", &draft.stdout, &addresses);
    for format in ["text", "json", "jsonl"] {
        let check = ["check", "share", "--format", format, "-vvv"];
        let output = run(share.domesday(&check).args(FIXED));
        assert!(!output.stdout.is_empty(), "{}", stderr(&output));
        clean(&format!("check as {format}"), &output.stdout, &addresses);
        clean(
            &format!("the log of check as {format}"),
            &output.stderr,
            &addresses,
        );
    }
}

#[test]
fn fingerprints_differ_with_the_key_and_are_null_without_one() {
    let share = Share::copy();
    fs::write(share.folder().join("other"), "5a".repeat(32)).unwrap();
    let fingerprints = |key: &[&str]| {
        let fixed = [
            "check",
            "share/HR",
            "--format",
            "jsonl",
            "--fail-on",
            "never",
            "--as-of",
            "2026-06-30",
        ];
        let output = run(share.domesday(&fixed).args(key));
        let records = records(&output.stdout);
        let prints: Vec<Option<String>> = of_type(&records, "finding")
            .into_iter()
            .map(|finding| finding["fingerprint"].as_str().map(str::to_owned))
            .collect();
        assert!(!prints.is_empty());
        prints
    };
    let first = fingerprints(&["--key-file", "key"]);
    let second = fingerprints(&["--key-file", "other"]);
    assert!(
        first
            .iter()
            .flatten()
            .all(|print| print.starts_with("k1:") && print.len() == 19)
    );
    assert!(
        first
            .iter()
            .zip(&second)
            .all(|(first, second)| first != second)
    );
    assert!(fingerprints(&[]).iter().all(Option::is_none));
}

#[cfg(unix)]
#[test]
fn an_inventory_is_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let share = Share::copy();
    share.scan();
    let mode = fs::metadata(share.folder().join("wetherley.db"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
