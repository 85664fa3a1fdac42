//! OpenDocument text, spreadsheets and presentations (ODF 1.3, Part 3), streamed.
//!
//! One loop reads all three: paragraphs and tables flow, a top-level table of a spreadsheet is a sheet with typed cells,
//! a page of a presentation is a slide. Repeated rows and cells are repeated only as far as a budget goes: they hold
//! nothing new.

use std::collections::HashSet;
use std::io::{Read, SeekFrom};
use std::sync::Arc;

use super::flow::{Flow, Place, Voice};
use super::markup::{Markup, Tag, Token};
use super::package::{Losses, Package};
use super::properties::{OPEN_DOCUMENT, Properties};
use super::sheet::{self, Ranges, Rows};
use super::story::People;
use super::{Cell, Coverage, Error, Extract, Input, Sink, docx};

/// Bytes of repeated cells and rows in one document.
const REPEATED_BYTES: usize = 8 << 20;
/// Copies of one row or cell.
const COPIES: u32 = 1000;
/// Styles whose text is hidden that are remembered.
const HIDDEN_STYLES: usize = 10_000;
/// Bytes at which a row is handed on though it goes on.
const ROW_BYTES: usize = 1 << 20;

pub(super) struct Odt;
pub(super) struct Ods;
pub(super) struct Odp;
/// Any of them as one XML document (ODF 1.3 Part 3, 3.1.2).
pub(super) struct Flat;

impl Extract for Odt {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        document(input, sink)
    }
}

impl Extract for Ods {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        document(input, sink)
    }
}

impl Extract for Odp {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        document(input, sink)
    }
}

impl Extract for Flat {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let most = input.limits.part_bytes;
        input.reader.seek(SeekFrom::Start(0))?;
        let mut properties = Properties::default();
        let result = properties.read(&mut Markup::new(&mut *input.reader, most), OPEN_DOCUMENT);
        properties.hand_on(sink)?;
        result?;
        input.reader.seek(SeekFrom::Start(0))?;
        let mut reading = Reading::default();
        let mut flow = Flow::new(sink);
        flow.open_story(Place::Part("body"));
        let mut lost = Losses::default();
        let result = reading.whole(&mut Markup::new(&mut *input.reader, most), &mut flow);
        if flow.is_silent() {
            result?;
        } else {
            lost.note(result)?;
        }
        docx::hand_on_people(reading.people, sink)?;
        Ok(lost.coverage())
    }
}

fn document(input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
    let mut package = Package::open(input)?;
    let mut lost = Losses::default();
    if package.manifest_says_encrypted()? {
        return Err(Error::ENCRYPTED);
    }
    let result = properties(&mut package, sink);
    lost.note(result)?;
    let (content, objects) = contents(&package);
    let content = content.ok_or(Error::CORRUPT)?;
    let mut reading = Reading::default();
    let mut flow = Flow::new(sink);
    // Styles come first: they say which text is hidden. Of their own text only headers, footers and masters count.
    let result = reading.part(&mut package, "styles.xml", None, &mut flow);
    lost.note(result)?;
    let result = reading.part(&mut package, &content, Some("body"), &mut flow);
    if flow.is_silent() {
        result?;
    } else {
        lost.note(result)?;
    }
    for object in &objects {
        let result = reading.part(&mut package, object, Some("embedded"), &mut flow);
        lost.note(result)?;
    }
    docx::hand_on_people(reading.people, sink)?;
    for name in package.names().to_vec() {
        if name.starts_with("Object ") && !name.contains('/') {
            package.inner(&name, sink)?;
        }
    }
    Ok(lost.coverage())
}

