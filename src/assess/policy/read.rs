//! Reads and checks a policy file, section by section.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use toml::de::DeTable;

use super::place::{self, Globs, Owned, glob, hides};
use super::table::{At, Message, Reader, Section, plain};
use super::{Habits, Hold, Organisation, Policy, Purpose, Register, Share, Transfers};
use crate::assess::classes::{ACCESSIBLE, BODIES, Classes};
use crate::assess::places;
use crate::assess::regime::Regime;
use crate::assess::retention::{FORM, Length, Period, Trigger, parse};

/// A policy to start from.
pub const TEMPLATE: &str = include_str!("template.toml");

/// The version of this file format.
const VERSION: u64 = 1;
/// As in the reader's manual: weaker matches are counted, not listed.
const CONFIDENCE: f32 = 0.6;

impl Policy {
    /// Reads a policy file. `file` is what messages call it, `rules` the ids of rules and categories that there are.
    /// Returns the policy with warnings, or every mistake.
    pub fn parse(
        file: &str,
        text: &str,
        rules: &BTreeSet<String>,
        as_of: Date,
    ) -> Result<(Self, Vec<Message>), Vec<Message>> {
        let mut reader = Reader::new(file, text);
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                return Err(vec![reader.message(at, plain(error.message()))]);
            }
        };
        let root = Reader::root(&table);
        let mut draft = Draft {
            reader: &mut reader,
            rules,
            as_of,
            shares: BTreeMap::new(),
            warnings: Vec::new(),
        };
        let policy = draft.policy(root, blake3::hash(text.as_bytes()));
        let warnings = draft.warnings;
        if reader.mistakes.is_empty() {
            return Ok((policy, warnings));
        }
        reader.mistakes.sort_by_key(|mistake| mistake.line);
        Err(reader.mistakes)
    }
}

struct Draft<'r, 't> {
    reader: &'r mut Reader<'t>,
    rules: &'r BTreeSet<String>,
    as_of: Date,
    /// Numbers of shares by name.
    shares: BTreeMap<String, usize>,
    warnings: Vec<Message>,
}

impl Draft<'_, '_> {
    fn policy(&mut self, root: Section<'_>, hash: blake3::Hash) -> Policy {
        self.reader.only(
            root,
            &[
                "version",
                "regime",
                "organisation",
                "share",
                "defaults",
                "purpose",
                "register",
                "zones",
                "record_class",
                "retention",
                "transfers",
                "subject_access",
                "posts",
                "output",
            ],
        );
        self.version(root);
        let regimes: Vec<&str> = Regime::ids().collect();
        let regime = self.reader.one_of(root, "regime", &regimes);
        let organisation = self.organisation(root);
        let (roots, shares) = self.shares(root);
        let (confidence, defaults) = self.defaults(root);
        let registers = self.registers(root);
        let mut classes = Classes::builtin().clone();
        let (class_ids, class_globs) = self.record_classes(root, &mut classes);
        let (holds, hold_globs) = self.retention(root, &mut classes);
        let (purposes, purpose_globs) = self.purposes(root, &classes);
        self.second_looks(root, &purposes, &registers, regime.as_deref());
        let [ignore, offsite, working] = self.zones(root);
        let transfers = self.transfers(root);
        let (suppression, requests, access_limit) = self.subject_access(root);
        let posts = self.posts(root);
        let keep = self.output(root);
        Policy {
            hash: hash.to_hex()[..16].to_owned(),
            regime,
            organisation,
            roots,
            shares,
            purposes,
            purpose_globs,
            registers,
            confidence,
            defaults,
            ignore,
            offsite,
            working,
            transfers,
            suppression,
            requests,
            posts,
            access_limit,
            keep,
            classes,
            class_ids,
            class_globs,
            holds,
            hold_globs,
        }
    }

