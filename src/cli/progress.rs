//! Progress on standard error: a bar on a terminal, a line a minute elsewhere.

use std::io::{IsTerminal, Write, stderr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{BinaryBytes, HumanCount, HumanDuration, ProgressBar, ProgressStyle};

use crate::crawl::{self, Met, Source};
use crate::pipeline::Observe;

/// Between two lines where there is no terminal.
const INTERVAL: Duration = Duration::from_mins(1);

/// Counts what is done and shows it.
pub(super) struct Progress {
    shown: Shown,
    begun: Instant,
    files: AtomicU64,
    bytes: AtomicU64,
    findings: AtomicU64,
    /// Bytes and files that the sources hold, once counted.
    expected_bytes: AtomicU64,
    expected_files: AtomicU64,
}

enum Shown {
    Bar(ProgressBar),
    Lines(Mutex<Instant>),
    Nothing,
}

impl Progress {
    pub(super) fn new(quiet: bool) -> Self {
        let shown = match (quiet, stderr().is_terminal()) {
            (true, _) => Shown::Nothing,
            (false, true) => Shown::Bar(bar()),
            (false, false) => Shown::Lines(Mutex::new(Instant::now())),
        };
        let zero = || AtomicU64::new(0);
        Self {
            shown,
            begun: Instant::now(),
            files: zero(),
            bytes: zero(),
            findings: zero(),
            expected_bytes: zero(),
            expected_files: zero(),
        }
    }

    /// Walks the sources once more, beside the scan, to know how much there is: only then can time left be told.
    /// Ends early when `stop` says so.
    pub(super) fn count(
        &self,
        sources: &[Source],
        options: &crawl::Options,
        stop: impl Fn() -> bool,
    ) {
        if !matches!(self.shown, Shown::Bar(_)) {
            return;
        }
        let (mut files, mut bytes) = (0, 0);
        for met in crawl::walk(sources, options) {
            if stop() {
                return;
            }
            if let Met::File(entry) = met {
                files += 1;
                bytes += entry.stat.map_or(0, |stat| stat.bytes);
            }
        }
        self.expected_bytes.store(bytes, Ordering::Relaxed);
        self.expected_files.store(files, Ordering::Relaxed);
        if let Shown::Bar(bar) = &self.shown {
            bar.set_length(bytes.max(1));
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }

    fn line(&self) -> String {
        let seconds = self.begun.elapsed().as_secs_f64().max(0.001);
        let bytes = self.bytes.load(Ordering::Relaxed);
        let rate = (bytes as f64 / seconds) as u64;
        let left = match self.expected_bytes.load(Ordering::Relaxed) {
            0 => String::new(),
            all if rate > 0 => {
                let left = Duration::from_secs(all.saturating_sub(bytes) / rate);
                let files = HumanCount(self.expected_files.load(Ordering::Relaxed));
                format!(" of {files}, {} left", HumanDuration(left))
            }
            _ => String::new(),
        };
        format!(
            "{} files{left}; {}, {}/s, {} findings",
            HumanCount(self.files.load(Ordering::Relaxed)),
            BinaryBytes(bytes),
            BinaryBytes(rate),
            HumanCount(self.findings.load(Ordering::Relaxed)),
        )
    }
}

impl Observe for Progress {
    fn begin(&self, path: &str) {
        if let Shown::Bar(bar) = &self.shown {
            bar.set_prefix(shorten(path, 60));
        }
    }

    fn done(&self, bytes: u64, findings: u64) {
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.findings.fetch_add(findings, Ordering::Relaxed);
        match &self.shown {
            Shown::Bar(bar) => {
                bar.set_position(self.bytes.load(Ordering::Relaxed));
                bar.set_message(self.line());
            }
            Shown::Lines(last) => {
                let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
                if last.elapsed() >= INTERVAL {
                    *last = Instant::now();
                    // Nobody listens: nothing to be done about it.
                    let _ = writeln!(stderr(), "domesday: {}", self.line());
                }
            }
            Shown::Nothing => {}
        }
    }
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} [{bar:24}] {msg}\n  {prefix:.dim}")
        .expect("the template is well formed");
    let bar = ProgressBar::new(u64::MAX).with_style(style.progress_chars("=> "));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// The end of a long path; signs that would steer the terminal are shown as boxes.
fn shorten(path: &str, most: usize) -> String {
    let length = path.chars().count();
    let end = path.chars().skip(length.saturating_sub(most));
    let end = end.map(|sign| if sign.is_control() { '\u{fffd}' } else { sign });
    if length <= most {
        end.collect()
    } else {
        std::iter::once('…').chain(end.skip(1)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_keeps_its_end() {
        assert_eq!(shorten("short", 10), "short");
        assert_eq!(shorten("a/very/long/päth.txt", 9), "…päth.txt");
        assert_eq!(shorten("a\u{1b}[2Jb", 10), "a\u{fffd}[2Jb");
    }
}
