//! `domesday policy`: a policy to fill in, and the check of one.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result};
use jiff::civil::Date;

use super::args::PolicyCommand;
use super::exit::Exit;
use super::settings;
use crate::assess::{Assessor, Found, Options, Policy, Regime, TEMPLATE};
use crate::inventory::Store;

pub(super) fn run(command: &PolicyCommand) -> Result<Exit> {
    let mut out = io::stdout().lock();
    match command {
        PolicyCommand::Init { inventory: None } => {
            out.write_all(TEMPLATE.as_bytes())?;
            Ok(Exit::Clear)
        }
        PolicyCommand::Init {
            inventory: Some(inventory),
        } => {
            out.write_all(draft(inventory)?.as_bytes())?;
            Ok(Exit::Clear)
        }
        PolicyCommand::Check {
            policy,
            inventory,
            as_of,
        } => check(policy, inventory.as_deref(), *as_of, &mut out),
    }
}

/// A policy made from what an inventory holds.
fn draft(inventory: &Path) -> Result<String> {
    let store = Store::open(inventory)?;
    let regime =
        Regime::by_id(settings::DEFAULT_REGIME).context("the regime is the program's own")?;
    let assessor = Assessor::new(None, regime, settings::as_of(None), Options::default());
    let mut found = Found::default();
    for stored in store.documents() {
        found.document(&stored?.document, &assessor);
    }
    Ok(found.draft(assessor.regime()))
}

/// The purposes that no file of an inventory belongs to.
fn unmatched(policy: &Policy, inventory: &Path, as_of: Date) -> Result<Vec<String>> {
    let store = Store::open(inventory)?;
    let mut left: BTreeSet<&str> = policy
        .purposes()
        .iter()
        .map(|purpose| purpose.name.as_str())
        .collect();
    for stored in store.documents() {
        let document = stored?.document;
        let ground = policy.ground(&document.source, &document.path, as_of);
        if let Some(purpose) = ground.purpose {
            left.remove(purpose.name.as_str());
        }
    }
    Ok(left.into_iter().map(str::to_owned).collect())
}

/// Prints every mistake, or what the policy covers.
fn check(
    path: &Path,
    inventory: Option<&Path>,
    as_of: Option<Date>,
    out: &mut dyn Write,
) -> Result<Exit> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("policy {}", path.display()))?;
    let rules = settings::book(None)?
        .rules()
        .map(|rule| rule.meta.id.clone())
        .collect();
    let name = path.display().to_string();
    let as_of = settings::as_of(as_of);
    let (policy, warnings) = match Policy::parse(&name, &text, &rules, as_of) {
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
    if let Some(inventory) = inventory {
        for name in unmatched(&policy, inventory, as_of)? {
            writeln!(
                out,
                "{}: purpose \"{name}\" matches no file of the inventory",
                path.display()
            )?;
        }
    }
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
