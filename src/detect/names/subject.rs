//! Sentences about somebody who is called by the forename alone: `Oliver was …`, `Amina has …`.
//!
//! No find: a forename names nobody to a reader who does not know the family. But the sentence is about one person.

use std::ops::Range;

use super::marks::Mark;
use crate::detect::lexicon::Uses;
use crate::detect::words::{Shape, Words};

/// What one person, and no thing of that name, is said to do or be.
pub(super) const VERBS: [&str; 14] = [
    "was", "is", "has", "had", "does", "did", "says", "said", "told", "lives", "attends", "takes",
    "needs", "suffers",
];

/// The forenames that are the subject of a verb in the singular.
pub(super) fn forenames(words: &Words<'_>, found: &mut Vec<Range<usize>>) {
    let pairs = words.iter().zip(words.iter().skip(1));
    for (at, (word, verb)) in pairs.enumerate() {
        let forename = verb.uses.is(Uses::VERB)
            && word.shape == Shape::Capital
            && !word.possessive
            && word.mark.is(Mark::FORENAME)
            && word.mark.is_only_name()
            && !word.mark.is(Mark::NAMES_PLACES);
        if forename && verb.shape == Shape::Lower && words.gap(at) == Some(" ") {
            found.push(word.start()..word.end());
        }
    }
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
        ] {
            assert!(subjects(text).is_empty(), "{text}");
        }
    }
}
