//! `domesday explain`: what was found, what nearly was, and what the class and the dates rest on; nothing unmasked.

use std::fs;

use serde_json::Value;

use crate::support::{domesday, run, stderr};

const LEAVER: &str = "Personnel file\n\
Name: Ann Archer\n\
NHS number 999 000 0018\n\
NHS number 999 000 0029\n\
Date of leaving: 4 March 2010\n\
The roof was mended on 5 June 2009.\n";

fn explain(arguments: &[&str]) -> (String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("share/HR/Personnel files");
    fs::create_dir_all(&place).unwrap();
    fs::write(place.join("archer.txt"), LEAVER).unwrap();
    let fixed = [
        "explain",
        "share/HR/Personnel files/archer.txt",
        "--source",
        "share",
        "--as-of",
        "2026-06-30",
    ];
    let output = run(domesday(folder.path(), &fixed).args(arguments));
    let printed = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(!printed.is_empty(), "{}", stderr(&output));
    (printed, output.status.code())
}

#[test]
fn a_document_is_explained_to_people_without_its_values() {
    let (printed, code) = explain(&[]);
    assert_eq!(code, Some(0));
    for part in [
        "staff-personal-file, by what the document is called and holds",
        "title:personnel file",
        "2010-03-04                event end",
        "line 3, column 12  uk-nhs-number  ********18",
        "the check holds (nhs-number)  [check-digit]",
        "line 4, column 12  uk-nhs-number  ********29",
        "its check refuses it (nhs-number)",
        "line 6, column 24  date-of-birth  [date-of-birth]",
        "below 0.50, so not reported; a label would make it 0.95",
    ] {
        assert!(printed.contains(part), "no {part:?} in\n{printed}");
    }
    for value in ["Archer", "9990000018", "999 000 00", "5 June"] {
        assert!(!printed.contains(value), "{printed}");
    }
}

#[test]
fn a_place_picks_its_finds_and_json_says_the_same() {
    let (printed, _) = explain(&["--format", "json", "--location", "line 4"]);
    let explained: Value = serde_json::from_str(&printed).unwrap();
    let document = &explained["documents"][0];
    assert_eq!(document["class"]["by"], "document");
    assert_eq!(document["findings"].as_array().unwrap().len(), 0);
    let nearly = document["nearly"].as_array().unwrap();
    assert!(nearly.iter().all(|near| near["location"]["line"] == 4));
    assert!(
        nearly
            .iter()
            .any(|near| near["rule"] == "uk-nhs-number" && near["confidence"] == 0.0)
    );
}

#[test]
fn what_is_said_of_somebody_is_told_apart_from_what_is_said_in_general() {
    let folder = tempfile::tempdir().unwrap();
    let notes = "Epilepsy.\n\n\
        The boiler was mended on Monday, and the keys of the new hall open all of its doors but the one in the cellar, which is kept \
        shut.\n\n\
        Ann Archer has epilepsy.\n\n\
        Staff who suffer from asthma must tell the office.\n";
    fs::write(folder.path().join("notes.txt"), notes).unwrap();
    let output = run(&mut domesday(folder.path(), &["explain", "notes.txt"]));
    let printed = String::from_utf8(output.stdout).unwrap();
    let (found, nearly) = printed.split_once("Nearly found").unwrap();
    for part in [
        "line 5, column 12  health",
        "the words of rules/sensitive/assertions/health.txt, line ",
    ] {
        assert!(found.contains(part), "no {part:?} in\n{printed}");
    }
    for part in [
        "line 1, column 1  health",
        "nobody is named or spoken of whom it could be about  [lacks:person]",
        "line 7, column 23  health",
        "the text speaks in general, which takes from it  [general]",
        "the words of rules/sensitive/general/sentence.txt, line ",
    ] {
        assert!(nearly.contains(part), "no {part:?} in\n{printed}");
    }
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&mut domesday(folder.path(), &["explain", "none.txt"]));
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("none.txt"));
}
