use super::testing::{findings, findings_in};
use crate::extract::Origin;

/// Rules and confidences of what a table of a running number and one more column holds.
fn found(head: &str, cells: &[&str]) -> Vec<(String, f32)> {
    let numbers: Vec<String> = (2..cells.len() + 2).map(|row| row.to_string()).collect();
    let below = numbers
        .iter()
        .zip(cells)
        .map(|(number, cell)| [number, *cell]);
    let rows: Vec<[&str; 2]> = std::iter::once(["Row", head]).chain(below).collect();
    findings(rows.iter().map(<[_; 2]>::as_slice))
        .into_iter()
        .map(|finding| (finding.rule.id.clone(), finding.confidence))
        .collect()
}

/// Rules and texts of what a table of rows holds.
fn found_in(rows: &[&[&str]]) -> Vec<String> {
    findings(rows.iter().copied())
        .into_iter()
        .map(|finding| format!("{} {}", finding.rule.id, finding.text.reveal()))
        .collect()
}

#[test]
fn heads_may_stand_in_two_rows_beside_one_that_spans_both() {
    let found = found_in(&[
        &["Ref", "Young person", "", "Outcome"],
        &["", "Name", "Born", ""],
        &["NHS 9990000018", "Hoxha, Drita", "03/05/2001", "open"],
        &["NHS 9990000026", "Vale, Piers", "17/11/1999", "closed"],
        &["NHS 9990000034", "Ozturk, Cem", "21/01/2000", "open"],
    ]);
    for value in ["person-name Vale, Piers", "date-of-birth 17/11/1999"] {
        assert!(
            found.iter().any(|found| found == value),
            "{value}: {found:?}"
        );
    }
}

#[test]
fn streets_and_places_are_an_address_with_a_number_or_somebody() {
    let addresses = |person: &str, street: &str| {
        let found = found_in(&[
            &["Ref", "Tenant name", "Street", "Town"],
            &["7", person, street, "Overby"],
        ]);
        found
            .iter()
            .filter(|found| found.starts_with("postal-address"))
            .count()
    };
    assert_eq!(addresses("", "Ada Fell Way"), 0);
    assert_eq!(addresses("", "3 Ada Fell Way"), 1);
    assert_eq!(addresses("Trevor Hollins", "Rose Cottage"), 1);
    assert_eq!(addresses("Trevor Hollins", "No"), 0);
    let inspected = found_in(&[
        &["Hydrant", "Road", "Inspected by"],
        &["7", "Ada Fell Way", "Trevor Hollins"],
    ]);
    assert_eq!(inspected, ["person-name Trevor Hollins"]);
}

#[test]
fn surnames_under_the_days_of_a_rota_are_people_and_dishes_are_none() {
    let names = |cells: [&str; 3]| {
        let [one, two, three] = cells;
        let found = found_in(&[
            &["", "Mon", "Tue", "Wed"],
            &["OIC", one, two, three],
            &["Driver", two, three, "OFF"],
            &["Night", three, one, two],
        ]);
        found
            .iter()
            .filter(|found| found.starts_with("person-name"))
            .count()
    };
    assert_eq!(names(["Hollins", "Entwistle", "March"]), 8);
    assert_eq!(names(["Curry", "Fish", "Pie"]), 0);
    assert_eq!(names(["Swimming", "Judo", "Art"]), 0);
}

#[test]
fn a_code_at_the_end_of_a_head_is_no_persons_number() {
    let numbers = ["JG103759A", "JG103760B", "JG103761C"];
    for head in ["Form code", "ITEMCODE", "S/N", "Locker key no"] {
        assert!(found(head, &numbers).is_empty(), "{head}");
    }
    for head in ["Code", "Ref", "Code of person"] {
        assert_eq!(found(head, &numbers).len(), 3, "{head}");
    }
}

#[test]
fn a_bare_name_beside_a_key_of_goods_is_theirs_unless_the_row_is_about_somebody() {
    let names = |head: &str, beside: &str| {
        let found = found_in(&[
            &["SKU", head, "Remark"],
            &["QX-77", "Trevor Hollins", beside],
        ]);
        found
            .iter()
            .filter(|found| found.starts_with("person-name"))
            .count()
    };
    assert_eq!(names("Name", "blue"), 0);
    assert_eq!(names("Name", "NHS no 999 000 0018"), 1);
    assert_eq!(names("Customer name", "blue"), 1);
}

#[test]
fn a_table_goes_on_behind_those_in_its_cells() {
    let outer = [
        ["Name", "Born"],
        ["Hoxha, Drita", "03/05/2001"],
        ["Vale, Piers", "17/11/1999"],
    ];
    let inner = ["Desk", "4"];
    // A table in a cell ends before the row that it is in.
    let rows = [
        (1, &outer[0]),
        (2, &inner),
        (1, &outer[1]),
        (3, &inner),
        (1, &outer[2]),
    ];
    let rows = rows.map(|(table, row)| (Origin::Table { table, row: 1 }, &row[..]));
    let births = findings_in(rows.into_iter())
        .into_iter()
        .filter(|finding| finding.rule.id == "date-of-birth");
    assert_eq!(births.count(), 2);
}

