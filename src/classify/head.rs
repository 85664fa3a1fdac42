//! The beginning of a document, read line by line for what it says of the document itself: a review date, whether it may
//! be given out, the country it is addressed to, whether it is a form to fill in and what notice the form gives.
//!
//! Only so many bytes are held, until the document ends; words are looked for at once.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::fmt::strtime;

use super::countries;
use super::phrases::{PARTS, Phrases, Says};
use super::signs::{Form, Signs};
use crate::extract::{Body, Segment};

/// Bytes that are looked at: some pages, as long as a form is.
const LENGTH: usize = 12 << 10;
/// Labels without values that make a form.
const FORM: usize = 4;
/// Bytes between a label and the date or word that belongs to it.
const REACH: usize = 60;

static PHRASES: LazyLock<Phrases<'_>> = LazyLock::new(|| {
    let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/signs.bin"));
    postcard::from_bytes(bytes).expect("written by the build script")
});

/// The beginning of a document on its way.
#[derive(Debug, Default)]
pub(super) struct Head {
    text: String,
    /// The document's name says consent.
    named_consent: bool,
}

impl Head {
    pub(super) fn name(&mut self, name: &str) {
        self.named_consent |= name.to_ascii_lowercase().contains("consent");
    }

    /// Adds a piece that readers see. The cells of a row stand on one line, each followed by a tab.
    pub(super) fn segment(&mut self, segment: &Segment) {
        if self.text.len() >= LENGTH {
            return;
        }
        match &segment.body {
            Body::Text(text) => self.push(text),
            Body::Row(cells) => {
                for cell in cells {
                    self.push(cell.text.trim());
                    self.push("\t");
                }
            }
            Body::Record(fields) => {
                for field in fields {
                    self.push(&field.name);
                    self.push("\t");
                    self.push(field.value.trim());
                    self.push("\n");
                }
            }
        }
        self.push("\n");
    }

    fn push(&mut self, text: &str) {
        let mut end = text.len().min(LENGTH.saturating_sub(self.text.len()));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.push_str(&text[..end]);
    }

    /// Writes what was seen into the signs.
    pub(super) fn tell(self, signs: &mut Signs) {
        let mut given = [false; PARTS.len()];
        signs.consent = self.named_consent;
        if !self.text.trim().is_empty() {
            let small = self.text.to_ascii_lowercase();
            for (end, says) in PHRASES.find(&small) {
                let behind = behind(&self.text, end);
                match says {
                    Says::Notice(None) => given = [true; PARTS.len()],
                    Says::Notice(Some(part)) => given[part] = true,
                    Says::Consent => signs.consent = true,
                    Says::Closed => signs.closed = true,
                    Says::Review if signs.review.is_none() => signs.review = first_date(behind),
                    Says::Disclosable if signs.disclosable.is_none() => {
                        signs.disclosable = answer(behind);
                    }
                    Says::Review | Says::Disclosable => {}
                }
            }
        }
        let lines: Vec<&str> = self.text.split(['\n', '\u{b}']).collect();
        signs.consent |= has_consent_column(&lines);
        signs.addressed_to = addressed_to(&lines).map(str::to_owned);
        signs.form = form(&lines, given);
    }
}

/// The rest of the line, or some of it.
fn behind(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    let mut end = rest.find('\n').unwrap_or(rest.len()).min(REACH);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    &rest[..end]
}

/// A heading with the word, in a line of several cells near the top.
fn has_consent_column(lines: &[&str]) -> bool {
    const TOP: usize = 8;
    let mut cells = lines
        .iter()
        .take(TOP)
        .filter(|line| line.matches('\t').count() > 1)
        .flat_map(|line| line.split('\t'));
    cells.any(|cell| cell.len() < REACH && cell.to_ascii_lowercase().contains("consent"))
}

/// `Yes` or `no`, as the first word that is one.
fn answer(text: &str) -> Option<bool> {
    let mut words = text.split(|sign: char| !sign.is_ascii_alphabetic());
    words.find_map(|word| match word.to_ascii_lowercase().as_str() {
        "yes" | "y" => Some(true),
        "no" | "n" | "not" | "exempt" => Some(false),
        _ => None,
    })
}

