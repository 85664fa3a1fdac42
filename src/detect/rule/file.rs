//! The shape of the rule files, and what is wrong with one.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::Path;
use std::sync::LazyLock;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;
use serde::Deserialize;
use toml::Spanned;

use super::{Error, Files, IDENTIFIERS, Rule, SENSITIVE};
use crate::detect::embedded;
use crate::detect::heads::Columns;
use crate::detect::validators::Validator;
use crate::detect::{Class, Meta, Severity, Whose};

/// The name of a pattern's group that is the finding, where the pattern holds more (a label, an address around a password).
pub(in crate::detect) const VALUE: &str = "value";

/// What the pattern engine needs of a rule.
#[derive(Debug, Clone, Default)]
pub struct Identifier {
    /// Tried in this order at every place.
    pub patterns: Vec<Pattern>,
    pub(in crate::detect) validator: Option<Validator>,
    pub edges: Edges,
    /// What `normalised` looks like, in words.
    pub normal_form: String,
    /// None of a rule in the program, which keeps it until it is asked for: see [`Rule::lists`].
    pub(super) lists: Option<Lists>,
    /// Characters before a value in which a label counts.
    pub reach: usize,
    /// A label stands for one value: the next one of the same shape is another thing.
    pub one_value: bool,
    /// A valid one stands for one person, so that its row or sentence is about somebody.
    pub identifies: bool,
    /// Confidence under a column head that says so (tier H), and beside a label (tier X).
    pub headed: f32,
    pub labelled: f32,
}

/// What a rule file lists: words around values, and texts to try the rule on.
#[derive(Debug, Clone, Default)]
pub struct Lists {
    /// Words beside a value that say it is one.
    pub labels: Vec<String>,
    /// Words that say it is something else, the shared groups among them.
    pub negative_labels: Vec<String>,
    pub headers: Vec<String>,
    pub negative_headers: Vec<String>,
    pub examples: Vec<Example>,
    pub counter_examples: Vec<Example>,
}

/// One way of writing an identifier.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Syntax of the `regex` crate with ASCII classes.
    pub regex: String,
    /// Confidence without context: tier S, or C where a check digit holds.
    pub score: f32,
    /// Tier X for this way of writing, where it differs from the rule's.
    pub labelled: Option<f32>,
}

impl Identifier {
    /// The name of the check that the patterns cannot make.
    pub fn check(&self) -> Option<&'static str> {
        self.validator.map(Validator::name)
    }
}

impl Pattern {
    /// The pattern as the engine compiles it, for other programs: ASCII classes, and no group has a name, so that many of them
    /// can stand side by side.
    pub fn standing_alone(&self) -> String {
        format!(
            "(?-u:{})",
            self.regex.replace(&format!("(?<{VALUE}>"), "(?:")
        )
    }
}

/// What may touch a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Edges {
    /// No letter or digit, nor a part number's hyphen or a decimal's dot.
    #[default]
    Alphanumeric,
    /// As for numbers: no decimals, dates, sums of money or longer groups.
    Digits,
    /// As for numbers, and not one group of a longer row of digit groups; a slash may part two numbers.
    Telephone,
    /// No character of a mail address.
    Address,
    /// The pattern says all.
    None,
}

/// A text to try a rule on, or a cell under a head.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Example {
    Text(String),
    Cell { header: String, cell: String },
}

/// Groups of labels that rule files name in `negative_groups`.
pub(in crate::detect) type Labels = BTreeMap<String, Vec<String>>;

/// A fault before its file is known.
pub(super) struct Fault {
    span: Option<Range<usize>>,
    message: String,
}

impl Fault {
    fn new(at: &impl Placed, message: impl Into<String>) -> Self {
        Self {
            span: at.span(),
            message: message.into(),
        }
    }

    pub(super) fn at(self, path: &Path, text: &str) -> Error {
        Error {
            path: path.to_owned(),
            line: self.span.map_or(1, |span| line_of(text, span.start)),
            message: self.message.replace('\n', " "),
        }
    }
}

impl From<toml::de::Error> for Fault {
    fn from(error: toml::de::Error) -> Self {
        Self {
            span: error.span(),
            message: error.message().to_owned(),
        }
    }
}

/// A word of a rule file that may be wrong.
pub(super) trait Placed {
    fn text(&self) -> &str;
    fn into_text(self) -> String;
    /// Where it stands, if its file tells: the program's own rules are read without their places.
    fn span(&self) -> Option<Range<usize>>;
}

