//! Every check of the principles fires where it should and nowhere else, under both regimes and with its wording; in the
//! twin share, where each fault is mended, none does. `fixtures/principles/` holds both shares, as text.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use regex::Regex;
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    CHECK, FIXED, domesday, fixtures, of_type, records, run, set_mode, stderr, text,
};

/// A share: files with their text, and what each gives rise to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Twin {
    /// Logs that a run is given.
    decisions: String,
    requests: String,
    file: Vec<Planted>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planted {
    path: String,
    /// What it holds; else a fixture that is copied. An empty path stands for the whole source and is no file.
    text: Option<String>,
    copy: Option<String>,
    modified: Option<toml::value::Datetime>,
    mode: Option<String>,
    /// The wording of each indicator, by check.
    #[serde(default)]
    says: BTreeMap<String, String>,
    /// Under one regime only, or in other words.
    #[serde(default)]
    dpa_1998: BTreeMap<String, String>,
    #[serde(default)]
    uk_gdpr: BTreeMap<String, String>,
}

/// Writes a share, the policy, the list of suppressed people and the logs.
fn made(twin: &Twin) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = fixtures();
    for name in ["policy.toml", "suppressed.keys"] {
        fs::copy(from.join("principles").join(name), folder.path().join(name)).unwrap();
    }
    fs::copy(from.join("key"), folder.path().join("key")).unwrap();
    fs::write(folder.path().join("decisions.jsonl"), &twin.decisions).unwrap();
    fs::write(folder.path().join("requests.jsonl"), &twin.requests).unwrap();
    for planted in twin.file.iter().filter(|planted| !planted.path.is_empty()) {
        let path = folder.path().join("share").join(&planted.path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        match (&planted.text, &planted.copy) {
            (Some(text), None) => fs::write(&path, text).unwrap(),
            (None, Some(copy)) => drop(fs::copy(from.join(copy), &path).unwrap()),
            _ => panic!("{}: text or copy", planted.path),
        }
        let modified = planted
            .modified
            .as_ref()
            .map_or("2026-05-04T09:00:00Z".to_owned(), ToString::to_string);
        let time: jiff::Timestamp = modified.parse().unwrap();
        let file = File::options().write(true).open(&path).unwrap();
        file.set_modified(time.into()).unwrap();
        let mode = planted.mode.as_deref().unwrap_or("0640");
        set_mode(&path, u32::from_str_radix(mode, 8).unwrap());
    }
    folder
}

fn read(name: &str) -> Twin {
    let text = fs::read_to_string(fixtures().join("principles").join(name)).unwrap();
    toml::from_str(&text).unwrap()
}

fn checking(folder: &Path, regime: &str) -> Command {
    let mut command = domesday(folder, &CHECK);
    command
        .args(FIXED)
        .args(["--allow-unread", "--regime", regime])
        .args(["--decisions", "decisions.jsonl"]);
    command
}

/// What is said, by path and check.
fn said(records: &[Value]) -> BTreeMap<(String, String), String> {
    of_type(records, "indicator")
        .into_iter()
        .map(|record| {
            let key = (
                text(record, "path").to_owned(),
                text(record, "check").to_owned(),
            );
            (key, text(record, "detail").to_owned())
        })
        .collect()
}

fn expected(twin: &Twin, regime: &str) -> BTreeMap<(String, String), String> {
    let mut expected = BTreeMap::new();
    for planted in &twin.file {
        let own = if regime == "dpa-1998" {
            &planted.dpa_1998
        } else {
            &planted.uk_gdpr
        };
        for (check, words) in planted.says.iter().chain(own) {
            expected.insert((planted.path.clone(), check.clone()), words.clone());
        }
    }
    expected
}

#[test]
fn every_check_fires_where_it_should_and_nowhere_else_under_both_regimes() {
    let twin = read("fires.toml");
    let folder = made(&twin);
    for regime in ["dpa-1998", "uk-gdpr"] {
        let output = run(&mut checking(folder.path(), regime));
        let records = records(&output.stdout);
        let (found, expected) = (said(&records), expected(&twin, regime));
        let differ: Vec<String> = found
            .iter()
            .filter(|(key, words)| expected.get(*key) != Some(words))
            .map(|(key, words)| format!("found    {key:?} {words}"))
            .chain(
                expected
                    .iter()
                    .filter(|(key, words)| found.get(*key) != Some(words))
                    .map(|(key, words)| format!("expected {key:?} {words}")),
            )
            .collect();
        assert!(
            differ.is_empty(),
            "{regime}\n{}\n{}",
            differ.join("\n"),
            stderr(&output)
        );
        for record in of_type(&records, "indicator") {
            assert_eq!(text(record, "regime"), regime);
            assert!(!text(record, "law").is_empty() && !text(record, "remedy").is_empty());
            let words = text(record, "detail").to_lowercase();
            assert!(
                !words.contains("breach") && !words.contains("complian"),
                "{words}"
            );
        }
    }
}

