//! Names a document's format: by its bytes first, by its name second.
//!
//! Reads the first 64 KiB, and of containers their directory, both within bounds. It does not say whether a document is
//! sound: a cut-off or damaged one keeps the name of what it was, so that its extractor can report the damage.
//! [`encoding`] is handed on to `extract`, which must read the same bytes as the same text.

pub(crate) mod encoding;
mod head;
mod magic;
mod markup;
mod ole;
mod separator;
mod table;
mod zip;

pub use head::Headed;
pub(crate) use separator::separator;
pub use table::Format;

use std::io::{Read, Seek, SeekFrom};

/// Bytes looked at from the start of a document.
const HEAD: u64 = 64 << 10;

/// A format, and whether the name says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identified {
    pub format: Format,
    /// The file's ending belongs to another format.
    pub misnamed: bool,
}

/// Names the format of a document from its bytes, then its name. Leaves the reader at its start.
pub fn identify<R: Read + Seek + ?Sized>(
    reader: &mut R,
    name: &str,
) -> std::io::Result<Identified> {
    let head = read_head(reader)?;
    let named = Format::of_name(name);
    let format = by_content(reader, &head, named)?.unwrap_or_else(|| by_name(named));
    reader.seek(SeekFrom::Start(0))?;
    Ok(Identified {
        format,
        misnamed: named.is_some_and(|named| !named.name_allows(format)),
    })
}

fn read_head<R: Read + Seek + ?Sized>(reader: &mut R) -> std::io::Result<Vec<u8>> {
    reader.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    reader.take(HEAD).read_to_end(&mut head)?;
    Ok(head)
}

fn by_content<R: Read + Seek + ?Sized>(
    reader: &mut R,
    head: &[u8],
    named: Option<Format>,
) -> std::io::Result<Option<Format>> {
    if head.is_empty() {
        return Ok(Some(Format::Empty));
    }
    if zip::is_zip(head) {
        return zip::identify(reader, head, named).map(Some);
    }
    if ole::is_ole(head) {
        return ole::identify(reader, head).map(Some);
    }
    if let Some(format) = magic::unmistakable(head) {
        return Ok(Some(format));
    }
    let whole = (head.len() as u64) < HEAD;
    if let Some(text) = encoding::decode_text(head, whole) {
        return Ok(Some(markup::identify(&text, whole, named)));
    }
    Ok(magic::printable(head))
}

/// Bytes that say nothing: a damaged document keeps the format of its name, so that its extractor can say what is
/// wrong with it. Text cannot be damaged into this, and `.db` is anybody's ending.
fn by_name(named: Option<Format>) -> Format {
    match named {
        Some(format) if !format.is_textual() && format != Format::Sqlite => format,
        _ => Format::Binary,
    }
}

#[cfg(test)]
mod tests;
