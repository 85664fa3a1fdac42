//! What stands around a term: what asserts it of somebody, what speaks of one person, what is general.

use std::cell::OnceCell;
use std::ops::Range;
use std::slice;

use super::lines::{Line, Read};
use super::word_patterns::{List, PatternLists};
use super::{CATEGORIES, Fault};
use crate::detect::embedded::CONTEXT;
use crate::detect::rule::Book;

/// The patterns of words of a book.
pub(super) struct Context(PatternLists<'static>);

/// Where a pattern is found in a sentence.
pub(super) struct Found {
    /// Its bytes.
    pub(super) range: Range<usize>,
    list: List,
    pattern: usize,
}

/// A sentence, and what it is known to say.
pub(super) struct Said<'s> {
    context: &'s Context,
    text: &'s str,
    read: OnceCell<Read<'s>>,
    facts: [OnceCell<Vec<Found>>; CATEGORIES.len()],
}

impl Context {
    /// Reads the patterns of a book, or takes those of the program as the build script wrote them.
    pub(super) fn read(book: &Book) -> Result<Self, Fault> {
        if book.is_builtin() {
            let lists = postcard::from_bytes(CONTEXT).expect("written by the build script");
            return Ok(Self(lists));
        }
        PatternLists::read(book).map(Self)
    }

    /// A sentence that can be asked what it says.
    pub(super) fn said<'s>(&'s self, sentence: &'s str) -> Said<'s> {
        Said {
            context: self,
            text: sentence,
            read: OnceCell::new(),
            facts: Default::default(),
        }
    }
}

