//! Word documents (ECMA-376): the body and everything else that holds text, streamed part by part.
//!
//! Pictures are left alone; documents within the document are handed on as inner documents.

use super::flow::{Flow, Place};
use super::package::{Losses, Package, Part};
use super::properties::{OFFICE, Properties};
use super::story::{self, People};
use super::styles::Styles;
use super::{Coverage, Error, Extract, Input, Sink};

pub(super) struct Docx;

impl Extract for Docx {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut package = Package::open(input)?;
        let parts = package.parts()?;
        let mut lost = Losses::default();
        properties(&mut package, &parts, &mut lost, sink)?;
        let stories = stories(&parts);
        if stories.first().is_none_or(|(name, _)| *name != "body") {
            return Err(Error::CORRUPT);
        }
        let styles = styles(&mut package, &parts, &mut lost)?;
        let mut people = People::default();
        let mut flow = Flow::new(sink);
        for (name, part) in stories {
            let result = story(&mut package, part, name, &styles, &mut flow, &mut people);
            flow.flush()?;
            if flow.is_silent() {
                result?;
            } else {
                lost.note(result)?;
            }
        }
        hand_on_people(people, sink)?;
        inner(&mut package, &parts, sink)?;
        Ok(lost.coverage())
    }
}

/// The kinds of part that hold text: the end of the content type, and the word for its place, the body first.
const STORIES: &[(&str, &str)] = &[
    (".main+xml", "body"),
    (".header+xml", "header"),
    (".footer+xml", "footer"),
    (".footnotes+xml", "footnote"),
    (".endnotes+xml", "endnote"),
    (".comments+xml", "comment"),
    (".glossary+xml", "glossary"),
    ("chart+xml", "chart"),
    ("chartex+xml", "chart"),
    (".diagramData+xml", "diagram"),
];

/// The parts with text and their places, in the order of [`STORIES`].
fn stories(parts: &[Part]) -> Vec<(&'static str, &Part)> {
    STORIES
        .iter()
        .flat_map(|&(ending, name)| {
            parts
                .iter()
                .filter(move |part| part.content_type.ends_with(ending))
                .map(move |part| (name, part))
        })
        .collect()
}

