//! What was typed, checked and turned into the options of the stages.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::args::{CrawlArgs, JudgingArgs, ReadingArgs};
use crate::assess::{
    self, Assessor, Decisions, Lists, Message, Moved, Policy, Regime, Requests, Times,
};
use crate::crawl::{self, Globs, Source};
use crate::detect::{self, rule};
use crate::extract::{Body, Limits, Origin, Passwords, Segment, isolate};
use crate::inventory::{self, Key, Store};
use crate::pipeline;

/// Names the key file where `--key-file` does not.
const KEY_VARIABLE: &str = "DOMESDAY_KEY_FILE";

/// The law in force, where neither command line nor policy names one.
pub(super) const DEFAULT_REGIME: &str = "uk-gdpr";

/// Sources that are there, and those that are not, each with the reason.
pub(super) struct Sources {
    pub(super) found: Vec<Source>,
    pub(super) missing: Vec<String>,
}

impl Sources {
    /// Fails when none can be looked at.
    pub(super) fn new(typed: &[PathBuf]) -> Result<Self> {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for root in typed {
            match reachable(root) {
                Ok(()) => found.push(Source {
                    name: root.to_string_lossy().into_owned(),
                    root: root.clone(),
                }),
                Err(error) => missing.push(format!("source {}: {error}", root.display())),
            }
        }
        ensure!(!found.is_empty(), "{}", missing.join("; "));
        for missing in &missing {
            tracing::warn!("{missing}");
        }
        Ok(Self { found, missing })
    }

    /// What assess and the inventory want to know of the sources.
    pub(super) fn described(&self) -> Vec<inventory::Source> {
        let describe = |source: &Source| inventory::Source {
            name: source.name.clone(),
            network: source.is_network_mount(),
            work_tree: source.is_in_work_tree(),
        };
        self.found.iter().map(describe).collect()
    }
}

/// An output below a source would be scanned, and its folder is not ours to write to. `sources` as typed.
pub(super) fn keep_apart<'a>(
    output: &Path,
    sources: impl IntoIterator<Item = &'a str>,
) -> Result<()> {
    let folder = output
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let Ok(folder) = folder.canonicalize() else {
        return Ok(());
    };
    for source in sources {
        if let Ok(root) = Path::new(source).canonicalize()
            && root.is_dir()
            && folder.starts_with(&root)
        {
            bail!(
                "{} lies under the source {source}; nothing is written to a source",
                output.display()
            );
        }
    }
    Ok(())
}

/// The day to judge by.
pub(super) fn as_of(typed: Option<Date>) -> Date {
    #[allow(
        clippy::disallowed_methods,
        reason = "the one place where the clock comes in"
    )]
    typed.unwrap_or_else(|| jiff::Timestamp::now().to_zoned(time_zone()).date())
}

/// The machine's own. Its file is read as it is: the library would list every zone there is to name this one.
fn time_zone() -> TimeZone {
    let set = std::env::var_os("TZ").is_some();
    let own = || TimeZone::tzif("local", &std::fs::read("/etc/localtime").ok()?).ok();
    (!set).then(own).flatten().unwrap_or_else(TimeZone::system)
}

/// The rule book, with a folder laid over it.
pub(super) fn book(rules: Option<&Path>) -> Result<rule::Book> {
    match rules {
        None => Ok(rule::Book::builtin()),
        Some(folder) => {
            ensure!(
                folder.is_dir(),
                "--rules {}: no such folder",
                folder.display()
            );
            Ok(rule::Book::with_overlay(folder)?)
        }
    }
}

/// What documents are judged by: policy, regime and day.
pub(super) struct Judge {
    pub(super) as_of: Date,
    policy: Option<PolicyFile>,
    regime: Option<String>,
    all: bool,
    rules: BTreeSet<String>,
    lists: Lists,
    decisions: Option<Decisions>,
}

struct PolicyFile {
    name: String,
    text: String,
    /// Where it lies; none where the text is the inventory's.
    folder: Option<PathBuf>,
}