    fn version(&mut self, root: Section<'_>) {
        match self.reader.count(root, "version") {
            Some(version) if version.value != VERSION => {
                let found = format!("the number {}", version.value);
                self.reader
                    .refuse(root, "version", &version.span, "the number 1", &found);
            }
            None if !Reader::has(root, "version") => {
                self.reader.mistake(
                    0,
                    "top level \"version\": missing; expected version = 1".to_owned(),
                );
            }
            _ => {}
        }
    }

    fn organisation(&mut self, root: Section<'_>) -> Organisation {
        let Some(section) = self.reader.section(root, "organisation", "[organisation]") else {
            return Organisation::default();
        };
        self.reader.only(
            section,
            &["name", "register", "contact", "reviewed", "domains"],
        );
        let reviewed = self.reader.date(section, "reviewed");
        if let Some(reviewed) = &reviewed
            && reviewed.value.saturating_add(1.year()) < self.as_of
        {
            let text = format!(
                "[organisation] \"reviewed\": {} is over a year ago; read the policy again and set the date",
                reviewed.value
            );
            self.warn(reviewed.span.start, text);
        }
        let contact = self.words(section, "contact");
        let domain = contact.as_ref().and_then(|contact| contact.split_once('@'));
        let domain = domain.map(|(_, domain)| domain.trim().to_owned());
        Organisation {
            name: self.words(section, "name"),
            register: self.words(section, "register"),
            reviewed: reviewed.map(|day| day.value),
            domains: self
                .list(section, "domains")
                .into_iter()
                .flatten()
                .chain(domain)
                .collect(),
            contact,
        }
    }

    fn shares(&mut self, root: Section<'_>) -> (Vec<String>, Vec<Share>) {
        let (mut roots, mut shares) = (Vec::new(), Vec::new());
        for section in self.reader.sections(root, "share", "[[share]]") {
            self.reader
                .only(section, &["name", "root", "body", "owner", "country"]);
            let name = self.reader.text(section, "name");
            let typed = self.reader.required(section, "root");
            let country = self.country(section);
            if let Some(typed) = &typed {
                let root = place::root(&typed.value);
                if roots.contains(&root) {
                    let found = format!("\"{}\" a second time", plain(&typed.value));
                    self.reader.refuse(
                        section,
                        "root",
                        &typed.span,
                        "a root of its own for each share",
                        &found,
                    );
                }
                roots.push(root);
            } else {
                roots.push(String::new());
            }
            let name = name.or(typed);
            let called = name.as_ref().map(|name| name.value.clone());
            self.name_share(section, name, shares.len());
            shares.push(Share {
                name: called.unwrap_or_default(),
                country,
                body: self.reader.one_of(section, "body", BODIES),
                owner: self.words(section, "owner"),
            });
        }
        if shares.is_empty() {
            return (vec![".".to_owned()], vec![Share::default()]);
        }
        (roots, shares)
    }

    /// A share without a name is called by its root.
    fn name_share(&mut self, section: Section<'_>, name: Option<At<String>>, number: usize) {
        let Some(name) = name else { return };
        if self.shares.insert(name.value.clone(), number).is_some() {
            self.twice(section, "name", &name);
        }
    }

    fn country(&mut self, section: Section<'_>) -> Option<String> {
        let country = self.reader.text(section, "country")?;
        if !is_country(&country.value) {
            let found = format!("\"{}\"", plain(&country.value));
            self.reader
                .refuse(section, "country", &country.span, COUNTRY, &found);
        }
        Some(country.value)
    }

    fn defaults(&mut self, root: Section<'_>) -> (f32, Habits) {
        let Some(section) = self.reader.section(root, "defaults", "[defaults]") else {
            return (CONFIDENCE, Habits::default());
        };
        self.reader.only(
            section,
            &["confidence", "max_subjects", "review_every", "marking"],
        );
        let habits = self.habits(section);
        let confidence = self.reader.share(section, "confidence");
        (confidence.unwrap_or(CONFIDENCE), habits)
    }

