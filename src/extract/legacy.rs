//! The binary Office formats by `office_oxide`: Word and Excel 97-2003, and XLSB.
//!
//! The library holds a document whole, so its size is bounded before. It says which sheets are hidden, but not which rows
//! and columns ([`biff`] does, of Excel 97); it does not pad numbers whose format has leading zeros, and does not read the comments of XLSB.

use std::collections::HashSet;
use std::io::{Cursor, SeekFrom};

use office_oxide::cfb::SummaryProperties;
use office_oxide::doc::{DocDocument, DocError, SubDocumentKind};
use office_oxide::ir::{DocumentIR, Element, InlineContent, List, Table};
use office_oxide::options::ParseOptions;
use office_oxide::xls::{CellValue as XlsValue, XlsDocument, XlsError};
use office_oxide::xlsx::{CellValue, SheetState, StyleSheet, XlsxDocument, date};
use office_oxide::{Document, DocumentFormat, OfficeError};

use super::flow::{Flow, Place, Voice};
use super::package::{Losses, Package};
use super::properties::Properties;
use super::sheet::{self, Rows};
use super::story::People;
use super::{Coverage, Error, Extract, Input, Sink, biff, docx, ole, xlsx};
use crate::crawl::Reason;

pub(super) struct Doc;

impl Extract for Doc {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let bytes = input.whole()?;
        let document = word(bytes.clone(), false)?;
        let Some(parts) = document.as_doc() else {
            return Err(Error::CORRUPT);
        };
        summary(parts.summary_properties(), sink)?;
        let text = document.to_ir();
        let mut people = People::default();
        let mut flow = Flow::new(sink);
        body(&text, &mut flow, &mut people)?;
        stories(parts, &mut flow)?;
        unseen(&document, &word(bytes, true)?, &mut flow)?;
        flow.flush()?;
        docx::hand_on_people(people, sink)?;
        embedded(input, sink)?;
        let cut = text.metadata.text_truncated || !parts.text_complete();
        Ok(Coverage::Complete.and(cut.then_some(Reason::Corrupt)))
    }
}

pub(super) struct Xls;

impl Extract for Xls {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        input.bounded()?;
        let workbook =
            XlsDocument::from_reader(&mut *input.reader).map_err(|error| match error {
                XlsError::Encrypted | XlsError::EncryptionNotSupported(_) => Error::ENCRYPTED,
                XlsError::Io(error) => super::markup::read_error(&error),
                _ => Error::CORRUPT,
            })?;
        summary(workbook.summary_properties(), sink)?;
        input.reader.rewind()?;
        let mut layouts = biff::layouts(&mut *input.reader, input.limits.part_bytes);
        for sheet in &workbook.sheets {
            let layout = layouts.remove(&sheet.name).unwrap_or_default();
            let mut rows = Rows::new(sink, sheet.name.as_str().into(), sheet.hidden);
            for (row, (cells, formats)) in sheet.rows.iter().zip(&sheet.xf).enumerate() {
                rows.row(row as u32, layout.hidden_rows.contains(row as u32))?;
                for (column, (value, format)) in cells.iter().zip(formats).enumerate() {
                    let shown = sheet.formats.display(value, *format);
                    let text = match value {
                        XlsValue::Empty | XlsValue::Error(_) => continue,
                        XlsValue::Number(number) => sheet::shown(*number, &shown),
                        XlsValue::String(_) | XlsValue::Bool(_) => shown.into_owned(),
                    };
                    let column = column as u32;
                    rows.cell(column, &text, layout.hidden_columns.contains(column))?;
                }
            }
            rows.hand_on()?;
        }
        let mut people = People::default();
        let mut flow = Flow::new(sink);
        for sheet in &workbook.sheets {
            for comment in &sheet.comments {
                people.note(comment.author.clone());
                flow.aside("comment", &comment.text)?;
            }
            for link in &sheet.hyperlinks {
                flow.aside("link", &link.target)?;
            }
            for text in &sheet.chart_text {
                flow.aside("chart", text)?;
            }
        }
        for text in workbook.chart_text() {
            flow.aside("chart", text)?;
        }
        for name in workbook
            .defined_names
            .iter()
            .filter(|name| !name.name.starts_with("_xlnm."))
        {
            flow.aside("defined-name", &format!("{}\t{}", name.name, name.value))?;
        }
        flow.flush()?;
        docx::hand_on_people(people, sink)?;
        embedded(input, sink)?;
        Ok(Coverage::Complete.and(workbook.truncated().then_some(Reason::Corrupt)))
    }
}

