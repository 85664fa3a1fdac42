//! Sentences about somebody who is called by the forename alone: `Oliver was …`, `Amina has …`.
//!
//! No find: a forename names nobody to a reader who does not know the family. But the sentence is about one person.

use std::ops::Range;

use super::marks::Mark;
use crate::detect::lexicon::Uses;
use crate::detect::words::{Shape, Words};

/// The forenames that are the subject of a verb in the singular.
pub(super) fn forenames(words: &Words<'_>, found: &mut Vec<Range<usize>>) {
    let pairs = words.iter().zip(words.iter().skip(1));
    for (at, (word, verb)) in pairs.enumerate() {
        let forename = verb.uses.is(Uses::VERB)
            && word.shape == Shape::Capital
            && !word.possessive
            && word.mark.is(Mark::FORENAME)
            && word.mark.is_only_name()
            && !word.mark.is(Mark::NAMES_PLACES)
            && !in_firm(words, at);
        if forename && verb.shape == Shape::Lower && words.gap(at) == Some(" ") {
            found.push(word.start()..word.end());
        }
    }
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
    use crate::detect::names::Dictionary;
    use crate::detect::rule::Book;

    fn subjects(text: &str) -> Vec<&str> {
        let (_, lexicon) = Dictionary::new(&Book::builtin());
        let mut found = Vec::new();
        forenames(
            &Words::read(text, &lexicon, Vec::new(), &mut ()),
            &mut found,
        );
        found.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_forename_with_a_verb_of_its_own_is_somebody() {
        assert_eq!(
            subjects("Oliver was late again, and Amina has asked why."),
            ["Oliver", "Amina"]
        );
    }

    #[test]
    fn places_things_and_objects_are_nobody() {
        for text in [
            "Victoria Road was closed.",
            "The report was late.",
            "We told Oliver about it.",
            "Oliver's is blue.",
            "Barker & Amina asked for tenders.",
            "Nobody knows why Barker and Oliver was sold.",
        ] {
            assert!(subjects(text).is_empty(), "{text}");
        }
    }
}