fn properties(package: &mut Package<'_>, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut properties = Properties::default();
    let result = match package.markup("meta.xml") {
        Ok(Some(mut markup)) => properties.read(&mut markup, OPEN_DOCUMENT),
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    properties.hand_on(sink)?;
    result
}

/// The part with the document's content, and those of the objects embedded in it (ODF 1.3 Part 2, 3.1).
fn contents(package: &Package<'_>) -> (Option<String>, Vec<String>) {
    let mut main = None;
    let mut objects = Vec::new();
    for name in package.names() {
        if name == "content.xml" {
            main = Some(name.clone());
        } else if name.ends_with("/content.xml") {
            objects.push(name.clone());
        }
    }
    (main, objects)
}

/// What the loop knows while it reads the parts of one document.
#[derive(Default)]
struct Reading {
    people: People,
    /// Names of styles that hide: text, sheets, slides.
    hidden_styles: HashSet<String>,
    /// The style being defined.
    style: String,
    /// Open paragraphs and spans, and whether each is hidden.
    spans: Vec<bool>,
    hidden_spans: u32,
    /// Open paragraphs.
    paragraphs: u32,
    /// Open deletions.
    deleted: u32,
    /// The last character was white space, so that more of it does not count (ODF 1.3 Part 3, 6.1.2).
    after_space: bool,
    kind: Kind,
    slides: u32,
    sheet: Option<Sheet>,
    repeated: usize,
}

#[derive(Default, PartialEq, Eq, Clone, Copy)]
enum Kind {
    #[default]
    Text,
    Spreadsheet,
    Presentation,
}

/// The open sheet.
struct Sheet {
    name: Arc<str>,
    hidden: bool,
    hidden_columns: Ranges,
    columns: u32,
    row: u32,
    row_copies: u32,
    row_hidden: bool,
    column: u32,
    value: Option<String>,
    number: Option<f64>,
    cell_copies: u32,
    cells: Vec<Cell>,
    bytes: usize,
}

/// Shapes whose paragraphs are their own.
const SHAPES: &[&str] = &[
    "text-box",
    "custom-shape",
    "rect",
    "ellipse",
    "circle",
    "line",
    "polyline",
    "polygon",
    "regular-polygon",
    "path",
    "connector",
    "caption",
    "measure",
];

impl Reading {
    /// Reads a part. Text outside a story of its own belongs to `place`, or to nothing.
    fn part(
        &mut self,
        package: &mut Package<'_>,
        name: &str,
        place: Option<&'static str>,
        flow: &mut Flow<'_>,
    ) -> Result<(), Error> {
        let Some(mut markup) = package.markup(name)? else {
            return Ok(());
        };
        if let Some(place) = place {
            flow.open_story(Place::Part(place));
        }
        self.whole(&mut markup, flow)
    }

    /// Reads markup to its end and hands on what is open there.
    fn whole<R: Read>(&mut self, markup: &mut Markup<R>, flow: &mut Flow<'_>) -> Result<(), Error> {
        let result = self.markup(markup, flow);
        // A part that breaks off leaves its last row unfinished.
        if let Some(mut sheet) = self.sheet.take() {
            sheet.hand_on(flow, &mut self.repeated)?;
        }
        flow.end_part()?;
        result
    }

    fn markup<R: Read>(
        &mut self,
        markup: &mut Markup<R>,
        flow: &mut Flow<'_>,
    ) -> Result<(), Error> {
        self.spans.clear();
        self.hidden_spans = 0;
        self.paragraphs = 0;
        self.deleted = 0;
        self.kind = Kind::Text;
        while let Some(token) = markup.next()? {
            match token {
                Token::Start(tag) => {
                    let aside = match (tag.prefix(), tag.name()) {
                        ("svg", "title" | "desc") => "alt-text",
                        ("presentation", "header-decl") => "header",
                        ("presentation", "footer-decl") => "footer",
                        ("dc", "creator") => "reviewer",
                        _ => "",
                    };
                    if aside.is_empty() {
                        if self.start(&tag, flow)? {
                            markup.skip()?;
                        }
                    } else {
                        let text = markup.text(VALUE_BYTES)?;
                        if aside == "reviewer" {
                            self.people.note(Some(text));
                        } else {
                            flow.aside(aside, &text)?;
                        }
                    }
                }
                Token::End(tag) => self.end(tag.name(), flow)?,
                Token::Text(text) if self.paragraphs > 0 => self.text(&text, flow)?,
                Token::Text(_) | Token::Other => {}
            }
        }
        Ok(())
    }

    /// Takes a start tag; true if the element is to be passed over.
    fn start(&mut self, tag: &Tag<'_>, flow: &mut Flow<'_>) -> Result<bool, Error> {
        let name = tag.name();
        match name {
            "p" | "h" => {
                self.open_span(tag);
                self.paragraphs += 1;
                self.after_space = true;
            }
            "span" => self.open_span(tag),
            "s" => {
                let spaces = tag.number("c").unwrap_or(1).min(100) as usize;
                flow.text(self.voice(), &" ".repeat(spaces))?;
            }
            "tab" => self.mark('\t', flow)?,
            "line-break" => self.mark('\u{b}', flow)?,
            "a" => {
                let target = tag.attribute("href").unwrap_or_default();
                if !target.starts_with('#') {
                    flow.aside("link", &target)?;
                }
            }
            "hidden-text" => {
                let text = tag.attribute("string-value").unwrap_or_default();
                flow.text(Voice::Hidden, &text)?;
            }
            "deletion" => self.deleted += 1,
            "note" => {
                let endnote = tag.attribute("note-class").as_deref() == Some("endnote");
                flow.open_story(Place::Part(if endnote { "endnote" } else { "footnote" }));
            }
            "annotation" => flow.open_story(Place::Part("comment")),
            "header" | "header-left" | "header-first" if tag.prefix() == "style" => {
                flow.open_story(Place::Part("header"));
            }
            "footer" | "footer-left" | "footer-first" if tag.prefix() == "style" => {
                flow.open_story(Place::Part("footer"));
            }
            "master-page" => flow.open_story(Place::Part("master")),
            "notes" if tag.prefix() == "presentation" => flow.open_story(Place::Part("notes")),
            "page" => self.open_slide(tag, flow)?,
            // What a presentation prompts for; slides hold their own text.
            "frame" if tag.flag("placeholder") => return Ok(true),
            "note-citation" | "ruby-text" | "binary-data" | "sequence-decls" => return Ok(true),
            _ if SHAPES.contains(&name) && self.kind != Kind::Presentation => {
                flow.open_story(Place::Part("textbox"));
            }
            _ if tag.prefix() == "form" => {
                flow.aside(
                    "form-field",
                    &tag.attribute("current-value").unwrap_or_default(),
                )?;
            }
            _ => {
                self.start_of_style(tag);
                self.start_in_table(tag, flow)?;
            }
        }
        Ok(false)
    }

    fn end(&mut self, name: &str, flow: &mut Flow<'_>) -> Result<(), Error> {
        match name {
            "p" | "h" => {
                flow.end_paragraph()?;
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.close_span();
            }
            "span" => self.close_span(),
            "deletion" => self.deleted = self.deleted.saturating_sub(1),
            "note" | "annotation" | "header" | "header-left" | "header-first" | "footer"
            | "footer-left" | "footer-first" | "master-page" | "notes" => flow.close_story()?,
            "page" => {
                flow.close_story()?;
                flow.flush()?;
                flow.show();
            }
            _ if SHAPES.contains(&name) && self.kind != Kind::Presentation => flow.close_story()?,
            _ => self.end_in_table(name, flow)?,
        }
        Ok(())
    }

    fn text(&mut self, text: &str, flow: &mut Flow<'_>) -> Result<(), Error> {
        let mut collapsed = String::with_capacity(text.len());
        for character in text.chars() {
            let space = matches!(character, ' ' | '\t' | '\n' | '\r');
            if !space {
                collapsed.push(character);
            } else if !self.after_space {
                collapsed.push(' ');
            }
            self.after_space = space;
        }
        flow.text(self.voice(), &collapsed)
    }

    fn mark(&mut self, mark: char, flow: &mut Flow<'_>) -> Result<(), Error> {
        self.after_space = true;
        flow.mark(self.voice(), mark)
    }

    fn voice(&self) -> Voice {
        if self.deleted > 0 {
            Voice::Deleted
        } else if self.hidden_spans > 0 {
            Voice::Hidden
        } else {
            Voice::Plain
        }
    }

    fn open_span(&mut self, tag: &Tag<'_>) {
        let hidden = self.has_hidden_style(tag);
        self.spans.push(hidden);
        self.hidden_spans += u32::from(hidden);
    }

    fn close_span(&mut self) {
        let hidden = self.spans.pop().unwrap_or(false);
        self.hidden_spans -= u32::from(hidden);
    }

    fn has_hidden_style(&self, tag: &Tag<'_>) -> bool {
        !self.hidden_styles.is_empty()
            && tag
                .attribute("style-name")
                .is_some_and(|style| self.hidden_styles.contains(&style))
    }

    /// Remembers styles that hide what uses them.
    fn start_of_style(&mut self, tag: &Tag<'_>) {
        let hides = match tag.name() {
            "style" => {
                self.style = tag.attribute("name").unwrap_or_default();
                false
            }
            "text-properties" | "table-properties" => {
                matches!(tag.attribute("display").as_deref(), Some("none" | "false"))
            }
            "drawing-page-properties" => tag.attribute("visibility").as_deref() == Some("hidden"),
            _ => false,
        };
        if hides && self.hidden_styles.len() < HIDDEN_STYLES {
            self.hidden_styles.insert(self.style.clone());
        }
    }

    fn open_slide(&mut self, tag: &Tag<'_>, flow: &mut Flow<'_>) -> Result<(), Error> {
        flow.flush()?;
        self.slides += 1;
        if self.has_hidden_style(tag) {
            flow.hide();
        }
        flow.open_story(Place::Slide(self.slides));
        Ok(())
    }

    fn start_in_table(&mut self, tag: &Tag<'_>, flow: &mut Flow<'_>) -> Result<(), Error> {
        let hidden = matches!(
            tag.attribute("visibility").as_deref(),
            Some("collapse" | "filter")
        );
        match (tag.name(), &mut self.sheet) {
            ("spreadsheet", _) => self.kind = Kind::Spreadsheet,
            ("presentation" | "drawing", _) => self.kind = Kind::Presentation,
            ("table", None) if self.kind == Kind::Spreadsheet => {
                let hidden = self.has_hidden_style(tag);
                self.sheet = Some(Sheet::new(
                    &tag.attribute("name").unwrap_or_default(),
                    hidden,
                ));
            }
            ("table", _) => flow.open_table()?,
            ("table-column", Some(sheet)) => {
                let columns = tag.number("number-columns-repeated").unwrap_or(1).max(1);
                let first = sheet.columns;
                sheet.columns = first.saturating_add(columns);
                if hidden {
                    sheet.hidden_columns.add(first, sheet.columns - 1);
                }
            }
            ("table-row", Some(sheet)) if !flow.in_table() => {
                sheet.row_copies = tag.number("number-rows-repeated").unwrap_or(1).max(1);
                sheet.row_hidden = hidden;
                sheet.column = 0;
            }
            ("table-row", _) => flow.open_row()?,
            ("table-cell" | "covered-table-cell", Some(sheet)) if !flow.in_table() => {
                sheet.open_cell(tag);
                flow.open_cell();
            }
            ("table-cell" | "covered-table-cell", _) => flow.open_cell(),
            _ => {}
        }
        Ok(())
    }

    fn end_in_table(&mut self, name: &str, flow: &mut Flow<'_>) -> Result<(), Error> {
        match (name, &mut self.sheet) {
            ("table", Some(_)) if !flow.in_table() => self.sheet = None,
            ("table", _) => flow.close_table()?,
            ("table-row", Some(sheet)) if !flow.in_table() => {
                sheet.hand_on(flow, &mut self.repeated)?;
                sheet.row = sheet.row.saturating_add(sheet.row_copies);
            }
            ("table-cell" | "covered-table-cell", Some(sheet)) if !flow.in_table() => {
                let shown = flow.take_cell()?.unwrap_or_default();
                sheet.close_cell(&shown, &mut self.repeated);
                if sheet.bytes > ROW_BYTES {
                    sheet.hand_on(flow, &mut self.repeated)?;
                }
            }
            ("table-cell" | "covered-table-cell", _) => flow.close_cell()?,
            _ => {}
        }
        Ok(())
    }
}

/// Bytes of one title, description or name that are kept.
const VALUE_BYTES: usize = 64 << 10;

impl Sheet {
    fn new(name: &str, hidden: bool) -> Self {
        Self {
            name: name.into(),
            hidden,
            hidden_columns: Ranges::default(),
            columns: 0,
            row: 0,
            row_copies: 1,
            row_hidden: false,
            column: 0,
            value: None,
            number: None,
            cell_copies: 1,
            cells: Vec::new(),
            bytes: 0,
        }
    }

    /// Notes the typed value of a cell (ODF 1.3 Part 3, 19.387).
    fn open_cell(&mut self, tag: &Tag<'_>) {
        self.cell_copies = tag.number("number-columns-repeated").unwrap_or(1).max(1);
        self.number = None;
        self.value = None;
        match tag.attribute("value-type").as_deref() {
            Some("float" | "percentage" | "currency") => {
                self.number = tag.attribute("value").and_then(|value| value.parse().ok());
            }
            Some("date") => self.value = tag.attribute("date-value").map(|date| sheet::iso(&date)),
            Some("boolean") => {
                self.value = Some(sheet::boolean(tag.flag("boolean-value")).to_owned());
            }
            _ => self.value = tag.attribute("string-value"),
        }
    }

    /// Puts a cell that shows this text into the row, as often as it is repeated and the budget goes.
    fn close_cell(&mut self, shown: &str, repeated: &mut usize) {
        let text = match (self.number.take(), self.value.take()) {
            (Some(number), _) => sheet::shown(number, shown),
            (None, Some(value)) => value,
            (None, None) => shown.to_owned(),
        };
        let mut copies = 0;
        while !text.trim().is_empty() && copies < self.cell_copies.min(COPIES) {
            if copies > 0 && !within_budget(repeated, text.len()) {
                break;
            }
            let column = self.column.saturating_add(copies);
            self.bytes += text.len() + size_of::<Cell>();
            self.cells.push(Cell {
                column,
                text: text.clone(),
                hidden: self.hidden_columns.contains(column),
            });
            copies += 1;
        }
        self.column = self.column.saturating_add(self.cell_copies);
    }

    /// Hands the row on, as often as it is repeated and the budget goes.
    fn hand_on(&mut self, flow: &mut Flow<'_>, repeated: &mut usize) -> Result<(), Error> {
        let bytes = std::mem::take(&mut self.bytes);
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return Ok(());
        }
        let mut rows = Rows::new(flow.sink(), Arc::clone(&self.name), self.hidden);
        for copy in 0..self.row_copies.min(COPIES) {
            if copy > 0 && !within_budget(repeated, bytes) {
                break;
            }
            rows.row(self.row.saturating_add(copy), self.row_hidden)?;
            for cell in &cells {
                rows.cell(cell.column, &cell.text, cell.hidden)?;
            }
        }
        rows.hand_on()
    }
}

