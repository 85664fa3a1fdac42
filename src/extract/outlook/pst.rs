//! Outlook's stores ([MS-PST]) by `outlook-pst`: every item of every folder is an inner document, `message N` from 1.

use std::io::{BufReader, Error as IoError};
use std::rc::Rc;

use outlook_pst::ltp::prop_context::PropertyValue;
use outlook_pst::ltp::table_context::TableContext;
use outlook_pst::messaging::attachment::{
    AnsiAttachment, Attachment as Attached, AttachmentData, UnicodeAttachment,
};
use outlook_pst::messaging::message::{AnsiMessage, Message, UnicodeMessage};
use outlook_pst::messaging::store::{AnsiStore, EntryId, Store, UnicodeStore};
use outlook_pst::ndb::node_id::NodeId;
use outlook_pst::{AnsiPstFile, UnicodePstFile};

use super::{Attachment, Bag, Content, Item, Value, encoding, id, mime};
use crate::crawl::Reason;
use crate::extract::{Coverage, Error, Extract, Input, Sink};

pub(in crate::extract) struct Pst;

/// The root of all folders ([MS-PST] 2.4.1).
const ROOT: u32 = 0x122;
/// Folders of one store.
const FOLDERS: usize = 100_000;
/// Items of one store.
const ITEMS: usize = 10_000_000;

