//! Globs of the command line: a pattern without `/` names files or folders at any depth, one with `/` a path from the source's root.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A set of globs over paths relative to a source.
#[derive(Debug, Clone, Default)]
pub struct Globs {
    set: GlobSet,
}

/// A pattern that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("glob `{pattern}`: {reason}")]
pub struct Error {
    pub pattern: String,
    pub reason: String,
}

impl Globs {
    pub fn new<S: AsRef<str>>(patterns: &[S]) -> Result<Self, Error> {
        let mut builder = GlobSetBuilder::new();
        for pattern in patterns {
            let pattern = pattern.as_ref();
            let anchored = pattern.trim_start_matches("./").trim_end_matches('/');
            let anchored = match anchored.strip_prefix('/') {
                Some(rooted) => rooted.to_owned(),
                None if anchored.contains('/') => anchored.to_owned(),
                None => format!("**/{anchored}"),
            };
            let glob = GlobBuilder::new(&anchored).literal_separator(true).build();
            builder.add(glob.map_err(|error| Self::error(pattern, &error))?);
        }
        let set = builder.build().map_err(|error| Self::error("", &error))?;
        Ok(Self { set })
    }

    /// One of the globs names this path.
    pub fn matches(&self, path: &str) -> bool {
        !self.set.is_empty() && self.set.is_match(path)
    }

    /// There are no globs, or one of them names this path or a folder above it.
    pub fn allows(&self, path: &str) -> bool {
        self.set.is_empty() || ancestors(path).any(|above| self.set.is_match(above))
    }

    fn error(pattern: &str, error: &globset::Error) -> Error {
        Error {
            pattern: pattern.to_owned(),
            reason: error.kind().to_string(),
        }
    }
}

/// The path itself, then each folder above it.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rfind('/').map(|cut| &path[..cut]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_matches_at_any_depth_and_a_path_from_the_root() {
        let globs = Globs::new(&["*.bak", "node_modules", "HR/*.tmp"]).unwrap();
        for path in ["a.bak", "deep/er/a.bak", "x/node_modules", "HR/a.tmp"] {
            assert!(globs.matches(path), "{path}");
        }
        for path in ["a.bak.txt", "x/HR/a.tmp", "HR/x/a.tmp"] {
            assert!(!globs.matches(path), "{path}");
        }
    }

    #[test]
    fn an_included_folder_includes_what_lies_below() {
        let globs = Globs::new(&["HR", "*.csv"]).unwrap();
        assert!(globs.allows("HR/2009/a.doc"));
        assert!(globs.allows("Finance/a.csv"));
        assert!(!globs.allows("Finance/a.doc"));
        assert!(Globs::default().allows("anything"));
    }

    #[test]
    fn a_bad_pattern_is_named() {
        assert!(
            Globs::new(&["a[b"])
                .unwrap_err()
                .to_string()
                .contains("`a[b`")
        );
    }
}
