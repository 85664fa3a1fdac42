//! What the checks have in common: what they are called and need, the case before them, how much a find weighs.

use serde::Serialize;

use super::policy::{Ground, Policy};
use super::{Assessor, Class, Classes, Indicator, State, p1, p3, p5, p6, p7};
use crate::classify::{self, Classification, Signal, Tally};
use crate::detect::{self, Severity};
use crate::inventory::{Document, ids};

/// A check of a principle.
#[derive(Debug)]
pub(super) struct Check {
    /// As in records.
    pub(super) id: &'static str,
    /// 1998 numbers; the first is the one it belongs to.
    pub(super) principles: &'static [u8],
    pub(super) base: Severity,
    needs: Need,
    pub(super) remedy: &'static str,
}

/// What of a policy a check cannot do without.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(super) enum Need {
    Nothing,
    /// Purposes with paths.
    Purposes,
    /// A purpose with an allow list.
    Allow,
    /// The organisation's word that a schedule holds: a policy.
    Schedule,
}

/// All checks there are, in order of principle.
pub(super) const CHECKS: &[&Check] = &[
    &p1::NO_PURPOSE,
    &p3::NOT_ALLOWED_HERE,
    &p5::OVER_RETENTION,
    &p6::UNSEARCHABLE,
    &p7::CREDENTIAL,
    &p7::OPEN_PERMISSIONS,
];

/// A principle, or one check of it, that was not examined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotExamined {
    /// 1998 number.
    pub principle: u8,
    /// Null when the whole principle was not.
    pub check: Option<&'static str>,
    pub why: &'static str,
}

impl Check {
    pub(super) const fn new(
        id: &'static str,
        principles: &'static [u8],
        base: Severity,
        needs: Need,
        remedy: &'static str,
    ) -> Self {
        Self {
            id,
            principles,
            base,
            needs,
            remedy,
        }
    }

    /// Why it cannot be made.
    fn missing(&self, policy: Option<&Policy>) -> Option<&'static str> {
        let purposes = policy.map(Policy::purposes).unwrap_or_default();
        match (self.needs, policy) {
            (Need::Nothing, _) | (Need::Schedule, Some(_)) => None,
            (_, None) => Some("no policy file was given"),
            (Need::Purposes, _) if purposes.is_empty() => Some("the policy declares no purpose"),
            (Need::Allow, _) if purposes.iter().all(|purpose| purpose.allow.is_none()) => {
                Some("no purpose of the policy has an `allow` list")
            }
            (Need::Purposes | Need::Allow, _) => None,
        }
    }
}

pub(super) fn not_examined(policy: Option<&Policy>) -> Vec<NotExamined> {
    let mut missing = Vec::new();
    for principle in 1..=8 {
        let checks: Vec<&Check> = CHECKS
            .iter()
            .copied()
            .filter(|check| check.principles[0] == principle)
            .collect();
        if checks.is_empty() {
            missing.push(NotExamined {
                principle,
                check: None,
                why: "this version has no check for it",
            });
        }
        let whole = checks.len() == 1;
        missing.extend(checks.into_iter().filter_map(|check| {
            let why = check.missing(policy)?;
            let check = (!whole).then_some(check.id);
            Some(NotExamined {
                principle,
                check,
                why,
            })
        }));
    }
    missing
}

/// What says that a document is of a class, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassBy {
    /// The policy gives the folder to the class.
    Policy,
    /// The class lives where the policy declares a purpose.
    Purpose,
    /// Titles, columns, names and finds of the document.
    Document,
    /// The folder's name alone.
    Folder,
}

impl ClassBy {
    /// How sure that is, 0 to 1.
    fn confidence(self) -> f32 {
        match self {
            Self::Policy => 0.95,
            Self::Purpose => 0.9,
            Self::Document => 0.8,
            Self::Folder => 0.6,
        }
    }
}

/// A document before the checks, with what the policy says of its place.
pub(super) struct Case<'a> {
    pub(super) assessor: &'a Assessor,
    pub(super) document: &'a Document,
    pub(super) ground: Option<Ground<'a>>,
    pub(super) class: Option<&'a Class>,
    /// How sure the class is, 0 to 1.
    pub(super) class_confidence: f32,
    /// What says so: the policy, a purpose of it, the document, or its folder.
    pub(super) class_by: Option<ClassBy>,
}

impl<'a> Case<'a> {
    pub(super) fn new(assessor: &'a Assessor, document: &'a Document) -> Self {
        let ground = assessor
            .policy()
            .map(|policy| policy.ground(&document.source, &document.path, assessor.as_of()));
        let mut case = Self {
            assessor,
            document,
            ground,
            class: None,
            class_confidence: 0.0,
            class_by: None,
        };
        if let Some((class, by)) = case.recognise() {
            case.class = Some(class);
            case.class_confidence = by.confidence();
            case.class_by = Some(by);
        }
        case
    }

