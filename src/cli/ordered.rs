//! Deliveries in the order of the crawl, whatever order files are finished in.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::inventory::Folder;
use crate::pipeline::{Delivery, Parts, Unit, Units};

/// Deliveries that wait for their turn may take about so many bytes of memory; the rest waits in one unlinked file.
const MEMORY: u64 = 32 << 20;

/// Takes numbered deliveries in any order and hands them on in order; the one whose turn it is goes straight through.
pub(super) struct Ordered {
    next: u64,
    held: BTreeMap<u64, Held>,
    memory: u64,
    spill: Option<File>,
    temp_dir: PathBuf,
    /// Nothing may rest on a disk, not even unlinked.
    in_memory: bool,
}

enum Held {
    Here(Delivery),
    Spilled { offset: u64, length: u64 },
}

/// A delivery as it waits on the disk.
#[derive(Serialize, Deserialize)]
enum Waiting {
    File(Vec<Parts>),
    Folder(Folder),
}

impl Ordered {
    pub(super) fn new(temp_dir: PathBuf, in_memory: bool) -> Self {
        Self {
            next: 0,
            held: BTreeMap::new(),
            memory: 0,
            spill: None,
            temp_dir,
            in_memory,
        }
    }

    /// Takes delivery `number` and hands on all whose turn has come; gives the number whose turn is next.
    pub(super) fn put(
        &mut self,
        number: u64,
        delivery: Delivery,
        take: &mut dyn FnMut(Delivery) -> anyhow::Result<()>,
    ) -> anyhow::Result<u64> {
        if number != self.next {
            let held = self.hold(delivery)?;
            self.held.insert(number, held);
            return Ok(self.next);
        }
        take(delivery)?;
        self.next += 1;
        while let Some(held) = self.held.remove(&self.next) {
            take(self.fetch(held)?)?;
            self.next += 1;
        }
        Ok(self.next)
    }

    fn hold(&mut self, delivery: Delivery) -> io::Result<Held> {
        let size = size(&delivery);
        let waits_elsewhere = matches!(&delivery, Delivery::File(units) if units.is_spilled());
        if self.in_memory || waits_elsewhere || self.memory + size <= MEMORY {
            self.memory += size;
            return Ok(Held::Here(delivery));
        }
        let spill = match &mut self.spill {
            Some(spill) => spill,
            none => none.insert(tempfile::tempfile_in(&self.temp_dir)?),
        };
        let offset = spill.seek(SeekFrom::End(0))?;
        serde_json::to_writer(BufWriter::new(&mut *spill), &waiting(delivery)?)?;
        let length = spill.stream_position()? - offset;
        Ok(Held::Spilled { offset, length })
    }

    fn fetch(&mut self, held: Held) -> io::Result<Delivery> {
        match held {
            Held::Here(delivery) => {
                self.memory -= size(&delivery);
                Ok(delivery)
            }
            Held::Spilled { offset, length } => {
                let spill = self.spill.as_mut().expect("something was spilled");
                spill.seek(SeekFrom::Start(offset))?;
                let waiting = serde_json::from_reader(BufReader::new(spill.take(length)))?;
                self.back(waiting)
            }
        }
    }

    fn back(&self, waiting: Waiting) -> io::Result<Delivery> {
        let waiting = match waiting {
            Waiting::Folder(folder) => return Ok(Delivery::Folder(folder)),
            Waiting::File(waiting) => waiting,
        };
        let mut units = Units::new(u64::MAX, &self.temp_dir);
        for parts in waiting {
            units.push(Unit::back(parts, &self.temp_dir)?);
        }
        Ok(Delivery::File(units))
    }
}

fn waiting(delivery: Delivery) -> io::Result<Waiting> {
    let units = match delivery {
        Delivery::Folder(folder) => return Ok(Waiting::Folder(folder)),
        Delivery::File(units) => units,
    };
    let parts = |unit: io::Result<Unit>| {
        let mut unit = unit?;
        let facts = std::mem::take(&mut unit.document.facts);
        Ok((
            unit.document,
            facts,
            unit.findings.read()?.collect::<io::Result<_>>()?,
        ))
    };
    Ok(Waiting::File(
        units.into_iter().map(parts).collect::<io::Result<_>>()?,
    ))
}

/// About how many bytes of memory a delivery takes.
fn size(delivery: &Delivery) -> u64 {
    match delivery {
        Delivery::Folder(_) => 256,
        Delivery::File(units) => units.memory(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crawl::{Reason, Status};

    fn folder(path: &str) -> Delivery {
        Delivery::Folder(Folder {
            source: "share".into(),
            path: path.into(),
            status: Status::Unreadable,
            reason: Reason::Io,
        })
    }

    #[test]
    fn deliveries_come_out_in_order_from_memory_and_from_disk() {
        let mut ordered = Ordered::new(std::env::temp_dir(), false);
        let mut seen = Vec::new();
        let mut take = |delivery| {
            let Delivery::Folder(folder) = delivery else {
                unreachable!("only folders were put")
            };
            seen.push(folder.path);
            Ok(())
        };
        // Far more than fits: the memory bound counts 256 bytes each.
        let count = 2 * MEMORY / 256;
        for n in (0..count).rev() {
            ordered.put(n, folder(&n.to_string()), &mut take).unwrap();
        }
        assert!(ordered.spill.is_some());
        assert!(
            seen.iter()
                .map(|path| path.parse::<u64>().unwrap())
                .eq(0..count)
        );
    }
}
