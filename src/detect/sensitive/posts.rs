//! Posts and ranks: whom they stand beside, and the words that are a part of one.

use super::beside::Kind;
use super::terms::Topic;
use super::unit::Unit;
use super::{Mention, Sensitive};
use crate::detect::names::Mark;

impl Sensitive {
    /// The first word of a mention behind its titles, and the post before it.
    pub(super) fn post(&self, mention: &Mention, unit: &Unit<'_, '_>) -> (usize, Option<usize>) {
        let (words, earliest) = (unit.words, unit.sentence.words.start);
        let mut first = words.first_from(unit.sentence.bytes.start + mention.start);
        let is_title = |at: usize| {
            words
                .get(at)
                .is_some_and(|word| word.mark.is(Mark::TITLE) || word.mark.is(Mark::WEAK_TITLE))
        };
        let is_post = |at: usize| self.terms.is_post(&words.folded(at));
        if is_title(first) && words.gap(first) == Some(" ") && is_post(first) {
            return (first, Some(first));
        }
        while first > earliest
            && words.is_one_of(first - 1, &CIVIL)
            && words
                .gap(first - 1)
                .is_some_and(|gap| [" ", ". "].contains(&gap))
        {
            first -= 1;
        }
        // `The Commissioner, Ada Example, said`
        let end = words.first_from(unit.sentence.bytes.start + mention.end);
        let set_off = end > 0 && words.gap(end - 1) == Some(", ");
        let joined = |gap: Option<&str>| gap == Some(" ") || set_off && gap == Some(", ");
        let post = first
            .checked_sub(1)
            .filter(|at| *at >= earliest && joined(words.gap(*at)) && is_post(*at));
        (first, post)
    }

    /// The word behind a post that stands behind a name between commas, if one does: `Ada Example, head of crime, said`. `at` is the
    /// first word behind the name.
    pub(super) fn apposed_post(
        &self,
        at: usize,
        unit: &Unit<'_, '_>,
        topics: &[Topic],
    ) -> Option<usize> {
        /// Words of a post with the body that it is of.
        const LONGEST: usize = 8;
        let words = unit.words;
        let end = unit.sentence.words.end;
        let before = at.checked_sub(1)?;
        if at >= end || words.gap(before) != Some(", ") {
            return None;
        }
        let last = (at..end)
            .take(LONGEST)
            .find(|&at| words.gap(at) != Some(" "))?;
        let in_term = |at: usize| {
            topics
                .iter()
                .any(|topic| topic.first < topic.last && (topic.first..=topic.last).contains(&at))
        };
        let is_post = |at: usize| {
            self.terms.is_post(&words.folded(at)) && !in_term(at)
                || at == last && words.is_one_of(at, &["prosecuting", "defending"])
        };
        let has_post = (at..=last).any(is_post);
        // What is told behind the name is no post of theirs: `Ada Example, who told the teacher`.
        let is_told = (at..=last).any(|at| {
            words.is_one_of(
                at,
                &[
                    "who", "whose", "his", "her", "their", "my", "is", "was", "has", "had", "by",
                    "a", "an",
                ],
            )
        });
        (has_post && !is_told).then_some(last + 1)
    }

    /// The topic is a part of the post that somebody is named with, or is said to have: `custody sergeant Ada Example`, `Ada
    /// Example was a midwife`.
    pub(super) fn is_part_of_post(&self, topic: Topic, unit: &Unit<'_, '_>) -> bool {
        /// Words of a post.
        const LONGEST: usize = 4;
        if self.is_said_post(topic, unit) || self.is_under_post(topic, unit) {
            return true;
        }
        unit.mentions.iter().any(|mention| {
            let Some(post) = self.post(mention, unit).1 else {
                return false;
            };
            topic.first + LONGEST > post
                && topic.last <= post
                && (topic.first..post).all(|at| unit.words.gap(at) == Some(" "))
        })
    }

    /// The topic is a word of the post that a sentence says somebody has: `is a probation officer`, `was appointed custody
    /// manager`, `, our diabetes specialist nurse,`.
    fn is_said_post(&self, topic: Topic, unit: &Unit<'_, '_>) -> bool {
        /// Words of a post before the term and behind it.
        const BEFORE: usize = 3;
        const BEHIND: usize = 2;
        let words = unit.words;
        let sentence = &unit.sentence.words;
        let is_post = |at: usize| self.terms.is_post(&words.folded(at));
        let joined = |at: usize| words.gap(at) == Some(" ");
        // `Ada Example, `
        let set_off_from_name = |last: usize| {
            words.gap(last) == Some(", ")
                && unit.mentions.iter().any(|mention| {
                    unit.sentence.bytes.start + mention.end == words.word(last).end()
                })
        };
        let ends = (topic.last..sentence.end)
            .take(BEHIND + 1)
            .take_while(|&at| at == topic.last || joined(at - 1))
            .any(is_post);
        if !ends {
            return false;
        }
        let earliest = sentence.start.max(topic.first.saturating_sub(BEFORE));
        let mut at = topic.first;
        while at > earliest && joined(at - 1) {
            at -= 1;
            if words.is_one_of(at, &["a", "an", "the", "our", "their"]) {
                let before = at.checked_sub(1).filter(|before| *before >= sentence.start);
                return before.is_some_and(|before| {
                    joined(before) && words.is_one_of(before, &HAS_POST)
                        || set_off_from_name(before)
                });
            }
            if words.is_one_of(at, &APPOINTED) {
                return true;
            }
        }
        at > sentence.start && set_off_from_name(at - 1)
    }

    /// The topic belongs to what somebody's post is of: `caretaker of the Sikh temple car park`. Officers of a party, a union or a
    /// faith are thereby of it, so their posts are none of these.
    fn is_under_post(&self, topic: Topic, unit: &Unit<'_, '_>) -> bool {
        /// Words between a post and the term.
        const BETWEEN: usize = 6;
        let words = unit.words;
        let earliest = unit
            .sentence
            .words
            .start
            .max(topic.first.saturating_sub(BETWEEN));
        let is_post = |at: usize| {
            self.terms.is_post(&words.folded(at))
                && !self.terms.is_beside(Kind::OfficerOfIt, words, at)
        };
        (earliest..topic.first)
            .rev()
            .take_while(|&at| {
                words.gap(at) == Some(" ")
                    && !words.is_one_of(
                        at,
                        &["and", "but", "who", "has", "had", "is", "was", "with"],
                    )
            })
            .any(|at| words.is_one_of(at + 1, &["of"]) && is_post(at))
    }
}

/// Verbs before the post that somebody has.
const HAS_POST: [&str; 8] = ["is", "was", "as", "became", "be", "being", "been", "am"];

/// Words right before a post without an article.
const APPOINTED: [&str; 5] = ["appointed", "as", "promoted", "elected", "named"];

/// Titles that tell of no post.
const CIVIL: [&str; 5] = ["mr", "mrs", "ms", "miss", "mx"];