    /// Keys that a purpose may set for itself and `[defaults]` for all.
    fn habits(&mut self, section: Section<'_>) -> Habits {
        Habits {
            max_subjects: self
                .reader
                .count(section, "max_subjects")
                .map(|count| count.value),
            marking: self.words(section, "marking"),
            review_every: self.length(section, "review_every"),
        }
    }

    fn registers(&mut self, root: Section<'_>) -> Vec<Register> {
        let mut registers: Vec<Register> = Vec::new();
        for section in self.reader.sections(root, "register", "[[register]]") {
            self.reader.only(section, &["entry", "data", "dated"]);
            let Some(entry) = self.reader.required(section, "entry") else {
                continue;
            };
            if registers.iter().any(|known| known.entry == entry.value) {
                self.twice(section, "entry", &entry);
            }
            let data = self.known(
                section,
                "data",
                |draft, id| draft.rules.contains(id),
                "a rule or category",
            );
            let dated = self.reader.date(section, "dated").map(|day| day.value);
            if let Some(dated) = dated
                && dated.saturating_add(1.year()) < self.as_of
            {
                let text = format!(
                    "[[register]] \"{}\": dated {dated}, over a year ago; see whether it still holds",
                    plain(&entry.value)
                );
                self.warn(section.at(), text);
            }
            registers.push(Register {
                entry: entry.value,
                data: data.unwrap_or_default(),
                dated,
            });
        }
        registers
    }

    fn purposes(&mut self, root: Section<'_>, classes: &Classes) -> (Vec<Purpose>, Globs) {
        let mut purposes: Vec<Purpose> = Vec::new();
        let mut globs = Vec::new();
        for section in self.reader.sections(root, "purpose", "[[purpose]]") {
            self.reader.only(
                section,
                &[
                    "name",
                    "share",
                    "paths",
                    "register",
                    "owner",
                    "allow",
                    "conditions",
                    "classes",
                    "recipients",
                    "restricted",
                    "marking",
                    "opinions",
                    "encrypt",
                    "public",
                    "publish_ok",
                    "compatible",
                    "ages",
                    "max_subjects",
                    "review_every",
                ],
            );
            let name = self.reader.required(section, "name");
            if let Some(name) = &name
                && purposes.iter().any(|purpose| purpose.name == name.value)
            {
                self.twice(section, "name", name);
            }
            let share = self.share_of(section);
            self.paths(section, purposes.len(), share, &mut globs, true);
            purposes.push(Purpose {
                name: name.map(|name| name.value).unwrap_or_default(),
                owner: self.words(section, "owner"),
                allow: self.known(
                    section,
                    "allow",
                    |draft, id| id == "*" || draft.rules.contains(id),
                    "a rule or category, or \"*\"",
                ),
                classes: self
                    .known(
                        section,
                        "classes",
                        |_, id| classes.get(id).is_some(),
                        "a record class",
                    )
                    .unwrap_or_default(),
                public: self.reader.flag(section, "public").unwrap_or_default(),
                publish_ok: self.list(section, "publish_ok").unwrap_or_default(),
                register: self.words(section, "register"),
                conditions: self.conditions(section),
                recipients: self.list(section, "recipients"),
                restricted: self.reader.flag(section, "restricted"),
                opinions: self.reader.flag(section, "opinions").unwrap_or_default(),
                encrypt: self.reader.flag(section, "encrypt").unwrap_or_default(),
                compatible: self.list(section, "compatible").unwrap_or_default(),
                ages: self.ages(section),
                habits: self.habits(section),
            });
        }
        self.shadows(&globs, &purposes);
        (
            purposes,
            Globs::new(globs.into_iter().map(|(owned, _)| owned)),
        )
    }

