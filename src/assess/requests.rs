//! Requests of people for their data (DPA 1998 s.7, UK GDPR art. 15), as the organisation logs them: one a line. Whose
//! request it is stands there as fingerprints, never as a name.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::listed::fingerprint;
use super::log::{self, Line};
use super::policy::Message;

/// A request: a line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What the organisation calls it.
    pub(super) reference: String,
    pub(super) received: Date,
    /// Fingerprints of values that the person has: name, numbers, addresses.
    pub(super) subject: BTreeSet<String>,
    /// The day by which it has to be answered, where the clock was extended or waited.
    due: Option<Date>,
    answered: Option<Date>,
}

/// The requests of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requests {
    requests: Vec<Request>,
    /// Fingerprints of all subjects.
    subjects: BTreeSet<String>,
}

const KEYS: &[&str] = &["ref", "received", "subject", "due", "answered"];

impl Requests {
    /// Reads a log; `file` is what messages call it. Returns every mistake, up to a number.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Message>> {
        let requests = log::read(file, text, KEYS, request)?;
        let subjects = requests.iter().flat_map(|request| request.subject.clone());
        Ok(Self {
            subjects: subjects.collect(),
            requests,
        })
    }

    /// No request tells whose it is.
    pub(super) fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// Some request is that of the person with this value.
    pub(super) fn concern(&self, fingerprint: &str) -> bool {
        self.subjects.contains(fingerprint)
    }

    /// Those that wait for an answer on a day.
    pub(super) fn open(&self, as_of: Date) -> impl Iterator<Item = &Request> {
        self.requests.iter().filter(move |request| {
            let answered = request.answered.is_some_and(|day| day <= as_of);
            request.received <= as_of && !answered
        })
    }
}

impl Request {
    /// The day that has been set for its answer.
    pub(super) fn due(&self) -> Option<Date> {
        self.due
    }
}

/// A request from a line of the log.
fn request(line: &mut Line<'_>) -> Option<Request> {
    let (reference, received) = (line.required("ref"), line.required_date("received"));
    let subject = line.texts("subject").and_then(|prints| {
        let prints: Option<BTreeSet<String>> =
            prints.iter().map(|print| fingerprint(print)).collect();
        prints.or_else(|| {
            line.refuse(
                "subject",
                "fingerprints as reports print them, k1: and 16 hexadecimal digits",
            )
        })
    });
    let (due, answered) = (line.date("due"), line.date("answered"));
    Some(Request {
        reference: reference?,
        received: received?,
        subject: subject?,
        due,
        answered,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_request_is_open_from_its_receipt_to_its_answer() {
        let text = concat!(
            r#"{"ref":"A","received":"2026-05-01","subject":["k1:00112233445566aa"],"answered":"2026-05-20"}"#,
            "\n",
            r#"{"ref":"B","received":"2026-05-10","subject":["k1:00112233445566bb","k1:00112233445566cc"],"due":"2026-08-10"}"#,
            "\n",
        );
        let requests = Requests::read("r", text).unwrap();
        let open = |day| -> Vec<&str> {
            let open = requests.open(day);
            open.map(|request| request.reference.as_str()).collect()
        };
        assert_eq!(open(date(2026, 4, 30)), [""; 0]);
        assert_eq!(open(date(2026, 5, 19)), ["A", "B"]);
        assert_eq!(open(date(2026, 5, 20)), ["B"]);
        assert!(requests.concern("k1:00112233445566cc") && !requests.concern("k1:0011"));
    }

    #[test]
    fn a_name_in_place_of_a_fingerprint_is_refused_and_not_repeated() {
        let text = r#"{"ref":"A","received":"2026-05-01","subject":["Margaret Thistlewood"]}"#;
        let told = Requests::read("r", text).unwrap_err();
        assert_eq!(
            told[0].to_string(),
            "r:1: \"subject\": expected fingerprints as reports print them, k1: and 16 hexadecimal digits"
        );
    }
}
