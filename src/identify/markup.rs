//! Formats that are text: told by how the text begins, and by its name where that fits.

use regex::Regex;
use serde::de::IgnoredAny;
use std::sync::LazyLock;

use super::{Format, separator};

/// Elements that a page, or part of one, begins with (WHATWG MIME Sniffing, 7.1, and those that mail and office
/// programs begin with).
static HTML_START: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^<(!doctype\s+html|(html|head|meta|title|body|script|iframe|h[1-6]|div|font|table|a|style|b|br|p|span|center|ul|ol|link|base|form|pre|img|article|section|main|header|nav)[\s/>])",
    )
    .expect("a constant pattern")
});

/// What stands before the first element: declaration, comments, processing instructions.
static PROLOG: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?s:\s+|<\?.*?\?>|<!--.*?-->)").expect("a constant pattern"));

static ELEMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^<([A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*(\s|/?>)").expect("a constant pattern")
});

/// The line that begins each message of a mailbox: sender, then weekday, month, day and time (RFC 4155, appendix A).
static MBOX_FROM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^From \S+ +(Mon|Tue|Wed|Thu|Fri|Sat|Sun) +[A-Z][a-z]{2} +\d{1,2} +\d\d:\d\d[^\r\n]*\r?\n[!-9;-~]+:",
    )
    .expect("a constant pattern")
});

/// A header line and its folded continuation (RFC 5322, 2.2).
static HEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([!-9;-~]+):[^\r\n]*\r?\n([ \t]+[^\r\n]*\r?\n)*").expect("a constant pattern")
});

/// Headers that a memorandum typed by a person does not have.
const MAIL_ONLY: &[&str] = &[
    "received",
    "return-path",
    "message-id",
    "mime-version",
    "delivered-to",
    "content-type",
    "content-transfer-encoding",
    "in-reply-to",
    "x-mailer",
    "x-originating-ip",
    "dkim-signature",
    "authentication-results",
];

/// Headers that a mail has and a memorandum may have.
const MAIL: &[&str] = &[
    "from", "to", "cc", "date", "subject", "reply-to", "sender", "bcc",
];

/// The format of a text whose first part is `text`; `named` is what its ending says.
pub(super) fn identify(text: &str, whole: bool, named: Option<Format>) -> Format {
    let start = text.trim_start();
    by_start(start, whole, named)
        .or_else(|| by_name(start, text, whole, named))
        .unwrap_or(Format::Text)
}

fn by_start(start: &str, whole: bool, named: Option<Format>) -> Option<Format> {
    let begins = |prefix: &str| {
        start
            .get(..prefix.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(prefix))
    };
    match start.chars().next()? {
        '{' if begins(r"{\rtf") => Some(Format::Rtf),
        '{' | '[' => json(start, whole),
        '<' => xml_or_html(start),
        '%' if begins("%!PS") => Some(Format::PostScript),
        'B' | 'b' if begins("BEGIN:VCARD") => Some(Format::Vcard),
        'B' | 'b' if begins("BEGIN:VCALENDAR") => Some(Format::Icalendar),
        'F' if MBOX_FROM.is_match(start) => Some(Format::Mbox),
        _ if is_mail(start, named) => Some(Format::Eml),
        _ => None,
    }
}

/// One value is JSON, several, each on lines of its own, are JSON Lines. What is cut off by the end of the head counts
/// as sound; what is wrong before is not JSON.
fn json(start: &str, whole: bool) -> Option<Format> {
    let mut values = serde_json::Deserializer::from_str(start).into_iter::<IgnoredAny>();
    let cut = |error: &serde_json::Error| error.is_eof() && !whole;
    match values.next()? {
        Ok(_) => {}
        Err(error) => return (cut(&error)).then_some(Format::Json),
    }
    let (first, rest) = start.split_at(values.byte_offset());
    let rest = rest.trim_start_matches([' ', '\t']);
    if rest.trim().is_empty() {
        return Some(Format::Json);
    }
    if !rest.starts_with(['\r', '\n']) {
        return None;
    }
    match values.next()? {
        Err(error) if !cut(&error) => None,
        _ if first.contains('\n') => Some(Format::Json),
        _ => Some(Format::JsonLines),
    }
}

fn xml_or_html(start: &str) -> Option<Format> {
    let mut rest = start;
    while let Some(prolog) = PROLOG.find(rest) {
        rest = &rest[prolog.end()..];
    }
    let declared = start.starts_with("<?xml");
    if HTML_START.is_match(rest) {
        // `<title>` or `<a>` may be elements of any vocabulary where there is an XML declaration.
        let page = !declared || is_page(rest);
        return Some(if page { Format::Html } else { Format::Xml });
    }
    if let Some(root) = ELEMENT.find(rest) {
        let flat = root.as_str().starts_with("<office:document");
        return Some(if flat { Format::FlatOdf } else { Format::Xml });
    }
    (declared || rest.starts_with("<!DOCTYPE")).then_some(Format::Xml)
}

fn is_page(root: &str) -> bool {
    let begins = |prefix: &str| {
        root.get(..prefix.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(prefix))
    };
    begins("<!doctype html") || begins("<html")
}

/// Header lines up to an empty line, two at least, one of them such as only a mail program writes. A file that is
/// called a mail needs no such witness.
fn is_mail(start: &str, named: Option<Format>) -> bool {
    let mut rest = start;
    let (mut usual, mut witness) = (0, named == Some(Format::Eml));
    while let Some(found) = HEADER.captures(rest) {
        let name = found[1].to_ascii_lowercase();
        usual += usize::from(MAIL.contains(&name.as_str()));
        let machine = MAIL_ONLY.contains(&name.as_str());
        witness |= machine;
        usual += usize::from(machine);
        rest = &rest[found[0].len()..];
    }
    usual >= 2 && witness && (rest.is_empty() || rest.starts_with(['\r', '\n']))
}

/// What the ending says, where the text can be that.
fn by_name(start: &str, text: &str, whole: bool, named: Option<Format>) -> Option<Format> {
    match named {
        Some(Format::Csv) => Some(Format::Csv),
        Some(Format::Tsv) => Some(Format::Tsv),
        Some(Format::Json) if start.starts_with(['{', '[']) => Some(Format::Json),
        Some(Format::JsonLines) if start.starts_with(['{', '[']) => Some(Format::JsonLines),
        Some(Format::Html) if text.contains("</") => Some(Format::Html),
        // Code, settings and logs have even lines for other reasons.
        Some(Format::Text) => match separator::table(text, whole) {
            Some(Format::Tsv) => Some(Format::Tsv),
            _ => None,
        },
        _ => separator::table(text, whole),
    }
}
