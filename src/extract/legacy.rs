//! The binary Office formats by office_oxide: Word and Excel 97-2003, and XLSB.
//!
//! The library holds a document whole, so its size is bounded before. It does not say which rows and columns of a sheet
//! are hidden; hidden sheets it does.

use std::collections::HashSet;
use std::io::{Cursor, Read, SeekFrom};

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
use super::{Coverage, Error, Extract, Input, Sink, docx, xlsx};
use crate::crawl::Reason;

pub struct Doc;

impl Extract for Doc {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let bytes = whole(input)?;
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
        let cut = text.metadata.text_truncated || !parts.text_complete();
        Ok(Coverage::Complete.and(cut.then_some(Reason::Corrupt)))
    }
}

pub struct Xls;

impl Extract for Xls {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        bounded(input)?;
        let workbook = XlsDocument::from_reader(&mut *input.reader).map_err(|error| match error {
            XlsError::Encrypted | XlsError::EncryptionNotSupported(_) => Error::ENCRYPTED,
            XlsError::Io(error) => super::markup::read_error(&error),
            _ => Error::CORRUPT,
        })?;
        summary(workbook.summary_properties(), sink)?;
        for sheet in &workbook.sheets {
            let mut rows = Rows::new(sink, sheet.name.as_str().into(), sheet.hidden);
            for (row, (cells, formats)) in sheet.rows.iter().zip(&sheet.xf).enumerate() {
                rows.row(row as u32, false)?;
                for (column, (value, format)) in cells.iter().zip(formats).enumerate() {
                    let shown = sheet.formats.display(value, *format);
                    let text = match value {
                        XlsValue::Empty | XlsValue::Error(_) => continue,
                        XlsValue::Number(number) => sheet::shown(*number, &shown),
                        XlsValue::String(_) | XlsValue::Bool(_) => shown.into_owned(),
                    };
                    rows.cell(column as u32, &text, false)?;
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
        for name in workbook.defined_names.iter().filter(|name| !name.name.starts_with("_xlnm.")) {
            flow.aside("defined-name", &format!("{}\t{}", name.name, name.value))?;
        }
        flow.flush()?;
        docx::hand_on_people(people, sink)?;
        Ok(Coverage::Complete.and(workbook.truncated().then_some(Reason::Corrupt)))
    }
}

pub struct Xlsb;

impl Extract for Xlsb {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut package = Package::open(input)?;
        package.refuse_oversized()?;
        let parts = package.parts()?;
        let mut lost = Losses::default();
        docx::properties(&mut package, &parts, &mut lost, sink)?;
        docx::inner(&mut package, &parts, sink)?;
        drop(package);
        Ok(workbook(input, sink)?.and(lost.reason()))
    }
}

/// Reads the sheets of a workbook in a package, with their comments, headers and links.
pub(super) fn workbook(input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
    bounded(input)?;
    let mut workbook = XlsxDocument::from_reader(&mut *input.reader).map_err(|_| Error::CORRUPT)?;
    workbook.ensure_styles();
    let date_1904 = workbook.workbook.date1904;
    for sheet in &workbook.worksheets {
        let mut rows = Rows::new(sink, sheet.name.as_str().into(), sheet.state != SheetState::Visible);
        for row in &sheet.rows {
            for cell in &row.cells {
                let text = match &cell.value {
                    CellValue::Empty | CellValue::Error(_) => continue,
                    CellValue::Number(number) => {
                        let style = cell.style_index.unwrap_or(0);
                        with_style(*number, style, workbook.styles.as_ref(), date_1904)
                    }
                    CellValue::String(text) => text.clone(),
                    CellValue::SharedString(place) => {
                        workbook.shared_strings.get(*place).unwrap_or_default().to_owned()
                    }
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
        for text in [&margins.odd_header, &margins.even_header, &margins.first_header] {
            flow.aside("header", &xlsx::without_codes(text.as_deref().unwrap_or_default()))?;
        }
        for text in [&margins.odd_footer, &margins.even_footer, &margins.first_footer] {
            flow.aside("footer", &xlsx::without_codes(text.as_deref().unwrap_or_default()))?;
        }
    }
    flow.flush()?;
    docx::hand_on_people(people, sink)?;
    let whole = workbook.unreadable_sheets.is_empty()
        && workbook.worksheets.iter().all(|sheet| sheet.damage.is_none());
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

/// Refuses what is too large to hold whole.
fn bounded(input: &mut Input<'_>) -> Result<(), Error> {
    if input.bytes > input.limits.part_bytes {
        return Err(Error::Unreadable(Reason::Expansion));
    }
    input.reader.seek(SeekFrom::Start(0))?;
    Ok(())
}

fn whole(input: &mut Input<'_>) -> Result<Vec<u8>, Error> {
    bounded(input)?;
    let mut bytes = Vec::new();
    let mut reader = (&mut *input.reader).take(input.limits.part_bytes);
    reader.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Parses a Word document; `all` keeps what is hidden or deleted.
fn word(bytes: Vec<u8>, all: bool) -> Result<Document, Error> {
    let mut options = ParseOptions::default();
    options.include_hidden_text = all;
    options.include_deleted_text = all;
    Document::from_reader_with(Cursor::new(bytes), DocumentFormat::Doc, &options).map_err(|error| match error {
        OfficeError::Doc(DocError::Encrypted) => Error::ENCRYPTED,
        OfficeError::Doc(DocError::UnsupportedVersion(_)) => Error::Unreadable(Reason::Unsupported),
        OfficeError::Panic(_) => Error::Unreadable(Reason::Crashed),
        _ => Error::CORRUPT,
    })
}

/// Hands on the properties of an OLE document ([MS-OLEPS] 2.25.1).
fn summary(summary: Option<&SummaryProperties>, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut properties = Properties::default();
    if let Some(summary) = summary {
        for (name, value) in [
            ("title", &summary.title),
            ("subject", &summary.subject),
            ("author", &summary.author),
            ("last-modified-by", &summary.last_author),
            ("manager", &summary.manager),
            ("company", &summary.company),
            ("keywords", &summary.keywords),
            ("category", &summary.category),
            ("description", &summary.comments),
            ("created", &summary.created),
            ("modified", &summary.modified),
        ] {
            properties.add(name, value.as_deref().unwrap_or_default());
        }
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
