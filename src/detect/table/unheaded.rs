//! Columns without heads that only their neighbours make known: lines of an address, the halves of bank accounts, dates
//! of birth beside people, and what is said of them.
//!
//! What single cells say of their column (a check digit, a name) [`infer`](super::infer) sees by itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};

use super::Row;
use crate::detect::columns::{Column, Holds};
use crate::detect::context::Verdict;
use crate::detect::engine::Compiled;
use crate::detect::{Engine, Options, address};

/// Filled cells without which a column says nothing.
const LEAST_CELLS: usize = 6;
/// Share of them that must be alike, in per cent.
const SHARE: usize = 80;
/// Shares of a column's cells that start an address, in per cent: houses with a name and flats are written otherwise.
const FIRST_LINES: usize = 60;
/// Years between the first and the last date of birth of a group of adults. Dates of what a body does for people span fewer.
const LIFETIMES: i16 = 40;

/// Settles the silent columns of a table whose other columns are known.
pub(super) fn infer(
    columns: &mut BTreeMap<u32, Column>,
    rows: &[Row],
    engine: &Engine,
    options: &Options,
) {
    forget_people(columns, rows, engine);
    forget_names_of_things(columns, rows, engine);
    let of_people = columns.values().any(|column| is_of_people(column, engine));
    infer_houses(columns, rows);
    infer_duty(columns, rows, engine);
    // Beside people a head that nobody knows is as good as none.
    let silent: Vec<u32> = columns
        .iter()
        .filter(|(_, column)| (column.head.is_empty() || of_people) && column.says_nothing())
        .map(|(place, _)| *place)
        .collect();
    infer_addresses(columns, &silent, rows, engine);
    infer_accounts(columns, &silent, rows, of_people);
    if of_people {
        let unheaded = |place: &u32| is_no_head(&columns[place].head);
        let unheaded: Vec<u32> = silent.into_iter().filter(unheaded).collect();
        infer_births(columns, &unheaded, rows, engine, options);
        infer_topics(columns, rows, engine);
    }
}

/// Beside what only goods have, and without anybody's name or number by its head, what looks like a person's number is one
/// of theirs: `GTIN`, `Ctrl`.
fn forget_people(columns: &mut BTreeMap<u32, Column>, rows: &[Row], engine: &Engine) {
    if !columns.values().any(|column| column.of_goods) {
        return;
    }
    // `Ln` may be a last name or the number of a line.
    let in_letters = |place: u32| {
        let numbered = |cell: &&str| cell.contains(|c: char| c.is_ascii_digit());
        !cells(rows, place).iter().all(numbered)
    };
    let names_people = |(place, column): (&u32, &Column)| {
        let rules = engine.matcher.rules.iter().zip(&column.verdicts);
        column.holds != Holds::Other && in_letters(*place)
            || column.sensitive.tells_people_apart
            || rules
                .into_iter()
                .any(|(rule, verdict)| rule.identifies && *verdict == Verdict::Head)
    };
    if columns.iter().any(names_people) {
        return;
    }
    for column in columns.values_mut() {
        let rules = engine.matcher.rules.iter();
        for (_, verdict) in rules
            .zip(&mut column.verdicts)
            .filter(|(rule, _)| rule.identifies)
        {
            if matches!(verdict, Verdict::Nothing | Verdict::Column) {
                *verdict = Verdict::LabelNot;
            }
        }
    }
}

/// A column of names some of which are plainly those of things, `Albert Hall`, has no people in it.
fn forget_names_of_things(columns: &mut BTreeMap<u32, Column>, rows: &[Row], engine: &Engine) {
    const LEAST: usize = 3;
    /// One in so many. Some surnames are things as well.
    const SHARE: usize = 4;
    let names = &engine.dictionaries.names;
    for (place, column) in (columns.iter_mut()).filter(|(_, column)| column.is_any_name()) {
        let cells = cells(rows, *place);
        let things = cells
            .iter()
            .filter(|cell| names.ends_as_thing(cell))
            .count();
        if things >= LEAST && things * SHARE >= cells.len() {
            column.holds = Holds::Other;
            column.of_things = true;
            column.names_rule = None;
        }
    }
}