impl Placed for Spanned<String> {
    fn text(&self) -> &str {
        self.get_ref()
    }

    fn into_text(self) -> String {
        self.into_inner()
    }

    fn span(&self) -> Option<Range<usize>> {
        Some(Spanned::span(self))
    }
}

impl Placed for String {
    fn text(&self) -> &str {
        self
    }

    fn into_text(self) -> String {
        self
    }

    fn span(&self) -> Option<Range<usize>> {
        None
    }
}

/// A file of an identifier.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdentifierFile<P> {
    id: P,
    title: String,
    class: Class,
    severity: Severity,
    principles: Vec<u8>,
    source: String,
    #[serde(default)]
    normal_form: String,
    validator: Option<P>,
    #[serde(default)]
    edges: Edges,
    #[serde(default = "Vec::new", rename = "pattern")]
    patterns: Vec<PatternFile<P>>,
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    negative_labels: Vec<String>,
    #[serde(default = "Vec::new")]
    negative_groups: Vec<P>,
    #[serde(default)]
    headers: Vec<String>,
    #[serde(default)]
    negative_headers: Vec<String>,
    #[serde(default = "usual_reach")]
    reach: usize,
    #[serde(default)]
    one_value: bool,
    #[serde(default)]
    identifies: bool,
    #[serde(default)]
    one_each: bool,
    #[serde(default)]
    whose: Whose,
    #[serde(default = "usual_headed")]
    headed: f32,
    #[serde(default = "usual_labelled")]
    labelled: f32,
    #[serde(default)]
    examples: Vec<Example>,
    #[serde(default)]
    counter_examples: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternFile<P> {
    regex: P,
    score: f32,
    labelled: Option<f32>,
}

/// The part that every rule file has; the others of its keys belong to the module that reads it.
#[derive(Deserialize)]
pub(super) struct CategoryFile<P> {
    id: P,
    title: String,
    class: Class,
    severity: Severity,
    principles: Vec<u8>,
    #[serde(default)]
    source: String,
}

fn usual_reach() -> usize {
    80
}
fn usual_headed() -> f32 {
    0.95
}
fn usual_labelled() -> f32 {
    0.9
}

/// The rules in the program, as the build script has written them down, without what they list.
pub(super) fn builtin() -> Vec<Rule> {
    let categories: BTreeMap<String, CategoryFile<String>> = read(embedded::SENSITIVE);
    let categories = categories
        .into_iter()
        .map(|(name, file)| file.into_rule([SENSITIVE, &name].concat()));
    let mut rules = identifiers(embedded::RULES, &Labels::new());
    for identifier in rules.iter_mut().filter_map(|rule| rule.identifier.as_mut()) {
        identifier.lists = None;
    }
    rules.into_iter().chain(categories).collect()
}

/// What the rules in the program list, by id.
pub(super) fn builtin_lists() -> &'static HashMap<String, Lists> {
    static LISTS: LazyLock<HashMap<String, Lists>> = LazyLock::new(|| {
        let rules = identifiers(embedded::IDENTIFIERS, &read(embedded::LABELS));
        let lists = rules.into_iter().filter_map(|rule| {
            let lists = rule.identifier?.lists?;
            Some((rule.meta.id, lists))
        });
        lists.collect()
    });
    &LISTS
}

fn read<T: for<'a> Deserialize<'a>>(json: &str) -> T {
    serde_json::from_str(json).expect("the rules in the program are tested")
}

fn identifiers(json: &str, groups: &Labels) -> Vec<Rule> {
    let files: BTreeMap<String, IdentifierFile<String>> = read(json);
    let rules = files.into_iter().map(|(name, file)| {
        let rule = file.into_rule([IDENTIFIERS, &name].concat(), groups);
        rule.unwrap_or_else(|fault| {
            panic!("the rules in the program are tested: {}", fault.message)
        })
    });
    rules.collect()
}

/// An identifier rule of a user's book, and the line of its id.
pub(super) fn identifier(
    path: &str,
    name: &str,
    text: &str,
    groups: &Labels,
) -> Result<(Rule, usize), Fault> {
    let file: IdentifierFile<Spanned<String>> = toml::from_str(text)?;
    same_name(&file.id, name)?;
    file.patterns.iter().try_for_each(check)?;
    let line = line_of(text, file.id.span().start);
    Ok((file.into_rule(path.to_owned(), groups)?, line))
}

