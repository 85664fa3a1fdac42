//! Principle 4, accurate and up to date: the impossible, the damaged, the conflicting, the unreviewed. Whether a plausible
//! value is true, or which of two is right, no scan can tell. Counts and cell addresses are told, never values.

use super::Indicator;
use super::check::{Case, Check, Need, any, counted};
use crate::detect::{Announced, Severity};
use crate::extract::{Location, Place};

pub(super) const INVALID_IDENTIFIER: Check = Check::new(
    "p4-invalid-identifier",
    &[4],
    Severity::Low,
    Need::Nothing,
    "correct it at its source",
);

pub(super) const IMPOSSIBLE_DATE: Check = Check::new(
    "p4-impossible-date",
    &[4],
    Severity::Low,
    Need::Nothing,
    "correct it at its source",
);

pub(super) const MANGLED_VALUES: Check = Check::new(
    "p4-mangled-values",
    &[4],
    Severity::Note,
    Need::Nothing,
    "import the data again, with these columns as text",
);

pub(super) const CONFLICTING_VALUES: Check = Check::new(
    "p4-conflicting-values",
    &[4],
    Severity::Medium,
    Need::Nothing,
    "find out which is right, and retire the other copy",
);

pub(super) const STALE_UNREVIEWED: Check = Check::new(
    "p4-stale-unreviewed",
    &[4],
    Severity::Low,
    Need::Said(
        |policy| {
            policy.defaults().review_every.is_some()
                || any(policy, |purpose| purpose.habits.review_every.is_some())
        },
        "the policy sets no `review_every`",
    ),
    "review it, and date the review",
);

/// Cells under an identifier's head that cannot be one. Where most of them fail, the head means other numbers.
pub(super) fn invalid_identifier(case: &Case<'_>) -> Option<Indicator> {
    columns(
        case,
        &INVALID_IDENTIFIER,
        |announced| announced.invalid,
        |bad, of, rule| format!("{bad} of {of} values in columns headed as {rule} cannot be valid"),
    )
}

/// Values that a spreadsheet has changed.
pub(super) fn mangled_values(case: &Case<'_>) -> Option<Indicator> {
    columns(
        case,
        &MANGLED_VALUES,
        |announced| announced.damaged,
        |bad, _, rule| {
            let values = counted(bad, "value", "values");
            let look = if bad == 1 { "looks" } else { "look" };
            format!("{values} in columns headed as {rule} {look} damaged by the spreadsheet")
        },
    )
}

/// Days on which nobody of the purpose's people was born.
pub(super) fn impossible_date(case: &Case<'_>) -> Option<Indicator> {
    const BIRTH: &str = "date-of-birth";
    let quality = &case.signs().quality;
    let announced = quality.columns.get(BIRTH)?;
    let outside = case
        .purpose()
        .and_then(|purpose| purpose.ages)
        .map_or(0, |ages| outside(case, ages));
    let bad = announced.impossible + outside;
    if bad == 0 || announced.impossible * 2 > announced.cells {
        return None;
    }
    let mut basis = places(&announced.places);
    if outside > 0 {
        basis = format!("{basis}; {outside} outside the `ages` of the purpose");
    }
    Some(Indicator {
        rules: vec![BIRTH.to_owned()],
        basis: basis.trim_start_matches("; ").to_owned(),
        detail: format!(
            "Indicator: {} in columns headed as {BIRTH}.",
            counted(bad, "impossible date", "impossible dates")
        ),
        ..case.indicator(&IMPOSSIBLE_DATE, weigh(case, &IMPOSSIBLE_DATE), 0.9)
    })
}

/// How many were born too early or too late for the purpose; the year of the assessment decides, so nobody near a limit.
fn outside(case: &Case<'_>, (youngest, oldest): (u64, u64)) -> u64 {
    let year = i64::from(case.assessor.as_of().year());
    let births = case.signs().quality.births.iter();
    births
        .filter(|(born, _)| {
            let age = year - i64::from(**born);
            age + 1 < youngest.cast_signed() || age > oldest.cast_signed() + 1
        })
        .map(|(_, people)| people)
        .sum()
}

/// An indicator for the announced columns in which something is counted and most values are sound.
fn columns(
    case: &Case<'_>,
    check: &Check,
    bad: fn(&Announced) -> u64,
    say: fn(u64, u64, &str) -> String,
) -> Option<Indicator> {
    let mut concerned: Vec<(&String, &Announced)> = case.signs().quality.columns.iter().collect();
    concerned.retain(|(_, announced)| {
        let bad = bad(announced);
        bad > 0 && bad * 2 <= announced.cells
    });
    let told: Vec<String> = concerned
        .iter()
        .map(|(rule, announced)| say(bad(announced), announced.cells, rule))
        .collect();
    let at: Vec<String> = concerned
        .iter()
        .map(|(_, announced)| places(&announced.places))
        .collect();
    (!told.is_empty()).then(|| Indicator {
        rules: concerned.iter().map(|(rule, _)| (*rule).clone()).collect(),
        basis: at.join("; "),
        detail: format!("Indicator: {}.", told.join("; ")),
        ..case.indicator(check, weigh(case, check), 0.9)
    })
}

/// A wrong number weighs what its check weighs, whatever else the file holds.
fn weigh(case: &Case<'_>, check: &Check) -> Severity {
    let mut weight = case.weight(check.base);
    (weight.grave, weight.subjects) = (false, 0);
    weight.severity()
}

/// `first at Staff!C4, Staff!C9`.
fn places(locations: &[Location]) -> String {
    let told: Vec<String> = locations
        .iter()
        .map(|location| match &location.place {
            Place::Cell { sheet, cell } => format!("{sheet}!{cell}"),
            Place::Row { row, column, .. } => format!("row {row}, column {column}"),
            Place::Table { table, row, column } => {
                format!("table {table}, row {row}, column {column}")
            }
            Place::Line { line, .. } => format!("line {line}"),
            Place::Page { page } => format!("page {page}"),
            Place::Slide { slide } => format!("slide {slide}"),
            Place::Part { part, paragraph } => format!("{part}, paragraph {paragraph}"),
            Place::Field { field } => format!("field {field}"),
        })
        .collect();
    if told.is_empty() {
        return String::new();
    }
    format!("first at {}", told.join("; "))
}

/// A file that nobody has looked through for longer than the policy asks, or whose own review date has passed.
pub(super) fn stale_unreviewed(case: &Case<'_>) -> Option<Indicator> {
    let as_of = case.assessor.as_of();
    let every = case.habit(|habits| habits.review_every);
    if !case.is_file() {
        return None;
    }
    if let Some(due) = case.signs().review.filter(|due| *due < as_of) {
        return Some(Indicator {
            basis: "review date in the head of the document".to_owned(),
            detail: format!("Indicator: its own review date, {due}, has passed."),
            ..case.indicator(&STALE_UNREVIEWED, STALE_UNREVIEWED.base, 0.8)
        });
    }
    let (day, basis) = case.latest_day()?;
    let overdue = every.is_some_and(|every| every.after(day) < as_of);
    if !overdue || !case.is_personal() {
        return None;
    }
    let mut weight = case.weight(STALE_UNREVIEWED.base);
    weight.less += u8::from(basis.starts_with("file"));
    Some(Indicator {
        basis: basis.to_owned(),
        detail: format!("Indicator: not reviewed since {day} (basis: {basis})."),
        ..case.indicator(&STALE_UNREVIEWED, weight.severity(), 0.7)
    })
}