/// The `House` of a school or a team: a few names without a number that come again and again.
fn infer_houses(columns: &mut BTreeMap<u32, Column>, rows: &[Row]) {
    let of_houses = |column: &Column| {
        let head = column.head.trim();
        column.holds == Holds::Address
            && (head.eq_ignore_ascii_case("house") || head.eq_ignore_ascii_case("house name"))
    };
    for (place, column) in (columns.iter_mut()).filter(|(_, column)| of_houses(column)) {
        let cells = cells(rows, *place);
        let different: BTreeSet<&str> = cells.iter().copied().collect();
        let numbered = cells
            .iter()
            .any(|cell| cell.contains(|c: char| c.is_ascii_digit()));
        if cells.len() >= LEAST_CELLS && !numbered && different.len() * 2 <= cells.len() {
            column.holds = Holds::Other;
            column.names_rule = None;
        }
    }
}

/// The days of a rota: most of their cells are one word that is a surname, and many of those nothing else.
fn infer_duty(columns: &mut BTreeMap<u32, Column>, rows: &[Row], engine: &Engine) {
    const LEAST_DAYS: usize = 3;
    /// Shares of the cells, in per cent.
    const SURNAMES: usize = 70;
    const ONLY: usize = 40;
    let days: Vec<u32> = (columns.iter())
        .filter(|(_, column)| is_weekday(column.head.trim()) && column.holds == Holds::Other)
        .map(|(place, _)| *place)
        .collect();
    let cells: Vec<&str> = (days.iter())
        .flat_map(|place| cells(rows, *place))
        .collect();
    let names = &engine.dictionaries.names;
    let surnames = cells.iter().filter(|cell| names.is_surname(cell)).count();
    let only = cells
        .iter()
        .filter(|cell| names.is_only_surname(cell))
        .count();
    if days.len() < LEAST_DAYS
        || cells.len() < LEAST_CELLS
        || surnames * 100 < cells.len() * SURNAMES
        || only * 100 < cells.len() * ONLY
    {
        return;
    }
    let days = columns.iter_mut().filter(|(place, _)| days.contains(place));
    for (_, column) in days {
        column.holds = Holds::Duty;
        column.names_rule = Some("person-name".to_owned());
    }
}

/// `Mon`, `TUESDAY`, `Wed 4/5`.
pub(super) fn is_weekday(head: &str) -> bool {
    const DAYS: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let letters = head.bytes().take_while(u8::is_ascii_alphabetic).count();
    let day = head[..letters].to_ascii_lowercase();
    day.len() >= 3 && DAYS.iter().any(|whole| whole.starts_with(&day))
}

/// Nothing, a letter, or what a program calls a column that has no name: `Column4`, `field_3`, `Unnamed: 2`.
fn is_no_head(head: &str) -> bool {
    const PLACES: [&str; 6] = ["col", "column", "f", "field", "unnamed", "var"];
    let head = head.trim().to_ascii_lowercase();
    let name = head.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
    let numbered = name.len() < head.len() && PLACES.contains(&name);
    head.len() <= 1 || numbered
}

/// Columns that say something sensitive of the people beside them, whatever their heads are.
fn infer_topics(columns: &mut BTreeMap<u32, Column>, rows: &[Row], engine: &Engine) {
    for (place, column) in columns
        .iter_mut()
        .filter(|(_, column)| column.says_nothing() || column.sensitive.leaves_open())
    {
        let cells: Vec<_> = cells(rows, *place)
            .into_iter()
            .map(|cell| engine.words(cell))
            .collect();
        let sensitive = &engine.dictionaries.sensitive;
        let said = sensitive.of_cells(&column.sensitive, &cells);
        column.sensitive.settle(said);
    }
}

