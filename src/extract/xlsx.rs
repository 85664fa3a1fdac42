//! Excel workbooks (ECMA-376): cells by calamine's streaming reader, everything beside them by the package reader.
//!
//! calamine holds the shared strings and nothing else; it never sees a package whose declared sizes pass the limits.
//! What is hidden, and the text around the cells, come from a first pass over the same parts.

use std::collections::HashMap;

use calamine::{DataRef, Reader, SheetType, SheetVisible, XlsxError};

use super::flow::Flow;
use super::markup::Token;
use super::package::{Losses, Package, Part};
use super::sheet::{self, Ranges, Rows};
use super::story::People;
use super::{Coverage, Error, Extract, Input, Sink, docx, legacy};
use crate::crawl::Reason;

/// Bytes of one comment, header or name that are kept.
const TEXT_BYTES: usize = 64 << 10;

pub struct Xlsx;

impl Extract for Xlsx {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let mut lost = Losses::default();
        let layouts = beside_cells(input, &mut lost, sink)?;
        match calamine::Xlsx::new(&mut *input.reader) {
            Ok(workbook) => cells(workbook, &layouts, &mut lost, sink)?,
            Err(XlsxError::Password) => return Err(Error::ENCRYPTED),
            // calamine refuses whole workbooks for one sheet it does not know.
            Err(_) => return Ok(legacy::workbook(input, sink)?.and(lost.reason())),
        }
        Ok(lost.coverage())
    }
}

/// What a sheet says of itself outside its cells.
#[derive(Default)]
struct Layout {
    hidden_rows: Ranges,
    hidden_columns: Ranges,
}

/// Reads everything but the cells; gives the layout of each sheet by name.
fn beside_cells(
    input: &mut Input<'_>,
    lost: &mut Losses,
    sink: &mut dyn Sink,
) -> Result<HashMap<String, Layout>, Error> {
    let mut package = Package::open(input)?;
    package.refuse_oversized()?;
    let parts = package.parts()?;
    docx::properties(&mut package, &parts, lost, sink)?;
    let mut people = People::default();
    let mut flow = Flow::new(sink);
    let mut layouts = HashMap::new();
    let sheets = workbook(&mut package, &parts, &mut flow)?;
    for (name, target) in sheets {
        let mut layout = Layout::default();
        let result = scan(&mut package, &target, &mut layout, &mut flow);
        lost.note(result)?;
        layouts.insert(name, layout);
    }
    for part in &parts {
        let result = extra(&mut package, part, &mut flow, &mut people);
        flow.show();
        flow.flush()?;
        lost.note(result)?;
    }
    docx::hand_on_people(people, sink)?;
    docx::inner(&mut package, &parts, sink)?;
    Ok(layouts)
}

/// Reads the workbook part: names and targets of the sheets, and the names that it defines for values and ranges.
fn workbook(
    package: &mut Package<'_>,
    parts: &[Part],
    flow: &mut Flow<'_>,
) -> Result<Vec<(String, String)>, Error> {
    let main = parts.iter().find(|part| part.content_type.ends_with(".main+xml"));
    let main = main.ok_or(Error::CORRUPT)?;
    let targets: HashMap<String, String> = package
        .relations(&main.name)?
        .into_iter()
        .map(|relation| (relation.id, relation.target))
        .collect();
    let mut markup = package.markup(&main.name)?.ok_or(Error::CORRUPT)?;
    let mut sheets = Vec::new();
    while let Some(token) = markup.next()? {
        let Token::Start(tag) = token else { continue };
        match tag.name() {
            "sheet" => {
                let id = tag.prefixed_attribute("id").unwrap_or_default();
                if let (Some(name), Some(target)) = (tag.attribute("name"), targets.get(&id)) {
                    sheets.push((name, target.clone()));
                }
            }
            "definedName" => {
                let name = tag.attribute("name").unwrap_or_default();
                let value = markup.text(TEXT_BYTES)?;
                // Print areas and filters, which Excel names itself.
                if !name.starts_with("_xlnm.") {
                    flow.aside("defined-name", &format!("{name}\t{value}"))?;
                }
            }
            _ => {}
        }
    }
    Ok(sheets)
}

/// Passes over a sheet for what is hidden, its headers and footers, and its links.
fn scan(
    package: &mut Package<'_>,
    part: &str,
    layout: &mut Layout,
    flow: &mut Flow<'_>,
) -> Result<(), Error> {
    let Some(mut markup) = package.markup(part)? else {
        return Ok(());
    };
    let mut row = 0;
    while let Some(token) = markup.next()? {
        let Token::Start(tag) = token else { continue };
        match tag.name() {
            "row" => {
                row = tag.number("r").unwrap_or(row + 1).min(u32::MAX - 1);
                if tag.flag("hidden") && row > 0 {
                    layout.hidden_rows.add(row - 1, row - 1);
                }
            }
            "col" if tag.flag("hidden") => {
                let first = tag.number("min").unwrap_or(1).max(1);
                let last = tag.number("max").unwrap_or(first).max(first);
                layout.hidden_columns.add(first - 1, last - 1);
            }
            "oddHeader" | "evenHeader" | "firstHeader" => {
                flow.aside("header", &without_codes(&markup.text(TEXT_BYTES)?))?;
            }
            "oddFooter" | "evenFooter" | "firstFooter" => {
                flow.aside("footer", &without_codes(&markup.text(TEXT_BYTES)?))?;
            }
            _ => {}
        }
    }
    drop(markup);
    docx::links(package, part, flow)
}

