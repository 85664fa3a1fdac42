//! Names a document's format: by its bytes first, by its name second.

mod table;

pub use table::Format;

use std::io::{Read, Seek};

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
    let _ = (reader, name);
    unimplemented!()
}
