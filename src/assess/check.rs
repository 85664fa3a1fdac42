//! What the checks have in common: what they are called and need, the case before them, how much a find weighs.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};
use serde::Serialize;

use super::policy::{Ground, Habits, Hold, Policy, Purpose};
use super::{
    Assessor, Class, Classes, Indicator, Listed, Options, copies, disposal, marking, p1, p2, p3,
    p4, p5, p6, p7, p8,
};
use crate::classify::{self, Classification, Signal, Signs, Tally};
use crate::detect::{self, Severity};
use crate::inventory::Document;

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
#[derive(Debug, Clone, Copy)]
pub(super) enum Need {
    Nothing,
    /// The organisation's word that a schedule holds: a policy.
    Schedule,
    /// Whether the policy says it, and what is said when it does not.
    Said(fn(&Policy) -> bool, &'static str),
    /// Whether it was given besides the policy, and what is said when it was not.
    Given(fn(&Options) -> bool, &'static str),
}

impl Need {
    /// Purposes with paths.
    pub(super) const PURPOSES: Self = Self::Said(
        |policy| !policy.purposes().is_empty(),
        "the policy declares no purpose",
    );
    /// A purpose with an allow list.
    pub(super) const ALLOW: Self = Self::Said(
        |policy| any(policy, |purpose| purpose.allow.is_some()),
        "no purpose of the policy has an `allow` list",
    );
    /// A purpose that is restricted.
    pub(super) const RESTRICTED: Self = Self::Said(
        |policy| any(policy, |purpose| purpose.restricted == Some(true)),
        "no purpose of the policy is `restricted`",
    );
    /// A purpose that the public can reach.
    pub(super) const PUBLIC: Self = Self::Said(
        |policy| any(policy, |purpose| purpose.public),
        "no purpose of the policy is `public`",
    );
    /// A protective marking that is asked for.
    pub(super) const MARKING: Self = Self::Said(
        |policy| {
            let asked =
                |habits: &Habits| habits.marking.as_deref().is_some_and(|mark| mark != "none");
            asked(policy.defaults()) || any(policy, |purpose| asked(&purpose.habits))
        },
        "the policy asks for no `marking`",
    );
}

/// Whether some purpose is such a one.
pub(super) fn any(policy: &Policy, such: impl Fn(&Purpose) -> bool) -> bool {
    policy.purposes().iter().any(such)
}

/// All checks there are, in order of principle.
pub(super) const CHECKS: &[&Check] = &[
    &p1::SENSITIVE_NO_CONDITION,
    &p1::NO_PURPOSE,
    &p1::CONFIDENCE_OUTSIDE,
    &p1::FORM_NO_NOTICE,
    &p1::CONSENT_NOT_EVIDENCED,
    &p2::OUTSIDE_NOTIFICATION,
    &p2::WRONG_HOME,
    &p2::REUSED_ELSEWHERE,
    &p2::RECIPIENT_NOT_DECLARED,
    &p3::NOT_ALLOWED_HERE,
    &p3::BULK,
    &p3::DUPLICATE_COPY,
    &p3::HIDDEN_DATA,
    &p3::IDENTITY_COPY,
    &p3::TEMPLATE_RESIDUE,
    &p4::INVALID_IDENTIFIER,
    &p4::IMPOSSIBLE_DATE,
    &p4::MANGLED_VALUES,
    &p4::CONFLICTING_VALUES,
    &p4::STALE_UNREVIEWED,
    &p5::OVER_RETENTION,
    &copies::NO_SCHEDULE,
    &copies::STALE_COPY,
    &disposal::NOT_DONE,
    &disposal::BELOW_MINIMUM,
    &p6::UNSEARCHABLE,
    &p6::THIRD_PARTY,
    &p6::REQUEST_OVERDUE,
    &p6::SUPPRESSED_PERSON,
    &p7::OPEN_PERMISSIONS,
    &p7::NO_OWNER,
    &p7::SENSITIVE_UNRESTRICTED,
    &p7::UNENCRYPTED,
    &p7::CREDENTIAL,
    &p7::PUBLIC_PLACE,
    &p7::OFFSITE_COPY,
    &p7::MAIL_STORE,
    &marking::MISSING,
    &marking::CONFLICT,
    &p8::LOCATION_OUTSIDE,
    &p8::SYNC_PROVIDER,
    &p8::PUBLISHED_WORLDWIDE,
    &p8::RECIPIENT_OUTSIDE,
];

/// A check that was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotExamined {
    /// 1998 number of the principle it belongs to.
    pub principle: u8,
    pub check: &'static str,
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

    /// Why it cannot be made; nothing is in its way where policy and options have what it needs.
    pub(super) fn missing(
        &self,
        policy: Option<&Policy>,
        options: &Options,
    ) -> Option<&'static str> {
        match (self.needs, policy) {
            (Need::Nothing, _) | (Need::Schedule, Some(_)) => None,
            (Need::Given(given, lacks), _) => (!given(options)).then_some(lacks),
            (_, None) => Some("no policy file was given"),
            (Need::Said(says, lacks), Some(policy)) => (!says(policy)).then_some(lacks),
        }
    }
}

