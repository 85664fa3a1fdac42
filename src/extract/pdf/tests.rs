//! Documents written object by object, so that each test shows the one thing it is about.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use super::*;
use crate::extract::Limits;
use crate::extract::recorded::{Recorded, extract, extract_within};
use crate::identify::Format;

/// A PDF in the making. Object 1 is the catalogue, 2 the page tree, 3 the font `/F` (10 points are about 5 a letter).
struct Made {
    catalogue: String,
    objects: Vec<Vec<u8>>,
    pages: Vec<usize>,
    trailer: String,
}

impl Made {
    fn new() -> Self {
        let font = "<</Type/Font/Subtype/Type1/BaseFont/Courier>>";
        Self {
            catalogue: String::new(),
            objects: vec![vec![], vec![], font.into()],
            pages: vec![],
            trailer: String::new(),
        }
    }

    /// Adds an object; gives its number.
    fn object(&mut self, object: impl Into<Vec<u8>>) -> usize {
        self.objects.push(object.into());
        self.objects.len()
    }

    fn stream(&mut self, entries: &str, data: &[u8]) -> usize {
        let mut stream = format!("<</Length {}{entries}>>stream\n", data.len()).into_bytes();
        stream.extend(data);
        stream.extend(b"\nendstream");
        self.object(stream)
    }

    /// Adds a page of 600 by 800 points with this content.
    fn page(&mut self, content: &str) -> &mut Self {
        self.page_with("", content)
    }

    fn page_with(&mut self, entries: &str, content: &str) -> &mut Self {
        let content = self.stream("", content.as_bytes());
        let page = self.object(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {content} 0 R\
             /Resources<</Font<</F 3 0 R>>/XObject<</Im 9000 0 R>>>>{entries}>>"
        ));
        self.pages.push(page);
        self
    }

    /// Adds a picture of one pixel, for `/Im Do`.
    fn picture(&mut self) -> &mut Self {
        let picture = self.stream(
            "/Type/XObject/Subtype/Image/Width 20/Height 20/BitsPerComponent 8/ColorSpace/DeviceGray",
            &[0x40; 400],
        );
        for object in &mut self.objects {
            let text =
                String::from_utf8_lossy(object).replace("9000 0 R", &format!("{picture} 0 R"));
            *object = text.into_bytes();
        }
        self
    }

    fn bytes(&mut self) -> Vec<u8> {
        let catalogue = format!("<</Type/Catalog/Pages 2 0 R{}>>", self.catalogue);
        let mut kids = String::new();
        for page in &self.pages {
            write!(kids, "{page} 0 R ").unwrap();
        }
        let tree = format!("<</Type/Pages/Count {}/Kids[{kids}]>>", self.pages.len());
        self.objects[0] = catalogue.into_bytes();
        self.objects[1] = tree.into_bytes();
        let mut bytes = b"%PDF-1.7\n".to_vec();
        let mut offsets = String::new();
        for (at, object) in self.objects.iter().enumerate() {
            writeln!(offsets, "{:010} 00000 n ", bytes.len()).unwrap();
            writeln!(bytes, "{} 0 obj", at + 1).unwrap();
            bytes.extend(object);
            bytes.extend(b"\nendobj\n");
        }
        let (start, size) = (bytes.len(), self.objects.len() + 1);
        write!(
            bytes,
            "xref\n0 {size}\n0000000000 65535 f \n{offsets}trailer\n<</Size {size}/Root 1 0 R{}>>\nstartxref\n{start}\n%%EOF\n",
            self.trailer
        )
        .unwrap();
        bytes
    }

    fn read(&mut self) -> Recorded {
        read(&self.bytes())
    }
}

fn read(bytes: &[u8]) -> Recorded {
    extract(&Pdf, Format::Pdf, bytes)
}

fn fixture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/extract/pdf");
    std::fs::read(folder.join(name)).expect("the fixture is in the repository")
}

/// Draws lines of text in Courier, 10 points (6 points a letter), each `(x, y, text)` with `y` from the page's foot.
fn drawn(lines: &[(i32, i32, &str)]) -> String {
    let mut content = String::new();
    for (x, y, text) in lines {
        writeln!(content, "BT /F 10 Tf {x} {y} Td ({text}) Tj ET").unwrap();
    }
    content
}

fn page_text(content: &str) -> String {
    let read = Made::new().page(content).read();
    assert!(read.is_complete(), "{:?}", read.end);
    read.text()
}

