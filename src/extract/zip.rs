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

pub struct Zip;

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
