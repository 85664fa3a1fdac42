//! README.md holds: its command runs as it stands there, and prints what it shows.

use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use crate::support::{domesday, fixtures, run, set_mode, stderr};

/// The text of the first fenced block of a kind.
fn block<'a>(manual: &'a str, kind: &str) -> &'a str {
    let (_, rest) = manual.split_once(&format!("```{kind}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

/// `fixtures/` as a fresh clone has it: new files that everyone may read.
fn clone_fixtures(folder: &Path) {
    for entry in WalkDir::new(fixtures()) {
        let entry = entry.unwrap();
        let copy = folder
            .join("fixtures")
            .join(entry.path().strip_prefix(fixtures()).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(copy).unwrap();
        } else {
            fs::copy(entry.path(), &copy).unwrap();
            set_mode(&copy, 0o644);
        }
    }
}

#[test]
fn the_manual_shows_what_its_first_command_prints() {
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let manual = fs::read_to_string(manual).unwrap();
    let command = block(&manual, "sh")
        .trim()
        .strip_prefix("cargo run --release -- ")
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    clone_fixtures(folder.path());

    let arguments: Vec<&str> = command.split(' ').collect();
    let output = run(&mut domesday(folder.path(), &arguments));
    assert!(output.status.success(), "{}", stderr(&output));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed.contains(block(&manual, "text")),
        "README.md should show:\n{printed}"
    );
}