impl Judge {
    /// Reads the policy and warns of what is odd in it.
    pub(super) fn new(args: &JudgingArgs, book: &rule::Book) -> Result<Self> {
        let policy = match &args.policy {
            None => None,
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("policy {}", path.display()))?;
                Some(PolicyFile {
                    name: path.display().to_string(),
                    text,
                    folder: Some(path.parent().unwrap_or(Path::new("")).to_owned()),
                })
            }
        };
        let judge = Self {
            as_of: as_of(args.as_of),
            policy,
            regime: args.regime.clone(),
            all: args.all,
            rules: book.rules().map(|rule| rule.meta.id.clone()).collect(),
            lists: Lists::default(),
            decisions: match &args.decisions {
                None => None,
                Some(path) => Some(read_log(path, "--decisions", Decisions::read)?),
            },
        };
        for warning in judge
            .policy()?
            .map(|(_, warnings)| warnings)
            .unwrap_or_default()
        {
            tracing::warn!("{warning}");
        }
        judge.regime()?;
        Ok(judge)
    }

    /// Says of every state of retention.
    pub(super) fn show_all(&mut self) {
        self.all = true;
    }

    /// As [`Judge::new`]; without `--policy` the one that the inventory was scanned with, without `--as-of` its day.
    pub(super) fn for_inventory(
        args: &JudgingArgs,
        book: &rule::Book,
        store: &Store,
    ) -> Result<Self> {
        let mut judge = Self::new(args, book)?;
        if let Some(ran) = store.last_run()? {
            if judge.policy.is_none() {
                judge.policy = ran.policy.map(|text| PolicyFile {
                    name: "the inventory's policy".into(),
                    text,
                    folder: None,
                });
            }
            if args.as_of.is_none() {
                judge.as_of = ran.as_of.parse().unwrap_or(judge.as_of);
            }
        }
        Ok(judge)
    }

    /// Reads the lists of values that the policy names: fingerprints of people not to be held, and values that may be
    /// published, which need the key.
    pub(super) fn read_lists(&mut self, book: &rule::Book, key: Option<&Key>) -> Result<()> {
        let Some((policy, _)) = self.policy()? else {
            return Ok(());
        };
        if let Some(path) = self.beside("suppression", policy.suppression()) {
            self.lists.suppressed = suppressed(&path)?;
        }
        if let Some(path) = self.beside("requests", policy.requests()) {
            self.lists.requests = read_log(&path, "[subject_access] requests", Requests::read)?;
        }
        let values: Vec<&str> = policy
            .purposes()
            .iter()
            .flat_map(|purpose| purpose.publish_ok.iter().map(String::as_str))
            .collect();
        match key {
            _ if values.is_empty() => {}
            Some(key) => self.lists.published = fingerprints(&values, book, key, self.as_of),
            None => tracing::info!(
                "publish_ok: without the key of fingerprints no value is known again"
            ),
        }
        Ok(())
    }

    /// Where a file lies that the policy names under `[subject_access]`.
    fn beside(&self, key: &str, written: Option<&str>) -> Option<PathBuf> {
        let written = written?;
        let folder = self.policy.as_ref().and_then(|file| file.folder.as_ref());
        if folder.is_none() {
            tracing::warn!(
                "[subject_access] {key}: give the policy with --policy, so that {written} can be found beside it"
            );
        }
        folder.map(|folder| folder.join(written))
    }

    /// What weighs documents as they are met.
    pub(super) fn assessor(
        &self,
        sources: Vec<inventory::Source>,
        temp_dir: &Path,
    ) -> Result<Assessor> {
        self.assessor_with(sources, Moved::default(), temp_dir)
    }

    /// What weighs an inventory, all of which is known.
    pub(super) fn assessor_of(&self, store: &Store, temp_dir: &Path) -> Result<Assessor> {
        let mut times = Times::default();
        store.file_times(|source, path, modified| times.file(source, path, modified, false))?;
        self.assessor_with(store.sources()?, times.moved(), temp_dir)
    }

    fn assessor_with(
        &self,
        sources: Vec<inventory::Source>,
        moved: Moved,
        temp_dir: &Path,
    ) -> Result<Assessor> {
        let options = assess::Options {
            all: self.all,
            sources,
            lists: self.lists.clone(),
            decisions: self.decisions.clone(),
            moved,
            temp_dir: temp_dir.to_owned(),
        };
        let policy = self.policy()?.map(|(policy, _)| policy);
        Ok(Assessor::new(policy, self.regime()?, self.as_of, options))
    }

    /// Hash and text of the policy, for the log of runs.
    pub(super) fn policy_text(&self) -> Result<Option<(String, String)>> {
        let Some((policy, _)) = self.policy()? else {
            return Ok(None);
        };
        Ok(self
            .policy
            .as_ref()
            .map(|file| (policy.hash().to_owned(), file.text.clone())))
    }

    fn policy(&self) -> Result<Option<(Policy, Vec<Message>)>> {
        let Some(file) = &self.policy else {
            return Ok(None);
        };
        match Policy::parse(&file.name, &file.text, &self.rules, self.as_of) {
            Ok(read) => Ok(Some(read)),
            Err(mistakes) => bail!(told(&mistakes)),
        }
    }

    fn regime(&self) -> Result<Regime> {
        let named = match (&self.regime, self.policy()?) {
            (Some(typed), _) => typed.clone(),
            (None, Some((policy, _))) => policy.regime().unwrap_or(DEFAULT_REGIME).to_owned(),
            (None, None) => DEFAULT_REGIME.to_owned(),
        };
        Regime::by_id(&named)
            .with_context(|| format!("--regime {named}: no such regime; write dpa-1998 or uk-gdpr"))
    }
}

