//! Memory stays flat however much is scanned. Slow, so `.ci/deep` runs it, in the release build.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::support::{domesday, fixtures};

const MEGABYTE: u64 = 1 << 20;

/// A letter, of which there is one in every kilobyte.
const LETTER: &str = "Mr Desmond Holloway, 07700 900871, asked when the lamps in Quarry Hill will be mended.\n\
    The committee considered the report of the engineer and resolved to leave the matter as it stands.\n";

/// The most memory, in bytes, that a scan of `share` held at one time: `VmHWM` of proc(5), read until the end.
fn peak_of_scan(folder: &Path) -> u64 {
    let key = fixtures().join("key");
    let scan = [
        "scan",
        "share",
        "--inventory",
        "peak.db",
        "--key-file",
        key.to_str().unwrap(),
    ];
    let mut running = domesday(folder, &scan)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", running.id());
    let mut peak = 0;
    while running.try_wait().unwrap().is_none() {
        peak = peak.max(high_water_mark(&status).unwrap_or(0));
        thread::sleep(Duration::from_millis(20));
    }
    assert!(running.wait().unwrap().success());
    assert!(peak > 0, "it was seen running");
    peak
}

fn high_water_mark(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[test]
#[ignore = "writes 2 GB"]
fn two_gigabytes_of_text_are_scanned_in_less_than_200_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("share")).unwrap();
    let mut file = File::create(folder.path().join("share/large.txt")).unwrap();
    let filler = "The lamps of the ward were counted, and their number was entered in the book.\n"
        .repeat(11);
    let block = format!("{LETTER}{filler}").repeat(1024);
    while file.metadata().unwrap().len() < 2048 * MEGABYTE {
        file.write_all(block.as_bytes()).unwrap();
    }
    let peak = peak_of_scan(folder.path());
    assert!(peak < 200 * MEGABYTE, "{} MB", peak / MEGABYTE);
}

#[test]
#[ignore = "writes 100,000 files"]
fn a_hundred_thousand_files_are_scanned_in_less_than_150_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..100_000 {
        let folder = folder.path().join(format!("share/{:03}", number % 400));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{number}.txt")), LETTER).unwrap();
    }
    let peak = peak_of_scan(folder.path());
    assert!(peak < 150 * MEGABYTE, "{} MB", peak / MEGABYTE);
}