    /// What of the purposes deserves a second look: categories without a condition, conditions that no law has, entries
    /// and purposes that are named and not there.
    fn second_looks(
        &mut self,
        root: Section<'_>,
        purposes: &[Purpose],
        registers: &[Register],
        regime: Option<&str>,
    ) {
        let regimes: Vec<Regime> = Regime::ids().filter_map(Regime::by_id).collect();
        let chosen = regimes
            .iter()
            .find(|known| Some(known.id.as_str()) == regime);
        let sections = self.reader.sections(root, "purpose", "[[purpose]]");
        for (section, purpose) in sections.into_iter().zip(purposes) {
            let mut odd = Vec::new();
            for (category, condition) in &purpose.conditions {
                if regimes
                    .iter()
                    .all(|known| known.condition(condition).is_none())
                {
                    odd.push(format!(
                        "\"conditions\": \"{}\" for {category} begins with no code of a condition, such as 3(2) or 9(2)(b)",
                        plain(condition)
                    ));
                }
            }
            for category in purpose.allow.iter().flatten() {
                let needs = chosen.or(regimes.last()).is_some_and(|law| {
                    let shown = law.shown_as(category);
                    law.needs_condition(category)
                        && !["*", category, shown]
                            .iter()
                            .any(|key| purpose.conditions.contains_key(*key))
                });
                if needs {
                    odd.push(format!(
                        "\"conditions\": none stated for {category}, which `allow` lists"
                    ));
                }
            }
            if let Some(entry) = &purpose.register
                && !registers.is_empty()
                && !registers.iter().any(|known| known.entry == *entry)
            {
                odd.push(format!(
                    "\"register\": no [[register]] is called \"{}\"",
                    plain(entry)
                ));
            }
            for name in &purpose.compatible {
                if !purposes.iter().any(|known| known.name == *name) {
                    odd.push(format!(
                        "\"compatible\": no purpose is called \"{}\"",
                        plain(name)
                    ));
                }
            }
            for what in odd {
                self.warn(section.at(), format!("[[purpose]] {what}"));
            }
        }
    }

    fn conditions(&mut self, section: Section<'_>) -> BTreeMap<String, String> {
        let Some(conditions) =
            self.reader
                .section(section, "conditions", "conditions = { category = \"…\" }")
        else {
            return BTreeMap::new();
        };
        let mut stated = BTreeMap::new();
        for (category, condition) in self.reader.entries(conditions) {
            if category.value != "*" && !self.rules.contains(&category.value) {
                let found = format!("\"{}\"", plain(&category.value));
                self.reader.refuse(
                    section,
                    "conditions",
                    &category.span,
                    "a sensitive category, or \"*\"",
                    &found,
                );
            }
            stated.insert(category.value, condition.value);
        }
        stated
    }

    /// Youngest and oldest, `[4, 19]`.
    fn ages(&mut self, section: Section<'_>) -> Option<(u64, u64)> {
        let ages = self.reader.numbers(section, "ages")?;
        match ages.value.as_slice() {
            &[youngest, oldest] if youngest < oldest && oldest <= 130 => Some((youngest, oldest)),
            _ => {
                let expected = "the youngest and the oldest in years, such as [4, 19]";
                self.reader
                    .refuse(section, "ages", &ages.span, expected, "others");
                None
            }
        }
    }

    /// Globs of the zones that are never opened, off site, and for working copies.
    fn zones(&mut self, root: Section<'_>) -> [Globs; 3] {
        let Some(section) = self.reader.section(root, "zones", "[zones]") else {
            return Default::default();
        };
        self.reader.only(section, &["offsite", "working", "ignore"]);
        ["ignore", "offsite", "working"].map(|key| {
            let mut globs = Vec::new();
            self.globs(section, key, 0, None, &mut globs);
            Globs::new(globs.into_iter().map(|(owned, _)| owned))
        })
    }

