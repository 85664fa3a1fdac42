//! Sentences about somebody who is called by the forename alone: `Oliver was …`, `Amina has …`.
//!
//! No find: a forename names nobody to a reader who does not know the family. But the sentence is about one person.

use std::ops::Range;

use super::dictionary::{Dictionary, Mark};
use crate::detect::words::{Shape, Words};

/// What one person, and no thing of that name, is said to do or be.
const VERBS: [&str; 14] = [
    "was", "is", "has", "had", "does", "did", "says", "said", "told", "lives", "attends", "takes",
    "needs", "suffers",
];

/// The forenames that are the subject of a verb in the singular.
pub(super) fn forenames(dictionary: &Dictionary, text: &str, found: &mut Vec<Range<usize>>) {
    let words = Words::of(text);
    for at in 0..words.len().saturating_sub(1) {
        let (word, verb) = (words.word(at), words.word(at + 1));
        let mark = dictionary.mark(words.folded(at));
        let forename = word.shape == Shape::Capital
            && !word.possessive
            && mark.is(Mark::FORENAME)
            && mark.is_only_name()
            && !mark.is(Mark::NAMES_PLACES);
        if forename
            && verb.shape == Shape::Lower
            && words.gap(text, at) == Some(" ")
            && VERBS.contains(&words.folded(at + 1))
        {
            found.push(word.start..word.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::rule::Book;

    fn subjects(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        forenames(&Dictionary::new(&Book::builtin()), text, &mut found);
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
        ] {
            assert!(subjects(text).is_empty(), "{text}");
        }
    }
}
