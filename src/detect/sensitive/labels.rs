//! Labels of fields and heads of columns that make their value sensitive, and codes that count only there.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use regex::Regex;

use super::Fault;
use super::patterns::{parse_categories, rows};
use crate::detect::context::abbreviations;
use crate::detect::lexicon::{Lexicon, Uses};
use crate::detect::rule::Book;
use crate::detect::words::{
    fold_phrase, folded_words, list, numbers_of, singular, split_identifier,
};

/// Words that a head may have and still be one.
const LONGEST: usize = 10;

/// What a label asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    /// Bits of [`super::CATEGORIES`].
    pub categories: u16,
    /// The value counts only with a term of the category in it.
    pub weak: bool,
}

/// What a head of a column or a label of a field says, read once for all its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::detect) struct Head {
    pub(super) label: Option<Label>,
    /// Its cells are no statement about the person of the row.
    pub(super) neutral: bool,
    /// Each of its values is another person's, without naming them.
    pub(in crate::detect) tells_people_apart: bool,
    written: Box<str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Column,
    Exact,
    Weak,
}

/// The lists of labels.
pub(super) struct Labels {
    /// By folded words without plural, joined by spaces.
    labels: HashMap<Box<str>, (u16, Kind)>,
    fillers: HashSet<Box<str>>,
    neutral: HashSet<Box<str>>,
    keys: HashSet<Box<str>>,
    codes: Vec<Code>,
}

/// Codes that say something under a label that fits a pattern.
struct Code {
    pattern: String,
    /// Compiled when a code of the list is met.
    label: OnceLock<Regex>,
    categories: u16,
    codes: HashSet<Box<str>>,
}

impl Code {
    fn compile(&self) -> Result<Regex, regex::Error> {
        Regex::new(&self.pattern)
    }

    fn applies(&self, head: &str, value: &str) -> bool {
        self.codes.contains(value)
            && self
                .label
                .get_or_init(|| self.compile().expect("checked when read"))
                .is_match(head)
    }
}

/// What a value says, whatever it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing: empty, a dash, an instruction, a box to tick.
    Blank,
    /// That there is nothing, or that it was not said.
    Denial,
    Statement,
}

impl Labels {
    /// Reads the lists; the last words of labels go into the lexicon.
    pub(super) fn new(book: &Book, lexicon: &mut Lexicon) -> Result<Self, Fault> {
        const PATH: &str = "sensitive/form-labels.txt";
        const CODES: &str = "sensitive/codes.txt";
        let short = abbreviations(book);
        let mut labels = HashMap::new();
        for (number, fields) in rows(book, PATH) {
            let [label, categories, kind] = fields[..] else {
                return Err(Fault::new(
                    PATH,
                    number,
                    "a line is a label, categories and a kind",
                ));
            };
            let kind = match kind {
                "column" => Kind::Column,
                "exact" => Kind::Exact,
                "weak" => Kind::Weak,
                other => {
                    return Err(Fault::new(
                        PATH,
                        number,
                        format!("`{other}` is no kind of label"),
                    ));
                }
            };
            let categories = parse_categories(categories)
                .map_err(|message| Fault::new(PATH, number, message))?;
            let mut add = |label: &str| {
                let words = folded(label);
                add_numbers(&words, lexicon);
                labels
                    .entry(words.join(" ").into())
                    .or_insert((categories, kind));
            };
            add(label);
            cut_short(label, &short, &mut |label| add(&label));
        }
        let mut codes = Vec::new();
        for (number, fields) in rows(book, CODES) {
            let [pattern, categories, set] = fields[..] else {
                return Err(Fault::new(
                    CODES,
                    number,
                    "a line is a pattern, categories and codes",
                ));
            };
            let categories = parse_categories(categories)
                .map_err(|message| Fault::new(CODES, number, message))?;
            let code = Code {
                pattern: pattern.to_owned(),
                label: OnceLock::new(),
                categories,
                codes: set.split(' ').map(Into::into).collect(),
            };
            if !book.is_builtin() {
                code.compile().map_err(|error| {
                    Fault::new(CODES, number, error.to_string().replace('\n', " "))
                })?;
            }
            codes.push(code);
        }
        let mut keys = HashSet::new();
        for key in list(book, "sensitive/person-keys.txt") {
            let words = folded(key);
            add_numbers(&words, lexicon);
            keys.insert(words.join(" ").into());
        }
        let words = |path| list(book, path).map(|word| singular(word).into()).collect();
        Ok(Self {
            labels,
            fillers: words("sensitive/label-fillers.txt"),
            neutral: words("sensitive/neutral-headers.txt"),
            keys,
            codes,
        })
    }

