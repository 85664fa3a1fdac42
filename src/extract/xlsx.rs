//! Excel workbooks (ECMA-376): cells by calamine's streaming reader, everything beside them by the package reader.
//!
//! calamine holds the shared strings and nothing else; it never sees a package whose declared sizes pass the limits.
//! What is hidden, and the text around the cells, come from a first pass over the same parts.

use std::collections::HashMap;

use calamine::{DataRef, Reader, SheetType, SheetVisible, XlsxError};

use super::flow::Flow;
use super::markup::Token;
use super::package::{Losses, Package, Part};
use super::sheet::{self, Layout, Rows};
use super::story::People;
use super::styles::Styles;
use super::{Coverage, Error, Extract, Input, Sink, docx, legacy};
use crate::crawl::Reason;

/// Bytes of one comment, header or name that are kept.
const TEXT_BYTES: usize = 64 << 10;

pub(super) struct Xlsx;

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
    let mut flow = Flow::new(sink);
    let mut layouts = HashMap::new();
    let sheets = workbook(&mut package, &parts, &mut flow)?;
    for (name, target) in sheets {
        let mut layout = Layout::default();
        let result = scan(&mut package, &target, &mut layout, &mut flow);
        lost.note(result)?;
        layouts.insert(name, layout);
    }
    flow.flush()?;
    extras(&mut package, &parts, lost, sink)?;
    Ok(layouts)
}

/// Reads the parts that belong to a workbook or its sheets and are no sheets themselves.
pub(super) fn extras(
    package: &mut Package<'_>,
    parts: &[Part],
    lost: &mut Losses,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let mut people = People::default();
    let mut flow = Flow::new(sink);
    for part in parts {
        let result = extra(package, part, &mut flow, &mut people);
        flow.show();
        flow.flush()?;
        lost.note(result)?;
    }
    docx::hand_on_people(people, sink)?;
    docx::inner(package, parts, sink)
}

