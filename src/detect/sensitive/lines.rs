//! Where a sentence has a pattern of words.
//!
//! Sets of places are numbers with a bit for each place before, between and behind the words: a pattern takes those where it
//! may begin to those where it ends, all at once.

use std::iter;
use std::ops::Range;

use super::tokens::{Kind, Token};
use super::word_patterns::{Pattern, WordPatterns, Written};

/// A set of places, one bit each.
type Places = u128;

/// Words that are looked at together: with the place behind the last, as many as there are bits.
const WINDOW: usize = 127;

/// The most digits that a number is asked to have.
const DIGITS: usize = 8;

/// The places of a sentence, or of a part of one that is very long, at which the words of each set stand.
pub(super) struct Line<'s> {
    patterns: &'s WordPatterns<'s>,
    /// Its words among those of the sentence.
    window: Range<usize>,
    /// Each word as it is written, if forms are asked of it.
    written: Vec<&'s str>,
    /// By set.
    of: Vec<Places>,
    /// A bit for each pattern: it has a word that each match of the pattern has.
    likely: Vec<u64>,
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

impl<'s> Line<'s> {
    /// The parts of a sentence, as patterns see them: one, unless it is very long.
    pub(super) fn all(
        patterns: &'s WordPatterns<'s>,
        text: &'s str,
        tokens: &[Token<'_>],
    ) -> Vec<Self> {
        let mut lines = Vec::new();
        for start in (0..tokens.len()).step_by(WINDOW / 2) {
            let window = start..tokens.len().min(start + WINDOW);
            let is_last = window.end == tokens.len();
            lines.push(Self::new(patterns, text, tokens, window));
            if is_last {
                break;
            }
        }
        lines
    }

    fn new(
        patterns: &'s WordPatterns<'s>,
        text: &'s str,
        all: &[Token<'_>],
        window: Range<usize>,
    ) -> Self {
        let tokens = &all[window.clone()];
        let end = 1 << tokens.len();
        let mut line = Self {
            patterns,
            of: vec![0; patterns.sets],
            likely: vec![0; patterns.patterns.len().div_ceil(64)],
            words: 0,
            numbers: [0; DIGITS],
            capitals: 0,
            light: 0,
            end,
            first: Places::from(window.start == 0),
            last: if window.end == all.len() { end } else { 0 },
            written: Vec::new(),
            window,
        };
        if !patterns.forms.is_empty() {
            let written = tokens.iter().map(|token| &text[token.start..token.end]);
            line.written = written.collect();
        }
        for pattern in patterns.unkeyed() {
            line.likely[pattern / 64] |= 1 << (pattern % 64);
        }
        for (at, token) in tokens.iter().enumerate() {
            let place = 1 << at;
            let written = &text[token.start..token.end];
            let capital = written.starts_with(char::is_uppercase);
            let upper = capital && !written.contains(char::is_lowercase);
            for (set, asked) in patterns.sets_of(&token.folded) {
                let is_so = match asked {
                    Written::Anyhow => true,
                    Written::Capital => capital,
                    Written::Upper => upper,
                };
                if is_so {
                    line.of[set] |= place;
                    for pattern in patterns.with_key(set) {
                        line.likely[pattern / 64] |= 1 << (pattern % 64);
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

    /// The places of the patterns that some of these lines may have, in order.
    pub(super) fn likely(lines: &[Self]) -> impl Iterator<Item = usize> {
        let blocks = lines.first().map_or(0, |line| line.likely.len());
        (0..blocks).flat_map(|block| {
            let likely = lines.iter().map(|line| line.likely[block]);
            let mut left = likely.fold(0, |all, likely| all | likely);
            iter::from_fn(move || {
                let bit = left.trailing_zeros() as usize;
                left &= left.checked_sub(1)?;
                Some(64 * block + bit)
            })
        })
    }

    /// The pattern at a place is found.
    pub(super) fn shows(&self, place: usize) -> bool {
        let search = Search::new(self, None);
        search.after(&self.patterns.patterns[place], search.all()) != 0
    }

    /// Where the pattern at a place is found, with a term if one is asked about: ranges of the words of the sentence, the longest
    /// from each beginning, without overlap.
    pub(super) fn find(&self, place: usize, term: Option<&Range<usize>>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let pattern = &self.patterns.patterns[place];
        let search = Search::new(self, term);
        let mut from = search.all();
        // Where one begins is asked only if there is one.
        if search.after(pattern, from) == 0 {
            return found;
        }
        while from != 0 {
            let start = from.trailing_zeros() as usize;
            let ends = search.after(pattern, 1 << start);
            let end = (Places::BITS - ends.leading_zeros()).saturating_sub(1) as usize;
            if end > start {
                // What is light behind the last word is no part of it.
                let kept = (start + 1..end).rfind(|at| self.light >> at & 1 == 0);
                let end = kept.unwrap_or(start) + 1;
                found.push(self.window.start + start..self.window.start + end);
                from &= Places::MAX << end;
            } else {
                from &= from - 1;
            }
        }
        found
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

    /// The words that have a form.
    fn of_form(&self, form: u16, among: Places) -> Places {
        let form = &self.patterns.forms[usize::from(form)];
        let (mut left, mut found) = (among & self.words, 0);
        while left != 0 {
            let place = left & left.wrapping_neg();
            if form.is_of(self.written[place.trailing_zeros() as usize]) {
                found |= place;
            }
            left &= left - 1;
        }
        found
    }
}

/// What looks for patterns in a line.
struct Search<'l> {
    line: &'l Line<'l>,
    /// Where the term begins that is asked about, and where it ends.
    term: (Places, Places),
}

impl<'l> Search<'l> {
    fn new(line: &'l Line<'l>, term: Option<&Range<usize>>) -> Self {
        let within =
            term.filter(|term| line.window.start <= term.start && term.end <= line.window.end);
        let place = |at: usize| 1 << (at - line.window.start);
        Self {
            line,
            term: within.map_or((0, 0), |term| (place(term.start), place(term.end))),
        }
    }

    /// All places of the line.
    fn all(&self) -> Places {
        self.line.end | (self.line.end - 1)
    }

    /// The places at which a pattern ends that begins at one of these.
    fn after(&self, pattern: &Pattern, from: Places) -> Places {
        if from == 0 {
            return 0;
        }
        let line = self.line;
        match pattern {
            Pattern::Of(set) => line.over(from & line.of[usize::from(*set)]),
            Pattern::AnyWord => line.over(from & line.words),
            Pattern::Form(form) => line.over(line.of_form(*form, from)),
            Pattern::Term if from & self.term.0 == 0 => 0,
            Pattern::Term => self.term.1,
            Pattern::Number(least) => {
                line.over(from & line.numbers[usize::from(*least - 1).min(DIGITS - 1)])
            }
            Pattern::Capital => line.over(from & line.capitals),
            Pattern::First => from & line.first,
            Pattern::Last => from & line.last,
            Pattern::Gap(most) => line.gap(from, *most),
            Pattern::Named(place) => self.after(&line.patterns.named[usize::from(*place)], from),
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
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::slice;

    use fastrand::Rng;

    use super::*;

    /// What the patterns of a text find, with a term.
    fn found_with<'s>(patterns: &str, sentence: &'s str, term: Option<&str>) -> Vec<&'s str> {
        let patterns = WordPatterns::read(patterns).unwrap();
        let tokens = Token::all(sentence);
        let at = |term| tokens.iter().position(|token| token.folded == term);
        let term = term.and_then(at).map(|at| at..at + 1);
        let mut all = Vec::new();
        for line in Line::all(&patterns, sentence, &tokens) {
            for place in patterns.places() {
                let found = line.find(place, term.as_ref());
                let is_likely = Line::likely(slice::from_ref(&line)).any(|likely| likely == place);
                assert!(is_likely || found.is_empty());
                assert_eq!(line.shows(place), !found.is_empty() && term.is_none());
                all.extend(found);
            }
        }
        let written = all.into_iter();
        written
            .map(|found| &sentence[tokens[found.start].start..tokens[found.end - 1].end])
            .collect()
    }

    fn found<'s>(patterns: &str, sentence: &'s str) -> Vec<&'s str> {
        found_with(patterns, sentence, None)
    }

    #[test]
    fn a_pattern_is_found_in_its_words() {
        for (pattern, sentence, wanted) in [
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
                &["She's left", "she\u{2019}d \"left"],
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
                r"see {[A-Z]\d+}? today",
                "see A12 today, see today, see a12 today",
                &["see A12 today", "see today"],
            ),
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
                "@home = at-home/here\nstay~ @home\nlive~ abroad/@home",
                "stayed at home, lives here",
                &["stayed at home", "lives here"],
            ),
        ] {
            assert_eq!(found(pattern, sentence), wanted, "{pattern}");
        }
    }

    #[test]
    fn the_term_may_stand_between_marks() {
        let patterns = "has severe? @term\n\n@term was worse";
        for (sentence, is_found) in [
            ("She has severe asthma", "has severe asthma"),
            ("She has: (asthma", "has: (asthma"),
            ("Her asthma, was worse", "asthma, was worse"),
            ("She has had asthma", ""),
        ] {
            let found = found_with(patterns, sentence, Some("asthma"));
            assert_eq!(found.join("|"), is_found, "{sentence}");
            assert_eq!(found_with(patterns, sentence, None), [""; 0]);
        }
    }

    #[test]
    fn a_long_sentence_is_read_to_its_end() {
        let sentence = format!("{}he left us", "and on ".repeat(200));
        assert_eq!(found("he left us", &sentence), ["he left us"]);
        assert_eq!(found("^ on and", &sentence), [""; 0]);
        assert_eq!(found("and on and $", &sentence), [""; 0]);
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
        let patterns = WordPatterns::read("a\nb\nc").unwrap();
        let mut rng = Rng::with_seed(5);
        let mut met = 0;
        for _ in 0..4000 {
            let sentence: String = (0..rng.usize(..9))
                .filter_map(|_| rng.choice([" a", " b", " c", " d", ",", "'s", "\""]))
                .collect();
            let tokens = Token::all(&sentence);
            let line = Line::new(&patterns, &sentence, &tokens, 0..tokens.len());
            let pattern = random(&mut rng, 3);
            for at in 0..=tokens.len() {
                let places = Search::new(&line, None).after(&pattern, 1 << at);
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
