//! The parts of a fact and what they weigh together: a term, an assertion, a person, and what is general.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;

use smallvec::SmallVec;

use super::assertion::{acted, apposed, follows_pronoun, owned};
use super::category::CONFIDENCE;
use super::context::{Found, Said};
use super::document::Document;
use super::terms::{Strength, Topic};
use super::unit::{PARTS, Person, Sentence};
use super::{CATEGORIES, Hit, Sensitive};
use crate::detect::words::Words;

/// Weights of the parts, and the sum that makes a finding.
pub(super) mod weight {
    pub(in crate::detect::sensitive) const STRONG: f32 = 0.5;
    pub(in crate::detect::sensitive) const WEAK: f32 = 0.2;
    pub(in crate::detect::sensitive) const ASSERTION: f32 = 0.3;
    /// Somebody is named in the sentence, or before it and spoken of here.
    pub(in crate::detect::sensitive) const NAMED: f32 = 0.2;
    /// A pronoun or a role, in a document that has named somebody, and in one that has not.
    pub(in crate::detect::sensitive) const SPOKEN_OF: f32 = 0.15;
    pub(in crate::detect::sensitive) const SOMEBODY: f32 = 0.1;
    pub(in crate::detect::sensitive) const GENERAL: f32 = 0.3;
    pub(in crate::detect::sensitive) const GENERAL_DOCUMENT: f32 = 0.2;
    /// Who is not named in one is an example.
    pub(in crate::detect::sensitive) const GENERAL_DOCUMENT_OF_NOBODY: f32 = 0.35;
    pub(in crate::detect::sensitive) const REPORTED: f32 = 0.65;
    pub(in crate::detect::sensitive) const HIGHEST: f32 = 0.95;
    /// Under a label that asks for the category.
    pub(in crate::detect::sensitive) const LABELLED: f32 = 0.9;
    /// A label answered with no: kept as possible, for who asks for what is below the usual bound.
    pub(in crate::detect::sensitive) const DENIED: f32 = 0.4;
}

/// What takes from a finding, as evidence.
pub(super) const GENERAL: &str = "general";

impl Sensitive {
    /// The parts could add up, were there an assertion and nothing general.
    pub(super) fn may_report(&self, topic: Topic, person: Person, document: &Document) -> bool {
        let term = self.terms.get(topic);
        let themed = document.is_theme_of(term);
        let strength = match term.strength {
            Strength::Faint => return false,
            Strength::Vague if !term.in_fact && !themed => return false,
            // A weak term may be a word of a whole fact.
            _ => weight::STRONG,
        };
        let person = match person {
            Person::Named
            | Person::Working
            | Person::AtWork
            | Person::Row
            | Person::NamedBefore => weight::NAMED,
            Person::SpokenOf | Person::Understood => weight::SPOKEN_OF,
            Person::Somebody => weight::SOMEBODY,
            Person::Nobody => return false,
        };
        strength + person + weight::ASSERTION >= weight::REPORTED
    }

    /// As [`Self::may_report`] of somebody who is named; everyday words only where the sentence states a whole fact.
    pub(super) fn may_say(&self, topic: Topic, said: &Said<'_>, document: &Document) -> bool {
        let term = self.terms.get(topic);
        let everyday = term.strength == Strength::Vague && !document.is_theme_of(term);
        self.may_report(topic, Person::Named, document)
            && (!everyday || !said.facts(term.category).is_empty())
    }

    /// The best topic of each category becomes a hit if its parts add up.
    pub(super) fn weigh(
        &self,
        sentence: &Sentence<'_>,
        said: &Said<'_>,
        words: &Words<'_>,
        topics: &[Topic],
        found: &mut Vec<Hit>,
    ) {
        for category in 0..CATEGORIES.len() {
            let mut hits: Vec<(Strength, Hit)> = topics
                .iter()
                .filter(|topic| self.terms.get(**topic).category == category)
                .filter_map(|topic| {
                    let hit = self.hit(sentence, said, words, *topic, topics)?;
                    Some((self.terms.get(*topic).strength, hit))
                })
                .collect();
            // Sums of the same parts in another order differ in their last bits.
            let rounded = |hit: &Hit| (hit.confidence * 100.0).round() as u32;
            hits.sort_by_key(|(strength, hit)| Reverse((rounded(hit), *strength)));
            // The surest, and what surely names another fact.
            let mut told: SmallVec<[Hit; 2]> = SmallVec::new();
            for (strength, hit) in hits {
                let other_fact = strength == Strength::Strong
                    && told.iter().all(|other| sentence.parts(&hit, other));
                if told.is_empty() || other_fact {
                    told.push(hit);
                }
            }
            found.extend(told);
        }
    }

