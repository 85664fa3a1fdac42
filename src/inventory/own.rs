//! Knows an inventory when a scan meets one.

use std::io::{self, Read, Seek, SeekFrom};

use super::store::APPLICATION;

/// Where the application id stands in an SQLite file: a big-endian number (SQLite file format, 1.3).
const OFFSET: u64 = 68;

/// The SQLite file is an inventory of this program. Leaves the reader at its start.
pub fn is_inventory<R: Read + Seek>(file: &mut R) -> bool {
    let mut id = [0; 4];
    let read = file
        .seek(SeekFrom::Start(OFFSET))
        .and_then(|_| file.read_exact(&mut id));
    let known = read.is_ok() && i64::from(u32::from_be_bytes(id)) == APPLICATION;
    let _: io::Result<()> = file.rewind();
    known
}
