//! How long: periods, what starts them, and where a document stands on a given day.
//!
//! A date is seldom known; what is known bounds it. So every judgement works on an interval: *overdue* when even the
//! latest start has run out, *may be overdue* when only the earliest has. It knows no classes and no policy.

use std::fmt;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

use super::State;
use crate::classify::{self, dates::Event};

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    Permanent,
    For(Length),
}

/// A number of days, months or years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    number: u16,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Days,
    Months,
    Years,
}

/// Why a period cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

/// What a reader may write.
pub const FORM: &str = "a period: <n>d, <n>m or <n>y, then `from <trigger>` if it is not the class's own, or `permanent`";

macro_rules! triggers {
    ($($variant:ident $id:literal $words:literal $kind:expr;)*) => {
        /// What starts a period.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Trigger { $($variant,)* }

        /// Every trigger with its id, the words for it, and what can show it.
        const TRIGGERS: &[(Trigger, &str, &str, Kind)] = &[$((Trigger::$variant, $id, $words, $kind),)*];
    };
}

/// What of a document can show that a trigger has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The file's own time is the trigger, for the organisation says so.
    File,
    /// A day in the document's life: it is written then, not later. A year in its name is that year.
    Day,
    /// The end of a year that ends on this day (month, day).
    YearEnd(i8, i8),
    /// The last of its entries.
    LastEntry,
    /// The end of something that the document was written for while it lasted.
    End,
    /// The youngest person's birth.
    Birth,
    /// Only a field that names it: the end of something that lasts on by itself.
    Unseen,
}

triggers! {
    LastModified "last-modified" "last change of the file" Kind::File;
    Creation "creation" "creation" Kind::Day;
    Decision "decision" "decision" Kind::Day;
    AppointmentDecision "appointment-decision" "appointment decision" Kind::Day;
    Incident "incident" "incident" Kind::Day;
    Event "event" "event" Kind::Day;
    FinancialYearEnd "financial-year-end" "end of financial year" Kind::YearEnd(3, 31);
    TaxYearEnd "tax-year-end" "end of tax year" Kind::YearEnd(4, 5);
    AcademicYearEnd "academic-year-end" "end of academic year" Kind::YearEnd(8, 31);
    LastEntry "last-entry" "last entry" Kind::LastEntry;
    LastContact "last-contact" "last contact" Kind::LastEntry;
    Closure "closure" "closure" Kind::End;
    EmploymentEnd "employment-end" "employment end" Kind::End;
    RelationshipEnd "relationship-end" "end of the relationship" Kind::End;
    TenancyEnd "tenancy-end" "tenancy end" Kind::End;
    LastPayment "last-payment" "last payment" Kind::End;
    ContractEnd "contract-end" "contract end" Kind::Unseen;
    Expiry "expiry" "expiry" Kind::Unseen;
    DateOfBirth "dob" "date of birth" Kind::Birth;
    Never "never" "nothing: kept for good" Kind::Unseen;
}

impl Trigger {
    /// The trigger of this id.
    pub fn by_id(id: &str) -> Option<Self> {
        let found = TRIGGERS.iter().find(|(_, known, ..)| *known == id);
        found.map(|(trigger, ..)| *trigger)
    }

    /// The ids of all triggers.
    pub fn ids() -> impl Iterator<Item = &'static str> {
        TRIGGERS.iter().map(|(_, id, ..)| *id)
    }

    /// What people call it.
    pub fn words(self) -> &'static str {
        self.row().2
    }

    /// The events of `rules/dates.toml` that show it, best first: what is called an end serves all that wait for one.
    fn shown_by(self) -> &'static [&'static str] {
        match self {
            Self::Decision => &["decision"],
            Self::AppointmentDecision => &["appointment-decision"],
            Self::Incident => &["incident"],
            Self::Event => &["event"],
            Self::LastContact => &["last-contact", "closure", "end"],
            Self::Closure => &["closure", "end"],
            Self::EmploymentEnd => &["employment-end", "end"],
            Self::RelationshipEnd => &["relationship-end", "end", "closure"],
            Self::TenancyEnd => &["tenancy-end", "end"],
            Self::LastPayment => &["last-payment"],
            Self::ContractEnd => &["contract-end", "end"],
            Self::Expiry => &["expiry", "contract-end", "relationship-end", "end"],
            _ => &[],
        }
    }

    fn kind(self) -> Kind {
        self.row().3
    }

    fn row(self) -> &'static (Self, &'static str, &'static str, Kind) {
        &TRIGGERS[self as usize]
    }
}