/// The styles of the document, as far as they hide text.
fn styles(package: &mut Package<'_>, parts: &[Part], lost: &mut Losses) -> Result<Styles, Error> {
    let part = parts
        .iter()
        .find(|part| part.content_type.ends_with(".styles+xml"));
    let Some(part) = part else {
        return Ok(Styles::default());
    };
    let mut styles = Styles::default();
    let result = match package.markup(&part.name) {
        Ok(Some(mut markup)) => Styles::read(&mut markup).map(|read| styles = read),
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    lost.note(result)?;
    Ok(styles)
}

/// Reads one part, then the links that leave the package from it.
pub(super) fn story(
    package: &mut Package<'_>,
    part: &Part,
    name: &'static str,
    styles: &Styles,
    flow: &mut Flow<'_>,
    people: &mut People,
) -> Result<(), Error> {
    flow.open_story(Place::Part(name));
    let result = match package.markup(&part.name) {
        Ok(Some(mut markup)) => story::read(&mut markup, styles, flow, people),
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    flow.end_part()?;
    links(package, &part.name, flow)?;
    result
}

/// Hands on the addresses that a part links to.
pub(super) fn links(
    package: &mut Package<'_>,
    part: &str,
    flow: &mut Flow<'_>,
) -> Result<(), Error> {
    let mut before = String::new();
    for relation in package.relations(part)? {
        if relation.external && relation.target != before {
            flow.aside("link", &relation.target)?;
            before = relation.target;
        }
    }
    Ok(())
}

/// Hands on the document's properties, whichever of their parts there are.
pub(super) fn properties(
    package: &mut Package<'_>,
    parts: &[Part],
    lost: &mut Losses,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let mut properties = Properties::default();
    for part in parts {
        if part.content_type.ends_with("-properties+xml") {
            let result = match package.markup(&part.name) {
                Ok(Some(mut markup)) => properties.read(&mut markup, OFFICE),
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            };
            lost.note(result)?;
        }
    }
    properties.hand_on(sink)
}

/// Hands on who wrote comments and recorded changes.
pub(super) fn hand_on_people(people: People, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut properties = Properties::default();
    for name in people.0 {
        properties.add("reviewer", &name);
    }
    properties.hand_on(sink)
}

/// Hands on embedded documents, and foreign text that Word shows as its own (`altChunk`, ECMA-376 Part 1, 17.17.2.1).
pub(super) fn inner(
    package: &mut Package<'_>,
    parts: &[Part],
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    const FOREIGN: &[&str] = &[
        "message/rfc822",
        "text/html",
        "text/plain",
        "text/rtf",
        "application/rtf",
        "application/xhtml+xml",
    ];
    for part in parts {
        if part.name.contains("/embeddings/") || FOREIGN.contains(&part.content_type.as_str()) {
            package.inner(&part.name, sink)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::package::testing::{Found, office, run, run_within, zipped};
    use super::super::{Coverage, Limits};
    use super::*;
    use crate::crawl::Reason;
    use crate::identify::Format;

    fn body(content: &str) -> Found {
        let document = format!("<w:document><w:body>{content}</w:body></w:document>");
        let bytes = office(&[("word/document.xml", ".main", &document)]);
        let (found, result) = run(&Docx, &bytes, Format::Docx);
        assert_eq!(result.unwrap(), Coverage::Complete);
        found
    }

    #[test]
    fn runs_join_without_a_space_and_paragraphs_group() {
        let found = body(
            "<w:p><w:r><w:t>0770</w:t></w:r><w:r><w:t>0 900</w:t></w:r></w:p><w:p/>\
             <w:p><w:pPr><w:tabs><w:tab w:pos='9'/></w:tabs></w:pPr><w:r><w:t>R&amp;D</w:t><w:tab/><w:t>a</w:t><w:br/>\
             <w:t>Anne</w:t><w:noBreakHyphen/><w:t>Ma\u{ad}rie</w:t></w:r></w:p>",
        );
        assert_eq!(
            found.part("body"),
            [(1, "07700 900\n\nR&D\ta\u{b}Anne-Marie")]
        );
    }

    #[test]
    fn rows_keep_their_columns_across_spans_and_nested_tables_are_their_own() {
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let inner = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cell("deep"));
        let wide = "<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>Name</w:t></w:r></w:p>\
                    <w:p><w:r><w:t>in full</w:t></w:r></w:p></w:tc>";
        let found = body(&format!(
            "<w:p><w:r><w:t>before</w:t></w:r></w:p><w:tbl><w:tr>{wide}{}</w:tr><w:tr>{}{}<w:tc>{inner}<w:p/></w:tc></w:tr>\
             </w:tbl><w:p><w:r><w:t>after</w:t></w:r></w:p>",
            cell("DOB"),
            cell("Ann"),
            cell(""),
        ));
        assert_eq!(
            found.rows(),
            [
                (1, 1, "0=Name\nin full 2=DOB".to_owned()),
                (2, 1, "0=deep".to_owned()),
                (1, 2, "0=Ann".to_owned()),
            ]
        );
        assert_eq!(found.part("body"), [(1, "before"), (2, "after")]);
    }

    #[test]
    fn what_a_reader_would_not_see_is_set_apart() {
        let found = body(
            "<w:p><w:r><w:t>seen</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r>\
             <w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> too</w:t></w:r>\
             <w:del w:author='Pat Example'><w:r><w:delText>gone</w:delText></w:r></w:del>\
             <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>\
             <w:r><w:instrText>HYPERLINK \"mailto:a@example.org\"</w:instrText></w:r></w:p>",
        );
        assert_eq!(found.part("body"), [(1, "seen too"), (1, "unseen")]);
        assert_eq!(found.part("deleted"), [(1, "gonemoved")]);
        assert_eq!(
            found.part("field-code"),
            [(1, "HYPERLINK \"mailto:a@example.org\"")]
        );
        assert!(
            found.is_hidden("unseen") && found.is_hidden("gone") && !found.is_hidden("seen too")
        );
        assert_eq!(found.fields(), ["reviewer=Pat Example"]);
    }

    #[test]
    fn a_style_hides_its_text_as_the_one_does_that_it_is_based_on_unless_the_run_says_otherwise() {
        let styles = "<w:styles><w:style w:styleId='Quiet'><w:rPr><w:vanish/></w:rPr></w:style>\
                      <w:style w:styleId='Quieter'><w:basedOn w:val='Quiet'/></w:style>\
                      <w:style w:styleId='Loud'><w:basedOn w:val='Quiet'/><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>\
                      <w:style w:styleId='Round'><w:basedOn w:val='Round'/></w:style></w:styles>";
        let run = |style: &str, more: &str, text: &str| {
            format!("<w:r><w:rPr><w:rStyle w:val='{style}'/>{more}</w:rPr><w:t>{text}</w:t></w:r>")
        };
        let document = format!(
            "<w:document><w:body><w:p>{}{}{}{}</w:p><w:p><w:pPr><w:pStyle w:val='Quieter'/><w:rPr><w:i/></w:rPr></w:pPr>\
             <w:r><w:t>whole</w:t></w:r></w:p><w:p><w:r><w:t>next</w:t></w:r></w:p></w:body></w:document>",
            run("Quieter", "", "unseen"),
            run("Loud", "", "loud "),
            run("Quiet", "<w:vanish w:val='0'/>", "shown "),
            run("Round", "", "round"),
        );
        let bytes = office(&[
            ("word/styles.xml", ".styles", styles),
            ("word/document.xml", ".main", &document),
        ]);
        let (found, result) = super::super::package::testing::run(&Docx, &bytes, Format::Docx);
        assert_eq!(result.unwrap(), Coverage::Complete);
        assert!(found.is_hidden("unseen") && found.is_hidden("whole"));
        assert!(!found.is_hidden("loud shown round") && !found.is_hidden("next"));
    }

    #[test]
    fn a_text_box_is_read_once_and_apart_from_the_paragraph_it_hangs_on() {
        let text_box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>";
        let found = body(&format!(
            "<w:p><w:r><w:t>one</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><wp:docPr descr='a photo'/>{text_box}\
             </mc:Choice><mc:Fallback>{text_box}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>two</w:t></w:r></w:p>",
        ));
        assert_eq!(found.part("body"), [(1, "onetwo")]);
        assert_eq!(found.part("textbox"), [(1, "boxed")]);
        assert_eq!(found.part("alt-text"), [(1, "a photo")]);
    }

    #[test]
    fn every_part_with_text_is_read() {
        let story = |text: &str| format!("<w:x><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:x>");
        let chart = "<c:chart><a:p><a:r><a:t>Absence</a:t></a:r></a:p><c:strCache><c:pt><c:v>Ann</c:v></c:pt><c:pt>\
                     <c:v>Bob</c:v></c:pt></c:strCache><c:numCache><c:pt><c:v>12</c:v></c:pt></c:numCache></c:chart>";
        let relations = "<Relationships><Relationship Id='r1' Type='x/hyperlink' TargetMode='External' \
                         Target='mailto:ann@example.org'/><Relationship Id='r2' Type='x/header' Target='header1.xml'/>\
                         </Relationships>";
        let core = "<cp:coreProperties><dc:title>T</dc:title><dc:creator>Ann Example</dc:creator></cp:coreProperties>";
        let custom = "<Properties><property name='NHS Number'><vt:lpwstr>9434765919</vt:lpwstr></property></Properties>";
        let bytes = office(&[
            ("docProps/core.xml", ".core-properties", core),
            ("docProps/custom.xml", ".custom-properties", custom),
            ("word/header1.xml", ".header", &story("OFFICIAL")),
            ("word/footnotes.xml", ".footnotes", &story("note")),
            ("word/comments.xml", ".comments", &story("remark")),
            ("word/charts/chart1.xml", ".chart", chart),
            ("word/document.xml", ".main", &story("text")),
            ("word/_rels/document.xml.rels", "", relations),
            ("word/embeddings/sheet1.xlsx", "", "anything"),
        ]);
        let (found, result) = run(&Docx, &bytes, Format::Docx);
        assert_eq!(result.unwrap(), Coverage::Complete);
        for (part, text) in [
            ("body", "text"),
            ("header", "OFFICIAL"),
            ("footnote", "note"),
            ("comment", "remark"),
            ("chart", "Absence\nAnn\nBob"),
            ("link", "mailto:ann@example.org"),
        ] {
            assert_eq!(found.part(part), [(1, text)], "{part}");
        }
        assert_eq!(
            found.fields(),
            [
                "title=T",
                "author=Ann Example",
                "custom=NHS Number: 9434765919"
            ]
        );
        assert_eq!(found.inner, ["word/embeddings/sheet1.xlsx"]);
    }

    #[test]
    fn long_text_is_grouped_in_pieces_that_know_their_paragraph() {
        let paragraphs: Vec<String> = (1..=2000)
            .map(|number| format!("<w:p><w:r><w:t>paragraph {number} of many</w:t></w:r></w:p>"))
            .collect();
        let found = body(&paragraphs.concat());
        let pieces = found.part("body");
        assert!(pieces.len() > 2);
        for (first, text) in pieces {
            assert!(text.len() <= 16 << 10);
            assert!(text.starts_with(&format!("paragraph {first} of many")));
        }
    }

    #[test]
    fn a_part_that_breaks_off_leaves_what_was_read() {
        let bytes = office(&[
            (
                "word/document.xml",
                ".main",
                "<w:p><w:r><w:t>first</w:t></w:r></w:p>",
            ),
            ("word/footer1.xml", ".footer", "<w:ftr><w:p><w:r><w:t>half"),
        ]);
        let (found, result) = run(&Docx, &bytes, Format::Docx);
        assert_eq!(result.unwrap(), Coverage::Partial(Reason::Corrupt));
        assert_eq!(found.part("body"), [(1, "first")]);
        assert_eq!(found.part("footer"), [(1, "half")]);
    }

    #[test]
    fn a_package_that_cannot_be_opened_has_its_reason() {
        let whole = office(&[(
            "word/document.xml",
            ".main",
            "<w:p><w:r><w:t>text</w:t></w:r></w:p>",
        )]);
        let mut ole = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
        ole.create_stream("/EncryptedPackage").unwrap();
        ole.flush().unwrap();
        for (bytes, reason) in [
            (&whole[..whole.len() / 2], Reason::Corrupt),
            (&b""[..], Reason::Corrupt),
            (&zipped(&[("word/document.xml", "<w:p/>")]), Reason::Corrupt),
            (ole.into_inner().get_ref(), Reason::Encrypted),
        ] {
            let (found, result) = run(&Docx, bytes, Format::Docx);
            assert_eq!(result.unwrap_err().reason(), reason);
            assert!(found.segments.is_empty());
        }
    }

    #[test]
    fn a_part_that_expands_beyond_the_limit_is_an_expansion() {
        let long = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "x ".repeat(1 << 20));
        let bytes = office(&[("word/document.xml", ".main", &long)]);
        let limits = Limits {
            part_bytes: 1 << 20,
            ..Limits::default()
        };
        let (_, result) = run_within(&Docx, &bytes, Format::Docx, &limits);
        assert_eq!(result.unwrap_err().reason(), Reason::Expansion);
    }

    #[test]
    fn tables_nested_beyond_reason_keep_their_text() {
        let depth = 20_000;
        let found = body(&format!(
            "{}<w:p><w:r><w:t>bottom</w:t></w:r></w:p>{}",
            "<w:tbl><w:tr><w:tc>".repeat(depth),
            "</w:tc></w:tr></w:tbl>".repeat(depth)
        ));
        assert!(found.rows().iter().any(|(_, _, cells)| cells == "0=bottom"));
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(200))]

        #[test]
        fn damaged_markup_is_read_as_far_as_it_goes(cut in 0.0..1.0, flips in proptest::collection::vec((0.0..1.0, 0_u8..), 0..20)) {
            let text_box = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>";
            let row = format!("<w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>a</w:t>{text_box}</w:r></w:p></w:tc></w:tr>");
            let mut document = format!(
                "<w:document><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>R&amp;D</w:t></w:r></w:p><w:tbl>{row}{row}</w:tbl>\
                 <w:del w:author='x'><w:r><w:delText>gone</w:delText></w:r></w:del></w:document>"
            ).into_bytes();
            let length = document.len() as f64;
            for (place, value) in flips {
                document[(place * length) as usize] = value;
            }
            document.truncate((cut * length) as usize);
            let (found, _) = run(&Docx, &office(&[("word/document.xml", ".main", document)]), Format::Docx);
            proptest::prop_assert!(found.segments.len() < 100);
        }
    }

    #[test]
    fn a_document_of_another_writer_is_read() {
        use docx_rs::{
            Comment, Docx as Written, Footnote, Header, Paragraph, Run, Table, TableCell, TableRow,
        };
        let paragraph = |text: &str| Paragraph::new().add_run(Run::new().add_text(text));
        let row = |texts: [&str; 2]| {
            TableRow::new(
                texts
                    .map(|text| TableCell::new().add_paragraph(paragraph(text)))
                    .to_vec(),
            )
        };
        let note =
            Run::new().add_footnote_reference(Footnote::new().add_content(paragraph("a note")));
        let comment = Comment::new(1)
            .author("Pat Example")
            .add_paragraph(paragraph("a remark"));
        let mut bytes = std::io::Cursor::new(Vec::new());
        Written::new()
            .header(Header::new().add_paragraph(paragraph("OFFICIAL")))
            .add_paragraph(
                paragraph("Dear Ann")
                    .add_run(note)
                    .add_comment_start(comment)
                    .add_comment_end(1),
            )
            .add_table(Table::new(vec![
                row(["Name", "Born"]),
                row(["Ann", "1 May 1990"]),
            ]))
            .build()
            .pack(&mut bytes)
            .unwrap();
        let (found, result) = run(&Docx, bytes.get_ref(), Format::Docx);
        assert_eq!(result.unwrap(), Coverage::Complete);
        assert_eq!(found.part("body"), [(1, "Dear Ann")]);
        assert_eq!(found.part("header"), [(1, "OFFICIAL")]);
        assert!(
            found
                .part("footnote")
                .iter()
                .any(|(_, text)| text.contains("a note"))
        );
        assert_eq!(found.part("comment"), [(1, "a remark")]);
        assert_eq!(
            found.rows(),
            [
                (1, 1, "0=Name 1=Born".into()),
                (1, 2, "0=Ann 1=1 May 1990".into())
            ]
        );
        assert!(found.fields().contains(&"reviewer=Pat Example".to_owned()));
    }
}
