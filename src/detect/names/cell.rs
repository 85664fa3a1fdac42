//! A name in a cell or field: the whole value is one, or it is not.

use super::marks::Mark;
use super::{Name, Part, evidence};
use crate::detect::words::{Shape, Word, Words};

/// Words that a cell with one name may have.
const LONGEST: usize = 6;

/// Bytes that it may have.
pub(super) const LONG: usize = 80;

/// A cell taken apart: title off, forenames before the surname whatever the order it is written in.
struct Parsed {
    start: usize,
    end: usize,
    given: Vec<String>,
    family: Vec<String>,
    titled: bool,
    /// Marks of the first given and the last family word, and whether every word is a name or an initial.
    first: Mark,
    last: Mark,
    all_known: bool,
    initials: bool,
    /// The surname stands first, without a comma.
    reversed: bool,
}

/// Letters of somebody's initials.
const FEW: usize = 3;

/// The name in a cell whose header says that it holds one.
pub(super) fn headed(value: &Words<'_>, part: Part) -> Option<Name> {
    let parsed = parse(value, true)?;
    // `hp-ada`: a device's.
    let written_as_one = !value
        .text()
        .contains(|c: char| c == ' ' || c.is_uppercase());
    if part == Part::Full && value.len() > 1 && written_as_one {
        return None;
    }
    let known = parsed.first.is_name() || parsed.last.is_name();
    if part == Part::Full && !known && !parsed.titled && is_sentence(value) {
        return None;
    }
    // `AO` under `Initials` names nobody without the surname.
    let few_capitals = value.len() == 1
        && parsed.family.iter().all(|word| word.len() <= FEW)
        && matches!(value.word(0).shape, Shape::Upper | Shape::Initial);
    if part == Part::Forename && few_capitals && !known {
        return None;
    }
    let words = parsed.given.len() + parsed.family.len();
    let confidence = match part {
        Part::Full if words == 1 && !parsed.titled => {
            if parsed.last.is_only_name() {
                0.6
            } else {
                0.4
            }
        }
        Part::Full if parsed.titled || parsed.all_known => 0.95,
        Part::Full if known => 0.9,
        Part::Full => 0.7,
        Part::Forename | Part::Surname if known => 0.8,
        Part::Forename | Part::Surname => 0.7,
    };
    (confidence >= super::REPORTED).then(|| parsed.name(confidence, evidence::HEADER))
}

/// `Requires improvement`: small letters behind a capital, and no particles.
fn is_sentence(value: &Words<'_>) -> bool {
    value.word(0).shape == Shape::Capital
        && value
            .iter()
            .any(|word| word.shape == Shape::Lower && !word.mark.is(Mark::PARTICLE))
}

/// Whether a cell is written as a name, with a known one or an initial at one end: enough in a column of names.
pub(super) fn may_be_name(value: &Words<'_>) -> bool {
    /// Forenames of most people.
    const FORENAMES: usize = 3;
    parse(value, false).is_some_and(|parsed| {
        (1..=FORENAMES).contains(&parsed.given.len())
            && (parsed.first.is_only_name()
                || parsed.last.is_only_name()
                || parsed.initials && !parsed.reversed)
    })
}

/// `Emily Example Close`: a name, and behind it a word that is a place more often than a surname.
pub(super) fn may_be_street(value: &Words<'_>) -> bool {
    const PLACE: Mark = Mark::THING.or(Mark::THING_OR_SURNAME).or(Mark::ORDINARY);
    let whole = |word: &Word| word.shape == Shape::Capital && !word.mark.is(Mark::TITLE);
    value.len() > 2
        && value.iter().all(whole)
        && value.iter().last().is_some_and(|word| word.mark.is(PLACE))
}

/// The name in a cell that no header explains: both of its ends must be known.
pub(super) fn plain(value: &Words<'_>) -> Option<Name> {
    let parsed = parse(value, false)?;
    if parsed.family.is_empty() || (parsed.given.is_empty() && !parsed.titled) {
        return None;
    }
    let sure = |mark: Mark| mark.is_only_name();
    let given_known = parsed.initials || parsed.first.is(Mark::FORENAME);
    let confidence = if parsed.titled {
        0.9
    } else if !given_known
        || !parsed.last.is(Mark::SURNAME)
        || (parsed.last.is(Mark::THING_OR_SURNAME) && parsed.first.is(Mark::NAMES_PLACES))
    {
        return None;
    } else {
        match (parsed.initials, sure(parsed.first), sure(parsed.last)) {
            (false, true, true) => 0.8,
            (false, true, false) | (false, false, true) => 0.7,
            (true, _, true) => 0.6,
            _ => return None,
        }
    };
    Some(parsed.name(confidence, evidence::FORENAME))
}