impl Said<'_> {
    fn read(&self) -> &Read<'_> {
        self.read
            .get_or_init(|| Read::new(self.text, &self.context.0.sets))
    }

    fn lines(&self, list: List) -> Vec<Line<'_>> {
        self.read().lines(&self.context.0, list.place())
    }

    /// Where the sentence states a fact of a category, statement after statement.
    pub(super) fn facts(&self, category: usize) -> &[Found] {
        self.facts[category].get_or_init(|| {
            let list = List::Statements(category);
            let lines = self.lines(list);
            let found = lines.iter().flat_map(|line| {
                let likely = Line::likely(slice::from_ref(line));
                likely.flat_map(|pattern| {
                    let found = line.find(pattern, None).into_iter();
                    found.map(move |tokens| (pattern, tokens))
                })
            });
            found
                .map(|(pattern, tokens)| self.found(list, pattern, tokens))
                .collect()
        })
    }

    /// The assertion of a term, if there is one. The term is a byte range.
    pub(super) fn assertion(&self, category: usize, term: &Range<usize>) -> Option<Found> {
        let tokens = self.read().tokens();
        let first = tokens.partition_point(|token| token.end <= term.start);
        let end = tokens.partition_point(|token| token.start < term.end);
        let list = List::Assertions(category);
        let lines = self.lines(list);
        Line::likely(&lines).find_map(|pattern| {
            let mut found = lines
                .iter()
                .flat_map(|line| line.find(pattern, Some(&(first..end))));
            // A pattern must be more than the term itself.
            let tokens = found.find(|found| found.start < first || found.end > end)?;
            Some(self.found(list, pattern, tokens))
        })
    }

    /// The sentence names somebody by what tells people apart where they are known: a staff number, initials.
    pub(super) fn tells_apart(&self) -> bool {
        self.shows(List::ToldApart)
    }

    /// The sentence speaks of one person without a name: a pronoun, a role.
    pub(super) fn speaks_of_one(&self) -> bool {
        self.shows(List::SpokenOf)
    }

    /// As [`Self::speaks_of_one`], in its first bytes.
    pub(super) fn speaks_of_one_in(&self, bytes: usize) -> bool {
        let mut whole = self.read().tokens().iter().rev();
        let last = whole.find(|token| token.end <= bytes);
        let first = &self.text[..last.map_or(0, |token| token.end)];
        self.context.said(first).speaks_of_one()
    }

    /// The sentence begins a note about one person who has no name in it: an age and a sex, a role without an article.
    pub(super) fn begins_note(&self) -> bool {
        self.shows(List::Note)
    }

    /// The sentence speaks to its reader about the reader's own affairs.
    pub(super) fn speaks_to_reader(&self) -> bool {
        self.shows(List::SpokenTo)
    }

    /// How many patterns of general text a sentence shows, or that it shows two.
    pub(super) fn general_in_sentence(&self) -> usize {
        self.shown(List::Sentence, |shown| shown.take(2).count())
    }

    /// Whether a heading or sentence says that its section is general.
    pub(super) fn is_general_in_section(&self) -> bool {
        self.shows(List::Section)
    }

    /// Anything in the sentence is general.
    pub(super) fn is_general(&self) -> bool {
        self.shows(List::Sentence) || self.is_general_in_section()
    }

    /// Where the patterns of general text are written that the sentence shows.
    pub(super) fn general_sources(&self) -> Vec<String> {
        let of_list = |list: List| {
            let shown: Vec<_> = self.shown(list, |shown| shown.collect());
            let shown = shown.into_iter();
            shown.map(move |pattern| self.source(list, pattern))
        };
        let lists = [List::Sentence, List::Section].into_iter();
        lists.flat_map(of_list).collect()
    }

    /// The patterns of general documents that a text shows, one bit each.
    pub(super) fn general_in_document(&self) -> u64 {
        self.shown(List::Document, |shown| {
            shown.fold(0, |bits, place| bits | 1 << (place % 64))
        })
    }

    fn shows(&self, list: List) -> bool {
        self.shown(list, |shown| shown.next().is_some())
    }

    /// What is made of the places of the patterns of a list that the sentence shows.
    fn shown<T>(&self, list: List, make: impl FnOnce(&mut dyn Iterator<Item = usize>) -> T) -> T {
        let lines = self.lines(list);
        let is_shown = |place: &usize| lines.iter().any(|line| line.shows(*place));
        make(&mut Line::likely(&lines).filter(is_shown))
    }

    /// A pattern that is found in some tokens.
    fn found(&self, list: List, pattern: usize, tokens: Range<usize>) -> Found {
        let all = self.read().tokens();
        Found {
            range: all[tokens.start].start..all[tokens.end - 1].end,
            list,
            pattern,
        }
    }

    /// Where a pattern is written: its file and line, `statements/health:12`.
    fn source(&self, list: List, pattern: usize) -> String {
        let lines = &self.context.0.lists[list.place()].get().lines;
        format!("{}:{}", list.file(), lines[pattern])
    }

    /// Where a pattern that was found is written, as [`Self::general_sources`] gives it.
    pub(super) fn source_of(&self, found: &Found) -> String {
        self.source(found.list, found.pattern)
    }
}

/// The examples of a book that their patterns are not found in, with the names of their lists.
pub(in crate::detect) fn unmet(book: &Book) -> Result<Vec<(String, String)>, Fault> {
    let mut unmet = Vec::new();
    let (patterns, examples) = PatternLists::with_examples(book)?;
    for (list, examples) in List::all().zip(examples) {
        for example in examples {
            let read = Read::new(&example.sentence, &patterns.sets);
            let lines = read.lines(&patterns, list.place());
            let is_found = |term: Option<&Range<usize>>| {
                let mut lines = lines.iter();
                lines.any(|line| !line.find(example.pattern, term).is_empty())
            };
            // Some word of it is the term.
            let mut terms = (0..read.tokens().len()).map(|at| at..at + 1);
            let is_met = is_found(None) || terms.any(|term| is_found(Some(&term)));
            if !is_met {
                unmet.push((list.file(), example.sentence));
            }
        }
    }
    Ok(unmet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_of_the_program_has_an_example_that_it_is_found_in() {
        let book = Book::builtin();
        assert_eq!(unmet(&book).unwrap(), []);
        let (patterns, examples) = PatternLists::with_examples(&book).unwrap();
        for (list, examples) in List::all().zip(examples) {
            let is_shown = |place: &usize| examples.iter().any(|known| known.pattern == *place);
            let places = 0..patterns.lists[list.place()].get().patterns.len();
            let without: Vec<_> = places.filter(|place| !is_shown(place)).collect();
            assert_eq!(without, [0; 0], "{}", list.file());
        }
    }
}
