//! A policy to correct, made from what a scan found: a share for each source, a purpose for each folder with personal data,
//! the kinds and classes that lie there. It allows nothing by itself: every line is for a manager to confirm.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::assess::{Assessor, Regime};
use crate::classify::{Classification, Subjects};
use crate::detect::Class;
use crate::inventory::Document;

/// What a scan found, by source and first folder.
#[derive(Debug, Default)]
pub struct Found {
    folders: BTreeMap<(String, String), Folder>,
    /// Files with personal data in folders beyond [`FOLDERS`].
    beyond: u64,
}

/// What lies below a folder.
#[derive(Debug, Default)]
struct Folder {
    files: u64,
    people: Subjects,
    kinds: BTreeSet<String>,
    categories: BTreeSet<String>,
    classes: BTreeSet<String>,
}

/// Folders that a policy is drafted for; a drive with more has them one level too high.
const FOLDERS: usize = 500;

impl Found {
    /// Takes a document; `assessor` knows no policy and tells the class of records alone.
    pub fn document(&mut self, document: &Document, assessor: &Assessor) {
        let personal = matches!(
            document.classification,
            Some(Classification::Personal | Classification::Sensitive)
        );
        if !personal || document.member.is_some() {
            return;
        }
        let folder = document.path.split_once('/').map_or("", |(first, _)| first);
        let key = (document.source.clone(), folder.to_owned());
        if self.folders.len() >= FOLDERS && !self.folders.contains_key(&key) {
            self.beyond += 1;
            return;
        }
        let found = self.folders.entry(key).or_default();
        found.files += 1;
        found.people.unite(&document.facts.subjects);
        for (rule, tally) in &document.facts.rules {
            match tally.class {
                Class::Personal => found.kinds.insert(rule.clone()),
                Class::Sensitive => found.categories.insert(rule.clone()),
                Class::Confidential | Class::Credential => false,
            };
        }
        found
            .classes
            .extend(assessor.document(document).record_class);
    }

    /// The policy, commented; `regime` tells which categories need a condition.
    pub fn draft(&self, regime: &Regime) -> String {
        let mut text = HEAD.to_owned();
        let sources: BTreeSet<&str> = self
            .folders
            .keys()
            .map(|(source, _)| source.as_str())
            .collect();
        let _ = writeln!(text, "regime  = {}\n\n{ORGANISATION}", quoted(&regime.id));
        for source in &sources {
            let _ = writeln!(
                text,
                "[[share]]\nname    = {0}\nroot    = {0}\nbody    = \"council\"            # pcc | council | school | academy\n\
                 owner   = \"monitoring.officer\" # the post that answers for it\ncountry = \"GB\"\n",
                quoted(source)
            );
        }
        text.push_str(DEFAULTS);
        let mut names = BTreeSet::new();
        for ((source, folder), found) in &self.folders {
            found.write(source, folder, &mut names, regime, &mut text);
        }
        if self.beyond > 0 {
            let _ = writeln!(
                text,
                "# {} files with personal data lie in further folders.\n",
                self.beyond
            );
        }
        text.push_str(TAIL);
        text
    }
}

impl Folder {
    fn write(
        &self,
        source: &str,
        folder: &str,
        names: &mut BTreeSet<String>,
        regime: &Regime,
        text: &mut String,
    ) {
        let called = if folder.is_empty() {
            "Files at the top"
        } else {
            folder
        };
        let mut name = called.to_owned();
        let mut number = 1;
        while !names.insert(name.clone()) {
            number += 1;
            name = format!("{called} ({number})");
        }
        let path = match folder {
            "" => "*".to_owned(),
            folder => format!("{}/**", globset::escape(&folder.replace("%25", "%"))),
        };
        let _ = writeln!(
            text,
            "# {} with personal data, about {} people.\n[[purpose]]\nname  = {}            # why it is held: a purpose, not a folder\n\
             share = {}\npaths = [{}]\nallow = [{}]",
            if self.files == 1 {
                "1 file".to_owned()
            } else {
                format!("{} files", self.files)
            },
            self.people.count(),
            quoted(&name),
            quoted(source),
            quoted(&path),
            list(self.kinds.iter().chain(&self.categories)),
        );
        let needy = self
            .categories
            .iter()
            .filter(|category| regime.needs_condition(category));
        let needy: Vec<&str> = needy.map(String::as_str).collect();
        if !needy.is_empty() {
            let _ = writeln!(
                text,
                "# Found and sensitive: {}. State the condition of each, or take it out of `allow` and of the folder:\n\
                 # conditions = {{ {} = \"3(…) | 9(2)(…)\" }}",
                needy.join(", "),
                needy[0]
            );
        }
        if !self.classes.is_empty() {
            let _ = writeln!(text, "classes = [{}]", list(self.classes.iter()));
        }
        text.push_str("# register = \"\"                 # your entry\n# owner = \"\"                    # a post\n\n");
    }
}

const HEAD: &str = "# A draft, made from what a scan found: what lies where, not what may. Correct every line, for what stands here counts as allowed.
# Names of posts, never of people. `domesday policy init` without an inventory prints every key with its meaning.
version = 1
";
const ORGANISATION: &str = "[organisation]
# name     = \"\"
# contact  = \"\"                   # of the data protection officer
# reviewed = 2026-01-01           # the day on which somebody has read this from top to bottom
";
const DEFAULTS: &str = "[defaults]
confidence   = 0.6                # weaker matches are counted, not listed
max_subjects = 1000               # people in one file
review_every = \"3y\"

";
const TAIL: &str = "[zones]
working = [\"**/temp/**\", \"**/~$*\", \"**/*.bak\", \"**/Copy of *\"]
";

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn list<'a>(words: impl Iterator<Item = &'a String>) -> String {
    words
        .map(|word| quoted(word))
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::assess::{Options, Policy};
    use crate::inventory::sample::{document, sensitive};

    #[test]
    fn a_draft_is_a_policy_that_can_be_read_whatever_folders_are_called() {
        let regime = Regime::by_id("uk-gdpr").unwrap();
        let assessor = Assessor::new(None, regime.clone(), date(2026, 6, 30), Options::default());
        let mut found = Found::default();
        for path in [
            "HR/a.doc",
            "HR/b.doc",
            "Odd [\"name\"] *{/c.doc",
            "top.doc",
            "100%25/d.doc",
            "é\n/e.doc",
        ] {
            found.document(&sensitive(path, "health"), &assessor);
        }
        found.document(&document("Empty/f.doc", None), &assessor);
        let text = found.draft(&regime);
        let rules = ["person-name", "health"].map(str::to_owned).into();
        let (policy, _) = Policy::parse("draft", &text, &rules, date(2026, 6, 30))
            .unwrap_or_else(|mistakes| panic!("{mistakes:?}\n{text}"));
        let names: Vec<&str> = policy
            .purposes()
            .iter()
            .map(|purpose| purpose.name.as_str())
            .collect();
        assert_eq!(names.len(), 5, "{names:?}");
        assert!(text.contains("# 2 files with personal data, about"));
        for path in ["HR/x", "top.txt", "Odd [\"name\"] *{/y", "100%25/z"] {
            let ground = policy.ground("share", path, date(2026, 6, 30));
            assert!(ground.purpose.is_some(), "{path}\n{text}");
        }
        assert!(
            policy
                .ground("share", "Empty/f.doc", date(2026, 6, 30))
                .purpose
                .is_none()
        );
    }
}
