//! Writes an Outlook item as a mail message. Every text is base64, so that no boundary can occur in it.

use std::fmt::Write;

use super::{
    Attachment, Bag, CARD, Content, Item, Value, encoding, id, number, rtf_text, text, time,
};

/// Recipients' kinds ([MS-OXOMSG] 2.2.3.1.2).
const KINDS: [(i64, &str); 3] = [(1, "To"), (2, "Cc"), (3, "Bcc")];

/// The whole message.
pub(super) fn message(item: &Item) -> Vec<u8> {
    let mut out = String::new();
    write_item(item, &mut out, 0);
    out.into_bytes()
}

fn write_item(item: &Item, out: &mut String, level: u32) {
    headers(item, out);
    let boundary = format!("=_mixed{level}_");
    let _ = write!(
        out,
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n"
    );
    bodies(&item.bag, out, &boundary, level);
    let sealed = text(&item.bag, id::CLASS)
        .is_some_and(|class| class.eq_ignore_ascii_case("IPM.Note.SMIME"));
    for attachment in &item.attachments {
        let _ = write!(out, "\r\n--{boundary}\r\n");
        write_attachment(attachment, sealed, out, level);
    }
    let _ = write!(out, "\r\n--{boundary}--\r\n");
}

fn headers(item: &Item, out: &mut String) {
    let bag = &item.bag;
    let from = person(bag, id::SENDER, &[id::SENDER_SMTP, id::SENDER_ADDRESS]);
    let represented = person(
        bag,
        id::REPRESENTED,
        &[id::REPRESENTED_SMTP, id::REPRESENTED_ADDRESS],
    );
    match (from, represented) {
        (Some(sender), Some(from)) if sender != from => {
            header(out, "From", &from);
            header(out, "Sender", &sender);
        }
        (Some(from), _) | (None, Some(from)) => header(out, "From", &from),
        (None, None) => {}
    }
    for (kind, name) in KINDS {
        for recipient in &item.recipients {
            if number(recipient, id::RECIPIENT_KIND).unwrap_or(1) & 0xF == kind
                && let Some(person) = person(recipient, id::NAME, &[id::SMTP_ADDRESS, id::ADDRESS])
            {
                header(out, name, &person);
            }
        }
    }
    if item.recipients.is_empty() {
        for (id, name) in [(id::TO, "To"), (id::CC, "Cc"), (id::BCC, "Bcc")] {
            for shown in text(bag, id).unwrap_or_default().split(';') {
                header(out, name, &quoted(shown.trim()));
            }
        }
    }
    // A mark of how it begins and how it is filed stands in front of some subjects ([MS-PST] 2.5.3.1.1.1).
    let subject = text(bag, id::SUBJECT).unwrap_or_default();
    header(
        out,
        "Subject",
        subject.trim_start_matches(|c: char| c.is_control()),
    );
    if let Some(sent) = time(bag, id::SUBMITTED).or_else(|| time(bag, id::DELIVERED)) {
        let sent = sent.to_zoned(jiff::tz::TimeZone::UTC);
        let _ = write!(
            out,
            "Date: {}\r\n",
            sent.strftime("%a, %d %b %Y %H:%M:%S +0000")
        );
    }
    for line in text(bag, id::HEADERS).unwrap_or_default().lines() {
        let wanted = ["x-originating-ip:", "reply-to:", "organization:"];
        let lower = line.to_ascii_lowercase();
        if wanted.iter().any(|name| lower.starts_with(name)) {
            let _ = write!(out, "{}\r\n", one_line(line));
        }
    }
}

/// `"Name" <address>`; addresses of the directory (`/O=…`) say nothing outside their organisation.
fn person(bag: &Bag, name: u16, addresses: &[u16]) -> Option<String> {
    let address = addresses
        .iter()
        .filter_map(|id| text(bag, *id))
        .find(|address| address.contains('@'));
    match (
        text(bag, name).filter(|name| Some(*name) != address),
        address,
    ) {
        (Some(name), Some(address)) => Some(format!("{} <{}>", quoted(name), one_line(address))),
        (None, Some(address)) => Some(format!("<{}>", one_line(address))),
        (Some(name), None) => Some(quoted(name)),
        (None, None) => None,
    }
}

