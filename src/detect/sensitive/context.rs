//! The patterns around a topic: what asserts it of somebody, what speaks of one person, what is general.

use std::iter;
use std::ops::Range;
use std::sync::OnceLock;

use regex::bytes::{RegexSet, RegexSetBuilder};
use regex_automata::meta::{Config, Regex};
use regex_automata::nfa::thompson::WhichCaptures;
use regex_automata::util::syntax;

use super::Fault;
use super::fact_lists::Statements;
use super::facts::{Facts, Said};
use super::patterns::{Categories, Lists, Pattern, Set, plain};
use crate::detect::automata::Automaton;
use crate::detect::embedded::{CONTEXT, CONTEXT_TABLES, FACTS};
use crate::detect::rule::Book;
use crate::detect::stored::Late;

/// Bytes before a topic in which an assertion may begin.
const REACH: usize = 120;

/// Bytes that the automata of an organisation's set may take.
const SET_SIZE: usize = 16 << 20;

/// Patterns that speak of somebody.
pub(super) struct Individual {
    facts: Facts,
    before: Vec<(Categories, Before)>,
    after: Vec<(Categories, Anywhere)>,
    near: Vec<(Categories, Anywhere)>,
    key: Together,
    person: Together,
    addressed: Together,
    subject: Together,
}

/// Patterns of general text.
pub(super) struct General {
    sentence: Together,
    section: Together,
    document: Together,
}

/// A pattern that is asked where it first matches.
struct Anywhere(Lazy);

/// A pattern that is asked where a match starts that ends with the text.
struct Before(Lazy);

/// Patterns that are asked which of them match.
struct Together {
    members: Vec<Lazy>,
    /// Automata of some members each; none in an organisation's book.
    automata: Vec<&'static [u16]>,
    set: OnceLock<RegexSet>,
}

/// A pattern that is compiled when it is first asked: most texts need none.
struct Lazy {
    /// Empty if the automaton knows it all.
    pattern: String,
    automaton: Option<&'static [u16]>,
    regex: OnceLock<Regex>,
}

/// Reads the patterns of a book, or takes those of the program as the build script drew them up.
pub(super) fn read(book: &Book) -> Result<(Individual, General), Fault> {
    let (lists, facts): (Lists, Facts) = if book.is_builtin() {
        let written = "written by the build script";
        let lists = postcard::from_bytes(CONTEXT).expect(written);
        (lists, postcard::from_bytes(FACTS).expect(written))
    } else {
        let lists = Lists::read(book, &|pattern| compile(pattern).map(drop))?;
        let facts = Statements::all(book)?.into_iter();
        (lists, facts.map(Late::from).collect())
    };
    let anywhere = |(categories, pattern)| (categories, Anywhere(Lazy::new(pattern)));
    let before = |(categories, pattern)| (categories, Before::new(pattern));
    let individual = Individual {
        facts,
        before: lists.before.into_iter().map(before).collect(),
        after: lists.after.into_iter().map(anywhere).collect(),
        near: lists.near.into_iter().map(anywhere).collect(),
        key: Together::new(lists.key),
        person: Together::new(lists.person),
        addressed: Together::new(lists.addressed),
        subject: Together::new(lists.subject),
    };
    let general = General {
        sentence: Together::new(lists.sentence),
        section: Together::new(lists.section),
        document: Together::new(lists.document),
    };
    Ok((individual, general))
}

fn table(place: Range<u32>) -> &'static [u16] {
    let tables: &[u16] = bytemuck::cast_slice(&CONTEXT_TABLES.bytes);
    &tables[place.start as usize..place.end as usize]
}

impl Lazy {
    fn new(pattern: Pattern) -> Self {
        Self {
            pattern: pattern.source,
            automaton: pattern.table.map(table),
            regex: OnceLock::new(),
        }
    }

    fn automaton(&self) -> Option<Automaton<'static>> {
        self.automaton.map(Automaton::new)
    }

    /// The automaton knows the whole pattern; where it knows a part and finds that, the pattern itself is asked.
    fn is_known(&self) -> bool {
        self.pattern.is_empty()
    }

    fn regex(&self) -> &Regex {
        self.regex
            .get_or_init(|| compile(&self.pattern).expect("checked when read"))
    }
}

