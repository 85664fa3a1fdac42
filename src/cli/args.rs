//! The command line as it is typed.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::report::{Form, View, What};

/// Find personal data on shared drives, and say which data protection principle each find puts in doubt.
///
/// domesday reads folders and files, looks for identifiers of people and for the sensitive categories, and
/// points at the data protection principle that may not be met. It never writes to what it reads, nothing leaves
/// this machine, and values are masked wherever it writes.
#[derive(Debug, Parser)]
#[command(name = "domesday", version, max_term_width = 110, after_help = AFTER_HELP)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,

    /// Say less: no progress, no summary
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,

    /// Say more on standard error: once for files not read, twice for every document, three times for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

const AFTER_HELP: &str = "\
Start here:
  domesday policy init > policy.toml                           write a policy to fill in
  domesday scan /srv/share --policy policy.toml                scan into ./domesday.db and print a summary
  domesday report --format csv --what findings -o finds.csv    export what was found
  domesday check docs --policy policy.toml                     for CI: prints finds, fails on serious ones

Exit status: 0 done; 1 check found something; 2 could not run; 3 not everything in scope was read.";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Scan sources into an inventory and print a summary
    Scan(ScanArgs),
    /// Export an inventory
    Report(ReportArgs),
    /// Scan sources and print what is found; for CI
    Check(CheckArgs),
    /// Say of one document why each find was made, or nearly made
    Explain(ExplainArgs),
    /// List, show and test the rules
    Rules {
        #[command(subcommand)]
        command: RulesCommand,
    },
    /// Write a policy to fill in, or check one
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
}

#[derive(Debug, Args)]
pub(super) struct ScanArgs {
    /// Folders or files to scan
    #[arg(required = true, value_name = "SOURCE")]
    pub(super) sources: Vec<PathBuf>,

    /// Where the inventory is kept; made if it is not there, brought up to date if it is
    #[arg(long, value_name = "FILE", default_value = "domesday.db")]
    pub(super) inventory: PathBuf,

    /// Exit with 3 when not everything in scope was read
    #[arg(long)]
    pub(super) strict: bool,

    #[command(flatten)]
    pub(super) crawl: CrawlArgs,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    #[command(flatten)]
    pub(super) judging: JudgingArgs,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// Folders or files to check
    #[arg(required = true, value_name = "SOURCE")]
    pub(super) sources: Vec<PathBuf>,

    /// How to print
    #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
    pub(super) format: CheckFormat,

    /// Fail on findings and indicators of this severity or above, of confidence 0.8 or more
    #[arg(long, value_enum, default_value_t = FailOn::High, value_name = "LEVEL")]
    pub(super) fail_on: FailOn,

    /// Do not exit with 3 when something in scope could not be read
    #[arg(long)]
    pub(super) allow_unread: bool,

    /// Print what matched instead of its mask; refused when CI is set
    #[arg(long)]
    pub(super) reveal: bool,

    #[command(flatten)]
    pub(super) crawl: CrawlArgs,
    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    #[command(flatten)]
    pub(super) judging: JudgingArgs,
}

#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// The inventory to export
    #[arg(long, value_name = "FILE", default_value = "domesday.db")]
    pub(super) inventory: PathBuf,

    /// How to write
    #[arg(long, value_enum)]
    pub(super) format: Form,

    /// What to write; csv takes one of the three, json and jsonl any
    #[arg(long, value_enum, default_value_t = What::All)]
    pub(super) what: What,

    /// A list or register in place of the records
    #[arg(long, value_enum, conflicts_with = "what")]
    pub(super) view: Option<View>,

    /// Where to write, with no access for others; standard output if left out
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Exit with 3 when the scan could not read everything in scope
    #[arg(long)]
    pub(super) strict: bool,

    #[command(flatten)]
    pub(super) judging: JudgingArgs,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The document; an archive or mail with its members
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,

    /// The folder that FILE lies in as a source, so that the policy's paths hold; the current folder unless given
    #[arg(long, value_name = "DIR")]
    pub(super) source: Option<PathBuf>,

    /// Only finds whose place begins so, as `check` prints it: "line 12", "Staff!C14", "page 3"
    #[arg(long, value_name = "PLACE")]
    pub(super) location: Option<String>,

    /// How to print
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub(super) format: ExplainFormat,

    #[command(flatten)]
    pub(super) reading: ReadingArgs,
    #[command(flatten)]
    pub(super) judging: JudgingArgs,
}

/// What to look at.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "What to look at")]
pub(super) struct CrawlArgs {
    /// Look only at files that match; a name at any depth, or a path from the source
    #[arg(long, value_name = "GLOB")]
    pub(super) include: Vec<String>,

    /// Leave out files and folders that match
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,

    /// Leave out larger files, for example 500M; no bound unless given
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(super) max_file_size: Option<u64>,

    /// Follow symbolic links
    #[arg(long)]
    pub(super) follow_links: bool,
}

/// How to read.
#[derive(Debug, Args)]
#[command(next_help_heading = "How to read")]
pub(super) struct ReadingArgs {
    /// Documents read at once; the number of processors unless given
    #[arg(short, long, value_name = "N")]
    pub(super) jobs: Option<std::num::NonZeroUsize>,

