//! Walks the sources and hands on what it meets: an [`Entry`] for every file, a [`Folder`] for every folder it could not
//! or was told not to look into. Opens files for reading only, and without touching their access time where the system
//! allows. Follows no link unless asked, and none in circles.

mod acl;
mod address;
mod globs;
mod outcome;
mod owner;

use std::fs::{File, FileType, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

pub use acl::Acl;
pub use address::encode_path;
pub use globs::{Error as GlobError, Globs};
pub use outcome::{Outcome, Reason, Status};
pub use owner::Owners;

/// A root to scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// As typed: what records call it.
    pub name: String,
    pub root: PathBuf,
}

impl Source {
    /// It lies on a network file system, whose permission bits the mount may have made up (`statfs(2)`, `f_type`).
    pub fn is_network_mount(&self) -> bool {
        const NFS: i64 = 0x6969;
        const SMB: i64 = 0x517b;
        const CIFS: i64 = 0xff53_4d42;
        const SMB2: i64 = 0xfe53_4d42;
        const FUSE: i64 = 0x6573_5546;
        rustix::fs::statfs(&self.root).is_ok_and(|system| {
            [NFS, SMB, CIFS, SMB2, FUSE].contains(&(system.f_type & 0xffff_ffff))
        })
    }

    /// It lies in a git work tree, whose file times are those of the checkout.
    pub fn is_in_work_tree(&self) -> bool {
        let root = self
            .root
            .canonicalize()
            .unwrap_or_else(|_| self.root.clone());
        root.ancestors().any(|folder| folder.join(".git").exists())
    }
}

/// What to look at and what to leave out.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only files that match are in scope; none means all.
    pub include: Globs,
    /// Files and folders left out.
    pub exclude: Globs,
    /// Bytes; larger files are recorded as too large.
    pub max_file_size: Option<u64>,
    pub follow_links: bool,
    /// Files this program writes itself (inventory, report), resolved: recorded as own output when met.
    pub own_outputs: Vec<PathBuf>,
    /// Walk only this, a place below the sources; addresses stay those below the source.
    pub only: Option<PathBuf>,
}

/// A file that was met.
#[derive(Debug, Clone)]
pub struct Entry {
    pub source: Arc<Source>,
    /// Relative to the source, `/`-separated; bytes that are not UTF-8, and `%`, percent-encoded.
    pub path: String,
    /// Where it is.
    pub file: PathBuf,
    /// Null when it was gone before its metadata could be read.
    pub stat: Option<Stat>,
    /// Set where the crawl itself decides: left out, gone, no regular file.
    pub outcome: Option<Outcome>,
}

/// What the file system says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    pub bytes: u64,
    /// Seconds since 1970-01-01 UTC, the file's content was last changed.
    pub modified: i64,
    pub owner: u32,
    /// Permission bits, `0o7777` at most.
    pub mode: u32,
}

/// A folder that was not looked into.
#[derive(Debug, Clone)]
pub struct Folder {
    pub source: Arc<Source>,
    pub path: String,
    pub outcome: Outcome,
}

/// What a walk meets.
#[derive(Debug, Clone)]
pub enum Met {
    File(Entry),
    Folder(Folder),
}

/// Walks the sources one after another, each in byte order of path components.
pub fn walk<'a>(
    sources: &'a [Source],
    options: &'a Options,
) -> impl Iterator<Item = Met> + Send + 'a {
    sources.iter().flat_map(|source| Walk::new(source, options))
}

/// Opens a file for reading. Keeps its access time where the system allows (the file's owner and root may ask for
/// that, `open(2)` `O_NOATIME`), and does not wait for a writer should the name have become a pipe meanwhile.
pub fn open(path: &Path) -> io::Result<File> {
    let quiet = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
    let read = |flags: i32| OpenOptions::new().read(true).custom_flags(flags).open(path);
    #[cfg(target_os = "linux")]
    let file =
        read(quiet | rustix::fs::OFlags::NOATIME.bits().cast_signed()).or_else(
            |error| match error.kind() {
                io::ErrorKind::PermissionDenied => read(quiet),
                _ => Err(error),
            },
        )?;
    #[cfg(not(target_os = "linux"))]
    let file = read(quiet)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::other("no regular file any more"))
    }
}

struct Walk<'a> {
    source: Arc<Source>,
    options: &'a Options,
    entries: walkdir::IntoIter,
}

