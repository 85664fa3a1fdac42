use super::*;
use crate::extract::ole::tests::ole;
use crate::extract::package::testing::run;
use crate::extract::{Body, Origin};
use crate::identify::Format;

fn atom(kind: u16, instance: u16, content: &[u8]) -> Vec<u8> {
    let mut bytes = (instance << 4).to_le_bytes().to_vec();
    bytes.extend(kind.to_le_bytes());
    bytes.extend((content.len() as u32).to_le_bytes());
    bytes.extend(content);
    bytes
}

fn container(kind: u16, instance: u16, parts: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = atom(kind, instance, &parts.concat());
    bytes[0] |= 0xF;
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn four(number: usize) -> Vec<u8> {
    (number as u32).to_le_bytes().to_vec()
}

/// A presentation of two slides, the second hidden and with a comment, saved once.
fn presentation() -> Vec<u8> {
    let persist = |id: usize| atom(kind::SLIDE_PERSIST, 0, &[four(id), vec![0; 16]].concat());
    let list = container(
        kind::SLIDE_LIST,
        0,
        &[
            persist(2),
            atom(kind::TEXT_BYTES, 0, b"Staff\rAsha Example"),
            persist(3),
        ],
    );
    let document = container(kind::DOCUMENT, 0, &[list]);
    let text_box = |text: &str| container(0xF00D, 0, &[atom(kind::TEXT_CHARS, 0, &wide(text))]);
    let first = container(0x03EE, 0, &[text_box("Zoë")]);
    let comment = container(
        kind::COMMENT,
        0,
        &[
            atom(kind::STRING, 0, &wide("Pat Example")),
            atom(kind::STRING, 1, &wide("a remark")),
        ],
    );
    let mut show = vec![0; 16];
    show[10] = 4;
    let second = container(
        0x03EE,
        0,
        &[
            atom(kind::SLIDE_SHOW, 0, &show),
            text_box("unseen"),
            comment,
        ],
    );
    let mut stream = Vec::new();
    let mut places = Vec::new();
    for part in [document, first, second] {
        places.extend(four(stream.len()));
        stream.extend(part);
    }
    let directory = stream.len();
    let entry = four(1 | 3 << 20);
    stream.extend(atom(kind::PERSIST_DIRECTORY, 0, &[entry, places].concat()));
    let edit = stream.len();
    let fields = [
        four(0),
        four(0),
        four(0),
        four(directory),
        four(1),
        four(4),
        four(0),
    ];
    stream.extend(atom(kind::USER_EDIT, 0, &fields.concat()));
    stream.resize(8192, 0);
    let user = [vec![0; 8], four(20), vec![0; 4], four(edit)].concat();
    ole(&[("/PowerPoint Document", &stream), ("/Current User", &user)])
}

#[test]
fn slides_come_in_order_with_outline_and_shapes_and_hidden_ones_are_marked() {
    let (found, result) = run(&Ppt, &presentation(), Format::Ppt);
    assert_eq!(result.unwrap(), Coverage::Complete);
    let slides: Vec<_> = found
        .segments
        .iter()
        .filter_map(|segment| match (&segment.origin, &segment.body) {
            (Origin::Slide { slide }, Body::Text(text)) => Some((*slide, text.as_str())),
            _ => None,
        })
        .collect();
    let all = slides.iter().fold(String::new(), |all, (slide, text)| {
        all + &format!("{slide}:{text};")
    });
    assert!(
        all.contains("Asha Example") && all.contains("Zoë") && all.contains("2:unseen"),
        "{all}"
    );
    assert!(found.is_hidden("unseen") && !found.is_hidden("Zoë"));
    assert_eq!(found.part("comment"), [(1, "a remark")]);
    assert_eq!(found.fields(), ["reviewer=Pat Example"]);
}

#[test]
fn without_a_directory_all_text_is_read_and_the_loss_is_said() {
    let stream = [atom(kind::TEXT_BYTES, 0, b"Asha Example"), vec![0; 5000]].concat();
    let bytes = ole(&[("/PowerPoint Document", &stream)]);
    let (found, result) = run(&Ppt, &bytes, Format::Ppt);
    assert_eq!(result.unwrap(), Coverage::Partial(Reason::Corrupt));
    assert_eq!(found.part("body"), [(1, "Asha Example")]);
}

#[test]
fn sealed_and_damaged_presentations_never_panic() {
    let user = [vec![0; 12], 0xF3D1_C4DF_u32.to_le_bytes().to_vec()].concat();
    let bytes = ole(&[("/PowerPoint Document", b""), ("/Current User", &user)]);
    let (_, result) = run(&Ppt, &bytes, Format::Ppt);
    assert_eq!(result.unwrap_err().reason(), Reason::Encrypted);
    let whole = presentation();
    for at in (0..whole.len()).step_by(7) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x95;
        let _ = run(&Ppt, &damaged, Format::Ppt);
    }
}