    fn record_classes(&mut self, root: Section<'_>, classes: &mut Classes) -> (Vec<String>, Globs) {
        let mut ids: Vec<String> = Vec::new();
        let mut globs = Vec::new();
        for section in self
            .reader
            .sections(root, "record_class", "[[record_class]]")
        {
            self.reader.only(
                section,
                &[
                    "id",
                    "title",
                    "share",
                    "paths",
                    "titles",
                    "columns",
                    "period",
                    "accessible",
                ],
            );
            for key in ["titles", "columns"] {
                self.reader.texts(section, key);
            }
            let id = self.reader.required(section, "id");
            let share = self.share_of(section);
            self.paths(section, ids.len(), share, &mut globs, false);
            let title = self.words(section, "title");
            let accessible = self.reader.one_of(section, "accessible", ACCESSIBLE);
            let Some(id) = id else { continue };
            if ids.contains(&id.value) {
                self.twice(section, "id", &id);
            }
            let known = classes.get(&id.value).is_some();
            let period = if known {
                self.reader.text(section, "period")
            } else {
                self.reader.required(section, "period")
            };
            classes.change(&id.value, |class| {
                class.title = title.unwrap_or_else(|| class.title.clone());
                class.accessible = accessible.or(class.accessible.take());
            });
            if let Some(period) = period {
                self.set_period(section, "period", &id.value, &period, classes, !known);
            }
            ids.push(id.value);
        }
        (ids, Globs::new(globs.into_iter().map(|(owned, _)| owned)))
    }

    fn retention(&mut self, root: Section<'_>, classes: &mut Classes) -> (Vec<Hold>, Globs) {
        let Some(section) = self.reader.section(root, "retention", "[retention]") else {
            return Default::default();
        };
        self.reader.only(section, &["change", "hold"]);
        if let Some(change) = self.reader.section(section, "change", "[retention.change]") {
            for (id, period) in self.reader.entries(change) {
                if classes.get(&id.value).is_some() {
                    self.set_period(change, &id.value, &id.value, &period, classes, false);
                } else {
                    let text = format!(
                        "[retention.change] \"{}\": no record class is called so",
                        plain(&id.value)
                    );
                    self.reader.mistake(id.span.start, text);
                }
            }
        }
        self.holds(section)
    }

    fn set_period(
        &mut self,
        section: Section<'_>,
        key: &str,
        id: &str,
        period: &At<String>,
        classes: &mut Classes,
        new: bool,
    ) {
        let (length, trigger) = match parse(&period.value) {
            Ok(read) => read,
            Err(error) => {
                let found = format!("\"{}\" ({error})", plain(&period.value));
                self.reader.refuse(section, key, &period.span, FORM, &found);
                return;
            }
        };
        if new && trigger.is_none() && length != Period::Permanent {
            let triggers: Vec<&str> = Trigger::ids().collect();
            let expected = format!(
                "`from <trigger>`, for a new class has none of its own ({})",
                triggers.join(", ")
            );
            self.reader.refuse(
                section,
                key,
                &period.span,
                &expected,
                &format!("\"{}\"", plain(&period.value)),
            );
        }
        let minimum = classes.get(id).and_then(|class| class.retention.minimum);
        if let (Period::For(length), Some(minimum)) = (length, minimum)
            && length.is_shorter_than(minimum)
        {
            let text = format!(
                "{} \"{}\": {length} is shorter than the {minimum} that the law asks for",
                section.name,
                plain(key)
            );
            self.warn(period.span.start, text);
        }
        classes.change(id, |class| {
            class.retention.period = length;
            class.retention.trigger = trigger.unwrap_or(class.retention.trigger);
            class.certainty = None;
        });
    }

    fn holds(&mut self, retention: Section<'_>) -> (Vec<Hold>, Globs) {
        let (mut holds, mut globs) = (Vec::new(), Vec::new());
        for section in self
            .reader
            .sections(retention, "hold", "[[retention.hold]]")
        {
            self.reader
                .only(section, &["reason", "share", "paths", "until"]);
            let share = self.share_of(section);
            self.paths(section, holds.len(), share, &mut globs, true);
            let reason = self.reader.required(section, "reason");
            holds.push(Hold {
                reason: reason.map(|reason| reason.value).unwrap_or_default(),
                until: self.reader.date(section, "until").map(|day| day.value),
            });
        }
        (holds, Globs::new(globs.into_iter().map(|(owned, _)| owned)))
    }

