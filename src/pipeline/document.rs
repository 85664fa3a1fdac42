//! One file through the stages: identify, extract, detect, classify; its members go round again.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use super::members::{Budget, Names, set_aside};
use super::{FINDINGS_IN_MEMORY, Options, Unit, Units};
use crate::classify::{Facts, Gather};
use crate::crawl::{self, Entry, Outcome, Owners, Reason, Status};
use crate::detect::{self, Engine, Session};
use crate::extract::{
    Body, Coverage, Error, Field, Input, Origin, Segment, Sink, extractor, isolate, ocr,
};
use crate::identify::{self, Format, Headed};
use crate::inventory::{self, Document, Finding, Key, Spool};

/// What one thread keeps from file to file.
pub(super) struct Worker<'a> {
    engine: &'a Engine,
    options: &'a Options,
    owners: &'a Owners,
    /// Extraction children that wait; a container's members need one of their own each depth.
    children: Vec<isolate::Worker>,
    /// What the first bytes of documents were read into.
    buffers: Vec<Vec<u8>>,
}

/// The address and metadata of a document on its way.
struct Address<'e> {
    entry: &'e Entry,
    source: Arc<str>,
    path: Arc<str>,
    /// None for the file itself.
    member: Option<Arc<str>>,
    depth: u32,
    bytes: u64,
}

/// What is gathered over a file and its members.
struct Gathered {
    /// Its members.
    units: Units,
    budget: Budget,
}

/// Units of one file that stay in memory, in bytes.
const UNITS_IN_MEMORY: u64 = 16 << 20;

impl<'a> Worker<'a> {
    pub(super) fn new(engine: &'a Engine, options: &'a Options, owners: &'a Owners) -> Self {
        Self {
            engine,
            options,
            owners,
            children: Vec::new(),
            buffers: Vec::new(),
        }
    }

    /// Reads a file with its members.
    pub(super) fn file(&mut self, entry: &Entry) -> Units {
        let bytes = entry.stat.map_or(0, |stat| stat.bytes);
        let address = Address {
            entry,
            source: entry.source.name.as_str().into(),
            path: entry.path.as_str().into(),
            member: None,
            depth: 0,
            bytes,
        };
        let mut gathered = Gathered {
            units: Units::new(self.units_in_memory(), &self.options.temp_dir),
            budget: Budget::default(),
        };
        let outcome = entry.outcome.or_else(|| self.ignored(entry));
        if let Some(outcome) = outcome {
            gathered.units.push(self.unread(&address, None, outcome));
            return gathered.units;
        }
        let read = std::panic::catch_unwind(AssertUnwindSafe(|| match crawl::open(&entry.file) {
            Ok(file) => self.document(&address, file, None, &mut gathered),
            Err(error) => {
                let outcome = match Reason::of_io(&error) {
                    Reason::Vanished => Outcome::skipped(Reason::Vanished),
                    reason => Outcome::unreadable(reason),
                };
                self.unread(&address, None, outcome)
            }
        }));
        let unit = read.unwrap_or_else(|_| {
            tracing::error!(
                path = entry.path,
                "the reader ended abnormally on this file"
            );
            self.unread(&address, None, Outcome::unreadable(Reason::Crashed))
        });
        gathered.units.push(unit);
        gathered.units
    }

    fn ignored(&self, entry: &Entry) -> Option<Outcome> {
        (self.options.ignored)(&entry.source, &entry.path)
            .then_some(Outcome::skipped(Reason::Ignored))
    }

