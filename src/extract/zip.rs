//! Zip archives, their members in the order of the directory.
//!
//! The directory is walked, not held: memory does not grow with the number of members, and members of one name are all
//! seen. Where the directory is damaged, members are looked for by their own headers. What members are is for others.

use std::io::{Read, Seek, SeekFrom};

use ::zip::ZipReadOptions;
use ::zip::read::{Config, read_zipfile_from_stream_with_options};
use ::zip::result::ZipError;
use ::zip::unstable::read::ZipIterable;

use super::member::{Bounded, label};
use super::{Coverage, Error, Extract, Input, ReadSeek, Sink};
use crate::crawl::Reason;

pub(super) struct Zip;

/// What a member's own header begins with (APPNOTE.TXT, 4.3.7).
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";

impl Extract for Zip {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut members = Members {
            sink,
            most: input.limits.part_bytes,
            found: 0,
            read: 0,
            lost: None,
        };
        match ZipIterable::try_new(&mut *input.reader, Config::default()) {
            Ok(mut archive) => members.listed(&mut archive)?,
            Err(ZipError::Io(error)) if Error::Io(clone(&error)).reason() == Reason::Io => {
                return Err(Error::Io(error));
            }
            Err(_) => {
                members.lost = Some(Reason::Corrupt);
                members.salvaged(input.reader)?;
            }
        }
        members.coverage()
    }
}

/// An error of the same kind, to ask it for its reason.
fn clone(error: &std::io::Error) -> std::io::Error {
    std::io::Error::from(error.kind())
}

/// Hands on members and counts them.
struct Members<'a> {
    sink: &'a mut dyn Sink,
    /// Bytes that one member may expand to.
    most: u64,
    found: u64,
    read: u64,
    lost: Option<Reason>,
}

impl Members<'_> {
    /// Reads the members that the directory lists.
    fn listed<R: Read + Seek>(&mut self, archive: &mut ZipIterable<R>) -> Result<(), Error> {
        if all_encrypted(archive) {
            return Err(Error::ENCRYPTED);
        }
        let entries = archive.files().map_err(|_| Error::CORRUPT)?;
        while let Some(entry) = entries.next() {
            let Ok(entry) = entry else {
                self.lost = self.lost.or(Some(Reason::Corrupt));
                break;
            };
            if entry.is_dir() {
                continue;
            }
            let name = readable_name(entry.name_raw(), entry.name().ok().as_deref());
            if entry.encrypted() {
                self.lose(&name, Reason::Encrypted)?;
            } else if entry.size() > self.most {
                self.lose(&name, Reason::Expansion)?;
            } else {
                match entry.with_reader(entries.reader_mut(), ZipReadOptions::default()) {
                    Ok(file) => self.hand_on(&name, file)?,
                    Err(error) => self.lose(&name, reason(&error))?,
                }
            }
        }
        Ok(())
    }

    /// Reads what members can be found without a directory.
    fn salvaged(&mut self, reader: &mut dyn ReadSeek) -> Result<(), Error> {
        let end = reader.seek(SeekFrom::End(0))?;
        let mut from = 0;
        while let Some(start) = next_header(reader, from)? {
            from = start + LOCAL_HEADER.len() as u64;
            if self.found_at(reader, start, ZipReadOptions::default())? {
                from = from.max(reader.stream_position()?);
            } else {
                // Perhaps written without knowing its size, which then follows the data: read to where the data ends.
                let rest = end.saturating_sub(start);
                let options = ZipReadOptions::default()
                    .override_compressed_size(rest)
                    .ignore_crc32(true);
                self.found_at(reader, start, options)?;
            }
        }
        Ok(())
    }

    /// Reads the member whose header is at `start`, if it is one that can be read.
    fn found_at(
        &mut self,
        mut reader: &mut dyn ReadSeek,
        start: u64,
        options: ZipReadOptions<'_>,
    ) -> Result<bool, Error> {
        reader.seek(SeekFrom::Start(start))?;
        let Ok(Some(file)) = read_zipfile_from_stream_with_options(&mut reader, options) else {
            return Ok(false);
        };
        if !file.is_dir() {
            let name = readable_name(file.name_raw(), file.name().ok().as_deref());
            self.hand_on(&name, file)?;
        }
        Ok(true)
    }

    fn hand_on(&mut self, name: &str, content: impl Read) -> Result<(), Error> {
        self.found += 1;
        self.read += 1;
        self.sink
            .inner(&label(name), &mut Bounded::new(content, self.most))
    }

    fn lose(&mut self, name: &str, reason: Reason) -> Result<(), Error> {
        self.found += 1;
        self.lost = self.lost.or(Some(reason));
        self.sink.inner_lost(&label(name), reason)
    }

    fn coverage(&self) -> Result<Coverage, Error> {
        match self.lost {
            Some(reason) if self.found == 0 => Err(Error::Unreadable(reason)),
            lost => Ok(Coverage::Complete.and(lost)),
        }
    }
}

