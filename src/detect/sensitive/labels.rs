//! Labels of fields and heads of columns that make their value sensitive, and codes that count only there.

use std::sync::OnceLock;

use regex::Regex;
use smallvec::SmallVec;

use super::Fault;
use super::label_lists::{Kind, Lists, folded};
use crate::detect::embedded::LABEL_LISTS;
use crate::detect::lexicon::Lexicon;
use crate::detect::rule::Book;
use crate::detect::stored::Texts;
use crate::detect::words::{fold_phrase, split_identifier};

/// Words that a head may have and still be one: whole questions are heads too.
const LONGEST: usize = 16;

/// What a label asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    /// Bits of [`super::CATEGORIES`].
    pub categories: u16,
    /// The value counts only with a term of the category in it.
    pub weak: bool,
    /// It asks for a paper or a detail: that there is one says nothing yet.
    pub detail: bool,
}

/// What a head of a column or a label of a field says, read once for all its values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::detect) struct Head {
    pub(super) label: Option<Label>,
    /// Its cells are no statement about the person of the row.
    pub(super) neutral: bool,
    /// Each of its values is another person's, without naming them.
    pub(in crate::detect) tells_people_apart: bool,
    /// Its cells are what somebody remarked about the person of the row.
    pub(in crate::detect) remarks: bool,
    /// What the cells of the column are about, as most of them say: bits of [`super::CATEGORIES`].
    pub(super) by_cells: u16,
    written: Box<str>,
}

/// The lists of labels.
pub(super) struct Labels {
    lists: Lists<'static>,
    /// For each list of codes, its pattern once a code of the list is met.
    patterns: Vec<OnceLock<Regex>>,
    /// Bytes of the longest code.
    longest_code: usize,
}

/// What a value says, whatever it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing: empty, a dash, an instruction, a box to tick, that it was not said.
    Blank,
    /// That there is nothing, and no more.
    Denial,
    /// That there is something, and no more.
    Yes,
    Statement,
}

impl Labels {
    /// Reads the lists, or takes those of the program as the build script drew them up; the last words of labels go into the
    /// lexicon.
    pub(super) fn new(book: &Book, lexicon: &mut Lexicon) -> Result<Self, Fault> {
        let lists = if book.is_builtin() {
            postcard::from_bytes(LABEL_LISTS).expect("written by the build script")
        } else {
            read(book, lexicon)?
        };
        let codes = lists.codes.iter().flat_map(|list| list.codes.iter());
        Ok(Self {
            longest_code: codes.map(str::len).max().unwrap_or(0),
            patterns: vec![OnceLock::new(); lists.codes.len()],
            lists,
        })
    }

    /// What a label or head asks for, if it is one of the list: the longest label in it decides.
    pub(super) fn read(&self, header: &str) -> Option<Label> {
        self.read_folded(header, &folded(&split_identifier(header)))
    }

    /// As [`Self::read`], with the folded words of the header.
    fn read_folded(&self, header: &str, words: &[String]) -> Option<Label> {
        let label = self.label(unnumbered(words));
        if label.is_some_and(|label| !label.weak) {
            return label;
        }
        // A remark in brackets is no part of a label.
        let plain = without_brackets(header)
            .and_then(|plain| self.label(unnumbered(&folded(&split_identifier(&plain)))));
        plain
            .filter(|plain| label.is_none() || !plain.weak)
            .or(label)
    }

    fn label(&self, words: &[String]) -> Option<Label> {
        if words.is_empty() || words.len() > LONGEST {
            return None;
        }
        let known: SmallVec<[bool; LONGEST]> = words
            .iter()
            .map(|word| self.lists.words.contains(word))
            .collect();
        let mut hint = None;
        for length in (1..=words.len()).rev() {
            for start in 0..=words.len() - length {
                if !known[start..start + length].iter().all(|known| *known) {
                    continue;
                }
                let phrase = words[start..start + length].join(" ");
                let Some(listed) = self.lists.labels.get(&phrase) else {
                    continue;
                };
                let (categories, kind) = (listed.categories, listed.kind());
                let others = || words[..start].iter().chain(&words[start + length..]);
                let goes_along = !others().any(|word| {
                    self.lists.neutral.contains(word) && !self.lists.fillers.contains(word)
                });
                let fits = match kind {
                    Kind::Column | Kind::Detail | Kind::Weak => goes_along,
                    Kind::Exact => others().all(|word| self.lists.fillers.contains(word)),
                };
                if fits {
                    return Some(Label {
                        categories,
                        weak: kind == Kind::Weak,
                        detail: kind == Kind::Detail,
                    });
                }
                // Among other words it says what may come, no more.
                if goes_along && hint.is_none() {
                    hint = Some(Label {
                        categories,
                        weak: true,
                        detail: false,
                    });
                }
            }
        }
        hint
    }