/// Reads the workbook part: names and targets of the sheets, and the names that it defines for values and ranges.
fn workbook(
    package: &mut Package<'_>,
    parts: &[Part],
    flow: &mut Flow<'_>,
) -> Result<Vec<(String, String)>, Error> {
    let main = parts
        .iter()
        .find(|part| part.content_type.ends_with(".main+xml"));
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
        "comments+xml"
        | "threadedcomments+xml"
        | "person+xml"
        | "connections+xml"
        | "pivotCacheDefinition+xml" => "",
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
        return docx::story(package, part, place, &Styles::default(), flow, people);
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
            Some('K') => {
                for _ in 0..6 {
                    rest.next_if(char::is_ascii_hexdigit);
                }
            }
            Some(digit) if digit.is_ascii_digit() => {
                while rest.next_if(char::is_ascii_digit).is_some() {}
            }
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
            Err(
                error @ (XlsxError::Xml(_)
                | XlsxError::XmlEof(_)
                | XlsxError::Io(_)
                | XlsxError::Zip(_)),
            ) => {
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
        DataRef::DateTime(moment)
            if moment.is_duration() || !(0.0..2_958_466.0).contains(&moment.as_f64()) =>
        {
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

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format as Style, Note, Workbook};

    use super::super::Limits;
    use super::super::package::testing::{office, run, run_within};
    use super::*;
    use crate::identify::Format;

    #[test]
    fn cells_are_written_as_what_they_identify() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("Staff").unwrap();
        let date = ExcelDateTime::from_ymd(1990, 5, 1).unwrap();
        let moment = ExcelDateTime::parse_from_str("1990-05-01T09:30").unwrap();
        let style = |code: &str| Style::new().set_num_format(code);
        sheet.write(0, 0, "NHS number\nof staff").unwrap();
        sheet.write(0, 1, 9_434_765_919_u64).unwrap();
        sheet
            .write_with_format(0, 2, 7_700_900_123_u64, &style("00000000000"))
            .unwrap();
        sheet
            .write_with_format(0, 3, &date, &style("dd mmm yyyy"))
            .unwrap();
        sheet
            .write_with_format(0, 4, &moment, &style("dd/mm/yyyy hh:mm"))
            .unwrap();
        sheet
            .write_with_format(0, 5, 1234.5, &style("#,##0.00"))
            .unwrap();
        sheet.write(0, 6, true).unwrap();
        sheet
            .write_formula(
                0,
                7,
                rust_xlsxwriter::Formula::new("=A1").set_result("from a formula"),
            )
            .unwrap();
        sheet.write(9, 200, "far").unwrap();
        let (found, result) = run(&Xlsx, &workbook.save_to_buffer().unwrap(), Format::Xlsx);
        assert_eq!(result.unwrap(), Coverage::Complete);
        assert_eq!(
            found.sheet_rows(),
            [
                (
                    "Staff".to_owned(),
                    0,
                    "0=NHS number\nof staff 1=9434765919 2=07700900123 3=1990-05-01 4=1990-05-01 09:30 5=1234.5 \
                     6=TRUE 7=from a formula"
                        .to_owned()
                ),
                ("Staff".to_owned(), 9, "200=far".to_owned()),
            ]
        );
    }

    #[test]
    fn hidden_sheets_rows_and_columns_are_flagged() {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        for row in 0..3 {
            sheet.write(row, 0, format!("a{row}")).unwrap();
            sheet.write(row, 1, format!("b{row}")).unwrap();
        }
        sheet.set_row_hidden(1).unwrap();
        sheet.set_column_hidden(1).unwrap();
        workbook
            .add_worksheet()
            .set_hidden(true)
            .write(0, 0, "secret")
            .unwrap();
        let (found, _) = run(&Xlsx, &workbook.save_to_buffer().unwrap(), Format::Xlsx);
        let rows: Vec<String> = found
            .sheet_rows()
            .into_iter()
            .map(|(_, _, cells)| cells)
            .collect();
        assert_eq!(rows, ["0=a0 1~=b0", "0=a1 1~=b1", "0=a2 1~=b2", "0=secret"]);
        let hidden = ["a0", "a1", "a2", "secret"].map(|text| found.is_hidden(text));
        assert_eq!(hidden, [false, true, false, true]);
    }

    #[test]
    fn text_beside_the_cells_is_read() {
        let mut workbook = Workbook::new();
        let properties = rust_xlsxwriter::DocProperties::new()
            .set_author("Ann Example")
            .set_company("A council");
        workbook.set_properties(&properties);
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, "x").unwrap();
        sheet
            .insert_note(0, 0, &Note::new("rang Ann").set_author("Pat Example"))
            .unwrap();
        sheet.set_header("&L&\"Arial,Bold\"&12OFFICIAL &&C&CPage &P");
        sheet.write_url(1, 0, "mailto:ann@example.org").unwrap();
        workbook.define_name("Owner", "=\"Ann\"").unwrap();
        let (found, result) = run(&Xlsx, &workbook.save_to_buffer().unwrap(), Format::Xlsx);
        assert_eq!(result.unwrap(), Coverage::Complete);
        assert!(found.part("comment")[0].1.contains("rang Ann"));
        assert_eq!(found.part("header"), [(1, "\tOFFICIAL &C\tPage")]);
        assert_eq!(found.part("link"), [(1, "mailto:ann@example.org")]);
        assert_eq!(found.part("defined-name"), [(1, "Owner\t\"Ann\"")]);
        let fields = found.fields();
        for field in [
            "author=Ann Example",
            "company=A council",
            "reviewer=Pat Example",
        ] {
            assert!(fields.contains(&field.to_owned()), "{field} in {fields:?}");
        }
    }

    #[test]
    fn a_pivot_table_keeps_values_that_no_cell_shows() {
        let sheet = "<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>x</t></is></c></row></sheetData></worksheet>";
        let relations = "<Relationships><Relationship Id='r1' Type='x/officeDocument/2006/relationships/worksheet' \
                         Target='worksheets/sheet1.xml'/></Relationships>";
        let root = "<Relationships><Relationship Id='r1' Type='http://x/relationships/officeDocument' Target='xl/workbook.xml'/></Relationships>";
        let bytes = office(&[
            ("_rels/.rels", "", root),
            (
                "xl/workbook.xml",
                ".main",
                "<workbook><sheets><sheet name='S' sheetId='1' r:id='r1'/></sheets></workbook>",
            ),
            ("xl/_rels/workbook.xml.rels", "", relations),
            ("xl/worksheets/sheet1.xml", ".worksheet", sheet),
            (
                "xl/pivotCache/pivotCacheDefinition1.xml",
                ".pivotCacheDefinition",
                "<d><cacheField name='Employee'><sharedItems><s v='Ann Example'/><s v='Bob'/></sharedItems></cacheField></d>",
            ),
            (
                "xl/connections.xml",
                ".connections",
                "<c><dbPr connection='DSN=hr;PWD=example'/></c>",
            ),
        ]);
        let (found, result) = run(&Xlsx, &bytes, Format::Xlsx);
        assert_eq!(result.unwrap(), Coverage::Complete);
        assert_eq!(
            found.part("pivot-cache"),
            [(1, "Employee: Ann Example\nEmployee: Bob")]
        );
        assert!(found.is_hidden("Employee: Ann"));
        assert_eq!(found.part("connection"), [(1, "DSN=hr;PWD=example")]);
        assert_eq!(found.sheet_rows(), [("S".to_owned(), 0, "0=x".to_owned())]);
    }

    #[test]
    fn a_workbook_over_the_limits_is_not_opened() {
        let mut workbook = Workbook::new();
        workbook
            .add_worksheet()
            .write(0, 0, "x".repeat(30_000))
            .unwrap();
        let bytes = workbook.save_to_buffer().unwrap();
        let limits = Limits {
            part_bytes: 10_000,
            ..Limits::default()
        };
        let (_, result) = run_within(&Xlsx, &bytes, Format::Xlsx, &limits);
        assert_eq!(result.unwrap_err().reason(), Reason::Expansion);
    }

    #[test]
    fn codes_of_headers_are_not_text() {
        assert_eq!(
            without_codes("&C&\"Arial,Bold\"&14&K01+000Ann && Bob&R&D"),
            "\t+000Ann & Bob\t"
        );
        assert_eq!(without_codes("&"), "");
    }
}