    /// The hit of a topic, if need be as a word of a whole fact.
    fn hit(
        &self,
        sentence: &Sentence<'_>,
        said: &Said<'_>,
        words: &Words<'_>,
        topic: Topic,
        topics: &[Topic],
    ) -> Option<Hit> {
        let plain = self.hit_by(sentence, said, words, topic, topics, None);
        if plain.is_some() || self.is_faint(topic) {
            return plain;
        }
        let span = place(topic, words, sentence.start);
        let facts = said.facts(self.terms.get(topic).category);
        let fact = facts.iter().find(|fact| {
            let fact = &fact.range;
            fact.start < span.end && span.start < fact.end && sentence.is_told_by(fact)
        })?;
        self.hit_by(sentence, said, words, topic, topics, Some(fact))
    }

    /// The hit of a topic, as a word of a whole fact if there is one.
    fn hit_by(
        &self,
        sentence: &Sentence<'_>,
        said: &Said<'_>,
        words: &Words<'_>,
        topic: Topic,
        topics: &[Topic],
        fact: Option<&Found>,
    ) -> Option<Hit> {
        let term = self.terms.get(topic);
        let category = CATEGORIES[term.category];
        let span = place(topic, words, sentence.start);
        let body = self.names_a_body(topic, words);
        if sentence.is_clinical && term.strength < Strength::Strong && is_clinical_too(category) {
            return None;
        }
        let strength = match term.strength {
            Strength::Faint => return None,
            _ if fact.is_some() => weight::STRONG,
            Strength::Vague if term.in_theme && sentence.themes & 1 << term.category != 0 => {
                weight::STRONG
            }
            Strength::Vague => return None,
            Strength::Strong if !body => weight::STRONG,
            _ => weight::WEAK,
        };
        let general = match fact {
            Some(fact) if sentence.general > 0 => self.general_beside(sentence, &fact.range),
            _ => sentence.general,
        };
        if fact.is_some() && term.strength == Strength::Vague && general > 0 {
            // Everyday words say it of somebody only where nothing speaks of anybody.
            return None;
        }
        if body && fact.is_none() && term.strength == Strength::Weak && !term.needs_assertion {
            return None;
        }
        let source = |found: &Found| sentence.explains.then(|| said.source_of(found));
        let mut pattern = fact.and_then(source);
        let at_work = matches!(sentence.person, Person::Working | Person::AtWork);
        let assertion = if let Some(fact) = fact {
            Some((fact.range.start, fact.range.end))
        } else if sentence.ticked || term.says && !body && general == 0 {
            Some((span.start, span.end))
        } else if term.verb {
            acted(sentence, &span)
        } else {
            // `Ada Example, ASLEF`: an abbreviation is no everyday word.
            let names_it = !term.needs_assertion || is_abbreviation(&sentence.text[span.clone()]);
            let stands_by = owned(sentence, &span)
                .or_else(|| names_it.then(|| apposed(sentence, &span)).flatten());
            let asserted = sentence.person != Person::Working;
            stands_by.or_else(|| {
                if !asserted {
                    return None;
                }
                let found = said.assertion(term.category, &span)?;
                pattern = source(&found);
                Some((found.range.start, found.range.end))
            })
        };
        let assertion = assertion.or_else(|| {
            follows_pronoun(&sentence.text[..span.start]).then_some((span.start, span.end))
        });
        let assertion = assertion.or_else(|| {
            let borne_out =
                general == 0 && !body && !at_work && self.borne_out(topic, topics, words);
            borne_out.then_some((span.start, span.end))
        });
        let assertion = assertion.or_else(|| {
            // Another label under it is no answer.
            let is_answer = general == 0
                && !body
                && sentence.is_asked(term.category)
                && !self.labels.is_label(&sentence.text[span.clone()]);
            is_answer.then_some((span.start, span.end))
        });
        if assertion.is_none() && term.needs_assertion {
            return None;
        }
        let (person, by) = match sentence.person {
            _ if category == CONFIDENCE => (weight::NAMED, "document"),
            Person::Working | Person::AtWork if assertion.is_none() => return None,
            Person::Named | Person::Working | Person::AtWork => (weight::NAMED, "person:name"),
            Person::Row => (weight::NAMED, "person:row"),
            Person::NamedBefore => (weight::NAMED, "person:name-before"),
            Person::SpokenOf => (weight::SPOKEN_OF, "person:role"),
            Person::Understood if general > 0 => return None,
            Person::Understood => (weight::SPOKEN_OF, "person:name-near"),
            Person::Somebody | Person::Nobody
                if general == 0 && sentence.is_asked(term.category) =>
            {
                (weight::SPOKEN_OF, "person:form")
            }
            Person::Somebody => (weight::SOMEBODY, "person:role"),
            Person::Nobody => return None,
        };
        let mut score = strength + person - weight::GENERAL * general as f32;
        let mut evidence = vec![self.group(topic)];
        if assertion.is_some() {
            score += weight::ASSERTION;
            evidence.push("assertion".into());
        }
        if let Some(pattern) = pattern {
            evidence.push(format!("pattern:{pattern}").into());
        }
        evidence.push(by.into());
        if general > 0 {
            evidence.push(GENERAL.into());
        }
        if sentence.general_document {
            score -= if matches!(by, "person:name" | "person:name-before" | "person:row") {
                weight::GENERAL_DOCUMENT
            } else {
                weight::GENERAL_DOCUMENT_OF_NOBODY
            };
            evidence.push("general-document".into());
        }
        if score < weight::REPORTED {
            return None;
        }
        let whole = assertion.map_or(span.clone(), |(start, end)| {
            span.start.min(start)..span.end.max(end)
        });
        let whole = if sentence.text[whole.clone()].contains(PARTS) {
            span
        } else {
            whole
        };
        let text = &sentence.text[whole.clone()];
        let lead = text.len() - text.trim_start().len();
        Some(Hit {
            category,
            start: sentence.start + whole.start + lead,
            end: sentence.start + whole.start + text.trim_end().len(),
            confidence: score.min(weight::HIGHEST),
            evidence,
        })
    }