    fn transfers(&mut self, root: Section<'_>) -> Transfers {
        let Some(section) = self.reader.section(root, "transfers", "[transfers]") else {
            return Transfers::default();
        };
        self.reader
            .only(section, &["list", "countries", "also", "services"]);
        let lists: Vec<&str> = places::lists().map(|list| list.id.as_str()).collect();
        Transfers {
            list: self.reader.one_of(section, "list", &lists),
            countries: self.countries(section, "countries"),
            also: self.countries(section, "also").unwrap_or_default(),
            services: self.list(section, "services").unwrap_or_default(),
        }
    }

    /// Codes of countries; what stands behind a colon, `US:certified`, is for the reader of the policy.
    fn countries(&mut self, section: Section<'_>, key: &str) -> Option<Vec<String>> {
        let mut codes = Vec::new();
        for country in self.reader.texts(section, key)? {
            let code = country.value.split(':').next().unwrap_or_default();
            if !is_country(code) {
                let found = format!("\"{}\"", plain(&country.value));
                self.reader
                    .refuse(section, key, &country.span, COUNTRY, &found);
            }
            codes.push(code.to_owned());
        }
        Some(codes)
    }

    /// Where the list of suppressed people and the log of requests are, and how long an answer may take.
    fn subject_access(
        &mut self,
        root: Section<'_>,
    ) -> (Option<String>, Option<String>, Option<Length>) {
        let Some(section) = self
            .reader
            .section(root, "subject_access", "[subject_access]")
        else {
            return (None, None, None);
        };
        self.reader.only(
            section,
            &["limit", "match", "third_party", "suppression", "requests"],
        );
        let limit = self.time(section, "limit");
        self.reader
            .one_of(section, "third_party", &["flag", "mask"]);
        let known = |draft: &Self, ids: &str| ids.split('+').all(|id| draft.rules.contains(id));
        self.known(section, "match", known, "rules joined by +");
        let [suppression, requests] =
            ["suppression", "requests"].map(|key| self.words(section, key));
        (suppression, requests, limit)
    }

    fn posts(&mut self, root: Section<'_>) -> BTreeMap<String, Vec<String>> {
        let Some(section) = self.reader.section(root, "posts", "[posts]") else {
            return BTreeMap::new();
        };
        let mut posts = BTreeMap::new();
        for key in Reader::keys(section) {
            let named = if Reader::is_list(section, &key) {
                self.list(section, &key).unwrap_or_default()
            } else {
                self.words(section, &key).into_iter().collect()
            };
            posts.insert(key, named);
        }
        posts
    }

    /// How long reports are kept.
    fn output(&mut self, root: Section<'_>) -> Option<String> {
        let section = self.reader.section(root, "output", "[output]")?;
        self.reader.only(section, &["keep"]);
        self.time(section, "keep").map(|keep| keep.to_string())
    }

    fn list(&mut self, section: Section<'_>, key: &str) -> Option<Vec<String>> {
        let texts = self.reader.texts(section, key)?;
        Some(texts.into_iter().map(|text| text.value).collect())
    }

    fn words(&mut self, section: Section<'_>, key: &str) -> Option<String> {
        self.reader.text(section, key).map(|text| text.value)
    }

    /// `3y`.
    fn length(&mut self, section: Section<'_>, key: &str) -> Option<Length> {
        let text = self.reader.text(section, key)?;
        let length = Length::parse(&text.value).ok();
        if length.is_none() {
            let found = format!("\"{}\"", plain(&text.value));
            self.reader.refuse(
                section,
                key,
                &text.span,
                "a period: <n>d, <n>m or <n>y",
                &found,
            );
        }
        length
    }

