//! `domesday report`: an inventory to a format.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result};

use super::args::{ReportArgs, ReportFormat, What};
use super::exit::Exit;
use super::settings;
use crate::inventory::Store;
use crate::report;

pub(super) fn run(args: &ReportArgs) -> Result<Exit> {
    let store = Store::open(&args.inventory)?;
    let book = settings::book(None)?;
    let judge = settings::Judge::for_inventory(&args.judging, &book, &store)?;
    let assessor = judge.assessor(store.sources()?, &std::env::temp_dir())?;
    let (format, what) = (format(args.format), what(args.what));
    match &args.output {
        None => report::write(
            format,
            what,
            &store,
            &assessor,
            &mut BufWriter::new(io::stdout().lock()),
        )?,
        Some(path) => {
            let sources = store.sources()?;
            settings::keep_apart(path, sources.iter().map(|source| source.name.as_str()))?;
            let writing = || format!("cannot write {}", path.display());
            let mut out = BufWriter::new(create(path).with_context(writing)?);
            report::write(format, what, &store, &assessor, &mut out).with_context(writing)?;
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

/// A report is for its reader only.
fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
}

fn format(typed: ReportFormat) -> report::Format {
    match typed {
        ReportFormat::Json => report::Format::Json,
        ReportFormat::Jsonl => report::Format::JsonLines,
        ReportFormat::Csv => report::Format::Csv,
        ReportFormat::Text => report::Format::Text,
    }
}

fn what(typed: What) -> report::What {
    match typed {
        What::Findings => report::What::Findings,
        What::Documents => report::What::Documents,
        What::Indicators => report::What::Indicators,
        What::All => report::What::All,
    }
}
