//! What is known of words by how they are written, kept for those that were met last: most words of a text come again and
//! again, and the table of all words is too large to be near at hand.

use super::{Shape, ascii_shape};
use crate::detect::engine::form;
use crate::detect::lexicon::{Entry, Key, Lexicon, Uses, bytes_of};
use crate::detect::names::Mark;

/// What is known of a run of up to 16 ASCII letters and digits.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) stem: u32,
    pub(super) uses: Uses,
    pub(super) mark: Mark,
    pub(super) form: u16,
    pub(super) shape: Shape,
}

/// Runs met last, each in the place that its letters give it.
pub(crate) struct Recent(Box<[Kept; Self::RUNS]>);

/// The letters and digits of a run as they are written, and what is known of it.
type Kept = ([u64; 2], Known);

impl Recent {
    /// They fill some part of the cache of a core.
    const RUNS: usize = 1 << Self::BITS;
    const BITS: u32 = 12;

    #[inline]
    fn place([head, tail]: [u64; 2]) -> usize {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        ((head ^ tail.rotate_left(23)).wrapping_mul(ODD) >> (64 - Self::BITS)) as usize
    }
}

impl Default for Recent {
    fn default() -> Self {
        // No run is empty.
        let none = ([0; 2], Known::of([0; 2], 0, Lexicon::empty()));
        let kept = vec![none; Self::RUNS].into_boxed_slice().try_into();
        Self(kept.unwrap_or_else(|_| unreachable!("as many as there are")))
    }
}

impl Known {
    fn of(lead: [u64; 2], length: usize, lexicon: &Lexicon) -> Self {
        let entry = lexicon.look_up_key(Key::of_ascii(lead, length));
        Self {
            stem: entry.stem,
            uses: entry.uses,
            mark: entry.mark,
            form: form(&bytes_of(lead)[..length]),
            shape: ascii_shape(lead, length),
        }
    }
}

/// Looks up the words of a text in a lexicon. What was kept for one lexicon is good for no other.
pub(crate) struct LookUp<'l> {
    lexicon: &'l Lexicon,
    recent: Option<&'l mut Recent>,
}

impl<'l> LookUp<'l> {
    /// For a short text.
    pub(super) fn once(lexicon: &'l Lexicon) -> Self {
        Self {
            lexicon,
            recent: None,
        }
    }

    pub(crate) fn again(lexicon: &'l Lexicon, recent: &'l mut Recent) -> Self {
        Self {
            lexicon,
            recent: Some(recent),
        }
    }

    /// The entry of a folded word.
    pub(super) fn word(&self, folded: &str) -> Entry {
        self.lexicon.look_up(folded)
    }

    /// What is known of a run of up to 16 letters and digits, of its bytes as they are written.
    #[inline]
    pub(super) fn run(&mut self, lead: [u64; 2], length: usize) -> Known {
        let Some(Recent(kept)) = &mut self.recent else {
            return Known::of(lead, length, self.lexicon);
        };
        let kept = &mut kept[Recent::place(lead)];
        if kept.0 != lead {
            *kept = (lead, Known::of(lead, length, self.lexicon));
        }
        kept.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::words::Words;

    #[test]
    fn words_met_before_are_those_met_first() {
        let mut lexicon = Lexicon::new();
        for number in (0..20_000).step_by(3) {
            lexicon.add(&format!("w{number}"), Uses::TERM);
        }
        // More than are kept, so that they drive one another out.
        let text: Vec<String> = (0..20_000)
            .flat_map(|number| [format!("w{number}"), format!("W{number} w{}", number % 7)])
            .collect();
        let text = text.join(" ");
        let mut recent = Recent::default();
        for _ in 0..2 {
            let look_up = LookUp::again(&lexicon, &mut recent);
            let again = Words::read(&text, look_up, Vec::new(), &mut ());
            let once = Words::known(&text, &lexicon);
            assert_eq!(again.len(), 60_000);
            for (again, once) in again.iter().zip(once.iter()) {
                assert_eq!((again.uses, again.shape), (once.uses, once.shape));
            }
        }
    }

    #[test]
    fn a_word_is_kept_as_it_is_written() {
        let mut recent = Recent::default();
        let text = "rose Rose ROSE rose R";
        let look_up = LookUp::again(Lexicon::empty(), &mut recent);
        let words = Words::read(text, look_up, Vec::new(), &mut ());
        let shapes: Vec<Shape> = words.iter().map(|word| word.shape).collect();
        assert_eq!(
            shapes,
            [
                Shape::Lower,
                Shape::Capital,
                Shape::Upper,
                Shape::Lower,
                Shape::Initial
            ]
        );
    }
}
