//! PowerPoint 97-2003 ([MS-PPT]): the text atoms of slides, notes and masters, comments, links, embedded objects.
//!
//! Slides are taken from the directory of live objects in their order; where that is damaged, every text atom of the
//! stream is read in a row. Text that a quick save has replaced is no longer live and stays unread.

use std::collections::HashMap;
use std::io::SeekFrom;

use cfb::CompoundFile;

use super::flow::{Flow, Place, Voice};
use super::story::People;
use super::{Coverage, Error, Extract, Input, Sink, docx, ole};
use crate::crawl::Reason;

pub(super) struct Ppt;

const STREAM: &str = "/PowerPoint Document";
/// Bytes of a record's header ([MS-PPT] 2.3.1).
const HEADER: usize = 8;

/// Types of records ([MS-PPT] 2.13.24).
mod kind {
    pub(super) const DOCUMENT: u16 = 0x03E8;
    pub(super) const SLIDE_PERSIST: u16 = 0x03F3;
    pub(super) const TEXT_CHARS: u16 = 0x0FA0;
    pub(super) const TEXT_BYTES: u16 = 0x0FA8;
    pub(super) const STRING: u16 = 0x0FBA;
    pub(super) const LINK: u16 = 0x0FD7;
    pub(super) const HEADERS_FOOTERS: u16 = 0x0FD9;
    pub(super) const SLIDE_LIST: u16 = 0x0FF0;
    pub(super) const USER_EDIT: u16 = 0x0FF5;
    pub(super) const OBJECT: u16 = 0x1011;
    pub(super) const PERSIST_DIRECTORY: u16 = 0x1772;
    pub(super) const COMMENT: u16 = 0x2EE0;
    /// How a slide is shown (`SlideShowSlideInfoAtom`).
    pub(super) const SLIDE_SHOW: u16 = 0x03F9;
}

impl Extract for Ppt {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        input.reader.seek(SeekFrom::Start(0))?;
        let most = input.limits.part_bytes;
        let mut file = CompoundFile::open(&mut *input.reader).map_err(|_| Error::CORRUPT)?;
        ole::properties(&mut file, sink)?;
        let user = ole::read(&mut file, "/Current User", 1 << 16).unwrap_or_default();
        if file.is_stream("/EncryptedSummary") || is_sealed(&user) {
            return Err(Error::ENCRYPTED);
        }
        let stream = ole::read(&mut file, STREAM, most).map_err(|_| Error::CORRUPT)?;
        let mut flow = Flow::new(sink);
        let mut people = People::default();
        let live = Live::find(&stream, &user);
        match &live {
            Some(live) => show(&stream, live, &mut flow, &mut people)?,
            None => texts(
                &stream,
                0..stream.len(),
                Place::Part("body"),
                &mut flow,
                &mut people,
            )?,
        }
        flow.flush()?;
        docx::hand_on_people(people, sink)?;
        objects(&stream, most, sink)?;
        ole::embedded(&mut file, most, sink)?;
        Ok(Coverage::Complete.and(live.is_none().then_some(Reason::Corrupt)))
    }
}

/// The mark of an encrypted presentation ([MS-PPT] 2.3.2, `headerToken`).
fn is_sealed(current_user: &[u8]) -> bool {
    current_user.get(12..16) == Some(&0xF3D1_C4DF_u32.to_le_bytes())
}

/// A record: where its content lies, and whether that is records again.
#[derive(Clone)]
struct Record {
    kind: u16,
    instance: u16,
    is_container: bool,
    content: std::ops::Range<usize>,
}

/// The record at a place, cut where what it lies in ends.
fn record(stream: &[u8], at: usize, end: usize) -> Option<Record> {
    let header = stream.get(at..at + HEADER).filter(|_| at + HEADER <= end)?;
    let version = u16::from_le_bytes([header[0], header[1]]);
    let length = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
    let start = at + HEADER;
    Some(Record {
        kind: u16::from_le_bytes([header[2], header[3]]),
        instance: version >> 4,
        is_container: version & 0xF == 0xF,
        content: start..start.saturating_add(length).min(end),
    })
}

/// The records that lie side by side in a range.
fn records(stream: &[u8], range: std::ops::Range<usize>) -> impl Iterator<Item = Record> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        let found = record(stream, at, range.end)?;
        at = found.content.end;
        Some(found)
    })
}

fn number(stream: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(stream.get(at..at + 4)?.try_into().ok()?))
}

/// Where the objects are that the last save left alive.
struct Live {
    /// Places by persist identifier.
    places: HashMap<u32, usize>,
    document: Record,
}

impl Live {
    /// Follows the saves from the last to the first ([MS-PPT] 2.1.2).
    fn find(stream: &[u8], current_user: &[u8]) -> Option<Self> {
        const SAVES: usize = 10_000;
        let mut places = HashMap::new();
        let mut document = None;
        let mut edit = number(current_user, 16)? as usize;
        for _ in 0..SAVES {
            let save = record(stream, edit, stream.len())?;
            if save.kind != kind::USER_EDIT {
                return None;
            }
            let at = save.content.start;
            document = document.or(number(stream, at + 16));
            let directory = number(stream, at + 12)? as usize;
            let directory = record(stream, directory, stream.len())?;
            if directory.kind != kind::PERSIST_DIRECTORY {
                return None;
            }
            entries(stream, &directory, &mut places);
            match number(stream, at + 8)? as usize {
                before if before > 0 && before < edit => edit = before,
                _ => break,
            }
        }
        let place = *places.get(&document?)?;
        let document = record(stream, place, stream.len())?;
        (document.kind == kind::DOCUMENT).then_some(Self { places, document })
    }

