//! Whole documents, and the dates they offer.

use jiff::civil::date;

use super::*;

const BOUND: Date = date(2020, 6, 30);

fn read(segments: &[Segment]) -> (Dates, Option<Date>) {
    let mut reader = Reader::new(BOUND);
    for segment in segments {
        reader.segment(segment);
    }
    reader.finish()
}

fn segment(origin: Origin, body: Body) -> Segment {
    Segment {
        origin,
        body,
        hidden: false,
    }
}

fn text(text: &str) -> Segment {
    segment(Origin::Lines { first: 1 }, Body::Text(text.into()))
}

fn table(rows: &[&[&str]]) -> Vec<Segment> {
    let cells = |row: &[&str]| {
        let filled = row.iter().zip(0..).filter(|(text, _)| !text.is_empty());
        let cell = |(text, column): (&&str, u32)| Cell {
            column,
            text: (*text).into(),
            hidden: false,
        };
        Body::Row(filled.map(cell).collect())
    };
    let rows = rows.iter().zip(1..);
    rows.map(|(row, n)| segment(Origin::Delimited { row: n }, cells(row)))
        .collect()
}

#[test]
fn a_label_a_line_a_list_and_a_sentence_date_the_same_event() {
    for written in [
        "Case closed: 4 March 2010",
        "Name: A Archer; Case closed 04/03/2010; Tel 1",
        "Name: A Archer • Case closed 04/03/2010 • Tel 1",
        "• Case closed 04/03/2010",
        "Case closed\n04/03/2010",
        "Case closed\t4.3.2010",
        "We heard in May. The case was closed on 4th March 2010 for good.",
        "| Name | Case closed |\n|---|---|\n| Archer | 04/03/2010 |",
        "Name\tCase closed\nArcher\t04/03/2010",
    ] {
        let (dates, last) = read(&[text(written)]);
        let event = dates.events.get("closure").map(|event| event.last);
        assert_eq!(event, Some(date(2010, 3, 4)), "{written}");
        assert_eq!(last, Some(date(2010, 3, 4)), "{written}");
    }
}

#[test]
fn births_plans_prints_and_the_future_are_no_last_date() {
    for written in [
        "Date of birth: 04/03/2010",
        "Born on 4 March 2010",
        "Next review 04/03/2010",
        "Printed on 04/03/2010",
        "See you on 4 March 2031",
    ] {
        assert_eq!(read(&[text(written)]).1, None, "{written}");
    }
}

#[test]
fn the_head_of_a_letter_is_its_date_and_days_in_its_body_are_not() {
    let letter = "Overby Council\n4 March 2010\n\nDear Ms Archer\nyour visit of 1 May 2009\n";
    assert_eq!(read(&[text(letter)]).0.head, Some(date(2010, 3, 4)));
    let minutes = "Minutes of the board\nMeeting held on Monday 4 March 2010\n";
    assert_eq!(read(&[text(minutes)]).0.head, Some(date(2010, 3, 4)));
    assert_eq!(
        read(&[text("Dear Ms Archer\nyour visit of 1 May 2009\n")])
            .0
            .head,
        None
    );
    let late = format!("{}4 March 2010", "line\n".repeat(20));
    assert_eq!(read(&[text(&late)]).0.head, None);
}

#[test]
fn the_rows_of_a_table_count_and_empty_cells_are_open() {
    let rows = table(&[
        &["Register of cases"],
        &["Name", "DOB", "Date closed"],
        &["Archer", "01/01/2001", "04/03/2010"],
        &["Bowyer", "02/01/2001", "05/03/2012"],
        &["Cooper", "03/01/2001", ""],
    ]);
    let (dates, last) = read(&rows);
    let event = dates.events["end"];
    assert_eq!(
        (event.first, event.last),
        (date(2010, 3, 4), date(2012, 3, 5))
    );
    assert_eq!((event.count, event.open, event.rows), (2, 1, true));
    assert_eq!(last, Some(date(2012, 3, 5)));
}

#[test]
fn a_form_of_two_columns_is_read_along_its_rows() {
    let rows = table(&[
        &["Name", "Archer"],
        &["Tenancy ended", "4 March 2010"],
        &["Balance", "5"],
    ]);
    let event = read(&rows).0.events["tenancy-end"];
    assert_eq!(
        (event.last, event.open, event.rows),
        (date(2010, 3, 4), 0, false)
    );
}

