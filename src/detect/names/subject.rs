//! Sentences about somebody who is called by the forename alone, or by initials: `Oliver was …`, `Amina's …`, `K.M. has …`.
//!
//! No find: it names nobody to a reader who does not know the family. But the sentence is about one person.

use std::ops::Range;

use super::marks::Mark;
use crate::detect::lexicon::Uses;
use crate::detect::words::{Shape, Words};

/// Where a text speaks of one person: a forename that no other name is part of, alone or with an initial, and initials.
pub(super) fn forenames(words: &Words<'_>, found: &mut Vec<Range<usize>>) {
    for (at, word) in words.iter().enumerate() {
        let end = match word.shape {
            Shape::Capital if word.mark.is(Mark::FORENAME) => forename(words, at),
            Shape::Initial => initials(words, at),
            _ => None,
        };
        found.extend(end.map(|last| word.start()..words.word(last).end()));
    }
}

/// The last word of what a forename begins, if it is somebody's: itself, or the initial behind it (`Reece B`).
fn forename(words: &Words<'_>, at: usize) -> Option<usize> {
    let word = words.word(at);
    let is_name = !word.mark.is(Mark::STOP)
        && (word.mark.is_only_name() && !word.mark.is(Mark::NAMES_PLACES) || acts(words, at));
    let capitalised = |at: usize| !matches!(words.word(at).shape, Shape::Lower | Shape::Number);
    let behind_name = at > 0 && words.gap(at - 1) == Some(" ") && {
        let before = at - 1;
        capitalised(before) && !starts_sentence(words, before)
            || words.is_one_of(before, &["the", "a", "an", "st"])
    };
    if !is_name || behind_name || in_firm(words, at) {
        return None;
    }
    let Some(next) = words.get(at + 1) else {
        return Some(at);
    };
    match words.gap(at) {
        Some(" ") if next.shape == Shape::Initial => Some(at + 1),
        Some(" ") if next.shape == Shape::Lower || word.possessive => Some(at),
        Some(" " | "-" | " & ") => None,
        _ => Some(at),
    }
}

/// What follows only a person does: a country or a month of that name would not.
fn acts(words: &Words<'_>, at: usize) -> bool {
    /// What things do, too.
    const AUXILIARIES: [&str; 17] = [
        "was", "is", "has", "had", "did", "does", "will", "would", "can", "could", "comes", "goes",
        "looks", "looked", "seems", "seemed", "left",
    ];
    words.gap(at) == Some(" ")
        && words.get(at + 1).is_some_and(|next| {
            next.shape == Shape::Lower
                && next.uses.is(Uses::VERB)
                && !words.is_one_of(at + 1, &AUXILIARIES)
        })
}

/// `K.M.`: two initials with their dots.
fn initials(words: &Words<'_>, at: usize) -> Option<usize> {
    /// What is written so and is nobody.
    const OTHERS: [[&str; 2]; 8] = [
        ["u", "k"],
        ["u", "s"],
        ["e", "u"],
        ["p", "e"],
        ["r", "e"],
        ["t", "v"],
        ["h", "r"],
        ["i", "t"],
    ];
    let second = words.get(at + 1)?;
    let dotted = second.shape == Shape::Initial
        && words.gap(at) == Some(".")
        && words.text()[second.end()..].starts_with('.');
    let other = || {
        OTHERS
            .iter()
            .any(|[a, b]| words.is_one_of(at, &[*a]) && words.is_one_of(at + 1, &[*b]))
    };
    (dotted && !other()).then_some(at + 1)
}

/// A word with a capital only because a sentence or line begins with it.
fn starts_sentence(words: &Words<'_>, at: usize) -> bool {
    at == 0
        || words
            .gap(at - 1)
            .is_some_and(|gap| gap.contains(['.', '!', '?', '\n', ':', ';']))
}

/// `Marks and Spencer`: joined to a capitalised word before it that is no forename.
pub(super) fn in_firm(words: &Words<'_>, at: usize) -> bool {
    let and = |before: usize| {
        words.is_one_of(before, &["and"]) && words.gap(before.wrapping_sub(1)) == Some(" ")
    };
    let other = match at.checked_sub(1) {
        Some(before) if words.gap(before) == Some(" & ") => before,
        Some(before) if before > 0 && words.gap(before) == Some(" ") && and(before) => before - 1,
        _ => return false,
    };
    let other = words.word(other);
    matches!(other.shape, Shape::Capital | Shape::Upper) && !other.mark.is(Mark::FORENAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::names::dictionary;
    use crate::detect::rule::Book;

    fn subjects(text: &str) -> Vec<&str> {
        let (_, lexicon) = dictionary(&Book::builtin());
        let mut found = Vec::new();
        forenames(&Words::known(text, &lexicon), &mut found);
        found.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn forenames_and_initials_alone_are_somebody() {
        assert_eq!(
            subjects(
                "Oliver was late again, and Amina has asked why. We told Reece B and K.M. about it."
            ),
            ["Oliver", "Amina", "Reece B", "K.M"]
        );
    }

    #[test]
    fn places_things_and_bodies_are_nobody() {
        for text in [
            "Victoria Road was closed.",
            "The report was late.",
            "St Oliver was late.",
            "Oliver Street is blue.",
            "Barker & Amina asked for tenders.",
            "Nobody knows why Barker and Oliver was sold.",
            "Made in the U.K. and sent in September.",
        ] {
            assert!(subjects(text).is_empty(), "{text}");
        }
    }
}