    fn object(&self, stream: &[u8], id: u32) -> Option<Record> {
        record(stream, *self.places.get(&id)?, stream.len())
    }
}

/// Adds a directory's places where no later save gave one ([MS-PPT] 2.3.4).
fn entries(stream: &[u8], directory: &Record, places: &mut HashMap<u32, usize>) {
    let mut at = directory.content.start;
    while at + 4 <= directory.content.end {
        let Some(head) = number(stream, at) else {
            return;
        };
        let (first, count) = (head & 0xF_FFFF, head >> 20);
        at += 4;
        for id in first..first + count {
            let Some(place) = number(stream, at).filter(|_| at + 4 <= directory.content.end) else {
                return;
            };
            places.entry(id).or_insert(place as usize);
            at += 4;
        }
    }
}

/// Reads the live document: slides in order, each with what its outline and its shapes say.
fn show(stream: &[u8], live: &Live, flow: &mut Flow<'_>, people: &mut People) -> Result<(), Error> {
    let mut slide = 0;
    for part in records(stream, live.document.content.clone()) {
        if part.kind != kind::SLIDE_LIST {
            texts(
                stream,
                part_range(&part),
                Place::Part("master"),
                flow,
                people,
            )?;
            continue;
        }
        let mut place = of_list(part.instance, slide);
        for item in records(stream, part.content.clone()) {
            if item.kind != kind::SLIDE_PERSIST {
                texts(stream, part_range(&item), place, flow, people)?;
                continue;
            }
            if part.instance == 0 {
                slide += 1;
                place = Place::Slide(slide);
            }
            let id = number(stream, item.content.start).unwrap_or(0);
            if let Some(object) = live.object(stream, id) {
                let hidden = part.instance == 0 && is_hidden(stream, &object);
                if hidden {
                    flow.hide();
                }
                texts(stream, part_range(&object), place, flow, people)?;
                if hidden {
                    flow.flush()?;
                    flow.show();
                }
            }
        }
    }
    Ok(())
}

/// Which list of slides this is ([MS-PPT] 2.4.14.1): slides, masters or notes.
fn of_list(instance: u16, slide: u32) -> Place {
    match instance {
        0 => Place::Slide(slide.max(1)),
        1 => Place::Part("master"),
        _ => Place::Part("notes"),
    }
}

/// A record with its header, to be walked.
fn part_range(record: &Record) -> std::ops::Range<usize> {
    record.content.start - HEADER..record.content.end
}

/// A slide that is passed over in the show ([MS-PPT] 2.6.6, `fHidden`).
fn is_hidden(stream: &[u8], slide: &Record) -> bool {
    const HIDDEN: u8 = 0x04;
    records(stream, slide.content.clone())
        .find(|record| record.kind == kind::SLIDE_SHOW)
        .and_then(|info| stream.get(info.content.start + 10).copied())
        .is_some_and(|flags| flags & HIDDEN != 0)
}

/// Hands on all text in a range, wherever it is nested.
fn texts(
    stream: &[u8],
    range: std::ops::Range<usize>,
    place: Place,
    flow: &mut Flow<'_>,
    people: &mut People,
) -> Result<(), Error> {
    // The containers that are open: where each ends, and what strings in it are.
    let mut open: Vec<(usize, &'static str)> = Vec::new();
    let mut at = range.start;
    flow.open_story(place);
    while let Some(record) = record(stream, at, range.end) {
        while open.last().is_some_and(|(end, _)| *end <= at) {
            open.pop();
        }
        let strings = open.last().map_or("", |(_, strings)| *strings);
        let content = &stream[record.content.clone()];
        if record.is_container {
            let strings = match record.kind {
                kind::COMMENT => "comment",
                kind::LINK => "link",
                kind::HEADERS_FOOTERS => "header",
                _ => strings,
            };
            open.push((record.content.end, strings));
            at = record.content.start;
            continue;
        }
        at = record.content.end;
        match record.kind {
            kind::TEXT_CHARS => paragraphs(&utf16(content), flow)?,
            kind::TEXT_BYTES => paragraphs(&latin(content), flow)?,
            // The author of a comment is its first string, the text its second ([MS-PPT] 2.5.23).
            kind::STRING if strings == "comment" && record.instance == 0 => {
                people.note(Some(utf16(content)));
            }
            kind::STRING if strings == "comment" && record.instance == 2 => {}
            kind::STRING if !strings.is_empty() => flow.aside(strings, &utf16(content))?,
            _ => {}
        }
    }
    flow.close_story()
}

fn paragraphs(text: &str, flow: &mut Flow<'_>) -> Result<(), Error> {
    for paragraph in text.split(['\r', '\n']) {
        flow.text(Voice::Plain, paragraph)?;
        flow.end_paragraph_if_begun()?;
    }
    Ok(())
}

fn utf16(bytes: &[u8]) -> String {
    let (text, _) = encoding_rs::UTF_16LE.decode_without_bom_handling(bytes);
    text.into_owned()
}

/// The low bytes of characters whose high bytes are all zero ([MS-PPT] 2.9.43).
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Hands on embedded documents ([MS-PPT] 2.10.34): compound files, most of them compressed.
fn objects(stream: &[u8], most: u64, sink: &mut dyn Sink) -> Result<(), Error> {
    let mut count = 0;
    for object in records(stream, 0..stream.len()).filter(|record| record.kind == kind::OBJECT) {
        count += 1;
        let name = format!("object {count}");
        let content = &stream[object.content];
        if object.instance == 1 {
            let content = content.get(4..).unwrap_or_default();
            let content = flate2::read::ZlibDecoder::new(content);
            sink.inner(&name, &mut super::member::Bounded::new(content, most))?;
        } else {
            sink.inner(&name, &mut &*content)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