fn within_budget(repeated: &mut usize, bytes: usize) -> bool {
    *repeated += bytes;
    *repeated <= REPEATED_BYTES
}

#[cfg(test)]
mod tests {
    use super::super::package::testing::{Found, run, zipped};
    use super::super::{Body, Origin};
    use super::*;
    use crate::crawl::Reason;
    use crate::identify::Format;

    fn read(content: &str, styles: &str) -> Found {
        let content = format!("<office:document-content>{content}</office:document-content>");
        let styles = format!("<office:document-styles>{styles}</office:document-styles>");
        let bytes = zipped(&[
            ("content.xml", content.as_str()),
            ("styles.xml", styles.as_str()),
            (
                "meta.xml",
                "<m><dc:title>T</dc:title><meta:initial-creator>Ann Example</meta:initial-creator>\
              <meta:user-defined meta:name='NINO'>QQ123456C</meta:user-defined></m>",
            ),
        ]);
        let (found, result) = run(&Odt, &bytes, Format::Odt);
        assert_eq!(result.unwrap(), Coverage::Complete);
        assert_eq!(
            found.fields()[..3],
            ["title=T", "author=Ann Example", "custom=NINO: QQ123456C"]
        );
        found
    }

    #[test]
    fn a_flat_document_has_the_properties_and_sheets_of_a_packed_one() {
        let flat = "<office:document><office:meta><dc:title>T</dc:title></office:meta><office:body><office:spreadsheet>\
                    <table:table table:name='Staff'><table:table-row><table:table-cell office:value-type='string'>\
                    <text:p>Ann <draw:frame><draw:image><office:binary-data>AAAA</office:binary-data></draw:image></draw:frame></text:p>\
                    </table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document>";
        let (found, result) = run(&Flat, flat.as_bytes(), Format::FlatOdf);
        assert_eq!(result.unwrap(), Coverage::Complete);
        assert_eq!(found.fields(), ["title=T"]);
        assert_eq!(
            found.sheet_rows(),
            [("Staff".to_owned(), 0, "0=Ann ".to_owned())]
        );
        let (_, result) = run(&Flat, &flat.as_bytes()[..200], Format::FlatOdf);
        assert_eq!(result.unwrap_err().reason(), Reason::Corrupt);
    }