    /// Whether a text is a label of the list, word for word.
    pub(super) fn lists(&self, text: &str) -> bool {
        self.lists.labels.get(&folded(text).join(" ")).is_some()
    }

    /// Whether a text is nothing but a label, with what may stand beside one.
    pub(super) fn is_label(&self, text: &str) -> bool {
        let words = folded(&split_identifier(text));
        let words = unnumbered(&words);
        if words.is_empty()
            || words.len() > LONGEST
            || words.len() > LABEL_WORDS && !text.ends_with(['?', ':'])
        {
            return false;
        }
        let Some(label) = self.label(words) else {
            return false;
        };
        let plain =
            |word: &String| self.lists.fillers.contains(word) || self.lists.words.contains(word);
        !label.weak && (text.ends_with(['?', ':']) || words.iter().all(plain))
    }

    pub(super) fn head(&self, header: &str) -> Head {
        if header.is_empty() {
            return Head::default();
        }
        let words = folded(&split_identifier(header));
        let holds = |list: &Texts<'_>| words.iter().any(|word| list.contains(word));
        Head {
            label: self.read_folded(header, &words),
            neutral: holds(&self.lists.neutral),
            remarks: holds(&self.lists.remarks),
            tells_people_apart: self.lists.keys.contains(&words.join(" ")),
            by_cells: 0,
            written: header.into(),
        }
    }

    /// Takes a label out of a head whose word means something else in a table of these heads: `Union` beside `Club`.
    pub(super) fn settle(&self, heads: &mut [&mut Head]) {
        let mut homonyms = 0;
        for head in heads.iter() {
            let words = folded(&split_identifier(&head.written));
            homonyms |= self
                .lists
                .homonyms
                .iter()
                .filter(|beside| words.iter().any(|word| beside.words.contains(word)))
                .fold(0, |bits, beside| bits | beside.categories);
        }
        if homonyms == 0 {
            return;
        }
        for head in heads {
            let Some(label) = head.label else {
                continue;
            };
            let is_plain = label.weak || !head.written.trim().contains(' ');
            if is_plain && label.categories & homonyms == label.categories {
                head.label = None;
                head.neutral = true;
            }
        }
    }

    /// The last word of a label in running text, if no label has it: `Union notice`.
    pub(super) fn foreign_end(&self, label: &str) -> Option<String> {
        let plain = without_brackets(label);
        let mut words = folded(&split_identifier(plain.as_deref().unwrap_or(label)));
        let last = words.pop()?;
        (!self.lists.words.contains(&last) && !self.lists.fillers.contains(&last)).then_some(last)
    }

    /// As [`Self::foreign_end`], of a head that was read.
    pub(super) fn foreign_end_of(&self, head: &Head) -> Option<String> {
        self.foreign_end(&head.written)
    }

    /// The categories that a code under a head stands for.
    pub(super) fn code(&self, head: &Head, value: &str) -> u16 {
        if value.len() > self.longest_code {
            return 0;
        }
        let lists = self.lists.codes.iter().zip(&self.patterns);
        let known = lists.filter(|(list, _)| list.codes.contains(value));
        known
            .filter(|(list, pattern)| {
                let pattern =
                    pattern.get_or_init(|| Regex::new(&list.pattern).expect("checked when read"));
                pattern.is_match(&head.written)
            })
            .fold(0, |bits, (list, _)| bits | list.categories)
    }
}

impl Head {
    /// It asks for something sensitive, or may.
    pub(in crate::detect) fn asks(&self) -> bool {
        self.label.is_some()
    }