    /// What a label or head asks for, if it is one of the list: the longest label in it decides.
    pub(super) fn read(&self, header: &str) -> Option<Label> {
        self.label(&folded(&split_identifier(header)))
    }

    fn label(&self, words: &[String]) -> Option<Label> {
        if words.is_empty() || words.len() > LONGEST {
            return None;
        }
        for length in (1..=words.len()).rev() {
            for start in 0..=words.len() - length {
                let Some(&(categories, kind)) = self
                    .labels
                    .get(words[start..start + length].join(" ").as_str())
                else {
                    continue;
                };
                let others = || words[..start].iter().chain(&words[start + length..]);
                let fits = match kind {
                    Kind::Column | Kind::Weak => !others().any(|word| {
                        self.neutral.contains(word.as_str())
                            && !self.fillers.contains(word.as_str())
                    }),
                    Kind::Exact => others().all(|word| self.fillers.contains(word.as_str())),
                };
                if fits {
                    return Some(Label {
                        categories,
                        weak: kind == Kind::Weak,
                    });
                }
            }
        }
        None
    }

    pub(super) fn head(&self, header: &str) -> Head {
        if header.is_empty() {
            return Head::default();
        }
        let words = folded(&split_identifier(header));
        Head {
            label: self.label(&words),
            neutral: words
                .iter()
                .any(|word| self.neutral.contains(word.as_str())),
            tells_people_apart: self.keys.contains(words.join(" ").as_str()),
            written: header.into(),
        }
    }

    /// The categories that a code under a head stands for.
    pub(super) fn code(&self, head: &Head, value: &str) -> u16 {
        self.codes
            .iter()
            .filter(|code| code.applies(&head.written, value))
            .fold(0, |bits, code| bits | code.categories)
    }
}

/// Hands on a phrase of several words with some of them cut short.
fn cut_short(phrase: &str, short: &BTreeMap<&str, Vec<&str>>, each: &mut dyn FnMut(String)) {
    let words: Vec<&str> = phrase.split(' ').collect();
    if words.len() < 2 || !words.iter().any(|word| short.contains_key(word)) {
        return;
    }
    let mut forms = vec![String::new()];
    for word in words {
        let ways = short.get(word).map_or(&[][..], Vec::as_slice);
        let ways = std::iter::once(&word).chain(ways);
        forms = forms
            .iter()
            .flat_map(|form| ways.clone().map(move |way| format!("{form} {way}")))
            .take(MOST_FORMS)
            .collect();
    }
    for form in forms.into_iter().skip(1) {
        each(form.trim_start().to_owned());
    }
}

/// Ways of writing a phrase that are kept.
const MOST_FORMS: usize = 32;

/// Adds the last word of a label with its plurals.
fn add_numbers(label: &[String], lexicon: &mut Lexicon) {
    let Some(last) = label.last() else {
        return;
    };
    numbers_of(last, &mut |number| {
        lexicon.add(number, Uses::HEAD.or(Uses::FORM));
    });
    if let Some(stem) = last.strip_suffix('y') {
        lexicon.add(&format!("{stem}ies"), Uses::HEAD.or(Uses::FORM));
    }
}

/// What a value under a sensitive label says.
pub(super) fn weigh(value: &str) -> Value {
    match fold_phrase(value).as_str() {
        "" | "n a" | "na" | "x" | "tbc" | "tba" | "to be confirmed" | "to follow" | "see below"
        | "see above" | "see file" => Value::Blank,
        "yes no" | "y n" | "yes no not known" | "yes no delete" | "yes no please delete" => {
            Value::Blank
        }
        "none" | "no" | "n" | "nil" | "not known" | "unknown" | "refused" | "not stated"
        | "prefer not to say" | "declined" | "not declared" | "not disclosed" | "none known"
        | "none declared" | "none disclosed" | "none stated" | "nothing" | "not applicable"
        | "not recorded" | "not provided" | "not given" | "withheld" | "false" | "0" => {
            Value::Denial
        }
        text if text.starts_with("please ")
            || text.contains("delete as")
            || text.contains("tick ")
            || text.contains("yes no") =>
        {
            Value::Blank
        }
        _ => Value::Statement,
    }
}

fn folded(phrase: &str) -> Vec<String> {
    let words = folded_words(phrase).into_iter();
    words
        .map(|word| match word.strip_suffix("ies") {
            Some(stem) if stem.len() > 2 => format!("{stem}y"),
            _ => singular(&word).to_owned(),
        })
        .collect()
}
