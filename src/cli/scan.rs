//! `domesday scan`: sources into an inventory, and a summary.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};

use super::args::ScanArgs;
use super::exit::Exit;
use super::progress::Progress;
use super::settings::{self, MakeKey, Sources};
use crate::detect::Engine;
use crate::inventory::{Start, Store, Totals};
use crate::pipeline::{self, Delivery};
use crate::report;

pub(super) fn run(args: &ScanArgs, quiet: bool) -> Result<Exit> {
    let sources = Sources::new(&args.sources)?;
    settings::keep_apart(
        &args.inventory,
        sources.found.iter().map(|source| source.name.as_str()),
    )?;
    let book = settings::book(args.reading.rules.as_deref())?;
    let mut judge = settings::Judge::new(&args.judging, &book)?;
    let key = settings::key(args.reading.key_file.as_deref(), MakeKey::Yes)?
        .context("no folder for the key of fingerprints: name one with --key-file")?;
    judge.read_lists(&book, Some(&key))?;
    let mut options = settings::pipeline(&args.crawl, &args.reading, &judge)?;
    options.crawl.own_outputs = settings::own_outputs(&args.inventory);
    let engine = Engine::new(&book);
    let mut store = Store::open_or_create(&args.inventory, &key.check())?;
    options.key = Some(key);

    let start = Start {
        started: settings::now(),
        as_of: judge.as_of.to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        rules: book.hash(),
        policy: judge.policy_text()?,
        options: options_as_json(args),
        sources: sources.described(),
    };
    let totals = fill(&mut store, &start, &sources, &engine, &options, quiet)?;

    if !quiet {
        let assessor = judge.assessor_of(&store, &options.temp_dir)?;
        let mut out = io::stdout().lock();
        report::summary(&store, &assessor, &mut out)?;
        for missing in &sources.missing {
            writeln!(out, "Not scanned: {missing}")?;
        }
        writeln!(out, "Inventory: {}", args.inventory.display())?;
    }
    let complete = totals.not_read() == 0 && sources.missing.is_empty();
    Ok(if args.strict && !complete {
        Exit::Incomplete
    } else {
        Exit::Clear
    })
}

/// Scans into the store with one writer, this thread; what was written stays if the run is cut off.
fn fill(
    store: &mut Store,
    start: &Start,
    sources: &Sources,
    engine: &Engine,
    options: &pipeline::Options,
    quiet: bool,
) -> Result<Totals> {
    let progress = Progress::new(quiet);
    let ended = AtomicBool::new(false);
    let mut run = store.begin_run(start)?;
    let mut totals = Totals::default();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            progress.count(&sources.found, &options.crawl, || {
                ended.load(Ordering::Relaxed)
            });
        });
        let result = pipeline::run(
            &sources.found,
            engine,
            options,
            &progress,
            None,
            |_, delivery| {
                match delivery {
                    Delivery::Folder(folder) => {
                        totals.folder(&folder);
                        run.folder(&folder)?;
                    }
                    Delivery::File(units) => {
                        for unit in units {
                            let unit = unit?;
                            totals.document(&unit.document, unit.findings.count());
                            run.document(&unit.document, unit.findings.read()?)?;
                        }
                    }
                }
                anyhow::Ok(())
            },
        );
        ended.store(true, Ordering::Relaxed);
        progress.finish();
        result
    })?;
    run.finish(&settings::now(), &totals)?;
    Ok(totals)
}

/// What was asked for, for the log of runs.
fn options_as_json(args: &ScanArgs) -> String {
    serde_json::json!({
        "include": args.crawl.include,
        "exclude": args.crawl.exclude,
        "max_file_size": args.crawl.max_file_size,
        "follow_links": args.crawl.follow_links,
        "min_confidence": args.reading.min_confidence,
        "timeout": args.reading.timeout,
        "max_memory": args.reading.max_memory,
        "max_expanded": args.reading.max_expanded,
        "max_depth": args.reading.max_depth,
    })
    .to_string()
}