/// Mistakes of a file on one line.
fn told(mistakes: &[Message]) -> String {
    let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    told.join("; ")
}

/// A log of one object a line; `named` is what names it.
fn read_log<T>(
    path: &Path,
    named: &str,
    read: impl FnOnce(&str, &str) -> Result<T, Vec<Message>>,
) -> Result<T> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("{named} {}", path.display()))?;
    read(&path.display().to_string(), &text).map_err(|mistakes| anyhow::anyhow!(told(&mistakes)))
}

/// The fingerprints of a list of people.
fn suppressed(path: &Path) -> Result<BTreeSet<String>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("[subject_access] suppression {}", path.display()))?;
    Lists::read(&text).map_err(|line| {
        anyhow::anyhow!(
            "{}:{line}: expected a fingerprint as reports print them, k1: and 16 hexadecimal digits",
            path.display()
        )
    })
}

/// The fingerprints of plain values, under whatever rule finds them.
fn fingerprints(values: &[&str], book: &rule::Book, key: &Key, today: Date) -> BTreeSet<String> {
    let engine = detect::Engine::new(book);
    let options = detect::Options::new(0.0, today);
    let mut prints = BTreeSet::new();
    for value in values {
        let mut session = engine.session(&options);
        let mut take = |finding: detect::Finding| {
            let print = key.fingerprint(&finding.rule.id, finding.normalised.reveal());
            prints.insert(inventory::keys::shorten(&print.full()).to_owned());
        };
        let segment = Segment {
            origin: Origin::Lines { first: 1 },
            body: Body::Text((*value).to_owned()),
            hidden: false,
        };
        session.segment(segment, &mut take);
        session.finish(&mut take);
    }
    prints
}

/// Who may make a key where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MakeKey {
    Yes,
    No,
}

/// The key of fingerprints, from where the design says it is.
pub(super) fn key(typed: Option<&Path>, make: MakeKey) -> Result<Option<Key>> {
    let named = typed
        .map(Path::to_owned)
        .or_else(|| std::env::var_os(KEY_VARIABLE).map(PathBuf::from));
    if let Some(path) = named {
        return Ok(Some(Key::read(&path)?));
    }
    let Some(folders) = directories::ProjectDirs::from("", "", "domesday") else {
        return Ok(None);
    };
    let path = folders.config_dir().join("key");
    match (path.exists(), make) {
        (true, _) => Ok(Some(Key::read(&path)?)),
        (false, MakeKey::Yes) => {
            let key = Key::create(&path)?;
            tracing::warn!(
                "made the key of fingerprints: {}; keep it, and keep it apart from inventories",
                path.display()
            );
            Ok(Some(key))
        }
        (false, MakeKey::No) => Ok(None),
    }
}

