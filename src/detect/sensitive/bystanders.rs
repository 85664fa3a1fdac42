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
        let is_place = post.is_none()
            && words.is_one_of(before, &["in", "near", "around", "across"])
            && !unit.text()[mention.start..mention.end].contains(' ');
        let is_aside = words.gap(before) == Some(" ")
            && (is_place
                || words.is_one_of(before, &SAYS) && !is_told_of(mention, unit, before)
                || words.is_one_of(before, &["by"])
                    && before > earliest
                    && self.is_work_by(words, before - 1, topics));
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
        const AUXILIARIES: [&str; 11] = [
            "has", "have", "had", "will", "to", "also", "then", "kindly", "again", "recently",
            "who",
        ];
        let words = unit.words;
        let end = unit.sentence.words.end;
        let mut at = words.first_from(unit.sentence.bytes.start + mention.end);
        let follows = |at: usize| (1..end).contains(&at) && words.gap(at - 1) == Some(" ");
        if follows(at)
            && words.word(at - 1).possessive
            && (words.is_one_of(at, &ANIMALS) || words.is_one_of(at, &ON_SOMETHING))
        {
            return Part::Aside;
        }
        let set_off =
            said.len() > TOLD && (1..end).contains(&at) && words.gap(at - 1) == Some(", ");
        let apposed = self
            .apposed_post(at, unit, topics)
            .or_else(|| set_off.then_some(at));
        if let Some(behind) = apposed {
            at = behind;
        }
        let said = apposed.map_or(said, |_| &SAID[..]);
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
        let of_others = words.is_one_of(at, &ACTS_ON_OTHERS)
            && follows(at + 1)
            && words.is_one_of(at + 1, &OTHERS);
        let is_official = said.len() == SAID.len();
        let tells = is_official && words.is_one_of(at, &["told", "informed", "briefed"]);
        if of_others || tells {
            return Part::Aside;
        }
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

    /// The word behind a post that stands behind a name between commas, if one does: `Ada Example, head of crime, said`. `at` is the
    /// first word behind the name.
    fn apposed_post(&self, at: usize, unit: &Unit<'_, '_>, topics: &[Topic]) -> Option<usize> {
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
        // `The Commissioner, Ada Example, said`
        let end = words.first_from(unit.sentence.bytes.start + mention.end);
        let set_off = end > 0 && words.gap(end - 1) == Some(", ");
        let joined = |gap: Option<&str>| gap == Some(" ") || set_off && gap == Some(", ");
        let post = first
            .checked_sub(1)
            .filter(|at| *at >= earliest && joined(words.gap(*at)) && is_post(*at));
        (first, post)
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
}

impl Sensitive {
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
                        || words.gap(before) == Some(", ")
                            && unit.mentions.iter().any(|mention| {
                                let end = unit.sentence.bytes.start + mention.end;
                                end == words.word(before).end()
                            })
                });
            }
            if words.is_one_of(at, &APPOINTED) {
                return true;
            }
        }
        at > sentence.start
            && words.gap(at - 1) == Some(", ")
            && unit.mentions.iter().any(|mention| {
                let end = unit.sentence.bytes.start + mention.end;
                end == words.word(at - 1).end()
            })
    }

    /// The topic belongs to what somebody's post is of: `caretaker of the Sikh temple car park`. Officers of a party, a union or a
    /// faith are thereby of it, so their posts are none of these.
    fn is_under_post(&self, topic: Topic, unit: &Unit<'_, '_>) -> bool {
        /// Words between a post and the term.
        const BETWEEN: usize = 6;
        const OF_IT: [&str; 24] = [
            "adviser",
            "advisor",
            "agent",
            "chaplain",
            "clerk",
            "cllr",
            "consultant",
            "councillor",
            "counsellor",
            "dr",
            "gp",
            "host",
            "minister",
            "mr",
            "nurse",
            "officer",
            "official",
            "organiser",
            "organizer",
            "owner",
            "reader",
            "speaker",
            "treasurer",
            "writer",
        ];
        let words = unit.words;
        let earliest = unit
            .sentence
            .words
            .start
            .max(topic.first.saturating_sub(BETWEEN));
        let is_post =
            |at: usize| self.terms.is_post(&words.folded(at)) && !words.is_one_of(at, &OF_IT);
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
                    (unit.sentence.words.start..=last).any(|at| words.is_one_of(at, &ROLLS))
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

/// What heads a list of who was asked, wrote, came or stayed away.
const ROLLS: [&str; 20] = [
    "apologies",
    "attendees",
    "attending",
    "attendance",
    "cc",
    "circulation",
    "consulted",
    "consultees",
    "copied",
    "distribution",
    "elected",
    "invited",
    "invitees",
    "panel",
    "present",
    "received",
    "respondents",
    "responses",
    "result",
    "speakers",
];

/// Who is named behind `says` is spoken of if a verb follows: `the source says Ada Example runs the page`.
fn is_told_of(mention: &Mention, unit: &Unit<'_, '_>, says: usize) -> bool {
    const IMPERATIVES: [&str; 7] = [
        "contact",
        "ring",
        "cc",
        "call",
        "phone",
        "telephone",
        "email",
    ];
    const AUXILIARIES: [&str; 14] = [
        "is", "isn't", "was", "wasn't", "has", "hasn't", "had", "hadn't", "will", "won't", "would",
        "can", "can't", "cannot",
    ];
    let words = unit.words;
    let at = words.first_from(unit.sentence.bytes.start + mention.end);
    let follows = at < unit.sentence.words.end && words.gap(at - 1) == Some(" ");
    if !follows || words.is_one_of(says, &IMPERATIVES) {
        return false;
    }
    let word = words.folded(at);
    words.is_one_of(at, &AUXILIARIES)
        || words.word(at).shape == Shape::Lower
            && (word.ends_with("ed") || word.ends_with('s') && !word.ends_with("ss"))
            && !words.is_one_of(at, &["as", "always", "this", "his"])
}

/// The topic is said of an animal or a machine that somebody has: `Her dog has epilepsy`.
pub(super) fn is_of_another(topic: Topic, unit: &Unit<'_, '_>) -> bool {
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
                && words.is_one_of(at - 1, &ANIMALS)
                && words.word(at - 1).shape == Shape::Lower
        })
}

