//! Principle 7, secure: who can reach what, and who answers for it. Markings have a file of their own.
//!
//! Permission bits and access control lists tell what the system scanned from enforces; the rights of the share itself are
//! not seen.

use super::check::{Case, Check, Need, any, counted, people};
use super::{Indicator, Policy};
use crate::crawl::Status;
use crate::detect::{Class, Severity};
use crate::inventory::Document;

pub(super) const CREDENTIAL: Check = Check::new(
    "p7-credential",
    &[7],
    Severity::Critical,
    Need::Nothing,
    "change it, and remove it from the file",
);

pub(super) const OPEN_PERMISSIONS: Check = Check::new(
    "p7-open-permissions",
    &[7],
    Severity::High,
    Need::Nothing,
    "restrict the file to those who need it",
);

pub(super) const NO_OWNER: Check = Check::new(
    "p7-no-owner",
    &[7],
    Severity::Low,
    Need::Said(
        |policy| {
            policy.shares().iter().any(|share| share.owner.is_some())
                || any(policy, |purpose| purpose.owner.is_some())
        },
        "the policy names no `owner`",
    ),
    "appoint one, and name the post in the policy",
);

pub(super) const SENSITIVE_UNRESTRICTED: Check = Check::new(
    "p7-sensitive-unrestricted",
    &[7, 1],
    Severity::High,
    Need::RESTRICTED,
    "move it to a restricted area",
);

pub(super) const UNENCRYPTED: Check = Check::new(
    "p7-unencrypted",
    &[7],
    Severity::Medium,
    Need::Said(
        |policy| any(policy, |purpose| purpose.encrypt),
        "no purpose of the policy asks to `encrypt`",
    ),
    "encrypt it, or keep it in the secured store",
);

pub(super) const PUBLIC_PLACE: Check = Check::new(
    "p7-public-place",
    &[7, 8],
    Severity::Critical,
    Need::PUBLIC,
    "take it down at once, and consider the procedure for incidents",
);

pub(super) const OFFSITE_COPY: Check = Check::new(
    "p7-offsite-copy",
    &[7],
    Severity::Medium,
    Need::Said(Policy::has_offsite, "the policy names no `offsite` zone"),
    "return it to the managed store, and delete the copy",
);

pub(super) const MAIL_STORE: Check = Check::new(
    "p7-mail-store",
    &[7, 6],
    Severity::Low,
    Need::Nothing,
    "review it, and apply the retention of mail",
);

/// A password or key in the text. In every document, personal or not.
pub(super) fn credential(case: &Case<'_>) -> Option<Indicator> {
    let mut rules = Vec::new();
    let (mut confidence, mut count) = (0.0_f32, 0);
    for (rule, tally) in &case.document.facts.rules {
        if tally.class == Class::Credential {
            rules.push(rule.clone());
            confidence = confidence.max(tally.confidence);
            count += tally.count;
        }
    }
    if rules.is_empty() {
        return None;
    }
    let severity = case.weight(CREDENTIAL.base).given(confidence).severity();
    let stored = match count {
        1 => "a credential is".to_owned(),
        _ => format!("{count} credentials are"),
    };
    Some(Indicator {
        basis: "a password or key beside its label".to_owned(),
        detail: format!("Indicator: {stored} stored in clear."),
        findings: case.findings(rules.iter().map(String::as_str)),
        rules,
        ..case.indicator(&CREDENTIAL, severity, confidence)
    })
}

/// Personal data that everybody on the system can read or change, or that an access control list opens to more than the
/// owner's group: for writing, and in a restricted place for reading. Whether it is printed, the whole share decides: see
/// [`super::Share`]. That everyone can reach it is its base already and does not weigh twice.
pub(super) fn open_permissions(case: &Case<'_>) -> Option<Indicator> {
    let (mode, access) = (mode(case.document)?, access(case)?);
    if !case.is_personal() || !case.is_file() {
        return None;
    }
    let confidence = case.confidence();
    let mut weight = case.weight(OPEN_PERMISSIONS.base).given(confidence);
    weight.public = false;
    weight.less += u8::from(access.named.is_some());
    let audience = access.named.map_or("everyone".to_owned(), |named| {
        counted(
            u64::from(named),
            "account or group beyond the owner's",
            "accounts and groups beyond the owner's",
        )
    });
    Some(Indicator {
        basis: match access.named {
            None => format!("mode {mode}"),
            Some(_) => format!("mode {mode}, access control list"),
        },
        mode: Some(mode),
        detail: format!(
            "Indicator: {audience} can {} personal data of {}.",
            access.can,
            people(case.document.subjects)
        ),
        ..case.indicator(&OPEN_PERMISSIONS, weight.severity(), confidence)
    })
}