/// The options of a run, but for its key.
pub(super) fn pipeline(
    crawl: &CrawlArgs,
    reading: &ReadingArgs,
    judge: &Judge,
) -> Result<pipeline::Options> {
    let temp_dir = reading.temp_dir.clone().unwrap_or_else(std::env::temp_dir);
    ensure!(
        temp_dir.is_dir(),
        "--temp-dir {}: no such folder",
        temp_dir.display()
    );
    let policy = judge.policy()?.map(|(policy, _)| policy);
    let ignored = move |source: &Source, path: &str| {
        policy
            .as_ref()
            .is_some_and(|policy| policy.ignored(&source.name, path))
    };
    Ok(pipeline::Options {
        program: program()?,
        temp_dir,
        crawl: crawl::Options {
            include: Globs::new(&crawl.include).context("--include")?,
            exclude: Globs::new(&crawl.exclude).context("--exclude")?,
            max_file_size: crawl.max_file_size,
            follow_links: crawl.follow_links,
            own_outputs: Vec::new(),
            only: None,
        },
        limits: Limits {
            expanded_bytes: reading.max_expanded,
            depth: reading.max_depth,
            seconds: reading.timeout,
            memory: reading.max_memory,
            ocr: reading.ocr,
            passwords: passwords(reading.passwords.as_deref())?,
            ..Limits::default()
        },
        detect: detect::Options::new(reading.min_confidence, judge.as_of),
        jobs: reading
            .jobs
            .map_or_else(processors, std::num::NonZeroUsize::get),
        key: None,
        reveal: false,
        ignored: Box::new(ignored),
    })
}

fn passwords(file: Option<&Path>) -> Result<Passwords> {
    let Some(file) = file else {
        return Ok(Passwords::default());
    };
    let text =
        std::fs::read_to_string(file).with_context(|| format!("--passwords {}", file.display()))?;
    Ok(Passwords::of_lines(&text))
}

/// What `check` leaves out: also the store of a version control system.
pub(super) fn excluding_git(crawl: &CrawlArgs) -> Result<Globs> {
    let patterns: Vec<&str> = crawl
        .exclude
        .iter()
        .map(String::as_str)
        .chain([".git"])
        .collect();
    Globs::new(&patterns).context("--exclude")
}

/// The inventory and the files that its database keeps beside it while it is open.
pub(super) fn own_outputs(inventory: &Path) -> Vec<PathBuf> {
    let Ok(resolved) = std::path::absolute(inventory) else {
        return Vec::new();
    };
    let resolved = match (
        resolved
            .parent()
            .and_then(|folder| folder.canonicalize().ok()),
        resolved.file_name(),
    ) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => resolved,
    };
    let beside = |ending: &str| {
        let mut name = resolved.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    ["", "-wal", "-shm", "-journal"].map(beside).to_vec()
}

/// The program runs under continuous integration.
pub(super) fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// The time, RFC 3339, for the log of runs.
pub(super) fn now() -> String {
    #[allow(
        clippy::disallowed_methods,
        reason = "when a run began and ended is no input of its results"
    )]
    jiff::Timestamp::now().to_string()
}

/// A folder that can be listed, or a file that can be opened.
fn reachable(root: &Path) -> std::io::Result<()> {
    if root.metadata()?.is_dir() {
        root.read_dir().map(|_| ())
    } else {
        crawl::open(root).map(|_| ())
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
}

/// This program, for its extraction children; on Linux by the handle that outlives a replaced file.
fn program() -> Result<PathBuf> {
    let own = Path::new("/proc/self/exe");
    if own.exists() {
        return Ok(own.to_owned());
    }
    std::env::current_exe().with_context(|| {
        format!(
            "cannot find this program, which reads documents with {}",
            isolate::ARGUMENT
        )
    })
}