/// Reads a part that belongs to the workbook or a sheet, if its kind holds text.
fn extra(
    package: &mut Package<'_>,
    part: &Part,
    flow: &mut Flow<'_>,
    people: &mut People,
) -> Result<(), Error> {
    let kind = part.content_type.rsplit('.').next().unwrap_or_default();
    let place = match kind {
        "comments+xml" | "threadedcomments+xml" | "person+xml" | "connections+xml" | "pivotCacheDefinition+xml" => "",
        "drawing+xml" => "textbox",
        "chart+xml" | "chartex+xml" => "chart",
        "diagramData+xml" => "diagram",
        "externalLink+xml" => "external-link",
        _ => return Ok(()),
    };
    if !place.is_empty() {
        if place == "external-link" {
            flow.hide();
        }
        return docx::story(package, part, place, flow, people);
    }
    let Some(mut markup) = package.markup(&part.name)? else {
        return Ok(());
    };
    let mut field = String::new();
    while let Some(token) = markup.next()? {
        let Token::Start(tag) = token else { continue };
        match tag.name() {
            "author" => people.note(Some(markup.text(TEXT_BYTES)?)),
            "person" => {
                people.note(tag.attribute("displayName"));
                people.note(tag.attribute("userId"));
            }
            "comment" | "threadedComment" => flow.aside("comment", &markup.text(TEXT_BYTES)?)?,
            "dbPr" | "webPr" => {
                for name in ["connection", "command", "url"] {
                    flow.aside("connection", &tag.attribute(name).unwrap_or_default())?;
                }
            }
            // A pivot table keeps the values it was made from, even when the sheet they stood in is gone.
            "cacheField" => field = tag.attribute("name").unwrap_or_default(),
            "s" | "n" | "d" if !field.is_empty() => {
                flow.hide();
                let value = tag.attribute("v").unwrap_or_default();
                flow.aside("pivot-cache", &format!("{field}: {value}"))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The text of a header or footer without its codes for fonts, fields and sections (ECMA-376 Part 1, 18.3.1.46).
pub(super) fn without_codes(text: &str) -> String {
    let mut clean = String::new();
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        if character != '&' {
            clean.push(character);
            continue;
        }
        match rest.next() {
            Some('&') => clean.push('&'),
            Some('L' | 'C' | 'R') => clean.push('\t'),
            Some('"') => while rest.next().is_some_and(|character| character != '"') {},
            Some('K') => (0..6).for_each(|_| drop(rest.next_if(char::is_ascii_hexdigit))),
            Some(digit) if digit.is_ascii_digit() => while rest.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    clean
}

/// Reads the cells of every sheet.
fn cells<S: std::io::Read + std::io::Seek>(
    mut workbook: calamine::Xlsx<S>,
    layouts: &HashMap<String, Layout>,
    lost: &mut Losses,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let none = Layout::default();
    let sheets = workbook.sheets_metadata().to_vec();
    for sheet in sheets {
        if !matches!(sheet.typ, SheetType::WorkSheet | SheetType::MacroSheet) {
            continue;
        }
        let layout = layouts.get(&sheet.name).unwrap_or(&none);
        let hidden = sheet.visible != SheetVisible::Visible;
        let mut rows = Rows::new(sink, sheet.name.as_str().into(), hidden);
        let result = match workbook.worksheet_cells_reader(&sheet.name) {
            Ok(mut reader) => sheet_cells(&mut reader, layout, &mut rows),
            Err(XlsxError::NotAWorksheet(_)) => Ok(()),
            Err(error) => Err(cell_error(&error)),
        };
        rows.hand_on()?;
        lost.note(result)?;
    }
    Ok(())
}

fn sheet_cells<S: std::io::Read + std::io::Seek>(
    reader: &mut calamine::XlsxCellReader<'_, S>,
    layout: &Layout,
    rows: &mut Rows<'_>,
) -> Result<(), Error> {
    let mut bad = None;
    loop {
        let (cell, style) = match reader.next_cell_with_style_id() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            // The reader has come to the end of what it can read, or can go on after the cell.
            Err(error @ (XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Io(_) | XlsxError::Zip(_))) => {
                return Err(cell_error(&error));
            }
            Err(error) => {
                bad.get_or_insert(cell_error(&error));
                continue;
            }
        };
        let format = || {
            let format = reader.styles().get(style)?.number_format.as_ref()?;
            Some(format.format_code.as_str())
        };
        let (row, column) = cell.get_position();
        if let Some(text) = text(cell.get_value(), format) {
            rows.row(row, layout.hidden_rows.contains(row))?;
            rows.cell(column, &text, layout.hidden_columns.contains(column))?;
        }
    }
    bad.map_or(Ok(()), Err)
}

/// The text of a value; `None` if it has none.
fn text<'f>(value: &DataRef<'_>, format: impl FnOnce() -> Option<&'f str>) -> Option<String> {
    Some(match value {
        DataRef::Int(value) => value.to_string(),
        DataRef::Float(value) => sheet::formatted(*value, format().unwrap_or_default()),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => sheet::boolean(*value).to_owned(),
        DataRef::DateTime(moment) if moment.is_duration() || !(0.0..2_958_466.0).contains(&moment.as_f64()) => {
            sheet::number(moment.as_f64())
        }
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            if moment.as_f64() < 1.0 {
                sheet::clock((hour, minute, second))
            } else {
                sheet::date_time((year, month, day), (hour, minute, second))
            }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => sheet::iso(text),
        DataRef::Error(_) | DataRef::Empty => return None,
    })
}

fn cell_error(error: &XlsxError) -> Error {
    match error {
        XlsxError::Io(error) => super::markup::read_error(error),
        XlsxError::Password => Error::ENCRYPTED,
        _ => Error::Unreadable(Reason::Corrupt),
    }
}
