//! The file of classes, and documents that point to them.

use super::*;
use crate::extract::{Body, Cell, Origin, Segment};

fn signals(path: &str, segments: &[Segment], found: &[&str]) -> Vec<Signal> {
    let mut reader = Reader::default();
    for segment in segments {
        reader.segment(segment);
    }
    reader.finish(path, |rule| found.contains(&rule))
}

fn class(path: &str, segments: &[Segment], found: &[&str]) -> Option<String> {
    clear(&signals(path, segments, found)).map(|signal| signal.class.clone())
}

fn text(text: &str) -> Segment {
    Segment {
        origin: Origin::Lines { first: 1 },
        body: Body::Text(text.into()),
        hidden: false,
    }
}

fn row(row: u64, cells: &[&str]) -> Segment {
    let cells = cells.iter().zip(0..).map(|(text, column)| Cell {
        column,
        text: (*text).into(),
        hidden: false,
    });
    Segment {
        origin: Origin::Delimited { row },
        body: Body::Row(cells.collect()),
        hidden: false,
    }
}

#[test]
fn the_words_of_every_class_are_written_as_they_are_compared() {
    let file = builtin();
    let folded = |word: &str| {
        let mut folded = String::new();
        vocabulary::fold_into(word, &mut folded, 100);
        folded.trim() == word
    };
    for row in &file.class {
        let columns = row.columns.iter().flatten();
        let words = row.titles.iter().chain(&row.forms).chain(&row.words);
        for word in words.chain(columns) {
            assert!(folded(word), "{}: {word}", row.id);
        }
        assert!(row.columns.iter().all(|set| set.len() > 1), "{}", row.id);
    }
    let terms: Vec<&String> = file
        .class
        .iter()
        .flat_map(|row| row.columns.iter().flatten())
        .collect();
    for (term, others) in &file.synonyms {
        assert!(terms.contains(&term), "no class has the column {term}");
        let plain = |other: &String| folded(other.trim_start_matches(['=', '@']));
        assert!(others.iter().all(plain), "{term}");
    }
}

#[test]
fn columns_titles_and_places_add_up_to_a_class() {
    let heads = row(1, &["Surname", "Forename", "UPN", "Date of Birth"]);
    let person = row(2, &["Archer", "Ann", "A123", "01/02/2003"]);
    for (path, segments, found, expected) in [
        (
            "x/list.csv",
            vec![heads.clone(), person.clone()],
            vec!["uk-unique-pupil-number"],
            Some("pupil-record"),
        ),
        (
            "Old/Year 6 leavers.csv",
            vec![row(1, &["Name", "ULN"])],
            vec![],
            Some("pupil-record"),
        ),
        (
            "x/a.txt",
            vec![text("Tenancy agreement\nof Ann Archer\n")],
            vec![],
            Some("housing-tenancy"),
        ),
        (
            "x/a.txt",
            vec![text("Ann Archer\nLet me have your tenancy agreement.\n")],
            vec![],
            None,
        ),
        (
            "Homes/Tenancies/a.txt",
            vec![text("TENANCY AGREEMENT\n")],
            vec![],
            Some("housing-tenancy"),
        ),
        (
            "HR/a.txt",
            vec![text("Sick note\n")],
            vec!["health"],
            Some("sickness-absence"),
        ),
        ("HR/sick note.txt", vec![text("Ann Archer\n")], vec![], None),
        (
            "Payroll/a.txt",
            vec![],
            vec!["uk-national-insurance-number"],
            None,
        ),
        (
            "x/a.txt",
            vec![text("| Pupil | SEN need | Provision |\n|---|---|---|\n")],
            vec![],
            Some("sen-file"),
        ),
        ("", vec![], vec![], None),
    ] {
        assert_eq!(
            class(path, &segments, &found).as_deref(),
            expected,
            "{path} {segments:?}"
        );
    }
}

#[test]
fn the_evidence_is_in_words_of_the_rule_book() {
    let best = &signals(
        "Education/Pupils/a.csv",
        &[row(1, &["Pupil name", "Unique Pupil Number"])],
        &["uk-unique-pupil-number"],
    )[0];
    assert_eq!(best.class, "pupil-record");
    assert_eq!(
        best.evidence,
        [
            "columns:name+upn",
            "folder:pupils",
            "implies:uk-unique-pupil-number"
        ]
    );
    assert_eq!(best.points, 6);
}

