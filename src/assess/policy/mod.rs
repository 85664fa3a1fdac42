//! The organisation's own file: what may be where and why, how long, who answers for it.
//!
//! [`Policy::parse`] reads and checks it; a policy that was read has no mistakes left. It says what holds for a place,
//! and judges no document: the checks of the principles do.

mod draft;
mod place;
mod read;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;

use self::place::{Globs, Place, place};
use super::classes::Classes;
#[cfg(test)]
use super::retention;
use super::retention::Length;

pub use draft::Found;
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
    /// What the organisation has told of its processing: entries of the register, or of the record of processing.
    registers: Vec<Register>,
    /// Matches below this are counted, not listed.
    confidence: f32,
    /// What holds where a purpose says nothing else.
    defaults: Habits,
    ignore: Globs,
    offsite: Globs,
    working: Globs,
    transfers: Transfers,
    /// Path of the list of people who objected or were erased, as written.
    suppression: Option<String>,
    /// Path of the log of people's requests, as written.
    requests: Option<String>,
    /// Who signs, by role; names of posts.
    posts: BTreeMap<String, Vec<String>>,
    /// How long the time for an answer to a subject is.
    access_limit: Option<Length>,
    /// How long reports are kept, as written.
    keep: Option<String>,
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
    /// Number of the notification or fee.
    pub register: Option<String>,
    pub contact: Option<String>,
    pub reviewed: Option<Date>,
    /// Its own mail domains; the contact's is one.
    pub domains: Vec<String>,
}

/// What is scanned, and who answers for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    /// Its name, else its root.
    pub name: String,
    /// `pcc`, `council`, `school` or `academy`.
    pub body: Option<String>,
    /// Name of a post.
    pub owner: Option<String>,
    /// ISO 3166 code of where the storage stands.
    pub country: Option<String>,
}

/// Limits and wishes that hold for all data of a purpose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Habits {
    /// People in one file.
    pub max_subjects: Option<u64>,
    /// How often data is looked through.
    pub review_every: Option<Length>,
    /// The protective marking asked for; `none` asks for none.
    pub marking: Option<String>,
}

/// An entry of the notification (DPA 1998 s.16) or of the record of processing (UK GDPR art. 30).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Register {
    pub entry: String,
    /// Rules and categories that it lists.
    pub data: Vec<String>,
    /// When it was last brought up to date.
    pub dated: Option<Date>,
}

/// Where data may go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transfers {
    /// The list of the program that counts, where the regime's own does not.
    pub list: Option<String>,
    /// ISO codes in place of the program's lists.
    pub countries: Option<Vec<String>>,
    /// ISO codes that the organisation has looked into itself.
    pub also: Vec<String>,
    /// Services that synchronise or hold files and were looked into, by name.
    pub services: Vec<String>,
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
    /// Values that may be published.
    pub publish_ok: Vec<String>,
    /// The entry of the register that covers it.
    pub register: Option<String>,
    /// Conditions by category, `*` for all, as written: `3(2) | 9(2)(b)`.
    pub conditions: BTreeMap<String, String>,
    /// Mail domains of outside bodies that data goes to; null where the policy does not say.
    pub recipients: Option<Vec<String>>,
    /// Only the owner's group may read; null where the policy does not say.
    pub restricted: Option<bool>,
    /// Opinions about people are to be expected.
    pub opinions: bool,
    /// Files have to carry a password.
    pub encrypt: bool,
    /// Purposes whose people may be the same.
    pub compatible: Vec<String>,
    /// Youngest and oldest of its people, in years.
    pub ages: Option<(u64, u64)>,
    pub habits: Habits,
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
    /// Outside the managed store: a home folder, a laptop, a stick.
    pub offsite: bool,
    /// For working copies: they are not kept.
    pub working: bool,
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
            offsite: self.offsite.first(&place).is_some(),
            working: self.working.first(&place).is_some(),
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

    pub fn shares(&self) -> &[Share] {
        &self.shares
    }

    /// Entries of the register, in order.
    pub fn registers(&self) -> &[Register] {
        &self.registers
    }

    /// What holds where a purpose says nothing else.
    pub fn defaults(&self) -> &Habits {
        &self.defaults
    }

    /// Some zone is off site.
    pub fn has_offsite(&self) -> bool {
        !self.offsite.is_empty()
    }

    pub fn transfers(&self) -> &Transfers {
        &self.transfers
    }

    /// Path of the list of people who objected or were erased, as written; relative to the policy file.
    pub fn suppression(&self) -> Option<&str> {
        self.suppression.as_deref()
    }

    /// The posts of a role, `disposal_signatory`.
    pub fn posts(&self, role: &str) -> &[String] {
        self.posts.get(role).map(Vec::as_slice).unwrap_or_default()
    }

    /// Path of the log of people's requests for their data, as written; relative to the policy file.
    pub fn requests(&self) -> Option<&str> {
        self.requests.as_deref()
    }

    /// The time for an answer to a subject that the policy states.
    pub fn access_limit(&self) -> Option<Length> {
        self.access_limit
    }

    /// How long reports are kept, as written.
    pub fn keep(&self) -> Option<&str> {
        self.keep.as_deref()
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
