//! `domesday explain`: one document, and why each find in it was made or nearly made; what class it was taken for and on
//! which dates that rests. Masked like everything else.

mod words;

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use serde::Serialize;

use super::args::{CrawlArgs, ExplainArgs, ExplainFormat};
use super::exit::Exit;
use super::settings::{self, Judge, MakeKey, Sources};
use crate::assess::{Assessment, Assessor, ClassBy, Indicator};
use crate::classify::{Facts, Signal};
use crate::crawl::Outcome;
use crate::detect::rule::{Book, Rule};
use crate::detect::{Engine, Refusals};
use crate::inventory::{Document, Finding};
use crate::pipeline::{self, Delivery, Observe, Unit};
use crate::report::{place, printable};

/// What nearly was a find and is listed for one rule of one document.
const NEARLY: usize = 20;

pub(super) fn run(args: &ExplainArgs) -> Result<Exit> {
    let (source, only) = address(args)?;
    let sources = Sources::new(&[source])?;
    let book = settings::book(args.reading.rules.as_deref())?;
    let mut judge = Judge::new(&args.judging, &book)?;
    judge.show_all();
    let everything = CrawlArgs::default();
    let mut options = settings::pipeline(&everything, &args.reading, &judge)?;
    options.key = settings::key(args.reading.key_file.as_deref(), MakeKey::No)?;
    options.crawl.only = Some(only);
    let engine = Engine::new(&book);
    let assessor = judge.assessor(sources.described(), &options.temp_dir)?;

    options.detect.explain = true;
    let found = read(&sources, &engine, &options)?;
    ensure!(
        !found.is_empty(),
        "{}: no such file below the source",
        args.file.display()
    );
    let least = options.detect.min_confidence;
    options.detect.min_confidence = f32::MIN_POSITIVE;
    options.detect.refusals = Some(Arc::new(Refusals::new(&book)));
    let nearly = read(&sources, &engine, &options)?;

    let explain = Explain {
        book: &book,
        assessor: &assessor,
        least,
        location: args.location.as_deref(),
    };
    let documents: Vec<Explanation> = found
        .into_iter()
        .zip(nearly)
        .map(|(found, nearly)| explain.document(found, nearly))
        .collect::<Result<_>>()?;
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        ExplainFormat::Json => {
            serde_json::to_writer_pretty(
                &mut out,
                &Explanations {
                    documents: &documents,
                },
            )?;
            writeln!(out)?;
        }
        ExplainFormat::Text => {
            for (at, document) in documents.iter().enumerate() {
                if at > 0 {
                    writeln!(out)?;
                }
                document.print(&mut out)?;
            }
        }
    }
    out.flush()?;
    let read = |explained: &Explanation| {
        let outcome = Outcome {
            status: explained.document.status,
            reason: explained.document.reason,
        };
        outcome == Outcome::READ
    };
    Ok(if documents.iter().all(read) {
        Exit::Clear
    } else {
        Exit::Incomplete
    })
}

/// The source, and the file below it.
fn address(args: &ExplainArgs) -> Result<(PathBuf, PathBuf)> {
    let file = &args.file;
    let found = file
        .metadata()
        .with_context(|| file.display().to_string())?;
    ensure!(found.is_file(), "{}: not a file", file.display());
    if let Some(source) = &args.source {
        ensure!(
            file.starts_with(source),
            "{} does not lie below --source {}",
            file.display(),
            source.display()
        );
        return Ok((source.clone(), file.clone()));
    }
    let leaves = |part: Component<'_>| !matches!(part, Component::Normal(_) | Component::CurDir);
    let source = if file.components().any(leaves) {
        file.parent().unwrap_or(Path::new("."))
    } else {
        Path::new(".")
    };
    let below = if source == Path::new(".") {
        source.join(file)
    } else {
        file.clone()
    };
    Ok((source.to_owned(), below))
}

/// Reads the one file.
fn read(sources: &Sources, engine: &Engine, options: &pipeline::Options) -> Result<Vec<Unit>> {
    let mut units = Vec::new();
    let take = |_, delivery| {
        if let Delivery::File(of_file) = delivery {
            for unit in of_file {
                units.push(unit?);
            }
        }
        anyhow::Ok(())
    };
    pipeline::run(&sources.found, engine, options, &Silent, None, take)?;
    Ok(units)
}

struct Silent;

impl Observe for Silent {
    fn begin(&self, _: &str) {}
    fn done(&self, _: u64, _: u64) {}
}

/// What is needed to explain a document.
struct Explain<'a> {
    book: &'a Book,
    assessor: &'a Assessor,
    least: f32,
    location: Option<&'a str>,
}

#[derive(Serialize)]
struct Explanations<'a> {
    documents: &'a [Explanation],
}

/// One document, explained.
#[derive(Serialize)]
struct Explanation {
    document: Document,
    class: Class,
    dates: Vec<words::Dated>,
    /// The state of retention, whatever it is.
    retention: Option<Retention>,
    findings: Vec<Why>,
    nearly: Vec<Why>,
    /// Rules with more that nearly were, and how many more.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    nearly_more: BTreeMap<String, usize>,
}

