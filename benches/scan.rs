//! Bytes a second of the whole program, from a folder to records, with start-up.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    divan::main();
}

fn check(folder: &Path) {
    let status = Command::new(env!("CARGO_BIN_EXE_domesday"))
        .arg("check")
        .arg(folder)
        .args([
            "--format",
            "jsonl",
            "--fail-on",
            "never",
            "--allow-unread",
            "--as-of",
            "2026-06-30",
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program is built");
    assert!(status.success());
}

/// The fixtures share: many formats, small files.
#[divan::bench]
fn share(bencher: Bencher) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/share");
    bencher.bench_local(|| check(&folder));
}

/// Eight files of prose, 1 MB each, with a name and a number in every eighth line.
#[divan::bench]
fn prose(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("there is room for 8 MB");
    let mut text = String::new();
    for number in 0_u32.. {
        if text.len() >= 1 << 20 {
            break;
        }
        let line = match number % 8 {
            0 => {
                "Mr Desmond Holloway, 07700 900871, asked when the lamps in Quarry Hill will be mended."
            }
            _ => {
                "The committee considered the report of the engineer and resolved to leave the matter as it stands."
            }
        };
        writeln!(text, "{number}. {line}").expect("memory can be written to");
    }
    for number in 0..8 {
        let file = folder.path().join(format!("{number}.txt"));
        std::fs::write(file, &text).expect("there is room for 8 MB");
    }
    bencher
        .counter(BytesCount::new(8 * text.len()))
        .bench_local(|| check(folder.path()));
}

/// A thousand notes of one line, where the cost of a file shows.
#[divan::bench]
fn small_files(bencher: Bencher) {
    let folder = tempfile::tempdir().expect("there is room for small files");
    for number in 0..1_000 {
        let file = folder.path().join(format!("{number}.txt"));
        std::fs::write(file, "Please ring Kirsty Abernethy on 07700 900845.\n")
            .expect("there is room for small files");
    }
    bencher
        .counter(ItemsCount::new(1_000_usize))
        .bench_local(|| check(folder.path()));
}
