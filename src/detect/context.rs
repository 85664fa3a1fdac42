//! What stands around a candidate: labels beside it, the head of its column; and the confidence that follows.
//!
//! The nearest label wins, to the left before to the right; a head counts more than a label. Evidence holds ids only.

use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;

use super::engine::{Candidate, Compiled, Matcher};
use super::rule::Book;

/// Characters to the right of a value in which a label counts.
const RIGHT_REACH: usize = 40;
/// What a label for something else leaves of the confidence.
const NEGATIVE: f32 = 0.3;

/// The labels and heads of all rules, compiled.
pub(super) struct Context {
    phrases: AhoCorasick,
    /// For each phrase: the rules that know it, and how.
    meanings: Vec<Vec<(usize, Meaning)>>,
}

/// What a phrase says about the values of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Meaning {
    /// They are something else.
    Not,
    /// A column of this head holds something else.
    HeadNot,
    /// A value beside it is one.
    Label,
    /// A column of this head holds them.
    Head,
}

/// What the context says about a candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Verdict {
    Head,
    HeadNot,
    /// The values of the column are mostly such.
    Column,
    /// A label, so many characters away.
    Label(usize),
    LabelNot,
    Nothing,
}

impl Context {
    pub(super) fn new(book: &Book, matcher: &Matcher) -> Self {
        let mut phrases = BTreeMap::<String, Vec<(usize, Meaning)>>::new();
        for rule in book.rules() {
            let (Some(index), Some(identifier)) = (matcher.index(&rule.meta.id), &rule.identifier)
            else {
                continue;
            };
            let lists = [
                (&identifier.negative_labels, Meaning::Not),
                (&identifier.negative_headers, Meaning::HeadNot),
                (&identifier.labels, Meaning::Label),
                (&identifier.headers, Meaning::Head),
            ];
            for (list, meaning) in lists {
                for phrase in list {
                    phrases
                        .entry(words(phrase))
                        .or_default()
                        .push((index, meaning));
                }
            }
        }
        phrases.remove("");
        let (phrases, meanings): (Vec<_>, Vec<_>) = phrases.into_iter().unzip();
        let phrases = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&phrases)
            .expect("a few thousand short phrases");
        Self { phrases, meanings }
    }

    /// What the labels around a span of running text say to a rule. `others` are the rule's other candidates there.
    pub(super) fn beside(
        &self,
        rule: usize,
        matcher: &Matcher,
        text: &str,
        span: (usize, usize),
        others: &[(usize, usize)],
    ) -> Verdict {
        let compiled = &matcher.rules[rule];
        let left = left_window(text, span.0, compiled.reach);
        let left = match others.iter().rev().find(|other| other.1 <= span.0) {
            Some(other) if compiled.one_value => {
                let taken = (other.1 + left.len()).saturating_sub(span.0);
                &left[left.ceil_char_boundary(taken.min(left.len()))..]
            }
            _ => left,
        };
        let left = words(left);
        if let Some((meaning, distance)) = self.nearest(rule, &left, Side::Left, Meaning::Label) {
            verdict(meaning, distance)
        } else {
            let right = words(right_window(text, span.1));
            self.nearest(rule, &right, Side::Right, Meaning::Label)
                .map_or(Verdict::Nothing, |(meaning, distance)| {
                    verdict(meaning, distance)
                })
        }
    }

    /// What a head says to a rule; the head as [`head_words`] makes it.
    pub(super) fn head(&self, rule: usize, head: &str) -> Verdict {
        match self.nearest(rule, head, Side::Left, Meaning::Head) {
            Some((Meaning::Head, _)) => Verdict::Head,
            Some((Meaning::Label, distance)) => Verdict::Label(distance),
            Some((Meaning::HeadNot | Meaning::Not, _)) => Verdict::HeadNot,
            None => Verdict::Nothing,
        }
    }

    /// Whether any rule knows the head, as one of its values or, if it is nothing else, as one of other things.
    pub(super) fn knows_head(&self, head: &str) -> bool {
        self.phrases
            .find_overlapping_iter(head)
            .filter(|found| whole_words(head, found.start(), found.end()))
            .any(|found| {
                let whole = found.len() == head.len();
                let meanings = &self.meanings[found.pattern().as_usize()];
                meanings.iter().any(|(_, meaning)| match meaning {
                    Meaning::Head => true,
                    Meaning::Not | Meaning::HeadNot => whole,
                    Meaning::Label => false,
                })
            })
    }

    /// The meaning of the phrase nearest to the value, on a tie of the longest, and its distance. `widest` leaves heads out of text.
    fn nearest(
        &self,
        rule: usize,
        window: &str,
        side: Side,
        widest: Meaning,
    ) -> Option<(Meaning, usize)> {
        let mut best: Option<(usize, std::cmp::Reverse<usize>, Meaning)> = None;
        for found in self.phrases.find_overlapping_iter(window) {
            let meanings = &self.meanings[found.pattern().as_usize()];
            let known = meanings.iter().filter(|(of, meaning)| {
                *of == rule
                    && *meaning <= widest
                    && (widest == Meaning::Head || *meaning != Meaning::HeadNot)
            });
            let Some(meaning) = known.map(|(_, meaning)| *meaning).max() else {
                continue;
            };
            if !whole_words(window, found.start(), found.end()) {
                continue;
            }
            let distance = match side {
                Side::Left => window.len() - found.end(),
                Side::Right => found.start(),
            };
            let rank = (distance, std::cmp::Reverse(found.len()), meaning);
            if best.is_none_or(|best| {
                (rank.0, rank.1, std::cmp::Reverse(rank.2))
                    < (best.0, best.1, std::cmp::Reverse(best.2))
            }) {
                best = Some(rank);
            }
        }
        best.map(|(distance, _, meaning)| (meaning, distance))
    }
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