    /// Reads one document and adds its members to what is gathered. `lost` says that its bytes broke off.
    fn document(
        &mut self,
        address: &Address<'_>,
        file: File,
        lost: Option<Reason>,
        gathered: &mut Gathered,
    ) -> Unit {
        let name = address.name();
        let (mut file, format) = match self.identified(file, address.bytes, name) {
            Ok(identified) => identified,
            Err(error) => {
                let reason = Error::from(error).reason();
                return self.unread(address, None, Outcome::unreadable(reason));
            }
        };
        if format == Format::Sqlite && inventory::is_inventory(file.file()) {
            let outcome = Outcome::skipped(Reason::OwnOutput);
            return self.unread(address, Some(format), outcome);
        }
        let content_hash = self.content_hash(&mut file);
        let mut reader = Reader {
            session: self.engine.session(&self.options.detect),
            gather: Gather::new(self.bound(address.entry)),
            findings: Spool::new(self.findings_in_memory(), &self.options.temp_dir),
            spool_error: None,
            seen: false,
            member_lost: None,
            pictures: 0,
            recognised: 0,
            names: Names::default(),
            worker: self,
            address,
            gathered,
        };
        reader.name(name);
        let result = reader.read(&mut file, format);
        let outcome = reader.outcome(result, lost);
        let (findings, mut facts) = reader.finish();
        if address.member.is_none() {
            facts.acl = crawl::Acl::of(&address.entry.file);
        }
        self.buffers.push(file.into_buffer());
        let mut unit = self.unread(address, Some(format), outcome);
        unit.document.content_hash = content_hash;
        if matches!(outcome.status, Status::Read | Status::Partial) {
            unit.document.classification = Some(facts.classification);
        }
        unit.document.sensitive_categories = facts.categories.iter().cloned().collect();
        unit.document.marking.clone_from(&facts.marking);
        unit.document.subjects = facts.subjects.count();
        unit.document.last_date = facts.last_date.map(|date| date.to_string());
        unit.document.facts = facts;
        unit.findings = findings;
        tracing::debug!(
            path = address.entry.path,
            member = address.member.as_deref(),
            format = format.id(),
            status = ?outcome.status,
            reason = ?outcome.reason,
            findings = unit.findings.count(),
            "document"
        );
        unit
    }

    /// The document with its first bytes read, and its format by them and its name.
    fn identified(
        &mut self,
        file: File,
        bytes: u64,
        name: &str,
    ) -> std::io::Result<(Headed, Format)> {
        let buffer = self.buffers.pop().unwrap_or_default();
        let mut file = Headed::new(file, bytes, buffer)?;
        // Directories of containers are read in small pieces.
        let identified = identify::identify(&mut BufReader::new(&mut file), name)?;
        file.rewind()?;
        Ok((file, identified.format))
    }

    /// The last day on which anything in a file can have happened.
    fn bound(&self, entry: &Entry) -> jiff::civil::Date {
        let today = self.options.detect.today;
        let written = entry
            .stat
            .and_then(|stat| jiff::Timestamp::from_second(stat.modified).ok())
            .map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date());
        written.map_or(today, |written| written.min(today))
    }

    fn content_hash(&self, file: &mut Headed) -> Option<String> {
        let mut hasher = self.options.key.as_ref()?.content();
        hasher.update_reader(&mut *file).ok()?;
        file.rewind().ok()?;
        Some(inventory::keys::content_hash(&hasher))
    }

    /// What is revealed may not rest on a disk.
    fn findings_in_memory(&self) -> usize {
        if self.options.reveal {
            usize::MAX
        } else {
            FINDINGS_IN_MEMORY
        }
    }

    /// For what is gathered of one file the same holds.
    fn units_in_memory(&self) -> u64 {
        if self.options.reveal {
            u64::MAX
        } else {
            UNITS_IN_MEMORY
        }
    }

    /// The record of a document as far as the file system tells.
    fn unread(&self, address: &Address<'_>, format: Option<Format>, outcome: Outcome) -> Unit {
        let entry = address.entry;
        let of_file = entry.stat.filter(|_| address.member.is_none());
        let document = Document {
            id: inventory::ids::document(
                &entry.source.name,
                &entry.path,
                address.member.as_deref(),
            ),
            source: entry.source.name.clone(),
            path: entry.path.clone(),
            member: address.member.as_deref().map(str::to_owned),
            format: format.map(|format| format.id().to_owned()),
            bytes: address.bytes,
            modified: of_file
                .and_then(|stat| jiff::Timestamp::from_second(stat.modified).ok())
                .map(|at| at.to_string()),
            file_owner: of_file.map(|stat| self.owners.name(stat.owner)),
            mode: of_file.map(|stat| format!("{:04o}", stat.mode)),
            content_hash: None,
            status: outcome.status,
            reason: outcome.reason,
            classification: None,
            sensitive_categories: Vec::new(),
            marking: None,
            record_class: None,
            accessible_record: None,
            subjects: 0,
            last_date: None,
            purpose: None,
            responsible: None,
            facts: Facts::default(),
        };
        Unit::new(document, self.findings_in_memory(), &self.options.temp_dir)
    }
}

impl Address<'_> {
    /// The last component of the document's own name.
    fn name(&self) -> &str {
        let whole = self.member.as_deref().unwrap_or(&self.entry.path);
        whole.rsplit('/').next().unwrap_or(whole)
    }

    fn member(&self, member: String, bytes: u64) -> Address<'_> {
        Address {
            entry: self.entry,
            source: Arc::clone(&self.source),
            path: Arc::clone(&self.path),
            member: Some(member.into()),
            depth: self.depth + 1,
            bytes,
        }
    }
}

