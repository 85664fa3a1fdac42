//! The patterns around a topic: what asserts it of somebody, what speaks of one person, what is general.

use std::collections::HashMap;
use std::sync::OnceLock;

use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::{CATEGORIES, Fault};
use crate::detect::rule::Book;
use crate::detect::words::lines;

/// Bytes before a topic in which an assertion may begin.
const REACH: usize = 120;

/// A set of categories, by index.
type Categories = u16;

/// Patterns that speak of somebody. They are compiled when one is first asked for: most texts need none.
pub(super) struct Individual {
    before: Vec<(Categories, Lazy)>,
    after: Vec<(Categories, Lazy)>,
    near: Vec<(Categories, Lazy)>,
    near_any: LazySet,
    key: LazySet,
    person: LazySet,
    addressed: LazySet,
}

/// Patterns of general text.
pub(super) struct General {
    sentence: LazySet,
    section: LazySet,
    document: LazySet,
}

/// A pattern that is compiled when it is first asked.
struct Lazy {
    pattern: String,
    regex: OnceLock<Regex>,
}

/// Patterns that are asked together.
#[derive(Default)]
struct LazySet {
    patterns: Vec<String>,
    set: OnceLock<RegexSet>,
}

impl Lazy {
    fn new(pattern: String) -> Self {
        Self {
            pattern,
            regex: OnceLock::new(),
        }
    }

    fn get(&self) -> &Regex {
        self.regex
            .get_or_init(|| compile(&self.pattern).expect("checked when read"))
    }
}

impl LazySet {
    fn get(&self) -> &RegexSet {
        self.set.get_or_init(|| {
            RegexSetBuilder::new(self.patterns.iter().map(|pattern| plain(pattern)))
                .case_insensitive(true)
                .unicode(false)
                .size_limit(SET_SIZE)
                .dfa_size_limit(SET_SIZE)
                .build()
                .expect("each pattern was checked when read")
        })
    }
}

/// Bytes that the automata of a set may take.
const SET_SIZE: usize = 16 << 20;

impl Individual {
    pub(super) fn new(book: &Book) -> Result<Self, Fault> {
        const PATH: &str = "sensitive/context-individual.txt";
        let mut individual = Self {
            before: Vec::new(),
            after: Vec::new(),
            near: Vec::new(),
            near_any: LazySet::default(),
            key: LazySet::default(),
            person: LazySet::default(),
            addressed: LazySet::default(),
        };
        let mut names = HashMap::<&str, &str>::new();
        for (number, fields) in rows(book, PATH) {
            let fault = |message: String| Fault::new(PATH, number, message);
            if let ["let", name, pattern] = fields[..] {
                names.insert(name, pattern);
                continue;
            }
            let [kind, categories, pattern] = fields[..] else {
                return Err(fault(
                    "a line is a kind, categories and a pattern".to_owned(),
                ));
            };
            let categories = parse_categories(categories).map_err(fault)?;
            let pattern = expanded(pattern, &names);
            check(book, &pattern).map_err(fault)?;
            match kind {
                "before" => individual
                    .before
                    .push((categories, Lazy::new(format!("(?:{pattern})$")))),
                "after" => individual.after.push((categories, Lazy::new(pattern))),
                "near" => {
                    individual
                        .near
                        .push((categories, Lazy::new(pattern.clone())));
                    individual.near_any.patterns.push(pattern);
                }
                "key" => individual.key.patterns.push(pattern),
                "person" => individual.person.patterns.push(pattern),
                "addressed" => individual.addressed.patterns.push(pattern),
                other => {
                    return Err(fault(format!("`{other}` is no kind of pattern")));
                }
            }
        }
        Ok(individual)
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
            .find_map(|(_, regex)| regex.get().find(&sentence.as_bytes()[from..topic.0]))
            .map(|found| (from + found.start(), topic.0));
        let after = || {
            self.after
                .iter()
                .filter(|(categories, _)| categories & bit != 0)
                .find_map(|(_, regex)| regex.get().find(&sentence.as_bytes()[topic.1..]))
                .map(|found| (topic.1, topic.1 + found.end()))
        };
        let near = || {
            // The set tells quickly that there is nothing; a pattern must be more than the topic itself.
            self.near_any
                .get()
                .matches(sentence.as_bytes())
                .into_iter()
                .filter_map(|index| self.near.get(index))
                .filter(|(categories, _)| categories & bit != 0)
                .flat_map(|(_, regex)| regex.get().find_iter(sentence.as_bytes()))
                .map(|found| (found.start(), found.end()))
                .find(|&(start, end)| start < topic.0 || end > topic.1)
        };
        before.or_else(after).or_else(near)
    }