#[test]
fn every_check_there_is_fires_in_the_share() {
    let twin = read("fires.toml");
    let shown: Vec<String> = expected(&twin, "uk-gdpr")
        .into_keys()
        .map(|(_, check)| check)
        .collect();
    let regime = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/regimes/uk-gdpr.toml");
    let regime: toml::Table = toml::from_str(&fs::read_to_string(regime).unwrap()).unwrap();
    for check in regime["checks"].as_table().unwrap().keys() {
        assert!(shown.contains(check), "no file of fires.toml shows {check}");
    }
}

#[test]
fn the_table_of_requirements_names_checks_and_files_that_there_are() {
    /// Checks that are not built; the table says so.
    const WAIT: [&str; 1] = ["p3-opinion-free-text"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("docs/requirements.md")).unwrap();
    let regime = fs::read_to_string(root.join("rules/regimes/uk-gdpr.toml")).unwrap();
    let check = Regex::new("`(p[1-8]-[a-z-]+)`").unwrap();
    for named in check.captures_iter(&table) {
        let named = &named[1];
        let known = regime.contains(&format!("\n{named} ")) || WAIT.contains(&named);
        assert!(known, "{named}");
    }
    let shown: Vec<String> = read("fires.toml")
        .file
        .into_iter()
        .map(|planted| planted.path)
        .collect();
    let mut rows = 0;
    for row in table
        .lines()
        .filter(|line| line.starts_with("| P |") || line.starts_with("| S |"))
    {
        rows += 1;
        let place = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        match place.split_once(": ") {
            Some(("fires", path)) => assert!(shown.iter().any(|shown| shown == path), "{path}"),
            Some(("share", path)) => {
                let of_share =
                    path.starts_with("the ") || fixtures().join("share").join(path).exists();
                assert!(of_share, "{path}");
            }
            _ => assert_eq!(place, "waits"),
        }
    }
    assert!(rows > 60);
}

#[test]
fn where_every_fault_is_mended_no_check_fires() {
    let twin = read("quiet.toml");
    let folder = made(&twin);
    for regime in ["dpa-1998", "uk-gdpr"] {
        let output = run(&mut checking(folder.path(), regime));
        let records = records(&output.stdout);
        assert_eq!(
            said(&records),
            BTreeMap::new(),
            "{regime}: {}",
            stderr(&output)
        );
        let personal = of_type(&records, "document")
            .into_iter()
            .filter(|record| record["classification"] != "none")
            .count();
        assert!(
            personal * 2 > twin.file.len(),
            "most of its files hold personal data"
        );
    }
}

#[test]
fn a_report_of_an_inventory_says_what_a_check_says_under_either_regime() {
    let twin = read("fires.toml");
    let folder = made(&twin);
    let scan = ["scan", "share", "--inventory", "wetherley.db", "--quiet"];
    let scanned = run(domesday(folder.path(), &scan).args(FIXED));
    assert!(scanned.status.success(), "{}", stderr(&scanned));
    for regime in ["dpa-1998", "uk-gdpr"] {
        let report = [
            "report",
            "--inventory",
            "wetherley.db",
            "--format",
            "jsonl",
            "--policy",
            "policy.toml",
            "--decisions",
            "decisions.jsonl",
            "--regime",
            regime,
        ];
        let output = run(domesday(folder.path(), &report).env("DOMESDAY_KEY_FILE", "key"));
        let said = said(&records(&output.stdout));
        assert_eq!(said, expected(&twin, regime), "{}", stderr(&output));
    }
}

#[test]
fn a_malformed_line_of_a_log_stops_the_run_and_is_named() {
    let folder = made(&read("quiet.toml"));
    for (file, line, expected) in [
        (
            "decisions.jsonl",
            "{\"date\":\"2026-03-02\",\"by\":\"Margaret\"}\n",
            "decisions.jsonl:1: \"decision\": missing",
        ),
        (
            "requests.jsonl",
            "{\"ref\":\"SAR-1\",\"received\":\"soon\",\"subject\":[\"Margaret\"]}\n",
            "requests.jsonl:1: \"received\": expected a day, YYYY-MM-DD",
        ),
    ] {
        let path = folder.path().join(file);
        let sound = fs::read_to_string(&path).unwrap();
        fs::write(&path, line).unwrap();
        let output = run(&mut checking(folder.path(), "uk-gdpr"));
        assert_eq!(output.status.code(), Some(2));
        let told = stderr(&output);
        assert!(
            told.contains(expected) && !told.contains("Margaret"),
            "{told}"
        );
        fs::write(&path, sound).unwrap();
    }
}
