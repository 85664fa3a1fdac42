//! Protective markings: words that count where a mark stands, not in prose.
//!
//! A mark is a line (or a piece of a laid-out line) of its own, maybe behind a label, maybe with a descriptor behind it.
//! Single words are marks only at the edge of a document or page; the caller knows where that is.

use std::ops::Range;

use super::lexicon::Lexicon;
use super::mark_lists::{Entry, Lists};
use super::rule::Book;
use super::words::{Shape, Words, fold_phrase};
use super::{Evidence, embedded};

/// The list of markings, compiled.
pub(super) struct Markings(Lists);

/// A marking found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    pub start: usize,
    pub end: usize,
    /// The mark as the rule book writes it.
    pub canonical: String,
    pub confidence: f32,
    /// `mark:` and the canonical form, `rank:` and 0 to 6, and `label:protective-marking` or `edge`.
    pub evidence: Vec<Evidence>,
}

impl Markings {
    /// Reads the lists, or takes those of the program as the build script did.
    pub(super) fn new(book: &Book, lexicon: &mut Lexicon) -> Self {
        if book.is_builtin() {
            let known = postcard::from_bytes(embedded::MARKINGS);
            return Self(known.expect("written by the build script"));
        }
        Self(Lists::read(book, lexicon))
    }

    /// Looks for marks. `edge` says that the text is where marks stand: header, footer, head or foot of a page, subject, properties, file name.
    pub(super) fn in_text(&self, text: &str, edge: bool, found: &mut Vec<Mark>) {
        found.extend(pieces(text).filter_map(|piece| {
            self.mark(text, piece.clone(), edge)
                .or_else(|| self.leading_mark(text, piece, edge))
        }));
    }

    /// The mark before the first colon or inside the first brackets, as subject lines and file names carry it.
    fn leading_mark(&self, text: &str, piece: Range<usize>, edge: bool) -> Option<Mark> {
        let written = &text[piece.clone()];
        let end = written.find([':', ']', ')'])?;
        let lead = piece.start..piece.start + end;
        edge.then(|| self.mark(text, lead, false)).flatten()
    }

    /// The mark that a piece of a line is.
    fn mark(&self, text: &str, piece: Range<usize>, edge: bool) -> Option<Mark> {
        const LONGEST: usize = 100;
        if piece.len() > LONGEST {
            return None;
        }
        let (value, labelled) = self.after_label(text, piece);
        let words = Words::of(&text[value.clone()]);
        let folded: Vec<_> = (0..words.len()).map(|at| words.folded(at)).collect();
        let begins = |entry: &&Entry| {
            folded.len() >= entry.words.len()
                && folded
                    .iter()
                    .zip(&entry.words)
                    .all(|(word, known)| word == known)
        };
        let entry = self.0.marks.iter().find(begins)?;
        let length = entry.words.len();
        let shouted =
            (0..length).all(|at| !matches!(words.word(at).shape, Shape::Lower | Shape::Capital));
        let unmistakable = entry.is_unmistakable();
        if !(labelled || shouted || unmistakable)
            || (entry.edge_only && !edge && !labelled)
            || !self.only_descriptors(&words, length)
        {
            return None;
        }
        let confidence = match (labelled, entry.edge_only) {
            (true, _) => 0.95,
            (false, false) => 0.9,
            (false, true) => 0.8,
        };
        Some(Mark {
            start: value.start + words.word(0).start(),
            end: value.start + words.word(words.len() - 1).end(),
            canonical: entry.canonical.clone(),
            confidence,
            evidence: vec![
                format!("mark:{}", entry.canonical).into(),
                format!("rank:{}", entry.rank).into(),
                if labelled {
                    "label:protective-marking".into()
                } else {
                    "edge".into()
                },
            ],
        })
    }

    /// The piece behind its label, if it has one.
    fn after_label(&self, text: &str, piece: Range<usize>) -> (Range<usize>, bool) {
        let written = &text[piece.clone()];
        for (at, _) in written.match_indices([':', '-', '–', '=']) {
            if self.0.labels.contains(&fold_phrase(&written[..at])) {
                return (piece.start + at..piece.end, true);
            }
        }
        let words = Words::of(written);
        for label in &self.0.labels {
            let length = label.split(' ').count();
            // `Security Classification NOT PROTECTIVELY MARKED`, as in a form without a colon.
            if length > 1
                && words.len() > length
                && words.word(length).shape == Shape::Upper
                && label
                    .split(' ')
                    .zip(0..)
                    .all(|(wanted, at)| words.folded(at) == wanted)
            {
                return (piece.start + words.word(length).start()..piece.end, true);
            }
        }
        (piece, false)
    }

