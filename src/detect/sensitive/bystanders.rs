//! Who is named without what the sentence says being about them: staff at their work, and who did, said or answers for it.

use super::beside::Kind;
use super::terms::{Strength, Topic};
use super::unit::Unit;
use super::{Mention, Sensitive};
use crate::detect::words::{Shape, Words};

/// What somebody is in a sentence that names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Who did, said or answers for it, or has the animal: `booked by Ada Example`, `says Ada Example`.
    Aside,
    /// Does a piece of work: `Ada Example designed the poster`.
    Working,
    /// Named with a post or rank, or said to have one: `Nurse Example`.
    AtWork,
    Subject,
}

/// What stands with a name of whom it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Private,
    /// A title that anybody may have.
    Titled,
    /// A post or rank.
    InOffice,
}

impl Sensitive {
    /// What the one is of whom a sentence may be.
    pub(super) fn part(&self, unit: &Unit<'_, '_>, topics: &[Topic]) -> Part {
        let mut last: Option<(Part, usize)> = None;
        let mut most = Part::Aside;
        for mention in &unit.mentions {
            let joined = last.filter(|(_, end)| {
                unit.text()
                    .get(*end..mention.start)
                    .is_some_and(|between| [" and ", " & ", ", "].contains(&between))
            });
            let part = match joined {
                Some((Part::Aside, _)) => Part::Aside,
                _ => self.part_of(mention, unit, topics),
            };
            last = Some((part, mention.end));
            most = most.max(part);
        }
        most
    }

    fn part_of(&self, mention: &Mention, unit: &Unit<'_, '_>, topics: &[Topic]) -> Part {
        let (first, post) = self.post(mention, unit);
        let standing = match post {
            None => Standing::Private,
            Some(post) if unit.words.is_one_of(post, &TITLES) => Standing::Titled,
            Some(_) => Standing::InOffice,
        };
        let before = post.unwrap_or(first).checked_sub(1);
        let before = before.filter(|at| *at >= unit.sentence.words.start);
        if before.is_some_and(|before| self.is_led_by(before, mention, unit, topics, standing)) {
            return Part::Aside;
        }
        let most = match standing {
            Standing::Private => Part::Subject,
            Standing::Titled | Standing::InOffice => Part::AtWork,
        };
        self.by_what_follows(mention, unit, topics, standing)
            .min(most)
    }

    /// The word before a name or its post makes it a place, who said it, whom to turn to, or who made it.
    fn is_led_by(
        &self,
        before: usize,
        mention: &Mention,
        unit: &Unit<'_, '_>,
        topics: &[Topic],
        standing: Standing,
    ) -> bool {
        let words = unit.words;
        let is = |kind| self.terms.is_beside(kind, words, before);
        let is_place = standing == Standing::Private
            && words.is_one_of(before, &["in", "near", "around", "across"])
            && !unit.text()[mention.start..mention.end].contains(' ');
        let is_work = words.is_one_of(before, &["by"])
            && before > unit.sentence.words.start
            && self.is_work_by(words, before - 1, topics);
        words.gap(before) == Some(" ")
            && (is_place
                || is_work
                || is(Kind::Asks)
                || is(Kind::Says) && !is_told_of(mention, unit))
    }

    /// What the one is behind whose name a verb of work stands, or one that tells what they said, or a post.
    fn by_what_follows(
        &self,
        mention: &Mention,
        unit: &Unit<'_, '_>,
        topics: &[Topic],
        standing: Standing,
    ) -> Part {
        /// Words between a verb and a post: `is the new area manager`.
        const BETWEEN: usize = 4;
        const AUXILIARIES: [&str; 11] = [
            "has", "have", "had", "will", "to", "also", "then", "kindly", "again", "recently",
            "who",
        ];
        let words = unit.words;
        let end = unit.sentence.words.end;
        let is = |kind, at| self.terms.is_beside(kind, words, at);
        let mut at = words.first_from(unit.sentence.bytes.start + mention.end);
        let follows = |at: usize| (1..end).contains(&at) && words.gap(at - 1) == Some(" ");
        if follows(at)
            && words.word(at - 1).possessive
            && (is(Kind::Animal, at) || is(Kind::Thing, at))
        {
            return Part::Aside;
        }
        let set_off = standing != Standing::Private
            && (1..end).contains(&at)
            && words.gap(at - 1) == Some(", ");
        let apposed = self
            .apposed_post(at, unit, topics)
            .or_else(|| set_off.then_some(at));
        if let Some(behind) = apposed {
            at = behind;
        }
        let standing = apposed.map_or(standing, |_| Standing::InOffice);
        let follows = |at: usize| (1..end).contains(&at) && (apposed == Some(at) || follows(at));
        while follows(at) && words.is_one_of(at, &AUXILIARIES) {
            at += 1;
        }
        if !follows(at) {
            return Part::Subject;
        }
        let is_work = if words.is_one_of(at - 1, &["will", "to"]) {
            let verb = words.folded(at);
            self.terms.is_work(&format!("{verb}ed")) || self.terms.is_work(&format!("{verb}d"))
        } else if words.is_one_of(at, &["works", "worked"]) {
            follows(at + 1) && words.is_one_of(at + 1, &["in", "with", "for", "at"])
        } else {
            self.terms.is_work(&words.folded(at))
        };
        let of_others =
            is(Kind::ActsOnOthers, at) && follows(at + 1) && words.is_one_of(at + 1, &OTHERS);
        let in_office = standing == Standing::InOffice;
        let tells = in_office && words.is_one_of(at, &["told", "informed", "briefed"]);
        if of_others || tells {
            return Part::Aside;
        }
        let is_term = self.is_of_term(at, topics);
        // `treated for gallstones`, `presented with chest pain`: it was done to them.
        let is_active = !(follows(at + 1) && words.is_one_of(at + 1, &SUFFERED_WITH));
        let speaks =
            is(Kind::Told, at) || standing != Standing::Private && is(Kind::ToldInOffice, at);
        if !is_term && is_active && (is_work || speaks) {
            return Part::Working;
        }
        let on_duty = in_office && words.word(at).shape == Shape::Lower;
        if !is_term && on_duty && !is(Kind::OfOneself, at) {
            return Part::Working;
        }
        let is_article =
            |at: usize| words.is_one_of(at, &["a", "an", "the", "our", "its", "their"]);
        let has_post = words.is_one_of(at, &["is", "was", "as"])
            && follows(at + 1)
            && is_article(at + 1)
            && (at + 2..at + 2 + BETWEEN)
                .take_while(|at| follows(*at))
                .any(|at| self.terms.is_post(&words.folded(at)));
        if has_post {
            Part::AtWork
        } else {
            Part::Subject
        }
    }
}

