//! People who share a surname that is written once: `Eamon and Imogen Smith`, `SMITH, John & Mary`.

use super::{Mark, Name, REMEMBERED, Reader, Reading, evidence};
use crate::detect::words::Shape;

impl Reader<'_> {
    /// `Eamon` of `Eamon and Imogen Smith`, and `J` of `Mr J & Mrs M Smith`: the first of two.
    pub(super) fn couple(&self, index: usize) -> Option<(Option<Name>, usize)> {
        /// Of initials, whose surname stands further on.
        const INITIAL: f32 = 0.6;
        let next = self.behind_and(index)?;
        let title = |at: usize| self.mark(at).is(Mark::TITLE);
        let titled = title(next) && matches!(self.gap(next), Some(" " | ". "));
        let led =
            (index.checked_sub(1)).filter(|before| matches!(self.gap(*before), Some(" " | ". ")));
        let other = next + usize::from(titled);
        let initial = self.word(index).shape == Shape::Initial;
        let alike = initial == (self.word(other).shape == Shape::Initial)
            && (initial || self.is_forename(index) && self.is_forename(other));
        if !alike || led.is_some_and(|before| self.is_capitalised(before) && !title(before)) {
            return None;
        }
        let (second, _) = if titled {
            self.titled(next)?
        } else {
            self.plain(other)
        };
        let second = second.filter(|second| second.start == self.word(other).start())?;
        let (given, family) = second.normalised.split_once(' ')?;
        let sure = initial || self.mark(index).is_only_name() || second.confidence >= REMEMBERED;
        let same_kind = given == self.words.folded(other);
        if !sure || !same_kind || second.confidence < super::super::REPORTED {
            return None;
        }
        let confidence = if initial { INITIAL } else { second.confidence };
        let because = if initial {
            evidence::INITIAL
        } else {
            evidence::FORENAME
        };
        let mut name = self.name(Reading::of_one(index, confidence), because)?;
        name.normalised = format!("{} {family}", name.normalised);
        Some((Some(name), next))
    }

    /// `Mary` of `SMITH, John & Mary`: nothing of a surname follows.
    pub(super) fn of_the_same_family(&self, index: usize) -> Option<(Option<Name>, usize)> {
        const CONFIDENCE: f32 = 0.7;
        let (last, family) = self.family.as_ref()?;
        if self.behind_and(*last) != Some(index) || !self.is_forename(index) {
            return None;
        }
        let goes_on = self.joined(index) && self.is_part(index + 1);
        if goes_on || matches!(self.gap(index), Some(", " | ",")) && self.is_part(index + 1) {
            return None;
        }
        let mut name = self.name(Reading::of_one(index, CONFIDENCE), evidence::SURNAME_FIRST)?;
        name.normalised = format!("{} {family}", name.normalised);
        Some((Some(name), index + 1))
    }

    /// The word behind `&` or `and` that follows another.
    fn behind_and(&self, index: usize) -> Option<usize> {
        match self.gap(index)? {
            " & " => Some(index + 1),
            " " if self.words.is_one_of(index + 1, &["and"])
                && self.gap(index + 1) == Some(" ") =>
            {
                Some(index + 2)
            }
            _ => None,
        }
    }

    fn is_forename(&self, at: usize) -> bool {
        let word = self.word(at);
        word.shape == Shape::Capital && word.mark.is(Mark::FORENAME)
    }
}
