//! `domesday report`: an inventory to a format.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result};

use super::args::{ReportArgs, ReportFormat, View, What};
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
    let assessor = judge.assessor(store.sources()?, &std::env::temp_dir())?;
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
        return report::view(self::view(view), form(args.format), store, assessor, out);
    }
    match format(args.format) {
        Some(format) => report::write(format, what(args.what), store, assessor, out),
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

/// The format of records; none for one that only views have.
fn format(typed: ReportFormat) -> Option<report::Format> {
    match typed {
        ReportFormat::Json => Some(report::Format::Json),
        ReportFormat::Jsonl => Some(report::Format::JsonLines),
        ReportFormat::Csv => Some(report::Format::Csv),
        ReportFormat::Text => Some(report::Format::Text),
        ReportFormat::Docx => None,
    }
}

fn form(typed: ReportFormat) -> report::Form {
    match typed {
        ReportFormat::Json => report::Form::Json,
        ReportFormat::Jsonl => report::Form::JsonLines,
        ReportFormat::Csv => report::Form::Csv,
        ReportFormat::Text => report::Form::Text,
        ReportFormat::Docx => report::Form::Docx,
    }
}

fn view(typed: View) -> report::View {
    match typed {
        View::Register => report::View::Register,
        View::Disposal => report::View::Disposal,
        View::Review => report::View::Review,
        View::Access => report::View::Access,
        View::Accuracy => report::View::Accuracy,
        View::Transfers => report::View::Transfers,
        View::Summary => report::View::Summary,
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
