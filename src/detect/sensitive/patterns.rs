//! The patterns around a topic as the files of a rule book list them.
//!
//! The build script reads those of the program with this file, and draws up their automata.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{CATEGORIES, Fault};
use crate::detect::rule::Book;
use crate::detect::words::lines;

/// A set of categories, by index.
pub(crate) type Categories = u16;

/// The patterns of both files.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Lists {
    pub(crate) before: Vec<(Categories, Pattern)>,
    pub(crate) after: Vec<(Categories, Pattern)>,
    pub(crate) near: Vec<(Categories, Pattern)>,
    pub(crate) key: Set,
    pub(crate) person: Set,
    pub(crate) addressed: Set,
    pub(crate) subject: Set,
    pub(crate) sentence: Set,
    pub(crate) section: Set,
    pub(crate) document: Set,
}

/// A pattern that is asked alone.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Pattern {
    /// As it is written; empty if its automaton knows it all.
    pub(crate) source: String,
    /// Where the table of its automaton is.
    pub(crate) table: Option<Range<u32>>,
}

/// Patterns that are asked together.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Set {
    /// As they are written; those are empty that the automata know all of.
    pub(crate) sources: Vec<String>,
    /// Where the tables of its automata are; none if it is asked otherwise.
    pub(crate) tables: Vec<Range<u32>>,
}

impl Lists {
    /// Reads the files; `check` says what is wrong with a pattern.
    pub(crate) fn read(
        book: &Book,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<Self, Fault> {
        let mut lists = Self::default();
        lists.read_individual(book, check)?;
        lists.read_general(book, check)?;
        Ok(lists)
    }

    /// Patterns that speak of somebody.
    fn read_individual(
        &mut self,
        book: &Book,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<(), Fault> {
        const PATH: &str = "sensitive/context-individual.txt";
        let mut names = HashMap::<&str, String>::new();
        for (number, fields) in rows(book, PATH) {
            let fault = |message: String| Fault::new(PATH, number, message);
            if let ["let", name, pattern] = fields[..] {
                names.insert(name, expanded(pattern, &names));
                continue;
            }
            let [kind, categories, pattern] = fields[..] else {
                return Err(fault(
                    "a line is a kind, categories and a pattern".to_owned(),
                ));
            };
            let categories = parse_categories(categories).map_err(fault)?;
            let source = expanded(pattern, &names);
            check(&source).map_err(fault)?;
            let alone = |source| {
                (
                    categories,
                    Pattern {
                        source,
                        table: None,
                    },
                )
            };
            match kind {
                "before" => self.before.push(alone(source)),
                "after" => self.after.push(alone(source)),
                "near" => self.near.push(alone(source)),
                "key" => self.key.sources.push(source),
                "person" => self.person.sources.push(source),
                "addressed" => self.addressed.sources.push(source),
                "subject" => self.subject.sources.push(source),
                other => {
                    return Err(fault(format!("`{other}` is no kind of pattern")));
                }
            }
        }
        Ok(())
    }

    /// Patterns of general text.
    fn read_general(
        &mut self,
        book: &Book,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<(), Fault> {
        const PATH: &str = "sensitive/context-general.txt";
        for (number, fields) in rows(book, PATH) {
            let [scope, pattern] = fields[..] else {
                return Err(Fault::new(PATH, number, "a line is a scope and a pattern"));
            };
            let scope = match scope {
                "sentence" => &mut self.sentence,
                "section" => &mut self.section,
                "document" => &mut self.document,
                other => return Err(Fault::new(PATH, number, format!("`{other}` is no scope"))),
            };
            check(pattern).map_err(|error| Fault::new(PATH, number, error))?;
            scope.sources.push(pattern.to_owned());
        }
        Ok(())
    }
}

/// The pattern for bytes, which are quicker to match: whatever is not ASCII is a letter.
pub(crate) fn plain(pattern: &str) -> String {
    pattern
        .replace("\\w", "[\\w\\x80-\\xff]")
        .replace("\\W", "[^\\w\\x80-\\xff]")
}

/// A pattern with the parts that it names, `{verb}`, in their places; other braces stay.
fn expanded(pattern: &str, parts: &HashMap<&str, String>) -> String {
    let mut expanded = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        expanded.push_str(before);
        rest = after;
        match after.split_once('}') {
            Some((name, behind)) if parts.contains_key(name) => {
                expanded.push_str(&parts[name]);
                rest = behind;
            }
            _ => expanded.push('{'),
        }
    }
    expanded + rest
}

/// The lines of a table of patterns, with their numbers.
pub(crate) fn rows<'b>(book: &'b Book, path: &str) -> impl Iterator<Item = (usize, Vec<&'b str>)> {
    lines(book.file(path).unwrap_or_default())
        .zip(1..)
        .filter(|(line, _)| !line.is_empty() && !line.starts_with('#'))
        .map(|(line, number)| (number, line.split('\t').collect()))
}

/// `any`, or ids of categories joined by `|`.
pub(crate) fn parse_categories(written: &str) -> Result<Categories, String> {
    if written == "any" {
        return Ok(Categories::MAX);
    }
    written.split('|').try_fold(0, |bits, id| {
        let index = CATEGORIES
            .iter()
            .position(|category| *category == id)
            .ok_or_else(|| format!("`{id}` is no category"))?;
        Ok(bits | 1 << index)
    })
}