fn verdict(meaning: Meaning, distance: usize) -> Verdict {
    match meaning {
        Meaning::Label | Meaning::Head => Verdict::Label(distance),
        Meaning::Not | Meaning::HeadNot => Verdict::LabelNot,
    }
}

/// Confidence of a candidate in its context, and why, as ids.
pub(super) fn weigh(
    rule: &Compiled,
    candidate: &Candidate,
    verdict: Verdict,
) -> (f32, Vec<String>) {
    let tier = candidate.tier;
    let id = &rule.meta.id;
    let mut evidence = Vec::new();
    if candidate.valid.checked {
        evidence.push("check-digit".to_owned());
    }
    let (confidence, tier_name) = match verdict {
        Verdict::Head => (rule.headed.max(tier), "h"),
        Verdict::Column => (candidate.labelled.max(tier), "h"),
        Verdict::Label(_) => (candidate.labelled.max(tier), "x"),
        Verdict::HeadNot => (0.0, "h"),
        Verdict::LabelNot => (tier * NEGATIVE, "x"),
        Verdict::Nothing => (tier, if candidate.valid.checked { "c" } else { "s" }),
    };
    match verdict {
        Verdict::Head => evidence.push(format!("header:{id}")),
        Verdict::Column => evidence.push(format!("column:{id}")),
        Verdict::Label(_) => evidence.push(format!("label:{id}")),
        Verdict::HeadNot => evidence.push("header:other".to_owned()),
        Verdict::LabelNot => evidence.push("label:other".to_owned()),
        Verdict::Nothing => {}
    }
    evidence.push(format!("tier:{tier_name}"));
    if candidate.valid.test_value {
        evidence.push("test-value".to_owned());
    }
    let confidence = (confidence + candidate.valid.change).min(candidate.valid.ceiling);
    (confidence.clamp(0.0, 1.0), evidence)
}

/// Text before a value, of the same paragraph: back to a blank line, or to the line's start if the line names the value itself.
fn left_window(text: &str, start: usize, reach: usize) -> &str {
    let from = text.floor_char_boundary(start.saturating_sub(reach));
    let window = &text[from..start];
    let window = match window.rfind("\n\n") {
        Some(at) => &window[at + 2..],
        None => window,
    };
    match window.rfind('\n') {
        Some(at) if names_itself(&window[at + 1..]) => &window[at + 1..],
        _ => window,
    }
}