#[derive(Serialize)]
struct Class {
    id: Option<String>,
    by: Option<ClassBy>,
    /// What the document points to, best first.
    signals: Vec<Signal>,
}

#[derive(Serialize)]
struct Retention {
    state: Option<crate::assess::State>,
    basis: String,
    detail: String,
}

/// A find, or what nearly was one.
#[derive(Serialize)]
struct Why {
    #[serde(flatten)]
    finding: Finding,
    why: Vec<String>,
}

impl Explain<'_> {
    fn document(&self, found: Unit, nearly: Unit) -> Result<Explanation> {
        let mut document = found.document;
        let assessment = self.assessor.document(&document);
        assessment.fill(&mut document);
        let findings: Vec<Finding> = found.findings.read()?.collect::<io::Result<_>>()?;
        let known = |near: &Finding| {
            let same = |finding: &Finding| {
                finding.location == near.location
                    && (finding.rule == near.rule || near.confidence < f32::EPSILON)
            };
            findings.iter().any(same)
        };
        let mut listed = Vec::new();
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for near in nearly.findings.read()? {
            let near = near?;
            if !self.is_asked_for(&near) || known(&near) {
                continue;
            }
            let count = counts.entry(near.rule.clone()).or_default();
            *count += 1;
            if *count <= NEARLY {
                listed.push(self.why(near, false));
            }
        }
        counts.retain(|_, count| {
            *count = count.saturating_sub(NEARLY);
            *count > 0
        });
        Ok(Explanation {
            class: class(&document.facts, &assessment),
            dates: words::dates(&document),
            retention: assessment.indicators.iter().find_map(retention),
            findings: findings
                .into_iter()
                .filter(|finding| self.is_asked_for(finding))
                .map(|finding| self.why(finding, true))
                .collect(),
            nearly: listed,
            nearly_more: counts,
            document,
        })
    }

    fn is_asked_for(&self, finding: &Finding) -> bool {
        self.location.is_none_or(|asked| {
            let place = place(&finding.location);
            let rest = place.strip_prefix(asked.trim());
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        })
    }

    fn why(&self, finding: Finding, is_found: bool) -> Why {
        let rule: Option<&Rule> = self.book.rules().find(|rule| rule.meta.id == finding.rule);
        let why = words::why(&finding, rule, self.least, is_found);
        Why { finding, why }
    }
}

fn class(facts: &Facts, assessment: &Assessment) -> Class {
    Class {
        id: assessment.record_class.clone(),
        by: assessment.class_by,
        signals: facts.class_signals.clone(),
    }
}

fn retention(indicator: &Indicator) -> Option<Retention> {
    indicator.state.map(|state| Retention {
        state: Some(state),
        basis: indicator.basis.clone(),
        detail: indicator.detail.clone(),
    })
}

impl Explanation {
    fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let document = &self.document;
        let member = document.member.as_deref();
        writeln!(out, "{}", words::address(&document.path, member))?;
        writeln!(out, "  {}", words::summary(document))?;
        writeln!(
            out,
            "\nRecord class: {}",
            words::class(self.class.id.as_deref(), self.class.by)
        )?;
        for signal in &self.class.signals {
            let evidence = signal.evidence.join(", ");
            writeln!(
                out,
                "  {:>2} points  {}: {evidence}",
                signal.points, signal.class
            )?;
        }
        if self.class.id.is_none() && !self.class.signals.is_empty() {
            writeln!(
                out,
                "  not clear: {} points and a lead of {} are asked for",
                crate::classify::classes::CLEAR,
                crate::classify::classes::LEAD
            )?;
        }
        if !self.dates.is_empty() {
            writeln!(out, "\nDates")?;
        }
        for dated in &self.dates {
            writeln!(out, "  {}  {}", dated.days(), dated.basis)?;
        }
        if let Some(retention) = &self.retention {
            writeln!(
                out,
                "\nRetention\n  {}\n  {}",
                printable(&retention.basis),
                printable(&retention.detail)
            )?;
        }
        print_finds(out, "Found", &self.findings)?;
        print_finds(out, "Nearly found", &self.nearly)?;
        for (rule, more) in &self.nearly_more {
            writeln!(out, "  and {more} more of {rule}")?;
        }
        Ok(())
    }
}

fn print_finds(out: &mut dyn Write, title: &str, finds: &[Why]) -> io::Result<()> {
    writeln!(out, "\n{title}: {}", finds.len())?;
    for Why { finding, why } in finds {
        let place = printable(&place(&finding.location));
        let (rule, value) = (&finding.rule, printable(&finding.value));
        writeln!(
            out,
            "  {place}  {rule}  {value}  ({:.2})",
            finding.confidence
        )?;
        for reason in why {
            writeln!(out, "      {reason}")?;
        }
    }
    Ok(())
}
