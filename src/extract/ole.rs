//! Documents inside OLE compound files ([MS-CFB], [MS-OLEDS]): packaged files, whole documents in storages of their own.
//!
//! A compound file whose kind is not known is read for what is packed in it and for its properties; the other extractors
//! of compound files hand on here what lies beside their text.

use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use cfb::CompoundFile;
use office_oxide::cfb::{
    SummaryProperties, parse_document_summary_information, parse_summary_information,
};

use super::member::label;
use super::properties::Properties;
use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;

pub(super) struct Ole;

impl Extract for Ole {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        input.reader.seek(SeekFrom::Start(0))?;
        let mut file = CompoundFile::open(&mut *input.reader).map_err(|_| Error::CORRUPT)?;
        properties(&mut file, sink)?;
        let found = embedded(&mut file, input.limits.part_bytes, sink)?;
        if found == 0 {
            return Err(Error::Unreadable(Reason::Unsupported));
        }
        Ok(Coverage::Complete)
    }
}

/// Entries of one compound file that are looked at.
const ENTRIES: usize = 100_000;

/// Streams by which a storage is a document of its own, and the ending of that document's name.
const DOCUMENTS: &[(&str, &str)] = &[
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
    ("VisioDocument", "vsd"),
];

/// Streams that hold a file as it is: a package of Office Open XML, the content of another program's object.
const WRAPPED: &[&str] = &["Package", "CONTENTS", "EmbeddedOdf"];

/// A file packed by the system's packager ([MS-OLEDS] 2.3.6).
const NATIVE: &str = "\u{1}Ole10Native";

/// Hands on what is embedded in the storages of a compound file. Gives how many there were.
pub(super) fn embedded<F: Read + Seek>(
    file: &mut CompoundFile<F>,
    most: u64,
    sink: &mut dyn Sink,
) -> Result<usize, Error> {
    let mut entries = Vec::new();
    for entry in file.walk().take(ENTRIES) {
        entries.push((entry.path().to_owned(), entry.is_stream()));
    }
    let mut found = 0;
    let mut copied: Vec<PathBuf> = Vec::new();
    for (path, is_stream) in entries {
        if copied.iter().any(|done| path.starts_with(done)) || path == Path::new("/") {
            continue;
        }
        if !is_stream {
            if let Some(ending) = document_in(file, &path) {
                found += 1;
                let name = format!("{}.{ending}", named(&path));
                match copy(file, &path, most) {
                    Ok(bytes) => sink.inner(&label(&name), &mut &*bytes)?,
                    Err(reason) => sink.inner_lost(&label(&name), reason)?,
                }
                copied.push(path);
            }
            continue;
        }
        let stream = path.file_name().and_then(|name| name.to_str());
        let holder = path.parent().map(named).unwrap_or_default();
        if stream == Some(NATIVE) {
            found += 1;
            let bytes = read(file, &path, most)?;
            match native(&bytes) {
                Some((name, mut content)) => sink.inner(&label(&name), &mut content)?,
                None => sink.inner_lost(&label(&holder), Reason::Corrupt)?,
            }
        } else if stream.is_some_and(|name| WRAPPED.contains(&name)) {
            found += 1;
            let mut content = file.open_stream(&path)?.take(most);
            sink.inner(&label(&holder), &mut content)?;
        }
    }
    Ok(found)
}

/// The name of a storage, without the characters that only machines write.
fn named(storage: &Path) -> String {
    let name = storage.file_name().map(|name| name.to_string_lossy());
    let name: String = name
        .iter()
        .flat_map(|name| name.chars())
        .filter(|letter| !letter.is_control())
        .collect();
    if name.is_empty() {
        "object".to_owned()
    } else {
        name
    }
}

fn document_in<F: Read + Seek>(file: &CompoundFile<F>, storage: &Path) -> Option<&'static str> {
    DOCUMENTS
        .iter()
        .find(|(stream, _)| file.is_stream(storage.join(stream)))
        .map(|(_, ending)| *ending)
}

/// A storage as a compound file of its own.
pub(super) fn copy<F: Read + Seek>(
    file: &mut CompoundFile<F>,
    storage: &Path,
    most: u64,
) -> Result<Vec<u8>, Reason> {
    let lost = |error: std::io::Error| Error::from(error).reason();
    let entries: Vec<_> = file
        .walk_storage(storage)
        .map_err(lost)?
        .take(ENTRIES)
        .map(|entry| (entry.path().to_owned(), entry.is_stream(), entry.len()))
        .collect();
    if entries.iter().map(|(_, _, bytes)| bytes).sum::<u64>() > most {
        return Err(Reason::Expansion);
    }
    let mut out = CompoundFile::create(Cursor::new(Vec::new())).map_err(lost)?;
    for (path, is_stream, _) in entries {
        let Ok(below) = path.strip_prefix(storage) else {
            continue;
        };
        if below.as_os_str().is_empty() {
            continue;
        }
        let to = Path::new("/").join(below);
        if is_stream {
            let mut content = Vec::new();
            file.open_stream(&path)
                .and_then(|mut stream| stream.read_to_end(&mut content))
                .map_err(lost)?;
            out.create_stream(&to)
                .and_then(|mut stream| stream.write_all(&content))
                .map_err(lost)?;
        } else {
            out.create_storage(&to).map_err(lost)?;
        }
    }
    out.flush().map_err(lost)?;
    Ok(out.into_inner().into_inner())
}

