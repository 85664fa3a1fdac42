//! Tables with heads again and again: forms whose labels stand above their values, and tables one below the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::head::reads_as_head;
use super::infer::infer_columns;
use super::{Entry, Ready, Row};
use crate::detect::columns::{Column, Holds};
use crate::detect::{Engine, Options};

/// A row of heads, and what they say of the rows below.
struct Section {
    texts: Vec<String>,
    columns: BTreeMap<u32, Arc<Column>>,
}

/// The sections of a table, on the way through its rows.
pub(in crate::detect) struct Sections {
    sections: Vec<Section>,
    /// Below each head stands one row: together they are of one record, until a head comes again.
    of_one_record: bool,
    /// The section that rows belong to.
    current: Option<usize>,
}

impl Sections {
    /// The sections of a table of two or more; no others are known but those of its first rows.
    pub(super) fn of(rows: &[Row], engine: &Engine, options: &Options) -> Option<Self> {
        let heads = rows_of_heads(rows, engine, options)?;
        let ends = heads.iter().skip(1).copied().chain([rows.len()]);
        let bodies = heads.iter().zip(ends).map(|(head, end)| head + 1..end);
        let of_one_record = bodies.clone().all(|body| body.len() <= 1);
        let section = |(head, body): (&usize, std::ops::Range<usize>)| {
            let cells = &rows[*head].cells;
            let heads = cells.iter().map(|cell| {
                let mut column = engine.column(&cell.text);
                // As the label of a form, one that is not known may be somebody's.
                if of_one_record && column.may_hold_names() {
                    column.holds = Holds::Role;
                }
                (cell.column, column)
            });
            let mut columns: BTreeMap<u32, Column> = heads.collect();
            infer_columns(&mut columns, &rows[body], engine, options);
            Section {
                texts: texts(&rows[*head]).cloned().collect(),
                columns: (columns.into_iter())
                    .map(|(place, column)| (place, Arc::new(column)))
                    .collect(),
            }
        };
        Some(Self {
            sections: heads.iter().zip(bodies).map(section).collect(),
            of_one_record,
            current: None,
        })
    }

    /// The entries of rows: one record a row below a head, or one for all rows until a head comes again.
    pub(super) fn ready(&mut self, rows: Vec<Row>, engine: &Engine) -> Vec<Ready> {
        let blank = engine.blank();
        let mut ready = Vec::new();
        let mut record = Vec::new();
        let mut seen = BTreeSet::new();
        for row in rows {
            let head = self.head(&row);
            let begins = head.is_some_and(|head| !seen.insert(head)) || !self.of_one_record;
            if begins && !record.is_empty() {
                let entries = std::mem::take(&mut record);
                ready.push(Ready::record(entries));
                seen = head.into_iter().collect();
            }
            self.current = head.or(self.current);
            let section = self.current.filter(|_| head.is_none());
            let columns = section.map(|section| &self.sections[section].columns);
            for cell in row.cells {
                let column = columns.and_then(|columns| columns.get(&cell.column));
                record.push(Entry {
                    // A head is text too, for what it may hold besides.
                    column: Arc::clone(column.unwrap_or(&blank)),
                    cell,
                    segment: Arc::clone(&row.segment),
                });
            }
        }
        if !record.is_empty() {
            ready.push(Ready::record(record));
        }
        ready
    }

    /// The section that a row is the head of.
    fn head(&self, row: &Row) -> Option<usize> {
        (self.sections.iter()).position(|section| section.texts.iter().eq(texts(row)))
    }
}