/// Takes one document's segments and inner documents as they come.
struct Reader<'r, 'a> {
    worker: &'r mut Worker<'a>,
    session: Session<'a>,
    gather: Gather,
    findings: Spool<Finding>,
    /// The disk for the findings was full.
    spool_error: Option<std::io::Error>,
    address: &'r Address<'r>,
    gathered: &'r mut Gathered,
    names: Names,
    /// Something was read, and not of its properties only.
    seen: bool,
    /// A member could not be read, for this reason.
    member_lost: Option<Reason>,
    /// Pictures of text that were met, and that were read.
    pictures: u32,
    recognised: u32,
}

impl Reader<'_, '_> {
    /// A document's name is text of its own.
    fn name(&mut self, name: &str) {
        let stem = Path::new(name)
            .file_stem()
            .map_or(name.into(), |stem| stem.to_string_lossy());
        let value = stem.replace('_', " ");
        let field = Field {
            name: "path".into(),
            value,
        };
        self.text(Segment {
            origin: Origin::Named,
            body: Body::Record(vec![field]),
            hidden: false,
        });
    }

    fn read(&mut self, file: &mut Headed, format: Format) -> Result<Coverage, Error> {
        let Some(extract) = extractor(format) else {
            return match format {
                Format::Empty => Ok(Coverage::Complete),
                Format::EncryptedOffice => Err(Error::ENCRYPTED),
                _ => Err(Error::Unreadable(Reason::Unsupported)),
            };
        };
        let limits = &self.worker.options.limits;
        let bytes = self.address.bytes;
        if is_plain(format) {
            let mut input = Input {
                reader: file,
                file: None,
                bytes,
                format,
                name: self.address.name(),
                limits,
            };
            return extract.extract(&mut input, self);
        }
        let program = &self.worker.options.program;
        let mut child = self
            .worker
            .children
            .pop()
            .unwrap_or_else(|| isolate::Worker::new(program.clone()));
        let name = self.address.name();
        let result = child.extract(file.file(), bytes, format, name, limits, self);
        self.worker.children.push(child);
        result
    }

    fn text(&mut self, segment: Segment) {
        let Self {
            session,
            gather,
            findings,
            address,
            worker,
            spool_error,
            ..
        } = self;
        gather.segment(&segment, &|row| subject(worker.options, "row", row));
        session.segment(segment, &mut |finding| {
            keep(
                finding,
                gather,
                findings,
                address,
                worker.options,
                spool_error,
            );
        });
    }

    /// How the document ended. What is lost on the way counts even when the extractor came to its end.
    fn outcome(&self, result: Result<Coverage, Error>, lost: Option<Reason>) -> Outcome {
        let result = if self.pictures > 0 && self.pictures == self.recognised {
            without_pictures(result)
        } else {
            result
        };
        let lost = lost.or_else(|| self.spool_error.as_ref().map(|_| Reason::Io));
        match result.map(|coverage| coverage.and(lost).and(self.member_lost)) {
            Ok(Coverage::Complete) => Outcome::READ,
            Ok(Coverage::Partial(reason)) => Outcome::partial(reason),
            Err(error) if self.seen => Outcome::partial(error.reason()),
            Err(error) => Outcome::unreadable(error.reason()),
        }
    }

    fn finish(self) -> (Spool<Finding>, Facts) {
        let Self {
            session,
            mut gather,
            mut findings,
            address,
            worker,
            mut spool_error,
            ..
        } = self;
        let quality = session.finish(&mut |finding| {
            keep(
                finding,
                &mut gather,
                &mut findings,
                address,
                worker.options,
                &mut spool_error,
            );
        });
        gather.quality(quality);
        let facts = gather.finish(&address.entry.path);
        (findings, facts)
    }

    fn add_lost_member(&mut self, address: &Address<'_>, reason: Reason) {
        let unit = self
            .worker
            .unread(address, None, Outcome::unreadable(reason));
        self.gathered.units.push(unit);
        self.member_lost.get_or_insert(reason);
    }
}

impl Sink for Reader<'_, '_> {
    fn segment(&mut self, segment: Segment) -> Result<(), Error> {
        self.seen |= segment.origin != Origin::Named;
        self.text(segment);
        Ok(())
    }