    #[test]
    fn paragraphs_collapse_white_space_and_keep_marks() {
        let found = read(
            "<office:text><text:p>\n  0770<text:span>0 900</text:span>\n   123<text:s text:c='2'/>x<text:tab/>y\
             <text:line-break/>z</text:p><text:h>Next</text:h></office:text>",
            "",
        );
        assert_eq!(found.part("body"), [(1, "07700 900 123  x\ty\u{b}z\nNext")]);
    }

    #[test]
    fn notes_comments_boxes_and_hidden_text_are_set_apart() {
        let found = read(
            "<office:automatic-styles><style:style style:name='T1'><style:text-properties text:display='none'/></style:style>\
             </office:automatic-styles><office:text><text:tracked-changes><text:deletion><text:p>gone</text:p></text:deletion>\
             </text:tracked-changes><text:p>one<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation>\
             <text:note-body><text:p>a note</text:p></text:note-body></text:note><office:annotation><dc:creator>Pat Example\
             </dc:creator><text:p>a remark</text:p></office:annotation>two<text:span text:style-name='T1'>unseen</text:span>\
             <draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box><svg:desc>a photo</svg:desc></draw:frame>\
             <text:a xlink:href='mailto:a@example.org'>three</text:a></text:p></office:text>",
            "<style:master-page><style:header><text:p>OFFICIAL</text:p></style:header></style:master-page>",
        );
        assert_eq!(found.part("body"), [(2, "onetwothree"), (2, "unseen")]);
        for (part, text) in [
            ("deleted", "gone"),
            ("footnote", "a note"),
            ("comment", "a remark"),
            ("textbox", "boxed"),
            ("alt-text", "a photo"),
            ("link", "mailto:a@example.org"),
            ("header", "OFFICIAL"),
        ] {
            assert_eq!(found.part(part), [(1, text)], "{part}");
        }
        assert!(found.is_hidden("unseen") && found.is_hidden("gone"));
        assert!(found.fields().contains(&"reviewer=Pat Example".to_owned()));
    }

