//! `domesday rules`: the rule book, for people.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};

use super::args::RulesCommand;
use super::exit::Exit;
use super::settings;
use crate::detect::rule::{Book, Example, Failure, Identifier, Rule};

pub(super) fn run(command: &RulesCommand) -> Result<Exit> {
    let mut out = BufWriter::new(io::stdout().lock());
    let exit = match command {
        RulesCommand::List { patterns, rules } => {
            let book = book(rules.rules.as_deref())?;
            if *patterns {
                list_patterns(&book, &mut out)?
            } else {
                list(&book, &mut out)?
            }
        }
        RulesCommand::Show { id, rules } => {
            let book = book(rules.rules.as_deref())?;
            let rule = book.rules().find(|rule| rule.meta.id == *id);
            show(
                rule.with_context(|| format!("no rule {id}; see domesday rules list"))?,
                &mut out,
            )?
        }
        RulesCommand::Test(args) => test(&book(args.rules.as_deref())?, &mut out)?,
    };
    out.flush()?;
    Ok(exit)
}

fn book(rules: Option<&Path>) -> Result<Book> {
    settings::book(rules)
}

fn list(book: &Book, out: &mut dyn Write) -> Result<Exit> {
    let widest = book
        .rules()
        .map(|rule| rule.meta.id.len())
        .max()
        .unwrap_or(0);
    for rule in book.rules() {
        let meta = &rule.meta;
        let chance = rule.chance().map(|chance| chance.to_string());
        let form = rule
            .identifier
            .as_ref()
            .map_or("", |identifier| &identifier.normal_form);
        writeln!(
            out,
            "{:widest$}  {:12}  {:8}  {:22}  {}{}{form}",
            meta.id,
            word(&meta.class)?,
            word(&meta.severity)?,
            chance.unwrap_or_default(),
            rule.title,
            if form.is_empty() { "" } else { ": " },
        )?;
    }
    Ok(Exit::Clear)
}

/// What the engine compiles, for tools that take one pattern a line.
fn list_patterns(book: &Book, out: &mut dyn Write) -> Result<Exit> {
    let identifiers = book.rules().filter_map(|rule| rule.identifier.as_ref());
    for pattern in identifiers.flat_map(|identifier| &identifier.patterns) {
        writeln!(out, "{}", pattern.standing_alone())?;
    }
    Ok(Exit::Clear)
}

fn show(rule: &Rule, out: &mut dyn Write) -> Result<Exit> {
    let meta = &rule.meta;
    let principles: Vec<String> = meta.principles.iter().map(ToString::to_string).collect();
    writeln!(out, "{}: {}", meta.id, rule.title)?;
    writeln!(
        out,
        "class {}, severity {}, principles {}",
        word(&meta.class)?,
        word(&meta.severity)?,
        principles.join(", ")
    )?;
    writeln!(out, "file rules/{}\n", rule.path)?;
    writeln!(out, "{}", rule.source.trim())?;
    if let Some(identifier) = &rule.identifier {
        show_identifier(rule, identifier, out)?;
    }
    Ok(Exit::Clear)
}

fn show_identifier(rule: &Rule, identifier: &Identifier, out: &mut dyn Write) -> io::Result<()> {
    if !identifier.normal_form.is_empty() {
        writeln!(out, "\nnormal form: {}", identifier.normal_form)?;
    }
    if let Some(check) = identifier.check() {
        writeln!(out, "check: {check}")?;
    }
    if let Some(chance) = rule.chance() {
        writeln!(out, "random values of the shape that pass: {chance}")?;
    }
    if !identifier.patterns.is_empty() {
        writeln!(out, "\npatterns, with the confidence each has alone:")?;
    }
    for pattern in &identifier.patterns {
        writeln!(out, "  {:.2}  {}", pattern.score, pattern.regex)?;
    }
    let lists = rule.lists();
    if !lists.labels.is_empty() {
        writeln!(
            out,
            "\nbeside a label: {:.2}\n{}",
            identifier.labelled,
            lines(&lists.labels)
        )?;
    }
    if !lists.headers.is_empty() {
        writeln!(
            out,
            "\nunder a column head: {:.2}\n{}",
            identifier.headed,
            lines(&lists.headers)
        )?;
    }
    if !lists.negative_labels.is_empty() {
        writeln!(
            out,
            "\nlabels that speak against it:\n{}",
            lines(&lists.negative_labels)
        )?;
    }
    if !lists.negative_headers.is_empty() {
        writeln!(
            out,
            "\ncolumn heads that speak against it:\n{}",
            lines(&lists.negative_headers)
        )?;
    }
    for (title, examples) in [
        ("found:", &lists.examples),
        ("not found:", &lists.counter_examples),
    ] {
        if !examples.is_empty() {
            writeln!(out, "\n{title}")?;
        }
        for example in examples {
            writeln!(out, "  {}", describe(example))?;
        }
    }
    Ok(())
}

/// Phrases side by side, in lines that a terminal holds.
fn lines(phrases: &[String]) -> String {
    const WIDTH: usize = 100;
    let mut lines = String::new();
    let mut width = WIDTH;
    for (phrase, more) in phrases.iter().zip((0..phrases.len()).rev()) {
        let length = phrase.chars().count() + 2;
        if width + length > WIDTH {
            lines.push_str(if lines.is_empty() { " " } else { "\n " });
            width = 1;
        }
        lines.push(' ');
        lines.push_str(phrase);
        lines.push_str(if more > 0 { "," } else { "" });
        width += length;
    }
    lines
}

fn test(book: &Book, out: &mut dyn Write) -> Result<Exit> {
    let failures = book.test();
    for failure in &failures {
        let Failure {
            rule,
            example,
            wanted,
            together,
        } = failure;
        let expected = if *wanted {
            "should be found"
        } else {
            "should not be found"
        };
        let loaded = if *together {
            "with all rules loaded"
        } else {
            "with this rule alone"
        };
        writeln!(out, "{rule}: {expected} {loaded}: {}", describe(example))?;
    }
    let rules = book.rules().count();
    writeln!(
        out,
        "{rules} rules, {} examples answered wrongly",
        failures.len()
    )?;
    Ok(if failures.is_empty() {
        Exit::Clear
    } else {
        Exit::Found
    })
}

fn describe(example: &Example) -> String {
    match example {
        Example::Text(text) => text.replace('\n', " ⏎ "),
        Example::Cell { header, cell } => format!("{cell}   under the column head {header}"),
    }
}

/// The word that records use.
fn word<T: serde::Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_value(value)?
        .as_str()
        .unwrap_or_default()
        .to_owned())
}