/// A number and a street, and the places in the columns right after them.
fn infer_addresses(
    columns: &mut BTreeMap<u32, Column>,
    silent: &[u32],
    rows: &[Row],
    engine: &Engine,
) {
    let mut before = None;
    for place in silent {
        let cells = cells(rows, *place);
        let next = columns.get(&(place + 1));
        let by_postcode = next.is_some_and(|next| is_of_postcodes(next, engine));
        let holds = if most(&cells, address::is_first_line, FIRST_LINES)
            // Not every street is called one: `6 Gelli Aur`.
            || by_postcode && most(&cells, begins_with_a_house, FIRST_LINES)
        {
            Holds::Address
        } else if before.is_some_and(|before: u32| before + 1 == *place)
            && most(&cells, address::is_place, SHARE)
        {
            Holds::Town
        } else {
            continue;
        };
        before = Some(*place);
        if let Some(column) = columns.get_mut(place) {
            column.holds = holds;
            column.names_rule = (holds == Holds::Address).then(|| "postal-address".to_owned());
        }
    }
}

fn is_of_postcodes(column: &Column, engine: &Engine) -> bool {
    let verdict = engine.postcode.map(|rule| column.verdicts[rule]);
    matches!(verdict, Some(Verdict::Head | Verdict::Column))
}

/// A number and words behind it, `12a Mill Yard`, or a flat.
fn begins_with_a_house(cell: &str) -> bool {
    let (first, rest) = cell.split_once(' ').unwrap_or((cell, ""));
    let is_number = first.starts_with(|c: char| c.is_ascii_digit()) && first.len() <= 5;
    (is_number || first.eq_ignore_ascii_case("flat")) && rest.contains(char::is_alphabetic)
}

/// Whether so many of the cells of a column are alike, in per cent.
fn most(cells: &[&str], is: fn(&str) -> bool, share: usize) -> bool {
    let alike = cells.iter().filter(|cell| is(cell)).count();
    cells.len() >= LEAST_CELLS && alike * 100 >= cells.len() * share
}

/// Names, or numbers that stand for one person each.
fn is_of_people(column: &Column, engine: &Engine) -> bool {
    matches!(column.holds, Holds::Name(_) | Holds::PlainNames)
        || column.sensitive.tells_people_apart
        || rules_of(column, engine).any(|rule| rule.identifies)
}

/// The rules whose values a column holds, by its head or its cells.
fn rules_of<'e>(column: &Column, engine: &'e Engine) -> impl Iterator<Item = &'e Compiled> {
    let rules = engine.matcher.rules.iter().zip(&column.verdicts);
    let held = rules.filter(|(_, verdict)| matches!(verdict, Verdict::Head | Verdict::Column));
    held.map(|(rule, _)| rule)
}

/// Sort codes and, beside them, numbers of eight digits. Sort codes look like days, so some must be none; those without
/// dashes are any numbers, unless sums are paid with them to people.
fn infer_accounts(
    columns: &mut BTreeMap<u32, Column>,
    silent: &[u32],
    rows: &[Row],
    to_people: bool,
) {
    let unheaded = |place: &u32| is_no_head(&columns[place].head);
    let are_sums = |place: &u32| most(&cells(rows, *place), is_sum, SHARE);
    let are_payments = to_people
        && silent.iter().all(unheaded)
        && silent.iter().filter(|place| are_sums(place)).count() == 1;
    let mut accounts = Vec::new();
    for pair in silent.windows(2).filter(|pair| pair[0] + 1 == pair[1]) {
        for [sort, account] in [[pair[0], pair[1]], [pair[1], pair[0]]] {
            let halves = cells(rows, sort);
            let days = halves.iter().filter(|half| is_day(half)).count();
            let numbers = cells(rows, account);
            let are_codes = most(&halves, is_sort_code, SHARE) && days * 2 < halves.len()
                || are_payments && most(&halves, is_plain_sort_code, SHARE) && differ(&numbers);
            if are_codes && most(&numbers, is_account_number, SHARE) {
                accounts.extend([(sort, Holds::SortCode), (account, Holds::AccountNumber)]);
            }
        }
    }
    for (place, holds) in accounts {
        if let Some(column) = columns.get_mut(&place) {
            column.holds = holds;
        }
    }
}

/// Most of the cells come once.
fn differ(cells: &[&str]) -> bool {
    let different: BTreeSet<&str> = cells.iter().copied().collect();
    different.len() * 100 >= cells.len() * SHARE
}

