//! What stands around a candidate: labels beside it, the head of its column; and the confidence that follows.
//!
//! The nearest label wins, to the left before to the right; a head counts more than a label. Evidence holds ids only.

use std::sync::Arc;

use super::engine::{Candidate, Compiled, Matcher};
use super::lexicon::{Lexicon, Uses};
use super::phrases::{Meaning, Phrase, Phrases, Said};
use super::rule::Book;
use super::words::{Gap, Shape, Words};
use super::{Evidence, embedded};

/// Bytes to the right of a value in which a label counts.
const RIGHT_REACH: usize = 40;
/// What a label for something else leaves of the confidence.
const NEGATIVE: f32 = 0.3;
/// What is left of the confidence under a label where the label is a guess.
const GUESS: f32 = 0.75;

/// Looks for the phrases around values and in heads.
pub(super) struct Context {
    known: Phrases<'static>,
    /// For heads and for what abbreviations spell.
    lexicon: Arc<Lexicon>,
}

/// What the context says about a candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Verdict {
    Head,
    HeadNot,
    /// The values of the column are mostly such.
    Column,
    /// Nothing says so but what stands in the column, and beside it.
    Guess,
    /// A label, so many characters away.
    Label(usize),
    LabelNot,
    Nothing,
}

/// The labels of the rules of a book, or those of the program as the build script drew them up; their words go into the
/// lexicon.
pub(super) fn phrases(book: &Book, lexicon: &mut Lexicon) -> Phrases<'static> {
    if book.is_builtin() {
        return postcard::from_bytes(embedded::PHRASES).expect("written by the build script");
    }
    read(book, lexicon)
}

fn read(book: &Book, lexicon: &mut Lexicon) -> Phrases<'static> {
    let identifiers = book.rules().filter(|rule| rule.identifier.is_some());
    let said = identifiers.enumerate().flat_map(|(index, rule)| {
        let lists = rule.lists();
        let lists = [
            (&lists.negative_labels, Meaning::Not),
            (&lists.negative_headers, Meaning::HeadNot),
            (&lists.labels, Meaning::Label),
            (&lists.headers, Meaning::Head),
        ];
        let phrases = lists.into_iter().flat_map(|(list, meaning)| {
            let phrases = list.iter().map(String::as_str);
            phrases.map(move |phrase| (phrase, meaning))
        });
        phrases.map(move |(phrase, meaning)| (phrase, Said::new(index, meaning)))
    });
    Phrases::new(said, book, lexicon)
}

impl Context {
    pub(super) fn new(known: Phrases<'static>, lexicon: Arc<Lexicon>) -> Self {
        Self { known, lexicon }
    }

    /// What the labels around a span of running text say to a rule. `neighbours` are where the rule's candidate before it
    /// ends, and where the one behind it starts.
    pub(super) fn beside(
        &self,
        rule: usize,
        matcher: &Matcher,
        words: &Words<'_>,
        span: (usize, usize),
        neighbours: (Option<usize>, Option<usize>),
    ) -> Verdict {
        let compiled = &matcher.rules[rule];
        let mut from = span.0.saturating_sub(compiled.reach);
        if let Some(end) = neighbours.0.filter(|_| compiled.one_value) {
            from = from.max(end);
        }
        match self
            .left_of(rule, words, span, from)
            .or_else(|| self.right_of(rule, words, span.1, neighbours.1))
        {
            Some((meaning, distance)) => verdict(meaning, distance),
            None if self.is_anothers(rule, words, span.0) => Verdict::LabelNot,
            None => Verdict::Nothing,
        }
    }

    /// Whether the words right before a value, without those for any number, are a label of something else: `Locker key no.`.
    fn is_anothers(&self, rule: usize, words: &Words<'_>, start: usize) -> bool {
        let mut end = start;
        for at in (0..words.first_from(start))
            .rev()
            .take(MOST_NUMBER_WORDS + 1)
        {
            let word = words.word(at);
            let is_number = words.is_one_of(at, NUMBER_WORDS);
            let short = is_number || word.end() - word.start() < ABBREVIATION;
            let gap = words.text().get(word.end()..end).unwrap_or_default();
            let gap = if short {
                gap.trim_start_matches('.')
            } else {
                gap
            };
            if !gap.bytes().all(|byte| b" \t:=#-_(\"'".contains(&byte)) {
                return false;
            }
            if (self.ending(words, at, 0)).any(|phrase| phrase.is_not_adjoining(rule))
                || is_key_of_code(&words.folded(at)) && self.is_code(rule)
            {
                return true;
            }
            if !is_number {
                return false;
            }
            end = word.start();
        }
        false
    }