/// The name of whoever has the role that a field is called by: one end is known, or both are names among other things, or
/// initials stand before a surname and the role is a known one.
pub(super) fn of_role(value: &Words<'_>, role: bool) -> Option<Name> {
    const CONFIDENCE: f32 = 0.6;
    let known = |parsed: &Parsed| {
        let (first, last) = (parsed.first, parsed.last);
        let either = first.is_only_name() || last.is_only_name();
        let initials = role && parsed.initials && !parsed.reversed && last.is(Mark::SURNAME);
        !parsed.given.is_empty() && (either || initials || first.is_name() && last.is_name())
    };
    let half = || parse(value, false).filter(known);
    plain(value).or_else(|| Some(half()?.name(CONFIDENCE, evidence::HEADER)))
}

fn parse(words: &Words<'_>, headed: bool) -> Option<Parsed> {
    let trimmed = words.text().trim();
    if trimmed.len() > LONG || words.len() == 0 || words.len() > 2 * LONGEST {
        return None;
    }
    let marks: Vec<Mark> = words.iter().map(|word| word.mark).collect();
    let mut at = 0;
    while at < words.len()
        && (marks[at].is(Mark::TITLE) && !(at + 1 < words.len() && gap(words, at).contains('-'))
            || (marks[at].is(Mark::WEAK_TITLE)
                && at + 1 < words.len()
                && !marks[at].is_name()
                && !leads_a_surname(words, &marks, at)))
    {
        at += 1;
    }
    let titled = at > 0;
    // `Rose, Frank (Complaints)`: what stands in brackets behind a name is no part of it.
    let bracket = (at..words.len() - 1)
        .rev()
        .find(|&index| gap(words, index).contains(['(', '[']));
    let bracket = bracket.filter(|_| trimmed.ends_with([')', ']']));
    let mut end = bracket.map_or(words.len(), |index| index + 1);
    let written = match bracket {
        Some(index) => &words.text()[..words.word(index).end()],
        None => trimmed,
    };
    // `Smith, John (Mr)` and `Smith, Mr John`.
    while end > at && marks[end - 1].is(Mark::TITLE) {
        end -= 1;
    }
    // `Harry Sample's` is a shop.
    let is_shop = words.word(end.max(1) - 1).possessive;
    if at >= end || end - at > LONGEST || is_shop || !only_name_characters(written.trim()) {
        return None;
    }
    let comma = (at..end - 1).find(|&index| gap(words, index).contains(','));
    // `SMITH/J` and `Smith/Jane` as systems write them, but `Smith/Jones` are two.
    let slash = (at..end - 1).find(|&index| gap(words, index) == "/");
    let two = slash.is_some_and(|slash| {
        marks[slash + 1].is(Mark::SURNAME) && !marks[slash + 1].is(Mark::FORENAME)
    });
    // `SMITH MRS J`
    let title = (at + 1..end - 1).find(|&index| marks[index].is(Mark::TITLE));
    let comma = comma
        .or(slash.filter(|_| headed && !two))
        .or(title.map(|title| title - 1));
    if written.contains('/') && (slash.is_none() || comma != slash) {
        return None;
    }
    let spoiled = (at..end).any(|index| {
        let mark = marks[index];
        let family = index + 1 == end || comma == Some(index);
        let particle = mark.is(Mark::PARTICLE) && index + 1 < end;
        // `Joan North` is a person, `Elmsworth Homes` is not.
        let somebodys = || index > at && (marks[at].is_name() || is_initial(words, at));
        words.word(index).shape == Shape::Number
            || (mark.is(Mark::STOP) && !particle && !(headed && mark.is_name()))
            || (mark.is(Mark::THING)
                && !(headed && family && mark.is(Mark::SURNAME) && (titled || somebodys())))
    });
    if spoiled {
        return None;
    }
    let (mut given, family) = if let Some(comma) = comma {
        (comma + 1..end, at..comma + 1)
    } else {
        let family = family_start(words, &marks, at, end);
        match surname_before(&marks, at, end)
            .or_else(|| surname_before_initials(words, &marks, at, end))
        {
            Some(forename) => (forename..end, at..forename),
            None => (at..family, family..end),
        }
    };
    while given.start < given.end && marks[given.start].is(Mark::TITLE) {
        given.start += 1;
    }
    let initial = |index: usize| is_initial(words, index);
    if family.clone().all(initial) {
        return None;
    }
    let fold = |range: std::ops::Range<usize>| {
        range
            .map(|index| words.folded(index).into_owned())
            .collect::<Vec<_>>()
    };
    Some(Parsed {
        start: words.word(at).start(),
        end: words.word(end - 1).end(),
        first: marks[given.start.min(end - 1)],
        last: marks[family.end - 1],
        all_known: (at..end).all(|index| {
            marks[index].is_name() || marks[index].is(Mark::PARTICLE) || initial(index)
        }),
        initials: !given.is_empty() && given.clone().all(initial),
        reversed: comma.is_none() && family.start < given.start,
        given: fold(given),
        family: fold(family),
        titled,
    })
}