    /// The sentence names somebody by what tells people apart where they are known: a staff number, initials.
    pub(super) fn tells_apart(&self, sentence: &str) -> bool {
        self.key.get().is_match(sentence.as_bytes())
    }

    /// The sentence speaks of one person without a name: a pronoun, a role.
    pub(super) fn speaks_of_one(&self, sentence: &str) -> bool {
        self.person.get().is_match(sentence.as_bytes())
    }

    /// The sentence speaks to its reader about the reader's own affairs.
    pub(super) fn speaks_to_reader(&self, sentence: &str) -> bool {
        self.addressed.get().is_match(sentence.as_bytes())
    }
}

impl General {
    pub(super) fn new(book: &Book) -> Result<Self, Fault> {
        const PATH: &str = "sensitive/context-general.txt";
        let mut general = Self {
            sentence: LazySet::default(),
            section: LazySet::default(),
            document: LazySet::default(),
        };
        for (number, fields) in rows(book, PATH) {
            let [scope, pattern] = fields[..] else {
                return Err(Fault::new(PATH, number, "a line is a scope and a pattern"));
            };
            let scope = match scope {
                "sentence" => &mut general.sentence,
                "section" => &mut general.section,
                "document" => &mut general.document,
                other => return Err(Fault::new(PATH, number, format!("`{other}` is no scope"))),
            };
            check(book, pattern).map_err(|error| Fault::new(PATH, number, error))?;
            scope.patterns.push(pattern.to_owned());
        }
        Ok(general)
    }

    /// How many patterns of its own a sentence shows.
    pub(super) fn in_sentence(&self, sentence: &str) -> usize {
        self.sentence
            .get()
            .matches(sentence.as_bytes())
            .iter()
            .count()
    }

    /// Whether a heading or sentence says that its section is general.
    pub(super) fn in_section(&self, text: &str) -> bool {
        self.section.get().is_match(text.as_bytes())
    }

    /// The patterns of general documents that a text shows, one bit each.
    pub(super) fn in_document(&self, text: &str) -> u64 {
        self.document
            .get()
            .matches(text.as_bytes())
            .iter()
            .fold(0, |bits, index| bits | 1 << (index % 64))
    }
}

/// A pattern with the parts that it names, `{verb}`, in their places; other braces stay.
fn expanded(pattern: &str, parts: &HashMap<&str, &str>) -> String {
    let mut expanded = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        expanded.push_str(before);
        rest = after;
        match after.split_once('}') {
            Some((name, behind)) if parts.contains_key(name) => {
                expanded.push_str(parts[name]);
                rest = behind;
            }
            _ => expanded.push('{'),
        }
    }
    expanded + rest
}

/// The lines of a table of patterns, with their numbers.
pub(super) fn rows<'b>(book: &'b Book, path: &str) -> impl Iterator<Item = (usize, Vec<&'b str>)> {
    lines(book.file(path).unwrap_or_default())
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

/// Tries the patterns of a user's book; those of the program are tested.
fn check(book: &Book, pattern: &str) -> Result<(), String> {
    if book.is_builtin() {
        return Ok(());
    }
    compile(pattern).map(drop)
}

fn compile(pattern: &str) -> Result<Regex, String> {
    RegexBuilder::new(&plain(pattern))
        .case_insensitive(true)
        .unicode(false)
        .build()
        .map_err(|error| error.to_string().replace('\n', " "))
}

/// The pattern for bytes, which are quicker to match: whatever is not ASCII is a letter.
fn plain(pattern: &str) -> String {
    pattern
        .replace("\\w", "[\\w\\x80-\\xff]")
        .replace("\\W", "[^\\w\\x80-\\xff]")
}

fn floor_char_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
