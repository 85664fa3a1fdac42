//! OLE compound files ([MS-CFB]): the program that wrote one is told by the streams of its root storage.

use std::io::{Read, Seek, SeekFrom};

use memchr::memmem;

use super::Format;

const SIGNATURE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// As much of a damaged directory as is looked at.
const DIRECTORY_BYTES: u64 = 64 << 10;

/// Stream or storage names of the root, in order of precedence.
const STREAMS: &[(&str, Format)] = &[
    // [MS-OFFCRYPTO] 2.3.4.4; the second is a document under rights management, 2.2.10.
    ("EncryptedPackage", Format::EncryptedOffice),
    ("\tDRMContent", Format::EncryptedOffice),
    // [MS-OXMSG] 2.4.
    ("__properties_version1.0", Format::Msg),
    // Publisher keeps its text in `Quill`.
    ("Quill", Format::Publisher),
    // [MS-DOC] 2.1.1, [MS-XLS] 2.1.1 (`Book` before 1997), [MS-PPT] 2.1.2.
    ("WordDocument", Format::Doc),
    ("Workbook", Format::Xls),
    ("Book", Format::Xls),
    ("PowerPoint Document", Format::Ppt),
    ("PP97_DUALSTORAGE", Format::Ppt),
    ("VisioDocument", Format::Visio),
];

pub(super) fn is_ole(head: &[u8]) -> bool {
    head.starts_with(SIGNATURE)
}

pub(super) fn identify<R: Read + Seek + ?Sized>(
    reader: &mut R,
    head: &[u8],
) -> std::io::Result<Format> {
    reader.seek(SeekFrom::Start(0))?;
    if let Ok(file) = cfb::CompoundFile::open(&mut *reader) {
        let names: Vec<String> = file
            .read_root_storage()
            .map(|entry| entry.name().to_owned())
            .collect();
        return Ok(
            by_names(|wanted| names.iter().any(|name| name.eq_ignore_ascii_case(wanted)))
                .unwrap_or_else(|| installer(&names)),
        );
    }
    // Names are compared without regard to case ([MS-CFB] 2.6.4).
    let directory = damaged_directory(reader, head)?.to_ascii_lowercase();
    Ok(by_names(|wanted| {
        let utf16: Vec<u8> = wanted
            .to_ascii_lowercase()
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .chain([0, 0])
            .collect();
        memmem::find(&directory, &utf16).is_some()
    })
    .unwrap_or(Format::Ole))
}

fn by_names(has: impl Fn(&str) -> bool) -> Option<Format> {
    STREAMS
        .iter()
        .find(|(name, _)| has(name))
        .map(|(_, format)| *format)
}

/// The tables of an installer package have names packed into characters from U+3800 on.
fn installer(names: &[String]) -> Format {
    let packed = |name: &String| {
        name.chars()
            .next()
            .is_some_and(|c| ('\u{3800}'..='\u{4840}').contains(&c))
    };
    if names.iter().any(packed) {
        Format::Executable
    } else {
        Format::Ole
    }
}

/// The bytes where the directory begins ([MS-CFB] 2.2: sector shift at 30, first directory sector at 48), then the head.
fn damaged_directory<R: Read + Seek + ?Sized>(
    reader: &mut R,
    head: &[u8],
) -> std::io::Result<Vec<u8>> {
    let mut directory = Vec::new();
    if let (Some(&shift @ 7..=16), Some(sector)) = (head.get(30), head.get(48..52)) {
        let sector = sector
            .iter()
            .rev()
            .fold(0u64, |number, byte| number << 8 | u64::from(*byte));
        reader.seek(SeekFrom::Start((sector + 1) << shift))?;
        reader.take(DIRECTORY_BYTES).read_to_end(&mut directory)?;
    }
    directory.extend_from_slice(head);
    Ok(directory)
}
