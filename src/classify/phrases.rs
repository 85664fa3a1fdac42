//! The phrases of `rules/signs.toml`, looked for in the beginning of a document.
//!
//! The build script draws them up with this file, so that a start need not.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::detect::stored::{ByText, Texts, numbers};

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    personal_labels: BTreeSet<String>,
    notice_elsewhere: Vec<String>,
    notice_controller: Vec<String>,
    notice_purpose: Vec<String>,
    notice_disclosures: Vec<String>,
    notice_retention: Vec<String>,
    consent: Vec<String>,
    review: Vec<String>,
    disclosable: Vec<String>,
    closed: Vec<String>,
}

/// What a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// A part of a notice, by its place in [`PARTS`]; or all of them.
    Notice(Option<usize>),
    Consent,
    Review,
    Disclosable,
    Closed,
}

/// The parts of a notice.
pub(super) const PARTS: [&str; 4] = ["controller", "purpose", "disclosures", "retention"];

/// All that a phrase may say.
const ALL: [Says; 9] = [
    Says::Notice(None),
    Says::Notice(Some(0)),
    Says::Notice(Some(1)),
    Says::Notice(Some(2)),
    Says::Notice(Some(3)),
    Says::Consent,
    Says::Review,
    Says::Disclosable,
    Says::Closed,
];

#[derive(PartialEq, Serialize, Deserialize)]
pub(super) struct Phrases<'t> {
    #[serde(borrow)]
    personal_labels: Texts<'t>,
    /// Places in [`ALL`].
    says: ByText<'t, u8>,
    /// A bit for each beginning of a phrase, so that most places of a text cost little.
    #[serde(with = "numbers")]
    filter: Vec<u64>,
}

/// Bytes of a beginning; a phrase has as many.
const BEGINNING: usize = 4;
/// Bits of the filter, a power of two and many times the number of phrases.
const FILTER: u32 = 1 << 12;

impl Phrases<'_> {
    #[allow(dead_code, reason = "the build script draws them up")]
    pub(super) fn new(file: &File) -> Self {
        let lists = [
            &file.notice_elsewhere,
            &file.notice_controller,
            &file.notice_purpose,
            &file.notice_disclosures,
            &file.notice_retention,
            &file.consent,
            &file.review,
            &file.disclosable,
            &file.closed,
        ];
        let phrases = (0..)
            .zip(lists)
            .flat_map(|(says, list)| list.iter().map(move |phrase| (phrase, says)));
        let mut filter = vec![0; FILTER as usize / 64];
        for (phrase, _) in phrases.clone() {
            assert!(phrase.is_ascii(), "`{phrase}` is looked for as bytes");
            let beginning = phrase.as_bytes().first_chunk();
            let (word, bit) = place(*beginning.expect("no phrase is as short"));
            filter[word] |= bit;
        }
        Self {
            personal_labels: file.personal_labels.iter().collect(),
            says: phrases.collect(),
            filter,
        }
    }

    pub(super) fn is_personal_label(&self, label: &str) -> bool {
        self.personal_labels.contains(label)
    }

    /// What the phrases in a text of small letters say, and where each ends, in order of their ends.
    pub(super) fn find(&self, text: &str) -> Vec<(usize, Says)> {
        let mut found = Vec::new();
        for (at, beginning) in text.as_bytes().windows(BEGINNING).enumerate() {
            let (word, bit) = place(*beginning.first_chunk().expect("a window is as long"));
            if self.filter[word] & bit == 0 {
                continue;
            }
            // No letter that is not ASCII begins a phrase.
            let Some(beginning) = text.get(at..at + BEGINNING) else {
                continue;
            };
            let known = self.says.from(beginning);
            let known = known.take_while(|(phrase, _)| phrase.starts_with(beginning));
            let here = known.filter(|(phrase, _)| text[at..].starts_with(phrase));
            found.extend(here.map(|(phrase, says)| (at + phrase.len(), ALL[usize::from(*says)])));
        }
        found.sort_by_key(|(end, _)| *end);
        found
    }
}

/// The bit of the filter for a beginning.
fn place(beginning: [u8; BEGINNING]) -> (usize, u64) {
    const ODD: u32 = 0x9e37_79b1;
    let hash = u32::from_le_bytes(beginning).wrapping_mul(ODD) >> (32 - FILTER.ilog2());
    (hash as usize / 64, 1 << (hash % 64))
}