    /// It may ask for something sensitive, or for something else: `Party`.
    pub(in crate::detect) fn leaves_open(&self) -> bool {
        self.label.is_some_and(|label| label.weak)
    }

    /// Takes what most cells of the column are about. If its label may ask for that, then all cells answer it.
    pub(in crate::detect) fn settle(&mut self, by_cells: u16) {
        self.by_cells = by_cells;
        if let Some(label) = &mut self.label
            && label.weak
            && label.categories & by_cells != 0
        {
            label.categories &= by_cells;
            label.weak = false;
        }
    }
}

/// Reads the lists of a book; patterns are those that a head may match.
fn read(book: &Book, lexicon: &mut Lexicon) -> Result<Lists<'static>, Fault> {
    Lists::read(book, lexicon, &|pattern| match Regex::new(pattern) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string().replace('\n', " ")),
    })
}

/// What a value under a sensitive label says.
pub(super) fn weigh(value: &str) -> Value {
    /// Nothing, or what stands for no answer.
    const BLANK: &[&str] = &[
        "",
        "n a",
        "na",
        "x",
        "tbc",
        "tba",
        "to be confirmed",
        "to follow",
        "see below",
        "see above",
        "see file",
        "yes no",
        "y n",
        "yes no not known",
        "yes no delete",
        "not known",
        "n k",
        "nk",
        "d k",
        "dk",
        "unknown",
        "not stated",
        "n s",
        "pnts",
        "pnt",
        "prefer not to answer",
        "rather not say",
        "refused",
        "declined",
        "declined to say",
        "declined to answer",
        "refused to say",
        "not declared",
        "not disclosed",
        "not recorded",
        "not provided",
        "not given",
        "not asked",
        "not answered",
        "not specified",
        "not obtained",
        "not supplied",
        "not sure",
        "unsure",
        "withheld",
        "undisclosed",
        "unspecified",
        "unstated",
        "not determined",
        "undetermined",
        "blank",
        "left blank",
        "no answer",
        "no reply",
        "no response",
        "no data",
        "no information",
        "no info",
        "not yet known",
        "not yet obtained",
        "awaited",
        "pending",
        "tick",
        "as above",
        "ditto",
        "as before",
        "information not obtained",
        "information refused",
        "does not wish to say",
        "did not say",
    ];
    /// That there is nothing, without a word of what.
    const DENIAL: &[&str] = &[
        "none",
        "no",
        "n",
        "nil",
        "none known",
        "none declared",
        "none disclosed",
        "none stated",
        "none reported",
        "none recorded",
        "none noted",
        "none given",
        "none to declare",
        "nothing",
        "nothing known",
        "nothing to declare",
        "nothing to report",
        "nothing disclosed",
        "nothing recorded",
        "not applicable",
        "false",
        "0",
        "never",
        "neither",
        "nope",
        "no known",
        "no issues",
        "no problems",
        "no concerns",
        "no change",
        "nil known",
        "nil of note",
        "nil reported",
        "nad",
        "clean",
        "clear",
        "fit",
        "ok",
        "okay",
        "fine",
        "good",
        "well",
        "pass",
        "passed",
        "satisfactory",
        "all clear",
        "all ok",
        "no trace",
        "not required",
        "not needed",
        "nil return",
    ];
    /// What a column of a database may hold, in its definition.
    const TYPES: [&str; 8] = [
        "bigint", "boolean", "char", "int", "integer", "nvarchar", "smallint", "varchar",
    ];
    let folded = fold_phrase(value);
    let text = folded.as_str();
    let first = text.split(' ').next().unwrap_or_default();
    // A number as long as that of a certificate or case says which, not what.
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_reference = digits >= 6 && digits == text.len();
    if is_reference
        || TYPES.contains(&first) && first.len() < text.len()
        || BLANK.contains(&text)
        || text.starts_with("please ")
        || text.starts_with("prefer not")
        || ["delete as", "tick ", "yes no", "not to say", "not wish to"]
            .iter()
            .any(|part| text.contains(part))
    {
        return Value::Blank;
    }
    if DENIAL.contains(&text) {
        return Value::Denial;
    }
    if ["y", "yes", "true", "1"].contains(&text) {
        return Value::Yes;
    }
    Value::Statement
}

