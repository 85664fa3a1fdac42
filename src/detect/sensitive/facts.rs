//! Where a sentence states a whole fact: the patterns of words that say one, asked of the words of the sentence.
//!
//! Sets of places are numbers with a bit for each place before, between and behind the words: a pattern takes those where it
//! may begin to those where it ends, all at once.

use std::cell::OnceCell;
use std::ops::Range;

use super::fact_lists::{Pattern, Statements, Written};
use super::tokens::{Kind, Token};
use super::{CATEGORIES, Fault};
use crate::detect::rule::Book;
use crate::detect::stored::Late;

/// The statements of each category.
pub(super) type Facts = Vec<Late<'static, Statements<'static>>>;

/// A sentence, and what it is known to say.
pub(super) struct Said<'s> {
    statements: &'s [Late<'static, Statements<'static>>],
    text: &'s str,
    tokens: OnceCell<Vec<Token<'s>>>,
    facts: [OnceCell<Vec<Range<usize>>>; CATEGORIES.len()],
}

impl<'s> Said<'s> {
    pub(super) fn new(statements: &'s [Late<'static, Statements<'static>>], text: &'s str) -> Self {
        Self {
            statements,
            text,
            tokens: OnceCell::new(),
            facts: Default::default(),
        }
    }

    /// Where the sentence states a fact of a category, statement after statement: byte ranges.
    pub(super) fn facts(&self, category: usize) -> &[Range<usize>] {
        self.facts[category].get_or_init(|| {
            let statements = self.statements[category].get();
            let tokens = self.tokens.get_or_init(|| Token::all(self.text));
            let mut found = Vec::new();
            for start in (0..tokens.len()).step_by(WINDOW / 2) {
                let window = start..tokens.len().min(start + WINDOW);
                let is_last = window.end == tokens.len();
                let line = Line::new(statements, self.text, tokens, window);
                let facts = (0..statements.patterns.len()).flat_map(|place| line.facts(place));
                found.extend(facts);
                if is_last {
                    break;
                }
            }
            found
        })
    }
}

/// A set of places, one bit each.
type Places = u128;

/// Words that are looked at together: with the place behind the last, as many as there are bits.
const WINDOW: usize = 127;

/// The most digits that a number is asked to have.
const DIGITS: usize = 8;

/// The places of a sentence, or of a part of one that is very long, at which the words of each set stand.
struct Line<'s> {
    statements: &'s Statements<'s>,
    tokens: &'s [Token<'s>],
    /// By set.
    of: Vec<Places>,
    /// By pattern: the sentence has a word that each of its matches has.
    likely: Vec<bool>,
    words: Places,
    /// With so many digits or more.
    numbers: [Places; DIGITS],
    capitals: Places,
    /// What is passed over.
    light: Places,
    /// Behind the last word.
    end: Places,
    /// The beginning and the end of the sentence.
    first: Places,
    last: Places,
}

/// The examples of a book that their statements are not found in, with their categories.
pub(in crate::detect) fn unmet(book: &Book) -> Result<Vec<(&'static str, String)>, Fault> {
    let all = CATEGORIES.into_iter().zip(Statements::with_examples(book)?);
    let unmet = all.flat_map(|(category, (statements, examples))| {
        let mut examples = examples;
        examples.retain(|example| {
            let tokens = Token::all(&example.sentence);
            let line = Line::new(&statements, &example.sentence, &tokens, 0..tokens.len());
            line.facts(example.pattern).is_empty()
        });
        let sentences = examples.into_iter().map(|example| example.sentence);
        sentences.map(move |sentence| (category, sentence))
    });
    Ok(unmet.collect())
}

