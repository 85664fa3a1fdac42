//! Classes of records: the start values in the program, and which class a folder's name points to.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::retention::{Length, Retention, Trigger, parse};
pub use crate::classify::classes::Certainty;
use crate::classify::classes::{Row, builtin, folder_words};

/// A class of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    pub id: String,
    pub title: String,
    pub retention: Retention,
    /// Of a start value; null where the policy sets the period.
    pub certainty: Option<Certainty>,
    /// The law that sets the minimum.
    pub(super) minimum_source: Option<String>,
    /// The kind of accessible record: `health`, `educational`, `housing` or `social-services`.
    pub accessible: Option<String>,
    /// Kinds of body that keep such records.
    bodies: Vec<String>,
    /// Folder names that point to it, in lower case words.
    folders: Vec<String>,
}

/// Classes by id; none of their own until one of the program's is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classes(Option<BTreeMap<String, Class>>);

/// Kinds of accessible record, DPA 1998 s.68.
pub(super) const ACCESSIBLE: &[&str] = &["health", "educational", "housing", "social-services"];

/// Kinds of body a share may belong to; an academy keeps what a school keeps.
pub(super) const BODIES: &[&str] = &["pcc", "council", "school", "academy"];

/// Those of the program, once a document points to one.
static BUILTIN: LazyLock<BTreeMap<String, Class>> = LazyLock::new(|| {
    let rows = builtin().class.iter();
    rows.map(|row| (row.id.clone(), Class::of(row))).collect()
});

impl Class {
    fn of(row: &Row) -> Self {
        let known = "the classes of the program are tested";
        let (period, trigger) = parse(&row.period).expect(known);
        let minimum = row.minimum.as_deref();
        Self {
            retention: Retention {
                period,
                trigger: trigger.unwrap_or(Trigger::Never),
                minimum: minimum.map(|text| Length::parse(text).expect(known)),
            },
            minimum_source: minimum.and_then(|_| law(row.sources.first()?)),
            id: row.id.clone(),
            title: row.title.clone(),
            certainty: Some(row.certainty),
            accessible: row.accessible.clone(),
            bodies: row.bodies.clone(),
            folders: row.folders.clone(),
        }
    }

    /// Whether a kind of body keeps such records; all may, if it is not known.
    pub(super) fn is_kept_by(&self, body: Option<&str>) -> bool {
        let body = body.map(|body| if body == "academy" { "school" } else { body });
        body.is_none_or(|body| {
            self.bodies.is_empty() || self.bodies.iter().any(|kept| kept == body)
        })
    }
}

impl Classes {
    /// The start values.
    pub fn builtin() -> &'static Self {
        &Self(None)
    }

    fn all(&self) -> &BTreeMap<String, Class> {
        self.0.as_ref().unwrap_or_else(|| &BUILTIN)
    }

    pub fn get(&self, id: &str) -> Option<&Class> {
        self.all().get(id)
    }

    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.all().keys().map(String::as_str)
    }

    /// Changes a class, or adds one that folders' names do not point to.
    pub(super) fn change(&mut self, id: &str, change: impl FnOnce(&mut Class)) {
        let classes = self.0.get_or_insert_with(|| BUILTIN.clone());
        let class = classes.entry(id.to_owned()).or_insert_with(|| Class {
            id: id.to_owned(),
            title: id.to_owned(),
            certainty: None,
            retention: Retention {
                period: super::retention::Period::Permanent,
                trigger: Trigger::Never,
                minimum: None,
            },
            minimum_source: None,
            accessible: None,
            bodies: Vec::new(),
            folders: Vec::new(),
        });
        change(class);
    }

    /// The one class that the folders of a path point to, for a kind of body (all, if it is not known). The deepest
    /// folder that says something decides; where it points to several, nothing is said.
    pub fn of_path(&self, path: &str, body: Option<&str>) -> Option<&Class> {
        self.of_path_among(path, |class| class.is_kept_by(body))
    }

    /// As [`Classes::of_path`], among the classes that are asked for.
    pub fn of_path_among(&self, path: &str, asked: impl Fn(&Class) -> bool) -> Option<&Class> {
        let (folders, _) = path.rsplit_once('/')?;
        folders.rsplit('/').find_map(|folder| {
            let name = folder_words(folder);
            let mut fitting = self.all().values().filter(|class| {
                asked(class) && class.folders.iter().any(|hint| points(hint, &name))
            });
            let first = fitting.next()?;
            Some(fitting.next().is_none().then_some(first))
        })?
    }
}

/// What a source is called: what stands before the colon says what it is, what stands behind it what it says.
fn law(source: &str) -> Option<String> {
    let whole = builtin().sources.get(source)?;
    Some(whole.split(':').next().unwrap_or(whole).to_owned())
}

/// A folder is called by the hint, or by words that hold a hint of several words.
fn points(hint: &str, name: &str) -> bool {
    if hint.len() >= name.len() || !hint.contains(' ') {
        return name == hint;
    }
    name.match_indices(hint).any(|(at, _)| {
        let (before, behind) = (&name[..at], &name[at + hint.len()..]);
        (before.is_empty() || before.ends_with(' '))
            && (behind.is_empty() || behind.starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_of_the_program_is_whole() {
        let file = builtin();
        assert_eq!(
            file.class.len(),
            Classes::builtin().ids().count(),
            "ids are unique"
        );
        for row in &file.class {
            let id = &row.id;
            let mut sources = row.sources.iter();
            assert!(
                sources.all(|source| file.sources.contains_key(source)),
                "{id}"
            );
            assert!(!row.sources.is_empty() && !row.bodies.is_empty(), "{id}");
            let mut bodies = row.bodies.iter();
            assert!(bodies.all(|body| BODIES.contains(&body.as_str())), "{id}");
            let mut accessible = row.accessible.iter();
            assert!(
                accessible.all(|kind| ACCESSIBLE.contains(&kind.as_str())),
                "{id}"
            );
            let mut folders = row.folders.iter();
            assert!(
                folders.all(|hint| *hint == folder_words(hint)),
                "{id} {:?}",
                row.folders
            );
            let class = Class::of(row);
            assert!(class.retention.minimum.is_none() || class.retention.trigger != Trigger::Never);
            assert_eq!(
                class.minimum_source.is_some(),
                class.retention.minimum.is_some(),
                "{id}"
            );
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
