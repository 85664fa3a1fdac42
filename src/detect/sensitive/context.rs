//! What stands around a term: what asserts it of somebody, what speaks of one person, what is general.

use std::cell::OnceCell;
use std::ops::Range;

use super::lines::Line;
use super::tokens::Token;
use super::word_patterns::{List, OfCategory, WordPatterns};
use super::{CATEGORIES, Fault};
use crate::detect::embedded::CONTEXT;
use crate::detect::rule::Book;
use crate::detect::stored::Late;

/// The patterns of words of a book.
pub(super) struct Context {
    /// Those of the categories, then those of [`List`].
    lists: Vec<Late<'static, WordPatterns<'static>>>,
}

/// A sentence, and what it is known to say.
pub(super) struct Said<'s> {
    context: &'s Context,
    text: &'s str,
    tokens: OnceCell<Vec<Token<'s>>>,
    lines: [OnceCell<Vec<Line<'s>>>; CATEGORIES.len()],
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

    /// A sentence that can be asked what it says.
    pub(super) fn said<'s>(&'s self, sentence: &'s str) -> Said<'s> {
        Said {
            context: self,
            text: sentence,
            tokens: OnceCell::new(),
            lines: Default::default(),
            facts: Default::default(),
        }
    }

    /// The sentence names somebody by what tells people apart where they are known: a staff number, initials.
    pub(super) fn tells_apart(&self, sentence: &str) -> bool {
        self.shows(List::ToldApart, sentence)
    }

    /// The sentence speaks of one person without a name: a pronoun, a role.
    pub(super) fn speaks_of_one(&self, sentence: &str) -> bool {
        self.shows(List::SpokenOf, sentence)
    }

    /// The sentence begins a note about one person who has no name in it: an age and a sex, a role without an article.
    pub(super) fn begins_note(&self, sentence: &str) -> bool {
        self.shows(List::Note, sentence)
    }

    /// The sentence speaks to its reader about the reader's own affairs.
    pub(super) fn speaks_to_reader(&self, sentence: &str) -> bool {
        self.shows(List::SpokenTo, sentence)
    }

    /// How many patterns of general text a sentence shows, or that it shows two.
    pub(super) fn general_in_sentence(&self, sentence: &str) -> usize {
        self.shown(List::Sentence, sentence, |shown| shown.take(2).count())
    }

    /// Whether a heading or sentence says that its section is general.
    pub(super) fn is_general_in_section(&self, text: &str) -> bool {
        self.shows(List::Section, text)
    }

    /// The patterns of general documents that a text shows, one bit each.
    pub(super) fn general_in_document(&self, text: &str) -> u64 {
        self.shown(List::Document, text, |shown| {
            shown.fold(0, |bits, place| bits | 1 << (place % 64))
        })
    }

    fn shows(&self, list: List, text: &str) -> bool {
        self.shown(list, text, |shown| shown.next().is_some())
    }

    /// What is made of the places of the patterns of a list that a text shows.
    fn shown<T>(
        &self,
        list: List,
        text: &str,
        make: impl FnOnce(&mut dyn Iterator<Item = usize>) -> T,
    ) -> T {
        let tokens = Token::all(text);
        let patterns = self.lists[list.place()].get();
        let lines = Line::all(patterns, text, &tokens);
        let is_shown = |place: &usize| lines.iter().any(|line| line.shows(*place));
        make(&mut (0..patterns.patterns.len()).filter(is_shown))
    }
}

impl Said<'_> {
    fn tokens(&self) -> &[Token<'_>] {
        self.tokens.get_or_init(|| Token::all(self.text))
    }

    fn lines(&self, category: usize) -> &[Line<'_>] {
        self.lines[category]
            .get_or_init(|| Line::all(self.context.lists[category].get(), self.text, self.tokens()))
    }

    /// Where the sentence states a fact of a category, statement after statement: byte ranges.
    pub(super) fn facts(&self, category: usize) -> &[Range<usize>] {
        self.facts[category].get_or_init(|| {
            let statements = self.places(category, OfCategory::Statements);
            let lines = self.lines(category).iter();
            let found = lines.flat_map(|line| {
                let found = statements.clone().flat_map(|place| line.find(place, None));
                found.map(|found| self.bytes(found))
            });
            found.collect()
        })
    }

    /// Where the assertion of a term is written, if there is one. Both are byte ranges.
    pub(super) fn assertion(&self, category: usize, term: &Range<usize>) -> Option<Range<usize>> {
        let tokens = self.tokens();
        let first = tokens.partition_point(|token| token.end <= term.start);
        let end = tokens.partition_point(|token| token.start < term.end);
        let term = &(first..end);
        let assertions = self.places(category, OfCategory::Assertions);
        let found = assertions.flat_map(|place| {
            let lines = self.lines(category).iter();
            lines.flat_map(move |line| line.find(place, Some(term)))
        });
        // A pattern must be more than the term itself.
        let is_more = |found: &Range<usize>| found.start < first || found.end > end;
        let mut found = found;
        found.find(is_more).map(|found| self.bytes(found))
    }

    fn places(&self, category: usize, of: OfCategory) -> Range<usize> {
        self.context.lists[category].get().of(of)
    }

    /// The bytes of some tokens.
    fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        self.tokens()[tokens.start].start..self.tokens()[tokens.end - 1].end
    }
}

/// The examples of a book that their patterns are not found in, with the names of their lists.
pub(in crate::detect) fn unmet(book: &Book) -> Result<Vec<(String, String)>, Fault> {
    let mut unmet = Vec::new();
    for (patterns, examples) in WordPatterns::with_examples(book)? {
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
                unmet.push((example.list, example.sentence));
            }
        }
    }
    Ok(unmet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_found_by_its_pattern() {
        assert_eq!(unmet(&Book::builtin()).unwrap(), []);
    }
}
