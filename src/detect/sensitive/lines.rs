//! Where a sentence has a pattern of words.
//!
//! Sets of places are numbers with a bit for each place before, between and behind the words: a pattern takes those where it
//! may begin to those where it ends, all at once.

use std::iter;
use std::ops::Range;

use super::tokens::{Kind, Token};
use super::word_patterns::{Pattern, PatternLists, WordPatterns};
use super::word_sets::{Known, Lists, WordSets, Written};

/// A set of places, one bit each.
type Places = u128;

/// Words that are looked at together: with the place behind the last, as many as there are bits.
const WINDOW: usize = 127;

/// The most digits that a number is asked to have.
const DIGITS: usize = 8;

/// A sentence, with what patterns ask about its words.
pub(super) struct Read<'s> {
    text: &'s str,
    tokens: Vec<Token<'s>>,
    /// What the lists know of its words, with the places of those, in order.
    known: Vec<(usize, Known)>,
    /// The lists that have patterns to be looked for.
    lists: Lists,
    parts: Vec<Part>,
}

/// What stands where in a sentence, or in a part of one that is very long.
struct Part {
    /// Its words among those of the sentence.
    window: Range<usize>,
    words: Places,
    /// With so many digits or more.
    numbers: [Places; DIGITS],
    capitals: Places,
    /// Without small letters.
    upper: Places,
    /// What is passed over.
    light: Places,
    /// Behind the last word.
    end: Places,
    /// The beginning and the end of the sentence.
    first: Places,
    last: Places,
}

/// A part of a sentence, and where the words of the sets of a list stand in it.
pub(super) struct Line<'r> {
    read: &'r Read<'r>,
    part: &'r Part,
    patterns: &'r WordPatterns,
    /// By set.
    of: Vec<Places>,
    /// A bit for each pattern: it has a word that each match of the pattern has.
    likely: Vec<u64>,
}

impl<'s> Read<'s> {
    pub(super) fn new(text: &'s str, sets: &WordSets<'_>) -> Self {
        let tokens = Token::all(text);
        let mut known = Vec::new();
        let mut lists = sets.unkeyed;
        for (at, token) in tokens.iter().enumerate() {
            for one in sets.known(&token.folded) {
                lists |= one.keys;
                known.push((at, one));
            }
        }
        let mut parts = Vec::new();
        for start in (0..tokens.len()).step_by(WINDOW / 2) {
            let window = start..tokens.len().min(start + WINDOW);
            let is_last = window.end == tokens.len();
            parts.push(Part::new(text, &tokens, window));
            if is_last {
                break;
            }
        }
        Self {
            text,
            tokens,
            known,
            lists,
            parts,
        }
    }

    pub(super) fn tokens(&self) -> &[Token<'s>] {
        &self.tokens
    }

    /// The parts of the sentence as the patterns of a list see them: one, unless it is very long, and none if no pattern of the
    /// list can be found.
    pub(super) fn lines<'r>(&'r self, lists: &'r PatternLists<'_>, list: usize) -> Vec<Line<'r>> {
        if self.lists >> list & 1 == 0 {
            return Vec::new();
        }
        let patterns = lists.lists[list].get();
        let parts = self.parts.iter();
        let line = |part| Line::new(self, part, &lists.sets, list, patterns);
        parts.map(line).collect()
    }
}