/// The places of the rows of heads, if there are different ones and most have values of their own below.
fn rows_of_heads(rows: &[Row], engine: &Engine, options: &Options) -> Option<Vec<usize>> {
    /// Rows below a head that a row of two heads more is hardly to be met among.
    const FEW: usize = 2;
    let is_head: Vec<bool> = (rows.iter())
        .map(|row| is_row_of_heads(row, engine, options))
        .collect();
    let heads = every_other_row(&is_head, rows, engine, options)
        .unwrap_or_else(|| (0..rows.len()).filter(|at| is_head[*at]).collect());
    let (first, rest) = heads.split_first()?;
    let has_values = |head: &&usize| {
        let below = rows.get(**head + 1).filter(|_| !is_head[**head + 1]);
        below.is_some_and(|below| stand_below(&rows[**head], below))
    };
    let filled = heads.iter().filter(has_values).count();
    let differ = rest.iter().any(|head| !same(&rows[*first], &rows[*head]));
    let wide = heads.iter().any(|head| rows[*head].cells.len() > 1);
    let narrower = |above: &Row| above.cells.len() * 2 <= rows[*first].cells.len().max(2);
    let apart = heads
        .windows(2)
        .all(|pair| pair[1] - pair[0] <= FEW + 1 || rows[pair[1]].cells.len() > 2);
    let are_sections = filled >= 2
        && filled * 2 > heads.len()
        && differ
        && wide
        && apart
        && rows[..*first].iter().all(narrower);
    are_sections.then_some(heads)
}

/// The rows from the first of heads on in turn, if half of these are known to be heads and the others could be.
fn every_other_row(
    is_head: &[bool],
    rows: &[Row],
    engine: &Engine,
    options: &Options,
) -> Option<Vec<usize>> {
    let first = is_head.iter().position(|is| *is)?;
    let in_turn = || (first..rows.len()).step_by(2);
    let known = in_turn().filter(|at| is_head[*at]).count();
    let all = in_turn().count();
    let values = (first + 1..rows.len()).step_by(2);
    let alternate = known >= 2
        && known * 2 >= all
        && values.into_iter().all(|at| !is_head[at])
        && in_turn().all(|at| is_head[at] || reads_as_head(&rows[at], engine, options));
    alternate.then(|| in_turn().collect())
}

/// Two thirds of the cells are known heads, the first among them, and none is a value or a name.
fn is_row_of_heads(row: &Row, engine: &Engine, options: &Options) -> bool {
    let known = |text: &str| engine.knows_head(text);
    let names = &engine.dictionaries.names;
    row.cells.first().is_some_and(|cell| known(&cell.text))
        && row.cells.iter().filter(|cell| known(&cell.text)).count() * 3 >= row.cells.len() * 2
        && (row.cells.iter()).all(|cell| names.in_plain_cell(cell.text.trim()).is_none())
        && reads_as_head(row, engine, options)
}

/// No cell of the row below stands where the heads have none.
fn stand_below(heads: &Row, below: &Row) -> bool {
    let headed = |column: u32| heads.cells.iter().any(|head| head.column == column);
    !below.cells.is_empty() && below.cells.iter().all(|cell| headed(cell.column))
}

fn same(first: &Row, other: &Row) -> bool {
    texts(first).eq(texts(other))
}

fn texts(row: &Row) -> impl Iterator<Item = &String> {
    row.cells.iter().map(|cell| &cell.text)
}

#[cfg(test)]
mod tests {
    use crate::detect::table::testing::findings;

    fn found(rows: &[&[&str]]) -> Vec<(String, String)> {
        findings(rows.iter().copied())
            .into_iter()
            .map(|finding| (finding.rule.id.clone(), finding.text.reveal().to_owned()))
            .collect()
    }

    fn rules(rows: &[&[&str]]) -> Vec<String> {
        found(rows).into_iter().map(|(rule, _)| rule).collect()
    }