    /// Whether `code` right before a value says that it is none of a rule's.
    fn is_code(&self, rule: usize) -> bool {
        let mut phrases = self.known.ending(self.lexicon.look_up("code").stem);
        phrases.any(|phrase| phrase.words.len() == 1 && phrase.is_not_adjoining(rule))
    }

    /// The nearest label before a value, of the same paragraph: back to a blank line, or to the line's start if the line
    /// names the value itself. A value that is a paragraph of its own may have its label in the one before.
    fn left_of(
        &self,
        rule: usize,
        words: &Words<'_>,
        (start, end): (usize, usize),
        from: usize,
    ) -> Option<(Meaning, usize)> {
        let next = words.first_from(start);
        let mut same_line = true;
        for at in (0..next).rev() {
            let word = words.word(at);
            if word.start() < from || (at + 1 < next && at + MOST_WORDS < next) {
                return None;
            }
            if word.after.has(Gap::LINE) && word.end() <= start {
                let until = words
                    .get(at + 1)
                    .map_or(start, |next| next.start().min(start));
                let gap = &words.text()[word.end()..until.max(word.end())];
                if gap.contains("\n\n") {
                    let headed = at + 1 == next && stands_alone(words.text(), start, end);
                    return (headed && is_heading(words, at))
                        .then(|| self.meaning_at(rule, words, at, start, from))
                        .flatten();
                }
                if same_line && gap.contains('\n') {
                    same_line = false;
                    if names_itself(words.text(), start) {
                        return None;
                    }
                }
            }
            let known = self.meaning_at(rule, words, at, start, from);
            let of_value = known.is_some_and(|(meaning, _)| {
                meaning != Meaning::Not
                    || !(clause_between(words, at, next) || has_its_number(words, at, start))
            });
            if of_value {
                return known;
            }
        }
        None
    }

    /// What the label that ends with a word says of a value behind it, and how far away that is.
    fn meaning_at(
        &self,
        rule: usize,
        words: &Words<'_>,
        at: usize,
        start: usize,
        from: usize,
    ) -> Option<(Meaning, usize)> {
        let word = words.word(at);
        if !word.uses.is(Uses::LABEL) && !is_letter(words, at) {
            return None;
        }
        self.ending(words, at, from).find_map(|phrase| {
            let meaning = phrase.text_meaning(rule)?;
            Some((meaning, start.saturating_sub(word.end())))
        })
    }

    /// The nearest label behind a value, of the same line or in brackets on the next; it may be that of the next value.
    fn right_of(
        &self,
        rule: usize,
        words: &Words<'_>,
        end: usize,
        next: Option<usize>,
    ) -> Option<(Meaning, usize)> {
        let first = words.first_from(end);
        let mut best: Option<(usize, std::cmp::Reverse<usize>, Meaning)> = None;
        for at in first..words.len().min(first + MOST_WORDS) {
            let word = words.word(at);
            let between = &words.text()[end..word.start()];
            if word.end() > end + RIGHT_REACH || between.contains('\n') && !opens_below(between) {
                break;
            }
            if word.uses.is(Uses::LABEL) || is_letter(words, at) {
                for phrase in self.ending(words, at, end) {
                    let first = words.word((at + 1).saturating_sub(phrase.words.len()));
                    let of_next = next.is_some_and(|next| {
                        next.saturating_sub(word.end()) <= first.start().saturating_sub(end)
                    });
                    let meaning = phrase.text_meaning(rule).filter(|meaning| {
                        !(of_next || *meaning == Meaning::Not && leads_a_number(words, at))
                    });
                    if let Some(meaning) = meaning {
                        let rank = (
                            first.start().saturating_sub(end),
                            std::cmp::Reverse(phrase.words.len()),
                            meaning,
                        );
                        if best.is_none_or(|best| (rank.0, rank.1) < (best.0, best.1)) {
                            best = Some(rank);
                        }
                    }
                }
            }
        }
        best.map(|(distance, _, meaning)| (meaning, distance))
    }