#[test]
fn raised_letters_end_their_word_and_a_raised_figure_stays_apart() {
    let raised = |letters: &str| {
        format!(
            "BT /F 10 Tf 50 700 Td (Monday 23) Tj /F 6 Tf 5 Ts ({letters}) Tj /F 10 Tf 0 Ts ( May 2022) Tj ET"
        )
    };
    assert_eq!(page_text(&raised("rd")), "Monday 23rd May 2022\n");
    assert!(!page_text(&raised("1")).contains("231"));
}

#[test]
fn rows_of_a_table_stay_lines_and_an_empty_cell_keeps_its_column() {
    let text = page_text(&drawn(&[
        (50, 700, "Name"),
        (200, 700, "Born"),
        (300, 700, "Town"),
        // Drawn column by column, as some programs do.
        (50, 685, "Asha Example"),
        (50, 670, "Tom Sample"),
        (200, 685, "01/02/1980"),
        (300, 685, "Anytown"),
        (300, 670, "Otherham"),
    ]));
    assert_eq!(
        text,
        "Name\tBorn\tTown\nAsha Example\t01/02/1980\tAnytown\nTom Sample\t\tOtherham\n"
    );
}

#[test]
fn what_a_ruled_cell_wraps_stays_in_its_row() {
    let mut content = drawn(&[
        (52, 700, "Name"),
        (152, 700, "E-mail"),
        (52, 680, "Asha"),
        (52, 668, "Example"),
        (152, 680, "asha@"),
        (152, 668, "mail.example"),
        (252, 680, "4 Made-up Street"),
        (252, 668, "Anytown"),
        (252, 700, "Address"),
    ]);
    for x in [50, 100, 230, 370] {
        write!(content, "{x} 660 m {x} 712 l S ").unwrap();
    }
    for y in [660, 694, 712] {
        write!(content, "50 {y} m 370 {y} l S ").unwrap();
    }
    assert_eq!(
        page_text(&content),
        "Name\tE-mail\tAddress\nAsha Example\tasha@mail.example\t4 Made-up Street Anytown\n"
    );
}

#[test]
fn rows_that_only_upright_rules_part_are_read_line_by_line() {
    let mut content = String::new();
    for (y, name, born) in [
        (690, "Ann", "1980"),
        (678, "Bob", "1981"),
        (666, "Cy", "1982"),
    ] {
        content += &drawn(&[(52, y, name), (202, y, born)]);
    }
    for x in [50, 200, 350] {
        write!(content, "{x} 650 m {x} 702 l S ").unwrap();
    }
    content += "50 650 m 350 650 l S 50 702 m 350 702 l S";
    assert_eq!(page_text(&content), "Ann\t1980\nBob\t1981\nCy\t1982\n");
}

#[test]
fn a_number_in_a_comb_of_boxes_is_one_number() {
    let mut content = drawn(&[(30, 703, "No")]);
    for (x, digit) in (50..).step_by(20).zip("9434765919".chars()) {
        content += &drawn(&[(x + 7, 703, &digit.to_string())]);
        write!(content, "{x} 700 20 15 re S ").unwrap();
    }
    assert_eq!(page_text(&content).trim(), "No\t9434765919");
}

#[test]
fn columns_of_running_text_are_read_one_after_the_other() {
    let mut lines = vec![(
        50,
        760,
        "A heading across the whole width of both columns of the page, in one line",
    )];
    for row in 0..8 {
        lines.push((
            50,
            700 - 12 * row,
            "some words in the left hand column here",
        ));
        lines.push((320, 700 - 12 * row, "other words in the right hand column"));
    }
    let text = page_text(&drawn(&lines));
    let (left, right) = (text.rfind("left").unwrap(), text.find("right").unwrap());
    assert!(left < right && !text.contains('\t'), "{text}");
}

#[test]
fn a_clear_step_between_lines_is_a_blank_line() {
    let lines = [
        (50, 700, "one"),
        (50, 688, "two"),
        (50, 660, "three"),
        (50, 648, "four"),
    ];
    assert_eq!(page_text(&drawn(&lines)), "one\ntwo\n\nthree\nfour\n");
}

#[test]
fn a_turned_page_reads_like_any_other() {
    let content = "BT /F 10 Tf 0 1 -1 0 300 50 Tm (first line) Tj ET BT /F 10 Tf 0 1 -1 0 312 50 Tm (second) Tj ET";
    for entries in ["", "/Rotate 90"] {
        let read = Made::new().page_with(entries, content).read();
        assert_eq!(read.text(), "first line\nsecond\n");
    }
}

