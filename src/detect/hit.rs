//! A find before it has a location, and the choice between finds that overlap.

use std::sync::Arc;

use super::{Class, Evidence, Meta};

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
    pub(super) evidence: Vec<Evidence>,
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
    if hits.len() < 2 {
        return;
    }
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
    let mut index = (hits.len() > FEW).then(Taken::default);
    for hit in hits.drain(..) {
        let blocked = match &index {
            _ if hit.kind == Kind::Topic => false,
            Some(index) => index.blocks(&hit, &kept),
            None => kept.iter().any(|kept| excludes(kept, &hit)),
        };
        if !blocked {
            if let Some(index) = &mut index {
                index.add(&hit, kept.len());
            }
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
/// So many hits are compared one by one.
const FEW: usize = 16;

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

/// Names and identifiers that stand together are those of one person and make each other surer: a name, a date of birth and
/// a National Insurance number in a sentence or a row are hardly all mistakes. Those of one rule do not count for each other.
pub(super) fn combine(mut together: Vec<&mut Hit>) {
    /// What each other rule leaves of the doubt, and the least doubt.
    const LEFT: f32 = 0.7;
    const LEAST: f32 = 0.01;
    /// What is too weak to be reported by itself neither gives nor gains, whatever the threshold asked for.
    const ITSELF: f32 = 0.5;
    together.retain(|hit| hit.is_somebody() && hit.confidence >= ITSELF);
    let mut rules: Vec<&str> = together.iter().map(|hit| &*hit.rule.id).collect();
    rules.sort_unstable();
    rules.dedup();
    if rules.len() < 2 {
        return;
    }
    let left: f32 = rules.iter().skip(1).map(|_| LEFT).product();
    for hit in together {
        let doubt = ((1.0 - hit.confidence) * left).max(LEAST);
        hit.confidence = hit.confidence.max(1.0 - doubt);
        hit.evidence.push("together".into());
    }
}

/// [`combine`] for the hits of a text, which are in order of place.
pub(super) fn combine_neighbours(hits: &mut [Hit]) {
    /// Bytes between two hits of one person.
    const NEAR: usize = 80;
    let somebody: Vec<&mut Hit> = hits.iter_mut().filter(|hit| hit.is_somebody()).collect();
    let mut group: Vec<&mut Hit> = Vec::new();
    for hit in somebody {
        if group.last().is_some_and(|last| last.end + NEAR < hit.start) {
            combine(std::mem::take(&mut group));
        }
        group.push(hit);
    }
    combine(group);
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
    fn identifiers_that_stand_together_make_each_other_surer() {
        let identifier = Kind::Value {
            label: None,
            identifies: true,
        };
        let mut hits = vec![
            hit("person-name", (0, 10), 0.6, Kind::Name),
            hit("ni-number", (20, 30), 0.9, identifier),
            hit("person-name", (400, 410), 0.6, Kind::Name),
            hit("person-name", (420, 430), 0.6, Kind::Name),
        ];
        combine_neighbours(&mut hits);
        assert!(hits[0].confidence > 0.7 && hits[1].confidence > 0.92);
        let alone = [&hits[2], &hits[3]].map(|hit| (hit.confidence, hit.evidence.len()));
        assert_eq!(alone, [(0.6, 0), (0.6, 0)]);
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