    /// The phrases that end with a word of a text and begin at `from` or behind it, the longest first.
    fn ending<'c>(
        &'c self,
        words: &'c Words<'_>,
        at: usize,
        from: usize,
    ) -> impl Iterator<Item = Phrase<'c>> {
        let ending = self.known.ending(self.stem(words, at));
        ending.filter(move |phrase| self.ends_at(*phrase, words, at, from))
    }

    /// The words before and at `at` are the phrase; its last word is known to be the same.
    fn ends_at(&self, phrase: Phrase<'_>, words: &Words<'_>, at: usize, from: usize) -> bool {
        let mut at = first_letter(words, at);
        for wanted in phrase.words.iter().rev().skip(1) {
            let Some(before) = at.checked_sub(1) else {
                return false;
            };
            if !self.known.is(self.stem(words, before), *wanted) {
                return false;
            }
            at = first_letter(words, before);
        }
        words.word(at).start() >= from
    }

    /// The number of a word, or of the abbreviation that it ends: `d.o.b.` is `dob`.
    fn stem(&self, words: &Words<'_>, at: usize) -> u32 {
        let first = first_letter(words, at);
        if first == at {
            return words.word(at).stem;
        }
        let spelled: String = (first..=at).map(|at| words.folded(at)).collect();
        self.lexicon.look_up(&spelled).stem
    }

    /// What a head says to each of `rules` rules; the head as [`head_words`] makes it.
    pub(super) fn head(&self, rules: usize, head: &str) -> Vec<Verdict> {
        /// Words behind the phrase, its length, what it means: the least is the nearest, longest, strongest.
        type Rank = (usize, std::cmp::Reverse<usize>, std::cmp::Reverse<Meaning>);
        let mut best: Vec<Option<Rank>> = vec![None; rules];
        let numbers = head
            .rsplit(' ')
            .take_while(|word| NUMBER_WORDS.contains(word));
        let numbers = numbers.take(MOST_NUMBER_WORDS).count();
        // `Key`, `Ref no` may be the head of anything.
        let says_whose = numbers < head.split(' ').count();
        let glued = head.rsplit(' ').next().is_some_and(is_key_of_code);
        let mut adjoining: Vec<bool> = (0..rules).map(|rule| glued && self.is_code(rule)).collect();
        for (phrase, behind, _) in self.in_head(head) {
            for said in phrase.said {
                if said.meaning() == Meaning::NotAdjoining {
                    adjoining[said.rule()] |= says_whose && behind <= numbers;
                    continue;
                }
                let rank = (
                    behind,
                    std::cmp::Reverse(phrase.words.len()),
                    std::cmp::Reverse(said.meaning()),
                );
                if best[said.rule()].is_none_or(|best| rank < best) {
                    best[said.rule()] = Some(rank);
                }
            }
        }
        best.into_iter()
            .zip(adjoining)
            .map(|(best, adjoining)| match best {
                Some((_, _, std::cmp::Reverse(Meaning::Head))) => Verdict::Head,
                Some((distance, _, std::cmp::Reverse(Meaning::Label))) => Verdict::Label(distance),
                Some(_) => Verdict::HeadNot,
                None if adjoining => Verdict::LabelNot,
                None => Verdict::Nothing,
            })
            .collect()
    }

    /// Whether any rule knows the head, as one of its values or, if it is nothing else, as one of other things.
    pub(super) fn knows_head(&self, head: &str) -> bool {
        self.in_head(head).iter().any(|(phrase, _, whole)| {
            phrase.said.iter().any(|said| match said.meaning() {
                Meaning::Head => true,
                Meaning::Not | Meaning::HeadNot => *whole,
                Meaning::Label | Meaning::NotAdjoining => false,
            })
        })
    }

    /// The phrases in a head: how many words stand behind each, and whether it is the whole head.
    fn in_head(&self, head: &str) -> Vec<(Phrase<'_>, usize, bool)> {
        let words = head.split(' ').map(|word| self.lexicon.look_up(word).stem);
        let words: Vec<u32> = words.collect();
        let mut found = Vec::new();
        for end in 1..=words.len() {
            for phrase in self.known.ending(words[end - 1]) {
                let length = phrase.words.len();
                let Some(start) = end.checked_sub(length) else {
                    continue;
                };
                let mut pairs = words[start..end].iter().zip(phrase.words);
                if pairs.all(|(stem, wanted)| self.known.is(*stem, *wanted)) {
                    found.push((phrase, words.len() - end, length == words.len()));
                }
            }
        }
        found
    }
}