/// A rule that is found by dictionary, of a user's book, and the line of its id.
pub(super) fn category(path: &str, name: &str, text: &str) -> Result<(Rule, usize), Fault> {
    let file: CategoryFile<Spanned<String>> = toml::from_str(text)?;
    same_name(&file.id, name)?;
    let line = line_of(text, file.id.span().start);
    Ok((file.into_rule(path.to_owned()), line))
}

impl<P: Placed> IdentifierFile<P> {
    fn into_rule(self, path: String, groups: &Labels) -> Result<Rule, Fault> {
        let mut negative_labels = self.negative_labels;
        for group in &self.negative_groups {
            let labels = groups.get(group.text()).ok_or_else(|| {
                let message = format!("no group of labels is called {}", group.text());
                Fault::new(group, message)
            })?;
            negative_labels.extend(labels.iter().cloned());
        }
        let validator = match &self.validator {
            None => None,
            Some(name) => Some(Validator::from_name(name.text()).ok_or_else(|| {
                Fault::new(name, format!("no validator is called {}", name.text()))
            })?),
        };
        let patterns = self.patterns.into_iter().map(|pattern| Pattern {
            regex: pattern.regex.into_text(),
            score: pattern.score,
            labelled: pattern.labelled,
        });
        Ok(Rule {
            meta: Meta {
                id: self.id.into_text(),
                class: self.class,
                severity: self.severity,
                principles: self.principles,
                one_each: self.one_each,
                whose: self.whose,
            },
            title: self.title,
            source: self.source,
            path,
            identifier: Some(Identifier {
                patterns: patterns.collect(),
                validator,
                edges: self.edges,
                normal_form: self.normal_form,
                lists: Some(Lists {
                    labels: self.labels,
                    negative_labels,
                    headers: self.headers,
                    negative_headers: self.negative_headers,
                    examples: self.examples,
                    counter_examples: self.counter_examples,
                }),
                reach: self.reach,
                one_value: self.one_value,
                identifies: self.identifies,
                headed: self.headed,
                labelled: self.labelled,
            }),
        })
    }
}

impl<P: Placed> CategoryFile<P> {
    fn into_rule(self, path: String) -> Rule {
        Rule {
            meta: Meta {
                id: self.id.into_text(),
                class: self.class,
                severity: self.severity,
                principles: self.principles,
                one_each: false,
                whose: Whose::People,
            },
            title: self.title,
            source: self.source,
            path,
            identifier: None,
        }
    }
}

/// `labels.toml`: groups of labels.
pub(super) fn labels(files: &Files, folder: &Path) -> Result<Labels, Error> {
    shared(files, folder, "labels.toml")
}

/// `columns.toml`: what heads of columns mean.
pub(super) fn columns(files: &Files, folder: &Path) -> Result<Columns, Error> {
    shared(files, folder, "columns.toml")
}

fn shared<T: for<'a> Deserialize<'a> + Default>(
    files: &Files,
    folder: &Path,
    path: &str,
) -> Result<T, Error> {
    let Some(text) = files.get(path) else {
        return Ok(T::default());
    };
    toml::from_str(text).map_err(|error| Fault::from(error).at(&folder.join(path), text))
}

/// A pattern as the engine compiles it: ASCII classes and boundaries unless the pattern turns Unicode on itself.
pub(in crate::detect) fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern)
        .unicode(false)
        .size_limit(4 << 20)
        .build()
}

/// The syntax of a pattern, as [`compile`] takes it.
pub(super) fn parse(pattern: &str) -> Result<Hir, Box<regex_syntax::Error>> {
    regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern)
        .map_err(Box::new)
}

/// A pattern compiles and is bounded.
fn check(file: &PatternFile<Spanned<String>>) -> Result<(), Fault> {
    let pattern = file.regex.get_ref();
    compile(pattern).map_err(|error| {
        let message = error.to_string();
        let reason = message.lines().last().unwrap_or_default();
        Fault::new(
            &file.regex,
            format!("bad pattern: {}", reason.trim_start_matches("error: ")),
        )
    })?;
    let longest = parse(pattern)
        .ok()
        .and_then(|hir| hir.properties().maximum_len());
    if longest.is_none() {
        return Err(Fault::new(
            &file.regex,
            "a pattern must be bounded: write {1,64} in place of + or *",
        ));
    }
    Ok(())
}

fn same_name(id: &Spanned<String>, name: &str) -> Result<(), Fault> {
    if id.get_ref() == name {
        return Ok(());
    }
    Err(Fault::new(
        id,
        format!(
            "the id {} is not the name of its file, {name}",
            id.get_ref()
        ),
    ))
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()
        .iter()
        .take(offset)
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}
