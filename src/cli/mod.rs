//! The command line: what was typed, checked and turned into the options of the stages; the only module that prints.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "this is where the program speaks"
)]

mod args;
mod check;
mod exit;
mod explain;
mod ordered;
mod policy;
mod progress;
mod report;
mod rules;
mod scan;
mod settings;

use std::io;
use std::process::ExitCode;

use clap::Parser;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use args::{Cli, Command};
use exit::Exit;

/// Parses the command line, runs the command, and says how it ended.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    start_log(cli.verbose);
    std::panic::set_hook(Box::new(|panic| {
        // The words of a panic may quote a document: only its place is printed.
        if let Some(place) = panic.location() {
            tracing::error!(file = place.file(), line = place.line(), "internal error");
        }
    }));
    let result = match cli.command {
        Command::Scan(args) => scan::run(&args, cli.quiet),
        Command::Check(args) => check::run(&args, cli.quiet),
        Command::Report(args) => report::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Rules { command } => rules::run(&command),
        Command::Policy { command } => policy::run(&command),
    };
    let exit = result.unwrap_or_else(|error| {
        if is_broken_pipe(&error) {
            return Exit::Clear;
        }
        eprintln!("domesday: {}", one_line(&error));
        Exit::CouldNotRun
    });
    ExitCode::from(exit.code())
}

/// The error and what caused it, on one line.
fn one_line(error: &anyhow::Error) -> String {
    let whole = format!("{error:#}");
    whole
        .split(['\n', '\r'])
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

/// The reader of our output has gone: nothing to complain about.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|io| io.kind() == io::ErrorKind::BrokenPipe)
}

/// The log goes to standard error and holds paths and locations, never text of a document.
fn start_log(verbose: u8) {
    let level = match verbose {
        0 => LevelFilter::WARN,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    // Only our own words: libraries may log what they read.
    let ours = Targets::new().with_target("domesday", level);
    let print = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .without_time()
        .with_target(false);
    tracing_subscriber::registry()
        .with(print.with_filter(ours))
        .init();
}
