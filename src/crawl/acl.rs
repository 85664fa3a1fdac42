//! The access control list that a file may carry beside its permission bits (POSIX 1003.1e draft 17), as Linux keeps it in
//! an extended attribute. Only what it adds is read: accounts and groups that it names. What it says of the owner, the
//! owner's group and everybody stands in the permission bits too. Lists of NFS and Windows are not read.

use std::path::Path;

use rustix::fs::{getxattr, getxattr_query};
use serde::{Deserialize, Serialize};

/// What the accounts and groups that a list names may do, besides the owner and the owner's group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acl {
    /// How many may read.
    pub readers: u32,
    /// How many may write.
    pub writers: u32,
}

const ATTRIBUTE: &str = "system.posix_acl_access";
/// The largest value that Linux keeps (`XATTR_SIZE_MAX`, `linux/limits.h`).
const LARGEST: usize = 64 << 10;

impl Acl {
    /// Reads the list of a file; none where there is no list, where it names nobody, or where it cannot be read.
    pub fn of(file: &Path) -> Option<Self> {
        let size = getxattr_query(file, ATTRIBUTE).ok()?;
        let mut list = vec![0; size.min(LARGEST)];
        let read = getxattr(file, ATTRIBUTE, &mut list[..]).ok()?;
        Self::parse(list.get(..read)?)
    }

    /// The layout is that of `linux/posix_acl_xattr.h`, little-endian: a version of 32 bits, then entries of a tag and
    /// permissions of 16 bits each and an id of 32.
    fn parse(list: &[u8]) -> Option<Self> {
        const VERSION: u32 = 2;
        const USER: u16 = 0x02;
        const GROUP: u16 = 0x08;
        const MASK: u16 = 0x10;
        const READ: u16 = 0o4;
        const WRITE: u16 = 0o2;

        let (version, entries) = list.split_first_chunk()?;
        if u32::from_le_bytes(*version) != VERSION {
            return None;
        }
        let (entries, _) = entries.as_chunks::<8>();
        let entries = entries
            .iter()
            .map(|[a, b, c, d, ..]| (u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d])));
        // The mask bounds what named entries grant.
        let mut masks = entries.clone().filter(|(tag, _)| *tag == MASK);
        let mask = masks.next().map_or(READ | WRITE, |(_, granted)| granted);
        let mut named = Self::default();
        for (_, granted) in entries.filter(|(tag, _)| matches!(*tag, USER | GROUP)) {
            named.readers += u32::from(granted & mask & READ != 0);
            named.writers += u32::from(granted & mask & WRITE != 0);
        }
        (named != Self::default()).then_some(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(entries: &[(u16, u16)]) -> Vec<u8> {
        let mut list = 2_u32.to_le_bytes().to_vec();
        for (tag, granted) in entries {
            list.extend(tag.to_le_bytes());
            list.extend(granted.to_le_bytes());
            list.extend(1_000_u32.to_le_bytes());
        }
        list
    }

    #[test]
    fn a_list_tells_whom_it_names_within_its_mask() {
        let own = [(0x01, 6), (0x04, 4), (0x20, 0)];
        let with = |more: &[(u16, u16)]| Acl::parse(&list(&[&own, more].concat()));
        let named = |readers, writers| Some(Acl { readers, writers });
        assert_eq!(with(&[]), None, "only what the permission bits say too");
        assert_eq!(with(&[(0x02, 6), (0x08, 4), (0x10, 6)]), named(2, 1));
        assert_eq!(with(&[(0x02, 6), (0x10, 4)]), named(1, 0));
        assert_eq!(with(&[(0x02, 7), (0x10, 1)]), None);
    }

    #[test]
    fn bytes_that_are_no_list_are_none() {
        for bytes in [
            &b""[..],
            b"\x02\0\0",
            b"\x01\0\0\0\x02\0\x06\0\0\0\0\0",
            b"\x02\0\0\0\x02\0\x06",
        ] {
            assert_eq!(Acl::parse(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn the_list_of_a_file_is_read_where_the_file_system_keeps_one() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let entries = list(&[(0x01, 6), (0x02, 6), (0x04, 4), (0x10, 6), (0x20, 0)]);
        let flags = rustix::fs::XattrFlags::empty();
        if rustix::fs::setxattr(file.path(), ATTRIBUTE, &entries, flags).is_ok() {
            let named = Acl {
                readers: 1,
                writers: 1,
            };
            assert_eq!(Acl::of(file.path()), Some(named));
        }
    }

    #[test]
    fn a_file_without_a_list_has_none() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert_eq!(Acl::of(file.path()), None);
        assert_eq!(Acl::of(Path::new("/nonexistent")), None);
    }
}