/// Words that are looked at on one side of a value.
const MOST_WORDS: usize = 40;
/// Words for any number, which say nothing of whose it is; and how many of them a label ends with.
const NUMBER_WORDS: &[&str] = &[
    "no",
    "nos",
    "num",
    "nr",
    "number",
    "ref",
    "reference",
    "id",
    "code",
    "key",
];
const MOST_NUMBER_WORDS: usize = 2;
/// Letters of a word that is no abbreviation, so that a full stop behind it ends the sentence.
const ABBREVIATION: usize = 4;

impl Phrase<'_> {
    /// What it says to a rule where it stands in running text; heads of columns that hold other things say nothing there.
    fn text_meaning(&self, rule: usize) -> Option<Meaning> {
        let of_rule = self.said.iter().filter(|said| said.rule() == rule);
        of_rule
            .map(|said| said.meaning())
            .filter(|meaning| matches!(meaning, Meaning::Label | Meaning::Not))
            .max()
    }

    fn is_not_adjoining(&self, rule: usize) -> bool {
        self.said.contains(&Said::new(rule, Meaning::NotAdjoining))
    }
}

/// `prodcd`, `ITEMCODE`: the key of a code, its words run together.
fn is_key_of_code(word: &str) -> bool {
    /// Letters of the shortest word before it.
    const LEAST: usize = 3;
    let before = word
        .strip_suffix("code")
        .or_else(|| word.strip_suffix("cd"));
    before.is_some_and(|before| before.len() >= LEAST)
}

/// The first letter of an abbreviation, or the word itself.
fn first_letter(words: &Words<'_>, last: usize) -> usize {
    /// Letters of the longest abbreviation.
    const LONGEST: usize = 8;
    let mut at = last;
    while at > 0
        && last - at < LONGEST
        && is_letter(words, at)
        && is_letter(words, at - 1)
        && words.gap(at - 1) == Some(".")
    {
        at -= 1;
    }
    at
}

fn is_letter(words: &Words<'_>, at: usize) -> bool {
    let word = words.word(at);
    word.end() - word.start() == 1
        && words
            .written(at)
            .starts_with(|c: char| c.is_ascii_alphabetic())
}

/// A clause of its own stands between a label and a value: `send a parcel, I am at 4 Mill Road, …`.
fn clause_between(words: &Words<'_>, label: usize, value: usize) -> bool {
    /// Words that may be the next label of a list.
    const LABEL: usize = 2;
    let mut said = None;
    for at in label..value {
        if at > label && words.word(at).shape != Shape::Number {
            said = said.map(|count| count + 1);
        }
        if said.is_some_and(|count| count > LABEL) {
            return true;
        }
        if words.gap(at).is_some_and(|gap| gap.contains(',')) {
            said = Some(0);
        }
    }
    false
}

/// What stands between a value and a word of the line below it, which opens a bracket: `4 May 1985⏎(date of birth)`.
fn opens_below(between: &str) -> bool {
    let below = between.trim_start_matches(' ').strip_prefix('\n');
    below.is_some_and(|below| below.trim_start().starts_with('(') && !below.contains(['\n', ')']))
}

/// A label has a number of its own, and words stand between that and the value: `NHS no 999 000 0018, son 07700 900123`.
fn has_its_number(words: &Words<'_>, label: usize, value: usize) -> bool {
    /// Digits of the shortest number that a label of a number announces.
    const LEAST: usize = 6;
    let between = words.text().as_bytes().get(words.word(label).end()..value);
    let mut bytes = between.unwrap_or_default().iter();
    let number = bytes
        .by_ref()
        .take_while(|byte| !byte.is_ascii_alphabetic());
    let digits = number.filter(|byte| byte.is_ascii_digit()).count();
    digits >= LEAST && bytes.any(u8::is_ascii_alphabetic)
}