/// Text after a value, to the end of its line.
fn right_window(text: &str, end: usize) -> &str {
    let to = text.ceil_char_boundary((end + RIGHT_REACH).min(text.len()));
    let window = &text[end..to];
    window.split('\n').next().unwrap_or_default()
}

/// `Cost code: ` before a value: its line says what it is, so that labels on lines above say nothing about it.
fn names_itself(line: &str) -> bool {
    let lead = line.trim_end_matches([' ', '\t', '*', '"', '=']);
    lead.ends_with(':') && lead.len() > 2
}

/// Lower case, with one space for anything between words; abbreviations of single letters close up (`d.o.b.` is `dob`),
/// and so does an apostrophe (`driver's` is `drivers`).
pub(super) fn words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut letters = 0;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let word_follows = characters.peek().is_some_and(|next| next.is_alphabetic());
        match character {
            '.' if letters == 1 && word_follows => letters = 0,
            '\'' | '’' if letters > 0 && word_follows => {}
            other if other.is_alphanumeric() => {
                letters += 1;
                words.extend(other.to_lowercase());
            }
            _ => {
                letters = 0;
                if !words.is_empty() && !words.ends_with(' ') {
                    words.push(' ');
                }
            }
        }
    }
    words.truncate(words.trim_end().len());
    words
}

/// A head of a column as words: `NHSNumber`, `nhs_no` and `NHS No.` are two words each, `DoB` and `eMail` one.
pub(super) fn head_words(head: &str) -> String {
    let characters: Vec<char> = head.chars().collect();
    let mut split = String::with_capacity(head.len() + 4);
    for (at, character) in characters.iter().enumerate() {
        if starts_word(&characters, at) {
            split.push(' ');
        }
        split.push(*character);
    }
    words(&split)
}

/// A capital that starts a word within a run of letters, with two letters at least on either side.
fn starts_word(characters: &[char], at: usize) -> bool {
    let letter = |at: usize, is: fn(char) -> bool| {
        characters.get(at).is_some_and(|character| is(*character))
    };
    if at < 2 || !letter(at, char::is_uppercase) || !letter(at - 2, char::is_alphabetic) {
        return false;
    }
    let after_lower = letter(at - 1, char::is_lowercase) && letter(at + 1, char::is_alphabetic);
    // The last capital of an abbreviation belongs to the next word, but `UPNs` is one.
    let after_capitals = letter(at - 1, char::is_uppercase) && letter(at + 1, char::is_lowercase);
    let plural = characters.get(at + 1) == Some(&'s') && !letter(at + 2, char::is_alphabetic);
    after_lower || (after_capitals && !plural)
}

fn whole_words(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].ends_with(char::is_alphanumeric);
    let rest = &text[end..];
    // A plural is the same word.
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    !before
        && (!text[end..].starts_with(char::is_alphanumeric)
            || !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_come_apart_into_words() {
        for (head, want) in [
            ("NHSNumber", "nhs number"),
            ("nhs_no", "nhs no"),
            ("NHS No.", "nhs no"),
            ("D.O.B.", "dob"),
            ("dateOfBirth", "date of birth"),
            ("UPNs", "upns"),
            ("DoB", "dob"),
            ("eMail", "email"),
            ("PupilUPN", "pupil upn"),
            ("E-mail Address", "e mail address"),
        ] {
            assert_eq!(head_words(head), want, "{head}");
        }
    }

    #[test]
    fn a_line_that_names_its_value_ends_the_window() {
        let text = "NHS number\nCost code: 999";
        assert_eq!(left_window(text, text.len() - 3, 80), "Cost code: ");
        let text = "NHS number\n999";
        assert_eq!(left_window(text, text.len() - 3, 80), "NHS number\n");
        let text = "NHS number\n\n999";
        assert_eq!(left_window(text, text.len() - 3, 80), "");
    }

    #[test]
    fn words_end_where_they_end() {
        assert!(whole_words("gp surgery", 0, 2));
        assert!(whole_words("passports held", 0, 8));
        assert!(!whole_words("egp", 1, 3) && !whole_words("gpst", 0, 2));
    }
}