/// Reads a period, and its trigger if it names one.
pub fn parse(text: &str) -> Result<(Period, Option<Trigger>), Error> {
    let (period, trigger) = match text.split_once(" from ") {
        Some((period, trigger)) => (period.trim(), Some(trigger.trim())),
        None => (text.trim(), None),
    };
    let trigger = trigger
        .map(|id| Trigger::by_id(id).ok_or_else(|| Error(format!("no trigger is called \"{id}\""))))
        .transpose()?;
    match period {
        "permanent" if trigger.is_none() => Ok((Period::Permanent, None)),
        _ => Ok((Period::For(Length::parse(period)?), trigger)),
    }
}

impl Length {
    /// Reads `6y`, `18m`, `31d`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let fail = || Error(format!("\"{text}\" is no period"));
        let unit = match text.as_bytes().last() {
            Some(b'd') => Unit::Days,
            Some(b'm') => Unit::Months,
            Some(b'y') => Unit::Years,
            _ => return Err(fail()),
        };
        let digits = &text[..text.len() - 1];
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(fail());
        }
        match digits.parse() {
            Ok(number @ 1..) => Ok(Self { number, unit }),
            _ => Err(fail()),
        }
    }

    /// The day on which the period that starts on `day` has run; days that a month lacks are its last.
    pub(super) fn after(self, day: Date) -> Date {
        let number = i32::from(self.number);
        let span = match self.unit {
            Unit::Days => Span::new().try_days(number),
            Unit::Months => Span::new().try_months(number),
            Unit::Years => Span::new().try_years(number),
        };
        span.ok()
            .and_then(|span| day.checked_add(span).ok())
            .unwrap_or(Date::MAX)
    }

    /// Reads `40 days`, `1 month`, or the short form.
    pub fn parse_words(text: &str) -> Result<Self, Error> {
        let unit = |unit: &str| {
            unit.chars()
                .next()
                .filter(|_| ["day", "month", "year"].contains(&unit.trim_end_matches('s')))
        };
        match text
            .split_once(' ')
            .and_then(|(number, word)| Some((number, unit(word)?)))
        {
            Some((number, unit)) => Self::parse(&format!("{number}{unit}")),
            None => Self::parse(text),
        }
    }

    /// Whether it is shorter than another, counted from one day.
    pub fn is_shorter_than(self, other: Self) -> bool {
        self.after(date(2001, 1, 1)) < other.after(date(2001, 1, 1))
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Days => "day",
            Unit::Months => "month",
            Unit::Years => "year",
        };
        let plural = if self.number == 1 { "" } else { "s" };
        write!(f, "{} {unit}{plural}", self.number)
    }
}

/// How long a class is kept, from what, and how long the law asks for at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    pub period: Period,
    pub trigger: Trigger,
    pub minimum: Option<Length>,
}

/// What a scan knows of a document's dates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dates {
    /// When the file was last written; null where that says nothing (a git work tree).
    pub written: Option<Date>,
    /// The latest date in its text.
    pub content: Option<Date>,
    /// The latest year in its name and folders.
    pub name_year: Option<i16>,
    /// What its text and properties say of events.
    pub named: classify::Dates,
}

/// Where a document stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub state: State,
    /// The day its period ends or ended; null when there is none.
    pub end: Option<Date>,
    /// Which date it rests on.
    pub basis: String,
    /// It rests on the file's time alone, and nobody has said that this decides.
    pub file_time_only: bool,
    /// The document is a register: its rows end one by one.
    pub by_row: bool,
}

/// The days between which the trigger lies. Without a latest day it may still be to come.
struct Interval {
    earliest: Date,
    latest: Option<Date>,
    basis: String,
    file_time_only: bool,
    by_row: bool,
}

impl Interval {
    fn new(earliest: Date, latest: Option<Date>, basis: String) -> Self {
        Self {
            earliest,
            latest,
            basis,
            file_time_only: false,
            by_row: false,
        }
    }

    fn of_day(day: Date, basis: &str) -> Self {
        Self::new(day, Some(day), format!("{basis} {day}"))
    }