impl Part {
    fn new(text: &str, tokens: &[Token<'_>], window: Range<usize>) -> Self {
        let end = 1 << window.len();
        let mut part = Self {
            words: 0,
            numbers: [0; DIGITS],
            capitals: 0,
            upper: 0,
            light: 0,
            end,
            first: Places::from(window.start == 0),
            last: if window.end == tokens.len() { end } else { 0 },
            window: window.clone(),
        };
        for (at, token) in tokens[window].iter().enumerate() {
            let place = 1 << at;
            match token.kind {
                Kind::Word => part.words |= place,
                Kind::Light => part.light |= place,
                Kind::Mark => {}
            }
            let written = &text[token.start..token.end];
            if written.starts_with(char::is_uppercase) {
                part.capitals |= place;
                if !written.contains(char::is_lowercase) {
                    part.upper |= place;
                }
            }
            if written.starts_with(|c: char| c.is_ascii_digit()) {
                let digits = written.bytes().filter(u8::is_ascii_digit).count();
                part.numbers[..digits.min(DIGITS)]
                    .iter_mut()
                    .for_each(|places| *places |= place);
            }
        }
        part
    }
}

impl<'r> Line<'r> {
    fn new(
        read: &'r Read<'r>,
        part: &'r Part,
        sets: &WordSets<'_>,
        list: usize,
        patterns: &'r WordPatterns,
    ) -> Self {
        let mut of = vec![0; patterns.keys.len()];
        let mut likely = vec![0; patterns.patterns.len().div_ceil(64)];
        let mut look_for = |pattern: &u16| likely[usize::from(pattern / 64)] |= 1 << (pattern % 64);
        patterns.unkeyed.iter().for_each(&mut look_for);
        let first = read
            .known
            .partition_point(|(at, _)| *at < part.window.start);
        let known = read.known[first..].iter();
        for (at, known) in known.take_while(|(at, _)| *at < part.window.end) {
            let place = 1 << (at - part.window.start);
            for (set, written) in sets.of_list(*known, list) {
                let is_so = match written {
                    Written::Anyhow => true,
                    Written::Capital => part.capitals & place != 0,
                    Written::Upper => part.upper & place != 0,
                };
                if is_so {
                    of[set] |= place;
                    patterns.keys[set].iter().for_each(&mut look_for);
                }
            }
        }
        Self {
            read,
            part,
            patterns,
            of,
            likely,
        }
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
                let kept = (start + 1..end).rfind(|at| self.part.light >> at & 1 == 0);
                let end = kept.unwrap_or(start) + 1;
                found.push(self.part.window.start + start..self.part.window.start + end);
                from &= Places::MAX << end;
            } else {
                from &= from - 1;
            }
        }
        found
    }

    /// The places behind words, and behind what is light that follows them.
    fn over(&self, words: Places) -> Places {
        Self::past(words << 1, self.part.light)
    }

    fn gap(&self, from: Places, most: u8) -> Places {
        let marks = (self.part.end - 1) & !self.part.words;
        let mut all = Self::past(from, marks);
        for _ in 0..most {
            let next = all | Self::past((all & self.part.words) << 1, marks);
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

    fn written(&self, at: usize) -> &str {
        let token = &self.read.tokens[self.part.window.start + at];
        &self.read.text[token.start..token.end]
    }

    /// The words that have a form.
    fn of_form(&self, form: u16, among: Places) -> Places {
        let form = &self.patterns.forms[usize::from(form)];
        let (mut left, mut found) = (among & self.part.words, 0);
        while left != 0 {
            let place = left & left.wrapping_neg();
            if form.is_of(self.written(place.trailing_zeros() as usize)) {
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
        let within = term.filter(|term| {
            line.part.window.start <= term.start && term.end <= line.part.window.end
        });
        let place = |at: usize| 1 << (at - line.part.window.start);
        Self {
            line,
            term: within.map_or((0, 0), |term| (place(term.start), place(term.end))),
        }
    }

    /// All places of the line.
    fn all(&self) -> Places {
        self.line.part.end | (self.line.part.end - 1)
    }

    /// The places at which a pattern ends that begins at one of these.
    fn after(&self, pattern: &Pattern, from: Places) -> Places {
        if from == 0 {
            return 0;
        }
        let line = self.line;
        match pattern {
            Pattern::Of(set) => line.over(from & line.of[usize::from(*set)]),
            Pattern::AnyWord => line.over(from & line.part.words),
            Pattern::Form(form) => line.over(line.of_form(*form, from)),
            Pattern::Term if from & self.term.0 == 0 => 0,
            Pattern::Term => self.term.1,
            Pattern::Number(least) => {
                line.over(from & line.part.numbers[usize::from(*least - 1).min(DIGITS - 1)])
            }
            Pattern::Capital => line.over(from & line.part.capitals),
            Pattern::First => from & line.part.first,
            Pattern::Last => from & line.part.last,
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

    impl Read<'_> {
        /// The parts as the patterns of the first list see them.
        fn all_lines<'r>(&'r self, lists: &'r PatternLists<'_>) -> Vec<Line<'r>> {
            let patterns = lists.lists[0].get();
            let parts = self.parts.iter();
            let line = |part| Line::new(self, part, &lists.sets, 0, patterns);
            parts.map(line).collect()
        }
    }

    /// What the patterns of a text find, with a term.
    fn found_with<'s>(patterns: &str, sentence: &'s str, term: Option<&str>) -> Vec<&'s str> {
        let lists = PatternLists::of_text(patterns).unwrap();
        let read = Read::new(sentence, &lists.sets);
        let tokens = read.tokens();
        let at = |term| tokens.iter().position(|token| token.folded == term);
        let term = term.and_then(at).map(|at| at..at + 1);
        let mut all = Vec::new();
        let is_looked_at = !read.lines(&lists, 0).is_empty();
        for line in read.all_lines(&lists) {
            for place in 0..line.patterns.patterns.len() {
                let found = line.find(place, term.as_ref());
                let is_likely = Line::likely(slice::from_ref(&line)).any(|likely| likely == place);
                assert!(is_likely || found.is_empty());
                assert!(is_looked_at || found.is_empty());
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
        let lists = PatternLists::of_text("a\nb\nc").unwrap();
        let mut rng = Rng::with_seed(5);
        let mut met = 0;
        for _ in 0..4000 {
            let sentence: String = (0..rng.usize(..9))
                .filter_map(|_| rng.choice([" a", " b", " c", " d", ",", "'s", "\""]))
                .collect();
            let read = Read::new(&sentence, &lists.sets);
            let tokens = read.tokens();
            let lines = read.all_lines(&lists);
            let pattern = random(&mut rng, 3);
            let Some(line) = lines.first() else { continue };
            for at in 0..=tokens.len() {
                let places = Search::new(line, None).after(&pattern, 1 << at);
                let places: BTreeSet<_> =
                    (0..128).filter(|place| places >> place & 1 != 0).collect();
                assert_eq!(
                    places,
                    ends(&pattern, tokens, at),
                    "{pattern:?} of {sentence:?} at {at}"
                );
                met += usize::from(places.len() > 1);
            }
        }
        assert!(met > 4000, "{met}");
    }
}