/// Whether there are members and a password guards each.
fn all_encrypted<R: Read + Seek>(archive: &mut ZipIterable<R>) -> bool {
    let Ok(entries) = archive.files() else {
        return false;
    };
    let mut files = entries.flatten().filter(|entry| !entry.is_dir()).peekable();
    files.peek().is_some() && files.all(|entry| entry.encrypted())
}

/// UTF-8 where the bytes are, whatever the archive claims, else what it says (code page 437).
fn readable_name(raw: &[u8], said: Option<&str>) -> String {
    match (std::str::from_utf8(raw), said) {
        (Ok(name), _) | (Err(_), Some(name)) => name.to_owned(),
        (Err(_), None) => String::from_utf8_lossy(raw).into_owned(),
    }
}

fn reason(error: &ZipError) -> Reason {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Reason::Encrypted
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            Reason::Unsupported
        }
        ZipError::Io(error) => Error::Io(clone(error)).reason(),
        _ => Reason::Corrupt,
    }
}

/// Where the next member's header begins, from `from` on.
fn next_header(reader: &mut dyn ReadSeek, from: u64) -> Result<Option<u64>, Error> {
    let mut at = from;
    let mut block = vec![0; 64 << 10];
    let mut held = 0;
    reader.seek(SeekFrom::Start(from))?;
    loop {
        let read = reader.read(&mut block[held..])?;
        if read == 0 {
            return Ok(None);
        }
        held += read;
        if let Some(found) = memchr::memmem::find(&block[..held], LOCAL_HEADER) {
            return Ok(Some(at + found as u64));
        }
        // A header may lie across two blocks.
        let keep = held.min(LOCAL_HEADER.len() - 1);
        block.copy_within(held - keep..held, 0);
        at += (held - keep) as u64;
        held = keep;
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};
    use std::path::Path;

    use ::zip::write::SimpleFileOptions;
    use ::zip::{CompressionMethod, ZipWriter};

    use super::*;
    use crate::extract::Limits;
    use crate::extract::recorded::{Recorded, extract, extract_within};
    use crate::identify::Format;

    fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in members {
            let options = SimpleFileOptions::default();
            if name.ends_with('/') {
                writer.add_directory(*name, options).unwrap();
            } else {
                writer.start_file(*name, options).unwrap();
                writer.write_all(content).unwrap();
            }
        }
        writer.finish().unwrap().into_inner()
    }

    fn read(bytes: &[u8]) -> Recorded {
        extract(&Zip, Format::Zip, bytes)
    }

    fn fixture(name: &str) -> Vec<u8> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/extract/zip");
        std::fs::read(folder.join(name)).expect("the fixture is in the repository")
    }

    #[test]
    fn members_are_handed_on_in_order_and_folders_are_not() {
        let inner = zipped(&[("deep.txt", b"deep")]);
        let read = read(&zipped(&[
            ("b/", b""),
            ("b/two.txt", b"two"),
            ("a.zip", &inner),
        ]));
        assert!(read.is_complete());
        assert_eq!(read.names(), ["b/two.txt", "a.zip"]);
        assert_eq!(read.members[0].1, Ok(b"two".to_vec()));
        assert_eq!(read.members[1].1, Ok(inner));
    }

    #[test]
    fn members_of_one_name_are_both_read_and_names_may_be_of_other_systems() {
        let mut bytes = zipped(&[("aa1.txt", b"one"), ("aa2.txt", b"two"), ("caf1.txt", b"")]);
        for (from, to) in [(b"aa2", b"aa1"), (b"af1", b"a\\\x82")] {
            while let Some(at) = memchr::memmem::find(&bytes, from) {
                bytes[at..at + 3].copy_from_slice(to);
            }
        }
        // 0x82 is é in code page 437, which is what a name without the UTF-8 flag is in.
        assert_eq!(read(&bytes).names(), ["aa1.txt", "aa1.txt", "ca/é.txt"]);
    }

    #[test]
    fn a_password_on_every_member_locks_the_archive_and_on_some_only_those() {
        assert!(read(&fixture("password.zip")).is_unreadable(Reason::Encrypted));
        let some = read(&fixture("some-password.zip"));
        assert!(some.is_partial(Reason::Encrypted));
        assert_eq!(some.names(), ["open.txt", "locked.txt"]);
        assert_eq!(some.members[1].1, Err(Reason::Encrypted));
    }

    #[test]
    fn a_member_that_expands_beyond_the_bound_is_lost_and_the_next_is_read() {
        let limits = Limits {
            part_bytes: 1000,
            ..Limits::default()
        };
        let bytes = zipped(&[("large.txt", &[b'x'; 1001]), ("small.txt", &[b'x'; 1000])]);
        let read = extract_within(&Zip, Format::Zip, &bytes, &limits);
        assert!(read.is_partial(Reason::Expansion));
        assert_eq!(
            read.members[0],
            ("large.txt".into(), Err(Reason::Expansion))
        );
        assert!(read.members[1].1.is_ok());
    }

    #[test]
    fn a_member_that_expands_beyond_what_it_declares_is_cut() {
        let mut bytes = zipped(&[("large.txt", &[b'x'; 5000])]);
        let size = 5000_u32.to_le_bytes();
        while let Some(at) = memchr::memmem::find(&bytes, &size) {
            bytes[at..at + 4].copy_from_slice(&50_u32.to_le_bytes());
        }
        let read = read(&bytes);
        assert!(read.members[0].1.is_err());
    }

    #[test]
    fn members_are_found_without_a_directory() {
        let bytes = zipped(&[("one.txt", b"first"), ("two.txt", &b"second ".repeat(900))]);
        let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
        let cut = read(&bytes[..directory]);
        assert!(cut.is_partial(Reason::Corrupt));
        assert_eq!(cut.names(), ["one.txt", "two.txt"]);
        assert_eq!(cut.members[1].1, Ok(b"second ".repeat(900)));
        // Cut within the second member: the first is whole, the second breaks off.
        let shorter = read(&bytes[..directory - 10]);
        assert_eq!(shorter.members[0].1, Ok(b"first".to_vec()));
        assert!(shorter.members[1].1.is_err());
    }

    #[test]
    fn a_member_written_without_knowing_its_size_is_found_too() {
        let mut writer = ZipWriter::new_stream(Vec::new());
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for name in ["one.txt", "two.txt"] {
            writer.start_file(name, options).unwrap();
            writer.write_all(name.as_bytes()).unwrap();
        }
        let bytes = writer.finish().unwrap().into_inner();
        let directory = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
        let read = read(&bytes[..directory]);
        let contents: Vec<_> = read
            .members
            .iter()
            .map(|(_, content)| content.clone())
            .collect();
        assert_eq!(contents, [Ok(b"one.txt".to_vec()), Ok(b"two.txt".to_vec())]);
    }

    #[test]
    fn damage_never_panics_and_nothing_at_all_is_corrupt() {
        let bytes = zipped(&[("one.txt", b"first"), ("two.txt", b"second")]);
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            read(&damaged);
            read(&bytes[..at]);
        }
        assert!(read(b"no archive").is_unreadable(Reason::Corrupt));
        assert!(read(&zipped(&[])).is_complete());
    }
}