#[test]
fn a_cell_may_say_more_than_its_day() {
    let rows = table(&[
        &["Accident report"],
        &["Name", "Archer"],
        &["Accident happened", "Tues 2 March 2010, about 1.20pm"],
        &["Notes", "case closed 4 March 2010 by post"],
    ]);
    let (dates, last) = read(&rows);
    assert_eq!(dates.events["incident"].last, date(2010, 3, 2));
    assert_eq!(dates.events["closure"].last, date(2010, 3, 4));
    assert_eq!(last, Some(date(2010, 3, 4)));
    let rows = table(&[
        &["Name", "Fob", "Handed in"],
        &["Archer", "A01", "04/03/2010"],
        &["Bowyer", "A02", "05/03/2012 (by post)"],
        &["Cooper", "A03", "06/03/2011 (by hand)"],
        &["Draper", "A04", "07/03/2013 (by post)"],
        &["Eaton", "A05", "06/03/2011 (by hand)"],
    ]);
    let event = read(&rows).0.events["relationship-end"];
    assert_eq!(event.last, date(2013, 3, 7));
}

#[test]
fn a_line_of_a_log_dates_what_ended_on_its_day() {
    let log = "Archer, notes\n3.2.10 rang, no answer\n4.3.10 - case closed, nothing heard\n";
    let event = read(&[text(log)]).0.events["closure"];
    assert_eq!(event.last, date(2010, 3, 4));
}

#[test]
fn properties_and_fields_are_told_apart() {
    let fields = |names: &[(&str, &str)]| {
        let field = |(name, value): &(&str, &str)| Field {
            name: (*name).into(),
            value: (*value).into(),
        };
        Body::Record(names.iter().map(field).collect())
    };
    let properties = segment(
        Origin::Named,
        fields(&[
            ("created", "2009-01-02T10:00:00Z"),
            ("modified", "2010-03-04"),
            ("path", "minutes 4 March 2011"),
        ]),
    );
    let record = segment(
        Origin::Delimited { row: 1 },
        fields(&[("person.dateClosed", "2010-03-04"), ("born", "2001-01-01")]),
    );
    let (dates, last) = read(&[properties, record]);
    assert_eq!(dates.created, Some(date(2009, 1, 2)));
    assert_eq!(dates.saved, Some(date(2010, 3, 4)));
    assert_eq!(dates.events["end"].last, date(2010, 3, 4));
    assert_eq!(last, Some(date(2010, 3, 4)));
}

#[test]
fn a_day_that_was_found_to_be_a_birth_is_not_the_last_date() {
    let mut reader = Reader::new(BOUND);
    reader.segment(&text("Archer 04/03/2010 Bowyer 05/03/2009"));
    reader.birth(date(2010, 3, 4));
    let (dates, last) = reader.finish();
    assert_eq!((dates.youngest, last), (Some(2010), Some(date(2009, 3, 5))));
}

#[test]
fn a_date_column_dates_the_rows_and_a_start_is_no_entry() {
    let rows = table(&[
        &["Session date", "Keeper", "Permit from"],
        &["04/03/2010", "Archer", "01/01/2013"],
        &["05/03/2012", "Bowyer", "01/02/2013"],
    ]);
    let (dates, last) = read(&rows);
    assert_eq!(dates.events[ROW].last, date(2012, 3, 5));
    assert_eq!(dates.recorded, Some(date(2012, 3, 5)));
    assert_eq!(last, Some(date(2013, 2, 1)));
}

#[test]
fn a_period_in_a_title_is_recorded() {
    for segments in [
        vec![text("Rent roll, quarter 2 of 2009/10\nArcher\n")],
        table(&[
            &["Rent roll for 2009-10"],
            &["Tenant", "Due"],
            &["Archer", "4"],
        ]),
        table(&[&["Rent roll", "Month ending 31/03/2010"], &["Archer", "4"]]),
    ] {
        assert_eq!(
            read(&segments).0.recorded,
            Some(date(2010, 3, 31)),
            "{segments:?}"
        );
    }
    let since = read(&[text("Archer has rented since May 2009\n")]).0;
    assert_eq!(since.recorded, None);
}

#[test]
fn the_end_of_a_stretch_of_days_dates_what_lasted_so_long() {
    let (dates, _) = read(&[text(
        "Stall licence valid from 4 March 2009 to 3 March 2010\n",
    )]);
    assert_eq!(dates.events["expiry"].last, date(2010, 3, 3));
    let (dates, _) = read(&[text("She was away from 4 March 2009 to 3 March 2010\n")]);
    assert!(dates.events.is_empty());
}

#[test]
fn a_message_knows_nothing_later_than_itself() {
    let named = Body::Record(vec![Field {
        name: "date".into(),
        value: "2010-03-04T10:00:00Z".into(),
    }]);
    let named = segment(Origin::Named, named);
    let (dates, last) = read(&[named, text("See 5 May 2012\n> of 6 June 2009\n")]);
    assert_eq!(
        (dates.head, last),
        (Some(date(2010, 3, 4)), Some(date(2010, 3, 4)))
    );
}