    /// The sentence without its strong terms of several words: what they say of somebody is not general because of their own
    /// words (`delivers leaflets for`).
    pub(super) fn without_acts<'t>(
        &self,
        sentence: &'t str,
        start: usize,
        words: &Words<'_>,
        topics: &[Topic],
    ) -> Cow<'t, str> {
        let mut acts: Vec<_> = topics
            .iter()
            .filter(|topic| {
                topic.first < topic.last && self.terms.get(**topic).strength == Strength::Strong
            })
            .map(|topic| place(*topic, words, start))
            .collect();
        if acts.is_empty() {
            return Cow::Borrowed(sentence);
        }
        acts.sort_by_key(|act| act.start);
        let mut around = String::with_capacity(sentence.len());
        let mut end = 0;
        for act in acts {
            if act.start >= end {
                around.push_str(&sentence[end..act.start]);
                around.push('x');
            }
            end = end.max(act.end);
        }
        around.push_str(&sentence[end..]);
        Cow::Owned(around)
    }

    /// Patterns of general text that a sentence shows beside a fact, whose own words are not general.
    fn general_beside(&self, sentence: &Sentence<'_>, fact: &Range<usize>) -> usize {
        let around = format!(
            "{}x{}",
            &sentence.text[..fact.start],
            &sentence.text[fact.end..]
        );
        let around = self.context.said(&around);
        let section = sentence.under_general || around.is_general_in_section();
        (around.general_in_sentence() + usize::from(section)).min(2)
    }

    /// Another term of the category stands beside: two weak words say together what neither says alone, and so does a weak
    /// one with a faint one near it. Names of bodies do not bear each other out, nor do those of peoples, which are languages too.
    pub(super) fn borne_out(&self, topic: Topic, topics: &[Topic], words: &Words<'_>) -> bool {
        /// Words between a term and a faint one.
        const NEAR: usize = 24;
        let term = self.terms.get(topic);
        topics.iter().any(|beside| {
            let other = self.terms.get(*beside);
            let bears = match other.strength {
                Strength::Vague => false,
                Strength::Faint => {
                    other.category == term.category
                        && term.strength == Strength::Weak
                        && !term.needs_assertion
                        && beside.first.abs_diff(topic.first) <= NEAR
                }
                Strength::Weak | Strength::Strong => goes_with(other.category, term.category),
            };
            bears
                && beside.term != topic.term
                && !(term.needs_assertion && other.needs_assertion)
                && !(CATEGORIES[term.category] == ORIGIN
                    && term.strength == Strength::Weak
                    && other.strength == Strength::Weak)
                && (beside.last < topic.first || topic.last < beside.first)
                && !self.names_a_body(*beside, words)
        })
    }
}

/// Notes of medicine use the weaker words of these categories for something else: `no PR blood`, `r/v`, `fasting lipids`,
/// `trial of gel`, `Gait: normal`.
fn is_clinical_too(category: &str) -> bool {
    const OTHERS: [&str; 6] = [
        "biometric-data",
        "criminal-offence",
        "criminal-proceedings",
        "genetic-data",
        "political-opinion",
        "religious-belief",
    ];
    OTHERS.contains(&category)
}

/// The category whose weak terms are names of peoples.
const ORIGIN: &str = "racial-ethnic-origin";

/// Three capitals or more, and nothing in small letters.
fn is_abbreviation(term: &str) -> bool {
    const LEAST: usize = 3;
    term.chars().filter(|letter| letter.is_uppercase()).count() >= LEAST
        && !term.chars().any(char::is_lowercase)
}

/// Where a topic stands in the sentence that starts at a byte of the text.
pub(super) fn place(topic: Topic, words: &Words<'_>, start: usize) -> Range<usize> {
    words.word(topic.first).start() - start..words.word(topic.last).end() - start
}

/// Terms of a category bear each other out, and so do an offence and what followed from it.
pub(super) fn goes_with(one: usize, other: usize) -> bool {
    const CRIMINAL: [&str; 2] = ["criminal-offence", "criminal-proceedings"];
    one == other || CRIMINAL.contains(&CATEGORIES[one]) && CRIMINAL.contains(&CATEGORIES[other])
}