pub(super) fn not_examined(policy: Option<&Policy>, options: &Options) -> Vec<NotExamined> {
    CHECKS
        .iter()
        .filter_map(|check| {
            Some(NotExamined {
                principle: check.principles[0],
                check: check.id,
                why: check.missing(policy, options)?,
            })
        })
        .collect()
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
    pub(super) listed: &'a Listed,
}

impl<'a> Case<'a> {
    pub(super) fn new(assessor: &'a Assessor, document: &'a Document, listed: &'a Listed) -> Self {
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
            listed,
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
                        .or_else(|| self.likeliest_of(several, classes))
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

    /// Of the classes that a purpose lists, the one that the document itself points to, if it points to no other of them as much
    /// and to none elsewhere far more: what lives here is likelier than what does not.
    fn likeliest_of(&self, listed: &[String], classes: &'a Classes) -> Option<&'a Class> {
        let signals = &self.document.facts.class_signals;
        let is_listed = |signal: &&Signal| listed.contains(&signal.class);
        let mut here = signals.iter().filter(is_listed);
        let best = here.next()?;
        let next = here.next().map_or(0, |next| next.points);
        let away = signals.iter().find(|signal| !is_listed(signal));
        let away = away.map_or(0, |away| away.points);
        let folders = |evidence: &String| evidence.starts_with("folder:");
        let says = !best.evidence.iter().all(folders);
        // Words of a sentence are something where nothing else is.
        let ahead = if best.points < classify::classes::LEAD {
            next == 0 && best.points >= away
        } else {
            best.points > next && best.points + classify::classes::LEAD > away
        };
        (says && ahead).then(|| classes.get(&best.class))?
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

    pub(super) fn purpose(&self) -> Option<&'a Purpose> {
        self.ground?.purpose
    }

    /// The purpose's own limit or wish, else the one that holds for all.
    pub(super) fn habit<T>(&self, of: impl Fn(&'a Habits) -> Option<T>) -> Option<T> {
        let policy = self.assessor.policy()?;
        let own = self.purpose().and_then(|purpose| of(&purpose.habits));
        own.or_else(|| of(policy.defaults()))
    }

    pub(super) fn signs(&self) -> &'a Signs {
        &self.document.facts.signs
    }

    /// Matches below this are counted, not listed.
    pub(super) fn threshold(&self) -> f32 {
        self.assessor.policy().map_or(0.5, Policy::confidence)
    }

    /// The place is closed to all but its owner's group.
    pub(super) fn is_restricted(&self) -> bool {
        let purpose = self.purpose();
        purpose.is_some_and(|purpose| purpose.restricted == Some(true))
    }

    pub(super) fn is_public(&self) -> bool {
        self.purpose().is_some_and(|purpose| purpose.public)
    }

    /// Who can read the file, as far as policy and permission bits tell.
    pub(super) fn audience(&self) -> &'static str {
        let mode = self.document.mode.as_deref();
        let others = mode.and_then(p7::others).is_some_and(|(read, _)| read);
        match (self.is_public(), others) {
            (true, _) => "the public",
            (false, true) => "everyone",
            (false, false) => "more than a restricted group",
        }
    }

    /// The sensitive categories found surely enough; a container has those of its members.
    pub(super) fn categories(&self) -> Vec<&'a str> {
        let facts = &self.document.facts;
        let sure = |id: &&String| {
            let tally = facts.rules.get(*id);
            tally.is_none_or(|tally| tally.confidence >= self.threshold())
        };
        let categories = self.document.sensitive_categories.iter();
        categories.filter(sure).map(String::as_str).collect()
    }

