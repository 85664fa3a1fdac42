//! The records of one file and its members, in the order of their addresses: a mailbox has more than memory should hold.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{FINDINGS_IN_MEMORY, Unit};
use crate::classify::Facts;
use crate::inventory::{self, Document, Finding};

/// What a document's record takes of memory, and a finding's, about (bytes).
const DOCUMENT: u64 = 2 << 10;
const FINDING: u64 = 400;

/// The first units stay as they are; more wait in one unnamed temporary file, gone when this is dropped.
pub struct Units {
    /// Address and place of each.
    order: Vec<(Vec<u8>, Place)>,
    here: Vec<Option<Unit>>,
    memory: u64,
    /// Bytes that may stay as they are.
    most: u64,
    spill: Option<File>,
    temp_dir: PathBuf,
    findings: u64,
}

#[derive(Clone, Copy)]
enum Place {
    Here(usize),
    Spilled { offset: u64, length: u64 },
}

impl Units {
    /// No units as yet; up to `most` bytes of them stay in memory before there is a file in `folder`.
    pub fn new(most: u64, folder: &Path) -> Self {
        Self {
            order: Vec::new(),
            here: Vec::new(),
            memory: 0,
            most,
            spill: None,
            temp_dir: folder.to_owned(),
            findings: 0,
        }
    }

    pub fn push(&mut self, unit: Unit) {
        let document = &unit.document;
        let key = inventory::sort_key(&document.path, document.member.as_deref());
        let findings = unit.findings.count();
        self.findings += findings;
        let size = DOCUMENT + (findings * FINDING).min(FINDINGS_IN_MEMORY as u64);
        let full = self.memory + size > self.most;
        let aside = full.then(|| self.set_aside(&unit)).flatten();
        let place = aside.unwrap_or_else(|| {
            self.memory += size;
            self.here.push(Some(unit));
            Place::Here(self.here.len() - 1)
        });
        self.order.push((key, place));
    }

    /// Writes a unit to the file; not where that fails, or where its findings are in a file of their own.
    fn set_aside(&mut self, unit: &Unit) -> Option<Place> {
        let findings = unit.findings.in_memory()?;
        self.write(&(&unit.document, &unit.document.facts, findings))
            .ok()
    }

    fn write(&mut self, waiting: &(&Document, &Facts, &[Finding])) -> io::Result<Place> {
        let file = match &mut self.spill {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(&self.temp_dir)?),
        };
        let offset = file.seek(SeekFrom::End(0))?;
        let mut out = BufWriter::new(&mut *file);
        serde_json::to_writer(&mut out, waiting)?;
        out.flush()?;
        drop(out);
        let length = file.stream_position()? - offset;
        Ok(Place::Spilled { offset, length })
    }

    /// How many findings there are in all.
    pub fn findings(&self) -> u64 {
        self.findings
    }

    /// About how many bytes of memory they take.
    pub fn memory(&self) -> u64 {
        self.memory
    }

    /// Most of them wait in a file.
    pub fn is_spilled(&self) -> bool {
        self.spill.is_some()
    }

    fn fetch(&mut self, place: Place) -> io::Result<Unit> {
        let (offset, length) = match place {
            Place::Here(at) => return Ok(self.here[at].take().expect("each is taken once")),
            Place::Spilled { offset, length } => (offset, length),
        };
        let file = self.spill.as_mut().expect("something was set aside");
        file.seek(SeekFrom::Start(offset))?;
        let parts = serde_json::from_reader(BufReader::new(file.take(length)))?;
        Unit::back(parts, &self.temp_dir)
    }
}

impl IntoIterator for Units {
    type Item = io::Result<Unit>;
    type IntoIter = InOrder;

    /// Members in the order of their addresses, the file itself last.
    fn into_iter(mut self) -> InOrder {
        let mut order = std::mem::take(&mut self.order);
        order.sort_by(|one, other| one.0.cmp(&other.0));
        InOrder {
            units: self,
            order: order.into_iter(),
        }
    }
}

/// The units of a file, each fetched when its turn comes.
pub struct InOrder {
    units: Units,
    order: std::vec::IntoIter<(Vec<u8>, Place)>,
}

impl Iterator for InOrder {
    type Item = io::Result<Unit>;

    fn next(&mut self) -> Option<Self::Item> {
        let (_, place) = self.order.next()?;
        Some(self.units.fetch(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::sample;

    #[test]
    fn members_come_back_in_order_from_memory_and_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        for most in [0, 20 * DOCUMENT, u64::MAX] {
            let mut units = Units::new(most, folder.path());
            let mut want: Vec<String> = (1..=50).map(|n| format!("message {n}")).collect();
            for member in &want {
                let mut document = sample::document("box.mbox", Some(member));
                document.facts.name_year = Some(2009);
                units.push(Unit::new(document, 0, folder.path()));
            }
            assert_eq!(units.is_spilled(), most < u64::MAX);
            assert!(units.memory() <= most);
            let back: Vec<Document> = units
                .into_iter()
                .map(|unit| unit.unwrap().document)
                .collect();
            want.sort_unstable();
            assert!(
                back.iter()
                    .map(|document| document.member.as_ref())
                    .eq(want.iter().map(Some))
            );
            assert!(
                back.iter()
                    .all(|document| document.facts.name_year == Some(2009))
            );
        }
    }
}