    /// Nothing but descriptors, page and copy numbers stands behind the mark.
    fn only_descriptors(&self, words: &Words<'_>, from: usize) -> bool {
        let mut at = from;
        while at < words.len() {
            let number = words.word(at).shape == Shape::Number || words.folded(at) == "of";
            let descriptor = self
                .0
                .descriptors
                .iter()
                .map(|descriptor| descriptor.split(' ').collect::<Vec<_>>())
                .filter(|wanted| {
                    at + wanted.len() <= words.len()
                        && wanted
                            .iter()
                            .zip(at..)
                            .all(|(word, at)| *word == words.folded(at))
                })
                .map(|wanted| wanted.len())
                .max();
            match descriptor {
                Some(length) => at += length,
                None if number => at += 1,
                None => return false,
            }
        }
        true
    }
}

/// The lines of a text, and the pieces of a laid-out line.
fn pieces(text: &str) -> impl Iterator<Item = Range<usize>> {
    let start = text.as_ptr().addr();
    text.split(['\n', '\u{b}', '\t', '|'])
        .flat_map(|line| line.split("   "))
        .map(move |piece| {
            let at = piece.as_ptr().addr() - start;
            at..at + piece.len()
        })
        .filter(|piece| !piece.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_build_script_read_the_marks_of_the_program() {
        let mut lexicon = Lexicon::over(&embedded::WORDS.bytes);
        let book = Book::builtin();
        let Markings(known) = Markings::new(&book, &mut lexicon);
        assert!(Lists::read(&book, &mut lexicon) == known);
        assert!(lexicon.is_as_given());
    }

    fn marks(text: &str, edge: bool) -> Vec<String> {
        let mut found = Vec::new();
        Markings::new(&Book::builtin(), &mut Lexicon::new()).in_text(text, edge, &mut found);
        found.into_iter().map(|mark| mark.canonical).collect()
    }

    #[test]
    fn a_mark_on_its_own_line_at_the_edge_is_found_in_its_canonical_form() {
        for (text, canonical) in [
            ("RESTRICTED", "RESTRICTED"),
            ("PROTECT – PERSONAL", "PROTECT"),
            ("OFFICIAL-SENSITIVE [PERSONAL]", "OFFICIAL-SENSITIVE"),
            ("Official: Sensitive", ""),
            ("Protective marking: Restricted", "RESTRICTED"),
            (
                "Security Classification\tNOT PROTECTIVELY MARKED",
                "NOT PROTECTIVELY MARKED",
            ),
            (
                "Security Classification NOT PROTECTIVELY MARKED",
                "NOT PROTECTIVELY MARKED",
            ),
            ("CONFIDENTIAL   Page 2 of 5", "CONFIDENTIAL"),
            ("RESTRICTED (when complete)", "RESTRICTED"),
            ("[TLP:AMBER]", "TLP:AMBER"),
        ] {
            let expected: Vec<_> = Some(canonical)
                .filter(|mark| !mark.is_empty())
                .into_iter()
                .collect();
            assert_eq!(marks(text, true), expected, "{text}");
        }
    }

    #[test]
    fn away_from_the_edge_only_unmistakable_marks_count() {
        assert_eq!(
            marks("Not Protectively Marked", false),
            ["NOT PROTECTIVELY MARKED"]
        );
        assert_eq!(marks("Protective Marking: PROTECT", false), ["PROTECT"]);
        for text in ["RESTRICTED", "PUBLIC", "CONFIDENTIAL"] {
            assert!(marks(text, false).is_empty(), "{text}");
        }
    }

    #[test]
    fn words_in_prose_are_no_marks() {
        for text in [
            "The file was marked RESTRICTED and locked away.",
            "CONFIDENTIAL WASTE",
            "PUBLIC NOTICE",
            "OFFICIAL OPENING OF THE LIBRARY",
            "PERSONAL DETAILS",
            "Restricted",
        ] {
            assert!(marks(text, true).is_empty(), "{text}");
        }
    }
}