#[test]
fn kerning_and_letter_spacing_do_not_part_words_and_moves_do() {
    let kerned = "BT /F 10 Tf 50 700 Td [(QQ12)-50(3456)80( C)-400(next)] TJ ET";
    assert_eq!(page_text(kerned), "QQ123456 C next\n");
    let spaced = "BT /F 10 Tf 4 Tc 50 700 Td (NOTICES) Tj ET";
    assert_eq!(page_text(spaced), "NOTICES\n");
}

#[test]
fn letters_drawn_twice_to_look_bold_are_read_once() {
    let twice = drawn(&[(50, 700, "Bold words")]) + "BT /F 10 Tf 50.4 700 Td (Bold words) Tj ET";
    assert_eq!(page_text(&twice), "Bold words\n");
}

#[test]
fn text_that_a_reader_would_not_see_is_read_as_hidden() {
    let shown = drawn(&[(50, 700, "shown")]);
    for (what, content) in [
        ("white", "1 g BT /F 10 Tf 50 600 Td (secret) Tj ET"),
        (
            "clipped",
            "q 0 0 10 10 re W n BT /F 10 Tf 50 600 Td (secret) Tj ET Q",
        ),
        ("off the page", "BT /F 10 Tf 50 900 Td (secret) Tj ET"),
        ("tiny", "BT /F 0.2 Tf 50 600 Td (secret) Tj ET"),
        ("invisible", "BT /F 10 Tf 3 Tr 50 600 Td (secret) Tj ET"),
        (
            "blacked out",
            "BT /F 10 Tf 50 600 Td (secret) Tj ET 0 g 40 595 100 20 re f",
        ),
    ] {
        let read = Made::new().page(&format!("{shown}{content}")).read();
        assert_eq!(
            (read.text().trim(), read.hidden().trim()),
            ("shown", "secret"),
            "{what}"
        );
    }
}

#[test]
fn white_text_on_a_dark_ground_and_a_layer_over_a_scan_are_seen() {
    let dark = "0 g 40 590 200 30 re f 1 g BT /F 10 Tf 50 600 Td (heading) Tj ET";
    assert_eq!(page_text(dark), "heading\n");
    let layer = "q 600 0 0 800 0 0 cm /Im Do Q BT /F 10 Tf 3 Tr 50 600 Td (a scanned page with a layer of text on it) Tj ET";
    let read = Made::new().page(layer).picture().read();
    assert_eq!(read.text(), "a scanned page with a layer of text on it\n");
}

#[test]
fn pages_of_pictures_only_are_told_from_blank_ones() {
    let picture = "q 600 0 0 800 0 0 cm /Im Do Q";
    let text = &drawn(&[(50, 700, "text")]);
    assert!(
        Made::new()
            .page(picture)
            .picture()
            .read()
            .is_unreadable(Reason::ImageOnly)
    );
    assert!(
        Made::new()
            .page(picture)
            .page("")
            .picture()
            .read()
            .is_unreadable(Reason::ImageOnly)
    );
    assert!(
        Made::new()
            .page(text)
            .page(picture)
            .picture()
            .read()
            .is_partial(Reason::ImageOnly)
    );
    assert!(Made::new().page(text).page("").read().is_complete());
    let stamped = format!("{picture}{}", drawn(&[(50, 20, "Scanned 1 of 1")]));
    assert!(
        Made::new()
            .page(&stamped)
            .picture()
            .read()
            .is_partial(Reason::ImageOnly)
    );
}

#[test]
fn where_recognition_is_asked_for_pages_of_pictures_are_handed_on_as_such() {
    let bytes = Made::new()
        .page(&drawn(&[(50, 700, "text")]))
        .page("q 600 0 0 800 0 0 cm /Im Do Q")
        .picture()
        .bytes();
    let limits = Limits {
        ocr: true,
        ..Limits::default()
    };
    let read = extract_within(&Pdf, Format::Pdf, &bytes, &limits);
    assert!(read.is_partial(Reason::ImageOnly));
    let [(origin, picture)] = &read.pictures[..] else {
        panic!("one picture")
    };
    assert_eq!(origin, &Origin::Page { page: 2 });
    assert!(picture.starts_with(b"BM"));
    assert_eq!(picture[1078..], [0x40; 400]);
    assert!(extract(&Pdf, Format::Pdf, &bytes).pictures.is_empty());
}

