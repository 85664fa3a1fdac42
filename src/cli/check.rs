//! `domesday check`: scans without an inventory, prints what is found in the order of the sources, and fails when asked to.

use std::io::{self, BufWriter, Write};

use anyhow::{Result, ensure};

use super::args::{CheckArgs, CheckFormat, FailOn};
use super::exit::Exit;
use super::ordered::Ordered;
use super::progress::Progress;
use super::settings::{self, Judge, MakeKey, Sources};
use crate::assess::{Assessor, Listed, Share};
use crate::detect::{Engine, Severity};
use crate::inventory::{Scan, Totals};
use crate::pipeline::{self, Delivery, Unit, Window};
use crate::report::{Format, Record, Stream};

/// Findings and indicators below this confidence fail no check.
const SURE: f32 = 0.8;

/// Files that may be finished before their turn; where nothing may rest on a disk, and where it may.
const WINDOW_IN_MEMORY: u64 = 256;
const WINDOW: u64 = 100_000;

pub(super) fn run(args: &CheckArgs, quiet: bool) -> Result<Exit> {
    ensure!(
        !(args.reveal && settings::in_ci()),
        "--reveal is refused where CI is set: the logs of CI are kept"
    );
    let sources = Sources::new(&args.sources)?;
    let book = settings::book(args.reading.rules.as_deref())?;
    let mut judge = Judge::new(&args.judging, &book)?;
    let mut options = settings::pipeline(&args.crawl, &args.reading, &judge)?;
    options.key = settings::key(args.reading.key_file.as_deref(), MakeKey::No)?;
    options.reveal = args.reveal;
    options.crawl.exclude = settings::excluding_git(&args.crawl)?;
    judge.read_lists(&book, options.key.as_ref())?;
    let engine = Engine::new(&book);
    let assessor = judge.assessor(sources.described(), &options.temp_dir)?;

    let out = BufWriter::new(io::stdout().lock());
    let mut check = Check {
        stream: Stream::new(format(args.format), out, &options.temp_dir, args.reveal),
        share: assessor.share(),
        assessor: &assessor,
        totals: Totals::default(),
        fail_on: severity(args.fail_on),
        found: false,
    };
    let progress = Progress::new(quiet);
    let window = Window::new(if args.reveal {
        WINDOW_IN_MEMORY
    } else {
        WINDOW
    });
    let mut ordered = Ordered::new(options.temp_dir.clone(), args.reveal);
    let result = pipeline::run(
        &sources.found,
        &engine,
        &options,
        &progress,
        Some(&window),
        |number, delivery| {
            let next = ordered.put(number, delivery, &mut |delivery| check.delivery(delivery))?;
            window.advance(next);
            anyhow::Ok(())
        },
    );
    progress.finish();
    result?;
    let exit = check.end(&judge, &book, &sources, args.allow_unread);
    // To take the tables apart would take longer than to look at a small file.
    std::mem::forget((engine, book));
    exit
}

/// What a check gathers while it prints.
struct Check<'a, W: Write> {
    assessor: &'a Assessor,
    share: Share<'a>,
    stream: Stream<W>,
    totals: Totals,
    fail_on: Option<Severity>,
    found: bool,
}

impl<W: Write> Check<'_, W> {
    fn delivery(&mut self, delivery: Delivery) -> Result<()> {
        match delivery {
            Delivery::Folder(folder) => {
                self.totals.folder(&folder);
                self.stream.record(Record::Folder(folder))?;
            }
            Delivery::File(units) => units.into_iter().try_for_each(|unit| self.unit(unit?))?,
        }
        Ok(())
    }

    /// A document's findings, then its record, then its indicators.
    fn unit(&mut self, unit: Unit) -> Result<()> {
        let Unit {
            mut document,
            findings,
        } = unit;
        self.totals.document(&document, findings.count());
        let mut listed = Listed::default();
        for finding in findings.read()? {
            let finding = finding?;
            listed.finding(self.assessor.lists(), &finding);
            self.weigh(finding.severity, finding.confidence);
            self.stream.record(Record::Finding(finding))?;
        }
        let assessment = self.share.document(&document, &listed)?;
        assessment.fill(&mut document);
        self.stream.record(Record::Document(document))?;
        assessment
            .indicators
            .into_iter()
            .try_for_each(|indicator| {
                self.weigh(indicator.severity, indicator.confidence);
                self.stream.record(Record::Indicator(indicator))
            })?;
        Ok(())
    }

    fn weigh(&mut self, severity: Severity, confidence: f32) {
        self.found |= confidence >= SURE && self.fail_on.is_some_and(|level| severity >= level);
    }

    /// What needs the whole share, the totals, and how it all ends.
    fn end(
        mut self,
        judge: &Judge,
        book: &crate::detect::rule::Book,
        sources: &Sources,
        allow_unread: bool,
    ) -> Result<Exit> {
        let share = std::mem::replace(&mut self.share, self.assessor.share());
        for indicator in share.finish()? {
            let indicator = indicator?;
            self.weigh(indicator.severity, indicator.confidence);
            self.stream.record(Record::Indicator(indicator))?;
        }
        let complete = self.totals.not_read() == 0 && sources.missing.is_empty();
        self.stream.record(Record::Scan(Scan {
            schema: 1,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: book.hash(),
            policy_hash: self
                .assessor
                .policy()
                .map(|policy| policy.hash().to_owned()),
            as_of: judge.as_of.to_string(),
            totals: self.totals,
        }))?;
        self.stream.finish()?;
        Ok(match (self.found, complete || allow_unread) {
            (true, _) => Exit::Found,
            (false, false) => Exit::Incomplete,
            (false, true) => Exit::Clear,
        })
    }
}

fn format(typed: CheckFormat) -> Format {
    match typed {
        CheckFormat::Text => Format::Text,
        CheckFormat::Json => Format::Json,
        CheckFormat::Jsonl => Format::JsonLines,
    }
}

fn severity(typed: FailOn) -> Option<Severity> {
    match typed {
        FailOn::Note => Some(Severity::Note),
        FailOn::Low => Some(Severity::Low),
        FailOn::Medium => Some(Severity::Medium),
        FailOn::High => Some(Severity::High),
        FailOn::Critical => Some(Severity::Critical),
        FailOn::Never => None,
    }
}
