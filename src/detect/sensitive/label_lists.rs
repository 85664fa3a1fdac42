//! The lists of labels of forms and of codes, as the files of a rule book give them.
//!
//! The build script reads those of the program with this file, so that a start need not.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use bytemuck::{Pod, Zeroable};
use serde::{Deserialize, Serialize};

use super::Fault;
use super::category::{Categories, parse_categories};
use crate::detect::lexicon::{Lexicon, Uses};
use crate::detect::phrases::abbreviations;
use crate::detect::rule::Book;
use crate::detect::stored::{ByText, Texts};
use crate::detect::words::{folded_words, lines, list, numbers_of, singular};

/// The lists of a book.
#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct Lists<'t> {
    /// By folded words without plural, joined by spaces.
    #[serde(borrow)]
    pub(super) labels: ByText<'t, Label>,
    /// The words of labels.
    pub(super) words: Texts<'t>,
    pub(super) fillers: Texts<'t>,
    pub(super) neutral: Texts<'t>,
    pub(super) remarks: Texts<'t>,
    pub(super) keys: Texts<'t>,
    pub(super) codes: Vec<Codes<'t>>,
    pub(super) homonyms: Vec<Homonyms<'t>>,
}

/// Words of heads beside which a label of some categories asks for something else.
#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct Homonyms<'t> {
    pub(super) categories: Categories,
    #[serde(borrow)]
    pub(super) words: Texts<'t>,
}

/// A label of the list.
#[derive(Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Label {
    pub(super) categories: Categories,
    kind: u16,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Column,
    Detail,
    Exact,
    Weak,
}

/// Codes that say something under a label that fits a pattern.
#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct Codes<'t> {
    #[serde(borrow)]
    pub(super) pattern: Cow<'t, str>,
    pub(super) categories: Categories,
    pub(super) codes: Texts<'t>,
}

impl Label {
    pub(super) fn kind(self) -> Kind {
        const KINDS: [Kind; 4] = [Kind::Column, Kind::Detail, Kind::Exact, Kind::Weak];
        KINDS[usize::from(self.kind)]
    }
}

impl Lists<'_> {
    /// Reads the files; the last words of labels go into the lexicon. `check` says what is wrong with a pattern.
    pub(super) fn read(
        book: &Book,
        lexicon: &mut Lexicon,
        check: &dyn Fn(&str) -> Result<(), String>,
    ) -> Result<Self, Fault> {
        let (labels, words) = labels(book, lexicon)?;
        let keys = list(book, "sensitive/person-keys.txt").map(|key| {
            let words = folded(key);
            add_numbers(&words, lexicon);
            words.join(" ")
        });
        let singulars = |path| list(book, path).map(singular).collect();
        Ok(Self {
            labels,
            words,
            keys: keys.collect(),
            fillers: singulars("sensitive/label-fillers.txt"),
            neutral: singulars("sensitive/neutral-headers.txt"),
            remarks: singulars("sensitive/remark-headers.txt"),
            codes: codes(book, check)?,
            homonyms: homonyms(book)?,
        })
    }
}

/// The labels, and their words.
fn labels<'t>(book: &Book, lexicon: &mut Lexicon) -> Result<(ByText<'t, Label>, Texts<'t>), Fault> {
    const PATH: &str = "sensitive/form-labels.txt";
    let short = abbreviations(book);
    let mut labels = BTreeMap::new();
    let mut label_words = BTreeSet::new();
    for (number, fields) in rows(book, PATH) {
        let fault = |message: String| Fault::new(PATH, number, message);
        let [label, categories, kind] = fields[..] else {
            return Err(fault("a line is a label, categories and a kind".to_owned()));
        };
        let kind = match kind {
            "column" => Kind::Column,
            "detail" => Kind::Detail,
            "exact" => Kind::Exact,
            "weak" => Kind::Weak,
            other => return Err(fault(format!("`{other}` is no kind of label"))),
        };
        let meant = Label {
            categories: parse_categories(categories).map_err(fault)?,
            kind: kind as u16,
        };
        let mut add = |label: &str| {
            let words = folded(label);
            add_numbers(&words, lexicon);
            labels.entry(words.join(" ")).or_insert(meant);
            label_words.extend(words);
        };
        add(label);
        cut_short(label, &short, &mut |label| add(&label));
    }
    Ok((labels.into_iter().collect(), label_words.iter().collect()))
}

fn homonyms<'t>(book: &Book) -> Result<Vec<Homonyms<'t>>, Fault> {
    const PATH: &str = "sensitive/homonym-heads.txt";
    let homonyms = rows(book, PATH).map(|(number, fields)| {
        let fault = |message: String| Fault::new(PATH, number, message);
        let [categories, words] = fields[..] else {
            return Err(fault("a line is categories and words".to_owned()));
        };
        Ok(Homonyms {
            categories: parse_categories(categories).map_err(fault)?,
            words: words.split(' ').map(singular).collect(),
        })
    });
    homonyms.collect()
}

fn codes<'t>(
    book: &Book,
    check: &dyn Fn(&str) -> Result<(), String>,
) -> Result<Vec<Codes<'t>>, Fault> {
    const PATH: &str = "sensitive/codes.txt";
    let codes = rows(book, PATH).map(|(number, fields)| {
        let fault = |message: String| Fault::new(PATH, number, message);
        let [pattern, categories, codes] = fields[..] else {
            return Err(fault(
                "a line is a pattern, categories and codes".to_owned(),
            ));
        };
        let categories = parse_categories(categories).map_err(fault)?;
        check(pattern).map_err(fault)?;
        Ok(Codes {
            pattern: pattern.to_owned().into(),
            categories,
            codes: codes.split(' ').collect(),
        })
    });
    codes.collect()
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

/// The words of a label as the list compares them.
pub(super) fn folded(phrase: &str) -> Vec<String> {
    let words = folded_words(phrase).into_iter();
    words
        .map(|word| match word.strip_suffix("ies") {
            Some(stem) if stem.len() > 2 => format!("{stem}y"),
            _ => singular(&word).to_owned(),
        })
        .collect()
}

/// The lines of a table, with their numbers.
pub(super) fn rows<'b>(book: &'b Book, path: &str) -> impl Iterator<Item = (usize, Vec<&'b str>)> {
    lines(book.file(path).unwrap_or_default())
        .zip(1..)
        .filter(|(line, _)| !line.is_empty() && !line.starts_with('#'))
        .map(|(line, number)| (number, line.split('\t').collect()))
}