    /// A folder of rules laid over the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Option<PathBuf>,

    /// Drop findings below this confidence, 0 to 1
    #[arg(long, value_name = "N", default_value_t = 0.5, value_parser = confidence)]
    pub(super) min_confidence: f32,

    /// The key of fingerprints; else `DOMESDAY_KEY_FILE`, else one in the user's configuration folder, made by `scan`
    #[arg(long, value_name = "FILE")]
    pub(super) key_file: Option<PathBuf>,

    /// Seconds that one document may take, more for large ones
    #[arg(long, value_name = "N", default_value_t = 60)]
    pub(super) timeout: u64,

    /// Memory that reading one document may take
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "700M")]
    pub(super) max_memory: u64,

    /// What the members of one archive may expand to
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "16G")]
    pub(super) max_expanded: u64,

    /// Archives within archives
    #[arg(long, value_name = "N", default_value_t = 16)]
    pub(super) max_depth: u32,

    /// Recognise the text in pictures and scanned pages, with the program `tesseract`
    #[arg(long)]
    pub(super) ocr: bool,

    /// Passwords to open PDF files with, one a line; they are never recorded
    #[arg(long, value_name = "FILE")]
    pub(super) passwords: Option<PathBuf>,

    /// Where large members are set aside while they are read; nothing is left there
    #[arg(long, value_name = "DIR")]
    pub(super) temp_dir: Option<PathBuf>,
}

/// How to judge.
#[derive(Debug, Args)]
#[command(next_help_heading = "How to judge")]
pub(super) struct JudgingArgs {
    /// The organisation's own file: what may be held where, why, and how long
    #[arg(long, value_name = "FILE")]
    pub(super) policy: Option<PathBuf>,

    /// The law to name: dpa-1998 or uk-gdpr; the policy's unless given
    #[arg(long, value_name = "REGIME")]
    pub(super) regime: Option<String>,

    /// Judge as of this day, YYYY-MM-DD; today unless given
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<Date>,

    /// What reviewers decided, one JSON object a line: what was to go and is still there is told; docs/records.md has its keys
    #[arg(long, value_name = "FILE")]
    pub(super) decisions: Option<PathBuf>,

    /// Print every state of retention, not only overdue and may be overdue
    #[arg(long)]
    pub(super) all: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum RulesCommand {
    /// One line a rule: class, severity, how many random values of its shape pass its check, title and normal form
    List {
        /// The patterns alone, one a line, as `rg -f` takes them
        #[arg(long)]
        patterns: bool,
        #[command(flatten)]
        rules: RulesArgs,
    },
    /// All that is known of a rule
    Show {
        /// The rule's id, as `rules list` prints it
        id: String,
        #[command(flatten)]
        rules: RulesArgs,
    },
    /// Run the examples of every rule through the engine, alone and with all rules loaded
    Test(RulesArgs),
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// A folder of rules laid over the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum PolicyCommand {
    /// Print a policy to fill in; with an inventory, one made from what the scan found
    Init {
        /// The inventory to draft it from
        #[arg(long, value_name = "FILE")]
        inventory: Option<PathBuf>,
    },
    /// Check a policy and print what it says
    Check {
        /// The policy file
        #[arg(value_name = "FILE")]
        policy: PathBuf,
        /// Warn of purposes that match no file of this inventory
        #[arg(long, value_name = "FILE")]
        inventory: Option<PathBuf>,
        /// Judge as of this day, YYYY-MM-DD; today unless given
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CheckFormat {
    /// For people
    Text,
    Json,
    /// One record a line
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExplainFormat {
    /// For people
    Text,
    Json,
}

/// What reports offer is listed once, where reports are made.
impl ValueEnum for View {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.id()).help(self.about()))
    }
}

impl ValueEnum for Form {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.id()).help(self.about()))
    }
}

impl ValueEnum for What {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.id()))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Note,
    Low,
    Medium,
    High,
    Critical,
    Never,
}

/// `500`, `64K`, `500M`, `2G`, `1T`; powers of 1024.
fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is not a size; write 500, 64K, 500M or 2G");
    let upper = text.trim().to_ascii_uppercase();
    let upper = upper.trim_end_matches("IB").trim_end_matches('B');
    let (digits, shift) = match upper.chars().last() {
        Some('K') => (&upper[..upper.len() - 1], 10),
        Some('M') => (&upper[..upper.len() - 1], 20),
        Some('G') => (&upper[..upper.len() - 1], 30),
        Some('T') => (&upper[..upper.len() - 1], 40),
        _ => (upper, 0),
    };
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).ok_or_else(wrong)
}

fn confidence(text: &str) -> Result<f32, String> {
    match text.parse::<f32>() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("a confidence is a number from 0 to 1".into()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_are_read_in_powers_of_1024() {
        assert_eq!(size("500"), Ok(500));
        assert_eq!(size("64k"), Ok(65_536));
        assert_eq!(size("2G"), size("2GiB"));
        assert!(size("2X").is_err() && size("").is_err() && size("99999999T").is_err());
    }
}