    #[test]
    fn labels_above_their_values_are_heads_one_row_after_the_other() {
        let form: &[&[&str]] = &[
            &["Forename", "Surname", "Date of birth"],
            &["Emma", "Day", "12/03/1971"],
            &["Home address", "Postcode", "Telephone"],
            &["14 Marine Drive, Elmsworth", "AB10 1ZZ", "01632 960123"],
            &["Next of kin", "Relationship", "Their date of birth"],
            &["Max Hill", "Husband", "01/02/1970"],
        ];
        let found = found(form);
        let has = |rule: &str, text: &str| {
            let finding = (rule.to_owned(), text.to_owned());
            assert!(found.contains(&finding), "{rule} {text}: {found:?}");
        };
        has("person-name", "Emma Day");
        has("person-name", "Max Hill");
        has("date-of-birth", "12/03/1971");
        has("date-of-birth", "01/02/1970");
        has("phone-number", "01632 960123");
        let names = found.iter().filter(|(rule, _)| rule == "person-name");
        assert_eq!(names.count(), 2, "{found:?}");
    }

    #[test]
    fn a_label_that_nobody_knows_has_its_value_below_like_the_others() {
        let form: &[&[&str]] = &[
            &["First applicant", "Second applicant"],
            &["Emma Day", "Max Hill"],
            &["Date of birth", "Date of birth"],
            &["12/03/1971", "01/02/1970"],
            &["Trade", "Trade"],
            &["Roofer", "Baker"],
            &["Telephone", "Telephone"],
            &["01632 960123", "01632 960124"],
        ];
        assert_eq!(
            rules(form),
            [
                "person-name",
                "person-name",
                "date-of-birth",
                "date-of-birth",
                "phone-number",
                "phone-number",
            ]
        );
    }

    #[test]
    fn a_form_that_comes_again_is_of_somebody_else() {
        let form: &[&[&str]] = &[
            &["Forename", "Surname"],
            &["Emma", "Day"],
            &["Date of birth", "NI number"],
            &["12/03/1971", "BY503757B"],
            &["Forename", "Surname"],
            &["Karl", "Hughes"],
            &["Date of birth", "NI number"],
            &["12/03/1981", "BY503758B"],
        ];
        assert_eq!(
            rules(form),
            [
                "person-name",
                "date-of-birth",
                "uk-national-insurance-number",
                "person-name",
                "date-of-birth",
                "uk-national-insurance-number",
            ]
        );
    }

    #[test]
    fn tables_one_below_the_other_have_heads_of_their_own() {
        let tables: &[&[&str]] = &[
            &["Surname", "Forename", "Date of birth"],
            &["Day", "Emma", "12/03/1971"],
            &["Hughes", "Karl", "12/04/1972"],
            &["Reid", "Joan", "12/05/1973"],
            &["Telephone", "Surname", "Postcode"],
            &["01632 960123", "Begum", "AB10 1ZZ"],
            &["01632 960124", "Price", "AB10 2ZZ"],
        ];
        let names = || {
            found(tables)
                .into_iter()
                .filter(|(rule, _)| rule == "person-name")
        };
        assert_eq!(names().count(), 5);
        assert!(names().all(|(_, text)| text != "Surname"));
    }

    #[test]
    fn an_address_below_its_label_is_no_label() {
        let form: &[&[&str]] = &[
            &["Home address", "Postcode"],
            &["14 Marine Drive, Elmsworth", "AB10 1ZZ"],
        ];
        let address = "14 Marine Drive, Elmsworth, AB10 1ZZ".to_owned();
        assert_eq!(found(form)[0], ("postal-address".to_owned(), address));
    }

    #[test]
    fn labels_beside_their_values_and_lists_of_roles_are_no_sections() {
        let beside: &[&[&str]] = &[
            &["Forename", "Emma", "Surname", "Day"],
            &["Postcode", "AB10 1ZZ", "Telephone", "01632 960123"],
            &["Date of birth", "12/03/1971", "NI number", "BY503757B"],
        ];
        assert_eq!(rules(beside).len(), 5);
        let roles: &[&[&str]] = &[
            &["Role", "Reports to"],
            &["Teacher", "Headteacher"],
            &["Tutor", "Manager"],
            &["Pupil", "Teacher"],
        ];
        assert!(found(roles).is_empty());
    }
}
