//! The checks over documents with a small policy.

use std::collections::BTreeSet;

use jiff::civil::date;

use super::*;
use crate::crawl::{Acl, Reason, Status};
use crate::detect::Class as Kind;
use crate::inventory::sample::{document, personal, sensitive, tally};

const POLICY: &str = r#"
version = 1
[[share]]
root = "."
body = "academy"
owner = "headteacher"
[[purpose]]
name = "Staff"
paths = ["HR/**"]
owner = "hr.manager"
allow = ["person-name", "health"]
classes = ["staff-personal-file", "sickness-absence"]
[[purpose]]
name = "Pupils"
paths = ["Pupils/**"]
allow = ["*"]
classes = ["pupil-record"]
[[purpose]]
name = "Web"
paths = ["Web/**"]
allow = []
public = true
[[purpose]]
name = "Post"
paths = ["Post/**"]
[[record_class]]
id = "grants"
paths = ["**/Grants/**"]
period = "6y from last-modified"
[retention.change]
staff-personal-file = "6y"
[[retention.hold]]
reason = "Inquiry"
paths = ["Grants/held/**"]
"#;

fn policy() -> Policy {
    let rules = BTreeSet::from(["person-name".to_owned(), "health".to_owned()]);
    Policy::parse("policy.toml", POLICY, &rules, date(2026, 6, 30))
        .unwrap()
        .0
}

fn assessor_with(policy: Option<Policy>, options: Options) -> Assessor {
    Assessor::new(
        policy,
        Regime::by_id("dpa-1998").unwrap(),
        date(2026, 6, 30),
        options,
    )
}

fn assessor() -> Assessor {
    assessor_with(Some(policy()), Options::default())
}

fn checks(assessment: &Assessment) -> Vec<&str> {
    assessment
        .indicators
        .iter()
        .map(|indicator| indicator.check.as_str())
        .collect()
}

fn of<'a>(assessment: &'a Assessment, check: &str) -> &'a Indicator {
    let found = assessment
        .indicators
        .iter()
        .find(|indicator| indicator.check == check);
    found.unwrap_or_else(|| panic!("no {check} in {:?}", checks(assessment)))
}

#[test]
fn a_document_of_nobody_in_order_has_no_indicators() {
    assert_eq!(
        assessor().document(&document("HR/a.doc", None)).indicators,
        []
    );
    assert_eq!(
        assessor()
            .document(&document("nowhere/a.doc", None))
            .indicators,
        []
    );
}

#[test]
fn the_policy_says_who_answers_and_for_what() {
    let assessment = assessor().document(&document("HR/a.doc", None));
    assert_eq!(assessment.purpose.as_deref(), Some("Staff"));
    assert_eq!(assessment.responsible.as_deref(), Some("hr.manager"));
    let assessment = assessor().document(&document("Pupils/a.zip", Some("b")));
    assert_eq!(assessment.responsible.as_deref(), Some("headteacher"));
    assert_eq!(assessment.record_class.as_deref(), Some("pupil-record"));
    assert_eq!(
        assessment.accessible_record, None,
        "an academy keeps none in the sense of the 1998 Act"
    );
}

#[test]
fn personal_data_without_a_declared_purpose_is_told_once_a_file() {
    let assessment = assessor().document(&personal("else/a.doc", &["person-name"]));
    assert_eq!(checks(&assessment), ["p1-no-purpose", "p5-no-schedule"]);
    let found = of(&assessment, "p1-no-purpose");
    assert_eq!(
        (found.severity, found.principles.as_slice()),
        (Severity::Medium, &[1, 2][..])
    );
    assert_eq!(found.findings, ["id of person-name"]);
    assert!(found.detail.contains("about 1 person"));
    let mut member = personal("else/a.zip", &["person-name"]);
    member.member = Some("b".into());
    assert_eq!(checks(&assessor().document(&member)), Vec::<&str>::new());
    assert_eq!(
        checks(&assessor_with(None, Options::default()).document(&member)),
        Vec::<&str>::new()
    );
}

