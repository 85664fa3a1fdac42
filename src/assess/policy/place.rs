//! Where a document lies: below which share's root, under which globs.

use std::borrow::Cow;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

/// A place on a share: the rest of the address below the share's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// Which share, by its place in the policy; null where no share speaks of it.
    pub(super) share: Option<usize>,
    pub(super) path: Cow<'a, str>,
}

/// Globs of the policy, and what each belongs to.
#[derive(Debug, Clone, Default)]
pub(super) struct Globs {
    set: GlobSet,
    /// Of each glob: its owner's number and, where it holds for one share alone, that share.
    owners: Vec<(usize, Option<usize>)>,
}

/// A glob, its owner and its share.
pub(super) type Owned = (Glob, usize, Option<usize>);

/// Reads a glob. Letter case does not count: on the drives that councils share, two names cannot differ in it alone.
pub(super) fn glob(pattern: &str) -> Result<Glob, String> {
    let pattern = pattern.trim_start_matches("./").trim_start_matches('/');
    GlobBuilder::new(pattern)
        .literal_separator(true)
        .case_insensitive(true)
        .build()
        .map_err(|error| error.kind().to_string())
}

impl Globs {
    pub(super) fn new(globs: impl IntoIterator<Item = Owned>) -> Self {
        let mut set = GlobSetBuilder::new();
        let mut owners = Vec::new();
        for (glob, owner, share) in globs {
            set.add(glob);
            owners.push((owner, share));
        }
        Self {
            set: set.build().expect("each glob was built on its own"),
            owners,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.owners.is_empty()
    }

    /// The owner of the first glob that names this place.
    pub(super) fn first(&self, place: &Place<'_>) -> Option<usize> {
        // What no share speaks of, the policy does not speak of.
        place.share?;
        self.set
            .matches(place.path.as_ref())
            .into_iter()
            .map(|at| self.owners[at])
            .find(|(_, share)| share.is_none() || *share == place.share)
            .map(|(owner, _)| owner)
    }
}

/// The place of a document on the shares whose `roots` are given: the longest root that holds it wins, `.` holds all.
pub(super) fn place<'a>(roots: &[String], source: &str, path: &'a str) -> Place<'a> {
    let whole = match root(source).as_str() {
        "." => decode(path),
        source => Cow::Owned(format!("{source}/{}", decode(path))),
    };
    let held = roots
        .iter()
        .enumerate()
        .filter_map(|(share, root)| match root.as_str() {
            "." => Some((0, share, decode(path))),
            _ => whole
                .strip_prefix(root.as_str())
                .and_then(|rest| rest.strip_prefix('/'))
                .map(|rest| (1 + root.len(), share, Cow::Owned(rest.to_owned()))),
        });
    // Of equal roots the first counts.
    let longest = held.max_by_key(|(length, share, _)| (*length, std::cmp::Reverse(*share)));
    match longest {
        Some((_, share, path)) => Place {
            share: Some(share),
            path,
        },
        None => Place {
            share: None,
            path: decode(path),
        },
    }
}

/// A root as people type it, in one form: `/` between components, none at the end, no `./` before.
pub(super) fn root(typed: &str) -> String {
    let slashes = typed.replace('\\', "/");
    let trimmed = slashes.trim_end_matches('/');
    let mut bare = trimmed;
    while let Some(rest) = bare.strip_prefix("./") {
        bare = rest.trim_start_matches('/');
    }
    match bare {
        "" if slashes.starts_with('/') => String::new(),
        "" => ".".to_owned(),
        bare => bare.to_owned(),
    }
}

/// Records write `%` as `%25`; a policy writes it as it is.
fn decode(path: &str) -> Cow<'_, str> {
    if path.contains("%25") {
        Cow::Owned(path.replace("%25", "%"))
    } else {
        Cow::Borrowed(path)
    }
}

/// Whether an earlier glob takes every path that a later one could. Told by trying it on paths made from the later one
/// with names that occur nowhere, so an odd pair may be missed, but none is accused.
pub(super) fn hides(earlier: &Glob, later: &Glob) -> bool {
    let pattern = later.glob();
    if earlier.glob() == pattern {
        return true;
    }
    if pattern.contains(['[', '{', '?', '\\']) {
        return false;
    }
    let matcher = earlier.compile_matcher();
    let fresh = ["\u{e000}", "\u{e000}.\u{e001}", "\u{e000} \u{e001}"];
    let deep = [
        "\u{e002}",
        "\u{e002}/\u{e003}.\u{e004}",
        "\u{e002}/\u{e003}/\u{e004}",
    ];
    fresh.iter().all(|name| {
        deep.iter().all(|below| {
            let path = pattern
                .replace("**", "\u{e005}")
                .replace('*', name)
                .replace('\u{e005}', below);
            matcher.is_match(path)
        }) && {
            let path = pattern
                .replace("**/", "")
                .replace("/**", "/\u{e002}")
                .replace('*', name);
            matcher.is_match(path)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_root_that_holds_a_document_wins() {
        let roots: Vec<String> = [".", "/srv", "/srv/school", "share"].map(root).to_vec();
        for (source, path, share, rest) in [
            ("/srv/school", "HR/a", Some(2), "HR/a"),
            ("/srv/school/", "HR/a", Some(2), "HR/a"),
            ("/srv/school/HR", "a", Some(2), "HR/a"),
            ("/srv", "school/HR/a", Some(2), "HR/a"),
            ("/srv", "schools/a", Some(1), "schools/a"),
            ("./share", "a", Some(3), "a"),
            ("elsewhere", "a 100%25", Some(0), "a 100%"),
            (".", "share/a", Some(3), "a"),
        ] {
            let place = place(&roots, source, path);
            assert_eq!(
                (place.share, place.path.as_ref()),
                (share, rest),
                "{source} {path}"
            );
        }
        assert_eq!(place(&roots[1..], "elsewhere", "a").share, None);
    }

    #[test]
    fn a_glob_counts_from_the_root_and_letter_case_does_not() {
        let matches = |pattern: &str, path| glob(pattern).unwrap().compile_matcher().is_match(path);
        assert!(
            matches("HR/**", "hr/a/b.doc")
                && matches("./HR/**", "HR/b.doc")
                && matches("**/*.zip", "a.zip")
        );
        assert!(
            !matches("HR/**", "x/HR/b.doc")
                && !matches("HR/*", "HR/a/b.doc")
                && !matches("HR/**", "HR")
        );
        assert!(glob("a[b").is_err());
    }

    #[test]
    fn a_glob_that_an_earlier_one_hides_is_told_and_no_other() {
        for (earlier, later, expected) in [
            ("HR/**", "HR/**", true),
            ("HR/**", "hr/Sickness/**", true),
            ("**", "HR/*.doc", true),
            ("**/*.zip", "HR/*.zip", true),
            ("HR/**", "**/HR/**", false),
            ("HR/*", "HR/**", false),
            ("HR/*.doc", "HR/*", false),
            ("HR/Sickness/**", "HR/**", false),
            ("HR/[ab]/**", "HR/[ab]/**", true),
            ("HR/a/**", "HR/[ab]/**", false),
        ] {
            let hidden = hides(&glob(earlier).unwrap(), &glob(later).unwrap());
            assert_eq!(hidden, expected, "{earlier} before {later}");
        }
    }
}
