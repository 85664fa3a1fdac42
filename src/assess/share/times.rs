//! Times that say when files were moved, and not when they were written: where all files of a folder share one, it is that
//! of a copy, a restore or an export. Retention that rests on such a time rests on little.

use std::collections::{BTreeMap, BTreeSet};

use crate::assess::check::counted;
use crate::assess::p5::OVER_RETENTION;
use crate::assess::{Assessment, Assessor, Indicator};
use crate::detect::Severity;
use crate::inventory::Document;

/// Files that a folder has at least, for their times to say something together.
const LEAST: u64 = 10;
/// Folders that are kept by name.
const FOLDERS: usize = 10_000;

/// Folders of a source, by the path, whose files all have one time.
pub type Moved = BTreeSet<(String, String)>;

/// Watches folders go by. Files come in the order of their paths, so that a folder and those above it are all that is open.
#[derive(Debug, Default)]
pub struct Times {
    source: String,
    open: Vec<Folder>,
    moved: Moved,
    /// By source.
    told: BTreeMap<String, OfSource>,
}

#[derive(Debug)]
struct Folder {
    path: String,
    time: String,
    alike: bool,
    files: u64,
    /// Judgements of retention that rest on the files' time alone.
    resting: u64,
}

/// What a note tells of a source.
#[derive(Debug, Default)]
struct OfSource {
    folders: u64,
    files: u64,
    resting: u64,
    first: String,
    time: String,
}

impl Times {
    /// Takes the next file's address and time; `rests` says that its retention rests on that alone.
    pub fn file(&mut self, source: &str, path: &str, modified: &str, rests: bool) {
        if self.source != source {
            self.close(|_| true);
            source.clone_into(&mut self.source);
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.close(|open| !is_within(folder, &open.path));
        if self.open.last().is_none_or(|open| open.path != folder) {
            self.open.push(Folder {
                path: folder.to_owned(),
                time: modified.to_owned(),
                alike: true,
                files: 0,
                resting: 0,
            });
        }
        if let Some(open) = self.open.last_mut() {
            open.alike &= open.time == modified;
            open.files += 1;
            open.resting += u64::from(rests);
        }
    }

    /// The folders whose files all have one time.
    pub fn moved(mut self) -> Moved {
        self.close(|_| true);
        self.moved
    }

    pub(super) fn document(&mut self, document: &Document, assessment: &Assessment) {
        let Some(modified) = document
            .modified
            .as_ref()
            .filter(|_| document.member.is_none())
        else {
            return;
        };
        let mut made = assessment.indicators.iter();
        let rests = made.any(|indicator| indicator.file_time_only == Some(true));
        self.file(&document.source, &document.path, modified, rests);
    }

    /// A note for each source on whose moved files judgements rest.
    pub(super) fn finish(mut self, assessor: &Assessor) -> Vec<Indicator> {
        self.close(|_| true);
        let resting = self.told.iter().filter(|(_, told)| told.resting > 0);
        resting
            .map(|(source, told)| note(assessor, source, told))
            .collect()
    }

    /// Ends the folders that have gone by.
    fn close(&mut self, gone: impl Fn(&Folder) -> bool) {
        while let Some(folder) = self.open.pop_if(|folder| gone(folder)) {
            if !folder.alike || folder.files < LEAST {
                continue;
            }
            let told = self.told.entry(self.source.clone()).or_default();
            if told.folders == 0 {
                (told.first, told.time) = (folder.path.clone(), folder.time);
            }
            told.folders += 1;
            told.files += folder.files;
            told.resting += folder.resting;
            if self.moved.len() < FOLDERS {
                self.moved.insert((self.source.clone(), folder.path));
            }
        }
    }
}

fn is_within(folder: &str, outer: &str) -> bool {
    let rest = folder.strip_prefix(outer);
    rest.is_some_and(|rest| outer.is_empty() || rest.is_empty() || rest.starts_with('/'))
}

fn note(assessor: &Assessor, source: &str, told: &OfSource) -> Indicator {
    let first = if told.first.is_empty() {
        "the source itself"
    } else {
        &told.first
    };
    let others = match told.folders - 1 {
        0 => String::new(),
        others => format!(", and {}", counted(others, "other folder", "other folders")),
    };
    Indicator {
        basis: format!(
            "{} in {first}, of {}{others}",
            counted(told.files, "file", "files"),
            told.time
        ),
        detail: format!(
            "Note: all files of a folder were last written at one time, as a copy or restore leaves them; {} on such times.",
            counted(
                told.resting,
                "judgement of retention rests",
                "judgements of retention rest"
            )
        ),
        remedy: "look for the dates in the records themselves, or in the system they came from"
            .to_owned(),
        ..assessor.indicator(&OVER_RETENTION, (source, "", None), Severity::Note, 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_whose_files_share_a_time_is_told_also_around_other_folders() {
        let mut times = Times::default();
        let paths = |folder: &str, from: u32| -> Vec<String> {
            (from..from + 5).map(|n| format!("{folder}{n}")).collect()
        };
        let one = "2015-03-02T10:00:00Z";
        for path in paths("a/1", 0) {
            times.file("share", &path, one, false);
        }
        for (path, day) in paths("a/2/", 0)
            .into_iter()
            .chain(paths("a/2/", 5))
            .zip(1..)
        {
            times.file(
                "share",
                &path,
                &format!("2015-03-{day:02}T10:00:00Z"),
                false,
            );
        }
        for path in paths("a/3", 0) {
            times.file("share", &path, one, true);
        }
        for path in paths("b/", 0) {
            times.file("share", &path, one, false);
        }
        for path in paths("", 0) {
            times.file("other", &path, one, false);
        }
        assert_eq!(times.moved(), [("share".to_owned(), "a".to_owned())].into());
    }
}
