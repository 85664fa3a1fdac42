//! What stands around a term: what asserts it of somebody, what speaks of one person, what is general.

use std::cell::OnceCell;
use std::ops::Range;
use std::slice;

use super::lines::Line;
use super::tokens::Token;
use super::word_patterns::{List, WordPatterns};
use super::{CATEGORIES, Fault};
use crate::detect::embedded::CONTEXT;
use crate::detect::rule::Book;
use crate::detect::stored::Late;

/// The patterns of words of a book.
pub(super) struct Context {
    /// By their places.
    lists: Vec<Late<'static, WordPatterns<'static>>>,
}

/// A sentence, and what it is known to say.
pub(super) struct Said<'s> {
    context: &'s Context,
    text: &'s str,
    tokens: OnceCell<Vec<Token<'s>>>,
    facts: [OnceCell<Vec<Range<usize>>>; CATEGORIES.len()],
}

impl Context {
    /// Reads the patterns of a book, or takes those of the program as the build script wrote them.
    pub(super) fn read(book: &Book) -> Result<Self, Fault> {
        let lists = if book.is_builtin() {
            postcard::from_bytes(CONTEXT).expect("written by the build script")
        } else {
            let lists = WordPatterns::all(book)?.into_iter();
            lists.map(Late::from).collect()
        };
        Ok(Self { lists })
    }

    fn list(&self, list: List) -> &WordPatterns<'static> {
        self.lists[list.place()].get()
    }

    /// A sentence that can be asked what it says.
    pub(super) fn said<'s>(&'s self, sentence: &'s str) -> Said<'s> {
        Said {
            context: self,
            text: sentence,
            tokens: OnceCell::new(),
            facts: Default::default(),
        }
    }
}

impl Said<'_> {
    fn tokens(&self) -> &[Token<'_>] {
        self.tokens.get_or_init(|| Token::all(self.text))
    }

    /// Where the sentence states a fact of a category, statement after statement: byte ranges.
    pub(super) fn facts(&self, category: usize) -> &[Range<usize>] {
        self.facts[category].get_or_init(|| {
            let statements = self.context.list(List::Statements(category));
            let lines = Line::all(statements, self.text, self.tokens());
            let found = lines.iter().flat_map(|line| {
                let likely = Line::likely(slice::from_ref(line));
                likely.flat_map(|place| line.find(place, None))
            });
            found.map(|found| self.bytes(found)).collect()
        })
    }

    /// Where the assertion of a term is written, if there is one. Both are byte ranges.
    pub(super) fn assertion(&self, category: usize, term: &Range<usize>) -> Option<Range<usize>> {
        let tokens = self.tokens();
        let first = tokens.partition_point(|token| token.end <= term.start);
        let end = tokens.partition_point(|token| token.start < term.end);
        let assertions = self.context.list(List::Assertions(category));
        let lines = Line::all(assertions, self.text, tokens);
        let found = Line::likely(&lines).find_map(|place| {
            let mut found = lines
                .iter()
                .flat_map(|line| line.find(place, Some(&(first..end))));
            // A pattern must be more than the term itself.
            found.find(|found| found.start < first || found.end > end)
        })?;
        Some(self.bytes(found))
    }

    /// The sentence names somebody by what tells people apart where they are known: a staff number, initials.
    pub(super) fn tells_apart(&self) -> bool {
        self.shows(List::ToldApart, self.tokens())
    }

    /// The sentence speaks of one person without a name: a pronoun, a role.
    pub(super) fn speaks_of_one(&self) -> bool {
        self.shows(List::SpokenOf, self.tokens())
    }

    /// As [`Self::speaks_of_one`], in its first bytes.
    pub(super) fn speaks_of_one_in(&self, bytes: usize) -> bool {
        let until = self.tokens().partition_point(|token| token.end <= bytes);
        self.shows(List::SpokenOf, &self.tokens()[..until])
    }

    /// The sentence begins a note about one person who has no name in it: an age and a sex, a role without an article.
    pub(super) fn begins_note(&self) -> bool {
        self.shows(List::Note, self.tokens())
    }

    /// The sentence speaks to its reader about the reader's own affairs.
    pub(super) fn speaks_to_reader(&self) -> bool {
        self.shows(List::SpokenTo, self.tokens())
    }

    /// How many patterns of general text a sentence shows, or that it shows two.
    pub(super) fn general_in_sentence(&self) -> usize {
        self.shown(List::Sentence, self.tokens(), |shown| shown.take(2).count())
    }

    /// Whether a heading or sentence says that its section is general.
    pub(super) fn is_general_in_section(&self) -> bool {
        self.shows(List::Section, self.tokens())
    }

    /// Anything in the sentence is general.
    pub(super) fn is_general(&self) -> bool {
        self.shows(List::Sentence, self.tokens()) || self.is_general_in_section()
    }

    /// The patterns of general documents that a text shows, one bit each.
    pub(super) fn general_in_document(&self) -> u64 {
        self.shown(List::Document, self.tokens(), |shown| {
            shown.fold(0, |bits, place| bits | 1 << (place % 64))
        })
    }

    fn shows(&self, list: List, tokens: &[Token<'_>]) -> bool {
        self.shown(list, tokens, |shown| shown.next().is_some())
    }

    /// What is made of the places of the patterns of a list that some words of the text show.
    fn shown<T>(
        &self,
        list: List,
        tokens: &[Token<'_>],
        make: impl FnOnce(&mut dyn Iterator<Item = usize>) -> T,
    ) -> T {
        let patterns = self.context.list(list);
        let lines = Line::all(patterns, self.text, tokens);
        let is_shown = |place: &usize| lines.iter().any(|line| line.shows(*place));
        make(&mut Line::likely(&lines).filter(is_shown))
    }

    /// The bytes of some tokens.
    fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        self.tokens()[tokens.start].start..self.tokens()[tokens.end - 1].end
    }
}

/// The examples of a book that their patterns are not found in, with the names of their lists.
pub(in crate::detect) fn unmet(book: &Book) -> Result<Vec<(String, String)>, Fault> {
    let mut unmet = Vec::new();
    for (list, (patterns, examples)) in List::all().zip(WordPatterns::with_examples(book)?) {
        for example in examples {
            let tokens = Token::all(&example.sentence);
            let lines = Line::all(&patterns, &example.sentence, &tokens);
            let is_found = |term: Option<&Range<usize>>| {
                let mut lines = lines.iter();
                lines.any(|line| !line.find(example.pattern, term).is_empty())
            };
            // Some word of it is the term.
            let mut terms = (0..tokens.len()).map(|at| at..at + 1);
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
        let lists = List::all().zip(WordPatterns::with_examples(&book).unwrap());
        for (list, (patterns, examples)) in lists {
            let is_shown = |place: &usize| examples.iter().any(|known| known.pattern == *place);
            let without: Vec<_> = patterns.places().filter(|place| !is_shown(place)).collect();
            assert_eq!(without, [0; 0], "{}", list.file());
        }
    }
}