/// Where the surname begins: at the last word, or at the particles and hyphens that lead to it; `Smith J` begins with it.
fn family_start(words: &Words<'_>, marks: &[Mark], at: usize, end: usize) -> usize {
    let mut family = end - 1;
    while family > at
        && (marks[family - 1].is(Mark::PARTICLE)
            && words.folded(family - 1).len() > 1
            && family - 1 > at
            || gap(words, family - 1) == "-")
    {
        family -= 1;
    }
    family
}

/// `Di Maggio, Carmelo`, `Dela Cruz Jomar`: a small word that surnames begin with, and no title.
fn leads_a_surname(words: &Words<'_>, marks: &[Mark], at: usize) -> bool {
    marks[at].is(Mark::PARTICLE)
        && at + 2 < words.len()
        && (marks[at + 2].is(Mark::FORENAME) || gap(words, at + 1).contains(','))
}

/// `Smith Jane`, `Di Maggio Carmelo`: where the forename begins that stands behind a surname without a comma.
fn surname_before(marks: &[Mark], at: usize, end: usize) -> Option<usize> {
    let forename = end.checked_sub(1).filter(|last| *last > at)?;
    let only =
        |index: usize, this: Mark, other: Mark| marks[index].is(this) && !marks[index].is(other);
    let particles = (at..forename - 1).all(|index| marks[index].is(Mark::PARTICLE));
    (particles
        && only(forename, Mark::FORENAME, Mark::SURNAME)
        && only(forename - 1, Mark::SURNAME, Mark::FORENAME))
    .then_some(forename)
}

/// `Smith J`, `SMITH-JONES A B`: where the initials begin that stand behind a surname.
fn surname_before_initials(
    words: &Words<'_>,
    marks: &[Mark],
    at: usize,
    end: usize,
) -> Option<usize> {
    let initials = (at..end)
        .rev()
        .take_while(|index| is_initial(words, *index))
        .count();
    let family = at..end - initials;
    let surname = family
        .clone()
        .all(|index| words.word(index).shape == Shape::Upper || marks[index].is(Mark::SURNAME));
    let joined = (at + 1..family.end).all(|index| gap(words, index - 1) == "-");
    (initials > 0 && surname && joined && !family.is_empty()).then_some(family.end)
}

fn is_initial(words: &Words<'_>, at: usize) -> bool {
    words.word(at).shape == Shape::Initial || words.folded(at).chars().count() == 1
}

fn gap<'t>(words: &Words<'t>, at: usize) -> &'t str {
    &words.text()[words.word(at).end()..words.word(at + 1).start()]
}

/// Letters, and what stands between the words of a name.
fn only_name_characters(value: &str) -> bool {
    value.chars().all(|c| {
        c.is_alphabetic()
            || unicode_normalization::char::is_combining_mark(c)
            || crate::detect::words::is_apostrophe(c)
            || matches!(
                c,
                ' ' | '\u{a0}' | '-' | '\u{2010}' | '\u{2011}' | '.' | ',' | '(' | ')' | '/'
            )
    })
}

impl Parsed {
    fn name(self, confidence: f32, evidence: &'static str) -> Name {
        let family = self.family.join(" ");
        let normalised = match self.given.first() {
            Some(given) => format!("{given} {family}"),
            None => family,
        };
        let mut ids = vec![evidence];
        if self.titled {
            ids.push(evidence::TITLE);
        }
        if self.first.is(Mark::FORENAME) && evidence != evidence::FORENAME {
            ids.push(evidence::FORENAME);
        }
        if self.last.is(Mark::SURNAME) {
            ids.push(evidence::SURNAME);
        }
        Name {
            start: self.start,
            end: self.end,
            normalised,
            confidence,
            evidence: ids,
        }
    }
}