/// The first date, in the ways that heads of documents write one; a month alone ends on its last day.
fn first_date(text: &str) -> Option<Date> {
    const DAYS: [&str; 8] = [
        "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%y",
        "%d-%b-%Y",
    ];
    let words: Vec<&str> = text
        .split(|sign: char| sign.is_whitespace() || matches!(sign, ':' | ',' | ';' | '(' | ')'))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty())
        .collect();
    (0..words.len()).find_map(|at| {
        let few = |count: usize| Some(words.get(at..at + count)?.join(" "));
        let day = |text: &str| {
            let plain = ordinal(text);
            DAYS.iter()
                .find_map(|form| strtime::parse(form, &plain).ok()?.to_date().ok())
        };
        let month = |text: &str| {
            let first = format!("1 {text}");
            let forms = ["%d %B %Y", "%d %b %Y"].iter();
            let first = forms
                .clone()
                .find_map(|form| strtime::parse(form, &first).ok()?.to_date().ok())?;
            Some(first.last_of_month())
        };
        few(3)
            .and_then(|text| day(&text))
            .or_else(|| few(1).and_then(|text| day(&text)))
            .or_else(|| few(2).and_then(|text| month(&text)))
    })
}

/// `1st September 2026` as `1 September 2026`.
fn ordinal(text: &str) -> String {
    let Some((day, rest)) = text.split_once(' ') else {
        return text.to_owned();
    };
    let number = day.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
    if number.is_empty() {
        return text.to_owned();
    }
    format!("{number} {rest}")
}

/// The country on the last line of an address near the top of a letter; a list of countries addresses nobody.
fn addressed_to(lines: &[&str]) -> Option<&'static str> {
    /// Lines in which a letter is addressed.
    const TOP: usize = 30;
    /// Characters of a line of an address.
    const NARROW: usize = 50;
    let narrow = |line: &&str| {
        let line = line.trim();
        !line.is_empty() && line.len() <= NARROW && !line.contains('\t')
    };
    let mut named = (2..lines.len().min(TOP)).filter_map(|at| {
        let block = narrow(&lines[at]) && narrow(&lines[at - 1]) && narrow(&lines[at - 2]);
        block.then(|| countries::of_line(lines[at])).flatten()
    });
    let first = named.next()?;
    named.next().is_none().then_some(first)
}

/// A form, if enough labels of personal data stand with nothing behind them.
fn form(lines: &[&str], given: [bool; PARTS.len()]) -> Option<Form> {
    let asks: BTreeSet<String> = lines.iter().filter_map(|line| blank_label(line)).collect();
    (asks.len() >= FORM).then(|| Form {
        asks,
        missing: PARTS
            .iter()
            .zip(given)
            .filter(|(_, given)| !given)
            .map(|(part, _)| (*part).to_owned())
            .collect(),
    })
}

