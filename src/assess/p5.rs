//! Principle 5, not kept longer than necessary: the retention schedule against the dates a scan can see.
//!
//! It judges files, members with their file. It cannot know whether something else justifies keeping, so a hold of the
//! policy and a minimum in law always win.

use super::check::{Case, Check, Need};
use super::decisions::{Decision, Ruling};
use super::retention::{Dates, Period, Retention, Verdict};
use super::{Class, Indicator, State};
use crate::detect::Severity;

pub(super) const OVER_RETENTION: Check = Check::new(
    "p5-over-retention",
    &[5],
    Severity::Medium,
    Need::Schedule,
    "sign off and destroy, or record why it stays",
);

/// A file of a recognised class that is past its period, or may be.
pub(super) fn over_retention(case: &Case<'_>) -> Option<Indicator> {
    case.assessor.policy()?;
    let class = case.class?;
    if !case.is_personal() || !case.is_file() {
        return None;
    }
    let verdict = class.retention.judge(&dates(case), case.assessor.as_of());
    let held = case.hold().is_some() || kept(case).is_some();
    let state = match verdict.state {
        State::Overdue | State::MayBeOverdue if held => State::Held,
        // A folder's name is too little to propose a disposal on.
        State::Overdue if case.class_is_guessed() => State::MayBeOverdue,
        state => state,
    };
    let printed = matches!(state, State::Overdue | State::MayBeOverdue);
    (printed || case.assessor.options.all).then(|| indicator(case, class, &verdict, state))
}

fn indicator(case: &Case<'_>, class: &Class, verdict: &Verdict, state: State) -> Indicator {
    let confidence = case.class_confidence * certainty(state, verdict.file_time_only);
    let mut weight = case.weight(OVER_RETENTION.base).given(confidence);
    weight.less += u8::from(verdict.file_time_only) + u8::from(state == State::MayBeOverdue);
    let severity = match state {
        State::Overdue | State::MayBeOverdue => weight.severity(),
        _ => Severity::Note,
    };
    Indicator {
        state: Some(state),
        due: verdict.end,
        file_time_only: Some(verdict.file_time_only),
        basis: format!("{}{}; {}", verdict.basis, moved(case, verdict), rule(class)),
        detail: detail(case, class, verdict, state),
        ..case.indicator(&OVER_RETENTION, severity, confidence)
    }
}

/// What is to be said of a file's time where all files of its folder share it.
fn moved(case: &Case<'_>, verdict: &Verdict) -> &'static str {
    let (source, path) = (&case.document.source, &case.document.path);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let moved = &case.assessor.options.moved;
    if verdict.file_time_only && moved.contains(&(source.clone(), folder.to_owned())) {
        ", as were all files of the folder: perhaps when they were moved"
    } else {
        ""
    }
}

/// How far the dates carry the judgement.
fn certainty(state: State, file_time_only: bool) -> f32 {
    match (state, file_time_only) {
        (State::MayBeOverdue, _) => 0.6,
        (_, true) => 0.8,
        _ => 1.0,
    }
}

/// `complaints: 6 years from closure`, and how sure that is where the organisation has not said it.
fn rule(class: &Class) -> String {
    let Retention {
        period, trigger, ..
    } = class.retention;
    let period = match period {
        Period::Permanent => "permanent".to_owned(),
        Period::For(length) => format!("{length} from {}", trigger.words()),
    };
    match class.certainty {
        Some(certainty) => format!(
            "{}: {period} (start value: {})",
            class.id,
            certainty.as_str()
        ),
        None => format!("{}: {period}", class.id),
    }
}

fn detail(case: &Case<'_>, class: &Class, verdict: &Verdict, state: State) -> String {
    let (title, basis) = (&class.title, &verdict.basis);
    let end = verdict.end.map(|day| day.to_string()).unwrap_or_default();
    let rows = match state {
        State::Overdue | State::MayBeOverdue if verdict.by_row => {
            " It is a register: look at it row by row."
        }
        _ => "",
    };
    let class_by = class_by(case);
    match state {
        State::Overdue => {
            format!(
                "Indicator: {title} due for disposal since {end}; date taken from: {basis}.{rows}{class_by}"
            )
        }
        State::MayBeOverdue => {
            format!(
                "Indicator: {title} may be due for disposal since {end}; date taken from: {basis}.{rows}{class_by}"
            )
        }
        State::Held => {
            let why = match (case.hold(), kept(case)) {
                (Some(hold), _) => format!("under a hold: {}", hold.reason),
                (None, Some(kept)) => {
                    format!(
                        "kept by decision of {} ({}): {}",
                        kept.date, kept.by, kept.reason
                    )
                }
                (None, None) => String::new(),
            };
            format!("{title} past its period since {end}, {why}.")
        }
        State::BelowMinimum => {
            format!("Safeguard: {title} past its period since {end}, but the law asks for longer.")
        }
        State::Due => format!("{title} due for disposal on {end}; date taken from: {basis}."),
        State::Kept => format!("{title} kept until {end}; date taken from: {basis}."),
        State::CannotTell => format!("{title}: {basis} when its period began."),
        State::Permanent => format!("{title} is kept for good."),
    }
}

/// What made us take the document for its class, where nobody said it.
fn class_by(case: &Case<'_>) -> String {
    let signals = &case.document.facts.class_signals;
    let class = case.class.filter(|_| !case.class_is_declared());
    let signal = class.and_then(|class| signals.iter().find(|signal| signal.class == class.id));
    signal.map_or_else(String::new, |signal| {
        format!(
            " Taken for such a record by {}.",
            signal.evidence.join(", ")
        )
    })
}

/// The reviewer's decision that it stays, where there is one.
fn kept<'a>(case: &Case<'a>) -> Option<&'a Decision> {
    let standing = case.assessor.decision(case.document);
    standing.filter(|decision| decision.decision == Ruling::Keep)
}

/// What the document shows of its dates.
pub(super) fn dates(case: &Case<'_>) -> Dates {
    let facts = &case.document.facts;
    Dates {
        written: case.written(),
        content: facts.last_date,
        name_year: facts.name_year,
        named: facts.dates.clone(),
    }
}