/// A whole stream, up to a bound.
pub(super) fn read<F: Read + Seek>(
    file: &mut CompoundFile<F>,
    path: impl AsRef<Path>,
    most: u64,
) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    file.open_stream(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Name and bytes of a packed file: a length, a mark, two strings, two numbers, a third string, the data.
fn native(stream: &[u8]) -> Option<(String, &[u8])> {
    const EMBEDDED: u16 = 2;
    let mut rest = stream.get(4..)?;
    if rest.get(..2)? != EMBEDDED.to_le_bytes() {
        // Some programs leave the bare data.
        return Some(("object".to_owned(), rest));
    }
    rest = &rest[2..];
    let (name, after) = text(rest)?;
    let (_, after) = text(after)?;
    let length = u32::from_le_bytes(after.get(4..8)?.try_into().ok()?) as usize;
    let after = after.get(8 + length..)?;
    let length = u32::from_le_bytes(after.get(..4)?.try_into().ok()?) as usize;
    let data = &after[4..];
    Some((name, &data[..length.min(data.len())]))
}

/// A string that a NUL ends.
fn text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let end = memchr::memchr(0, bytes)?;
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes[..end]);
    Some((text.into_owned(), &bytes[end + 1..]))
}

/// Hands on the properties of a compound file ([MS-OLEPS] 2.25).
pub(super) fn properties<F: Read + Seek>(
    file: &mut CompoundFile<F>,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    const MOST: u64 = 1 << 20;
    let mut properties = Properties::default();
    if let Ok(bytes) = read(file, "/\u{5}SummaryInformation", MOST)
        && let Some(found) = parse_summary_information(&bytes)
    {
        add(&found, &mut properties);
    }
    if let Ok(bytes) = read(file, "/\u{5}DocumentSummaryInformation", MOST)
        && let Some(found) = parse_document_summary_information(&bytes)
    {
        add(&found, &mut properties);
    }
    properties.hand_on(sink)
}

/// Adds what a property set says ([MS-OLEPS] 2.25.1).
pub(super) fn add(found: &SummaryProperties, properties: &mut Properties) {
    for (name, value) in [
        ("title", &found.title),
        ("subject", &found.subject),
        ("author", &found.author),
        ("last-modified-by", &found.last_author),
        ("manager", &found.manager),
        ("company", &found.company),
        ("keywords", &found.keywords),
        ("category", &found.category),
        ("description", &found.comments),
        ("created", &found.created),
        ("modified", &found.modified),
    ] {
        properties.add(name, value.as_deref().unwrap_or_default());
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::extract::recorded::extract;
    use crate::identify::{Format, identify};

    /// A compound file of these streams; storages are made on the way.
    pub(in crate::extract) fn ole(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (name, content) in streams {
            let folder = Path::new(name).parent().unwrap();
            file.create_storage_all(folder).unwrap();
            file.create_stream(name)
                .unwrap()
                .write_all(content)
                .unwrap();
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    fn packed(name: &str, content: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0, 0, 0, 0, 2, 0];
        bytes.extend(name.as_bytes());
        bytes.extend(b"\0C:\\x\0\0\0\x03\0");
        bytes.extend(4_u32.to_le_bytes());
        bytes.extend(b"C:\\\0");
        bytes.extend((content.len() as u32).to_le_bytes());
        bytes.extend(content);
        bytes.extend([0; 9]);
        bytes
    }

    #[test]
    fn a_packed_file_has_its_name_and_a_document_in_a_storage_is_whole() {
        let bytes = ole(&[
            (
                "/ObjectPool/_1/\u{1}Ole10Native",
                &packed("list.csv", b"a,b"),
            ),
            ("/ObjectPool/_2/Workbook", b"cells"),
            ("/ObjectPool/_2/Deep/x", b"more"),
            ("/ObjectPool/_3/Package", b"PK"),
        ]);
        let read = extract(&Ole, Format::Ole, &bytes);
        assert_eq!(read.names(), ["list.csv", "_2.xls", "_3"]);
        assert_eq!(read.members[0].1, Ok(b"a,b".to_vec()));
        let inner = read.members[1].1.as_ref().unwrap();
        let found = identify(&mut Cursor::new(inner), "x").unwrap();
        assert_eq!(found.format, Format::Xls);
        assert_eq!(read.members[2].1, Ok(b"PK".to_vec()));
    }

    #[test]
    fn nothing_known_inside_is_unsupported_and_damage_corrupt() {
        let bytes = ole(&[("/Other", b"x")]);
        assert!(extract(&Ole, Format::Ole, &bytes).is_unreadable(Reason::Unsupported));
        assert!(extract(&Ole, Format::Ole, &bytes[..100]).is_unreadable(Reason::Corrupt));
    }
}
