//! A scan that is killed leaves an inventory that opens and can be scanned into again.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::support::{domesday, fixtures, run, stderr};

/// So many files that no scan is done before it is killed.
const FILES: i64 = 4_000;

fn many_files(folder: &Path) {
    for number in 0..FILES {
        let folder = folder.join(format!("share/{:02}", number % 40));
        fs::create_dir_all(&folder).unwrap();
        let text = format!(
            "Case {number}\n\nPlease ring Kirsty Abernethy on 07700 900845 about plot {number}.\n"
        );
        fs::write(folder.join(format!("{number}.txt")), text.repeat(20)).unwrap();
    }
}

fn documents(inventory: &Path) -> i64 {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let count = |connection: Connection| {
        connection.query_row("SELECT count(*) FROM documents", [], |row| row.get(0))
    };
    Connection::open_with_flags(inventory, flags)
        .and_then(count)
        .unwrap_or(0)
}

#[test]
fn a_scan_that_is_killed_leaves_a_sound_inventory_and_the_next_one_completes_it() {
    let folder = tempfile::tempdir().unwrap();
    let key = fixtures().join("key");
    many_files(folder.path());
    let scan = [
        "scan",
        "share",
        "--inventory",
        "many.db",
        "--jobs",
        "1",
        "--key-file",
        key.to_str().unwrap(),
    ];
    let inventory = folder.path().join("many.db");

    let mut running = domesday(folder.path(), &scan)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while documents(&inventory) == 0 && running.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(5));
    }
    running.kill().unwrap();
    assert!(
        !running.wait().unwrap().success(),
        "it was killed, not done"
    );

    let connection = Connection::open(&inventory).unwrap();
    let sound: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(sound, "ok");
    drop(connection);
    let kept = documents(&inventory);
    assert!(
        kept > 0 && kept < FILES,
        "{kept} documents were written before the end"
    );

    let output = run(&mut domesday(folder.path(), &scan));
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(documents(&inventory), FILES);
}
