//! 7-Zip archives by `sevenz-rust2`: members in the order of their blocks, each block unpacked once.

use std::io::{BufReader, SeekFrom};

use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, Error as ArchiveError, Password};

use super::member::{Bounded, label};
use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;

pub(super) struct SevenZip;

impl Extract for SevenZip {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        input.reader.seek(SeekFrom::Start(0))?;
        let mut source = BufReader::with_capacity(1 << 16, &mut *input.reader);
        let password = Password::empty();
        let archive = Archive::read(&mut source, &password)
            .map_err(|error| Error::Unreadable(reason(&error)))?;
        if archive.files.len() as u64 > input.limits.members {
            return Err(Error::Unreadable(Reason::Expansion));
        }
        let mut read = 0;
        let mut lost = Vec::new();
        for block in 0..archive.blocks.len() {
            let decoder = BlockDecoder::new(1, block, &archive, &password, &mut source);
            let names: Vec<String> = decoder.entries().iter().map(named).collect();
            let mut done = 0;
            let mut stopped = None;
            let result = decoder.for_each_entries(&mut |entry, content| {
                done += 1;
                if entry.is_directory() || entry.is_anti_item() {
                    return Ok(true);
                }
                read += 1;
                let mut content = Bounded::new(content, input.limits.part_bytes);
                stopped = sink.inner(&named(entry), &mut content).err();
                Ok(stopped.is_none())
            });
            if let Some(error) = stopped {
                return Err(error);
            }
            if let Err(error) = result {
                let reason = reason(&error);
                lost.extend(names.into_iter().skip(done).map(|name| (name, reason)));
            }
        }
        hand_on_lost(&lost, read, sink)
    }
}

/// Members that could not be reached; where that is all of them, the archive itself is unreadable.
fn hand_on_lost(
    lost: &[(String, Reason)],
    read: usize,
    sink: &mut dyn Sink,
) -> Result<Coverage, Error> {
    let Some((_, first)) = lost.first() else {
        return Ok(Coverage::Complete);
    };
    if read == 0 {
        return Err(Error::Unreadable(*first));
    }
    for (name, reason) in lost {
        sink.inner_lost(name, *reason)?;
    }
    Ok(Coverage::Partial(*first))
}

fn named(entry: &ArchiveEntry) -> String {
    label(entry.name())
}

fn reason(error: &ArchiveError) -> Reason {
    match error {
        ArchiveError::PasswordRequired | ArchiveError::MaybeBadPassword(_) => Reason::Encrypted,
        // Without the cipher compiled in, its method is one that is not known.
        ArchiveError::UnsupportedCompressionMethod(name) if name.contains("AES") => {
            Reason::Encrypted
        }
        ArchiveError::UnsupportedCompressionMethod(_)
        | ArchiveError::Unsupported(_)
        | ArchiveError::UnsupportedVersion { .. }
        | ArchiveError::ExternalUnsupported => Reason::Unsupported,
        ArchiveError::MaxMemLimited { .. } => Reason::Memory,
        _ => Reason::Corrupt,
    }
}
