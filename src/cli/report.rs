//! `domesday report`: an inventory to a format.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result};

use super::args::ReportArgs;
use super::exit::Exit;
use super::settings::{self, MakeKey};
use crate::assess::Assessor;
use crate::inventory::Store;
use crate::report;

pub(super) fn run(args: &ReportArgs) -> Result<Exit> {
    let store = Store::open(&args.inventory)?;
    let book = settings::book(None)?;
    let mut judge = settings::Judge::for_inventory(&args.judging, &book, &store)?;
    judge.read_lists(&book, settings::key(None, MakeKey::No)?.as_ref())?;
    let assessor = judge.assessor_of(&store, &std::env::temp_dir())?;
    match &args.output {
        None => write(
            args,
            &store,
            &assessor,
            &mut BufWriter::new(io::stdout().lock()),
        )?,
        Some(path) => {
            let sources = store.sources()?;
            settings::keep_apart(path, sources.iter().map(|source| source.name.as_str()))?;
            let writing = || format!("cannot write {}", path.display());
            let mut out = BufWriter::new(create(path).with_context(writing)?);
            write(args, &store, &assessor, &mut out).with_context(writing)?;
            out.flush().with_context(writing)?;
        }
    }
    let complete = store.totals()?.not_read() == 0;
    Ok(if args.strict && !complete {
        Exit::Incomplete
    } else {
        Exit::Clear
    })
}

/// Writes a view, or records.
fn write(
    args: &ReportArgs,
    store: &Store,
    assessor: &Assessor,
    out: &mut dyn Write,
) -> Result<(), report::Error> {
    if let Some(view) = args.view {
        return report::view(view, args.format, store, assessor, out);
    }
    match args.format.of_records() {
        Some(format) => report::write(format, args.what, store, assessor, out),
        None => Err(report::Error::NotForSigning),
    }
}

/// A report is for its reader only.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
}