pub(super) struct Xlsb;

impl Extract for Xlsb {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut package = Package::open(input)?;
        package.refuse_oversized()?;
        let parts = package.parts()?;
        let mut lost = Losses::default();
        docx::properties(&mut package, &parts, &mut lost, sink)?;
        xlsx::extras(&mut package, &parts, &mut lost, sink)?;
        drop(package);
        Ok(workbook(input, sink)?.and(lost.reason()))
    }
}

/// Reads the sheets of a workbook in a package, with their comments, headers and links.
pub(super) fn workbook(input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
    input.bounded()?;
    let mut workbook = XlsxDocument::from_reader(&mut *input.reader).map_err(|_| Error::CORRUPT)?;
    workbook.ensure_styles();
    let date_1904 = workbook.workbook.date1904;
    for sheet in &workbook.worksheets {
        let mut rows = Rows::new(
            sink,
            sheet.name.as_str().into(),
            sheet.state != SheetState::Visible,
        );
        for row in &sheet.rows {
            for cell in &row.cells {
                let text = match &cell.value {
                    CellValue::Empty | CellValue::Error(_) => continue,
                    CellValue::Number(number) => {
                        let style = cell.style_index.unwrap_or(0);
                        with_style(*number, style, workbook.styles.as_ref(), date_1904)
                    }
                    CellValue::String(text) => text.clone(),
                    CellValue::SharedString(place) => workbook
                        .shared_strings
                        .get(*place)
                        .unwrap_or_default()
                        .to_owned(),
                    CellValue::Boolean(value) => sheet::boolean(*value).to_owned(),
                    CellValue::Date(moment) => moment.to_iso_string(),
                };
                rows.row(cell.reference.row, false)?;
                rows.cell(cell.reference.col, &text, false)?;
            }
        }
        rows.hand_on()?;
    }
    let mut people = People::default();
    let mut flow = Flow::new(sink);
    for sheet in &workbook.worksheets {
        for comment in sheet.comments.iter() {
            people.note(comment.author.as_deref().map(str::to_owned));
            flow.aside("comment", &comment.text)?;
        }
        for shape in sheet.text_shapes.iter() {
            flow.aside("textbox", &shape.text)?;
        }
        let margins = &sheet.header_footer;
        for text in [
            &margins.odd_header,
            &margins.even_header,
            &margins.first_header,
        ] {
            flow.aside(
                "header",
                &xlsx::without_codes(text.as_deref().unwrap_or_default()),
            )?;
        }
        for text in [
            &margins.odd_footer,
            &margins.even_footer,
            &margins.first_footer,
        ] {
            flow.aside(
                "footer",
                &xlsx::without_codes(text.as_deref().unwrap_or_default()),
            )?;
        }
    }
    flow.flush()?;
    docx::hand_on_people(people, sink)?;
    let whole = workbook.unreadable_sheets.is_empty()
        && workbook
            .worksheets
            .iter()
            .all(|sheet| sheet.damage.is_none());
    Ok(Coverage::Complete.and((!whole).then_some(Reason::Corrupt)))
}