#[test]
fn one_indicator_names_all_that_is_not_allowed_here() {
    let mut staff = personal("HR/a.doc", &["person-name", "iban", "email-address"]);
    tally(&mut staff, "phone-number", Kind::Personal, 0.55);
    tally(&mut staff, "credential", Kind::Credential, 0.9);
    tally(&mut staff, "protective-marking", Kind::Confidential, 0.9);
    let assessment = assessor().document(&staff);
    let found = of(&assessment, "p3-not-allowed-here");
    assert_eq!(
        found.rules,
        ["email-address", "iban"],
        "weak matches are counted, not listed"
    );
    assert_eq!(found.findings, ["id of email-address", "id of iban"]);
    assert!(
        found
            .detail
            .contains("email-address (1 value), iban (1 value) are not among")
            && found.detail.contains("\"Staff\"")
    );
    assert_eq!(found.severity, Severity::Medium);
    assert_eq!(found.law, "Sch. 1 para 3");
    let mut letter = staff.clone();
    letter.classification = Some(crate::classify::Classification::None);
    assert_eq!(
        checks(&assessor().document(&letter)),
        ["p7-credential"],
        "a letterhead is about nobody"
    );
    for path in ["Pupils/a.doc", "Post/a.doc"] {
        let assessment = assessor().document(&personal(path, &["iban"]));
        assert!(
            !checks(&assessment).contains(&"p3-not-allowed-here"),
            "{path}"
        );
    }
}

#[test]
fn what_weighs_is_the_excess_and_whether_the_public_can_reach_it() {
    let severity =
        |document: &Document| of(&assessor().document(document), "p3-not-allowed-here").severity;
    assert_eq!(
        severity(&sensitive("Web/a.html", "health")),
        Severity::Critical
    );
    assert_eq!(
        severity(&personal("Web/a.html", &["person-name"])),
        Severity::High
    );
    let mut allowed_health = sensitive("HR/a.doc", "health");
    tally(&mut allowed_health, "iban", Kind::Personal, 0.9);
    assert_eq!(severity(&allowed_health), Severity::Medium);
}

/// A personal file of a class whose own time decides.
fn grant(path: &str, modified: &str) -> Document {
    let mut document = personal(path, &["person-name"]);
    document.modified = Some(modified.into());
    document
}

#[test]
fn a_file_past_its_period_is_overdue_with_its_basis() {
    let assessment = assessor().document(&grant("Post/Grants/a.doc", "2020-06-29T23:59:59Z"));
    let found = of(&assessment, "p5-over-retention");
    assert_eq!(found.state, Some(State::Overdue));
    assert_eq!(
        found.basis,
        "file last written 2020-06-29; grants: 6 years from last change of the file"
    );
    assert!(found.detail.contains("2026-06-29"));
    assert_eq!(found.severity, Severity::Medium);
    assert!(found.confidence >= 0.8);
    for (path, modified) in [
        ("Post/Grants/a.doc", "2020-06-30T00:00:00Z"),
        ("Post/Grants/a.doc", "nonsense"),
        ("Post/a.doc", "1990-01-01T00:00:00Z"),
        ("Pupils/a.doc", "1990-01-01T00:00:00Z"),
    ] {
        let assessment = assessor().document(&grant(path, modified));
        assert!(
            !checks(&assessment).contains(&"p5-over-retention"),
            "{path} {modified}"
        );
    }
}

#[test]
fn what_may_be_overdue_weighs_less_than_what_is() {
    let (sure, unsure) = (
        grant("HR/a.doc", "2010-01-01T00:00:00Z"),
        grant("HR/a.doc", "2019-12-01T00:00:00Z"),
    );
    let with_class = |mut document: Document| {
        document.facts.record_class = Some("staff-personal-file".into());
        assessor().document(&document)
    };
    let (sure, unsure) = (with_class(sure), with_class(unsure));
    let (sure, unsure) = (
        of(&sure, "p5-over-retention"),
        of(&unsure, "p5-over-retention"),
    );
    assert_eq!(
        (sure.state, unsure.state),
        (Some(State::Overdue), Some(State::MayBeOverdue))
    );
    assert_eq!(
        (sure.severity, unsure.severity),
        (Severity::Low, Severity::Note)
    );
}

#[test]
fn a_class_that_only_a_folders_name_points_to_is_at_most_maybe_overdue() {
    let assessment = assessor().document(&grant("Post/CCTV/a.doc", "2010-01-01T00:00:00Z"));
    let found = of(&assessment, "p5-over-retention");
    assert_eq!(found.state, Some(State::MayBeOverdue));
    assert!(
        found
            .basis
            .ends_with("cctv: 31 days from creation (start value: practice)")
    );
}

