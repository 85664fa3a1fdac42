//! Packages in a zip: Office Open XML, OpenDocument, EPUB, or only an archive.
//!
//! Names are taken from the zip's directory (PKWARE APPNOTE 4.3.12), read up to a bound and not trusted for anything
//! else; of a cut-off file, which has lost it, from the local headers in the head (4.3.7).

use std::io::{Read, Seek, SeekFrom};

use memchr::memmem;

use super::Format;

const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
const CENTRAL_HEADER: &[u8] = b"PK\x01\x02";
const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
const SPANNED: &[u8] = b"PK\x07\x08";

/// The record at the end with its longest comment (4.3.16).
const END_BYTES: u64 = 22 + 0xFFFF;
/// As much of the directory as is read: some thousands of names.
const DIRECTORY_BYTES: u64 = 256 << 10;

pub(super) fn is_zip(head: &[u8]) -> bool {
    [LOCAL_HEADER, END_OF_DIRECTORY, SPANNED]
        .iter()
        .any(|signature| head.starts_with(signature))
}

pub(super) fn identify<R: Read + Seek + ?Sized>(
    reader: &mut R,
    head: &[u8],
    named: Option<Format>,
) -> std::io::Result<Format> {
    if let Some(format) = by_media_type(head) {
        return Ok(format);
    }
    let entries = match directory(reader)? {
        Some(directory) => names(&directory, CENTRAL_HEADER, 28, 46),
        None => of_cut_off_package(names(head, LOCAL_HEADER, 26, 30)),
    };
    Ok(by_parts(&entries).unwrap_or_else(|| by_ending(&entries, named)))
}

/// OpenDocument and EPUB state their media type in the first entry, uncompressed (ODF 1.2 part 3, 3.3; OCF 3.2, 4.3).
fn by_media_type(head: &[u8]) -> Option<Format> {
    let name_length = usize::from(u16_at(head, 26)?);
    let extra_length = usize::from(u16_at(head, 28)?);
    if head.get(30..30 + name_length)? != b"mimetype" {
        return None;
    }
    let media_type = head.get(30 + name_length + extra_length..)?;
    let begins = |prefix: &str| media_type.starts_with(prefix.as_bytes());
    if begins("application/epub+zip") {
        return Some(Format::Epub);
    }
    let kinds = [
        ("application/vnd.oasis.opendocument.text", Format::Odt),
        (
            "application/vnd.oasis.opendocument.spreadsheet",
            Format::Ods,
        ),
        (
            "application/vnd.oasis.opendocument.presentation",
            Format::Odp,
        ),
    ];
    kinds
        .into_iter()
        .find(|(prefix, _)| begins(prefix))
        .map(|(_, format)| format)
}

/// The central directory as far as it is read; none where the end of the file is missing.
fn directory<R: Read + Seek + ?Sized>(reader: &mut R) -> std::io::Result<Option<Vec<u8>>> {
    let length = reader.seek(SeekFrom::End(0))?;
    let mut end = Vec::new();
    reader.seek(SeekFrom::Start(length.saturating_sub(END_BYTES)))?;
    reader.take(END_BYTES).read_to_end(&mut end)?;
    let Some(at) = memmem::rfind(&end, END_OF_DIRECTORY) else {
        return Ok(None);
    };
    let (Some(size), Some(start)) = (u32_at(&end, at + 12), u32_at(&end, at + 16)) else {
        return Ok(None);
    };
    // A zip64 directory (all ones) is that of an archive of 4 GB or 65,535 entries; its names are in the tail as well.
    let is_zip64 = start == u32::MAX;
    let start = if is_zip64 {
        length.saturating_sub(DIRECTORY_BYTES)
    } else {
        u64::from(start)
    };
    let mut directory = Vec::new();
    reader.seek(SeekFrom::Start(start))?;
    reader.take(DIRECTORY_BYTES).read_to_end(&mut directory)?;
    // The end of an archive stored within a cut-off one points elsewhere.
    let is_there = is_zip64 || size == 0 || directory.starts_with(CENTRAL_HEADER);
    Ok(is_there.then_some(directory))
}

/// The names in all headers of one kind, lower case; `length_at` and `name_at` count from a header's start.
fn names(bytes: &[u8], header: &[u8], length_at: usize, name_at: usize) -> Vec<String> {
    memmem::find_iter(bytes, header)
        .filter_map(|at| {
            let length = usize::from(u16_at(bytes, at + length_at)?);
            let name = bytes.get(at + name_at..at + name_at + length)?;
            Some(String::from_utf8_lossy(name).to_ascii_lowercase())
        })
        .collect()
}

/// Local headers also show the entries of archives stored within; a package is known by its first entry.
fn of_cut_off_package(names: Vec<String>) -> Vec<String> {
    let is_package = names.first().is_some_and(|name| {
        is_package_marker(name)
            || name.starts_with("docprops/")
            || FAMILIES
                .iter()
                .any(|family| name.starts_with(family.folder))
    });
    if is_package { names } else { Vec::new() }
}

/// A family of Office Open XML: the folder of its parts and the main part (ECMA-376 Part 1, 11.3.10, 12.3.23, 13.3.6).
struct Family {
    folder: &'static str,
    main: &'static str,
    format: Format,
}

const FAMILIES: &[Family] = &[
    Family {
        folder: "word/",
        main: "word/document.xml",
        format: Format::Docx,
    },
    Family {
        folder: "xl/",
        main: "xl/workbook.xml",
        format: Format::Xlsx,
    },
    Family {
        folder: "ppt/",
        main: "ppt/presentation.xml",
        format: Format::Pptx,
    },
    Family {
        folder: "visio/",
        main: "visio/document.xml",
        format: Format::Visio,
    },
];

fn is_package_marker(name: &str) -> bool {
    name == "[content_types].xml" || name == "_rels/.rels"
}

fn by_parts(names: &[String]) -> Option<Format> {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    if has("xl/workbook.bin") {
        return Some(Format::Xlsb);
    }
    let marked = names.iter().any(|name| is_package_marker(name));
    FAMILIES
        .iter()
        .find(|family| {
            has(family.main) || (marked && names.iter().any(|name| name.starts_with(family.folder)))
        })
        .map(|family| family.format)
}

/// A package that has lost or moved its marks keeps the kind that its ending says.
fn by_ending(entries: &[String], named: Option<Format>) -> Format {
    let has_folder = |folder: &str| entries.iter().any(|entry| entry.starts_with(folder));
    match named {
        Some(format @ (Format::Odt | Format::Ods | Format::Odp))
            if entries.is_empty() || has_folder("meta-inf/") =>
        {
            format
        }
        Some(format @ (Format::Docx | Format::Xlsx | Format::Pptx | Format::Xlsb))
            if entries.is_empty()
                || FAMILIES
                    .iter()
                    .any(|family| family.format == format && has_folder(family.folder)) =>
        {
            format
        }
        _ => Format::Zip,
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
