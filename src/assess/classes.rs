//! Classes of records: the start values in the program, and which class a folder's name points to.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::retention::{Length, Retention, Trigger, parse};

/// A class of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    pub id: String,
    pub title: String,
    pub retention: Retention,
    /// Of a start value; null where the policy sets the period.
    pub certainty: Option<Certainty>,
    /// The kind of accessible record: `health`, `educational`, `housing` or `social-services`.
    pub accessible: Option<String>,
    /// Kinds of body that keep such records.
    bodies: Vec<String>,
    /// Folder names that point to it, in lower case words.
    folders: Vec<String>,
}

/// Classes by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classes(BTreeMap<String, Class>);

/// Kinds of accessible record, DPA 1998 s.68.
pub(super) const ACCESSIBLE: &[&str] = &["health", "educational", "housing", "social-services"];

/// Kinds of body a share may belong to; an academy keeps what a school keeps.
pub(super) const BODIES: &[&str] = &["pcc", "council", "school", "academy"];

static BUILTIN: LazyLock<Classes> = LazyLock::new(|| {
    let text = include_str!("../../rules/record-classes.toml");
    let file: File = toml::from_str(text).expect("the classes of the program are tested");
    Classes(
        file.class
            .into_iter()
            .map(|row| (row.id.clone(), row.class()))
            .collect(),
    )
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// For the reader of the file, as are `sources` and `note` of a row.
    #[serde(rename = "sources")]
    _sources: BTreeMap<String, String>,
    class: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    title: String,
    period: String,
    minimum: Option<String>,
    #[serde(rename = "sources")]
    _sources: Vec<String>,
    certainty: Certainty,
    bodies: Vec<String>,
    folders: Vec<String>,
    accessible: Option<String>,
    #[serde(rename = "note")]
    _note: Option<String>,
}

/// How sure a start value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// A minimum or period in law.
    Statute,
    /// National guidance.
    Guidance,
    /// One published schedule.
    Example,
    /// Common custom, no source checked.
    Practice,
}

impl Certainty {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Statute => "statute",
            Self::Guidance => "guidance",
            Self::Example => "example",
            Self::Practice => "practice",
        }
    }
}

impl Row {
    fn class(self) -> Class {
        let known = "the classes of the program are tested";
        let (period, trigger) = parse(&self.period).expect(known);
        Class {
            retention: Retention {
                period,
                trigger: trigger.unwrap_or(Trigger::Never),
                minimum: self.minimum.map(|text| Length::parse(&text).expect(known)),
            },
            id: self.id,
            title: self.title,
            certainty: Some(self.certainty),
            accessible: self.accessible,
            bodies: self.bodies,
            folders: self.folders,
        }
    }
}

impl Classes {
    /// The start values.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    pub fn get(&self, id: &str) -> Option<&Class> {
        self.0.get(id)
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Changes a class, or adds one that folders' names do not point to.
    pub(super) fn change(&mut self, id: &str, change: impl FnOnce(&mut Class)) {
        let class = self.0.entry(id.to_owned()).or_insert_with(|| Class {
            id: id.to_owned(),
            title: id.to_owned(),
            certainty: None,
            retention: Retention {
                period: super::retention::Period::Permanent,
                trigger: Trigger::Never,
                minimum: None,
            },
            accessible: None,
            bodies: Vec::new(),
            folders: Vec::new(),
        });
        change(class);
    }

    /// The one class that the folders of a path point to, for a kind of body (all, if it is not known). The deepest
    /// folder that says something decides; where it points to several, nothing is said.
    pub fn of_path(&self, path: &str, body: Option<&str>) -> Option<&Class> {
        let body = body.map(|body| if body == "academy" { "school" } else { body });
        self.of_path_among(path, |class| {
            body.is_none_or(|body| class.bodies.iter().any(|kept| kept == body))
        })
    }

    /// As [`Classes::of_path`], among the classes that are asked for.
    pub fn of_path_among(&self, path: &str, asked: impl Fn(&Class) -> bool) -> Option<&Class> {
        let (folders, _) = path.rsplit_once('/')?;
        folders.rsplit('/').find_map(|folder| {
            let name = words(folder);
            let mut fitting = self.0.values().filter(|class| {
                asked(class) && class.folders.iter().any(|hint| points(hint, &name))
            });
            let first = fitting.next()?;
            Some(fitting.next().is_none().then_some(first))
        })?
    }
}

/// A folder is called by the hint, or by words that hold a hint of several words.
fn points(hint: &str, name: &str) -> bool {
    let within = || format!(" {name} ").contains(&format!(" {hint} "));
    name == hint || (hint.contains(' ') && within())
}

/// A folder's name as lower case words, without numbers and signs: `HR_Sickness 2009-10` is `hr sickness`.
fn words(folder: &str) -> String {
    let lower = folder.to_lowercase();
    let words: Vec<&str> = lower
        .split(|sign: char| !(sign.is_alphabetic() || sign == '\''))
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(
        clippy::used_underscore_binding,
        reason = "what is for the reader has to be right, too"
    )]
    #[test]
    fn every_class_of_the_program_is_whole() {
        let text = include_str!("../../rules/record-classes.toml");
        let file: File = toml::from_str(text).unwrap();
        assert_eq!(
            file.class.len(),
            Classes::builtin().ids().count(),
            "ids are unique"
        );
        for row in file.class {
            let mut sources = row._sources.iter();
            assert!(
                sources.all(|source| file._sources.contains_key(source)),
                "{}",
                row.id
            );
            assert!(
                !row._sources.is_empty() && !row.bodies.is_empty(),
                "{}",
                row.id
            );
            assert!(
                row.bodies
                    .iter()
                    .all(|body| BODIES.contains(&body.as_str())),
                "{}",
                row.id
            );
            assert!(
                row.accessible
                    .iter()
                    .all(|kind| ACCESSIBLE.contains(&kind.as_str())),
                "{}",
                row.id
            );
            assert!(
                row.folders.iter().all(|hint| *hint == words(hint)),
                "{} {:?}",
                row.id,
                row.folders
            );
            let class = row.class();
            assert!(class.retention.minimum.is_none() || class.retention.trigger != Trigger::Never);
        }
    }

    #[test]
    fn the_deepest_folder_that_says_something_decides_and_doubt_says_nothing() {
        for (path, body, expected) in [
            ("HR/Sickness/2009/a.xls", None, Some("sickness-absence")),
            ("HR/a.xls", None, Some("staff-personal-file")),
            ("Housing_Benefit 2009-10/a.xls", None, Some("benefits")),
            (
                "Occupational Health reports/a.xls",
                None,
                Some("occupational-health"),
            ),
            ("Team sickness stuff/a.xls", None, None),
            ("Complaints/a.xls", None, None),
            ("Complaints/a.xls", Some("school"), Some("complaints")),
            ("Sickness.xls", None, None),
            ("a/b/c.xls", None, None),
            ("", None, None),
        ] {
            let found = Classes::builtin().of_path(path, body);
            assert_eq!(found.map(|class| class.id.as_str()), expected, "{path}");
        }
    }
}
