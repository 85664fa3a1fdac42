//! The rule book: rules as data, read from the embedded `rules/` and from `--rules DIR`.

use std::path::{Path, PathBuf};

/// All rules, checked but not compiled.
#[derive(Debug, Clone)]
pub struct Book {}

/// A rule file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}:{line}: {message}", path.display())]
pub struct Error {
    pub path: PathBuf,
    pub line: usize,
    pub message: String,
}

impl Book {
    /// The rules in the program.
    pub fn builtin() -> Self {
        unimplemented!()
    }

    /// The built-in rules, with the files of a folder laid over them: a file of the same path replaces, a new one adds.
    pub fn with_overlay(folder: &Path) -> Result<Self, Error> {
        let _ = folder;
        unimplemented!()
    }

    /// 16 hex of BLAKE3 over all rule files: two books with the same rules have the same hash.
    pub fn hash(&self) -> String {
        unimplemented!()
    }
}
