//! The rule book: rules as data, read from the embedded `rules/` and from `--rules DIR`.
//!
//! Reads and checks every file under `rules/`, so that the engine can compile without failing. The identifier rules are
//! parsed here ([`file`]); the files of the dictionaries are kept raw for the modules that read them ([`Book::file`]).

mod examples;
mod file;
mod hash;
mod shape;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use walkdir::WalkDir;

pub use examples::Failure;
pub use file::{Edges, Example, Identifier, Lists, Pattern};
pub use shape::Chance;

pub(super) use file::{VALUE, compile};

use super::Meta;
use super::heads::Columns;
use super::sensitive::Sensitive;
use super::validators::modulus;

static BUILTIN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// Folder of the identifier rules, and of the rules whose finding is dictionary work.
const IDENTIFIERS: &str = "identifiers/";
const SENSITIVE: &str = "sensitive/";
/// A table of the user's own for the accounts of banks.
const BANK_MODULUS: &str = "bank-modulus.txt";

/// All rules, checked but not compiled.
#[derive(Debug, Clone)]
pub struct Book {
    /// None if they are those in the program.
    files: Option<Files>,
    rules: Vec<Rule>,
    /// None if the build script has read them.
    columns: Option<Columns>,
    /// Nothing is laid over the rules in the program, and none is left out.
    builtin: bool,
    modulus: modulus::Table,
}

/// Text by path below `rules/`, `/`-separated.
type Files = BTreeMap<String, Cow<'static, str>>;

/// The files in the program; a start reads none of them.
static FILES: LazyLock<Files> = LazyLock::new(builtin_files);

/// One rule, as `rules list` and `rules show` print it.
#[derive(Debug, Clone)]
pub struct Rule {
    pub meta: Meta,
    /// A few words for people.
    pub title: String,
    /// Why the rule looks as it does: the standard, statute or register behind it.
    pub source: String,
    /// Path of its file below `rules/`.
    pub path: String,
    /// What the pattern engine needs; `None` for categories found by dictionary.
    pub identifier: Option<Identifier>,
}

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
        let mut rules = file::builtin();
        rules.sort_by(|a, b| a.meta.id.cmp(&b.meta.id));
        Self {
            files: None,
            rules,
            columns: None,
            builtin: true,
            modulus: modulus::Table::default(),
        }
    }

    /// The built-in rules, with the files of a folder laid over them: a file of the same path replaces, a new one adds.
    pub fn with_overlay(folder: &Path) -> Result<Self, Error> {
        let mut files = FILES.clone();
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(|error| Error::whole(folder, &error))?;
            if !entry.file_type().is_file() {
                continue;
            }
            let text = std::fs::read_to_string(entry.path())
                .map_err(|error| Error::whole(entry.path(), &error))?;
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            files.insert(slashed(below), Cow::Owned(text));
        }
        Self::parse(files, folder)
    }

    /// The same book without its other rules: the dictionaries stay.
    #[must_use]
    pub fn only(&self, id: &str) -> Self {
        let mut book = self.clone();
        book.builtin = false;
        book.rules.retain(|rule| rule.meta.id == id);
        book
    }

    /// 16 hex of BLAKE3 over all rule files: two books with the same rules have the same hash.
    pub fn hash(&self) -> String {
        if self.builtin {
            return env!("RULES_HASH").to_owned();
        }
        hash::of(self.files(""))
    }

    /// The text of a file below `rules/`, such as `sensitive/terms/health.txt`.
    pub fn file(&self, path: &str) -> Option<&str> {
        self.all_files().get(path).map(AsRef::as_ref)
    }

    /// Path and text of every file whose path begins so, in order of path.
    pub fn files(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.all_files()
            .range(prefix.to_owned()..)
            .take_while(move |(path, _)| path.starts_with(prefix))
            .map(|(path, text)| (path.as_str(), text.as_ref()))
    }

    fn all_files(&self) -> &Files {
        self.files.as_ref().unwrap_or_else(|| &FILES)
    }

    /// Every rule, in order of id.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// Runs the examples and counter-examples of every rule through the real engine, alone and with all rules loaded.
    pub fn test(&self) -> Vec<Failure> {
        examples::failures(self)
    }

    /// Nothing is laid over the rules in the program, which are tested.
    pub(super) fn is_builtin(&self) -> bool {
        self.builtin
    }

    /// What the heads of columns mean beyond the identifiers; none where it is what the program has.
    pub(super) fn columns(&self) -> Option<&Columns> {
        self.columns.as_ref()
    }

    /// The weights of bank accounts, if a table of them lies beside the rules.
    pub(super) fn modulus(&self) -> &modulus::Table {
        &self.modulus
    }

    fn parse(files: Files, folder: &Path) -> Result<Self, Error> {
        let labels = file::labels(&files, folder)?;
        let columns = file::columns(&files, folder)?;
        let modulus = bank_modulus(&files, folder)?;
        let mut rules = Vec::<Rule>::new();
        for (path, text) in &files {
            let Some(stem) = path.strip_suffix(".toml") else {
                continue;
            };
            let (rule, id_line) = if let Some(name) = stem.strip_prefix(IDENTIFIERS) {
                file::identifier(path, name, text, &labels)
            } else if let Some(name) = stem.strip_prefix(SENSITIVE) {
                if name.contains('/') {
                    continue;
                }
                file::category(path, name, text)
            } else {
                continue;
            }
            .map_err(|fault| fault.at(&folder.join(path), text))?;
            if let Some(other) = rules.iter().find(|other| other.meta.id == rule.meta.id) {
                return Err(Error {
                    path: folder.join(path),
                    line: id_line,
                    message: format!("the id {} is taken by {}", rule.meta.id, other.path),
                });
            }
            rules.push(rule);
        }
        rules.sort_by(|a, b| a.meta.id.cmp(&b.meta.id));
        let book = Self {
            files: Some(files),
            rules,
            columns: Some(columns),
            builtin: false,
            modulus,
        };
        Sensitive::check(&book).map_err(|fault| Error {
            path: folder.join(fault.path),
            line: fault.line,
            message: fault.message,
        })?;
        Ok(book)
    }
}