impl Extract for Pst {
    fn extract(&self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Coverage, Error> {
        let file = BufReader::new(input.own_file()?);
        if let Ok(store) = UnicodePstFile::read_from(Box::new(file))
            .and_then(|file| UnicodeStore::read(Rc::new(file)))
        {
            let opened = Rc::clone(&store);
            let open = |entry: &EntryId| unicode_item(&opened, entry);
            return messages(store.as_ref(), open, sink);
        }
        let file = BufReader::new(input.own_file()?);
        let store = AnsiPstFile::read_from(Box::new(file))
            .and_then(|file| AnsiStore::read(Rc::new(file)))
            .map_err(|_| Error::CORRUPT)?;
        let opened = Rc::clone(&store);
        let open = |entry: &EntryId| ansi_item(&opened, entry);
        messages(store.as_ref(), open, sink)
    }
}

/// Goes through all folders and hands on every item.
fn messages(
    store: &dyn Store,
    open: impl Fn(&EntryId) -> Result<Item, IoError>,
    sink: &mut dyn Sink,
) -> Result<Coverage, Error> {
    let entry = |node: u32| store.properties().make_entry_id(NodeId::from(node));
    let mut lost = None;
    let mut count = 0_usize;
    let mut seen = std::collections::HashSet::from([ROOT]);
    let mut folders = vec![ROOT];
    while let Some(node) = folders.pop() {
        let Ok(folder) = entry(node).and_then(|entry| store.open_folder(&entry)) else {
            // Searches are listed among the folders and hold nothing of their own.
            if node == ROOT {
                return Err(Error::CORRUPT);
            }
            continue;
        };
        for node in rows(folder.contents_table()) {
            count += 1;
            if count > ITEMS {
                return Ok(Coverage::Partial(Reason::Expansion));
            }
            let name = format!("message {count}");
            if let Ok(item) = entry(node).and_then(|entry| open(&entry)) {
                if item.is_cut() {
                    lost.get_or_insert(Reason::Corrupt);
                }
                sink.inner(&name, &mut &*mime::message(&item))?;
            } else {
                lost.get_or_insert(Reason::Corrupt);
                sink.inner_lost(&name, Reason::Corrupt)?;
            }
        }
        let below = rows(folder.hierarchy_table());
        let below = below.into_iter().filter(|node| seen.insert(*node));
        folders.extend(below.take(FOLDERS));
        if seen.len() > FOLDERS {
            return Ok(Coverage::Partial(Reason::Expansion));
        }
    }
    Ok(Coverage::Complete.and(lost))
}

fn rows(table: Option<&Rc<dyn TableContext>>) -> Vec<u32> {
    let rows = table.into_iter().flat_map(|table| table.rows_matrix());
    rows.map(|row| u32::from(row.id())).collect()
}

/// Reads an item of one kind of store; the two kinds share no type that gives attachments.
macro_rules! item_of {
    ($name:ident, $store:ty, $message:ty, $attachment:ty) => {
        fn $name(store: &Rc<$store>, entry: &EntryId) -> Result<Item, IoError> {
            let message = <$message>::read(Rc::clone(store), entry, None)?;
            let mut item = item(message.as_ref());
            for node in rows(message.attachment_table()) {
                let read = <$attachment>::read(Rc::clone(&message), NodeId::from(node), None);
                item.attachments.extend(match read {
                    Ok(found) => attachment(found.as_ref()),
                    Err(_) => Some(LOST),
                });
            }
            Ok(item)
        }
    };
}

item_of!(
    unicode_item,
    UnicodeStore,
    UnicodeMessage,
    UnicodeAttachment
);
item_of!(ansi_item, AnsiStore, AnsiMessage, AnsiAttachment);

const LOST: Attachment = Attachment {
    bag: Bag::new(),
    content: Content::Lost,
};

/// An item without what is attached to it.
fn item(message: &dyn Message) -> Item {
    let bag = bag(message.properties().iter());
    let recipients = message
        .recipient_table()
        .map(|table| recipients(table.as_ref(), &bag))
        .unwrap_or_default();
    Item {
        bag,
        recipients,
        attachments: Vec::new(),
    }
}

fn recipients(table: &dyn TableContext, of: &Bag) -> Vec<Bag> {
    let context = table.context();
    let encoding = encoding(of);
    let mut all = Vec::new();
    for row in table.rows_matrix() {
        let Ok(values) = row.columns(context) else {
            continue;
        };
        let mut bag = Bag::new();
        for (column, value) in context.columns().iter().zip(values) {
            let value = value.and_then(|value| table.read_column(&value, column.prop_type()).ok());
            if let Some(value) = value.and_then(|value| converted(&value, encoding)) {
                bag.insert(column.prop_id(), value);
            }
        }
        all.push(bag);
    }
    all
}

/// What is attached; none if it is only named and lies elsewhere.
fn attachment(found: &dyn Attached) -> Option<Attachment> {
    let content = match found.data()? {
        AttachmentData::Binary(bytes) => Content::Bytes(bytes.buffer().to_vec()),
        AttachmentData::Message(message) => {
            let mut item = item(message.as_ref());
            // The library does not open what is attached to an attached message.
            let below = rows(message.attachment_table()).len();
            item.attachments.extend((0..below).map(|_| LOST));
            Content::Item(Box::new(item))
        }
    };
    let mut bag = bag(found.properties().iter());
    bag.remove(&id::DATA);
    Some(Attachment { bag, content })
}

fn bag<'a>(properties: impl Iterator<Item = (&'a u16, &'a PropertyValue)>) -> Bag {
    let all: Vec<_> = properties.collect();
    let page = all.iter().find_map(|(id, value)| match value {
        PropertyValue::Integer32(page) if **id == id::CODE_PAGE => Some(*page as u32),
        _ => None,
    });
    let encoding = crate::extract::codepage::encoding(page.unwrap_or(1252));
    all.into_iter()
        .filter_map(|(id, value)| Some((*id, converted(value, encoding)?)))
        .collect()
}

fn converted(value: &PropertyValue, encoding: &'static encoding_rs::Encoding) -> Option<Value> {
    Some(match value {
        PropertyValue::String8(text) => {
            let (text, _) = encoding.decode_without_bom_handling(text.buffer());
            Value::Text(text.trim_end_matches('\0').to_owned())
        }
        PropertyValue::Unicode(text) => {
            let text = String::from_utf16_lossy(text.buffer());
            Value::Text(text.trim_end_matches('\0').to_owned())
        }
        PropertyValue::Binary(bytes) => Value::Bytes(bytes.buffer().to_vec()),
        PropertyValue::Integer16(number) => Value::Number(i64::from(*number)),
        PropertyValue::Integer32(number) => Value::Number(i64::from(*number)),
        PropertyValue::Integer64(number) | PropertyValue::Time(number) => Value::Number(*number),
        PropertyValue::Boolean(value) => Value::Number(i64::from(*value)),
        _ => return None,
    })
}
