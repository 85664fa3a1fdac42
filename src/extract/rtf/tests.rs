use super::*;
use crate::extract::package::testing::run;
use crate::identify::Format;

fn found(text: &str) -> super::super::package::testing::Found {
    let (found, result) = run(&Rtf, text.as_bytes(), Format::Rtf);
    assert_eq!(result.unwrap(), Coverage::Complete);
    found
}

fn body(text: &str) -> String {
    let found = found(text);
    let body = found.part("body");
    body.into_iter()
        .map(|(_, text)| text)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn text_joins_across_groups_and_characters_are_decoded() {
    let text = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial Cyr;}}{\colortbl;\red0;}
{\*\generator Writer 1.0;}\pard Dear Zo\'eb, {\b 943 }476 5919\par caf\u233?\~\lquote x\rquote\par\f1 \'cf\'e5\'f2\par}";
    assert_eq!(body(text), "Dear Zoë, 943 476 5919\ncafé\u{a0}‘x’\nПет");
}

#[test]
fn rows_are_rows_whether_the_table_is_defined_before_or_after_its_cells() {
    for row in [
        r"\trowd\cellx100\cellx200\intbl Name\cell Born\cell\row\trowd\intbl Asha\cell \cell\row",
        r"\pard\intbl Name\cell Born\cell\trowd\cellx100\cellx200\row\pard\intbl Asha\cell\cell\trowd\row",
        r"\trowd\cellx100 Name\cell Born\cell\row\trowd Asha\cell\cell\row",
    ] {
        let found = found(&format!(r"{{\rtf1 before\par {row}\pard after\par}}"));
        assert_eq!(
            found.rows(),
            [
                (1, 1, "0=Name 1=Born".to_owned()),
                (1, 2, "0=Asha".to_owned())
            ],
            "{row}"
        );
        assert_eq!(found.part("body"), [(1, "before"), (2, "after")]);
    }
}

#[test]
fn headers_notes_comments_fields_and_properties_are_set_apart() {
    let found = found(
        r"{\rtf1{\info{\title Return}{\author Asha Example}{\*\company Wetherley}}{\header OFFICIAL\par}
one{\footnote\pard note}{\*\atnauthor Pat Example}{\*\annotation remark} two {\v unseen}{\deleted gone}
{\field{\*\fldinst HYPERLINK mailto:a@mail.example}{\fldrslt write}}{\*\unknown nothing}{\pict 00ff}\par}",
    );
    assert_eq!(found.part("header"), [(1, "OFFICIAL")]);
    assert_eq!(found.part("footnote"), [(1, "note")]);
    assert_eq!(found.part("comment"), [(1, "remark")]);
    assert_eq!(found.part("body"), [(1, "one two write"), (1, "unseen")]);
    assert_eq!(found.part("deleted"), [(1, "gone")]);
    assert!(found.is_hidden("unseen") && found.is_hidden("gone"));
    assert_eq!(
        found.fields(),
        [
            "title=Return",
            "author=Asha Example",
            "company=Wetherley",
            "reviewer=Pat Example"
        ]
    );
}

#[test]
fn of_a_wrapped_page_the_text_is_read_once_and_keeps_its_lines() {
    let text = r"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}Dear Asha{\*\htmltag72 </p>}\htmlrtf\par copy\htmlrtf0 Hello{\*\htmltag84 <b>}\htmlrtf\tab\htmlrtf0 !}";
    assert_eq!(body(text), "Dear Asha\nHello!");
}

#[test]
fn the_numbers_of_a_list_stand_before_its_paragraphs() {
    let text = r"{\rtf1\pard{\listtext\pard\plain 1.\tab}Asha\par{\*\pntext\f1 \'95\tab}Zane\par\trowd\intbl{\listtext\pard 2.\tab}cell\cell\row}";
    assert_eq!(body(text), "1. Asha\n\u{2022} Zane");
    assert_eq!(found(text).rows(), [(1, 1, "0=2. cell".to_owned())]);
}

#[test]
fn a_star_passes_over_what_it_begins_and_nothing_else() {
    let text = r"{\rtf1{\fs24\*\cs7\cf0 Asha} Begum{\*\cs7 unseen}\par}";
    assert_eq!(body(text), "Asha Begum");
}

#[test]
fn an_embedded_object_is_an_inner_document() {
    let mut bytes: Vec<u8> = [
        1_u32.to_le_bytes(),
        2_u32.to_le_bytes(),
        8_u32.to_le_bytes(),
    ]
    .concat();
    bytes.extend(b"Package\0");
    bytes.extend([0; 8]);
    bytes.extend(3_u32.to_le_bytes());
    bytes.extend(b"abc");
    let hex = bytes
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let found = found(&format!(
        r"{{\rtf1 text{{\object\objemb{{\*\objdata {hex}}}}}\par}}"
    ));
    assert_eq!(found.inner, ["object 1"]);
}

#[test]
fn what_breaks_off_is_read_so_far_and_nothing_panics() {
    let whole = r"{\rtf1\ansi {\header a}\trowd\intbl Name\cell{\footnote b}\row\pard \u-10179?\u-8704? \'e9{\v x} text\par}";
    let (found, result) = run(&Rtf, &whole.as_bytes()[..40], Format::Rtf);
    assert_eq!(result.unwrap(), Coverage::Partial(Reason::Corrupt));
    assert!(!found.segments.is_empty());
    for at in 0..whole.len() {
        let mut damaged = whole.as_bytes().to_vec();
        damaged[at] ^= 0x15;
        let _ = run(&Rtf, &damaged, Format::Rtf);
        let _ = run(&Rtf, &damaged[..at], Format::Rtf);
    }
    let deep = format!("{}text{}", r"{\rtf1 {".repeat(50_000), "}".repeat(100_000));
    let _ = run(&Rtf, deep.as_bytes(), Format::Rtf);
}
