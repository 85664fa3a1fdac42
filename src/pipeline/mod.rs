//! The whole flow for one file ([`document`]), and for a run: a parallel walk, a worker per thread, one consumer.
//!
//! The only module that sees every stage but report. Hands on [`Unit`]s: a document's record with its masked findings.

mod document;
mod members;
mod order;
mod units;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::iter::{ParallelBridge, ParallelIterator};

pub use order::Window;
pub use units::Units;

use crate::classify::Facts;
use crate::crawl::{self, Met, Owners, Source};
use crate::detect::{self, Engine};
use crate::extract::Limits;
use crate::inventory::{Document, Finding, Folder, Key, Spool};

/// Whether the policy says that a path below a source is never opened.
pub type Ignored = Box<dyn Fn(&Source, &str) -> bool + Send + Sync>;

/// What a run needs to know beside its sources.
pub struct Options {
    /// The program whose `main` serves extraction children.
    pub program: PathBuf,
    /// Where unlinked temporary files are made.
    pub temp_dir: PathBuf,
    pub crawl: crawl::Options,
    pub limits: Limits,
    pub detect: detect::Options,
    /// Threads that read documents.
    pub jobs: usize,
    /// Makes fingerprints and content hashes; without it records have none.
    pub key: Option<Key>,
    /// Records carry what matched instead of its mask.
    pub reveal: bool,
    /// Paths below a source that the policy says are never opened.
    pub ignored: Ignored,
}

/// One document, read or not, with what was found in it.
pub struct Unit {
    pub document: Document,
    pub findings: Spool<Finding>,
}

/// Findings of one document that stay in memory, in bytes.
pub const FINDINGS_IN_MEMORY: usize = 8 << 20;

/// A document, its facts, which its own record leaves out, and its findings: a unit as it waits in a file.
pub type Parts = (Document, Facts, Vec<Finding>);

impl Unit {
    /// A document without findings as yet; `memory` bounds what of them stays in memory.
    pub fn new(document: Document, memory: usize, temp_dir: &Path) -> Self {
        Self {
            document,
            findings: Spool::new(memory, temp_dir),
        }
    }

    /// A unit that waited as its parts.
    pub fn back((mut document, facts, findings): Parts, temp_dir: &Path) -> io::Result<Self> {
        document.facts = facts;
        let mut unit = Self::new(document, FINDINGS_IN_MEMORY, temp_dir);
        findings
            .into_iter()
            .try_for_each(|finding| unit.findings.push(finding))?;
        Ok(unit)
    }
}

/// What a run delivers for one thing the crawl met.
pub enum Delivery {
    /// A file: its members in order, itself last.
    File(Units),
    Folder(Folder),
}

/// Watches a run.
pub trait Observe: Sync {
    /// A file is about to be read.
    fn begin(&self, path: &str);
    /// A file has been read: its bytes, and how many findings it and its members gave.
    fn done(&self, bytes: u64, findings: u64);
}

/// Scans the sources with `options.jobs` threads and hands every delivery to `take` on the calling thread, numbered in
/// the order of the crawl; they come as they are finished. An error of `take` ends the run and is returned.
pub fn run<E: Send>(
    sources: &[Source],
    engine: &Engine,
    options: &Options,
    observe: &dyn Observe,
    window: Option<&Window>,
    mut take: impl FnMut(u64, Delivery) -> Result<(), E>,
) -> Result<(), E> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs)
        .thread_name(|n| format!("reader-{n}"))
        .stack_size(16 << 20)
        .build()
        .expect("the system gives threads");
    let owners = Owners::default();
    let stopped = AtomicBool::new(false);
    let (send, receive) = crossbeam_channel::bounded(4 * options.jobs);
    std::thread::scope(|scope| {
        let (stopped, owners) = (&stopped, &owners);
        scope.spawn(move || {
            pool.install(|| {
                crawl::walk(sources, &options.crawl)
                    .zip(0..)
                    .take_while(|_| !stopped.load(Ordering::Relaxed))
                    .par_bridge()
                    .for_each_init(
                        || document::Worker::new(engine, options, owners),
                        |worker, (met, number)| {
                            if let Some(window) = window {
                                window.wait(number, stopped);
                            }
                            let delivery = deliver(worker, met, observe);
                            // The consumer has gone only when it has failed, and says so itself.
                            let _ = send.send((number, delivery));
                        },
                    );
            });
        });
        for (number, delivery) in &receive {
            if let Err(error) = take(number, delivery) {
                stopped.store(true, Ordering::Relaxed);
                if let Some(window) = window {
                    window.release();
                }
                drop(receive);
                return Err(error);
            }
        }
        Ok(())
    })
}

fn deliver(worker: &mut document::Worker<'_>, met: Met, observe: &dyn Observe) -> Delivery {
    match met {
        Met::Folder(folder) => {
            tracing::info!(path = folder.path, reason = ?folder.outcome.reason, "folder not looked into");
            Delivery::Folder(Folder {
                source: folder.source.name.clone(),
                path: folder.path,
                status: folder.outcome.status,
                reason: folder.outcome.reason.unwrap_or(crawl::Reason::Io),
            })
        }
        Met::File(entry) => {
            observe.begin(&entry.path);
            let units = worker.file(&entry);
            observe.done(entry.stat.map_or(0, |stat| stat.bytes), units.findings());
            Delivery::File(units)
        }
    }
}