    #[test]
    fn tables_of_text_documents_are_rows() {
        let cell =
            |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
        let found = read(
            &format!(
                "<office:text><table:table><table:table-header-rows><table:table-row>{}{}</table:table-row>\
                 </table:table-header-rows><table:table-row><table:covered-table-cell/>{}</table:table-row></table:table></office:text>",
                cell("Name"),
                cell("Born"),
                cell("1 May 1990")
            ),
            "",
        );
        assert_eq!(
            found.rows(),
            [
                (1, 1, "0=Name 1=Born".to_owned()),
                (1, 2, "1=1 May 1990".to_owned())
            ]
        );
    }

    #[test]
    fn sheets_have_typed_cells_at_their_places() {
        let found = read(
            "<office:automatic-styles><style:style style:name='ta2'><style:table-properties table:display='false'/></style:style>\
             </office:automatic-styles><office:spreadsheet><table:table table:name='Staff'>\
             <table:table-column table:number-columns-repeated='2'/><table:table-column table:visibility='collapse'/>\
             <table:table-row table:number-rows-repeated='3'><table:table-cell table:number-columns-repeated='9'/></table:table-row>\
             <table:table-row><table:table-cell office:value-type='float' office:value='9434765919'><text:p>9.43E+09</text:p>\
             </table:table-cell><table:table-cell office:value-type='date' office:date-value='1990-05-01T00:00:00'><text:p>01/05/90\
             </text:p></table:table-cell><table:table-cell office:value-type='float' office:value='7700900123'>\
             <text:p>07700900123</text:p></table:table-cell><table:table-cell table:number-columns-repeated='3'/><table:table-cell \
             office:value-type='string'><text:p>two</text:p><text:p>lines</text:p></table:table-cell></table:table-row>\
             <table:table-row table:visibility='collapse'><table:table-cell><text:p>filtered</text:p></table:table-cell></table:table-row>\
             </table:table><table:table table:name='Old' table:style-name='ta2'><table:table-row table:number-rows-repeated='2'>\
             <table:table-cell table:number-columns-repeated='2'><text:p>again</text:p></table:table-cell></table:table-row></table:table>\
             </office:spreadsheet>",
            "",
        );
        assert_eq!(
            found.sheet_rows(),
            [
                (
                    "Staff".to_owned(),
                    3,
                    "0=9434765919 1=1990-05-01 2~=07700900123 6=two\nlines".to_owned()
                ),
                ("Staff".to_owned(), 4, "0=filtered".to_owned()),
                ("Old".to_owned(), 0, "0=again 1=again".to_owned()),
                ("Old".to_owned(), 1, "0=again 1=again".to_owned()),
            ]
        );
        assert!(found.is_hidden("filtered") && found.is_hidden("again") && !found.is_hidden("two"));
    }

