//! The rule files: each is named after its rule, and its examples hold through the real engine.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{domesday, fixtures, of_type, records, run, stderr};

fn rule_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}

#[test]
fn every_rule_file_is_named_after_its_rule() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let files = [
        rule_files(&rules.join("identifiers")),
        rule_files(&rules.join("sensitive")),
    ]
    .concat();
    assert!(!files.is_empty());
    for file in files {
        let table: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
        let id = table.get("id").and_then(toml::Value::as_str);
        assert_eq!(id, file.file_stem().unwrap().to_str(), "{}", file.display());
    }
}

#[test]
fn the_examples_of_every_rule_hold_alone_and_with_all_rules_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&mut domesday(folder.path(), &["rules", "test"]));
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{printed}{}", stderr(&output));
}

#[test]
fn a_rule_of_ones_own_finds_what_it_describes() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own/identifiers");
    fs::create_dir_all(&own).unwrap();
    fs::copy(
        fixtures().join("allotment-number.toml"),
        own.join("allotment-number.toml"),
    )
    .unwrap();
    fs::create_dir(folder.path().join("share")).unwrap();
    fs::write(
        folder.path().join("share/note.txt"),
        "Allotment no. ALT-2041-K is let.\n",
    )
    .unwrap();

    let check = [
        "check",
        "share",
        "--rules",
        "own",
        "--format",
        "jsonl",
        "--fail-on",
        "never",
    ];
    let output = run(&mut domesday(folder.path(), &check));
    let records = records(&output.stdout);
    let rules: Vec<_> = of_type(&records, "finding")
        .iter()
        .map(|finding| finding["rule"].clone())
        .collect();
    assert_eq!(rules, ["allotment-number"], "{}", stderr(&output));
}

/// The findings of `check` over one file, with a folder `own` of rules beside it.
fn findings(folder: &Path, text: &str) -> Vec<serde_json::Value> {
    fs::create_dir_all(folder.join("share")).unwrap();
    fs::write(folder.join("share/note.txt"), text).unwrap();
    let check = [
        "check",
        "share",
        "--rules",
        "own",
        "--format",
        "jsonl",
        "--fail-on",
        "never",
    ];
    let output = run(&mut domesday(folder, &check));
    let records = records(&output.stdout);
    of_type(&records, "finding").into_iter().cloned().collect()
}

#[test]
fn a_modulus_table_of_ones_own_checks_bank_accounts() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("own")).unwrap();
    let confidence = |account: &str| {
        let found = findings(folder.path(), &format!("paid to 90-00-00 {account}\n"));
        found
            .first()
            .map(|finding| finding["confidence"].as_f64().unwrap())
    };
    let unchecked = confidence("12345672").unwrap();
    fs::write(
        folder.path().join("own/bank-modulus.txt"),
        "900000 900009 MOD10    0    0    0    0    0    0    7    1    3    7    1    3    7    1\n",
    )
    .unwrap();
    assert!(confidence("12345672").unwrap() > unchecked);
    assert_eq!(confidence("12345673"), None);
}

#[test]
fn a_bad_line_of_a_modulus_table_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("own")).unwrap();
    fs::write(folder.path().join("own/bank-modulus.txt"), "900000 MOD10\n").unwrap();
    let output = run(&mut domesday(
        folder.path(),
        &["rules", "list", "--rules", "own"],
    ));
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("bank-modulus.txt:1"), "{told}");
}

#[test]
fn printed_patterns_are_such_as_other_programs_read() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&mut domesday(
        folder.path(),
        &["rules", "list", "--patterns"],
    ));
    let printed = String::from_utf8(output.stdout).unwrap();
    // As ripgrep compiles them: over bytes, with Unicode on, all side by side.
    let patterns = regex::bytes::RegexSet::new(printed.lines()).unwrap();
    assert!(patterns.is_match(b"NHS number: 999 000 0018"));
    assert!(!patterns.is_match(b"nothing here"));
    assert!(!printed.contains("(?<") && !printed.contains("(?P<"));
}

#[test]
fn the_manual_shows_a_rule_that_works() {
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let rule = fs::read_to_string(fixtures().join("allotment-number.toml")).unwrap();
    assert!(fs::read_to_string(manual).unwrap().contains(&rule));
}