    /// The class of record: what the policy says of the folder, else the one class of its purpose that fits, else what
    /// the content looks like, else what the folders' names point to.
    fn recognise(&self) -> Option<(&'a Class, ClassBy)> {
        let classes = self
            .assessor
            .policy()
            .map_or(Classes::builtin(), Policy::classes);
        let path = &self.document.path;
        let body = self.ground.and_then(|ground| ground.share?.body.as_deref());
        let declared = || classes.get(self.ground?.class?);
        let content = || self.of_content(classes, body);
        let of_purpose = || {
            let lives_here = &self.ground?.purpose?.classes;
            match lives_here.as_slice() {
                [only] => classes.get(only),
                several => {
                    let fits = |class: &Class| several.contains(&class.id);
                    content()
                        .filter(|class| fits(class))
                        .or_else(|| classes.of_path_among(path, fits))
                }
            }
        };
        let by = |found: Option<&'a Class>, by| found.map(|class| (class, by));
        by(declared(), ClassBy::Policy)
            .or_else(|| by(of_purpose(), ClassBy::Purpose))
            .or_else(|| by(content(), ClassBy::Document))
            .or_else(|| by(self.of_folders(classes, body), ClassBy::Folder))
    }

    /// The class that the folders' names point to, unless something else of the document points elsewhere as much.
    fn of_folders(&self, classes: &'a Classes, body: Option<&str>) -> Option<&'a Class> {
        let guess = classes.of_path(&self.document.path, body)?;
        let signals = &self.document.facts.class_signals;
        let points = |signal: &Signal| signal.points;
        let own = signals.iter().find(|signal| signal.class == guess.id);
        let own = own.map_or(0, points);
        let elsewhere = signals.iter().any(|signal| {
            let folders = |evidence: &String| evidence.starts_with("folder:");
            signal.class != guess.id && signal.points >= own && !signal.evidence.iter().all(folders)
        });
        (!elsewhere).then_some(guess)
    }

    /// The class that place, titles, columns and finds clearly point to: among those of this kind of body, else among
    /// all, since bodies hold each other's records.
    fn of_content(&self, classes: &'a Classes, body: Option<&str>) -> Option<&'a Class> {
        let facts = &self.document.facts;
        let kept = |signal: &&Signal| {
            let class = classes.get(&signal.class);
            class.is_some_and(|class| class.is_kept_by(body))
        };
        let clear = classify::classes::clear(facts.class_signals.iter().filter(kept));
        let id = clear.map(|signal| &signal.class);
        classes.get(id.or(facts.record_class.as_ref())?)
    }

    /// The policy said what the folder holds.
    pub(super) fn class_is_declared(&self) -> bool {
        matches!(self.class_by, Some(ClassBy::Policy | ClassBy::Purpose))
    }

    /// Nobody said what the folder holds; its name alone points to the class.
    pub(super) fn class_is_guessed(&self) -> bool {
        self.class_by == Some(ClassBy::Folder)
    }

    /// Who answers for the place: the purpose's owner, else the share's.
    pub(super) fn responsible(&self) -> Option<&'a str> {
        let ground = self.ground?;
        let of_purpose = ground.purpose.and_then(|purpose| purpose.owner.as_deref());
        of_purpose.or_else(|| ground.share?.owner.as_deref())
    }

    /// The kind of accessible record. A police commissioner and an academy keep no educational record in the sense of
    /// the 1998 Act, Sch. 11: it speaks of schools that a local authority maintains, and special schools.
    pub(super) fn accessible(&self) -> Option<&'a str> {
        let kind = self.class?.accessible.as_deref()?;
        let body = self.ground.and_then(|ground| ground.share?.body.as_deref());
        let none = kind == "educational" && matches!(body, Some("pcc" | "academy"));
        (!none).then_some(kind)
    }

    /// It holds personal data, as far as it was read.
    pub(super) fn is_personal(&self) -> bool {
        matches!(
            self.document.classification,
            Some(Classification::Personal | Classification::Sensitive)
        )
    }

    /// It is a file and not a member of one: what holds for a place is said once, of the file.
    pub(super) fn is_file(&self) -> bool {
        self.document.member.is_none()
    }

    /// The rules about people that matched, with their tallies.
    pub(super) fn personal_rules(&self) -> impl Iterator<Item = (&'a str, &'a Tally)> {
        let rules = self.document.facts.rules.iter();
        rules
            .filter(|(_, tally)| {
                matches!(
                    tally.class,
                    detect::Class::Personal | detect::Class::Sensitive
                )
            })
            .map(|(rule, tally)| (rule.as_str(), tally))
    }