    fn of_file(earliest: Date, latest: Option<Date>, written: Date) -> Self {
        Self {
            file_time_only: true,
            ..Self::new(earliest, latest, format!("file last written {written}"))
        }
    }
}

impl Retention {
    /// Where a document with these dates stands on a day.
    pub fn judge(&self, dates: &Dates, as_of: Date) -> Verdict {
        let plain = |state, basis: &str| Verdict {
            state,
            end: None,
            basis: basis.to_owned(),
            file_time_only: false,
            by_row: false,
        };
        let Period::For(length) = self.period else {
            return plain(State::Permanent, "kept for good");
        };
        match interval(self.trigger, dates) {
            None => plain(State::CannotTell, "no date shows it"),
            Some(interval) => self.weigh(length, interval, as_of),
        }
    }

    /// The day until which the law asks that it be kept; null without such a law, or where no date shows its beginning.
    pub(super) fn kept_by_law_until(&self, dates: &Dates) -> Option<Date> {
        self.minimum_after(&interval(self.trigger, dates)?)
    }

    fn minimum_after(&self, interval: &Interval) -> Option<Date> {
        let start = interval.latest.unwrap_or(interval.earliest);
        Some(self.minimum?.after(start))
    }

    fn weigh(&self, length: Length, interval: Interval, as_of: Date) -> Verdict {
        let first = length.after(interval.earliest);
        let last = interval.latest.map(|latest| length.after(latest));
        let kept_by_law = self
            .minimum_after(&interval)
            .is_some_and(|until| until >= as_of);
        let soon = as_of.saturating_add(3.months());
        let (state, end) = match last {
            _ if first < as_of && kept_by_law => (State::BelowMinimum, first),
            Some(last) if last < as_of => (State::Overdue, last),
            _ if first < as_of => (State::MayBeOverdue, first),
            _ if first <= soon => (State::Due, first),
            _ => (State::Kept, first),
        };
        Verdict {
            state,
            end: Some(end),
            basis: interval.basis,
            file_time_only: interval.file_time_only,
            by_row: interval.by_row,
        }
    }
}

/// What shows best when a period began: the event itself, else what bounds it.
fn interval(trigger: Trigger, dates: &Dates) -> Option<Interval> {
    let kind = trigger.kind();
    if kind == Kind::File {
        let day = dates.written?;
        return Some(Interval {
            file_time_only: false,
            ..Interval::of_file(day, Some(day), day)
        });
    }
    if let Some(event) = trigger
        .shown_by()
        .iter()
        .find_map(|id| dates.named.events.get(*id))
    {
        return Some(of_event(trigger, event));
    }
    match kind {
        Kind::File | Kind::Unseen => None,
        Kind::Birth => of_birth(dates.named.youngest?),
        Kind::Day => of_day(dates),
        Kind::YearEnd(month, day) => of_year(dates, month, day),
        Kind::LastEntry | Kind::End => of_end(trigger, dates),
    }
}

/// A date beside words that name the event. One that is told row by row has run out for some rows before the last.
fn of_event(trigger: Trigger, event: &Event) -> Interval {
    let words = trigger.words();
    if event.count == 1 && event.open == 0 {
        return Interval::of_day(event.last, words);
    }
    let (earliest, latest) = if event.rows {
        (event.first, Some(event.last).filter(|_| event.open == 0))
    } else {
        (event.last, Some(event.last))
    };
    let count = event.count;
    let basis = match event.open {
        0 => format!("{words} {}, the latest of {count}", event.last),
        open => format!(
            "{words} {} to {} in {count} rows, none in {open}",
            event.first, event.last
        ),
    };
    Interval {
        by_row: event.rows,
        ..Interval::new(earliest, latest, basis)
    }
}

/// The youngest person decides; the day of birth is not kept, its year is.
fn of_birth(year: i16) -> Option<Interval> {
    let (first, last) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
    let basis = format!("youngest person born in {year}");
    Some(Interval::new(first, Some(last), basis))
}