#[test]
fn a_font_without_meanings_makes_a_page_unreadable() {
    let mut made = Made::new();
    let font = made.object(
        "<</Type/Font/Subtype/Type0/BaseFont/Nameless/Encoding/Identity-H/DescendantFonts[<</Type/Font\
         /Subtype/CIDFontType2/BaseFont/Nameless/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>",
    );
    let resources = format!("/Resources<</Font<</G {font} 0 R>>>>");
    let content = made.stream("", b"BT /G 10 Tf 50 700 Td <00480065006C006C006F> Tj ET");
    let page = format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]{resources}/Contents {content} 0 R>>"
    );
    let page = made.object(page);
    made.pages.push(page);
    assert!(made.read().is_unreadable(Reason::ImageOnly));
}

#[test]
fn a_form_value_without_appearance_is_read_under_its_name() {
    let mut made = Made::new();
    made.page(&drawn(&[(50, 700, "Form")]));
    let kid = made.object("<</T(born[0])/V(01/02/1980)/TU(Date of birth)>>");
    let parent = made.object(format!(
        "<</T(person)/Kids[{kid} 0 R<</T(nino)/V(QQ123456C)>><</T(tick)/V/Off>>]>>"
    ));
    made.catalogue = format!("/AcroForm<</Fields[{parent} 0 R]>>");
    let read = made.read();
    assert_eq!(
        read.fields(),
        ["Date of birth: 01/02/1980", "person.nino: QQ123456C"]
    );
    assert_eq!(read.origins().last(), Some(&&Origin::Form { first: 1 }));
}

#[test]
fn a_form_that_contains_itself_ends() {
    let mut made = Made::new();
    made.page("");
    let next = made.objects.len() + 1;
    let looped = made.object(format!("<</T(a)/V(value)/Kids[{next} 0 R]>>"));
    made.catalogue = format!("/AcroForm<</Fields[{looped} 0 R]>>");
    assert_eq!(made.read().fields(), ["a: value"]);
}

#[test]
fn notes_links_and_attached_files_are_read() {
    let mut made = Made::new();
    let file = made.stream("/Type/EmbeddedFile", b"name,born\nAsha Example,1980\n");
    let file = made.object(format!(
        "<</Type/Filespec/F(data\\\\list.csv)/EF<</F {file} 0 R>>>>"
    ));
    let annotations = "/Annots[<</Subtype/Text/Rect[0 0 9 9]/Contents(see \\216NHS\\215 file)>>\
        <</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(mailto:asha@mail.example)>>>>\
        <</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://www.example/)>>>>]";
    made.page_with(annotations, &drawn(&[(50, 700, "Page")]));
    made.catalogue = format!("/Names<</EmbeddedFiles<</Kids[<</Names[(list){file} 0 R]>>]>>>>");
    let read = made.read();
    assert_eq!(read.text(), "Page\nasha@mail.example");
    assert_eq!(read.hidden(), "see ”NHS“ file");
    assert_eq!(read.names(), ["data/list.csv"]);
    assert_eq!(
        read.members[0].1,
        Ok(b"name,born\nAsha Example,1980\n".to_vec())
    );
}

#[test]
fn a_link_to_what_the_page_says_is_not_said_twice() {
    let mut made = Made::new();
    let link = "<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(mailto:asha@mail.example)>>>>";
    made.page_with(
        &format!("/Annots[{link}]"),
        &drawn(&[(50, 700, "Write to asha@mail.example")]),
    );
    let read = made.read();
    assert_eq!(read.text(), "Write to asha@mail.example\n");
}

#[test]
fn information_is_read_under_fixed_names() {
    let mut made = Made::new();
    made.page("");
    let information = made
        .object("<</Author(Asha Example)/Title(Return)/CreationDate(D:20090301101500+01'00')>>");
    made.trailer = format!("/Info {information} 0 R");
    let read = made.read();
    assert_eq!(
        read.fields(),
        [
            "title: Return",
            "author: Asha Example",
            "created: 2009-03-01T10:15:00+01:00"
        ]
    );
    assert_eq!(read.origins(), [&Origin::Named]);
}