/// A number stands right behind a label, which is that number's then.
fn leads_a_number(words: &Words<'_>, at: usize) -> bool {
    let joins = |gap: &str| gap.bytes().all(|byte| b" \t:=#.-(".contains(&byte));
    words
        .get(at + 1)
        .is_some_and(|next| next.shape == Shape::Number)
        && words.gap(at).is_some_and(joins)
}

fn verdict(meaning: Meaning, distance: usize) -> Verdict {
    match meaning {
        Meaning::Label | Meaning::Head => Verdict::Label(distance),
        Meaning::Not | Meaning::HeadNot | Meaning::NotAdjoining => Verdict::LabelNot,
    }
}

/// Confidence of a candidate in its context, and why, as ids.
pub(super) fn weigh(
    rule: &Compiled,
    candidate: &Candidate,
    verdict: Verdict,
) -> (f32, Vec<Evidence>) {
    let tier = candidate.tier;
    let said = &rule.said;
    let mut evidence: Vec<Evidence> = Vec::with_capacity(4);
    if candidate.valid.checked {
        evidence.push("check-digit".into());
    }
    let (confidence, tier_name) = match verdict {
        Verdict::Head => (rule.headed.max(tier), "tier:h"),
        Verdict::Column => (candidate.labelled.max(tier), "tier:h"),
        Verdict::Guess => ((candidate.labelled * GUESS).max(tier), "tier:h"),
        Verdict::Label(_) => (candidate.labelled.max(tier), "tier:x"),
        Verdict::HeadNot => (0.0, "tier:h"),
        Verdict::LabelNot => (tier * NEGATIVE, "tier:x"),
        Verdict::Nothing => (
            tier,
            if candidate.valid.checked {
                "tier:c"
            } else {
                "tier:s"
            },
        ),
    };
    match verdict {
        Verdict::Head => evidence.push(said.header.into()),
        Verdict::Column | Verdict::Guess => evidence.push(said.column.into()),
        Verdict::Label(_) => evidence.push(said.label.into()),
        Verdict::HeadNot => evidence.push("header:other".into()),
        Verdict::LabelNot => evidence.push("label:other".into()),
        Verdict::Nothing => {}
    }
    evidence.push(tier_name.into());
    if candidate.valid.test_value {
        evidence.push("test-value".into());
    }
    let confidence = (confidence + candidate.valid.change).min(candidate.valid.ceiling);
    (confidence.clamp(0.0, 1.0), evidence)
}

/// `Cost code: ` before a value: its line says what it is, so that labels on lines above say nothing about it.
fn names_itself(text: &str, start: usize) -> bool {
    let line = &text[..start];
    let line = line.rfind('\n').map_or(line, |at| &line[at + 1..]);
    let lead = line.trim_end_matches([' ', '\t', '*', '"', '=']);
    lead.ends_with(':') && lead.len() > 2
}

/// Nothing but marks beside a value on its line.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let marks = |c: char| !c.is_alphanumeric();
    let before = text[..start].rsplit('\n').next().unwrap_or_default();
    let behind = text[end..].split('\n').next().unwrap_or_default();
    before.chars().all(marks) && behind.chars().all(marks)
}

/// The line that a word ends is no longer than a label.
fn is_heading(words: &Words<'_>, last: usize) -> bool {
    const LONGEST: usize = 6;
    let breaks = |at: usize| words.word(at).after.has(Gap::LINE);
    let first = (0..last).rev().take_while(|at| !breaks(*at)).count();
    first < LONGEST
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_script_drew_up_the_labels_of_the_program() {
        let mut lexicon = Lexicon::over(&embedded::WORDS.bytes);
        let book = Book::builtin();
        assert_eq!(read(&book, &mut lexicon), phrases(&book, &mut lexicon));
        assert!(lexicon.is_as_given());
    }

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
    fn a_line_that_names_its_value_says_so() {
        for (text, wanted) in [
            ("NHS number\nCost code: ", true),
            ("NHS number\n", false),
            ("NHS number: see\n", false),
            ("\n**Ref:** ", true),
        ] {
            assert_eq!(names_itself(text, text.len()), wanted, "{text}");
        }
    }
}
