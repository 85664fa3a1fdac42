//! What a document has shown so far, sentence by sentence: whether it is general, and who is spoken of.

use super::context::Context;
use super::labels::Label;
use super::terms::Term;
use super::themes::Themes;
use super::unwrapped;

/// Sentences after a name in which it is still spoken of.
pub(super) const MEMORY: u32 = 2;

/// Sentences after a name in which the labels of a form are still about it.
pub(super) const FORM: u32 = 60;

/// Sentences under a label that heads them.
const UNDER: u8 = 12;

/// Bytes at the start of a document that tell what kind it is.
pub(super) const HEAD: usize = 16 * 1024;

/// Bytes at the start of a document in which a note begins that names nobody.
pub(super) const NOTE: usize = 2 * 1024;

/// What the document has shown so far: general text (policy, leaflet), who is spoken of. Headings and the head of the
/// document are kept as text until something depends on what they say.
#[derive(Debug)]
pub(in crate::detect) struct Document {
    /// Patterns of general documents met, one bit each.
    heads: u64,
    /// The file's name, until the patterns have looked at it, and whether one was met there.
    name: String,
    called_general: bool,
    /// Text of the head that no pattern has looked at yet, and bytes of text before the block at hand, and with it.
    head: String,
    before: usize,
    seen: usize,
    /// The heading last met, and whether its section is general, once somebody has asked.
    heading: String,
    is_section_general: Option<bool>,
    /// Sentences since somebody was named.
    pub(super) since_named: u32,
    /// Somebody is named soon after the sentence at hand.
    pub(super) named_soon: bool,
    /// Its head says whom it is about: `Re: Mrs A Example`, `Patient: …`.
    pub(super) has_subject: bool,
    /// The question of a form that waits for its answer.
    pub(super) asked: Option<Asked>,
    /// The label that stands over what is said, in a line of its own.
    over: Option<Asked>,
    pub(super) themes: Themes,
    /// What is found is to be explained, and what nearly was.
    pub(super) explains: bool,
}

/// A question that was asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) label: Label,
    /// Sentences that may still hold its answer.
    pub(super) left: u8,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            heads: 0,
            name: String::new(),
            called_general: false,
            head: String::new(),
            before: 0,
            seen: 0,
            heading: String::new(),
            is_section_general: Some(false),
            since_named: u32::MAX,
            named_soon: false,
            has_subject: false,
            asked: None,
            over: None,
            themes: Themes::default(),
            explains: false,
        }
    }
}

impl Document {
    pub(in crate::detect) fn new(explains: bool) -> Self {
        Self {
            explains,
            ..Self::default()
        }
    }

    /// Keeps the head of the document.
    pub(super) fn see(&mut self, text: &str) {
        if self.seen < HEAD {
            self.head
                .push_str(&text[..text.floor_char_boundary(HEAD.min(text.len()))]);
        }
        self.before = self.seen;
        self.seen = self.seen.saturating_add(text.len());
    }

    /// Keeps the name of the file, without its ending.
    pub(in crate::detect) fn see_name(&mut self, name: &str) {
        self.name = name.replace(|c: char| !c.is_alphanumeric(), " ");
    }

    /// A place of the block at hand is among the first bytes of the document.
    pub(super) fn is_within(&self, bytes: usize, place: usize) -> bool {
        self.before.saturating_add(place) < bytes
    }

    /// Somebody has been named whom labels may be about, or is about to be.
    pub(in crate::detect) fn is_form(&self) -> bool {
        self.since_named <= FORM || self.named_soon
    }

    /// The document is about the category of a term that counts in such a one.
    pub(super) fn is_theme_of(&self, term: Term) -> bool {
        term.in_theme && self.themes.held() & 1 << term.category != 0
    }

    /// What stands before the first name, or is labelled, is about whom the next words name.
    pub(super) fn is_about_next(&self, labelled: bool) -> bool {
        self.named_soon && (labelled || self.since_named == u32::MAX)
    }

    /// Two signs make a document general.
    pub(super) fn is_general(&mut self, context: &Context) -> bool {
        if !self.head.is_empty() {
            for line in self.head.lines() {
                self.heads |= context.said(line).general_in_document();
            }
            self.head.clear();
        }
        self.heads.count_ones() >= 2
    }

    /// The same of running text, for which the name of the file counts as well.
    pub(super) fn is_general_paper(&mut self, context: &Context) -> bool {
        if !self.name.is_empty() {
            self.called_general = context.said(&self.name).general_in_document() != 0;
            self.name.clear();
        }
        self.is_general(context) || self.called_general && self.heads != 0
    }

    /// A table has named somebody: what is said after it may be of them, and is if it was a form.
    pub(in crate::detect) fn named_in_table(&mut self, is_form: bool) {
        let since = if is_form { 0 } else { MEMORY + 1 };
        self.since_named = self.since_named.min(since);
    }

    /// Keeps a label that heads what follows, or takes the last one away.
    pub(super) fn head_with(&mut self, label: Option<Label>) {
        self.over = label.map(|label| Asked { label, left: UNDER });
    }

    /// A sentence goes by under the label that heads it.
    pub(super) fn go_on_under(&mut self) {
        self.over = self.over.and_then(|over| {
            let left = over.left.checked_sub(1)?;
            Some(Asked { left, ..over })
        });
    }

    /// What the label over a sentence asks for, of whom the document is about: bits of [`super::CATEGORIES`].
    pub(super) fn asked_above(&mut self, context: &Context) -> u16 {
        // The label itself is no answer.
        let Some(over) = self.over.filter(|over| over.left < UNDER) else {
            return 0;
        };
        if self.is_form() && !self.is_general(context) {
            over.label.categories
        } else {
            0
        }
    }

    /// Keeps the heading of what follows.
    pub(super) fn see_heading(&mut self, text: &str) {
        self.heading.clear();
        self.heading.push_str(text);
        self.is_section_general = None;
    }

    /// The heading last met says that its section is general.
    pub(super) fn in_general_section(&mut self, context: &Context) -> bool {
        *self.is_section_general.get_or_insert_with(|| {
            context
                .said(&unwrapped(&self.heading))
                .is_general_in_section()
        })
    }
}