/// `1,476.95`
fn is_sum(cell: &str) -> bool {
    let pounds = cell.trim_start_matches('\u{a3}').rsplit_once('.');
    pounds.is_some_and(|(pounds, pence)| {
        pence.len() == 2
            && pence.bytes().all(|byte| byte.is_ascii_digit())
            && !pounds.is_empty()
            && pounds
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b',')
    })
}

/// `123456`
fn is_plain_sort_code(cell: &str) -> bool {
    cell.len() == 6 && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// `12-34-56`.
pub(in crate::detect) fn is_sort_code(cell: &str) -> bool {
    cell.len() == 8
        && cell.bytes().enumerate().all(|(at, byte)| match at {
            2 | 5 => matches!(byte, b'-' | b' '),
            _ => byte.is_ascii_digit(),
        })
}

/// A sort code that is a day, month and year too.
pub(in crate::detect) fn is_day(cell: &str) -> bool {
    let part = |from: usize| cell.get(from..from + 2)?.parse::<u8>().ok();
    matches!((part(0), part(3)), (Some(1..=31), Some(1..=12)))
}

pub(in crate::detect) fn is_account_number(cell: &str) -> bool {
    cell.len() == 8 && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// The earliest of the columns whose dates span lifetimes and hardly come again.
fn infer_births(
    columns: &mut BTreeMap<u32, Column>,
    silent: &[u32],
    rows: &[Row],
    engine: &Engine,
    options: &Options,
) {
    let Some(rule) = engine.date_of_birth else {
        return;
    };
    let says_already = |column: &Column| column.verdicts[rule] == Verdict::Head;
    if columns.values().any(says_already) {
        return;
    }
    let dates: Vec<Births> = silent
        .iter()
        .filter_map(|place| births_in(*place, rows, rule, engine, options))
        .collect();
    let is_pupils = columns.values().any(|column| is_of_pupils(column, engine));
    let of_lifetimes = dates.iter().filter(|births| births.years >= LIFETIMES);
    let births = of_lifetimes
        .min_by_key(|births| (&births.middle, births.place))
        .or_else(|| match dates.as_slice() {
            // Pupils are of one age, and the only date of each is hardly another.
            [only] if is_pupils => Some(only),
            _ => dates
                .iter()
                .min_by_key(|births| (&births.middle, births.place))
                .filter(|births| births.are_of_any_day(options.today)),
        });
    if let Some(column) = births.and_then(|births| columns.get_mut(&births.place)) {
        column.verdicts[rule] = Verdict::Guess;
    }
}

/// Numbers that schools and colleges tell pupils apart by.
fn is_of_pupils(column: &Column, engine: &Engine) -> bool {
    const NUMBERS: [&str; 3] = [
        "uk-unique-pupil-number",
        "uk-unique-learner-number",
        "uk-scottish-candidate-number",
    ];
    rules_of(column, engine).any(|rule| NUMBERS.contains(&&*rule.meta.id))
}

/// A column whose dates could be those of births.
struct Births {
    /// The middle one of the dates in their order.
    middle: String,
    place: u32,
    /// From the first to the last.
    years: i16,
    last: String,
    /// Dates, and those that are a Saturday or Sunday.
    filled: usize,
    on_weekends: usize,
}

impl Births {
    /// As births are and what an office does is not: on any day of the week, and some years ago.
    fn are_of_any_day(&self, today: Date) -> bool {
        /// Years of the youngest.
        const YOUNGEST: i16 = 3;
        const LEAST: usize = 10;
        /// One in so many, where two in seven are to be expected.
        const ON_WEEKENDS: usize = 8;
        let last: Option<Date> = self.last.parse().ok();
        self.filled >= LEAST
            && self.on_weekends >= 2
            && self.on_weekends * ON_WEEKENDS >= self.filled
            && last.is_some_and(|last| today.year() - last.year() >= YOUNGEST)
    }
}

fn births_in(
    place: u32,
    rows: &[Row],
    rule: usize,
    engine: &Engine,
    options: &Options,
) -> Option<Births> {
    let cells = cells(rows, place);
    let mut found = Vec::new();
    let mut dates: Vec<String> = cells
        .iter()
        .filter_map(|cell| {
            found.clear();
            engine.candidates(cell, options, &mut found);
            let whole = found.iter().find(|candidate| {
                candidate.rule == rule && candidate.start == 0 && candidate.end == cell.len()
            })?;
            Some(whole.valid.normalised.clone())
        })
        .collect();
    let filled = dates.len();
    let is_weekend = |date: &&String| {
        let date: Option<Date> = date.parse().ok();
        date.is_some_and(|date| matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday))
    };
    let on_weekends = dates.iter().filter(is_weekend).count();
    dates.sort_unstable();
    let last = dates.last()?.clone();
    let year = |date: &String| date.get(..4)?.parse::<i16>().ok();
    let years = year(&last)? - year(dates.first()?)?;
    dates.dedup();
    let alike = filled >= LEAST_CELLS && filled * 100 >= cells.len() * SHARE;
    let differ = dates.len() * 100 >= filled * SHARE;
    let middle = dates.len() / 2;
    (alike && differ).then(|| Births {
        middle: dates.swap_remove(middle),
        place,
        years,
        last,
        filled,
        on_weekends,
    })
}

/// The filled cells of a column.
fn cells(rows: &[Row], column: u32) -> Vec<&str> {
    rows.iter()
        .filter_map(|row| row.cells.iter().find(|cell| cell.column == column))
        .map(|cell| cell.text.trim())
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::detect::table::testing::findings;

    const PEOPLE: [&str; 12] = [
        "Emma Day",
        "Max John",
        "Karl Hughes",
        "Clifford Begum",
        "Jack Clarke",
        "Anna Walker",
        "Ruth Evans",
        "Omar Khan",
        "Peter Hall",
        "Joan Reid",
        "Susan Cole",
        "Alan Price",
    ];

    /// Rules and texts of what a table without heads holds.
    fn found(columns: &[Vec<String>]) -> Vec<(String, String)> {
        let row = |at: usize| columns.iter().map(|cells| cells[at].as_str()).collect();
        let rows: Vec<Vec<&str>> = (0..columns[0].len()).map(row).collect();
        findings(rows.iter().map(Vec::as_slice))
            .into_iter()
            .map(|finding| (finding.rule.id.clone(), finding.text.reveal().to_owned()))
            .collect()
    }

    fn people() -> Vec<String> {
        PEOPLE.map(str::to_owned).to_vec()
    }

    /// Twelve dates, so many years apart.
    fn dates(first: usize, apart: usize) -> Vec<String> {
        (0..12)
            .map(|row| format!("{:02}/03/{}", row + 1, first + row * apart))
            .collect()
    }

    fn births(columns: &[Vec<String>]) -> Vec<String> {
        let births = found(columns)
            .into_iter()
            .filter(|(rule, _)| rule == "date-of-birth");
        births.map(|(_, text)| text).collect()
    }

    #[test]
    fn dates_beside_people_that_span_lifetimes_are_of_birth() {
        assert_eq!(births(&[people(), dates(1940, 5)]), dates(1940, 5));
        assert!(births(&[people(), dates(1990, 2)]).is_empty());
        let things = (1..13).map(|row| format!("Oak {row}")).collect();
        assert!(births(&[things, dates(1940, 5)]).is_empty());
        let twice = dates(1940, 5)
            .into_iter()
            .map(|_| "01/03/1940".to_owned())
            .collect();
        assert!(births(&[people(), twice]).is_empty());
    }

    #[test]
    fn houses_beside_postcodes_are_addresses_whatever_their_street_is_called() {
        let streets = [
            "6 Gelli Aur",
            "81 Pen y Waun",
            "Hafod y Nant",
            "12a Mill Yard",
            "Flat 2 Crown Ho",
            "9 Minffordd",
        ];
        let houses = |codes: [&str; 6]| {
            let columns = [
                people()[..6].to_vec(),
                streets.map(str::to_owned).to_vec(),
                codes.map(str::to_owned).to_vec(),
            ];
            let found = found(&columns).into_iter();
            found.filter(|(rule, _)| rule == "postal-address").count()
        };
        assert_eq!(
            houses([
                "CF37 2TL", "CF37 2DA", "CF37 5TE", "CF37 2TG", "CF37 2TB", "CF37 2TF"
            ]),
            6
        );
        assert_eq!(houses(["14A", "14B", "15", "16", "17", "18"]), 0);
    }

    #[test]
    fn a_column_of_names_of_things_has_no_people_in_it() {
        let names = |cells: [&str; 6]| {
            let rows: Vec<[&str; 2]> = [["Ref", "Name"]]
                .into_iter()
                .chain(cells.map(|cell| ["7", cell]))
                .collect();
            findings(rows.iter().map(<[_; 2]>::as_slice)).len()
        };
        let halls = [
            "Peter Hall",
            "Joan Reid House",
            "Alan Price",
            "Ruth Evans Wing",
            "Anna Walker",
            "Omar Khan Room",
        ];
        assert_eq!(names(halls), 0);
        let people = [
            "Peter Hall",
            "Joan Reid",
            "Alan Price",
            "Ruth Evans",
            "Anna Walker",
            "Omar Khan",
        ];
        assert_eq!(names(people), 6);
    }

    #[test]
    fn dates_of_any_day_beside_people_are_of_birth_if_they_are_old() {
        let days = |year: usize, days: [usize; 12]| -> Vec<String> {
            days.iter()
                .map(|day| format!("{day:02}/05/{year}"))
                .collect()
        };
        // In May 2011 the 1st was a Sunday.
        let any = [3, 1, 17, 28, 9, 22, 13, 4, 25, 10, 19, 27];
        let working = [3, 2, 17, 27, 9, 23, 13, 4, 25, 10, 19, 26];
        let expiry = dates(2027, 0);
        assert_eq!(
            births(&[people(), expiry.clone(), days(2011, any)]),
            days(2011, any)
        );
        assert!(births(&[people(), expiry.clone(), days(2011, working)]).is_empty());
        assert!(births(&[people(), expiry, dates(2025, 0)]).is_empty());
    }

    #[test]
    fn numbers_with_which_sums_are_paid_to_people_are_accounts() {
        let sorts: Vec<String> = (0..12)
            .map(|row| format!("{}", 200_415 + row * 511))
            .collect();
        let accounts: Vec<String> = (0..12)
            .map(|row| format!("{}", 70_313_377 + row * 90_511))
            .collect();
        let sums: Vec<String> = (0..12).map(|row| format!("1,4{row:02}.50")).collect();
        let accounts_of = |columns: &[Vec<String>]| {
            let found = found(columns).into_iter();
            found.filter(|(rule, _)| rule == "uk-bank-account").count()
        };
        let columns = [sorts, accounts, people(), sums];
        assert_eq!(accounts_of(&columns), 12);
        assert_eq!(accounts_of(&columns[..3]), 0);
        let things = (1..13).map(|row| format!("Oak {row}")).collect();
        let [sorts, accounts, _, sums] = columns;
        assert_eq!(accounts_of(&[sorts, accounts, things, sums]), 0);
    }

    #[test]
    fn sort_codes_and_numbers_beside_them_are_accounts_and_days_are_none() {
        let column = |cells: [&str; 6]| cells.map(str::to_owned).to_vec();
        let numbers = column([
            "79020914", "79020915", "79020916", "79020917", "79020918", "79020919",
        ]);
        let codes = column([
            "21-32-85", "20-45-81", "40-52-77", "60-83-12", "11-02-33", "30-99-50",
        ]);
        assert_eq!(found(&[codes.clone(), numbers.clone()]).len(), 6);
        assert_eq!(found(&[numbers.clone(), codes]).len(), 6);
        let days = column([
            "21-02-85", "20-05-81", "10-02-77", "06-03-12", "11-02-33", "30-09-50",
        ]);
        assert!(found(&[days, numbers]).is_empty());
    }

    #[test]
    fn an_account_is_known_by_its_form_where_heads_stand_above_other_columns() {
        let row = |head: &str| {
            let rows = [&[head, "Amount"][..], &["40-52-77", "79020914", "12.50"]];
            findings(rows.into_iter())
        };
        let [hit] = &row("Sort code account payee")[..] else {
            panic!("one account");
        };
        assert_eq!(hit.normalised.reveal(), "405277 79020914");
        assert!(hit.confidence > 0.9);
        assert_eq!(row("")[0].rule.id, "uk-bank-account");
        assert!(row("Part number").is_empty());
    }

    #[test]
    fn the_house_of_a_school_is_no_address_and_that_of_a_home_is() {
        let addresses = |houses: [&str; 2]| {
            let head = ["Pupil", "House"];
            let houses = houses.into_iter().cycle();
            let cells = PEOPLE
                .into_iter()
                .zip(houses)
                .map(|(name, house)| [name, house]);
            let rows: Vec<[&str; 2]> = std::iter::once(head).chain(cells.take(8)).collect();
            let found = findings(rows.iter().map(<[&str; 2]>::as_slice)).into_iter();
            found
                .filter(|finding| finding.rule.id == "postal-address")
                .count()
        };
        assert_eq!(addresses(["Brunel", "Curie"]), 0);
        assert_eq!(addresses(["12 Elm Road", "3 Mill Lane"]), 8);
    }

    #[test]
    fn numbers_beside_those_of_goods_are_nobodys_unless_somebody_is_named() {
        let numbers = |other: &str| {
            let head = ["Ctrl", "GTIN", other];
            let cells = (0..6).map(|row| {
                [
                    format!("BY50375{row}B"),
                    format!("500000000000{row}"),
                    "x".into(),
                ]
            });
            let head = head.map(str::to_owned);
            let rows: Vec<[String; 3]> = std::iter::once(head).chain(cells).collect();
            let rows: Vec<Vec<&str>> = (rows.iter())
                .map(|row| row.iter().map(String::as_str).collect())
                .collect();
            let found = findings(rows.iter().map(Vec::as_slice)).into_iter();
            found
                .filter(|finding| finding.rule.id == "uk-national-insurance-number")
                .count()
        };
        assert_eq!(numbers("Aisle"), 0);
        assert_eq!(numbers("Surname"), 6);
    }

    #[test]
    fn of_two_columns_of_dates_the_earlier_is_of_birth() {
        assert_eq!(
            births(&[people(), dates(1960, 4), dates(1940, 5)]),
            dates(1940, 5)
        );
    }

    #[test]
    fn a_street_its_town_and_a_postcode_make_an_address() {
        let streets = (1..13).map(|row| format!("{row} Marine Drive")).collect();
        let towns = vec!["Greatham Moor".to_owned(); 12];
        let postcodes = (0..12)
            .map(|row| format!("AB1{} {}ZZ", row % 10, row % 9 + 1))
            .collect();
        let findings = found(&[people(), streets, towns, postcodes]);
        let addresses: Vec<_> = findings
            .iter()
            .filter(|(rule, _)| rule == "postal-address")
            .collect();
        assert_eq!(addresses.len(), 12);
        assert_eq!(addresses[0].1, "1 Marine Drive, Greatham Moor, AB10 1ZZ");
    }

    #[test]
    fn a_column_beside_people_is_about_what_most_of_its_cells_say() {
        let column = |cells: [&str; 6]| cells.map(str::to_owned).to_vec();
        let people = || PEOPLE[..6].iter().map(|name| (*name).to_owned()).collect();
        let unions = column(["USDAW", "-", "UNISON 14.20", "none", "NASUWT", "not stated"]);
        let rules = |columns: &[Vec<String>]| -> Vec<String> {
            found(columns)
                .into_iter()
                .filter(|(rule, _)| rule == "trade-union-membership")
                .map(|(_, text)| text)
                .collect()
        };
        assert_eq!(
            rules(&[people(), unions.clone()]),
            ["USDAW", "UNISON 14.20", "NASUWT"]
        );
        let things = (1..7).map(|row| format!("Oak {row}")).collect();
        assert!(rules(&[things, unions]).is_empty());
        let one = column([
            "blue van",
            "USDAW",
            "keys",
            "spare tyre",
            "late",
            "left early",
        ]);
        assert!(rules(&[people(), one]).is_empty());
    }
}
