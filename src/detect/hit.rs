//! A find before it has a location, and the choice between finds that overlap.

use std::sync::Arc;

use super::{Class, Meta};

/// A rule that matched a span of a text.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) rule: Arc<Meta>,
    pub(super) start: usize,
    pub(super) end: usize,
    /// What is reported as its text, where that is not the span itself (a person whose names stand in two cells).
    pub(super) text: Option<String>,
    pub(super) normalised: String,
    pub(super) confidence: f32,
    pub(super) evidence: Vec<String>,
    pub(super) kind: Kind,
}

/// What a hit competes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A sensitive category or a marking: beside everything else.
    Topic,
    /// A person's name: gives way to an identifier or address on the same span.
    Name,
    /// A value of a pattern; its label is so many characters away, if it has one.
    Value {
        label: Option<usize>,
        identifies: bool,
    },
    /// A postal address: holds other values.
    Address,
}

impl Hit {
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Somebody is meant: a name, or an identifier that stands for one person.
    pub(super) fn is_somebody(&self) -> bool {
        matches!(
            self.kind,
            Kind::Name
                | Kind::Value {
                    identifies: true,
                    ..
                }
        )
    }
}

/// Drops what is below the threshold, and decides between rules on one span: one number, one rule. The surer rule stays, on a
/// tie the one with the nearer label, then the longer. A postcode within an address stays; topics stay beside everything.
pub(super) fn resolve(hits: &mut Vec<Hit>, min_confidence: f32) {
    hits.retain(|hit| hit.confidence >= min_confidence);
    hits.sort_by(|a, b| {
        let label = |hit: &Hit| match hit.kind {
            Kind::Value {
                label: Some(distance),
                ..
            } => distance,
            _ => usize::MAX,
        };
        let is_name = |hit: &Hit| hit.kind == Kind::Name;
        is_name(a)
            .cmp(&is_name(b))
            .then(b.confidence.total_cmp(&a.confidence))
            .then(label(a).cmp(&label(b)))
            .then((b.end - b.start).cmp(&(a.end - a.start)))
            .then(a.start.cmp(&b.start))
            .then_with(|| a.rule.id.cmp(&b.rule.id))
    });
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    let mut index = Taken::default();
    for hit in hits.drain(..) {
        let blocked = hit.kind != Kind::Topic && index.blocks(&hit, &kept);
        if !blocked {
            index.add(&hit, kept.len());
            kept.push(hit);
        }
    }
    kept.sort_by(|a, b| {
        (a.start, a.end)
            .cmp(&(b.start, b.end))
            .then_with(|| a.rule.id.cmp(&b.rule.id))
    });
    *hits = kept;
}

/// Kept hits by the stretch of text they start in, so that a text full of hits takes linear time.
#[derive(Default)]
struct Taken {
    stretches: std::collections::HashMap<usize, Vec<usize>>,
}

const STRETCH: usize = 256;

impl Taken {
    fn add(&mut self, hit: &Hit, index: usize) {
        for stretch in hit.start / STRETCH..=hit.end / STRETCH {
            self.stretches.entry(stretch).or_default().push(index);
        }
    }

    fn blocks(&self, hit: &Hit, kept: &[Hit]) -> bool {
        (hit.start / STRETCH..=hit.end / STRETCH)
            .filter_map(|stretch| self.stretches.get(&stretch))
            .flatten()
            .any(|index| excludes(&kept[*index], hit))
    }
}

/// Whether two hits cannot both stand.
fn excludes(kept: &Hit, hit: &Hit) -> bool {
    if !kept.overlaps(hit) || kept.kind == Kind::Topic || hit.kind == Kind::Topic {
        return false;
    }
    let (outer, inner) = match (kept.kind, hit.kind) {
        (Kind::Address, Kind::Value { .. }) => (kept, hit),
        (Kind::Value { .. }, Kind::Address) => (hit, kept),
        _ => return true,
    };
    // Within an address only its postcode stands; a longer thing that holds an address is none.
    let nested = outer.start <= inner.start && inner.end <= outer.end;
    !(nested && inner.rule.class == Class::Personal && inner.rule.id.ends_with("postcode"))
}

/// Of several hits of one topic that overlap, the surest stays.
pub(super) fn merge_topics(hits: &mut Vec<Hit>) {
    let topics: Vec<Hit> = hits.extract_if(.., |hit| hit.kind == Kind::Topic).collect();
    let mut kept = Vec::<Hit>::new();
    for topic in topics {
        let same = kept
            .iter_mut()
            .rev()
            .take(32)
            .find(|other| other.rule.id == topic.rule.id && other.overlaps(&topic));
        match same {
            Some(other) if other.confidence >= topic.confidence => {}
            Some(other) => *other = topic,
            None => kept.push(topic),
        }
    }
    hits.extend(kept);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Severity;

    fn hit(id: &str, span: (usize, usize), confidence: f32, kind: Kind) -> Hit {
        Hit {
            rule: Arc::new(Meta {
                id: id.to_owned(),
                class: Class::Personal,
                severity: Severity::Low,
                principles: vec![3],
                one_each: false,
                whose: crate::detect::Whose::People,
            }),
            start: span.0,
            end: span.1,
            text: None,
            normalised: String::new(),
            confidence,
            evidence: Vec::new(),
            kind,
        }
    }

    fn value(label: Option<usize>) -> Kind {
        Kind::Value {
            label,
            identifies: false,
        }
    }

    fn left(mut hits: Vec<Hit>) -> Vec<String> {
        resolve(&mut hits, 0.5);
        hits.into_iter().map(|hit| hit.rule.id.clone()).collect()
    }

    #[test]
    fn one_number_has_one_rule() {
        let surer = vec![
            hit("a", (0, 10), 0.6, value(None)),
            hit("b", (0, 10), 0.95, value(None)),
        ];
        assert_eq!(left(surer), ["b"]);
        let nearer = vec![
            hit("a", (0, 10), 0.95, value(Some(9))),
            hit("b", (0, 10), 0.95, value(Some(1))),
        ];
        assert_eq!(left(nearer), ["b"]);
        let weak = vec![
            hit("a", (0, 10), 0.4, value(None)),
            hit("b", (4, 9), 0.6, value(None)),
        ];
        assert_eq!(left(weak), ["b"]);
    }

    #[test]
    fn a_postcode_stays_within_its_address_and_a_name_does_not() {
        let hits = vec![
            hit("postal-address", (0, 40), 0.55, Kind::Address),
            hit("uk-postcode", (32, 40), 0.9, value(None)),
            hit("person-name", (3, 14), 0.95, Kind::Name),
            hit("phone-number", (3, 14), 0.6, value(None)),
        ];
        assert_eq!(left(hits), ["phone-number", "uk-postcode"]);
        let hits = vec![
            hit("postal-address", (0, 40), 0.85, Kind::Address),
            hit("uk-postcode", (32, 40), 0.9, value(None)),
            hit("person-name", (3, 14), 0.95, Kind::Name),
        ];
        assert_eq!(left(hits), ["postal-address", "uk-postcode"]);
    }
}
