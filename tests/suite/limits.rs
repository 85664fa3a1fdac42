//! What is small on the drive and large to read ends within its limits, and says so.
#![cfg(unix)]

use std::fs;
use std::io::{Cursor, Write};

use rust_xlsxwriter::Workbook;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::support::{CHECK, domesday, of_type, records, run, text};

/// The longest text that a cell may hold (Excel specifications and limits), and the cells that name it.
const LONGEST: usize = 32_767;
const CELLS: u32 = 40_000;

#[test]
fn a_workbook_that_names_one_long_text_over_and_over_ends_at_its_deadline() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("share")).unwrap();
    let long = "minutes of the allotments committee "
        .repeat(LONGEST / 36)
        .trim()
        .to_owned();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in 0..CELLS {
        sheet.write(row, 0, &long).unwrap();
    }
    workbook
        .save(folder.path().join("share/long.xlsx"))
        .unwrap();

    let output = run(domesday(folder.path(), &CHECK).args(["--timeout", "3"]));
    let records = records(&output.stdout);
    let document = of_type(&records, "document")[0];
    assert_eq!(
        (text(document, "status"), text(document, "reason")),
        ("partial", "timeout")
    );
    assert_eq!(output.status.code(), Some(3));
}

/// A method of compression that is long out of use (APPNOTE.TXT, 4.4.5).
const IMPLODED: u8 = 6;

/// An archive with one stored member and one that says it is compressed as `method`.
fn archive_with(method: u8) -> Vec<u8> {
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["imploded.txt", "stored.txt"] {
        archive.start_file(name, stored).unwrap();
        archive.write_all(b"Minutes of the meeting").unwrap();
    }
    let mut bytes = archive.finish().unwrap().into_inner();
    let at = |signature: &[u8]| memchr::memmem::find(&bytes, signature).unwrap();
    // Where the first member's own header and the directory name its method (APPNOTE.TXT, 4.3.7 and 4.3.12).
    let (header, directory) = (at(b"PK\x03\x04") + 8, at(b"PK\x01\x02") + 10);
    bytes[header] = method;
    bytes[directory] = method;
    bytes
}

#[test]
fn a_member_of_which_nothing_can_be_had_is_unreadable_and_its_archive_partial() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("share")).unwrap();
    fs::write(folder.path().join("share/old.zip"), archive_with(IMPLODED)).unwrap();
    let records = records(&run(&mut domesday(folder.path(), &CHECK)).stdout);
    let outcomes: Vec<_> = of_type(&records, "document")
        .into_iter()
        .map(|document| {
            let field = |name| text(document, name).to_owned();
            (field("member"), field("status"), field("reason"))
        })
        .collect();
    let expected = [
        ("imploded.txt", "unreadable", "unsupported"),
        ("stored.txt", "read", ""),
        ("", "partial", "unsupported"),
    ];
    let expected = expected
        .map(|(member, status, reason)| (member.to_owned(), status.to_owned(), reason.to_owned()));
    assert_eq!(outcomes, expected);
}
