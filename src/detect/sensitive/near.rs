//! For whoever asks why nothing was found: the terms of a sentence, and what they lack.

use super::document::Document;
use super::terms::Strength;
use super::unit::{Person, Unit};
use super::weighing::{GENERAL, place};
use super::{CATEGORIES, Evidence, Hit, Sensitive, is_part_of_name, unwrapped};

impl Sensitive {
    /// Each term of a sentence that might name a category, with hardly any confidence.
    pub(super) fn near(&self, unit: &Unit<'_, '_>, document: &mut Document) -> Vec<Hit> {
        let start = unit.sentence.bytes.start;
        let written = unwrapped(unit.text());
        let said = self.context.said(&written);
        let mut topics = self.topics(unit, document);
        topics.retain(|topic| self.terms.get(*topic).strength >= Strength::Weak);
        if topics.is_empty() {
            return Vec::new();
        }
        let person = self.person(&said, unit, &topics, document);
        let general = said.general_sources().into_iter();
        let general: Vec<Evidence> = general
            .map(|source| format!("pattern:{source}").into())
            .collect();
        let is_general = !general.is_empty() || document.is_general(&self.context);
        let hits = topics.iter().map(|topic| {
            let term = place(*topic, unit.words, start);
            let is_other = is_part_of_name(*topic, start, unit.words, &unit.mentions)
                || self.names_a_body(*topic, unit.words)
                || self.is_part_of_post(*topic, unit)
                || self.is_of_another(*topic, unit)
                || self.is_of_roll(*topic, unit);
            let lack = if is_other {
                "lacks:own"
            } else if person == Person::Nobody {
                "lacks:person"
            } else if is_general {
                GENERAL
            } else {
                "lacks:assertion"
            };
            let mut evidence = vec![self.group(*topic), lack.into()];
            if lack == GENERAL {
                evidence.extend(general.iter().cloned());
            }
            Hit {
                category: CATEGORIES[self.terms.get(*topic).category],
                start: start + term.start,
                end: start + term.end,
                confidence: f32::MIN_POSITIVE,
                evidence,
            }
        });
        hits.collect()
    }
}