/// Verbs before the post that somebody has.
const HAS_POST: [&str; 8] = ["is", "was", "as", "became", "be", "being", "been", "am"];

/// Words right before a post without an article.
const APPOINTED: [&str; 5] = ["appointed", "as", "promoted", "elected", "named"];

/// Words right before whoever said what a sentence says.
const SAYS: [&str; 20] = [
    "says",
    "said",
    "joked",
    "jokes",
    "adds",
    "added",
    "writes",
    "wrote",
    "reports",
    "reminds",
    "reminded",
    "explains",
    "argues",
    "contact",
    "ring",
    "cc",
    "call",
    "phone",
    "telephone",
    "email",
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

/// What is on or does something else than whose it is: `Ada Example's paper on schizophrenia`.
const ON_SOMETHING: [&str; 22] = [
    "article", "articles", "book", "books", "chapter", "class", "column", "course", "essay",
    "firm", "company", "leaflet", "lecture", "paper", "papers", "poem", "poster", "research",
    "seminar", "stall", "talk", "thesis",
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

/// What officials and staff do to others, in front of [`OTHERS`]: `Ada Example arrested a man`.
const ACTS_ON_OTHERS: [&str; 28] = [
    "apprehended",
    "arrested",
    "baptised",
    "buried",
    "cautioned",
    "charged",
    "christened",
    "convicted",
    "detained",
    "diagnosed",
    "fined",
    "fingerprinted",
    "interviewed",
    "jailed",
    "married",
    "prosecuted",
    "referred",
    "remanded",
    "searched",
    "sectioned",
    "sentenced",
    "stopped",
    "summonsed",
    "swabbed",
    "tested",
    "treated",
    "vaccinated",
    "visited",
];

/// How somebody else begins, whom it was done to.
const OTHERS: [&str; 20] = [
    "a", "an", "the", "one", "two", "three", "four", "five", "six", "several", "some", "many",
    "another", "both", "all", "these", "those", "people", "suspects", "patients",
];

/// Whose illness is nobody's: `Ada Example's dog has epilepsy`.
const ANIMALS: [&str; 34] = [
    "collie",
    "greyhound",
    "greyhounds",
    "labrador",
    "lurcher",
    "mare",
    "spaniel",
    "terrier",
    "ewes",
    "puppies",
    "kittens",
    "hens",
    "dog",
    "dogs",
    "puppy",
    "cat",
    "cats",
    "kitten",
    "horse",
    "horses",
    "pony",
    "donkey",
    "cow",
    "bull",
    "pig",
    "sheep",
    "goat",
    "hen",
    "rabbit",
    "hamster",
    "ferret",
    "parrot",
    "budgie",
    "pet",
];

/// Titles that tell of no post.
const CIVIL: [&str; 5] = ["mr", "mrs", "ms", "miss", "mx"];

impl Sensitive {
    /// A word before `by` that tells of somebody's work: what was done, unless it is a term, or was done to somebody or told.
    fn is_work_by(&self, words: &Words<'_>, at: usize, topics: &[Topic]) -> bool {
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
                "led", "run", "built", "taught", "written", "drawn", "sung", "won", "chosen",
                "bought",
            ]
            .contains(&&*word);
        is_done
            && !words.is_one_of(at, &OTHERS)
            && !topics
                .iter()
                .filter(|topic| self.terms.get(**topic).strength >= Strength::Weak)
                .any(|topic| topic.first <= at && at <= topic.last)
    }
}