fn quoted(name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    let name = one_line(name).replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{name}\"")
}

fn header(out: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        let _ = write!(out, "{name}: {}\r\n", one_line(value));
    }
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

fn bodies(bag: &Bag, out: &mut String, outer: &str, level: u32) {
    let mut plain = card(bag);
    plain.push_str(text(bag, id::BODY).unwrap_or_default());
    let html = match bag.get(&id::HTML) {
        Some(Value::Text(markup)) => markup.clone(),
        Some(Value::Bytes(bytes)) => encoding(bag).decode(bytes).0.into_owned(),
        _ => String::new(),
    };
    if plain.trim().is_empty()
        && html.trim().is_empty()
        && let Some(Value::Bytes(compressed)) = bag.get(&id::RTF)
    {
        plain = rtf_text(compressed).unwrap_or_default();
    }
    if plain.trim().is_empty() && html.trim().is_empty() {
        return;
    }
    let boundary = format!("=_bodies{level}_");
    let _ = write!(
        out,
        "--{outer}\r\nContent-Type: multipart/alternative; boundary=\"{boundary}\"\r\n"
    );
    for (kind, body) in [("plain", &plain), ("html", &html)] {
        if !body.trim().is_empty() {
            let _ = write!(
                out,
                "\r\n--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\n"
            );
            base64(body.as_bytes(), out);
        }
    }
    let _ = write!(out, "\r\n--{boundary}--\r\n");
}

/// What an item that is no message says in fields of its own, one a line.
fn card(bag: &Bag) -> String {
    let class = text(bag, id::CLASS).unwrap_or("IPM.Note");
    if class.starts_with("IPM.Note") || class.starts_with("REPORT") {
        return String::new();
    }
    let mut lines = String::new();
    for (id, label) in CARD {
        if let Some(value) = text(bag, *id) {
            let _ = writeln!(lines, "{label}: {}", one_line(value));
        } else if let Some(date) = time(bag, *id) {
            let _ = writeln!(lines, "{label}: {}", date.strftime("%Y-%m-%d"));
        }
    }
    for (_, value) in bag.range(id::NAMED..) {
        if let Value::Text(value) = value
            && !value.trim().is_empty()
        {
            let _ = writeln!(lines, "{}", one_line(value));
        }
    }
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines
}

fn write_attachment(attachment: &Attachment, sealed: bool, out: &mut String, level: u32) {
    let bag = &attachment.bag;
    let name = [id::LONG_FILE_NAME, id::FILE_NAME, id::NAME]
        .iter()
        .find_map(|id| text(bag, *id));
    match &attachment.content {
        Content::Item(item) => {
            out.push_str("Content-Type: message/rfc822\r\n\r\n");
            write_item(item, out, level + 1);
        }
        Content::Bytes(bytes) => {
            let kind = text(bag, id::MIME_TYPE).unwrap_or("application/octet-stream");
            let kind = if sealed {
                "application/pkcs7-mime; smime-type=enveloped-data"
            } else {
                kind
            };
            let name = quoted(name.unwrap_or("attachment"));
            let _ = write!(
                out,
                "Content-Type: {}\r\nContent-Disposition: attachment; filename={name}\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\n",
                one_line(kind)
            );
            base64(bytes, out);
        }
        Content::Lost => {
            out.push_str("Content-Type: multipart/mixed; boundary=\"=_\"\r\n\r\n--=_--\r\n");
        }
    }
}

/// RFC 4648, 4, in lines of 76 characters.
fn base64(bytes: &[u8], out: &mut String) {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    out.reserve(bytes.len() / 57 * 78 + 80);
    for line in bytes.chunks(57) {
        for three in line.chunks(3) {
            let word = three
                .iter()
                .chain([&0, &0])
                .take(3)
                .fold(0_u32, |word, byte| word << 8 | u32::from(*byte));
            for place in 0..4 {
                let letter = ALPHABET[(word >> (18 - 6 * place) & 63) as usize];
                out.push(if place > three.len() {
                    '='
                } else {
                    char::from(letter)
                });
            }
        }
        out.push_str("\r\n");
    }
}
