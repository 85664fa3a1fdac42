//! What texts are read with, used again from text to text and from document to document.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::lexicon::Lexicon;
use super::words::recent::{LookUp, Recent};
use super::words::{Watch, Word, Words};

/// What a document is read with; for one engine only, whose words it has met.
pub(super) struct Desk {
    recent: Recent,
    /// Room for the words of texts.
    rooms: Vec<Vec<Word>>,
    /// Room for a text whose lines are joined.
    pub(super) unwrapped: String,
}

impl Desk {
    /// The words of a text. Give them to [`Self::clear`] when done.
    pub(super) fn read<'t>(
        &mut self,
        text: &'t str,
        lexicon: &Lexicon,
        watch: &mut impl Watch,
    ) -> Words<'t> {
        let room = self.rooms.pop().unwrap_or_default();
        Words::read(text, LookUp::again(lexicon, &mut self.recent), room, watch)
    }

    /// Keeps the room that words took.
    pub(super) fn clear(&mut self, words: Words<'_>) {
        self.rooms.push(words.into_room());
    }
}

/// The desks of an engine at which no document is: one for each thread at most.
#[derive(Default)]
pub(super) struct Desks(Mutex<Vec<Recent>>);

impl Desks {
    pub(super) fn take(&self) -> Desk {
        Desk {
            recent: self.idle().pop().unwrap_or_default(),
            rooms: Vec::new(),
            unwrapped: String::new(),
        }
    }

    /// Keeps the words that were met; room may have been taken for a long text.
    pub(super) fn give(&self, desk: Desk) {
        self.idle().push(desk.recent);
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Recent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