/// The personal label of a line that asks for a value and has none: `Date of birth: ____`, or a row with the label alone.
fn blank_label(line: &str) -> Option<String> {
    let fill = |sign: char| matches!(sign, '_' | '.' | '…' | ' ' | '\t' | '□' | '☐' | '\u{a0}');
    let bare = line.trim().trim_end_matches(fill);
    let asked = bare.ends_with([':', '?']) || bare.len() + 2 < line.trim_end_matches(' ').len();
    let alone_in_row = line.matches('\t').count() == 1 && line.ends_with('\t');
    if !(asked || alone_in_row) || bare.len() > REACH {
        return None;
    }
    let label = bare.trim_end_matches([':', '?', ' ']);
    let label = label.trim_start_matches(|sign: char| {
        sign.is_ascii_digit() || matches!(sign, '.' | ')' | ' ' | '*' | '-')
    });
    let label = label.split(" (").next().unwrap_or(label).to_lowercase();
    PHRASES.is_personal_label(&label).then_some(label)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::extract::Origin;

    fn signs(text: &str) -> Signs {
        let mut head = Head::default();
        head.segment(&Segment {
            origin: Origin::Lines { first: 1 },
            body: Body::Text(text.into()),
            hidden: false,
        });
        let mut signs = Signs::default();
        head.tell(&mut signs);
        signs
    }

    #[test]
    fn the_build_script_drew_up_the_phrases_of_the_program() {
        let file = toml::from_str(include_str!("../../rules/signs.toml")).unwrap();
        assert!(Phrases::new(&file) == *PHRASES);
    }

    #[test]
    fn every_phrase_is_found_wherever_it_stands_and_the_first_to_end_is_first() {
        let text = "é the data controller is to retain it, é; foia: é";
        let found = PHRASES.find(text);
        let found: Vec<_> = (found.iter())
            .map(|(end, says)| (text[..*end].rsplit(' ').next().unwrap(), *says))
            .collect();
        assert_eq!(
            found,
            [
                ("controller", Says::Notice(Some(0))),
                ("is", Says::Notice(Some(0))),
                ("retain", Says::Notice(Some(3))),
                ("foia", Says::Disclosable),
            ]
        );
    }

    #[test]
    fn a_review_date_is_read_in_the_ways_heads_write_one() {
        for (line, day) in [
            ("Next review: 1st September 2026", Some(date(2026, 9, 1))),
            ("Review date\t01/09/2026", Some(date(2026, 9, 1))),
            ("Due for review by March 2027.", Some(date(2027, 3, 31))),
            ("Date of next review: 2026-09-01", Some(date(2026, 9, 1))),
            ("Next review:", None),
            ("Written on 01/09/2026", None),
        ] {
            assert_eq!(signs(line).review, day, "{line}");
        }
    }

    #[test]
    fn whether_a_document_may_be_given_out_is_read() {
        for (line, may) in [
            (
                "Disclosable under Freedom of Information Act 2000\tYes",
                Some(true),
            ),
            ("FOI status: exempt", Some(false)),
            ("Freedom of information requests are answered by", None),
        ] {
            assert_eq!(signs(line).disclosable, may, "{line}");
        }
    }

    #[test]
    fn a_form_lacks_the_parts_of_a_notice_that_nothing_speaks_of() {
        let fields =
            "Full name: ______\nAddress:\n1. Date of birth ........\nTelephone:\nE-mail:\n";
        let form = signs(fields).form.unwrap();
        assert_eq!(form.asks.len(), 5);
        assert_eq!(form.missing, PARTS);
        let told = "The council is the data controller. We use this to reply, share it with nobody else and it is kept for a year.";
        let form = signs(&format!("{fields}{told}")).form.unwrap();
        assert_eq!(form.missing, [] as [&str; 0]);
        let elsewhere = signs(&format!("{fields}See our privacy notice."));
        assert!(elsewhere.form.unwrap().missing.is_empty());
        let filled = "Full name: A\nAddress: B\nDate of birth: C\nTelephone: D\nE-mail: E";
        assert_eq!(signs(filled).form, None);
    }

    #[test]
    fn a_letter_is_addressed_to_the_country_on_its_last_line_and_a_list_to_none() {
        let letter = "The Registrar\n12 Example Street\nSydney NSW 2000\nAUSTRALIA\n\nDear Sir";
        assert_eq!(signs(letter).addressed_to.as_deref(), Some("AU"));
        for text in [
            "Countries visited\nby our choir\nFrance\nSpain\nAustria",
            "We went to\nFrance",
            "The Registrar\n\nFrance",
        ] {
            assert_eq!(signs(text).addressed_to, None, "{text}");
        }
    }

    #[test]
    fn consent_is_a_form_or_a_column() {
        assert!(signs("Photograph consent form").consent);
        assert!(signs("Name\tConsent\tDate\t\nA\tyes\t1\t").consent);
        assert!(!signs("The council may act without consent.").consent);
        let mut head = Head::default();
        head.name("Trip consent 2026");
        let mut signs = Signs::default();
        head.tell(&mut signs);
        assert!(signs.consent);
    }

    #[test]
    fn a_case_may_be_said_to_be_closed() {
        assert!(signs("We have now closed your complaint.").closed);
        assert!(signs("This is our final response.").closed);
        assert!(!signs("The library is closed on Mondays.").closed);
        assert!(!signs("We will write when your complaint has been looked at.").closed);
    }

    #[test]
    fn no_text_makes_the_reader_fail() {
        for text in [
            "",
            "\t\t\n",
            "é".repeat(40_000).as_str(),
            "Next review: 99/99/9999",
            ":",
        ] {
            let _ = signs(text);
        }
    }
}