impl Anywhere {
    /// The first match that is wanted; matches do not overlap.
    fn find(&self, text: &[u8], wanted: impl Fn(&Range<usize>) -> bool) -> Option<Range<usize>> {
        let Self(pattern) = self;
        if let Some(automaton) = pattern.automaton() {
            let first = automaton.find(text, 0)?;
            if pattern.is_known() {
                let next = |last: &Range<usize>| automaton.find(text, last.end);
                return iter::successors(Some(first), next).find(wanted);
            }
        }
        let mut found = pattern.regex().find_iter(text);
        found.find_map(|found| Some(found.range()).filter(&wanted))
    }
}

impl Before {
    fn new(mut pattern: Pattern) -> Self {
        if pattern.table.is_none() || !pattern.source.is_empty() {
            pattern.source = format!("(?:{})$", pattern.source);
        }
        Self(Lazy::new(pattern))
    }

    /// The leftmost start of a match that ends with the text.
    fn start(&self, text: &[u8]) -> Option<usize> {
        let Self(pattern) = self;
        if let Some(automaton) = pattern.automaton() {
            let start = automaton.start_of_end(text)?;
            if pattern.is_known() {
                return Some(start);
            }
        }
        pattern.regex().find(text).map(|found| found.start())
    }
}

impl Together {
    fn new(set: Set) -> Self {
        let alone = |source| {
            Lazy::new(Pattern {
                source,
                table: None,
            })
        };
        Self {
            members: set.sources.into_iter().map(alone).collect(),
            automata: set.tables.into_iter().map(table).collect(),
            set: OnceLock::new(),
        }
    }

    fn any(&self, text: &[u8]) -> bool {
        if self.automata.is_empty() {
            self.set().is_match(text)
        } else {
            self.shown(text, 1) != 0
        }
    }

    /// How many match, or that two do.
    fn count(&self, text: &[u8]) -> usize {
        if self.automata.is_empty() {
            self.set().matches(text).iter().take(2).count()
        } else {
            self.shown(text, 2).count_ones() as usize
        }
    }

    /// Those that match, one bit each.
    fn which(&self, text: &[u8]) -> u64 {
        if self.automata.is_empty() {
            let found = self.set().matches(text);
            found.iter().fold(0, |bits, index| bits | 1 << (index % 64))
        } else {
            self.shown(text, u32::MAX)
        }
    }

    /// What the automata show of members that match, until there are enough.
    fn shown(&self, text: &[u8], enough: u32) -> u64 {
        let (mut shown, mut asked) = (0_u64, 0_u64);
        for table in &self.automata {
            Automaton::new(table).members(text, |met| {
                for (member, index) in self.members.iter().zip(0..) {
                    let bit = 1 << index;
                    if met & bit & !asked != 0
                        && (member.is_known() || member.regex().is_match(text))
                    {
                        shown |= bit;
                    }
                }
                asked |= met;
                shown.count_ones() < enough
            });
            if shown.count_ones() >= enough {
                break;
            }
        }
        shown
    }

    fn set(&self) -> &RegexSet {
        self.set.get_or_init(|| {
            let patterns = self.members.iter().map(|member| plain(&member.pattern));
            RegexSetBuilder::new(patterns)
                .case_insensitive(true)
                .unicode(false)
                .size_limit(SET_SIZE)
                .dfa_size_limit(SET_SIZE)
                .build()
                .expect("each pattern was checked when read")
        })
    }
}

impl Individual {
    /// A sentence that can be asked for whole facts.
    pub(super) fn said<'s>(&'s self, sentence: &'s str) -> Said<'s> {
        Said::new(&self.facts, sentence)
    }

    /// Where the assertion of a topic is written, if there is one: byte range in the sentence.
    pub(super) fn assertion(
        &self,
        sentence: &str,
        topic: (usize, usize),
        category: usize,
    ) -> Option<(usize, usize)> {
        let bit = 1 << category;
        let from = sentence.floor_char_boundary(topic.0.saturating_sub(REACH));
        let text = sentence.as_bytes();
        let before = self
            .before
            .iter()
            .filter(|(categories, _)| categories & bit != 0)
            .find_map(|(_, pattern)| pattern.start(&text[from..topic.0]))
            .map(|start| (from + start, topic.0));
        let after = || {
            self.after
                .iter()
                .filter(|(categories, _)| categories & bit != 0)
                .find_map(|(_, pattern)| pattern.find(&text[topic.1..], |_| true))
                .map(|found| (topic.1, topic.1 + found.end))
        };
        let near = || {
            // A pattern must be more than the topic itself.
            let more = |found: &Range<usize>| found.start < topic.0 || found.end > topic.1;
            self.near
                .iter()
                .filter(|(categories, _)| categories & bit != 0)
                .find_map(|(_, pattern)| pattern.find(text, more))
                .map(|found| (found.start, found.end))
        };
        let (start, end) = before.or_else(after).or_else(near)?;
        let whole = whole_letters(sentence, start..end);
        Some((whole.start, whole.end))
    }