/// Who can do what that ought not to be able to.
struct Access {
    /// How many an access control list names; none where it is everybody.
    named: Option<u32>,
    can: &'static str,
}

fn access(case: &Case<'_>) -> Option<Access> {
    let can = |read, write| match (read, write) {
        (true, false) => Some("read"),
        (false, true) => Some("change"),
        (true, true) => Some("read and change"),
        (false, false) => None,
    };
    let (read, write) = others(case.document.mode.as_deref()?)?;
    let everyone = can(read, write).map(|can| Access { named: None, can });
    everyone.or_else(|| {
        let acl = case.document.facts.acl?;
        let (read, write) = (acl.readers > 0, acl.writers > 0);
        let reached = if write { acl.writers } else { acl.readers };
        let named = Some(reached).filter(|_| write || case.is_restricted());
        can(read, write)
            .map(|can| Access { named, can })
            .filter(|access| access.named.is_some())
    })
}

/// Permission bits with a `+` where an access control list adds to them, as `ls -l` has it.
pub(super) fn mode(document: &Document) -> Option<String> {
    let mode = document.mode.as_deref()?;
    let plus = document.facts.acl.map_or("", |_| "+");
    Some(format!("{mode}{plus}"))
}

/// Personal data in a place for which nobody answers.
pub(super) fn no_owner(case: &Case<'_>) -> Option<Indicator> {
    if case.responsible().is_some() || !case.is_personal_file() {
        return None;
    }
    let confidence = case.confidence();
    Some(Indicator {
        basis: "neither the purpose nor the share of the policy names an owner".to_owned(),
        detail: "Indicator: nobody is named as owner of this asset.".to_owned(),
        ..case.indicator(
            &NO_OWNER,
            case.weight(NO_OWNER.base).given(confidence).severity(),
            confidence,
        )
    })
}

/// Sensitive data, or material with a high mark, outside the restricted areas.
pub(super) fn sensitive_unrestricted(case: &Case<'_>) -> Option<Indicator> {
    /// From this rank on a mark asks for need to know: PROTECT, OFFICIAL-SENSITIVE and up.
    const HIGH: u8 = 2;
    if case.is_restricted() || !case.is_file() {
        return None;
    }
    let categories = case.categories();
    let mark = case.signs().marks.iter().max_by_key(|(_, rank)| **rank);
    let (what, basis) = match (categories.is_empty(), mark) {
        (false, _) => (
            categories.join(", "),
            "sensitive categories found".to_owned(),
        ),
        (true, Some((mark, rank))) if *rank >= HIGH => {
            (format!("material marked {mark}"), format!("marking {mark}"))
        }
        _ => return None,
    };
    let confidence = case.confidence_of(&categories);
    let mut weight = case.weight(SENSITIVE_UNRESTRICTED.base).given(confidence);
    // That the data is sensitive is its base already.
    weight.grave = false;
    Some(Indicator {
        rules: categories.iter().map(|id| (*id).to_owned()).collect(),
        basis,
        detail: format!(
            "Indicator: {what} about {} outside the restricted areas.",
            people(case.document.subjects).replacen("about ", "", 1)
        ),
        findings: case.findings(categories.iter().copied()),
        ..case.indicator(&SENSITIVE_UNRESTRICTED, weight.severity(), confidence)
    })
}