impl Rule {
    /// What its file lists.
    pub fn lists(&self) -> &Lists {
        static NOTHING: LazyLock<Lists> = LazyLock::new(Lists::default);
        let own = self.identifier.as_ref().and_then(|own| own.lists.as_ref());
        own.or_else(|| file::builtin_lists().get(&self.meta.id))
            .unwrap_or(&NOTHING)
    }

    /// How many random texts that have the shape of this identifier pass its check; none where there is no check.
    pub fn chance(&self) -> Option<Chance> {
        let identifier = self.identifier.as_ref()?;
        shape::Shape::of(identifier).chance(examples::EXAMPLES_DAY)
    }
}

impl Error {
    fn whole(path: &Path, error: &dyn std::fmt::Display) -> Self {
        Self {
            path: path.to_owned(),
            line: 1,
            message: error.to_string(),
        }
    }
}

fn bank_modulus(files: &Files, folder: &Path) -> Result<modulus::Table, Error> {
    let text = files.get(BANK_MODULUS).map_or("", AsRef::as_ref);
    modulus::Table::read(text).map_err(|line| Error {
        path: folder.join(BANK_MODULUS),
        line,
        message: "no row of a modulus weight table: sorting codes from and to, MOD10, MOD11 or DBLAL, fourteen weights, and an \
                  exception if there is one"
            .to_owned(),
    })
}

fn builtin_files() -> Files {
    let mut files = Files::new();
    let mut folders = vec![&BUILTIN];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            if let Some(text) = file.contents_utf8() {
                files.insert(slashed(file.path()), Cow::Borrowed(text));
            }
        }
    }
    files
}

/// A relative path with `/`, whatever the platform.
fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(std::ffi::OsStr::to_string_lossy).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A book with one rule file laid over the built-in ones.
    fn overlaid(name: &str, text: &str) -> Result<Book, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        Book::with_overlay(folder.path())
    }

    const RULE: &str = "id = \"local-ref\"\ntitle = \"Local reference\"\nclass = \"personal\"\nseverity = \"low\"\nprinciples = [3]\nsource = \"ours\"\n";

    #[test]
    fn an_overlay_adds_a_rule_and_changes_the_hash() {
        let text = format!("{RULE}[[pattern]]\nregex = 'LR\\d{{6}}'\nscore = 0.6\n");
        let book = overlaid("identifiers/local-ref.toml", &text).unwrap();
        assert!(book.rules().any(|rule| rule.meta.id == "local-ref"));
        assert_ne!(book.hash(), Book::builtin().hash());
        assert_eq!(Book::builtin().hash(), hash::of(Book::builtin().files("")));
    }

    #[test]
    fn a_fault_is_told_with_its_file_and_line() {
        let cases = [
            ("surprise = 1\n", 7, "surprise"),
            ("[[pattern]]\nregex = 'A(B'\nscore = 0.6\n", 8, "pattern"),
            ("[[pattern]]\nregex = 'AB+'\nscore = 0.6\n", 8, "bounded"),
            ("validator = \"abacus\"\n", 7, "abacus"),
            ("negative_groups = [\"moon\"]\n", 7, "moon"),
        ];
        for (tail, line, word) in cases {
            let error = overlaid("identifiers/local-ref.toml", &format!("{RULE}{tail}"))
                .err()
                .unwrap_or_else(|| panic!("accepted: {tail}"));
            assert_eq!(error.line, line, "{error}");
            let told = error.to_string();
            assert!(
                told.contains(word) && told.contains("local-ref.toml"),
                "{told}"
            );
            assert!(!told.contains('\n'), "{told}");
        }
    }

    #[test]
    fn an_id_is_the_name_of_its_file_and_used_once() {
        let error = overlaid("identifiers/other.toml", RULE).unwrap_err();
        assert_eq!((error.line, error.message.contains("other")), (1, true));
        let error = overlaid(
            "sensitive/uk-nhs-number.toml",
            &RULE.replace("local-ref", "uk-nhs-number"),
        )
        .unwrap_err();
        assert!(error.message.contains("taken"), "{error}");
    }

    #[test]
    fn every_example_passes_alone_and_with_all_rules() {
        let failures = Book::builtin().test();
        assert!(failures.is_empty(), "{failures:#?}");
    }

    #[test]
    fn every_rule_has_a_source_and_examples_of_both_kinds() {
        for rule in Book::builtin().rules() {
            assert!(!rule.source.trim().is_empty(), "{}", rule.path);
            if rule.identifier.is_some() {
                let lists = rule.lists();
                assert!(!lists.examples.is_empty(), "{}", rule.path);
                assert!(!lists.counter_examples.is_empty(), "{}", rule.path);
            }
        }
    }
}