impl Sensitive {
    /// A word before `by` that tells of somebody's work: what was done, unless it is a term, or was done to somebody or told.
    fn is_work_by(&self, words: &Words<'_>, at: usize, topics: &[Topic]) -> bool {
        let is = |kind| self.terms.is_beside(kind, words, at);
        (words.folded(at).ends_with("ed") || is(Kind::WorkBy))
            && !is(Kind::NoWorkBy)
            && !self.is_of_term(at, topics)
    }

    /// A word is of a term that may say something.
    fn is_of_term(&self, at: usize, topics: &[Topic]) -> bool {
        topics
            .iter()
            .filter(|topic| self.terms.get(**topic).strength >= Strength::Weak)
            .any(|topic| (topic.first..=topic.last).contains(&at))
    }

    /// The topic is said of an animal or a machine that somebody has: `Her dog has epilepsy`.
    pub(super) fn is_of_another(&self, topic: Topic, unit: &Unit<'_, '_>) -> bool {
        const VERBS: [&str; 12] = [
            "is", "was", "has", "had", "needs", "needed", "suffers", "suffered", "takes", "took",
            "with", "gets",
        ];
        let words = unit.words;
        let sentence = &unit.sentence.words;
        (sentence.start + 1..topic.first)
            .rev()
            .take_while(|&at| words.gap(at) == Some(" ") && !words.is_one_of(at, &["and", "but"]))
            .any(|at| {
                words.is_one_of(at, &VERBS)
                    && self.terms.is_beside(Kind::Animal, words, at - 1)
                    && words.word(at - 1).shape == Shape::Lower
            })
    }

    /// Names of bodies in brackets or behind commas, in a list of who wrote or came: `Consulted: Ada Example (GMB), Bo Sample`.
    pub(super) fn is_of_roll(&self, topic: Topic, unit: &Unit<'_, '_>) -> bool {
        /// Words before the colon.
        const LONGEST: usize = 4;
        let words = unit.words;
        let sentence = unit.sentence.words.clone();
        if is_of_result(topic, unit) {
            return true;
        }
        self.terms.get(topic).needs_assertion
            && sentence
                .take(LONGEST)
                .find(|&at| words.gap(at).is_some_and(|gap| gap.starts_with(':')))
                .is_some_and(|last| {
                    (unit.sentence.words.start..=last)
                        .any(|at| self.terms.is_beside(Kind::Roll, words, at))
                })
    }
}

/// The topic stands in brackets before the votes of a result, which has several: `Ada Example (LD) 812; Bo Sample (Con) 640`.
fn is_of_result(topic: Topic, unit: &Unit<'_, '_>) -> bool {
    let words = unit.words;
    let is_votes = |at: usize| {
        words
            .gap(at)
            .is_some_and(|gap| [") ", "): ", "), "].contains(&gap))
            && words.get(at + 1).is_some_and(|votes| {
                let votes = &words.text()[votes.start()..votes.end()];
                votes
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b',')
            })
    };
    is_votes(topic.last)
        && unit
            .sentence
            .words
            .clone()
            .any(|at| at != topic.last && is_votes(at))
}

/// Who is named behind `says` is spoken of if a verb follows: `the source says Ada Example runs the page`.
fn is_told_of(mention: &Mention, unit: &Unit<'_, '_>) -> bool {
    const AUXILIARIES: [&str; 20] = [
        "is", "isn't", "was", "wasn't", "has", "hasn't", "had", "hadn't", "will", "won't", "would",
        "can", "can't", "cannot", "been", "might", "must", "may", "could", "should",
    ];
    let words = unit.words;
    let at = words.first_from(unit.sentence.bytes.start + mention.end);
    let follows = at < unit.sentence.words.end && words.gap(at - 1) == Some(" ");
    if !follows {
        return false;
    }
    let word = words.folded(at);
    words.is_one_of(at, &AUXILIARIES)
        || words.word(at).shape == Shape::Lower
            && (word.ends_with("ed") || word.ends_with('s') && !word.ends_with("ss"))
            && !words.is_one_of(at, &["as", "always", "this", "his"])
}

/// Words behind what was done to somebody: `treated for gallstones`.
const SUFFERED_WITH: [&str; 8] = [
    "after", "as", "by", "for", "negative", "positive", "under", "with",
];

/// Posts that are titles of anybody.
const TITLES: [&str; 6] = ["dr", "doctor", "prof", "professor", "cllr", "councillor"];

/// How somebody else begins, whom it was done to.
const OTHERS: [&str; 20] = [
    "a", "an", "the", "one", "two", "three", "four", "five", "six", "several", "some", "many",
    "another", "both", "all", "these", "those", "people", "suspects", "patients",
];