#[test]
fn a_heading_names_the_document_and_what_stands_below_it_does_not() {
    for (lines, expected) in [
        (
            "TENDER: mowing of the green by Archer and daughters\n",
            Some("contracts-tenders"),
        ),
        ("Parking appeal form\nAnn Archer\n", Some("parking")),
        ("PARKING PERMIT\nAnn Archer, AB12 CDE\n", Some("parking")),
        (
            "Overby Council\nDear Ms Archer\nYour housing application\nWe have it.\n",
            Some("housing-allocation"),
        ),
        (
            "Subject: Swimming lessons\nAnn Archer\n",
            Some("libraries-leisure"),
        ),
        (
            "Letter of resignation\nSick note\nAnn Archer\n",
            Some("staff-personal-file"),
        ),
        (
            "Confirmation of our meeting, at which your accident at work and your absence since then were spoken of\n",
            None,
        ),
        ("Council tax office\nAnn Archer\n", None),
        ("Invoice number 12\nAnn Archer\n", None),
        ("Parking permit procedure\nVersion 2\nA permit\n", None),
        ("Guide to the housing register\nHousing register\n", None),
        (
            "Minutes of the meeting of the governing body, held in the school hall on 3 May 2009\n",
            Some("governors"),
        ),
    ] {
        assert_eq!(
            class("x/a.txt", &[text(lines)], &[]).as_deref(),
            expected,
            "{lines}"
        );
    }
}

#[test]
fn labels_of_a_form_are_heads_of_a_kind() {
    let form = "Form 7\nComplainant: Ann Archer\nStage: 1\nSummary of complaint: noise\n";
    let best = &signals("x/a.txt", &[text(form)], &[])[0];
    assert_eq!((best.class.as_str(), best.points), ("complaints", 5));
}

#[test]
fn the_last_word_of_a_compound_head_counts() {
    let class = |heads: &[&str]| class("x.csv", &[row(1, heads)], &[]);
    assert_eq!(
        class(&["Colleague", "Pay number", "Why off", "Off since"]).as_deref(),
        Some("sickness-absence")
    );
    assert_eq!(class(&["Pay number", "Surname"]), None);
    assert_eq!(
        class(&["Fob", "Handed back", "Issued to"]).as_deref(),
        Some("keys-access")
    );
}

#[test]
fn a_table_with_many_columns_of_a_class_leads_one_that_shares_a_few_of_them() {
    let wide = row(
        1,
        &["Child", "Year", "Lunch choice", "Allergies", "Free meal"],
    );
    assert_eq!(
        class("x/list.csv", &[wide], &["health"]).as_deref(),
        Some("school-meals")
    );
    let shared = row(1, &["Child", "Year", "Allergies"]);
    assert_ne!(
        class("x/list.csv", &[shared], &["health"]).as_deref(),
        Some("school-meals")
    );
}

#[test]
fn the_folder_of_a_clinic_is_known_by_its_initials() {
    let report = [text("Report to management\nAnn Archer\n")];
    let points = |path| {
        let signals = signals(path, &report, &["health"]);
        let mut signals = signals.into_iter();
        signals.find(|signal| signal.class == "occupational-health")
    };
    assert!(points("HR/OH/a.txt").is_some());
    assert!(points("HR/Ohio/a.txt").is_none());
}

#[test]
fn words_of_a_row_of_data_do_not_complete_a_set() {
    let rows = [
        row(1, &["Item", "Count"]),
        row(2, &["Pupil", "tables"]),
        row(3, &["Medication", "boxes"]),
    ];
    assert_eq!(signals("x.csv", &rows, &[]), []);
}

#[test]
fn a_name_is_what_its_last_words_say_and_stands_above_what_the_lines_speak_of() {
    let lines = "One\nTwo\nThree\nFour\nFive\nno planning permission yet\n\
                 The planning application of the owner was read out and talked about by all";
    for name in [
        "minutes/2019-03-28 Parish minutes.pdf",
        "minutes/Parish minutes 28 March 2019 final.pdf",
        "minutes/parish-council-minutes-v2.docx",
    ] {
        let found = class(name, &[text(lines)], &[]);
        assert_eq!(found.as_deref(), Some("minutes-public"), "{name}");
    }
    let other = class("x/Note on minutes of cover.pdf", &[text(lines)], &[]);
    assert_eq!(other.as_deref(), Some("planning-objections"));
    assert_eq!(
        class("x/Personal file newsletter spring 2019.pdf", &[], &[]),
        None
    );
}

#[test]
fn what_a_text_about_somebody_speaks_of_tells_its_class() {
    let letter = "Dear Mrs Day\nI am sorry to tell you that he threw a chair and may not come in until Monday, when there is a\n\
                  readmission meeting. He spent Friday in isolation.";
    let of_somebody = |letter: &str| class("Letters/5 days.txt", &[text(letter)], &["person-name"]);
    assert_eq!(of_somebody(letter).as_deref(), Some("exclusions-behaviour"));
    assert_eq!(
        of_somebody(&letter.replace("threw a chair", "was ill")),
        None
    );
    assert_eq!(class("Letters/5 days.txt", &[text(letter)], &[]), None);
    let named = |name: &str| signals(name, &[text(letter)], &["person-name"]);
    let spoken = |name: &str| named(name)[0].class == "exclusions-behaviour";
    assert!(spoken("Letters/5 days.txt") && !spoken("Letters/housing waiting list.txt"));
}