impl<'s> Line<'s> {
    fn new(
        statements: &'s Statements<'s>,
        text: &str,
        all: &'s [Token<'s>],
        window: Range<usize>,
    ) -> Self {
        let tokens = &all[window.clone()];
        let end = 1 << tokens.len();
        let mut line = Self {
            statements,
            tokens,
            of: vec![0; statements.sets],
            likely: vec![false; statements.patterns.len()],
            words: 0,
            numbers: [0; DIGITS],
            capitals: 0,
            light: 0,
            end,
            first: Places::from(window.start == 0),
            last: if window.end == all.len() { end } else { 0 },
        };
        for (at, token) in tokens.iter().enumerate() {
            let place = 1 << at;
            let written = &text[token.start..token.end];
            let capital = written.starts_with(char::is_uppercase);
            let upper = capital && !written.contains(char::is_lowercase);
            for (set, asked) in statements.sets_of(&token.folded) {
                let is_so = match asked {
                    Written::Anyhow => true,
                    Written::Capital => capital,
                    Written::Upper => upper,
                };
                if is_so {
                    line.of[set] |= place;
                    for pattern in statements.with_key(set) {
                        line.likely[pattern] = true;
                    }
                }
            }
            match token.kind {
                Kind::Word => line.words |= place,
                Kind::Light => line.light |= place,
                Kind::Mark => {}
            }
            if capital {
                line.capitals |= place;
            }
            if written.starts_with(|c: char| c.is_ascii_digit()) {
                let digits = written.bytes().filter(u8::is_ascii_digit).count();
                line.numbers[..digits.min(DIGITS)]
                    .iter_mut()
                    .for_each(|places| *places |= place);
            }
        }
        line
    }

    /// Where a statement is made, by the place of its pattern: byte ranges, the longest from each beginning, without overlap.
    fn facts(&self, place: usize) -> Vec<Range<usize>> {
        let mut facts = Vec::new();
        let pattern = &self.statements.patterns[place];
        let mut from = self.end | (self.end - 1);
        // Where one begins is asked only if there is one.
        if !self.likely[place] || self.after(pattern, from) == 0 {
            return facts;
        }
        while from != 0 {
            let start = from.trailing_zeros() as usize;
            let ends = self.after(pattern, 1 << start);
            let end = (Places::BITS - ends.leading_zeros()).saturating_sub(1) as usize;
            if end > start {
                facts.push(self.tokens[start].start..self.tokens[end - 1].end);
                from &= Places::MAX << end;
            } else {
                from &= from - 1;
            }
        }
        facts
    }

    /// The places at which a pattern ends that begins at one of these.
    fn after(&self, pattern: &Pattern, from: Places) -> Places {
        if from == 0 {
            return 0;
        }
        match pattern {
            Pattern::Of(set) => self.over(from & self.of[usize::from(*set)]),
            Pattern::AnyWord => self.over(from & self.words),
            Pattern::Number(least) => {
                self.over(from & self.numbers[usize::from(*least - 1).min(DIGITS - 1)])
            }
            Pattern::Capital => self.over(from & self.capitals),
            Pattern::First => from & self.first,
            Pattern::Last => from & self.last,
            Pattern::Gap(most) => self.gap(from, *most),
            Pattern::Named(place) => self.after(&self.statements.named[usize::from(*place)], from),
            Pattern::Row(row) => row.iter().fold(from, |from, part| self.after(part, from)),
            Pattern::Either(either) => {
                let ends = either.iter().map(|one| self.after(one, from));
                ends.fold(0, |all, ends| all | ends)
            }
            Pattern::Optional(pattern) => from | self.after(pattern, from),
            Pattern::Repeated(pattern) => {
                let mut all = self.after(pattern, from);
                loop {
                    let more = all | self.after(pattern, all);
                    if more == all {
                        return all;
                    }
                    all = more;
                }
            }
        }
    }

    /// The places behind words, and behind what is light that follows them.
    fn over(&self, words: Places) -> Places {
        Self::past(words << 1, self.light)
    }

    fn gap(&self, from: Places, most: u8) -> Places {
        let marks = (self.end - 1) & !self.words;
        let mut all = Self::past(from, marks);
        for _ in 0..most {
            let next = all | Self::past((all & self.words) << 1, marks);
            if next == all {
                break;
            }
            all = next;
        }
        all
    }

    /// These places, and those behind the tokens of a kind that follow.
    fn past(mut places: Places, tokens: Places) -> Places {
        loop {
            let more = places | (places & tokens) << 1;
            if more == places {
                return places;
            }
            places = more;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use fastrand::Rng;

    use super::*;

    /// What the statements of a text find.
    fn said<'s>(statements: &str, sentence: &'s str) -> Vec<&'s str> {
        let statements = [Late::from(Statements::of(statements).unwrap())];
        let said = Said::new(&statements, sentence);
        said.facts(0)
            .iter()
            .map(|fact| &sentence[fact.clone()])
            .collect()
    }

    #[test]
    fn a_statement_is_found_in_its_words() {
        for (statement, sentence, found) in [
            (
                "join~ ..3 the? club/union",
                "He JOINED, I hear, the Union.",
                &["JOINED, I hear, the Union"][..],
            ),
            (
                "join~ ..1 the? club/union",
                "He joined the big old club",
                &[],
            ),
            (
                "pay~ to",
                "She’s paying to them, paid to us",
                &["paying to", "paid to"],
            ),
            (
                "she left",
                "She's left; she\u{2019}d \"left\"",
                &["She's left", "she\u{2019}d \"left\""],
            ),
            ("she 's ill", "she ill, she's ill", &["she's ill"]),
            (
                "long-term sick",
                "long term sick, Long-term sick",
                &["long term sick", "Long-term sick"],
            ),
            ("a b", "a, b a. b (a) b", &[]),
            ("a , b", "a, b", &["a, b"]),
            (
                "sympath* with Unite",
                "sympathises with Unite, sympathy with UNITE or with unite, sympathy with unite",
                &["sympathises with Unite", "sympathy with UNITE"],
            ),
            ("in ATL", "in ATL and in Atl", &["in ATL"]),
            ("#### people", "12,50 people, 999 people", &["12,50 people"]),
            (
                "born in Aa",
                "born in a barn, born in Lagos",
                &["born in Lagos"],
            ),
            ("^ no faith $", "No faith", &["No faith"]),
            ("^ no faith", "Has no faith", &[]),
            ("(very | so)* ill", "so very ill", &["so very ill"]),
            ("(a | b)+ c", "c, a b a c", &["a b a c"]),
            ("a (b | c d)? e", "a e a c d e a d e", &["a e", "a c d e"]),
            (
                "born in genève",
                "Born in Geneve or born in GENÈVE",
                &["Born in Geneve", "born in GENÈVE"],
            ),
            (
                "isn't well",
                "isn’t well, isnt well",
                &["isn’t well", "isnt well"],
            ),
            (
                "@home = at-home/here\nstay~ @home",
                "stayed at home",
                &["stayed at home"],
            ),
        ] {
            assert_eq!(said(statement, sentence), found, "{statement}");
        }
    }

    #[test]
    fn every_example_of_a_statement_is_found_by_it() {
        assert_eq!(unmet(&Book::builtin()).unwrap(), []);
    }

    #[test]
    fn a_long_sentence_is_read_to_its_end() {
        let sentence = format!("{}he left us", "and on ".repeat(200));
        assert_eq!(said("he left us", &sentence), ["he left us"]);
        assert_eq!(said("^ on and", &sentence), [""; 0]);
        assert_eq!(said("and on and $", &sentence), [""; 0]);
    }

    /// A pattern of the sets of words `a`, `b` and `c`.
    fn random(rng: &mut Rng, depth: u8) -> Pattern {
        let some = |rng: &mut Rng| (0..rng.u8(1..4)).map(|_| random(rng, depth - 1)).collect();
        match rng.u8(..if depth == 0 { 5 } else { 9 }) {
            0 | 1 => Pattern::Of(rng.u16(..3)),
            2 => Pattern::AnyWord,
            3 => Pattern::Gap(rng.u8(..4)),
            4 => rng
                .choice([Pattern::First, Pattern::Last, Pattern::Capital])
                .unwrap(),
            5 => Pattern::Row(some(rng)),
            6 => Pattern::Either(some(rng)),
            7 => Pattern::Optional(Box::new(random(rng, depth - 1))),
            _ => Pattern::Repeated(Box::new(random(rng, depth - 1))),
        }
    }

    /// Where a pattern ends that begins at a place, one token after the other.
    fn ends(pattern: &Pattern, tokens: &[Token<'_>], at: usize) -> BTreeSet<usize> {
        let is = |kind| tokens.get(at).is_some_and(|token| token.kind == kind);
        let one = |wanted: bool| {
            let lights = |at: &usize| {
                tokens
                    .get(*at)
                    .is_some_and(|token| token.kind == Kind::Light)
            };
            let mut places = BTreeSet::new();
            if wanted {
                let mut behind = at + 1;
                places.insert(behind);
                while lights(&behind) {
                    behind += 1;
                    places.insert(behind);
                }
            }
            places
        };
        let all = |pattern: &Pattern, from: BTreeSet<usize>| -> BTreeSet<usize> {
            from.into_iter()
                .flat_map(|at| ends(pattern, tokens, at))
                .collect()
        };
        match pattern {
            Pattern::Of(set) => {
                let letter = ["a", "b", "c"][usize::from(*set)];
                one(tokens.get(at).is_some_and(|token| token.folded == letter))
            }
            Pattern::AnyWord => one(is(Kind::Word)),
            Pattern::Capital => one(false),
            Pattern::First if at == 0 => [at].into(),
            Pattern::Last if at == tokens.len() => [at].into(),
            Pattern::Gap(most) => {
                let mut places = BTreeSet::from([at]);
                if is(Kind::Word) && *most > 0 {
                    places.append(&mut ends(&Pattern::Gap(most - 1), tokens, at + 1));
                } else if at < tokens.len() && !is(Kind::Word) {
                    places.append(&mut ends(pattern, tokens, at + 1));
                }
                places
            }
            Pattern::Row(row) => row.iter().fold([at].into(), |from, part| all(part, from)),
            Pattern::Either(either) => either
                .iter()
                .flat_map(|one| ends(one, tokens, at))
                .collect(),
            Pattern::Optional(pattern) => {
                ends(pattern, tokens, at).into_iter().chain([at]).collect()
            }
            Pattern::Repeated(pattern) => {
                let mut places = ends(pattern, tokens, at);
                loop {
                    let more: BTreeSet<_> = &places | &all(pattern, places.clone());
                    if more == places {
                        return places;
                    }
                    places = more;
                }
            }
            _ => BTreeSet::new(),
        }
    }

    #[test]
    fn all_places_at_once_are_those_that_one_after_the_other_gives() {
        let statements = Statements::of("a\nb\nc").unwrap();
        let mut rng = Rng::with_seed(5);
        let mut met = 0;
        for _ in 0..4000 {
            let sentence: String = (0..rng.usize(..9))
                .filter_map(|_| rng.choice([" a", " b", " c", " d", ",", "'s", "\""]))
                .collect();
            let tokens = Token::all(&sentence);
            let line = Line::new(&statements, &sentence, &tokens, 0..tokens.len());
            let pattern = random(&mut rng, 3);
            for at in 0..=tokens.len() {
                let places = line.after(&pattern, 1 << at);
                let places: BTreeSet<_> =
                    (0..128).filter(|place| places >> place & 1 != 0).collect();
                assert_eq!(
                    places,
                    ends(&pattern, &tokens, at),
                    "{pattern:?} of {sentence:?} at {at}"
                );
                met += usize::from(places.len() > 1);
            }
        }
        assert!(met > 4000, "{met}");
    }
}
