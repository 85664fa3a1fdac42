//! Tar archives (POSIX.1-2001 pax, GNU and older), their members in the order of the tape.
//!
//! Links, devices and folders hold nothing and are passed over.

use std::io::{BufReader, SeekFrom};

use super::member::{Bounded, Whole, label};
use super::{Coverage, Error, Extract, Input, Sink};
use crate::crawl::Reason;

pub(super) struct Tar;

impl Extract for Tar {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        input.reader.seek(SeekFrom::Start(0))?;
        let mut archive = ::tar::Archive::new(BufReader::new(&mut *input.reader));
        let mut seen = false;
        for entry in archive.entries()? {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return broken(Error::from(error), seen),
            };
            let kind = entry.header().entry_type();
            if !(kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse()) {
                continue;
            }
            seen = true;
            let name = label(&String::from_utf8_lossy(&entry.path_bytes()));
            let size = entry.size();
            let mut content = Bounded::new(Whole::new(entry, size), input.limits.part_bytes);
            sink.inner(&name, &mut content)?;
        }
        Ok(Coverage::Complete)
    }
}

/// The tape broke off: what was read before stays.
fn broken(error: Error, seen: bool) -> Result<Coverage, Error> {
    match error.reason() {
        _ if !seen => Err(error),
        Reason::Io => Ok(Coverage::Partial(Reason::Corrupt)),
        reason => Ok(Coverage::Partial(reason)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::recorded::{Recorded, extract};
    use crate::identify::Format;

    fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = ::tar::Builder::new(Vec::new());
        for (name, content) in members {
            let mut header = ::tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, name, *content).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn read(bytes: &[u8]) -> Recorded {
        extract(&Tar, Format::Tar, bytes)
    }

    #[test]
    fn members_are_handed_on_with_their_long_names() {
        let long = format!("{}/a.txt", "folder/".repeat(30));
        let read = read(&archive(&[("b.txt", b"two"), (&long, b"deep")]));
        assert!(read.is_complete());
        assert_eq!(read.names()[0], "b.txt");
        assert!(read.names()[1].len() > 200);
        assert_eq!(read.members[1].1, Ok(b"deep".to_vec()));
    }

    #[test]
    fn a_member_cut_off_by_the_end_says_so() {
        let bytes = archive(&[("a.txt", b"one"), ("b.txt", &[b'x'; 5000])]);
        let read = read(&bytes[..3000]);
        assert_eq!(read.members[0].1, Ok(b"one".to_vec()));
        assert_eq!(read.members[1].1, Err(Reason::Corrupt));
    }

    #[test]
    fn damage_never_panics() {
        let bytes = archive(&[("a.txt", b"one"), ("b.txt", b"two")]);
        for at in 0..bytes.len().min(1600) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            read(&damaged);
        }
    }
}