/// A reason for being away that is no illness, where a column gives the reason of every absence.
pub(super) fn is_leave(value: &str) -> bool {
    const LEAVE: [&str; 20] = [
        "annual leave",
        "holiday",
        "jury service",
        "bereavement",
        "compassionate leave",
        "paternity",
        "parental leave",
        "study leave",
        "special leave",
        "unpaid leave",
        "emergency leave",
        "adoption leave",
        "time off in lieu",
        "toil",
        "flexi",
        "rest day",
        "unauthorised",
        "military training",
        "family emergency",
        "childcare",
    ];
    let folded = fold_phrase(value);
    LEAVE.iter().any(|leave| folded.starts_with(leave))
}

/// A word more than this beside a label makes a sentence of it.
const LABEL_WORDS: usize = 10;

/// The words of a head without the number of its question: `Q18 Union`, `7b. Religion`.
fn unnumbered(words: &[String]) -> &[String] {
    let is_number = |word: &str| {
        let digits = word
            .trim_start_matches(['q', 's'])
            .trim_end_matches(|c: char| c.is_ascii_lowercase());
        word.len() <= 5 && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut rest = words;
    while let [first, behind @ ..] = rest
        && !behind.is_empty()
        && (is_number(first) || first == "question")
    {
        rest = behind;
    }
    rest
}

/// The text without what stands in brackets; nothing where there are none.
fn without_brackets(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut depth = 0usize;
    for character in text.chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    (plain.len() < text.len()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::embedded;

    fn labels() -> Labels {
        Labels::new(&Book::builtin(), &mut Lexicon::new()).unwrap()
    }

    #[test]
    fn the_build_script_read_the_labels_of_the_program() {
        let mut lexicon = Lexicon::over(&embedded::WORDS.bytes);
        let read = read(&Book::builtin(), &mut lexicon).unwrap();
        assert!(read == labels().lists);
        assert!(lexicon.is_as_given());
    }

    #[test]
    fn no_answer_and_a_plain_no_are_no_facts() {
        for (value, wanted) in [
            ("n/k", Value::Blank),
            ("001234567890", Value::Blank),
            ("Prefer not to say", Value::Blank),
            ("not stated", Value::Blank),
            ("BOOLEAN DEFAULT FALSE,", Value::Blank),
            ("bit of a cough", Value::Statement),
            ("None known", Value::Denial),
            ("n", Value::Denial),
            ("Y", Value::Yes),
            ("no known allergies", Value::Statement),
            ("No religion", Value::Statement),
        ] {
            assert_eq!(weigh(value), wanted, "{value}");
        }
    }

    #[test]
    fn a_head_means_something_else_beside_others() {
        let labels = labels();
        for (heads, asks) in [
            (["Name", "Union"], true),
            (["Club", "Union"], false),
            (["Product", "Country of origin"], false),
            (["Votes", "Party"], false),
            // A label of several words says what it means.
            (["Club", "Trade union"], true),
        ] {
            let mut read = heads.map(|head| labels.head(head));
            labels.settle(&mut read.iter_mut().collect::<Vec<_>>());
            assert_eq!(read[1].label.is_some(), asks, "{heads:?}");
        }
    }

    #[test]
    fn leave_is_told_from_illness() {
        for (value, leave) in [
            ("Annual leave error", true),
            ("Jury service", true),
            ("flu", false),
            ("left after a fall", false),
        ] {
            assert_eq!(is_leave(value), leave, "{value}");
        }
    }

    #[test]
    fn numbers_and_remarks_around_a_label_are_read_through() {
        let labels = labels();
        for (head, weak) in [
            ("Q18 Union (if any)", Some(false)),
            ("7b. Religion", Some(false)),
            ("Union sponsor", Some(true)),
            ("Terminal", None),
        ] {
            let label = labels.read(head).map(|label| label.weak);
            assert_eq!(label, weak, "{head}");
        }
        assert!(labels.read("Fit note").is_some_and(|label| label.detail));
        assert!(labels.is_label("Medical conditions of child"));
        assert!(!labels.is_label("face template enrolled at turnstile"));
    }
}