#[test]
fn holds_win_and_all_states_are_printed_only_when_asked_for() {
    let held = grant("Grants/held/a.doc", "2001-01-01T00:00:00Z");
    assert!(!checks(&assessor().document(&held)).contains(&"p5-over-retention"));
    let all = assessor_with(
        Some(policy()),
        Options {
            all: true,
            ..Options::default()
        },
    );
    let assessment = all.document(&held);
    let found = of(&assessment, "p5-over-retention");
    assert_eq!(
        (found.state, found.severity),
        (Some(State::Held), Severity::Note)
    );
    assert!(found.detail.contains("Inquiry"));
    let kept = all.document(&grant("Grants/a.doc", "2026-01-01T00:00:00Z"));
    assert_eq!(of(&kept, "p5-over-retention").state, Some(State::Kept));
    assert!(
        all.document(&document("Grants/a.doc", None))
            .indicators
            .is_empty(),
        "nobody's data"
    );
}

#[test]
fn in_a_git_work_tree_the_files_time_is_no_basis() {
    let checked_out = Source {
        name: "share".into(),
        work_tree: true,
        ..Source::default()
    };
    let options = Options {
        sources: vec![checked_out],
        ..Options::default()
    };
    let assessment = assessor_with(Some(policy()), options)
        .document(&grant("Post/Grants/a", "2001-01-01T00:00:00Z"));
    assert_eq!(checks(&assessment), Vec::<&str>::new());
}

#[test]
fn a_class_comes_from_the_folder_then_the_purpose_then_the_content_then_the_path() {
    let class = |path: &str, content: Option<&str>| {
        let mut document = document(path, None);
        document.facts.record_class = content.map(Into::into);
        assessor().document(&document).record_class
    };
    assert_eq!(
        class("Pupils/Grants/a", Some("payroll")).as_deref(),
        Some("grants")
    );
    assert_eq!(
        class("Pupils/a", Some("payroll")).as_deref(),
        Some("pupil-record")
    );
    assert_eq!(
        class("HR/a", Some("sickness-absence")).as_deref(),
        Some("sickness-absence")
    );
    assert_eq!(
        class("HR/Sickness/a", None).as_deref(),
        Some("sickness-absence")
    );
    assert_eq!(
        class("HR/a", Some("payroll")).as_deref(),
        Some("staff-personal-file"),
        "the folder's name fits one of the two"
    );
    assert_eq!(class("Post/Payroll/a", None).as_deref(), Some("payroll"));
    assert_eq!(class("Post/a", None), None);
}

#[test]
fn a_record_of_a_class_that_its_purpose_does_not_list_is_away_from_home() {
    let strays = |path: &str, content: &str| {
        let mut document = personal(path, &["person-name"]);
        document.facts.record_class = Some(content.into());
        let assessment = assessor().document(&document);
        let found = assessment.indicators.into_iter();
        found
            .filter(|indicator| indicator.check == "p2-wrong-home")
            .map(|indicator| indicator.detail)
            .next()
    };
    let told = strays("HR/a.doc", "payroll").unwrap();
    assert!(
        told.contains("Payroll and pay records") && told.contains("a folder for \"Staff\""),
        "{told}"
    );
    assert_eq!(strays("HR/a.doc", "sickness-absence"), None);
    assert_eq!(
        strays("Post/a.doc", "payroll"),
        None,
        "its purpose lists no classes"
    );
    assert_eq!(
        strays("HR/Grants/a.doc", "payroll"),
        None,
        "the policy says what the folder holds"
    );
}

#[test]
fn what_could_not_be_read_is_a_gap_with_a_remedy_for_its_reason() {
    let mut lost = document("HR/a.doc", Some("b"));
    lost.classification = None;
    for (status, reason, remedy) in [
        (Status::Unreadable, Reason::Encrypted, "password"),
        (Status::Partial, Reason::ImageOnly, "character recognition"),
        (Status::Unreadable, Reason::Timeout, "higher limits"),
    ] {
        (lost.status, lost.reason) = (status, Some(reason));
        let assessment = assessor_with(None, Options::default()).document(&lost);
        let found = of(&assessment, "p6-unsearchable");
        assert_eq!(found.severity, Severity::Low);
        assert!(found.remedy.contains(remedy) && found.detail.contains(reason.as_str()));
    }
    (lost.status, lost.reason) = (Status::Skipped, Some(Reason::Excluded));
    assert_eq!(assessor().document(&lost).indicators, []);
}