#[test]
fn cells_may_have_labels_of_their_own_and_remarks_are_read_as_text() {
    let found = found_in(&[
        &["12522", "Tenant: Ada Fell", "Op: K Mensah", "Dog"],
        &["71893", "Tenant: Ben Reed", "Op: N Idris", "after 3"],
    ]);
    for value in ["person-name Ada Fell", "person-name K Mensah"] {
        assert!(
            found.iter().any(|found| found == value),
            "{value}: {found:?}"
        );
    }
    let found = found_in(&[
        &["Ref", "Notes", "Status"],
        &["1", "Spoke to Ada Mensah", "open"],
        &["2", "No answer", "open"],
    ]);
    assert_eq!(found, ["person-name Ada Mensah"]);
}

#[test]
fn forms_side_by_side_have_a_record_each() {
    let found = found_in(&[
        &["Sheet for", "", "", "Sheet for", "", "", "Sheet for", ""],
        &[
            "Name", "Ada Fell", "", "Name", "Ben Moss", "", "Name", "Cy Reed",
        ],
        &[
            "Born",
            "12/03/1970",
            "",
            "Born",
            "04/09/1988",
            "",
            "Born",
            "3/1/1940",
        ],
    ]);
    for value in [
        "person-name Ada Fell",
        "person-name Ben Moss",
        "person-name Cy Reed",
        "date-of-birth 12/03/1970",
        "date-of-birth 04/09/1988",
        "date-of-birth 3/1/1940",
    ] {
        assert!(
            found.iter().any(|found| found == value),
            "{value}: {found:?}"
        );
    }
}

#[test]
fn a_table_on_its_side_has_a_record_a_column() {
    let found = found_in(&[
        &["Full name", "Meena Patel", "Anna Kowalska", "John Smith"],
        &["D.O.B.", "12/03/1970", "04/09/1988", "30/06/1991"],
        &["Post", "Clerk", "Driver", "Cook"],
    ]);
    let births = |found: &[String]| {
        let births = found
            .iter()
            .filter(|find| find.starts_with("date-of-birth"));
        births.count()
    };
    assert_eq!((births(&found), found.len()), (3, 6), "{found:?}");
    let found = found_in(&[
        &["", "Meena Patel", "Anna Kowalska"],
        &["D.O.B.", "12/03/1970", "04/09/1988"],
        &["Mobile", "07700 900123", "07700 900124"],
        &["Home", "1 Mill Lane", "2 Mill Lane"],
    ]);
    assert_eq!(births(&found), 2, "{found:?}");
}

#[test]
fn a_head_may_go_on_in_a_second_row() {
    let found = found_in(&[
        &["Bed", "Last", "Given", "Date"],
        &["", "name", "names", "of birth (dd/mm/yyyy)"],
        &["1", "Patel", "Meena", "12/03/1970"],
        &["2", "Kowalska", "Anna", "04/09/1988"],
    ]);
    assert_eq!(
        found,
        [
            "person-name Meena Patel",
            "date-of-birth 12/03/1970",
            "person-name Anna Kowalska",
            "date-of-birth 04/09/1988"
        ]
    );
}

/// Ten-digit numbers that pass the check of the NHS number.
const PASSING: [&str; 10] = [
    "9990000018",
    "9990000026",
    "9990000034",
    "9990000042",
    "9990000050",
    "9990000069",
    "9990000077",
    "9990000085",
    "9990000093",
    "9990000107",
];

#[test]
fn a_column_without_a_head_of_its_own_is_known_by_its_check() {
    assert_eq!(found("Key", &PASSING).len(), 10);
    assert_eq!(found("Key", &PASSING[..6]).len(), 6);
    assert!(found("Key", &PASSING[..5]).is_empty());
    assert!(found("Order No", &PASSING).is_empty());
}

#[test]
fn a_head_is_not_believed_where_chance_alone_lets_numbers_pass() {
    let mut cells = vec!["9990000019"; 11];
    cells.push(PASSING[0]);
    assert!(found("NHS number", &cells).is_empty());
    cells.fill("not known");
    cells.push(PASSING[0]);
    assert_eq!(found("NHS number", &cells).len(), 1);
}

#[test]
fn cards_that_lost_their_last_digit_are_reported_at_half_confidence() {
    let cells = ["4000000000000000"; 12];
    let findings = found("Card number", &cells);
    assert_eq!(findings.len(), 12);
    assert!(
        findings
            .iter()
            .all(|(rule, confidence)| rule == "payment-card" && *confidence <= 0.5)
    );
    assert!(found("Stock number", &cells).is_empty());
}