    #[test]
    fn repeated_cells_and_rows_do_not_explode() {
        let found = read(
            &format!(
                "<office:spreadsheet><table:table table:name='S'><table:table-row table:number-rows-repeated='1048576'>\
                 <table:table-cell table:number-columns-repeated='16384'><text:p>{}</text:p></table:table-cell></table:table-row>\
                 <table:table-row><table:table-cell><text:p>last</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>",
                "x".repeat(10_000)
            ),
            "",
        );
        let bytes: usize = found
            .sheet_rows()
            .iter()
            .map(|(_, _, cells)| cells.len())
            .sum();
        assert!(bytes < 4 * REPEATED_BYTES);
        assert_eq!(
            found.sheet_rows().last().unwrap(),
            &("S".to_owned(), 1_048_576, "0=last".to_owned())
        );
    }

    #[test]
    fn a_sheet_that_breaks_off_keeps_its_last_row() {
        let content = "<office:spreadsheet><table:table table:name='S'><table:table-row><table:table-cell><text:p>kept</text:p>\
                       </table:table-cell><table:table-cell><text:p>lo";
        let (found, result) = run(&Ods, &zipped(&[("content.xml", content)]), Format::Ods);
        assert_eq!(result.unwrap(), Coverage::Partial(Reason::Corrupt));
        assert_eq!(
            found.sheet_rows(),
            [("S".to_owned(), 0, "0=kept".to_owned())]
        );
    }