#[test]
fn a_credential_is_critical_with_or_without_a_policy_and_people() {
    let mut document = document("a.env", None);
    tally(&mut document, "credential", Kind::Credential, 0.9);
    let assessment = assessor_with(None, Options::default()).document(&document);
    assert_eq!(checks(&assessment), ["p7-credential"]);
    assert_eq!(
        of(&assessment, "p7-credential").severity,
        Severity::Critical
    );
    tally(&mut document, "credential", Kind::Credential, 0.5);
    let assessment = assessor_with(None, Options::default()).document(&document);
    assert_eq!(of(&assessment, "p7-credential").severity, Severity::High);
}

fn shared(options: Options, documents: impl IntoIterator<Item = Document>) -> Vec<Indicator> {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        temp_dir: folder.path().to_owned(),
        ..options
    };
    let assessor = assessor_with(None, options);
    let mut share = assessor.share();
    for document in documents {
        share.document(&document, &Listed::default()).unwrap();
    }
    share.finish().unwrap().map(Result::unwrap).collect()
}

fn files(modes: &[(&str, usize)]) -> Vec<Document> {
    let file = |(mode, count): &(&str, usize)| {
        let mode = (*mode).to_owned();
        (0..*count).map(move |n| {
            let mut document = personal(&format!("{mode}/{n}"), &["person-name"]);
            document.mode = Some(mode.clone());
            document
        })
    };
    modes.iter().flat_map(file).collect()
}

#[test]
fn files_open_to_all_among_closed_ones_are_named_one_by_one() {
    let found = shared(
        Options::default(),
        files(&[
            ("0640", 96),
            ("0644", 1),
            ("0666", 1),
            ("0622", 1),
            ("0600", 1),
        ]),
    );
    let told: Vec<(&str, &str)> = found
        .iter()
        .map(|found| (found.path.as_str(), found.basis.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("0644/0", "mode 0644"),
            ("0666/0", "mode 0666"),
            ("0622/0", "mode 0622")
        ]
    );
    assert!(found[0].detail.contains("everyone can read personal"));
    assert!(found[1].detail.contains("everyone can read and change"));
    assert!(found[2].detail.contains("everyone can change"));
    assert!(found.iter().all(|found| found.severity == Severity::High));
}

#[test]
fn where_nearly_all_files_have_one_open_mode_one_note_speaks_for_them() {
    let found = shared(
        Options::default(),
        files(&[("0644", 97), ("0666", 1), ("0600", 2)]),
    );
    let told: Vec<(&str, Severity)> = found
        .iter()
        .map(|found| (found.path.as_str(), found.severity))
        .collect();
    assert_eq!(told, [("0666/0", Severity::High), ("", Severity::Note)]);
    assert_eq!(found[1].basis, "97 of 100 files have mode 0644");
    assert!(found[1].detail.contains("97 open files"));
    assert_eq!(
        shared(Options::default(), files(&[("0644", 94), ("0600", 6)])).len(),
        94
    );
}

#[test]
fn on_a_network_mount_permission_bits_are_one_note() {
    let mount = Source {
        name: "share".into(),
        network: true,
        ..Source::default()
    };
    let options = Options {
        sources: vec![mount],
        ..Options::default()
    };
    let found = shared(options, files(&[("0644", 5), ("0600", 5)]));
    assert_eq!(found.len(), 1);
    assert!(found[0].basis.contains("network mount"));
    assert_eq!(shared(Options::default(), files(&[("0640", 5)])), []);
    let nobody = files(&[("0644", 2)])
        .into_iter()
        .map(|file| document(&file.path, None));
    assert_eq!(shared(Options::default(), nobody), []);
}

#[test]
fn an_access_control_list_that_opens_a_file_counts_like_its_mode() {
    let mut listed = files(&[("0640", 30)]);
    let acl = |readers, writers| Some(Acl { readers, writers });
    listed[3].facts.acl = acl(2, 1);
    listed[4].facts.acl = acl(2, 0);
    let found = shared(Options::default(), listed);
    let told: Vec<(&str, &str)> = found
        .iter()
        .map(|found| (found.path.as_str(), found.basis.as_str()))
        .collect();
    assert_eq!(told, [("0640/3", "mode 0640+, access control list")]);
    let words = "1 account or group beyond the owner's can read and change personal data";
    assert!(found[0].detail.contains(words), "{}", found[0].detail);
}