/// The text of a number under a style of the workbook.
fn with_style(number: f64, style: u32, styles: Option<&StyleSheet>, date_1904: bool) -> String {
    if date::is_date_cell(Some(style), styles)
        && let Some(moment) = date::DateTimeValue::from_serial(number, date_1904)
    {
        return sheet::shown(number, &moment.to_iso_string());
    }
    let format = styles.and_then(|styles| styles.number_format_for(style));
    sheet::formatted(number, format.unwrap_or_default())
}

/// Hands on the documents embedded in a compound file; one that is too damaged to be walked has shown that before.
fn embedded(input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<(), Error> {
    input.reader.seek(SeekFrom::Start(0))?;
    if let Ok(mut file) = cfb::CompoundFile::open(&mut *input.reader) {
        ole::embedded(&mut file, input.limits.part_bytes, sink)?;
    }
    Ok(())
}

/// Parses a Word document; `all` keeps what is hidden or deleted.
fn word(bytes: Vec<u8>, all: bool) -> Result<Document, Error> {
    let mut options = ParseOptions::default();
    options.include_hidden_text = all;
    options.include_deleted_text = all;
    Document::from_reader_with(Cursor::new(bytes), DocumentFormat::Doc, &options).map_err(|error| {
        match error {
            OfficeError::Doc(DocError::Encrypted) => Error::ENCRYPTED,
            OfficeError::Doc(DocError::UnsupportedVersion(_)) => {
                Error::Unreadable(Reason::Unsupported)
            }
            OfficeError::Panic(_) => Error::Unreadable(Reason::Crashed),
            _ => Error::CORRUPT,
        }
    })
}

/// Hands on the properties of an OLE document ([MS-OLEPS] 2.25.1).
fn summary(summary: Option<&SummaryProperties>, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut properties = Properties::default();
    if let Some(summary) = summary {
        ole::add(summary, &mut properties);
    }
    properties.hand_on(sink)
}

/// A step of the walk through a document's elements, kept on a stack of our own: tables and lists nest as the document likes.
enum Step<'d> {
    Element(&'d Element),
    List(&'d List),
    Table(&'d Table),
    CloseTable,
    OpenRow,
    /// With the columns it spans.
    OpenCell(u32),
    CloseCell,
}

/// Reads the main text, with its tables. Notes and text boxes come with [`stories`].
fn body(text: &DocumentIR, flow: &mut Flow<'_>, people: &mut People) -> Result<(), Error> {
    flow.open_story(Place::Part("body"));
    let elements = text.sections.iter().flat_map(|section| &section.elements);
    let mut steps: Vec<Step<'_>> = elements.rev().map(Step::Element).collect();
    while let Some(step) = steps.pop() {
        match step {
            Step::Element(Element::Heading(heading)) => paragraph(&heading.content, flow)?,
            Step::Element(Element::Paragraph(plain)) => paragraph(&plain.content, flow)?,
            Step::Element(Element::CodeBlock(code)) => {
                flow.text(Voice::Plain, &code.content)?;
                flow.end_paragraph()?;
            }
            Step::Element(Element::Table(table)) => {
                flow.open_table()?;
                steps.push(Step::CloseTable);
                steps.push(Step::Table(table));
            }
            Step::Element(Element::List(list)) => steps.push(Step::List(list)),
            Step::Element(Element::Endnote(note)) => people.note(note.author.clone()),
            Step::Element(_) => {}
            Step::List(list) => {
                for item in list.items.iter().rev() {
                    steps.extend(item.nested.iter().map(Step::List));
                    steps.extend(item.content.iter().rev().map(Step::Element));
                }
            }
            Step::Table(table) => {
                for row in table.rows.iter().rev() {
                    for cell in row.cells.iter().rev() {
                        steps.push(Step::CloseCell);
                        steps.extend(cell.content.iter().rev().map(Step::Element));
                        steps.push(Step::OpenCell(cell.col_span));
                    }
                    steps.push(Step::OpenRow);
                }
            }
            Step::OpenRow => flow.open_row()?,
            Step::OpenCell(columns) => {
                flow.open_cell();
                flow.span_columns(columns);
            }
            Step::CloseCell => flow.close_cell()?,
            Step::CloseTable => flow.close_table()?,
        }
    }
    flow.close_story()
}

fn paragraph(content: &[InlineContent], flow: &mut Flow<'_>) -> Result<(), Error> {
    let mut link = None;
    for item in content {
        match item {
            InlineContent::Text(span) => {
                flow.text(Voice::Plain, &span.text)?;
                if span.hyperlink.is_some() && span.hyperlink != link {
                    link.clone_from(&span.hyperlink);
                    flow.aside("link", link.as_deref().unwrap_or_default())?;
                }
            }
            InlineContent::LineBreak => flow.mark(Voice::Plain, '\u{b}')?,
            _ => {}
        }
    }
    flow.end_paragraph()
}

/// Reads headers, notes, comments and text boxes.
fn stories(document: &DocDocument, flow: &mut Flow<'_>) -> Result<(), Error> {
    for story in document.subdocuments() {
        let part = match story.kind {
            SubDocumentKind::Footnotes => "footnote",
            SubDocumentKind::HeadersFooters => "header",
            SubDocumentKind::Comments => "comment",
            SubDocumentKind::Endnotes => "endnote",
            SubDocumentKind::TextBoxes | SubDocumentKind::HeaderTextBoxes => "textbox",
        };
        flow.open_story(Place::Part(part));
        for line in story.text.lines() {
            flow.text(Voice::Plain, line)?;
            flow.end_paragraph()?;
        }
        flow.close_story()?;
    }
    Ok(())
}

/// Hands on the lines that are there only when hidden and deleted text is kept.
fn unseen(seen: &Document, all: &Document, flow: &mut Flow<'_>) -> Result<(), Error> {
    let (seen, all) = (seen.plain_text(), all.plain_text());
    if seen.len() == all.len() {
        return Ok(());
    }
    let seen: HashSet<&str> = seen.lines().collect();
    flow.hide();
    for line in all.lines().filter(|line| !seen.contains(line)) {
        flow.aside("deleted", line)?;
    }
    flow.show();
    Ok(())
}

#[cfg(test)]
mod tests {

    use super::super::package::testing::{office, run};
    use super::*;
    use crate::extract::ole::tests::ole;
    use crate::identify::Format;

    /// The smallest Word 97 document: a file information block, a piece table of one piece, 8-bit text ([MS-DOC] 2.5, 2.8.35).
    fn word_file(text: &str, flags: u16) -> Vec<u8> {
        const TEXT_AT: usize = 0x800;
        let length = u32::try_from(text.len()).unwrap();
        let mut main = vec![0; TEXT_AT];
        let mut put = |at: usize, bytes: &[u8]| main[at..at + bytes.len()].copy_from_slice(bytes);
        put(0x00, &0xA5EC_u16.to_le_bytes());
        put(0x02, &0x00C1_u16.to_le_bytes());
        put(0x06, &0x0809_u16.to_le_bytes());
        put(0x0A, &flags.to_le_bytes());
        put(0x4C, &length.to_le_bytes());
        put(0x01A6, &21_u32.to_le_bytes());
        main.extend(text.bytes());
        let compressed_at = (TEXT_AT as u32 * 2) | 0x4000_0000;
        let mut pieces = vec![2];
        pieces.extend(16_u32.to_le_bytes());
        pieces.extend(0_u32.to_le_bytes());
        pieces.extend(length.to_le_bytes());
        pieces.extend([0, 0]);
        pieces.extend(compressed_at.to_le_bytes());
        pieces.extend([0, 0]);
        ole(&[("/WordDocument", &main), ("/0Table", &pieces)])
    }

    #[test]
    fn a_word_97_document_is_read_and_its_cells_do_not_glue() {
        let text = "Dear Ann\rName\u{7}Born\u{7}\u{7}next\r";
        let (found, result) = run(&Doc, &word_file(text, 0), Format::Doc);
        assert_eq!(result.unwrap(), Coverage::Complete);
        let body: Vec<&str> = found
            .part("body")
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        let body = body.join("\n");
        assert!(body.starts_with("Dear Ann\n"), "{body:?}");
        assert!(body.contains("Name\tBorn"), "{body:?}");
    }

    #[test]
    fn an_encrypted_or_cut_word_document_says_so() {
        let (_, result) = run(&Doc, &word_file("secret\r", 0x0100), Format::Doc);
        assert_eq!(result.unwrap_err().reason(), Reason::Encrypted);
        let (_, result) = run(&Doc, &word_file("text\r", 0)[..600], Format::Doc);
        assert_eq!(result.unwrap_err().reason(), Reason::Corrupt);
    }

    /// A record of the binary workbook format ([MS-XLS] 2.1.4).
    fn record(kind: u16, parts: &[&[u8]]) -> Vec<u8> {
        let data = parts.concat();
        let mut record = kind.to_le_bytes().to_vec();
        record.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
        record.extend(data);
        record
    }

    fn at(row: u16, column: u16, format: u16) -> Vec<u8> {
        [row, column, format]
            .iter()
            .flat_map(|field| field.to_le_bytes())
            .collect()
    }

    fn long_text(text: &str) -> Vec<u8> {
        let length = u16::try_from(text.len()).unwrap();
        [&length.to_le_bytes()[..], &[0], text.as_bytes()].concat()
    }

    /// A workbook of a shown and a hidden sheet; the first holds these records.
    fn workbook_file(cells: &[Vec<u8>], before: &[Vec<u8>]) -> Vec<u8> {
        let begin = |kind: u16| {
            record(
                0x0809,
                &[&0x0600_u16.to_le_bytes(), &kind.to_le_bytes(), &[0; 12]],
            )
        };
        let end = record(0x000A, &[]);
        let format =
            |code: &str, number: u16| record(0x041E, &[&number.to_le_bytes(), &long_text(code)]);
        let style = |number: u16| record(0x00E0, &[&[0, 0], &number.to_le_bytes(), &[0; 16]]);
        let sheets = [
            [begin(0x10), cells.concat(), end.clone()].concat(),
            [
                begin(0x10),
                record(0x0204, &[&at(0, 0, 0), &long_text("unseen")]),
                end.clone(),
            ]
            .concat(),
        ];
        let globals = |places: [u32; 2]| {
            let sheet = |place: u32, hidden: u8, name: &str| {
                let name = [&[u8::try_from(name.len()).unwrap(), 0], name.as_bytes()].concat();
                record(0x0085, &[&place.to_le_bytes(), &[hidden, 0], &name])
            };
            [
                begin(0x05),
                before.concat(),
                format("dd/mm/yyyy", 164),
                format("#,##0.00", 165),
                style(0),
                style(164),
                style(165),
                sheet(places[0], 0, "Staff"),
                sheet(places[1], 1, "Old"),
                end.clone(),
            ]
            .concat()
        };
        let first = u32::try_from(globals([0, 0]).len()).unwrap();
        let second = first + u32::try_from(sheets[0].len()).unwrap();
        let mut stream = [globals([first, second]), sheets.concat()].concat();
        // Streams of under 4,096 bytes live elsewhere in the file, where a cut would not reach them.
        stream.resize(8192, 0);
        ole(&[("/Workbook", &stream)])
    }

    #[test]
    fn an_excel_97_workbook_has_typed_cells_at_their_places() {
        let number = |row, column, style, value: f64| {
            record(0x0203, &[&at(row, column, style), &value.to_le_bytes()])
        };
        let cells = [
            record(0x0204, &[&at(0, 0, 0), &long_text("Ann Example")]),
            number(0, 1, 0, 9_434_765_919.0),
            number(0, 2, 1, 32_994.0),
            number(0, 3, 2, 12_345.5),
            record(0x0205, &[&at(7, 5, 0), &[1, 0]]),
        ];
        let (found, result) = run(&Xls, &workbook_file(&cells, &[]), Format::Xls);
        assert_eq!(result.unwrap(), Coverage::Complete);
        assert_eq!(
            found.sheet_rows(),
            [
                (
                    "Staff".to_owned(),
                    0,
                    "0=Ann Example 1=9434765919 2=1990-05-01 3=12345.5".to_owned()
                ),
                ("Staff".to_owned(), 7, "5=TRUE".to_owned()),
                ("Old".to_owned(), 0, "0=unseen".to_owned()),
            ]
        );
        assert!(found.is_hidden("unseen") && !found.is_hidden("Ann Example"));
    }

    #[test]
    fn hidden_rows_and_columns_of_an_excel_97_workbook_are_marked() {
        let text = |row, column, text| record(0x0204, &[&at(row, column, 0), &long_text(text)]);
        let hidden_row = [1_u16, 0, 3, 255, 0, 0, 0x20, 0]
            .map(u16::to_le_bytes)
            .concat();
        let hidden_columns = [2_u16, 3, 2000, 15, 1, 0].map(u16::to_le_bytes).concat();
        let cells = [
            record(0x007D, &[&hidden_columns]),
            record(0x0208, &[&hidden_row]),
            text(0, 0, "Ann"),
            text(0, 2, "far"),
            text(1, 0, "under"),
        ];
        let (found, _) = run(&Xls, &workbook_file(&cells, &[]), Format::Xls);
        assert_eq!(
            ["Ann", "far", "under"].map(|text| found.is_hidden(text)),
            [false, true, true]
        );
    }

    #[test]
    fn an_encrypted_or_cut_workbook_says_so() {
        let protected = [record(0x002F, &[&[1, 0, 1, 0, 1, 0], &[7; 48]])];
        let (_, result) = run(&Xls, &workbook_file(&[], &protected), Format::Xls);
        assert_eq!(result.unwrap_err().reason(), Reason::Encrypted);
        let (_, result) = run(&Xls, &workbook_file(&[], &[])[..600], Format::Xls);
        assert_eq!(result.unwrap_err().reason(), Reason::Corrupt);
    }

    #[test]
    fn an_xlsb_workbook_has_its_cells_at_their_places() {
        /// A record of XLSB ([MS-XLSB] 2.1.4), of an identifier and a size below 128.
        fn brt(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
            let data = parts.concat();
            let kind = if kind < 128 {
                vec![kind]
            } else {
                vec![kind, 1]
            };
            [kind, vec![u8::try_from(data.len()).unwrap()], data].concat()
        }
        fn wide(text: &str) -> Vec<u8> {
            let length = u32::try_from(text.len()).unwrap().to_le_bytes();
            length
                .into_iter()
                .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
                .collect()
        }
        let four = |number: u32| number.to_le_bytes();
        let book = brt(156, &[&four(0), &four(1), &wide("r1"), &wide("Staff")]);
        let sheet = [
            brt(0, &[&four(3), &[0; 13]]),
            brt(6, &[&four(0), &four(0), &wide("Ann Example")]),
            brt(5, &[&four(2), &four(0), &9_434_765_919_f64.to_le_bytes()]),
        ]
        .concat();
        let relations = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' \
                         Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' \
                         Target='worksheets/sheet1.bin'/></Relationships>";
        let bytes = office(&[
            ("xl/workbook.bin", "", book),
            (
                "xl/_rels/workbook.bin.rels",
                "",
                relations.as_bytes().to_vec(),
            ),
            ("xl/worksheets/sheet1.bin", "", sheet),
        ]);
        let (found, result) = run(&Xlsb, &bytes, Format::Xlsb);
        assert_eq!(result.unwrap(), Coverage::Complete);
        assert_eq!(
            found.sheet_rows(),
            [(
                "Staff".to_owned(),
                3,
                "0=Ann Example 2=9434765919".to_owned()
            )]
        );
    }
}