#[test]
fn columns_whose_heads_say_nothing_are_names_if_they_are_together() {
    let names = [
        ["Zzf", "Zzl", "Level"],
        ["Alan", "Smith", "2"],
        ["Mary", "Patel", "1"],
        ["Owen", "Jones", "2"],
        ["Susan", "Clarke", "3"],
    ];
    let found = |rows: &[[&str; 3]]| {
        let rows: Vec<&[&str]> = rows.iter().map(<[_; 3]>::as_slice).collect();
        let names = found_in(&rows).into_iter();
        names
            .filter(|found| found.starts_with("person-name"))
            .count()
    };
    assert_eq!(found(&names), 4);
    let mut things = names;
    // Half are called like people.
    things[1] = ["Austin", "Cabriolet", "2"];
    things[3] = ["Oak", "Veneer", "2"];
    assert_eq!(found(&things), 0);
}

#[test]
fn the_cells_of_a_form_may_each_have_a_label_of_their_own() {
    let of_one = found_in(&[
        &["Surname: Okafor", "First names: Ada"],
        &["Date of birth: 3/5/1971", "Interpreter: no"],
        &["Religion: Sikh", "GP practice code Y02847"],
    ]);
    assert_eq!(
        of_one,
        [
            "person-name Ada Okafor",
            "date-of-birth 3/5/1971",
            "religious-belief Sikh"
        ]
    );
    let of_two = found_in(&[
        &["Surname: Okafor", "Surname: Hughes"],
        &["First names: Ada", "First names: Rhys"],
        &["Faith: none", "Faith: Sikh"],
    ]);
    assert_eq!(
        of_two,
        [
            "person-name Ada Okafor",
            "person-name Rhys Hughes",
            "religious-belief Sikh"
        ]
    );
    let under_labels = found_in(&[
        &["Surname", "Forename(s)"],
        &["OKAFOR", "Ada"],
        &["Date of birth: 3/5/1971", "Post: cook"],
        &["Home address", "Contact"],
        &["Flat 19, 12 The Rowans, Sheffield", "Tel: 0114 496 0889"],
        &["S7 8TB", "E-mail: ada@example.org"],
    ]);
    for value in [
        "person-name Ada OKAFOR",
        "postal-address Flat 19, 12 The Rowans, Sheffield, S7 8TB",
    ] {
        assert!(
            under_labels.iter().any(|found| found == value),
            "{under_labels:?}"
        );
    }
}

#[test]
fn a_row_with_a_date_or_a_number_is_no_second_line_of_a_head() {
    let found = found_in(&[
        &["Cust No", "DP Name", "DOB", "Arr Off", "Self-def Eth"],
        &["P/1/24", "VALE, Piers", "19/01/1992", "Drunk", "D"],
        &["P/2/24", "OZTURK, Cem", "09/05/1952", "Theft", "A"],
    ]);
    for value in ["date-of-birth 19/01/1992", "racial-ethnic-origin D"] {
        assert!(found.iter().any(|found| found == value), "{found:?}");
    }
}

#[test]
fn the_account_of_a_sort_code_is_the_one_beside_it() {
    let found = found_in(&[
        &["ACCT_REF", "PARTY", "SORT_CODE", "ACCT_NAME", "ACCT_NO"],
        &["61378527", "Ada Okafor", "60-92-57", "A Okafor", "74839674"],
        &[
            "58666342",
            "Rhys Hughes",
            "60-16-83",
            "R Hughes",
            "41178666",
        ],
    ]);
    let accounts: Vec<&String> = found
        .iter()
        .filter(|found| found.starts_with("uk-bank-account"))
        .collect();
    assert_eq!(
        accounts,
        [
            "uk-bank-account 609257 74839674",
            "uk-bank-account 601683 41178666"
        ]
    );
}

#[test]
fn a_head_that_leaves_open_what_it_asks_is_settled_by_the_cells() {
    let found = |parties: [&str; 4]| {
        found_in(&[
            &["Name", "Party"],
            &["Ada Okafor", parties[0]],
            &["Rhys Hughes", parties[1]],
            &["Cem Ozturk", parties[2]],
            &["Drita Hoxha", parties[3]],
        ])
    };
    let settled = found(["Labour", "Ind", "Lib Dem", "Plaid Cymru"]);
    assert!(
        settled.contains(&"political-opinion Ind".to_owned()),
        "{settled:?}"
    );
    let open = found(["tea", "Ind", "lunch", "supper"]);
    let is_political = |found: &String| found.starts_with("political");
    assert!(!open.iter().any(is_political), "{open:?}");
}

#[test]
fn heads_that_are_cut_short_or_written_as_one_are_known() {
    let found = found_in(&[
        &["SURNAME", "FNM", "BIRTHDTE", "RelBlf", "SexOr"],
        &["OKAFOR", "Ada", "2003-11-20", "Sikh", "Bi"],
        &["HUGHES", "Rhys", "1991-03-16", "Quaker", "Straight"],
    ]);
    assert_eq!(
        found[..4],
        [
            "person-name Ada OKAFOR",
            "date-of-birth 2003-11-20",
            "religious-belief Sikh",
            "sexual-life Bi",
        ]
    );
}
