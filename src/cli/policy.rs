//! `domesday policy`: a policy to fill in, and the check of one.

use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};
use jiff::civil::Date;

use super::args::PolicyCommand;
use super::exit::Exit;
use super::settings;
use crate::assess::{Policy, TEMPLATE};

pub(super) fn run(command: &PolicyCommand) -> Result<Exit> {
    let mut out = io::stdout().lock();
    match command {
        PolicyCommand::Init => {
            out.write_all(TEMPLATE.as_bytes())?;
            Ok(Exit::Clear)
        }
        PolicyCommand::Check { policy, as_of } => check(policy, *as_of, &mut out),
    }
}

/// Prints every mistake, or what the policy covers.
fn check(path: &Path, as_of: Option<Date>, out: &mut dyn Write) -> Result<Exit> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("policy {}", path.display()))?;
    let rules = settings::book(None)?
        .rules()
        .map(|rule| rule.meta.id.clone())
        .collect();
    let name = path.display().to_string();
    let (policy, warnings) = match Policy::parse(&name, &text, &rules, settings::as_of(as_of)) {
        Ok(read) => read,
        Err(mistakes) => {
            for mistake in &mistakes {
                writeln!(out, "{mistake}")?;
            }
            writeln!(out, "{} to mend", counted(mistakes.len(), "mistake"))?;
            return Ok(Exit::CouldNotRun);
        }
    };
    for warning in &warnings {
        writeln!(out, "{warning}")?;
    }
    let purposes = policy.purposes();
    writeln!(
        out,
        "{name}: in order; {}, {}",
        counted(purposes.len(), "purpose"),
        counted(warnings.len(), "warning")
    )?;
    for purpose in purposes {
        writeln!(out, "  {}", purpose.name)?;
    }
    Ok(Exit::Clear)
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}