impl<'a> Walk<'a> {
    fn new(source: &Source, options: &'a Options) -> Self {
        let entries = WalkDir::new(options.only.as_ref().unwrap_or(&source.root))
            .follow_links(options.follow_links)
            .follow_root_links(true)
            .sort_by(|a, b| {
                address::encode_name(a.file_name()).cmp(&address::encode_name(b.file_name()))
            })
            .into_iter();
        Self {
            source: Arc::new(source.clone()),
            options,
            entries,
        }
    }

    fn met(&mut self, entry: &DirEntry) -> Option<Met> {
        let path = self.relative(entry.path());
        let kind = entry.file_type();
        if kind.is_dir() {
            if entry.depth() == 0 || !self.options.exclude.matches(&path) {
                return None;
            }
            self.entries.skip_current_dir();
            let outcome = Outcome::skipped(Reason::Excluded);
            return Some(Met::Folder(Folder {
                source: Arc::clone(&self.source),
                path,
                outcome,
            }));
        }
        let stat = entry.metadata().map_err(io::Error::from);
        let outcome = match &stat {
            Err(error) => Some(lost(error)),
            Ok(metadata) => self.decided(&path, kind, metadata, entry.path()),
        };
        let stat = stat.ok().map(|metadata| Stat::of(&metadata));
        Some(Met::File(Entry {
            source: Arc::clone(&self.source),
            path,
            file: entry.path().to_owned(),
            stat,
            outcome,
        }))
    }

    /// The outcome of a file that need not be opened.
    fn decided(
        &self,
        path: &str,
        kind: FileType,
        metadata: &Metadata,
        file: &Path,
    ) -> Option<Outcome> {
        let reason = if kind.is_symlink() {
            Reason::Link
        } else if !kind.is_file() {
            Reason::Special
        } else if self.options.exclude.matches(path) || !self.options.include.allows(path) {
            Reason::Excluded
        } else if self.is_own_output(file) {
            Reason::OwnOutput
        } else if self
            .options
            .max_file_size
            .is_some_and(|most| metadata.len() > most)
        {
            Reason::TooLarge
        } else {
            return None;
        };
        Some(Outcome::skipped(reason))
    }

    fn is_own_output(&self, file: &Path) -> bool {
        let own = &self.options.own_outputs;
        own.iter().any(|own| own.file_name() == file.file_name())
            && file
                .canonicalize()
                .is_ok_and(|resolved| own.contains(&resolved))
    }

    fn lost(&self, error: &walkdir::Error) -> Met {
        let path = error
            .path()
            .map(|path| self.relative(path))
            .unwrap_or_default();
        let source = Arc::clone(&self.source);
        let outcome = match (error.loop_ancestor(), error.io_error()) {
            (Some(_), _) => Outcome::skipped(Reason::Link),
            (None, Some(io)) => lost(io),
            (None, None) => Outcome::unreadable(Reason::Io),
        };
        // A link that points nowhere or in circles is a file that was met, and so is a file that vanished.
        let is_folder = error
            .path()
            .is_none_or(|path| path.symlink_metadata().is_ok_and(|found| found.is_dir()));
        if is_folder {
            return Met::Folder(Folder {
                source,
                path,
                outcome,
            });
        }
        let file = error.path().map(Path::to_owned).unwrap_or_default();
        let outcome = match file.symlink_metadata() {
            Ok(found) if found.is_symlink() => Outcome::skipped(Reason::Link),
            _ => outcome,
        };
        Met::File(Entry {
            source,
            path,
            file,
            stat: None,
            outcome: Some(outcome),
        })
    }

    /// A source that is a single file is addressed by its name.
    fn relative(&self, path: &Path) -> String {
        let below = path.strip_prefix(&self.source.root).unwrap_or(path);
        match (below.as_os_str().is_empty(), path.file_name()) {
            (true, Some(name)) if !path.is_dir() => encode_path(Path::new(name)),
            _ => encode_path(below),
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Met;

    fn next(&mut self) -> Option<Met> {
        loop {
            match self.entries.next()? {
                Err(error) => return Some(self.lost(&error)),
                Ok(entry) => {
                    if let Some(met) = self.met(&entry) {
                        return Some(met);
                    }
                }
            }
        }
    }
}

/// Gone is gone; anything else was in scope and could not be read.
fn lost(error: &io::Error) -> Outcome {
    match Reason::of_io(error) {
        Reason::Vanished => Outcome::skipped(Reason::Vanished),
        reason => Outcome::unreadable(reason),
    }
}

impl Stat {
    fn of(metadata: &Metadata) -> Self {
        Self {
            bytes: metadata.len(),
            modified: metadata.mtime(),
            owner: metadata.uid(),
            mode: metadata.mode() & 0o7777,
        }
    }
}

#[cfg(test)]
mod tests;