    /// The latest day that the document shows, and what shows it.
    pub(super) fn latest_day(&self) -> Option<(Date, &'static str)> {
        let content = self
            .document
            .facts
            .last_date
            .map(|day| (day, "latest date in the text"));
        let written = self.written().map(|day| (day, "file last written"));
        content
            .into_iter()
            .chain(written)
            .max_by_key(|(day, _)| *day)
    }

    /// The day the file was last written; in a git work tree that says nothing.
    pub(super) fn written(&self) -> Option<Date> {
        let checked_out = self
            .assessor
            .source(&self.document.source)
            .is_some_and(|source| source.work_tree);
        let modified = self.document.modified.as_deref().filter(|_| !checked_out)?;
        let time: Timestamp = modified.parse().ok()?;
        Some(time.to_zoned(TimeZone::UTC).date())
    }

    /// Why nothing in its place is disposed of for now.
    pub(super) fn hold(&self) -> Option<&'a Hold> {
        self.ground?.hold
    }

    /// Where it is, for a reader.
    pub(super) fn address(&self) -> String {
        address(&self.document.path, self.document.member.as_deref())
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

    /// It is a file with personal data in it.
    pub(super) fn is_personal_file(&self) -> bool {
        self.is_file() && self.is_personal()
    }

    /// How sure it is that the document is about people: its best match. A container whose matches are all in its
    /// members has none of its own.
    pub(super) fn confidence(&self) -> f32 {
        self.personal_rules()
            .map(|(_, tally)| tally.confidence)
            .reduce(f32::max)
            .unwrap_or(0.8)
    }

    /// How sure the surest of some rules is; a container's are in its members.
    pub(super) fn confidence_of(&self, rules: &[&str]) -> f32 {
        let tallies = rules
            .iter()
            .filter_map(|rule| self.document.facts.rules.get(*rule));
        tallies
            .map(|tally| tally.confidence)
            .reduce(f32::max)
            .unwrap_or(0.8)
    }

    /// The class that name and content show, whatever the policy says of the place.
    pub(super) fn content_class(&self) -> Option<&'a Class> {
        let classes = self
            .assessor
            .policy()
            .map_or(Classes::builtin(), Policy::classes);
        let body = self.ground.and_then(|ground| ground.share?.body.as_deref());
        self.of_content(classes, body)
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
        let address = (
            document.source.as_str(),
            document.path.as_str(),
            document.member.as_deref(),
        );
        self.assessor
            .indicator(check, address, severity, confidence)
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

/// A document of a source for a reader: its path, and the member in it.
pub(super) fn address(path: &str, member: Option<&str>) -> String {
    match member {
        Some(member) => format!("{path}!/{member}"),
        None => path.to_owned(),
    }
}

/// `1 value`, `1,204 values`.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

/// `3 years`, `5 months`, `12 days`: in the largest unit that fits.
pub(super) fn age(from: Date, to: Date) -> String {
    let span = from.until((Unit::Year, to)).unwrap_or_default();
    let (years, months, days) = (span.get_years(), span.get_months(), span.get_days());
    let (number, one, many) = match (years, months) {
        (0, 0) => (i64::from(days), "day", "days"),
        (0, _) => (i64::from(months), "month", "months"),
        _ => (i64::from(years), "year", "years"),
    };
    counted(number.unsigned_abs(), one, many)
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
        let missing = not_examined(None, &Options::default());
        let without: Vec<&str> = missing.iter().map(|missing| missing.check).collect();
        for (check, examined) in [
            ("p1-no-purpose", false),
            ("p5-over-retention", false),
            ("p8-location-outside", false),
            ("p3-hidden-data", true),
            ("p6-unsearchable", true),
            ("p7-credential", true),
            ("p5-disposal-not-done", false),
        ] {
            assert_eq!(!without.contains(&check), examined, "{check}");
        }
        assert!(
            missing
                .iter()
                .all(|missing| missing.why.contains("no policy") || missing.why.contains("given"))
        );
        assert!(CHECKS.is_sorted_by_key(|check| check.principles[0]));
    }
}
