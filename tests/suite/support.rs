//! A copy of the fixtures share with its times and modes, and the program run beside it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::truth::Truth;

/// What every run over the share is given, so that its output is the same on every machine and day.
pub(crate) const FIXED: [&str; 6] = [
    "--policy",
    "policy.toml",
    "--key-file",
    "key",
    "--as-of",
    "2026-06-30",
];

/// A check of `share/` whose records are read, whatever it finds.
pub(crate) const CHECK: [&str; 6] = ["check", "share", "--format", "jsonl", "--fail-on", "never"];

/// A temporary folder that holds `share/`, `policy.toml` and `key`, and is gone when this is dropped.
pub(crate) struct Share {
    folder: TempDir,
}

impl Share {
    /// Copies the share, and sets the times and modes that git does not keep.
    pub(crate) fn copy() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let fixtures = fixtures();
        for file in ["policy.toml", "key"] {
            fs::copy(fixtures.join(file), folder.path().join(file)).unwrap();
        }
        for entry in Truth::read().file {
            let copy = folder.path().join("share").join(&entry.path);
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::copy(fixtures.join("share").join(&entry.path), &copy).unwrap();
            let file = File::options().write(true).open(&copy).unwrap();
            file.set_modified(entry.modified()).unwrap();
            set_mode(&copy, entry.mode());
        }
        Self { folder }
    }

    /// The folder that `share`, `policy.toml` and `key` lie in, where the program is run.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The program, in the folder of the share, with nothing of this machine's own settings.
    pub(crate) fn domesday(&self, arguments: &[&str]) -> Command {
        domesday(self.folder(), arguments)
    }

    /// The records of `check` over the share, as JSON values in the order printed.
    pub(crate) fn check(&self, arguments: &[&str]) -> Vec<Value> {
        let output = run(self.domesday(&CHECK).args(FIXED).args(arguments));
        assert_eq!(
            output.status.code(),
            Some(3),
            "three files cannot be read: {}",
            stderr(&output)
        );
        records(&output.stdout)
    }

    /// Scans the share into `wetherley.db`.
    pub(crate) fn scan(&self) -> Output {
        let fixed = ["scan", "share", "--inventory", "wetherley.db"];
        let output = run(self.domesday(&fixed).args(FIXED));
        assert!(output.status.success(), "{}", stderr(&output));
        output
    }
}

/// The records of a plain `check` over the share, run once for all tests that only look.
pub(crate) fn checked() -> &'static [Value] {
    static RECORDS: OnceLock<Vec<Value>> = OnceLock::new();
    RECORDS.get_or_init(|| Share::copy().check(&[]))
}

/// The program, run in a folder, with nothing of this machine's own settings.
pub(crate) fn domesday(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_domesday"));
    command
        .current_dir(folder)
        .args(arguments)
        .env_remove("CI")
        .env_remove("DOMESDAY_KEY_FILE")
        .env("HOME", folder.join("home"))
        .env("XDG_CONFIG_HOME", folder.join("home"));
    command
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}

/// What a run said on standard error.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// JSON Lines to values.
pub(crate) fn records(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The records of one type.
pub(crate) fn of_type<'a>(records: &'a [Value], name: &str) -> Vec<&'a Value> {
    records
        .iter()
        .filter(|record| record["type"] == name)
        .collect()
}

/// A field of a record that is text; empty when null.
pub(crate) fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    record[field].as_str().unwrap_or_default()
}

/// The folder `fixtures/` of the project.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Sets permission bits, where there are any.
#[cfg(unix)]
pub(crate) fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Sets permission bits, where there are any.
#[cfg(not(unix))]
pub(crate) fn set_mode(_: &Path, _: u32) {}
