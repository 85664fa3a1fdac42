//! Values that the organisation keeps lists of: people who objected or were erased, and what may be published. Lists hold
//! fingerprints, never values; what of a document stands on them is counted while its findings go by.

use std::collections::{BTreeMap, BTreeSet};

use super::requests::Requests;
use crate::inventory::{Finding, keys};

/// The organisation's lists, as fingerprints in the form that reports print.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lists {
    /// Of people who objected, or whose data was erased or corrected.
    pub suppressed: BTreeSet<String>,
    /// Of values that may be published.
    pub published: BTreeSet<String>,
    /// People's requests for their data.
    pub requests: Requests,
}

/// What of one document stands on a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    suppressed: BTreeSet<String>,
    /// Findings by rule.
    published: BTreeMap<String, u64>,
    /// Values of people who asked for their data, with the rule that found each.
    sought: BTreeMap<String, String>,
}

impl Lists {
    /// Nothing is listed, so findings need not be looked at.
    pub fn is_empty(&self) -> bool {
        self.suppressed.is_empty() && self.published.is_empty() && self.requests.is_empty()
    }

    /// Reads fingerprints, one a line as reports print them; `#` begins a remark. Returns the first line that is none.
    pub fn read(text: &str) -> Result<BTreeSet<String>, usize> {
        let lines = text
            .lines()
            .map(|line| line.split('#').next().unwrap_or_default().trim());
        let mut fingerprints = BTreeSet::new();
        for (line, number) in lines.zip(1_usize..).filter(|(line, _)| !line.is_empty()) {
            fingerprints.insert(fingerprint(line).ok_or(number)?);
        }
        Ok(fingerprints)
    }
}

/// A fingerprint as reports print it, from one that may be longer.
pub(super) fn fingerprint(text: &str) -> Option<String> {
    let hex = text.strip_prefix("k1:")?;
    let is_one = hex.len() >= 16 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_one.then(|| keys::shorten(text).to_owned())
}

impl Listed {
    /// Takes a finding of the document.
    pub fn finding(&mut self, lists: &Lists, finding: &Finding) {
        let Some(fingerprint) = finding.fingerprint.as_deref().map(keys::shorten) else {
            return;
        };
        if lists.suppressed.contains(fingerprint) {
            self.suppressed.insert(fingerprint.to_owned());
        }
        if lists.published.contains(fingerprint) {
            *self.published.entry(finding.rule.clone()).or_default() += 1;
        }
        if lists.requests.concern(fingerprint) {
            self.sought
                .insert(fingerprint.to_owned(), finding.rule.clone());
        }
    }

    /// How many values of suppressed people there are.
    pub(super) fn suppressed(&self) -> u64 {
        self.suppressed.len() as u64
    }

    /// How many values of one person there are, by rule; `subject` are that person's.
    pub(super) fn of_subject(&self, subject: &BTreeSet<String>) -> BTreeMap<&str, u64> {
        let mut counts = BTreeMap::new();
        for (fingerprint, rule) in &self.sought {
            if subject.contains(fingerprint) {
                *counts.entry(rule.as_str()).or_default() += 1;
            }
        }
        counts
    }

    /// How many findings of a rule may be published.
    pub(super) fn published(&self, rule: &str) -> u64 {
        self.published.get(rule).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::sample::{document, finding};

    #[test]
    fn a_list_is_read_line_by_line_and_a_name_in_it_is_refused() {
        let read = Lists::read("# erased 2026\n\nk1:00112233445566aa # by request\n").unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(
            Lists::read("k1:00112233445566aa\nMargaret Thistlewood"),
            Err(2)
        );
        assert_eq!(Lists::read("k1:short"), Err(1));
    }

    #[test]
    fn a_value_on_a_list_is_known_by_its_fingerprint() {
        let found = finding(&document("a", None), "iban", 3);
        let print = keys::shorten(found.fingerprint.as_deref().unwrap()).to_owned();
        let lists = Lists {
            suppressed: [print.clone()].into(),
            published: [print].into(),
            ..Lists::default()
        };
        let mut listed = Listed::default();
        listed.finding(&lists, &found);
        listed.finding(&lists, &finding(&document("a", None), "iban", 4));
        assert_eq!((listed.suppressed(), listed.published("iban")), (1, 1));
    }
}