    /// `12 months`, `40 days`, or `3y`.
    fn time(&mut self, section: Section<'_>, key: &str) -> Option<Length> {
        let text = self.reader.text(section, key)?;
        if let Ok(length) = Length::parse_words(&text.value) {
            return Some(length);
        }
        let found = format!("\"{}\"", plain(&text.value));
        self.reader.refuse(
            section,
            key,
            &text.span,
            "a time such as \"40 days\" or \"1 month\"",
            &found,
        );
        None
    }

    /// A list of ids, each of which has to be known.
    fn known(
        &mut self,
        section: Section<'_>,
        key: &str,
        known: impl Fn(&Self, &str) -> bool,
        expected: &str,
    ) -> Option<Vec<String>> {
        let ids = self.reader.texts(section, key)?;
        for id in &ids {
            if !known(self, &id.value) {
                let found = format!("\"{}\", which there is not", plain(&id.value));
                self.reader.refuse(section, key, &id.span, expected, &found);
            }
        }
        Some(ids.into_iter().map(|id| id.value).collect())
    }

    fn share_of(&mut self, section: Section<'_>) -> Option<usize> {
        let name = self.reader.text(section, "share")?;
        let number = self.shares.get(&name.value).copied();
        if number.is_none() {
            let names: Vec<&str> = self.shares.keys().map(String::as_str).collect();
            let expected = format!("the name of a share ({})", names.join(", "));
            let found = format!("\"{}\"", plain(&name.value));
            self.reader
                .refuse(section, "share", &name.span, &expected, &found);
        }
        number
    }

    fn paths(
        &mut self,
        section: Section<'_>,
        owner: usize,
        share: Option<usize>,
        globs: &mut Vec<(Owned, usize)>,
        required: bool,
    ) {
        if required && !Reader::has(section, "paths") {
            let text = format!("{} \"paths\": missing", section.name);
            self.reader.mistake(section.at(), text);
        }
        self.globs(section, "paths", owner, share, globs);
    }

    fn globs(
        &mut self,
        section: Section<'_>,
        key: &str,
        owner: usize,
        share: Option<usize>,
        globs: &mut Vec<(Owned, usize)>,
    ) {
        for pattern in self.reader.texts(section, key).unwrap_or_default() {
            match glob(&pattern.value) {
                Ok(glob) => globs.push(((glob, owner, share), pattern.span.start)),
                Err(reason) => {
                    let found = format!("\"{}\" ({reason})", plain(&pattern.value));
                    self.reader.refuse(
                        section,
                        key,
                        &pattern.span,
                        "a glob such as \"HR/**\"",
                        &found,
                    );
                }
            }
        }
    }

    /// Warns of globs that take nothing because one before them takes it all.
    fn shadows(&mut self, globs: &[(Owned, usize)], purposes: &[Purpose]) {
        for (at, ((later, owner, share), line)) in globs.iter().enumerate() {
            let before =
                globs[..at]
                    .iter()
                    .map(|(owned, _)| owned)
                    .find(|(earlier, other, held)| {
                        other != owner && (held.is_none() || held == share) && hides(earlier, later)
                    });
            if let Some((earlier, other, _)) = before {
                let text = format!(
                    "[[purpose]] \"paths\": \"{}\" is never reached, for \"{}\" of purpose \"{}\" comes first",
                    plain(later.glob()),
                    plain(earlier.glob()),
                    plain(&purposes[*other].name)
                );
                self.warn(*line, text);
            }
        }
    }

    fn twice(&mut self, section: Section<'_>, key: &str, found: &At<String>) {
        let text = format!("\"{}\" a second time", plain(&found.value));
        self.reader
            .refuse(section, key, &found.span, "each once", &text);
    }

    fn warn(&mut self, at: usize, text: String) {
        let message = self.reader.message(at, text);
        self.warnings.push(message);
    }
}

/// What a country is written as.
const COUNTRY: &str = "two capital letters (ISO 3166), GB";

fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}