/// The day on which a document came to be; of a register, that of its last row.
fn of_day(dates: &Dates) -> Option<Interval> {
    let rows = dates.named.events.get(classify::dates::ROW);
    let rows = rows.filter(|rows| dates.named.head.is_none_or(|head| head <= rows.last));
    let rows = rows.map(|rows| Interval {
        by_row: rows.count > 1,
        ..Interval::of_day(rows.last, "latest row")
    });
    let head = || Some(Interval::of_day(dates.named.head?, "date at its head"));
    let made = || {
        let created = dates.named.created?;
        // What is made after it was last written is a copy; what was made long before, from a template.
        let written = dates.named.saved.or(dates.written).unwrap_or(created);
        let basis = format!("made {created} by its properties");
        (created <= written).then(|| Interval::new(created, Some(written), basis))
    };
    rows.or_else(head)
        .or_else(|| named(dates, (1, 1), (12, 31), 0))
        .or_else(made)
        .or_else(|| {
            dates
                .written
                .map(|day| Interval::of_file(day, Some(day), day))
        })
}

/// The end of the year that a document belongs to.
fn of_year(dates: &Dates, month: i8, day: i8) -> Option<Interval> {
    let ends = |recorded| year_end(recorded, month, day);
    let recorded = || {
        let recorded = dates.named.recorded?;
        let basis = format!("last day recorded {recorded}");
        let end = ends(recorded);
        Some(match dates.content {
            // Something that began later may last.
            Some(content) if content > recorded => Interval::new(ends(content), None, basis),
            _ => Interval::new(end, Some(end), basis),
        })
    };
    let name = named(dates, (month, day), (month, day), 1);
    let within = |name: &Interval, interval: &Interval| interval.earliest < name.earliest;
    match (name, recorded()) {
        // What a later year names was recorded before it.
        (Some(name), Some(recorded)) if within(&name, &recorded) => Some(name),
        (_, Some(recorded)) => Some(recorded),
        (Some(name), None) => Some(name),
        (None, None) => dates
            .content
            .map(|content| {
                let basis = format!("last content date {content}");
                Interval::new(ends(content), None, basis)
            })
            .or_else(|| {
                let written = dates.written?;
                Some(Interval::of_file(written, Some(ends(written)), written))
            }),
    }
}

/// The end of something that the document was written for, or the last of its entries.
fn of_end(trigger: Trigger, dates: &Dates) -> Option<Interval> {
    let kind = trigger.kind();
    // A date in the text that is later than the file is no date of something that has happened.
    let content = dates
        .content
        .filter(|day| dates.written.is_none_or(|written| *day <= written));
    if let (Kind::LastEntry, Some(day)) = (kind, content) {
        let last = dates
            .named
            .recorded
            .map_or(day, |recorded| recorded.max(day));
        return Some(Interval::of_day(last, "last content date"));
    }
    if let (Kind::LastEntry, Some(day)) = (kind, dates.named.recorded) {
        return Some(Interval::of_day(day, "end of the period at its head"));
    }
    let name = named(dates, (1, 1), (12, 31), 0);
    // Entries of a year are in it; that something ended in a year, its name has to say.
    if let Some(year) = name.as_ref()
        && (trigger == Trigger::LastEntry || dates.named.ended_in_name)
    {
        let earliest = content.map_or(year.earliest, |day| day.max(year.earliest));
        return Some(Interval::new(earliest, year.latest, year.basis.clone()));
    }
    // Something that has ended is seldom written to a year later.
    let ended = dates.written.map(|day| day.saturating_add(1.year()));
    match (content, name) {
        (Some(day), _) => {
            let basis = format!("last content date {day}");
            Some(Interval::new(day, ended, basis))
        }
        (None, Some(year)) => Some(Interval {
            latest: ended,
            ..year
        }),
        (None, None) => dates
            .written
            .map(|written| Interval::of_file(written, ended, written)),
    }
}

/// The year in the name, from its first day up to the last; `later` years on for years named by their beginning. None, if
/// the document speaks of later days: then it has been carried on.
fn named(dates: &Dates, first: (i8, i8), last: (i8, i8), later: i16) -> Option<Interval> {
    let year = dates.name_year?;
    let earliest = Date::new(year, first.0, first.1).ok()?;
    let latest = Date::new(year.checked_add(later)?, last.0, last.1).ok()?;
    if dates.content.is_some_and(|content| content > latest) {
        return None;
    }
    let basis = format!("year {year} in the name");
    Some(Interval::new(earliest, Some(latest), basis))
}