    /// How sure it is that the document is about people: its best match. A container whose matches are all in its
    /// members has none of its own.
    pub(super) fn confidence(&self) -> f32 {
        self.personal_rules()
            .map(|(_, tally)| tally.confidence)
            .reduce(f32::max)
            .unwrap_or(0.8)
    }

    /// Ids of the first few findings of some rules.
    pub(super) fn findings<'r>(&self, rules: impl IntoIterator<Item = &'r str>) -> Vec<String> {
        const FEW: usize = 5;
        let of = |rule: &str| {
            self.document
                .facts
                .rules
                .get(rule)
                .map(|tally| tally.findings.iter())
        };
        rules
            .into_iter()
            .filter_map(of)
            .flatten()
            .take(FEW)
            .cloned()
            .collect()
    }

    /// How much a find weighs in this document.
    pub(super) fn weight(&self, base: Severity) -> Weight {
        Weight {
            base,
            grave: self.document.classification == Some(Classification::Sensitive)
                || self.is_about_children(),
            public: self
                .ground
                .is_some_and(|ground| ground.purpose.is_some_and(|purpose| purpose.public)),
            subjects: self.document.subjects,
            less: 0,
        }
    }

    fn is_about_children(&self) -> bool {
        self.accessible() == Some("educational")
            || self
                .document
                .facts
                .rules
                .contains_key("uk-unique-pupil-number")
    }

    /// An indicator of this document, with nothing in it but what every one has.
    pub(super) fn indicator(
        &self,
        check: &Check,
        severity: Severity,
        confidence: f32,
    ) -> Indicator {
        let document = self.document;
        let (source, path, member) = (&document.source, &document.path, document.member.as_deref());
        Indicator {
            id: ids::indicator(source, path, member, check.id),
            source: source.clone(),
            path: path.clone(),
            member: document.member.clone(),
            regime: self.assessor.regime().id.clone(),
            principles: check.principles.to_vec(),
            law: self.assessor.regime().law(check.id).to_owned(),
            check: check.id.to_owned(),
            severity,
            // Two places are all that such a number can mean.
            confidence: (confidence * 100.0).round() / 100.0,
            state: None::<State>,
            rules: Vec::new(),
            basis: String::new(),
            detail: String::new(),
            findings: Vec::new(),
            remedy: check.remedy.to_owned(),
        }
    }
}

/// What makes a find matter more or less.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    pub(super) base: Severity,
    /// A sensitive category, a credential, or a child's data.
    pub(super) grave: bool,
    /// Everyone can reach it.
    pub(super) public: bool,
    pub(super) subjects: u64,
    /// Steps down: weak match, weak date.
    pub(super) less: u8,
}

impl Weight {
    /// At most two steps up in all, and what speaks against it down again, within the five levels.
    pub(super) fn severity(self) -> Severity {
        let many = match self.subjects {
            0..100 => 0,
            100..1_000 => 1,
            _ => 2,
        };
        let up = (u8::from(self.grave) + u8::from(self.public) + many).min(2);
        match (self.base as u8 + up).saturating_sub(self.less) {
            0 | 1 => Severity::Note,
            2 => Severity::Low,
            3 => Severity::Medium,
            4 => Severity::High,
            _ => Severity::Critical,
        }
    }

    /// One step less where the match itself is weak.
    pub(super) fn given(mut self, confidence: f32) -> Self {
        self.less += u8::from(confidence < 0.6);
        self
    }
}

/// `about 1 person`, `about 12 people`.
pub(super) fn people(number: u64) -> String {
    match number {
        0 => "people".to_owned(),
        1 => "about 1 person".to_owned(),
        _ => format!("about {number} people"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severity_rises_by_two_at_most_and_stays_within_its_levels() {
        use Severity::{Critical, High, Low, Medium, Note};

        let weight = |base, grave, public, subjects, less| {
            Weight {
                base,
                grave,
                public,
                subjects,
                less,
            }
            .severity()
        };
        for (got, expected) in [
            (weight(Medium, false, false, 99, 0), Medium),
            (weight(Medium, false, false, 100, 0), High),
            (weight(Medium, false, false, 1_000, 0), Critical),
            (weight(Low, true, true, 5_000, 0), High),
            (weight(Low, true, true, 5_000, 1), Medium),
            (weight(Critical, true, false, 1, 0), Critical),
            (weight(Note, false, false, 0, 3), Note),
        ] {
            assert_eq!(got, expected);
        }
    }

    #[test]
    fn without_a_policy_it_is_said_which_principles_were_not_examined() {
        let missing = not_examined(None);
        let principles: Vec<u8> = missing.iter().map(|missing| missing.principle).collect();
        assert_eq!(principles, [1, 2, 3, 4, 5, 8]);
        assert!(
            missing
                .iter()
                .any(|missing| missing.why.contains("no policy"))
        );
        assert!(CHECKS.is_sorted_by_key(|check| check.principles[0]));
    }
}
