use super::*;
use crate::extract::ole::tests::ole;
use crate::extract::recorded::{Recorded, extract};

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A property stream of these numbers: type, identifier, value.
fn fixed(header: usize, numbers: &[(u16, u16, i64)]) -> Vec<u8> {
    let mut bytes = vec![0; header];
    for (kind, id, value) in numbers {
        bytes.extend(kind.to_le_bytes());
        bytes.extend(id.to_le_bytes());
        bytes.extend([6, 0, 0, 0]);
        bytes.extend(value.to_le_bytes());
    }
    bytes
}

/// 2009-03-01 10:00 UTC.
const SENT: i64 = 128_803_752_000_000_000;

fn message() -> Vec<u8> {
    let inner = "/__attach_version1.0_#00000001/__substg1.0_3701000D";
    ole(&[
        (
            "/__properties_version1.0",
            &fixed(32, &[(0x40, 0x39, SENT), (3, 0x3FFD, 1252)]),
        ),
        ("/__substg1.0_0037001F", &wide("About the review")),
        ("/__substg1.0_0C1A001F", &wide("Asha \"A\" Example")),
        ("/__substg1.0_0C1F001F", &wide("/O=BOROUGH/CN=AEXAMPLE")),
        ("/__substg1.0_5D01001F", &wide("asha@mail.example")),
        ("/__substg1.0_1000001E", b"Dear Zo\xEB,\r\nall is well.\r\n"),
        (
            "/__recip_version1.0_#00000000/__properties_version1.0",
            &fixed(8, &[(3, 0x0C15, 2)]),
        ),
        (
            "/__recip_version1.0_#00000000/__substg1.0_3001001F",
            &wide("Tom Madeup"),
        ),
        (
            "/__recip_version1.0_#00000000/__substg1.0_39FE001F",
            &wide("tom@mail.example"),
        ),
        (
            "/__attach_version1.0_#00000000/__properties_version1.0",
            &fixed(8, &[]),
        ),
        (
            "/__attach_version1.0_#00000000/__substg1.0_3707001F",
            &wide("list.csv"),
        ),
        (
            "/__attach_version1.0_#00000000/__substg1.0_37010102",
            b"name,born\n",
        ),
        (
            "/__attach_version1.0_#00000001/__properties_version1.0",
            &fixed(8, &[]),
        ),
        (&format!("{inner}/__properties_version1.0"), &fixed(24, &[])),
        (
            &format!("{inner}/__substg1.0_0037001F"),
            &wide("inner subject"),
        ),
        (
            &format!("{inner}/__substg1.0_1000001F"),
            &wide("inner words"),
        ),
    ])
}

fn read(bytes: &[u8]) -> Recorded {
    extract(&Msg, Format::Msg, bytes)
}

#[test]
fn a_message_is_read_with_its_people_its_body_and_its_attachments() {
    let read = read(&message());
    assert!(read.is_complete());
    assert_eq!(
        read.fields(),
        [
            "from: Asha \"A\" Example <asha@mail.example>",
            "cc: Tom Madeup <tom@mail.example>",
            "subject: About the review",
            "date: 2009-03-01T10:00:00Z",
        ]
    );
    assert_eq!(
        read.text().replace('\r', "").trim(),
        "Dear Zoë,\nall is well."
    );
    assert_eq!(
        read.members[0],
        ("list.csv".to_owned(), Ok(b"name,born\n".to_vec()))
    );
    let inner = read.members[1].1.as_ref().unwrap();
    let inner = extract(&Eml, Format::Eml, inner);
    assert_eq!(inner.fields(), ["subject: inner subject"]);
    assert_eq!(inner.text().trim(), "inner words");
}

#[test]
fn a_contact_says_what_is_on_its_card() {
    let bytes = ole(&[
        (
            "/__properties_version1.0",
            &fixed(32, &[(0x40, 0x3A42, SENT)]),
        ),
        ("/__substg1.0_001A001F", &wide("IPM.Contact")),
        ("/__substg1.0_3A1C001F", &wide("07700 900123")),
        ("/__substg1.0_8083001F", &wide("asha@mail.example")),
    ]);
    let text = read(&bytes).text();
    for line in [
        "Mobile telephone: 07700 900123",
        "Date of birth: 2009-03-01",
        "asha@mail.example",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn a_sealed_message_says_so_and_damage_never_panics() {
    let bytes = ole(&[
        ("/__properties_version1.0", &fixed(32, &[])),
        ("/__substg1.0_001A001F", &wide("IPM.Note.SMIME")),
        (
            "/__attach_version1.0_#00000000/__properties_version1.0",
            &fixed(8, &[]),
        ),
        (
            "/__attach_version1.0_#00000000/__substg1.0_37010102",
            b"sealed",
        ),
    ]);
    assert!(read(&bytes).is_partial(Reason::Encrypted));
    let whole = message();
    for at in (0..whole.len()).step_by(31) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        read(&damaged);
    }
}

#[test]
fn what_is_no_store_is_corrupt() {
    let bytes = [&b"!BDN"[..], &[0; 600]].concat();
    assert!(extract(&Pst, Format::Pst, &bytes).is_unreadable(Reason::Corrupt));
}

#[test]
fn a_body_that_is_only_compressed_is_unpacked() {
    let rtf = compressed_rtf::compress_rtf(r"{\rtf1\ansi Dear Asha\par}").unwrap();
    let bytes = ole(&[
        ("/__properties_version1.0", &fixed(32, &[])),
        ("/__substg1.0_10090102", &rtf),
    ]);
    assert_eq!(read(&bytes).text().trim(), "Dear Asha");
}
