//! One JSON object with a list a kind of record. The object begins with the scan record, which comes last; so the lists wait
//! in temporary files, and in memory as long as they are short.

use std::io::{self, Seek, Write};
use std::path::Path;

use tempfile::{SpooledTempFile, spooled_tempfile_in};

use super::{Record, What};

/// Bytes of each list that stay in memory.
const MEMORY: usize = 1 << 20;

/// The object on its way.
pub(super) struct Sections<W: Write> {
    out: W,
    scan: Vec<u8>,
    lists: Vec<List>,
}

struct List {
    name: &'static str,
    wants: fn(&Record) -> bool,
    items: SpooledTempFile,
    empty: bool,
}

/// A list: its name, what is asked for when it is there, and which records it takes.
type Kind = (&'static str, What, fn(&Record) -> bool);

/// The lists in order.
const LISTS: &[Kind] = &[
    ("documents", What::Documents, |record| {
        matches!(record, Record::Document(_))
    }),
    ("findings", What::Findings, |record| {
        matches!(record, Record::Finding(_))
    }),
    ("indicators", What::Indicators, |record| {
        matches!(record, Record::Indicator(_))
    }),
    ("folders", What::Documents, |record| {
        matches!(record, Record::Folder(_))
    }),
];

impl<W: Write> Sections<W> {
    pub(super) fn new(what: What, out: W, temp_dir: &Path, in_memory: bool) -> Self {
        let memory = if in_memory { usize::MAX } else { MEMORY };
        let asked = LISTS
            .iter()
            .filter(|(_, of, _)| what == What::All || what == *of);
        let list = |&(name, _, wants): &Kind| List {
            name,
            wants,
            items: spooled_tempfile_in(memory, temp_dir),
            empty: true,
        };
        Self {
            out,
            scan: b"null".to_vec(),
            lists: asked.map(list).collect(),
        }
    }

    pub(super) fn record(&mut self, record: &Record) -> io::Result<()> {
        let json = serde_json::to_vec(record)?;
        if let Record::Scan(_) = record {
            self.scan = json;
            return Ok(());
        }
        let Some(list) = self.lists.iter_mut().find(|list| (list.wants)(record)) else {
            return Ok(());
        };
        list.items
            .write_all(if list.empty { b"\n" } else { b",\n" })?;
        list.empty = false;
        list.items.write_all(&json)
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.out.write_all(b"{\"scan\":")?;
        self.out.write_all(&self.scan)?;
        for list in &mut self.lists {
            write!(self.out, ",\n\"{}\":[", list.name)?;
            list.items.rewind()?;
            io::copy(&mut list.items, &mut self.out)?;
            self.out.write_all(b"]")?;
        }
        self.out.write_all(b"}\n")?;
        self.out.flush()
    }
}
