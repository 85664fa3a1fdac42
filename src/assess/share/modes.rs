//! Whether permission bits mean anything on a source.
//!
//! Where nearly all files of a source have one mode, that is how the drive is mounted or filled, and nobody chose it for a
//! file. Then one note speaks for the source; files that differ from the rest are still named one by one.

use std::collections::BTreeMap;
use std::io;

use super::Case;
use crate::assess::p7::{OPEN_PERMISSIONS, mode, open_permissions};
use crate::assess::{Assessor, Indicator};
use crate::detect::Severity;
use crate::inventory::Spool;

/// Of 100 files, this many with one mode say that the mode is the drive's and not the file's.
const ALIKE: u64 = 95;

/// Memory for indicators that wait for the end; more goes to a temporary file.
const MEMORY: usize = 1 << 20;

/// Gathers the modes of all sources.
pub(super) struct Permissions<'a> {
    assessor: &'a Assessor,
    sources: BTreeMap<String, Modes>,
    /// Open permissions, with the mode of the file.
    waiting: Spool<(String, Indicator)>,
}

/// Modes of the files of a source.
#[derive(Debug, Default)]
struct Modes {
    files: u64,
    /// At most the 4,096 modes there are, each with and without a list of its own.
    by_mode: BTreeMap<String, u64>,
    /// Indicators that a note will speak for.
    spoken_for: u64,
}

impl<'a> Permissions<'a> {
    pub(super) fn new(assessor: &'a Assessor) -> Self {
        Self {
            assessor,
            sources: BTreeMap::new(),
            waiting: Spool::new(MEMORY, &assessor.options.temp_dir),
        }
    }

    /// Takes the next document.
    pub(super) fn observe(&mut self, case: &Case<'_>) -> io::Result<()> {
        let document = case.document;
        let (None, Some(mode)) = (&document.member, mode(document)) else {
            return Ok(());
        };
        let modes = self.sources.entry(document.source.clone()).or_default();
        modes.files += 1;
        *modes.by_mode.entry(mode.clone()).or_default() += 1;
        match open_permissions(case) {
            Some(indicator) => self.waiting.push((mode, indicator)),
            None => Ok(()),
        }
    }

    /// Files in their order, then one note for each source whose modes say nothing.
    pub(super) fn finish(
        self,
    ) -> io::Result<impl Iterator<Item = io::Result<Indicator>> + use<'a>> {
        let assessor = self.assessor;
        let mut sources = self.sources;
        let mut waiting = self.waiting.read()?;
        let mut notes = None;
        Ok(std::iter::from_fn(move || {
            for item in waiting.by_ref() {
                match item {
                    Err(error) => return Some(Err(error)),
                    Ok((mode, indicator)) => {
                        let modes = sources.get_mut(&indicator.source)?;
                        if !modes.speak_for(&mode, is_network(assessor, &indicator.source)) {
                            return Some(Ok(indicator));
                        }
                    }
                }
            }
            let notes = notes.get_or_insert_with(|| std::mem::take(&mut sources).into_iter());
            notes
                .find_map(|(source, modes)| note(assessor, &source, &modes))
                .map(Ok)
        }))
    }
}

impl Modes {
    /// The one mode that nearly all files have.
    fn common(&self) -> Option<(&str, u64)> {
        let (mode, count) = self.by_mode.iter().max_by_key(|(_, count)| **count)?;
        (count * 100 >= self.files * ALIKE).then_some((mode, *count))
    }

    /// Whether a note speaks for a file of this mode; counts it then.
    fn speak_for(&mut self, mode: &str, network: bool) -> bool {
        let spoken_for = network || self.common().is_some_and(|(common, _)| common == mode);
        self.spoken_for += u64::from(spoken_for);
        spoken_for
    }
}

fn is_network(assessor: &Assessor, source: &str) -> bool {
    assessor.source(source).is_some_and(|source| source.network)
}

fn note(assessor: &Assessor, source: &str, modes: &Modes) -> Option<Indicator> {
    if modes.spoken_for == 0 {
        return None;
    }
    let basis = match modes.common() {
        Some((mode, count)) if !is_network(assessor, source) => {
            format!("{count} of {} files have mode {mode}", modes.files)
        }
        _ => "a network mount, whose permission bits may be made up".to_owned(),
    };
    Some(Indicator {
        basis,
        detail: format!(
            "Note: permission bits do not tell the files here apart; \
             {} open files with personal data were not judged one by one.",
            modes.spoken_for
        ),
        remedy: "look at the rights of the share itself".to_owned(),
        ..assessor.indicator(&OPEN_PERMISSIONS, (source, "", None), Severity::Note, 0.5)
    })
}
