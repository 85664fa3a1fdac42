//! The rule book: rules as data, read from the embedded `rules/` and from `--rules DIR`.

use std::path::{Path, PathBuf};

static BUILTIN: include_dir::Dir<'_> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/rules");

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
        Self {}
    }

    /// The text of a file below `rules/`, such as `sensitive/terms/health.txt`.
    pub fn file(&self, path: &str) -> Option<&str> {
        BUILTIN.get_file(path)?.contents_utf8()
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