    /// The sentence names somebody by what tells people apart where they are known: a staff number, initials.
    pub(super) fn tells_apart(&self, sentence: &str) -> bool {
        self.key.any(sentence.as_bytes())
    }

    /// The sentence speaks of one person without a name: a pronoun, a role.
    pub(super) fn speaks_of_one(&self, sentence: &str) -> bool {
        self.person.any(sentence.as_bytes())
    }

    /// The sentence begins a note about one person who has no name in it: an age and a sex, a role without an article.
    pub(super) fn begins_note(&self, sentence: &str) -> bool {
        self.subject.any(sentence.as_bytes())
    }

    /// The sentence speaks to its reader about the reader's own affairs.
    pub(super) fn speaks_to_reader(&self, sentence: &str) -> bool {
        self.addressed.any(sentence.as_bytes())
    }
}

impl General {
    /// How many patterns of its own a sentence shows, or that it shows two.
    pub(super) fn in_sentence(&self, sentence: &str) -> usize {
        self.sentence.count(sentence.as_bytes())
    }

    /// Whether a heading or sentence says that its section is general.
    pub(super) fn in_section(&self, text: &str) -> bool {
        self.section.any(text.as_bytes())
    }

    /// The patterns of general documents that a text shows, one bit each.
    pub(super) fn in_document(&self, text: &str) -> u64 {
        self.document.which(text.as_bytes())
    }
}

/// Compiles a pattern that is asked of a few sentences: without what makes long searches quick, which takes the most of the time.
pub(super) fn compile(pattern: &str) -> Result<Regex, String> {
    let config = Config::new()
        .auto_prefilter(false)
        .which_captures(WhichCaptures::Implicit)
        .onepass(false)
        .backtrack(false);
    let syntax = syntax::Config::new()
        .case_insensitive(true)
        .unicode(false)
        .utf8(false);
    Regex::builder()
        .configure(config)
        .syntax(syntax)
        .build(&plain(pattern))
        .map_err(|error| {
            let error = error
                .syntax_error()
                .map_or_else(|| error.to_string(), ToString::to_string);
            error.replace('\n', " ")
        })
}

/// A range with the whole of the letters at its ends: patterns know bytes, and may end within a letter that is not ASCII.
fn whole_letters(text: &str, range: Range<usize>) -> Range<usize> {
    text.floor_char_boundary(range.start)..text.ceil_char_boundary(range.end)
}

#[cfg(test)]
mod tests {
    use proptest::strategy::{Strategy as _, ValueTree as _};
    use proptest::string::bytes_regex_parsed;
    use proptest::test_runner::TestRunner;
    use regex_syntax::hir::{Hir, HirKind, Repetition};

    use super::*;
    use crate::detect::engine::compile::parsed;

    /// The patterns of the program, as drawn up and as written.
    fn lists() -> (Lists, Lists) {
        let drawn = postcard::from_bytes(CONTEXT).unwrap();
        let written = Lists::read(&Book::builtin(), &|_| Ok(())).unwrap();
        (drawn, written)
    }

    fn sets(lists: Lists) -> [Set; 7] {
        [
            lists.key,
            lists.person,
            lists.addressed,
            lists.subject,
            lists.sentence,
            lists.section,
            lists.document,
        ]
    }

    fn sources(lists: Lists) -> Vec<String> {
        let alone = [&lists.before, &lists.after, &lists.near];
        let alone = alone
            .into_iter()
            .flatten()
            .map(|(_, pattern)| &pattern.source);
        let mut sources: Vec<_> = alone.cloned().collect();
        sources.extend(sets(lists).into_iter().flat_map(|set| set.sources));
        sources
    }

    /// The pattern without what looks at edges, so that texts can be made that are like its matches.
    fn without_looks(hir: &Hir) -> Hir {
        let each = |parts: &[Hir]| parts.iter().map(without_looks).collect();
        match hir.kind() {
            HirKind::Look(_) => Hir::empty(),
            HirKind::Capture(capture) => without_looks(&capture.sub),
            HirKind::Concat(parts) => Hir::concat(each(parts)),
            HirKind::Alternation(parts) => Hir::alternation(each(parts)),
            HirKind::Repetition(repetition) => Hir::repetition(Repetition {
                sub: Box::new(without_looks(&repetition.sub)),
                ..repetition.clone()
            }),
            _ => hir.clone(),
        }
    }