/// The first end of such a year on or after a day.
fn year_end(day: Date, month: i8, of: i8) -> Date {
    let in_year = |year| Date::new(year, month, of).unwrap_or(Date::MAX);
    match in_year(day.year()) {
        end if end >= day => end,
        _ => in_year(day.year().saturating_add(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retention(period: &str) -> Retention {
        let (period, trigger) = parse(period).unwrap();
        Retention {
            period,
            trigger: trigger.unwrap_or(Trigger::Never),
            minimum: None,
        }
    }

    fn written(year: i16, month: i8, day: i8) -> Dates {
        Dates {
            written: Some(date(year, month, day)),
            ..Dates::default()
        }
    }

    fn state(period: &str, dates: &Dates) -> State {
        retention(period).judge(dates, date(2026, 6, 30)).state
    }

    #[test]
    fn periods_read_as_people_write_them_and_nothing_else() {
        for (text, shown) in [
            ("6y", "6 years"),
            ("1m", "1 month"),
            ("31d from creation", "31 days"),
        ] {
            match parse(text).unwrap().0 {
                Period::For(length) => assert_eq!(length.to_string(), shown),
                Period::Permanent => panic!("{text}"),
            }
        }
        assert_eq!(parse("permanent").unwrap(), (Period::Permanent, None));
        assert_eq!(parse("25y from dob").unwrap().1, Some(Trigger::DateOfBirth));
        for wrong in [
            "",
            "y",
            "6",
            "6 years",
            "0y",
            "-1y",
            "+1y",
            "6w",
            "1.5y",
            "99999y",
            "6y from",
            "6y from tomorrow",
            "é",
            "permanent from closure",
            "6y  of closure",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_trigger_stands_in_its_own_row() {
        for (at, (trigger, id, ..)) in TRIGGERS.iter().enumerate() {
            assert_eq!(*trigger as usize, at);
            assert_eq!(Trigger::by_id(id), Some(*trigger));
        }
    }

    #[test]
    fn lengths_follow_the_calendar() {
        let after = |text, from| Length::parse(text).unwrap().after(from);
        assert_eq!(after("1y", date(2024, 2, 29)), date(2025, 2, 28));
        assert_eq!(after("1m", date(2026, 1, 31)), date(2026, 2, 28));
        assert_eq!(after("31d", date(2026, 1, 31)), date(2026, 3, 3));
        assert_eq!(after("65535y", date(2026, 1, 31)), Date::MAX);
        let shorter = |a, b| {
            Length::parse(a)
                .unwrap()
                .is_shorter_than(Length::parse(b).unwrap())
        };
        assert!(shorter("11m", "1y") && !shorter("12m", "1y") && shorter("364d", "1y"));
    }

    #[test]
    fn the_files_own_time_decides_where_the_organisation_says_so() {
        for (day, expected) in [
            (written(2020, 6, 29), State::Overdue),
            (written(2020, 6, 30), State::Due),
            (written(2020, 9, 30), State::Due),
            (written(2020, 10, 1), State::Kept),
            (Dates::default(), State::CannotTell),
        ] {
            assert_eq!(state("6y from last-modified", &day), expected, "{day:?}");
        }
    }

    #[test]
    fn an_end_is_taken_to_have_come_within_a_year_of_the_last_writing() {
        for (day, expected) in [
            (written(2019, 6, 29), State::Overdue),
            (written(2019, 7, 1), State::MayBeOverdue),
            (written(2020, 6, 29), State::MayBeOverdue),
            (written(2020, 12, 1), State::Kept),
        ] {
            assert_eq!(state("6y from closure", &day), expected, "{day:?}");
        }
        let verdict = retention("6y from closure").judge(&written(2019, 6, 29), date(2026, 6, 30));
        assert_eq!(
            (verdict.end, verdict.file_time_only),
            (Some(date(2026, 6, 29)), true)
        );
        assert_eq!(verdict.basis, "file last written 2019-06-29");
    }

    #[test]
    fn an_old_content_date_in_a_file_written_lately_may_be_overdue() {
        let mut dates = written(2026, 1, 1);
        dates.content = Some(date(2010, 1, 1));
        assert_eq!(state("6y from closure", &dates), State::MayBeOverdue);
        assert_eq!(state("6y from last-entry", &dates), State::Overdue);
        dates.content = Some(date(2026, 2, 1));
        assert_eq!(
            state("6y from last-entry", &dates),
            State::Kept,
            "a date after the writing is none"
        );
    }

    #[test]
    fn a_year_in_the_name_dates_what_happened_in_it() {
        let mut dates = written(2026, 1, 1);
        dates.name_year = Some(2019);
        assert_eq!(state("6y from creation", &dates), State::Overdue);
        assert_eq!(state("7y from creation", &dates), State::MayBeOverdue);
        assert_eq!(state("6y from financial-year-end", &dates), State::Overdue);
        assert_eq!(
            state("6y from academic-year-end", &dates),
            State::MayBeOverdue
        );
        assert_eq!(state("6y from closure", &dates), State::MayBeOverdue);
        assert_eq!(state("6y from last-modified", &dates), State::Kept);
    }

    #[test]
    fn a_year_is_that_of_the_last_day_recorded() {
        let mut dates = written(2026, 1, 1);
        dates.named.recorded = Some(date(2019, 5, 1));
        dates.content = Some(date(2019, 5, 1));
        assert_eq!(state("6y from financial-year-end", &dates), State::Overdue);
        assert_eq!(state("6y from academic-year-end", &dates), State::Overdue);
        dates.content = Some(date(2020, 1, 1));
        assert_eq!(
            state("6y from financial-year-end", &dates),
            State::MayBeOverdue,
            "what began later may last"
        );
    }

    #[test]
    fn a_year_in_the_name_ends_no_earlier_than_the_content() {
        let mut dates = written(2026, 1, 1);
        dates.name_year = Some(2012);
        dates.content = Some(date(2024, 3, 1));
        dates.named.recorded = dates.content;
        assert_eq!(state("6y from tax-year-end", &dates), State::Kept);
        assert_ne!(state("6y from creation", &dates), State::Overdue);
    }

    #[test]
    fn a_name_that_says_that_something_ended_dates_the_end() {
        let mut dates = written(2026, 1, 1);
        dates.name_year = Some(2012);
        assert_eq!(state("6y from employment-end", &dates), State::MayBeOverdue);
        assert_eq!(state("6y from last-entry", &dates), State::Overdue);
        dates.named.ended_in_name = true;
        assert_eq!(state("6y from employment-end", &dates), State::Overdue);
    }

    #[test]
    fn a_register_is_of_the_day_of_its_last_row() {
        let mut dates = written(2026, 1, 1);
        let rows = Event {
            first: date(2015, 1, 1),
            last: date(2019, 1, 1),
            count: 2,
            rows: true,
            open: 0,
        };
        dates
            .named
            .events
            .insert(classify::dates::ROW.to_owned(), rows);
        assert_eq!(state("6y from creation", &dates), State::Overdue);
        assert_eq!(state("9y from creation", &dates), State::Kept);
    }

    #[test]
    fn a_year_ends_on_its_own_day() {
        assert_eq!(year_end(date(2020, 4, 5), 4, 5), date(2020, 4, 5));
        assert_eq!(year_end(date(2020, 4, 6), 4, 5), date(2021, 4, 5));
        assert_eq!(
            state("6y from tax-year-end", &written(2020, 4, 6)),
            State::MayBeOverdue
        );
        assert_eq!(
            state("6y from tax-year-end", &written(2020, 4, 5)),
            State::Overdue
        );
    }

    #[test]
    fn births_and_what_lasts_by_itself_cannot_be_told_and_what_is_permanent_is() {
        for trigger in ["dob", "expiry", "contract-end"] {
            assert_eq!(
                state(&format!("1y from {trigger}"), &written(1990, 1, 1)),
                State::CannotTell
            );
        }
        assert_eq!(state("permanent", &written(1990, 1, 1)), State::Permanent);
    }

    #[test]
    fn the_minimum_in_law_wins() {
        let kept = Retention {
            minimum: Some(Length::parse("3y").unwrap()),
            ..retention("1y from last-modified")
        };
        let on = |dates: &Dates| kept.judge(dates, date(2026, 6, 30)).state;
        assert_eq!(on(&written(2024, 1, 1)), State::BelowMinimum);
        assert_eq!(on(&written(2022, 1, 1)), State::Overdue);
        assert_eq!(on(&written(2026, 1, 1)), State::Kept);
    }
}
