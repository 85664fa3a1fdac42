//! What cannot be done is said in one line that names the thing, with the exit status the manual gives.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::{
    CHECK, FIXED, Share, fixtures, of_type, records, run, set_mode, stderr, text,
};
use crate::truth::Truth;

/// Asserts an exit status, and one line of error that names every one of `named`.
fn refused(output: &Output, status: i32, named: &[&str]) {
    let said = stderr(output);
    assert_eq!(output.status.code(), Some(status), "{said}");
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    assert_eq!(lines.len(), 1, "one line, not: {said}");
    for name in named {
        assert!(said.contains(name), "{said:?} does not name {name:?}");
    }
}

fn check(share: &Share, arguments: &[&str]) -> Output {
    run(share
        .domesday(&["check", "--fail-on", "never"])
        .args(arguments))
}

#[test]
fn a_source_that_does_not_exist_is_named() {
    refused(&check(&Share::copy(), &["nowhere"]), 2, &["nowhere"]);
}

#[test]
fn one_missing_source_among_several_leaves_the_scan_incomplete() {
    let output = check(&Share::copy(), &["share/Website", "nowhere"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("nowhere"));
    assert!(
        !output.stdout.is_empty(),
        "the other source is scanned all the same"
    );
}

#[test]
fn a_policy_with_an_unknown_key_is_refused_with_its_line() {
    let share = Share::copy();
    fs::write(share.folder().join("bad.toml"), "version = 1\nregime = \"dpa-1998\"\n\n[[purpose]]\nname = \"HR\"\npaths = [\"HR/**\"]\nalow = []\n").unwrap();
    refused(
        &check(&share, &["share", "--policy", "bad.toml"]),
        2,
        &["bad.toml:7", "alow"],
    );
}

#[test]
fn a_rule_file_with_a_bad_pattern_is_refused_with_its_line() {
    let share = Share::copy();
    let own = share.folder().join("own/identifiers");
    fs::create_dir_all(&own).unwrap();
    let rule = fs::read_to_string(fixtures().join("allotment-number.toml")).unwrap();
    let broken = rule.replace("ALT-", "(ALT-");
    assert_ne!(rule, broken);
    fs::write(own.join("allotment-number.toml"), broken).unwrap();
    refused(
        &check(&share, &["share", "--rules", "own"]),
        2,
        &["allotment-number.toml:"],
    );
}

#[test]
fn an_inventory_that_is_none_is_refused_and_left_as_it_was() {
    let share = Share::copy();
    let notes = share.folder().join("notes.db");
    fs::write(&notes, "These are notes, not an inventory.\n").unwrap();
    let output = run(share
        .domesday(&["scan", "share", "--inventory", "notes.db"])
        .args(FIXED));
    refused(&output, 2, &["notes.db"]);
    assert_eq!(
        fs::read_to_string(&notes).unwrap(),
        "These are notes, not an inventory.\n"
    );
    refused(
        &run(&mut share.domesday(&["report", "--inventory", "notes.db", "--format", "json"])),
        2,
        &["notes.db"],
    );
}

#[test]
fn an_inventory_made_with_another_key_is_refused() {
    let share = Share::copy();
    share.scan();
    fs::write(share.folder().join("other"), "5a".repeat(32)).unwrap();
    let scan = [
        "scan",
        "share",
        "--inventory",
        "wetherley.db",
        "--key-file",
        "other",
    ];
    refused(
        &run(&mut share.domesday(&scan)),
        2,
        &["wetherley.db", "key"],
    );
}

#[test]
fn an_inventory_under_a_source_is_refused_and_both_are_named() {
    let share = Share::copy();
    let output = run(share
        .domesday(&["scan", "share", "--inventory", "share/IT/wetherley.db"])
        .args(FIXED));
    refused(&output, 2, &["share/IT/wetherley.db", "share"]);
    assert!(!share.folder().join("share/IT/wetherley.db").exists());
}

#[test]
fn values_are_not_revealed_where_ci_is_set() {
    let share = Share::copy();
    let output = run(share
        .domesday(&["check", "share", "--reveal"])
        .env("CI", "true"));
    refused(&output, 2, &["--reveal"]);
    assert!(output.stdout.is_empty());
}

#[test]
fn an_unknown_flag_is_a_mistake_of_usage() {
    let output = check(&Share::copy(), &["share", "--nonsense"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--nonsense"));
}

#[test]
fn a_check_that_finds_too_much_fails_with_one() {
    let share = Share::copy();
    let output = run(share
        .domesday(&["check", "share/HR", "--allow-unread"])
        .args(FIXED));
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn what_may_not_be_listed_or_read_has_a_record_and_the_rest_is_read() {
    let share = Share::copy();
    set_mode(&share.folder().join("share/HR/Equality"), 0o000);
    set_mode(&share.folder().join("share/Finance/Orders.csv"), 0o000);
    let output = run(unprivileged(&share, &CHECK).args(FIXED));
    set_mode(&share.folder().join("share/HR/Equality"), 0o750);

    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let records = records(&output.stdout);
    let folders = of_type(&records, "folder");
    assert_eq!(folders.len(), 1);
    assert_eq!(
        (text(folders[0], "path"), text(folders[0], "reason")),
        ("HR/Equality", "permission-denied")
    );
    let orders = of_type(&records, "document")
        .into_iter()
        .find(|record| record["path"] == "Finance/Orders.csv");
    assert_eq!(text(orders.unwrap(), "reason"), "permission-denied");
}

/// The program as somebody whom modes bind: root, who may read everything, steps down to `nobody` and gives the share away.
#[cfg(unix)]
fn unprivileged(share: &Share, arguments: &[&str]) -> Command {
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;
    if !rustix::process::geteuid().is_root() {
        return share.domesday(arguments);
    }
    for entry in walkdir::WalkDir::new(share.folder()) {
        std::os::unix::fs::chown(entry.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
    }
    // The program itself may lie in a folder of root's.
    let program = share.folder().join("domesday");
    fs::copy(env!("CARGO_BIN_EXE_domesday"), &program).unwrap();
    set_mode(&program, 0o755);
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir(share.folder())
        .env_remove("CI")
        .uid(NOBODY)
        .gid(NOBODY);
    command
}

#[cfg(unix)]
#[test]
fn links_loops_and_pipes_hold_nothing_up() {
    let share = Share::copy();
    let root = share.folder().join("share");
    std::os::unix::fs::symlink(&root, root.join("IT/round again")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", root.join("IT/outside")).unwrap();
    let pipe = root.join("IT/pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        0o600.into(),
        0,
    )
    .unwrap();
    let records = share.check(&[]);
    let reason = |path: &str| {
        let record = of_type(&records, "document")
            .into_iter()
            .find(|record| record["path"] == path)
            .unwrap();
        (record["status"].clone(), record["reason"].clone())
    };
    assert_eq!(reason("IT/round again"), ("skipped".into(), "link".into()));
    assert_eq!(reason("IT/outside"), ("skipped".into(), "link".into()));
    assert_eq!(reason("IT/pipe"), ("skipped".into(), "special".into()));
    let files = Truth::read().file.len() as u64;
    assert_eq!(records.last().unwrap()["totals"]["files"], files + 3);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_what_was_written_stays() {
    let share = Share::copy();
    share.scan();
    let report = [
        "report",
        "--inventory",
        "wetherley.db",
        "-o",
        "/dev/full",
        "--format",
        "json",
    ];
    refused(&run(&mut share.domesday(&report)), 2, &["/dev/full"]);

    let before = fs::metadata(share.folder().join("wetherley.db"))
        .unwrap()
        .len();
    let output = run(&mut limited(
        share.folder(),
        "scan share --inventory small.db --policy policy.toml --key-file key --as-of 2026-06-30",
    ));
    refused(&output, 2, &["small.db"]);
    assert_eq!(
        fs::metadata(share.folder().join("wetherley.db"))
            .unwrap()
            .len(),
        before
    );
    let small = rusqlite::Connection::open(share.folder().join("small.db")).unwrap();
    let sound: String = small
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");
}

/// The program where no file may grow over 64 KB, which is how a disk without room looks to it.
#[cfg(target_os = "linux")]
fn limited(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new("sh");
    let script = format!(
        "trap '' XFSZ; ulimit -f 128; exec '{}' {arguments}",
        env!("CARGO_BIN_EXE_domesday")
    );
    command
        .args(["-c", &script])
        .current_dir(folder)
        .env("HOME", folder)
        .env_remove("CI");
    command
}
