//! Records for tests.

use super::{Document, Finding, Store};
use crate::classify::{Classification, Facts, Tally};
use crate::crawl::Status;
use crate::detect::{Class, Severity};
use crate::extract::{Location, Place};

/// An inventory in a folder of its own, which goes when the folder is dropped.
pub(crate) fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("the system has a folder for temporary files");
    let path = folder.path().join("domesday.db");
    let store = Store::open_or_create(&path, "key").expect("the folder is empty");
    (folder, store)
}

pub(crate) fn document(path: &str, member: Option<&str>) -> Document {
    Document {
        id: super::ids::document("share", path, member),
        source: "share".into(),
        path: path.into(),
        member: member.map(Into::into),
        format: Some("txt".into()),
        bytes: 100,
        modified: Some("2009-03-01T10:00:00Z".into()),
        file_owner: Some("owner".into()),
        mode: Some("0640".into()),
        content_hash: Some("00".repeat(16)),
        status: Status::Read,
        reason: None,
        classification: Some(Classification::None),
        sensitive_categories: Vec::new(),
        marking: None,
        record_class: None,
        accessible_record: None,
        subjects: 0,
        last_date: None,
        purpose: None,
        responsible: None,
        facts: Facts::default(),
    }
}

/// A document with a tally of each rule, and one person.
pub(crate) fn personal(path: &str, rules: &[&str]) -> Document {
    let mut document = document(path, None);
    document.classification = Some(Classification::Personal);
    document.subjects = 1;
    document.facts.classification = Classification::Personal;
    for rule in rules {
        tally(&mut document, rule, Class::Personal, 0.9);
    }
    document
}

/// A document in which a sensitive category was found.
pub(crate) fn sensitive(path: &str, category: &str) -> Document {
    let mut document = personal(path, &["person-name"]);
    document.classification = Some(Classification::Sensitive);
    document.sensitive_categories = vec![category.into()];
    document.facts.classification = Classification::Sensitive;
    document.facts.categories.insert(category.into());
    tally(&mut document, category, Class::Sensitive, 0.9);
    document
}

pub(crate) fn tally(document: &mut Document, rule: &str, class: Class, confidence: f32) {
    let tally = Tally {
        class,
        severity: Severity::Medium,
        count: 1,
        confidence,
        findings: vec![format!("id of {rule}")],
    };
    document.facts.rules.insert(rule.into(), tally);
}

pub(crate) fn finding(of: &Document, rule: &str, order: u64) -> Finding {
    let location = Location {
        place: Place::Cell {
            sheet: "Staff".into(),
            cell: format!("C{}", order + 1),
        },
        hidden: false,
    };
    Finding {
        id: super::ids::finding(
            &of.source,
            &of.path,
            of.member.as_deref(),
            rule,
            &location,
            order,
        ),
        source: of.source.as_str().into(),
        path: of.path.as_str().into(),
        member: of.member.as_deref().map(Into::into),
        rule: rule.into(),
        class: Class::Personal,
        location,
        value: "********19".into(),
        fingerprint: Some(
            super::Key::new([1; 32])
                .fingerprint(rule, &order.to_string())
                .full(),
        ),
        confidence: 0.95,
        severity: Severity::Medium,
        evidence: vec!["check-digit".into(), "header:nhs-number".into()],
        principles: vec![3, 7],
    }
}