    #[test]
    fn pages_are_slides_and_their_notes_are_notes() {
        let found = read(
            "<office:automatic-styles><style:style style:name='dp2'><style:drawing-page-properties presentation:visibility='hidden'/>\
             </style:style></office:automatic-styles><office:presentation><draw:page><draw:frame><draw:text-box><text:p>first</text:p>\
             </draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box><text:p>say this</text:p></draw:text-box>\
             </draw:frame></presentation:notes></draw:page><draw:page draw:style-name='dp2'><draw:custom-shape><text:p>second</text:p>\
             </draw:custom-shape></draw:page></office:presentation>",
            "<style:master-page><draw:frame presentation:placeholder='true'><draw:text-box><text:p>Click</text:p></draw:text-box>\
             </draw:frame><draw:frame><draw:text-box><text:p>OFFICIAL</text:p></draw:text-box></draw:frame></style:master-page>",
        );
        let slides: Vec<_> = found
            .segments
            .iter()
            .filter_map(|segment| match (&segment.origin, &segment.body) {
                (Origin::Slide { slide }, Body::Text(text)) => {
                    Some((*slide, text.as_str(), segment.hidden))
                }
                _ => None,
            })
            .collect();
        assert_eq!(slides, [(1, "first", false), (2, "second", true)]);
        assert_eq!(found.part("notes"), [(1, "say this")]);
        let texts = found
            .segments
            .iter()
            .filter(|segment| matches!(&segment.body, Body::Text(text) if text.contains("Click")));
        assert_eq!(texts.count(), 0);
        assert!(!found.is_hidden("OFFICIAL"));
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(200))]

        #[test]
        fn damaged_markup_is_read_as_far_as_it_goes(cut in 0.0..1.0, flips in proptest::collection::vec((0.0..1.0, 0_u8..), 0..20)) {
            let row = "<table:table-row table:number-rows-repeated='3'><table:table-cell table:number-columns-repeated='2' \
                       office:value-type='float' office:value='7'><text:p>7<text:note><text:p>n</text:p></text:note></text:p>\
                       </table:table-cell></table:table-row>";
            let mut content = format!(
                "<office:spreadsheet><table:table table:name='S'>{row}{row}</table:table></office:spreadsheet><office:presentation>\
                 <draw:page><draw:custom-shape><text:p>a<text:span>b</text:span></text:p></draw:custom-shape></draw:page></office:presentation>"
            ).into_bytes();
            let length = content.len() as f64;
            for (place, value) in flips {
                content[(place * length) as usize] = value;
            }
            content.truncate((cut * length) as usize);
            let (found, _) = run(&Ods, &zipped(&[("content.xml", content)]), Format::Ods);
            proptest::prop_assert!(found.segments.len() < 10_000);
        }
    }

    #[test]
    fn an_encrypted_document_says_so() {
        let manifest = "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
        let bytes = zipped(&[
            ("META-INF/manifest.xml", manifest),
            ("content.xml", "\u{1}\u{2}"),
        ]);
        let (_, result) = run(&Ods, &bytes, Format::Ods);
        assert_eq!(result.unwrap_err().reason(), Reason::Encrypted);
    }
}