#[test]
fn only_a_password_to_open_locks_a_document() {
    let locked = fixture("user-password.pdf");
    assert!(read(&locked).is_unreadable(Reason::Encrypted));
    let limits = Limits {
        passwords: Passwords::of_lines("wrong\n\nsecret\n"),
        ..Limits::default()
    };
    let opened = extract_within(&Pdf, Format::Pdf, &locked, &limits);
    assert!(opened.text().contains("Asha Example"));
    let without_its_pages = &locked[memchr::memmem::find(&locked, b"/Encrypt").unwrap()..];
    let damaged = [b"%PDF-1.4\n", without_its_pages].concat();
    assert!(read(&damaged).is_unreadable(Reason::Encrypted));
    let read = read(&fixture("owner-password.pdf"));
    assert!(read.is_complete());
    assert!(read.text().contains("Asha Example"));
}

#[test]
fn what_is_left_of_a_cut_document_is_read_and_the_cut_reported() {
    let whole = Made::new()
        .page(&drawn(&[(50, 700, "first")]))
        .page(&drawn(&[(50, 700, "last")]))
        .bytes();
    let after_first_page = whole.len() * 3 / 4;
    let cut = read(&whole[..after_first_page]);
    assert!(
        cut.is_partial(Reason::Corrupt) || cut.is_unreadable(Reason::Corrupt),
        "{:?}",
        cut.end
    );
    let no_end = read(&whole[..whole.len() - 40]);
    assert!(no_end.is_partial(Reason::Corrupt), "{:?}", no_end.end);
    assert!(no_end.text().contains("last"));
    assert!(read(&whole[..60]).is_unreadable(Reason::Corrupt));
    assert!(read(b"not a document at all").is_unreadable(Reason::Corrupt));
}

#[test]
fn a_stream_that_expands_without_end_is_not_read() {
    let mut deflate = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..300 {
        deflate.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = deflate.finish().unwrap();
    let mut made = Made::new();
    made.stream("/Filter/FlateDecode", &bomb);
    made.page("");
    assert!(made.read().is_unreadable(Reason::Expansion));
}

#[test]
fn damage_anywhere_never_panics() {
    let whole = Made::new()
        .page(&drawn(&[(50, 700, "first"), (200, 700, "cell")]))
        .bytes();
    for at in (0..whole.len()).step_by(7) {
        let mut damaged = whole.clone();
        damaged[at] = damaged[at].wrapping_add(13);
        read(&damaged);
        read(&whole[..at]);
    }
}

#[test]
fn long_pages_are_cut_at_line_ends() {
    let text = "a line of words\n".repeat(3000);
    let cut: Vec<&str> = pieces(&text).collect();
    assert_eq!(cut.concat(), text);
    assert!(
        cut.len() == 3
            && cut
                .iter()
                .all(|piece| piece.len() <= PIECE && piece.ends_with('\n'))
    );
    assert_eq!(pieces(&"x".repeat(PIECE * 2)).count(), 1);
}

/// A font whose letters are all a box, with these glyph names from code 65 on.
fn drawn_font(names: &str) -> String {
    let boxes = "/a65 9 0 R/a66 9 0 R/a67 9 0 R/g1 9 0 R";
    format!(
        "<</Type/Font/Subtype/Type3/FontBBox[0 0 600 600]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<<{boxes}>>\
         /Encoding<</Differences[65 {names}]>>/FirstChar 65/LastChar 67/Widths[600 600 600]>>"
    )
}

#[test]
fn a_font_that_names_its_letters_after_their_codes_is_read_and_one_that_does_not_is_a_picture() {
    for (names, text) in [
        ("/a65/a66/a67", "CAB"),
        ("/a65/.notdef/a67", "CA"),
        ("/g1/g1/g1", ""),
    ] {
        let mut made = Made::new();
        made.objects[2] = drawn_font(names).into();
        made.page("BT /F 10 Tf 50 700 Td (CAB) Tj ET");
        while made.objects.len() < 8 {
            made.object("null");
        }
        made.stream("", b"600 0 0 0 500 500 d1 0 0 500 500 re f");
        assert!(read(&made.bytes()).text().contains(text), "{names}");
        if text.is_empty() {
            assert!(read(&made.bytes()).is_unreadable(Reason::ImageOnly));
        }
    }
}

#[test]
fn a_font_whose_map_to_unicode_is_a_name_has_characters_for_codes() {
    let mut made = Made::new();
    let letters = made.object(
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/None/DW 600\
         /CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>",
    );
    made.objects[2] = format!(
        "<</Type/Font/Subtype/Type0/BaseFont/None/Encoding/Identity-H/ToUnicode/Identity-H/DescendantFonts[{letters} 0 R]>>"
    )
    .into();
    made.page("BT /F 10 Tf 50 700 Td <004100730068006100> Tj ET");
    assert!(read(&made.bytes()).text().contains("Asha"));
}