/// A file that opened without a password where the policy asks for one, or off site.
pub(super) fn unencrypted(case: &Case<'_>) -> Option<Indicator> {
    let here = case.purpose().is_some_and(|purpose| purpose.encrypt);
    let offsite = case.ground.is_some_and(|ground| ground.offsite);
    let opened = case.document.status == Status::Read;
    if !(here || offsite) || !opened || !case.is_personal_file() {
        return None;
    }
    let confidence = case.confidence();
    Some(Indicator {
        basis: if here {
            "`encrypt` of the purpose"
        } else {
            "a zone of the policy off site"
        }
        .to_owned(),
        detail: format!(
            "Indicator: file with {} is not protected by a password.",
            people(case.document.subjects)
        ),
        ..case.indicator(
            &UNENCRYPTED,
            case.weight(UNENCRYPTED.base).given(confidence).severity(),
            confidence,
        )
    })
}

/// Personal data where the public can reach it, beyond what the purpose allows and the values that may be published.
pub(super) fn public_place(case: &Case<'_>) -> Option<Indicator> {
    let rules = published(case)?;
    let confidence = case.confidence_of(&rules);
    let weight = case.weight(PUBLIC_PLACE.base).given(confidence);
    Some(Indicator {
        rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
        basis: "`public` of the purpose".to_owned(),
        detail: format!(
            "Indicator: personal data of {} is in a place the public can reach.",
            people(case.document.subjects)
        ),
        findings: case.findings(rules.iter().copied()),
        ..case.indicator(&PUBLIC_PLACE, weight.severity(), confidence)
    })
}

/// The rules whose values are published without leave; none where all of them may be.
pub(super) fn published<'a>(case: &Case<'a>) -> Option<Vec<&'a str>> {
    let purpose = case.purpose().filter(|purpose| purpose.public)?;
    if !case.is_personal_file() {
        return None;
    }
    let allow = purpose.allow.as_deref().unwrap_or_default();
    let mut rules: Vec<&str> = case
        .personal_rules()
        .filter(|(rule, tally)| {
            let allowed = allow.iter().any(|id| id == rule || id == "*");
            let may = case.listed.published(rule);
            !allowed && tally.count > may && tally.confidence >= case.threshold()
        })
        .map(|(rule, _)| rule)
        .collect();
    let in_members = case.personal_rules().next().is_none();
    if in_members {
        rules = case.categories();
    }
    (in_members || !rules.is_empty()).then_some(rules)
}

/// Personal data in a home folder, on a laptop or stick, in a folder that is synchronised.
pub(super) fn offsite_copy(case: &Case<'_>) -> Option<Indicator> {
    if !case.ground?.offsite || !case.is_personal_file() {
        return None;
    }
    let confidence = case.confidence();
    Some(Indicator {
        basis: "a zone of the policy off site".to_owned(),
        detail: "Indicator: copy outside the managed store.".to_owned(),
        ..case.indicator(
            &OFFSITE_COPY,
            case.weight(OFFSITE_COPY.base).given(confidence).severity(),
            confidence,
        )
    })
}

/// A mailbox in a file, or a saved message where no purpose covers it.
pub(super) fn mail_store(case: &Case<'_>) -> Option<Indicator> {
    let what = match case.document.format.as_deref()? {
        "mbox" | "pst" | "ost" => "mailbox",
        "eml" | "msg" if case.purpose().is_none() => "saved message",
        _ => return None,
    };
    if !case.is_personal_file() {
        return None;
    }
    let confidence = case.confidence();
    Some(Indicator {
        basis: "the file's format".to_owned(),
        detail: format!(
            "Indicator: {what} of {} with {}.",
            size(case.document.bytes),
            people(case.document.subjects)
        ),
        ..case.indicator(
            &MAIL_STORE,
            case.weight(MAIL_STORE.base).given(confidence).severity(),
            confidence,
        )
    })
}

/// `201 bytes`, `12 MB`, in thousands as drives are sold.
fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

/// Whether others than owner and group may read and write, from octal permission bits.
pub(super) fn others(mode: &str) -> Option<(bool, bool)> {
    let bits = u32::from_str_radix(mode, 8).ok()?;
    Some((bits & 0o4 != 0, bits & 0o2 != 0))
}
