//! Inner documents: their bytes set aside within a budget, their addresses.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use crate::crawl::Reason;
use crate::extract::{Error, Limits};

/// Up to here a member stays in memory.
const IN_MEMORY: u64 = 16 << 20;

/// What the members of one top-level file have used of the limits.
#[derive(Debug, Default)]
pub(super) struct Budget {
    expanded: u64,
    members: u64,
}

impl Budget {
    /// Counts one more member.
    pub(super) fn member(&mut self, limits: &Limits) -> Result<(), Error> {
        self.members += 1;
        if self.members > limits.members {
            Err(Error::Stopped(Reason::Expansion))
        } else {
            Ok(())
        }
    }

    fn bytes(&mut self, more: usize, limits: &Limits) -> Result<(), Error> {
        self.expanded += more as u64;
        if self.expanded > limits.expanded_bytes {
            Err(Error::Stopped(Reason::Expansion))
        } else {
            Ok(())
        }
    }
}

/// The bytes of a member: a file without a name, in memory or on the disk.
pub(super) struct Aside {
    pub(super) file: File,
    pub(super) bytes: u64,
    /// Why they broke off, if they did.
    pub(super) lost: Option<Reason>,
}

/// Sets a member's bytes aside. An error means that the whole top-level file has used up its budget.
pub(super) fn set_aside(
    content: &mut dyn Read,
    budget: &mut Budget,
    limits: &Limits,
    temp_dir: &Path,
) -> Result<Aside, Error> {
    let mut aside = Aside {
        file: in_memory(temp_dir)?,
        bytes: 0,
        lost: None,
    };
    let mut on_disk = false;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = match content.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => {
                aside.lost = Some(Error::from(error).reason());
                break;
            }
        };
        budget.bytes(read, limits)?;
        if !on_disk && aside.bytes + read as u64 > IN_MEMORY {
            aside.file = move_to_disk(aside.file, temp_dir)?;
            on_disk = true;
        }
        aside.file.write_all(&buffer[..read])?;
        aside.bytes += read as u64;
    }
    aside.file.rewind()?;
    Ok(aside)
}

#[cfg(target_os = "linux")]
fn in_memory(_temp_dir: &Path) -> io::Result<File> {
    let handle = rustix::fs::memfd_create("member", rustix::fs::MemfdFlags::CLOEXEC)?;
    Ok(File::from(handle))
}

#[cfg(not(target_os = "linux"))]
fn in_memory(temp_dir: &Path) -> io::Result<File> {
    tempfile::tempfile_in(temp_dir)
}

fn move_to_disk(mut from: File, temp_dir: &Path) -> io::Result<File> {
    let mut to = tempfile::tempfile_in(temp_dir)?;
    from.rewind()?;
    io::copy(&mut from, &mut to)?;
    Ok(to)
}

/// Gives every member of one container an address of its own: equal names get `#2`, `#3` …
#[derive(Debug, Default)]
pub(super) struct Names {
    seen: HashMap<String, u32>,
}

impl Names {
    /// The address of a member called `name` in the container at `container` (itself a member, or none).
    pub(super) fn address(&mut self, container: Option<&str>, name: &str) -> String {
        let name: String = name
            .chars()
            .map(|c| if c.is_control() { '\u{fffd}' } else { c })
            .collect();
        let count = self.seen.entry(name.clone()).or_insert(0);
        *count += 1;
        let own = if *count == 1 {
            name
        } else {
            format!("{name}#{count}")
        };
        match container {
            Some(container) => format!("{container}!/{own}"),
            None => own,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_in_one_container_get_numbers() {
        let mut names = Names::default();
        assert_eq!(names.address(None, "a.txt"), "a.txt");
        assert_eq!(names.address(Some("b.zip"), "a.txt"), "b.zip!/a.txt#2");
    }

    #[test]
    fn a_member_over_the_memory_bound_goes_to_disk_whole() {
        let mut content = io::repeat(7).take(IN_MEMORY + 5);
        let dir = std::env::temp_dir();
        let mut aside = set_aside(
            &mut content,
            &mut Budget::default(),
            &Limits::default(),
            &dir,
        )
        .unwrap();
        let mut bytes = Vec::new();
        aside.file.read_to_end(&mut bytes).unwrap();
        assert_eq!(
            (aside.bytes, bytes.len() as u64),
            (IN_MEMORY + 5, IN_MEMORY + 5)
        );
    }

    #[test]
    fn what_expands_beyond_the_budget_is_stopped() {
        let limits = Limits {
            expanded_bytes: 1000,
            ..Limits::default()
        };
        let mut content = io::repeat(7).take(1001);
        let result = set_aside(
            &mut content,
            &mut Budget::default(),
            &limits,
            &std::env::temp_dir(),
        );
        assert_eq!(result.map(|_| ()).unwrap_err().reason(), Reason::Expansion);
    }
}
