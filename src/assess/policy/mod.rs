//! The organisation's own file: what may be where and why, how long, who answers for it.
//!
//! [`Policy::parse`] reads and checks it; a policy that was read has no mistakes left. It says what holds for a place,
//! and judges no document: the checks of the principles do.

mod place;
mod read;
mod table;
#[cfg(test)]
mod tests;

use jiff::civil::Date;

use self::place::{Globs, Place, place};
use super::classes::Classes;
#[cfg(test)]
use super::retention;

pub use read::TEMPLATE;
pub use table::Message;

/// The policy file, checked.
#[derive(Debug, Clone)]
pub struct Policy {
    /// 16 hex of BLAKE3 over the file.
    hash: String,
    regime: Option<String>,
    organisation: Organisation,
    /// Roots of the shares, in one form, in order.
    roots: Vec<String>,
    shares: Vec<Share>,
    purposes: Vec<Purpose>,
    /// Which purpose a place belongs to.
    purpose_globs: Globs,
    /// Matches below this are counted, not listed.
    confidence: f32,
    ignore: Globs,
    /// The start values with the organisation's changes.
    classes: Classes,
    /// Ids of the classes that folders are given to, in order.
    class_ids: Vec<String>,
    class_globs: Globs,
    holds: Vec<Hold>,
    hold_globs: Globs,
}

/// Whose policy it is; printed on reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organisation {
    pub name: Option<String>,
    pub contact: Option<String>,
    pub reviewed: Option<Date>,
}

/// What is scanned, and who answers for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    /// `pcc`, `council`, `school` or `academy`.
    pub body: Option<String>,
    /// Name of a post.
    pub owner: Option<String>,
}

/// Why data is held in a place, and which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purpose {
    pub name: String,
    pub owner: Option<String>,
    /// Rules and categories expected here; null where the policy does not say.
    pub allow: Option<Vec<String>>,
    /// Classes of records that live here.
    pub classes: Vec<String>,
    /// Reachable by anyone.
    pub public: bool,
}

/// Why nothing here is disposed of for now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hold {
    pub reason: String,
    /// The last day; null until lifted.
    pub until: Option<Date>,
}

/// What the policy says of one place.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'p> {
    pub share: Option<&'p Share>,
    pub purpose: Option<&'p Purpose>,
    /// Id of the class that a `[[record_class]]` gives the folder to.
    pub class: Option<&'p str>,
    pub hold: Option<&'p Hold>,
}

impl Policy {
    /// What holds for a document; members are judged by the path of their file. `as_of` tells which holds still stand.
    pub fn ground(&self, source: &str, path: &str, as_of: Date) -> Ground<'_> {
        let place = self.place(source, path);
        let hold = self.hold_globs.first(&place).map(|at| &self.holds[at]);
        Ground {
            share: place.share.map(|at| &self.shares[at]),
            purpose: self
                .purpose_globs
                .first(&place)
                .map(|at| &self.purposes[at]),
            class: self
                .class_globs
                .first(&place)
                .map(|at| self.class_ids[at].as_str()),
            hold: hold.filter(|hold| hold.until.is_none_or(|until| until >= as_of)),
        }
    }

    /// A zone of the policy says that this file is never opened.
    pub fn ignored(&self, source: &str, path: &str) -> bool {
        self.ignore.first(&self.place(source, path)).is_some()
    }

    /// Some share of the policy speaks of this source, or of a part of it.
    pub fn covers(&self, source: &str) -> bool {
        let source = place::root(source);
        let within = |inner: &str, outer: &str| {
            let rest = inner.strip_prefix(outer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut roots = self.roots.iter();
        roots.any(|root| root == "." || within(&source, root) || within(root, &source))
    }

    /// 16 hex of BLAKE3 over the file.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The regime that the file chooses.
    pub fn regime(&self) -> Option<&str> {
        self.regime.as_deref()
    }

    pub fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    pub fn purposes(&self) -> &[Purpose] {
        &self.purposes
    }

    /// The schedule: start values with the organisation's changes.
    pub fn classes(&self) -> &Classes {
        &self.classes
    }

    /// Matches below this confidence are counted, not listed.
    pub fn confidence(&self) -> f32 {
        self.confidence
    }

    fn place<'a>(&self, source: &str, path: &'a str) -> Place<'a> {
        place(&self.roots, source, path)
    }
}
