//! Who is named without what the sentence says being about them: staff at their work, and who did, said or answers for it.

use super::terms::{Strength, Topic};
use super::unit::Unit;
use super::{Mention, Sensitive};
use crate::detect::names::Mark;
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
        let (words, earliest) = (unit.words, unit.sentence.words.start);
        let (first, post) = self.post(mention, unit);
        let said = match post {
            Some(post) if !words.is_one_of(post, &TITLES) => &SAID[..],
            Some(_) => &SAID[..ASKED],
            None => &SAID[..TOLD],
        };
        let follows = || self.by_what_follows(mention, unit, topics, said);
        let Some(before) = post
            .unwrap_or(first)
            .checked_sub(1)
            .filter(|at| *at >= earliest)
        else {
            return post.map_or_else(follows, |_| follows().min(Part::AtWork));
        };
        let is_aside = words.gap(before) == Some(" ")
            && (words.is_one_of(before, &SAYS)
                || words.is_one_of(before, &["by"])
                    && before > earliest
                    && is_work(words, before - 1, topics));
        if is_aside {
            return Part::Aside;
        }
        post.map_or_else(follows, |_| follows().min(Part::AtWork))
    }

    /// What the one is behind whose name a verb of work stands, or one that tells what they `said`, or a post.
    fn by_what_follows(
        &self,
        mention: &Mention,
        unit: &Unit<'_, '_>,
        topics: &[Topic],
        said: &[&str],
    ) -> Part {
        /// Words between a verb and a post: `is the new area manager`.
        const BETWEEN: usize = 4;
        const AUXILIARIES: [&str; 10] = [
            "has", "have", "had", "will", "also", "then", "kindly", "again", "recently", "who",
        ];
        let words = unit.words;
        let end = unit.sentence.words.end;
        let mut at = words.first_from(unit.sentence.bytes.start + mention.end);
        let follows = |at: usize| (1..end).contains(&at) && words.gap(at - 1) == Some(" ");
        if follows(at) && words.word(at - 1).possessive && words.is_one_of(at, &ANIMALS) {
            return Part::Aside;
        }
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
        let is_term = topics
            .iter()
            .filter(|topic| self.terms.get(**topic).strength >= Strength::Weak)
            .any(|topic| (topic.first..=topic.last).contains(&at));
        // `treated for gallstones`, `presented with chest pain`: it was done to them.
        let is_active = !(follows(at + 1) && words.is_one_of(at + 1, &SUFFERED_WITH));
        if !is_term && is_active && (is_work || words.is_one_of(at, said)) {
            return Part::Working;
        }
        let on_duty = said.len() == SAID.len() && words.word(at).shape == Shape::Lower;
        if !is_term && on_duty && !words.is_one_of(at, &OF_ONESELF) {
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

    /// The first word of a mention behind its titles, and the post before it.
    fn post(&self, mention: &Mention, unit: &Unit<'_, '_>) -> (usize, Option<usize>) {
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
        let post = first
            .checked_sub(1)
            .filter(|at| *at >= earliest && words.gap(*at) == Some(" ") && is_post(*at));
        (first, post)
    }

    /// The topic is a part of the post that somebody is named with, or is said to have: `custody sergeant Ada Example`, `Ada
    /// Example was a midwife`.
    pub(super) fn is_part_of_post(&self, topic: Topic, unit: &Unit<'_, '_>) -> bool {
        /// Words of a post.
        const LONGEST: usize = 4;
        let words = unit.words;
        let is_said = topic.first == topic.last
            && topic.first >= unit.sentence.words.start + 2
            && words.is_one_of(topic.first - 1, &["a", "an", "the"])
            && words.is_one_of(topic.first - 2, &["is", "was", "as"])
            && self.terms.is_post(&words.folded(topic.first));
        if is_said {
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
}

/// Words right before whoever said what a sentence says.
const SAYS: [&str; 16] = [
    "says", "said", "joked", "jokes", "adds", "added", "writes", "wrote", "reports", "reminds",
    "reminded", "explains", "argues", "contact", "ring", "cc",
];

/// Words behind what was done to somebody: `treated for gallstones`.
const SUFFERED_WITH: [&str; 8] = [
    "after", "as", "by", "for", "negative", "positive", "under", "with",
];

/// Words behind somebody with a post by which they are spoken of themselves, and those that are no verbs.
const OF_ONESELF: [&str; 72] = [
    "admits",
    "admitted",
    "and",
    "as",
    "at",
    "attended",
    "attends",
    "because",
    "became",
    "been",
    "belongs",
    "broke",
    "but",
    "by",
    "came",
    "campaigned",
    "campaigns",
    "carries",
    "collapsed",
    "converted",
    "declared",
    "denied",
    "denies",
    "describes",
    "died",
    "disclosed",
    "drinks",
    "fell",
    "for",
    "from",
    "had",
    "has",
    "have",
    "hurt",
    "identifies",
    "in",
    "injured",
    "is",
    "joined",
    "left",
    "lives",
    "lost",
    "needs",
    "of",
    "off",
    "on",
    "or",
    "pays",
    "pleaded",
    "practises",
    "prays",
    "refused",
    "refuses",
    "resigned",
    "stood",
    "suffered",
    "suffers",
    "supports",
    "takes",
    "tested",
    "to",
    "told",
    "underwent",
    "uses",
    "voted",
    "votes",
    "wants",
    "was",
    "wears",
    "were",
    "with",
    "worships",
];

/// Posts that are titles of anybody.
const TITLES: [&str; 6] = ["dr", "doctor", "prof", "professor", "cllr", "councillor"];

/// Works that stand before `by`.
const WORKS: [&str; 16] = [
    "notes", "review", "reviews", "article", "photo", "photos", "story", "poem", "poems", "recipe",
    "talk", "column", "poster", "picture", "novel", "film",
];

/// Words behind somebody who speaks of others; the last are so only behind somebody with a post.
const SAID: [&str; 14] = [
    "said", "says", "noted", "notes", "warned", "warns", "stressed", "asked", "asks", "felt",
    "thought", "replied", "claimed", "believed",
];
const TOLD: usize = 7;
const ASKED: usize = SAID.len() - 1;

/// Whose illness is nobody's: `Ada Example's dog has epilepsy`.
const ANIMALS: [&str; 22] = [
    "dog", "dogs", "puppy", "cat", "cats", "kitten", "horse", "horses", "pony", "donkey", "cow",
    "bull", "pig", "sheep", "goat", "hen", "rabbit", "hamster", "ferret", "parrot", "budgie",
    "pet",
];

/// Titles that tell of no post.
const CIVIL: [&str; 5] = ["mr", "mrs", "ms", "miss", "mx"];

/// A word before `by` that tells of somebody's work: what was done, unless it is a term, or was done to somebody or told.
fn is_work(words: &Words<'_>, at: usize, topics: &[Topic]) -> bool {
    const OTHERS: [&str; 40] = [
        "made",
        "alleged",
        "accused",
        "committed",
        "caused",
        "received",
        "suffered",
        "used",
        "taken",
        "attacked",
        "threatened",
        "denied",
        "admitted",
        "reported",
        "disclosed",
        "claimed",
        "followed",
        "hit",
        "hurt",
        "harmed",
        "targeted",
        "approached",
        "confronted",
        "watched",
        "held",
        "stolen",
        "bitten",
        "beaten",
        "touched",
        "forced",
        "seen",
        "signed",
        "described",
        "declared",
        "requested",
        "given",
        "shown",
        "owned",
        "explained",
        "left",
    ];
    let word = words.folded(at);
    let is_done = word.ends_with("ed")
        || WORKS.contains(&&*word)
        || [
            "led", "run", "built", "taught", "written", "drawn", "sung", "won", "chosen", "bought",
        ]
        .contains(&&*word);
    is_done
        && !words.is_one_of(at, &OTHERS)
        && !topics
            .iter()
            .any(|topic| topic.first <= at && at <= topic.last)
}
