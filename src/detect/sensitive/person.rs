//! Whom a sentence is about.

use std::ops::Range;

use super::bystanders::Part;
use super::context::Said;
use super::document::{Document, FORM, MEMORY};
use super::terms::{Strength, Topic};
use super::unit::{Person, Unit};
use super::{Mention, Sensitive};
use crate::detect::words::{Gap, Words};

/// Bytes before a sentence in which a number or initials say whom it is about.
const BEHIND: usize = 120;

impl Sensitive {
    /// Whom a sentence is about.
    pub(super) fn person(
        &self,
        said: &Said<'_>,
        unit: &Unit<'_, '_>,
        topics: &[Topic],
        document: &Document,
    ) -> Person {
        if said.tells_apart() {
            return Person::Named;
        }
        if unit.mentions.is_empty() {
            return self.unnamed(said, unit, document.since_named, document);
        }
        let unnamed = || self.unnamed(said, unit, unit.since_named, document);
        // A pronoun behind all that is said tells nothing of whom: `studies heart disease for her thesis`.
        let told = topics
            .iter()
            .filter(|topic| self.terms.get(**topic).strength >= Strength::Weak)
            .map(|topic| unit.words.word(topic.last).end() - unit.sentence.bytes.start)
            .max()
            .unwrap_or(usize::MAX);
        let speaks_of_one = || said.speaks_of_one_in(told);
        match self.part(unit, topics) {
            Part::Aside if !speaks_of_one() => unnamed(),
            Part::Working if !speaks_of_one() => Person::Working,
            Part::Subject | Part::Aside | Part::Working => Person::Named,
            Part::AtWork => match unnamed() {
                person @ (Person::NamedBefore | Person::Understood) => person,
                _ => Person::AtWork,
            },
        }
    }

    /// Whom a sentence is about that names nobody, or nobody whom it is about.
    fn unnamed(
        &self,
        said: &Said<'_>,
        unit: &Unit<'_, '_>,
        since_named: u32,
        document: &Document,
    ) -> Person {
        let (text, start) = (unit.words.text(), unit.sentence.bytes.start);
        let before = &text[text.floor_char_boundary(start.saturating_sub(BEHIND))..start];
        let is_note = is_note(unit.words, &unit.sentence.words);
        let spoken_of = said.speaks_of_one() || (since_named <= FORM && said.speaks_to_reader());
        let near = since_named <= MEMORY || self.context.said(before).tells_apart();
        match (near, spoken_of) {
            (true, true) => Person::NamedBefore,
            (false, true) if document.is_form() => Person::SpokenOf,
            (true, false) if is_note => Person::Understood,
            (true, false) | (false, true) => Person::Somebody,
            (false, false) if is_note && document.is_about_next(unit.labelled) => {
                Person::Understood
            }
            (false, false) if document.has_subject && since_named <= FORM => {
                if is_note {
                    Person::Understood
                } else {
                    Person::Somebody
                }
            }
            (false, false) => Person::Nobody,
        }
    }
}

/// The line of a letter or report that says whom it is about.
pub(super) fn names_its_subject(words: &Words<'_>, first: usize) -> bool {
    const SUBJECTS: [&str; 16] = [
        "re",
        "ref",
        "patient",
        "client",
        "pupil",
        "child",
        "resident",
        "applicant",
        "claimant",
        "tenant",
        "defendant",
        "offender",
        "subject",
        "customer",
        "student",
        "employee",
    ];
    /// Words that may stand before: `Main applicant:`, `Name of pupil:`.
    const BEFORE: usize = 3;
    (first..words.len())
        .take(BEFORE)
        .find(|&at| words.is_one_of(at, &SUBJECTS))
        .is_some_and(|at| {
            words.word(at).after.has(Gap::COLON)
                || words.gap(at).is_none_or(|gap| gap.contains(':'))
        })
}

/// A title that names whom it is about, and nobody else.
pub(super) fn is_headed_by_its_subject(title: &str, mentions: &[Mention]) -> bool {
    ends_with_its_subject(title, mentions) || is_subject_with_numbers(title, mentions)
}

/// A name with an age, a date of birth or a number behind it: `A Example, 62`, `Ada Example dob 1.2.1990`.
fn is_subject_with_numbers(title: &str, mentions: &[Mention]) -> bool {
    const BESIDE: [&str; 16] = [
        "age", "aged", "b", "d", "dob", "o", "born", "f", "female", "m", "male", "nhs", "no",
        "number", "yrs", "years",
    ];
    let [mention] = mentions else {
        return false;
    };
    let is_alphabetic = |c: char| c.is_alphabetic();
    let behind = &title[mention.end..];
    !title[..mention.start].contains(is_alphabetic)
        && behind.contains(|c: char| c.is_ascii_digit())
        && behind
            .split(|c: char| !is_alphabetic(c))
            .filter(|word| !word.is_empty())
            .all(|word| BESIDE.iter().any(|other| word.eq_ignore_ascii_case(other)))
}

/// A title that ends with whom it is about: `File note, A Example`; not with who wrote it: `Notes by Dr Example`.
fn ends_with_its_subject(title: &str, mentions: &[Mention]) -> bool {
    const WRITERS: [&str; 18] = [
        "by",
        "dr",
        "prof",
        "professor",
        "cllr",
        "councillor",
        "officer",
        "author",
        "from",
        "chair",
        "contact",
        "judge",
        "manager",
        "sgt",
        "pc",
        "insp",
        "nurse",
        "sister",
    ];
    let [mention] = mentions else {
        return false;
    };
    let before = &title[..mention.start];
    let is_writer = |word: &str| WRITERS.iter().any(|other| word.eq_ignore_ascii_case(other));
    mention.end == title.trim_end().len()
        && before.contains([',', ':', '-', '\u{2013}'])
        && !before.split(|c: char| !c.is_alphabetic()).any(is_writer)
}

/// What stands before the colon is a person with a number: `DP1 Ada Example, custody no. 17: He was arrested.`
pub(super) fn is_about_a_number(sentence: &str, mentions: &[Mention]) -> bool {
    let colon = sentence.find(':').unwrap_or(0);
    mentions.iter().any(|mention| {
        mention.end <= colon
            && sentence[mention.end..colon]
                .bytes()
                .any(|byte| byte.is_ascii_digit())
    })
}

/// A few words without a subject or an article, as notes have them.
pub(super) fn is_note(words: &Words<'_>, sentence: &Range<usize>) -> bool {
    const LONGEST: usize = 16;
    /// What a sentence about more than the one person at hand has.
    const OTHERS: [&str; 18] = [
        "the", "are", "were", "we", "our", "us", "you", "your", "they", "these", "those", "will",
        "all", "any", "each", "staff", "people", "pupils",
    ];
    sentence.len() <= LONGEST && !sentence.clone().any(|at| words.is_one_of(at, &OTHERS))
}