    fn inner(&mut self, name: &str, content: &mut dyn Read) -> Result<(), Error> {
        self.seen = true;
        let Options {
            limits, temp_dir, ..
        } = self.worker.options;
        self.gathered.budget.member(limits)?;
        let member = self.names.address(self.address.member.as_deref(), name);
        if self.address.depth >= limits.depth {
            self.add_lost_member(&self.address.member(member, 0), Reason::Depth);
            return Ok(());
        }
        let aside = set_aside(content, &mut self.gathered.budget, limits, temp_dir)?;
        let address = self.address.member(member, aside.bytes);
        if let (0, Some(reason)) = (aside.bytes, aside.lost) {
            self.add_lost_member(&address, reason);
            return Ok(());
        }
        let unit = self
            .worker
            .document(&address, aside.file, aside.lost, self.gathered);
        let document = &unit.document;
        self.gather.member(&document.facts);
        if matches!(document.status, Status::Unreadable | Status::Partial)
            && let Some(reason) = document.reason
            && !matches!(reason, Reason::Unsupported | Reason::ImageOnly)
        {
            self.member_lost.get_or_insert(reason);
        }
        self.gathered.units.push(unit);
        Ok(())
    }

    fn inner_lost(&mut self, name: &str, reason: Reason) -> Result<(), Error> {
        self.gathered.budget.member(&self.worker.options.limits)?;
        let member = self.names.address(self.address.member.as_deref(), name);
        self.add_lost_member(&self.address.member(member, 0), reason);
        Ok(())
    }

    fn picture(&mut self, origin: Origin, content: &mut dyn Read) -> Result<(), Error> {
        let Options {
            limits, temp_dir, ..
        } = self.worker.options;
        self.pictures += 1;
        let picture = set_aside(content, &mut self.gathered.budget, limits, temp_dir)?;
        let out = tempfile::tempfile_in(temp_dir)?;
        let Ok(text) = ocr::text(picture.file, out, limits.seconds) else {
            return Ok(());
        };
        self.recognised += 1;
        if !text.trim().is_empty() {
            self.segment(Segment {
                origin,
                body: Body::Text(text),
                hidden: false,
            })?;
        }
        Ok(())
    }
}

/// What was read of a document whose pictures are all read as well.
fn without_pictures(result: Result<Coverage, Error>) -> Result<Coverage, Error> {
    match result {
        Ok(Coverage::Partial(Reason::ImageOnly)) | Err(Error::Unreadable(Reason::ImageOnly)) => {
            Ok(Coverage::Complete)
        }
        other => other,
    }
}

/// Turns a find into its record, masked, and counts it.
fn keep(
    finding: detect::Finding,
    gather: &mut Gather,
    findings: &mut Spool<Finding>,
    address: &Address<'_>,
    options: &Options,
    spool_error: &mut Option<std::io::Error>,
) {
    let rule = &finding.rule;
    let normalised = finding.normalised.reveal();
    let id = inventory::ids::finding(
        &address.source,
        &address.path,
        address.member.as_deref(),
        &rule.id,
        &finding.location,
        findings.count(),
    );
    gather.finding(&finding, &id, subject(options, &rule.id, normalised));
    if &*rule.id == "person-name"
        && let Some((_, surname)) = normalised.rsplit_once(' ')
    {
        gather.link("surname", &finding, subject(options, "surname", surname));
    }
    let text = finding.text.reveal();
    let record = Finding {
        id,
        source: Arc::clone(&address.source),
        path: Arc::clone(&address.path),
        member: address.member.clone(),
        rule: rule.id.clone(),
        class: rule.class,
        value: if options.reveal {
            text.to_owned()
        } else {
            inventory::mask(&rule.id, rule.class, text, &finding.evidence)
        },
        fingerprint: options
            .key
            .as_ref()
            .map(|key| key.fingerprint(&rule.id, normalised).full()),
        confidence: (finding.confidence * 100.0).round() / 100.0,
        severity: rule.severity,
        principles: rule.principles.clone(),
        location: finding.location,
        evidence: finding.evidence,
    };
    if let Err(error) = findings.push(record) {
        spool_error.get_or_insert(error);
    }
}

/// What counts a subject; without a key it stays in this process.
fn subject(options: &Options, rule: &str, normalised: &str) -> u64 {
    static UNKEYED: LazyLock<Key> = LazyLock::new(|| Key::new([0; 32]));
    options
        .key
        .as_ref()
        .unwrap_or(&UNKEYED)
        .subject(rule, normalised)
}

/// Plain text families are read in this process: their readers are simple, and large logs and exports are common.
const fn is_plain(format: Format) -> bool {
    matches!(
        format,
        Format::Text
            | Format::Csv
            | Format::Tsv
            | Format::Json
            | Format::JsonLines
            | Format::Vcard
            | Format::Icalendar
    )
}
