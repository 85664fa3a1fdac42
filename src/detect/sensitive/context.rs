//! The patterns around a topic: what asserts it of somebody, what speaks of one person, what is general.

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::{CATEGORIES, Fault};
use crate::detect::rule::Book;

/// Bytes before a topic in which an assertion may begin.
const REACH: usize = 120;

/// A set of categories, by index.
type Categories = u16;

/// Patterns that speak of somebody.
pub(super) struct Individual {
    before: Vec<(Categories, Regex)>,
    after: Vec<(Categories, Regex)>,
    near: Vec<(Categories, Regex)>,
    near_any: RegexSet,
    person: RegexSet,
    addressed: RegexSet,
}

/// Patterns of general text.
pub(super) struct General {
    sentence: RegexSet,
    section: RegexSet,
    document: RegexSet,
}

impl Individual {
    pub(super) fn new(book: &Book) -> Result<Self, Fault> {
        const PATH: &str = "sensitive/context-individual.txt";
        let (mut before, mut after, mut near) = (Vec::new(), Vec::new(), Vec::new());
        let (mut near_any, mut person, mut addressed) = (Vec::new(), Vec::new(), Vec::new());
        let mut names = Vec::<(String, String)>::new();
        for (number, fields) in rows(book, PATH) {
            let fault = |message: String| Fault::new(PATH, number, message);
            if let ["let", name, pattern] = fields[..] {
                names.push((format!("{{{name}}}"), pattern.to_owned()));
                continue;
            }
            let [kind, categories, pattern] = fields[..] else {
                return Err(fault(
                    "a line is a kind, categories and a pattern".to_owned(),
                ));
            };
            let categories = parse_categories(categories).map_err(fault)?;
            let mut pattern = pattern.to_owned();
            for (name, part) in &names {
                pattern = pattern.replace(name, part);
            }
            let regex =
                |pattern: &str| compile(pattern).map_err(|error| Fault::new(PATH, number, error));
            match kind {
                "before" => before.push((categories, regex(&format!("(?:{pattern})$"))?)),
                "after" => after.push((categories, regex(&pattern)?)),
                "near" => {
                    near.push((categories, regex(&pattern)?));
                    near_any.push(pattern);
                }
                "person" => {
                    regex(&pattern)?;
                    person.push(pattern);
                }
                "addressed" => {
                    regex(&pattern)?;
                    addressed.push(pattern);
                }
                other => {
                    return Err(Fault::new(
                        PATH,
                        number,
                        format!("`{other}` is no kind of pattern"),
                    ));
                }
            }
        }
        Ok(Self {
            before,
            after,
            near,
            near_any: set(PATH, &near_any)?,
            person: set(PATH, &person)?,
            addressed: set(PATH, &addressed)?,
        })
    }

    /// Where the assertion of a topic is written, if there is one: byte range in the sentence.
    pub(super) fn assertion(
        &self,
        sentence: &str,
        topic: (usize, usize),
        category: usize,
    ) -> Option<(usize, usize)> {
        let bit = 1 << category;
        let from = floor_char_boundary(sentence, topic.0.saturating_sub(REACH));
        let before = self
            .before
            .iter()
            .filter(|(categories, _)| categories & bit != 0)
            .find_map(|(_, regex)| regex.find(&sentence[from..topic.0]))
            .map(|found| (from + found.start(), topic.0));
        let after = || {
            self.after
                .iter()
                .filter(|(categories, _)| categories & bit != 0)
                .find_map(|(_, regex)| regex.find(&sentence[topic.1..]))
                .map(|found| (topic.1, topic.1 + found.end()))
        };
        let near = || {
            // The set tells quickly that there is nothing; a pattern must be more than the topic itself.
            self.near_any
                .matches(sentence)
                .into_iter()
                .filter_map(|index| self.near.get(index))
                .filter(|(categories, _)| categories & bit != 0)
                .flat_map(|(_, regex)| regex.find_iter(sentence))
                .map(|found| (found.start(), found.end()))
                .find(|&(start, end)| start < topic.0 || end > topic.1)
        };
        before.or_else(after).or_else(near)
    }

    /// The sentence speaks of one person without a name: a pronoun, a role.
    pub(super) fn speaks_of_one(&self, sentence: &str) -> bool {
        self.person.is_match(sentence)
    }

    /// The sentence speaks to its reader about the reader's own affairs.
    pub(super) fn speaks_to_reader(&self, sentence: &str) -> bool {
        self.addressed.is_match(sentence)
    }
}

impl General {
    pub(super) fn new(book: &Book) -> Result<Self, Fault> {
        const PATH: &str = "sensitive/context-general.txt";
        let mut scopes: [Vec<String>; 3] = Default::default();
        for (number, fields) in rows(book, PATH) {
            let [scope, pattern] = fields[..] else {
                return Err(Fault::new(PATH, number, "a line is a scope and a pattern"));
            };
            let scope = match scope {
                "sentence" => 0,
                "section" => 1,
                "document" => 2,
                other => return Err(Fault::new(PATH, number, format!("`{other}` is no scope"))),
            };
            compile(pattern).map_err(|error| Fault::new(PATH, number, error))?;
            scopes[scope].push(pattern.to_owned());
        }
        Ok(Self {
            sentence: set(PATH, &scopes[0])?,
            section: set(PATH, &scopes[1])?,
            document: set(PATH, &scopes[2])?,
        })
    }

    /// How many patterns of its own a sentence shows.
    pub(super) fn in_sentence(&self, sentence: &str) -> usize {
        self.sentence.matches(sentence).iter().count()
    }

    /// Whether a heading or sentence says that its section is general.
    pub(super) fn in_section(&self, text: &str) -> bool {
        self.section.is_match(text)
    }

    /// The patterns of general documents that a text shows, one bit each.
    pub(super) fn in_document(&self, text: &str) -> u64 {
        self.document
            .matches(text)
            .iter()
            .fold(0, |bits, index| bits | 1 << (index % 64))
    }
}

/// The lines of a table of patterns, with their numbers.
pub(super) fn rows<'b>(book: &'b Book, path: &str) -> impl Iterator<Item = (usize, Vec<&'b str>)> {
    book.file(path)
        .unwrap_or_default()
        .lines()
        .zip(1..)
        .filter(|(line, _)| !line.is_empty() && !line.starts_with('#'))
        .map(|(line, number)| (number, line.split('\t').collect()))
}

/// `any`, or ids of categories joined by `|`.
pub(super) fn parse_categories(written: &str) -> Result<Categories, String> {
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

fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .build()
        .map_err(|error| error.to_string().replace('\n', " "))
}

fn set(path: &str, patterns: &[String]) -> Result<RegexSet, Fault> {
    RegexSetBuilder::new(patterns)
        .case_insensitive(true)
        .build()
        .map_err(|error| Fault::new(path, 1, error.to_string().replace('\n', " ")))
}

fn floor_char_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