#[test]
fn retention_that_rests_on_the_time_of_a_move_says_so_and_one_note_tells_the_source() {
    let moved = (0..12).map(|n| {
        let mut document = personal(&format!("HR/{n}"), &["person-name"]);
        document.modified = Some("2015-03-02T10:00:00Z".into());
        document
    });
    let moved: Vec<Document> = moved.collect();
    let mut times = Times::default();
    for document in &moved {
        let modified = document.modified.as_deref().unwrap();
        times.file(&document.source, &document.path, modified, false);
    }
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        moved: times.moved(),
        temp_dir: folder.path().to_owned(),
        ..Options::default()
    };
    let assessor = assessor_with(Some(policy()), options);
    let mut share = assessor.share();
    for document in &moved {
        let assessment = share.document(document, &Listed::default()).unwrap();
        let found = of(&assessment, "p5-over-retention");
        let words = "file last written 2015-03-02, as were all files of the folder";
        assert!(found.basis.starts_with(words), "{}", found.basis);
    }
    let told: Vec<Indicator> = share.finish().unwrap().map(Result::unwrap).collect();
    let note = told.iter().find(|told| told.path.is_empty()).unwrap();
    assert_eq!(note.severity, Severity::Note);
    assert_eq!(note.basis, "12 files in HR, of 2015-03-02T10:00:00Z");
    assert!(note.detail.contains("12 judgements of retention rest"));
}

#[test]
fn what_a_reviewer_keeps_is_held_and_is_no_longer_told() {
    let mut document = personal("HR/a", &["person-name"]);
    document.modified = Some("2015-03-02T10:00:00Z".into());
    let line = r#"{"date":"2026-01-05","by":"records.manager","decision":"keep","reason":"appeal","path":"HR/a"}"#;
    let with = |all| Options {
        decisions: Some(Decisions::read("d", line).unwrap()),
        all,
        ..Options::default()
    };
    let quiet = assessor_with(Some(policy()), with(false)).document(&document);
    assert!(!checks(&quiet).contains(&"p5-over-retention"));
    let all = assessor_with(Some(policy()), with(true)).document(&document);
    let found = of(&all, "p5-over-retention");
    assert_eq!(found.state, Some(State::Held));
    let words = "kept by decision of 2026-01-05 (records.manager): appeal";
    assert!(found.detail.contains(words), "{}", found.detail);
    assert_eq!(
        of(&assessor().document(&document), "p5-over-retention").state,
        Some(State::Overdue)
    );
}

#[test]
fn a_request_is_late_from_the_limit_or_the_day_set_for_it_and_all_late_ones_are_one_indicator() {
    let requests = concat!(
        r#"{"ref":"A","received":"2026-04-01","subject":["k1:00112233445566aa"]}"#,
        "\n",
        r#"{"ref":"B","received":"2026-04-01","subject":["k1:00112233445566aa"],"due":"2026-06-30"}"#,
        "\n",
        r#"{"ref":"C","received":"2026-03-01","subject":["k1:00112233445566aa"],"due":"2026-06-29"}"#,
    );
    let policy = |limit: &str| {
        let text = format!("{POLICY}[subject_access]\nrequests = \"r\"\n{limit}");
        let rules = BTreeSet::from(["person-name".to_owned(), "health".to_owned()]);
        Policy::parse("p", &text, &rules, date(2026, 6, 30))
            .unwrap()
            .0
    };
    let late = |limit: &str| -> Vec<String> {
        let options = Options {
            lists: Lists {
                requests: Requests::read("r", requests).unwrap(),
                ..Lists::default()
            },
            temp_dir: std::env::temp_dir(),
            ..Options::default()
        };
        let assessor = assessor_with(Some(policy(limit)), options);
        let told = assessor.share().finish().unwrap();
        told.map(|told| told.unwrap().detail).collect()
    };
    let extended = "request C received 2026-03-01 is past the 2026-06-29 set for it";
    let law = format!("Indicator: request A received 2026-04-01 is past 40 days; {extended}.");
    assert_eq!(late(""), [law]);
    let own = format!("Indicator: {extended}.");
    assert_eq!(late("limit = \"3 months\""), [own]);
}