    /// What a text may begin and end with, and what may stand between two that match.
    const EDGES: [&[u8]; 10] = [
        b"", b" ", b"a", b"_", b"\xe9", b". ", b"\n", b"-", b"9", b"'s ",
    ];

    /// Texts like the matches of every pattern, between edges, two together, and with bytes changed or left out.
    fn texts(sources: &[String], each: usize) -> Vec<Vec<u8>> {
        let mut runner = TestRunner::deterministic();
        let mut random = fastrand::Rng::with_seed(7);
        let mut texts: Vec<Vec<u8>> = EDGES.map(<[u8]>::to_vec).into();
        for source in sources {
            let hir = parsed(&plain(source), true);
            let like = bytes_regex_parsed(&without_looks(&hir)).unwrap();
            for _ in 0..each {
                let mut text = random.choice(EDGES).unwrap().to_vec();
                text.extend(like.new_tree(&mut runner).unwrap().current());
                text.extend_from_slice(random.choice(EDGES).unwrap());
                if random.bool() {
                    let before = random.choice(&texts).unwrap().clone();
                    text.splice(..0, before);
                }
                if random.u8(..3) == 0 {
                    let at = random.usize(..=text.len());
                    let end = text.len().min(at + random.usize(..2));
                    text.splice(at..end, random.choice(EDGES).unwrap().iter().copied());
                }
                text.truncate(400);
                texts.push(text);
            }
        }
        texts
    }

    fn regex(source: &str) -> Regex {
        compile(source).unwrap()
    }

    #[test]
    fn automata_find_what_the_patterns_find() {
        let (drawn, written) = lists();
        let texts = texts(&sources(lists().1), 8);
        let mut met = 0;
        for ((_, pattern), (_, source)) in drawn.before.into_iter().zip(&written.before) {
            let regex = regex(&format!("(?:{})$", source.source));
            let pattern = Before::new(pattern);
            for text in &texts {
                let start = regex.find(text).map(|found| found.start());
                assert_eq!(pattern.start(text), start, "{} {text:?}", source.source);
                met += usize::from(start.is_some());
            }
        }
        let drawn = drawn.after.into_iter().chain(drawn.near);
        let written = written.after.iter().chain(&written.near);
        for ((_, pattern), (_, source)) in drawn.zip(written) {
            let regex = regex(&source.source);
            let pattern = Anywhere(Lazy::new(pattern));
            for text in &texts {
                let spans: Vec<_> = regex.find_iter(text).map(|found| found.range()).collect();
                assert_eq!(pattern.find(text, |_| true).as_ref(), spans.first());
                if let Some(last) = spans.last() {
                    let is_last = |found: &Range<usize>| found.start >= last.start;
                    assert_eq!(pattern.find(text, is_last).as_ref(), Some(last));
                    assert_eq!(pattern.find(text, |found| found.start > last.start), None);
                    met += 1;
                }
            }
        }
        assert!(met > texts.len(), "{met} of {}", texts.len());
    }

    #[test]
    fn automata_of_sets_show_the_patterns_that_match() {
        let (drawn, written) = lists();
        let texts = texts(&sources(lists().1), 8);
        for (drawn, written) in sets(drawn).into_iter().zip(sets(written)) {
            let (drawn, written) = (Together::new(drawn), Together::new(written));
            assert!(!drawn.automata.is_empty());
            for text in &texts {
                assert_eq!(drawn.which(text), written.which(text), "{text:?}");
                assert_eq!(drawn.any(text), written.any(text), "{text:?}");
                assert_eq!(drawn.count(text), written.count(text), "{text:?}");
            }
        }
    }

    #[test]
    fn few_patterns_of_the_program_need_more_than_their_automaton() {
        let (drawn, _) = lists();
        let known = |pattern: &Pattern| pattern.table.is_some() && pattern.source.is_empty();
        let alone = [&drawn.before, &drawn.after, &drawn.near];
        let alone = alone
            .into_iter()
            .flatten()
            .filter(|(_, pattern)| !known(pattern));
        let asked = alone.count();
        let sources = sets(drawn).into_iter().flat_map(|set| set.sources);
        let together = sources.filter(|source| !source.is_empty()).count();
        assert!(asked <= 5 && together <= 5, "{asked} {together}");
        assert!(
            CONTEXT_TABLES.bytes.len() < 4 << 20,
            "{}",
            CONTEXT_TABLES.bytes.len()
        );
    }
}
