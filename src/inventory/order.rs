//! The order of reports as bytes: paths by their components, and a container after its members.

/// Ends a container's name before that of a member; the least, so that members come before their container.
const MEMBER: u8 = 0;
/// Ends an address; sorts before [`COMPONENT`], so that a path comes before one that goes on below it.
const END: u8 = 1;
/// Ends a component of a path; sorts before every byte of a name.
const COMPONENT: u8 = 2;
/// Stands before a byte of a name that could be taken for one of these four.
const ESCAPE: u8 = 3;

/// A key whose byte order is the order of the contract; no two addresses share one.
pub fn sort_key(path: &str, member: Option<&str>) -> Vec<u8> {
    let mut key = Vec::with_capacity(path.len() + member.map_or(0, str::len) + 4);
    push(&mut key, path);
    for name in member.into_iter().flat_map(|chain| chain.split("!/")) {
        key.push(MEMBER);
        push(&mut key, name);
    }
    key.push(END);
    key
}

fn push(key: &mut Vec<u8>, path: &str) {
    for byte in path.bytes() {
        match byte {
            b'/' => key.push(COMPONENT),
            MEMBER..=ESCAPE => key.extend([ESCAPE, byte]),
            _ => key.push(byte),
        }
    }
}

/// The keys of everything below a folder lie from the first of these up to the second.
pub(super) fn below(folder: &str) -> (Vec<u8>, Vec<u8>) {
    let mut first = Vec::new();
    if !folder.is_empty() {
        push(&mut first, folder);
        first.push(COMPONENT);
    }
    let mut last = first.clone();
    match last.last_mut() {
        Some(end) => *end = COMPONENT + 1,
        // No name's UTF-8 begins with this byte.
        None => last.push(0xff),
    }
    (first, last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_sort_by_component_and_members_before_their_container() {
        let ordered = [
            ("a/b", None),
            ("a/b/c", None),
            ("a b", None),
            ("a.txt", None),
            ("b.zip", Some("in.zip!/x")),
            ("b.zip", Some("in.zip!/x/y")),
            ("b.zip", Some("in.zip")),
            ("b.zip", Some("in.zip2")),
            ("b.zip", Some("message 1")),
            ("b.zip", None),
            ("b.zip\u{1}", None),
            ("b.zipp", None),
            ("é", None),
        ];
        let keys: Vec<_> = ordered
            .iter()
            .map(|(path, member)| sort_key(path, *member))
            .collect();
        for (at, pair) in keys.windows(2).enumerate() {
            assert!(
                pair[0] < pair[1],
                "{:?} before {:?}",
                ordered[at],
                ordered[at + 1]
            );
        }
    }

    #[test]
    fn a_folder_holds_what_is_below_it_and_nothing_beside_it() {
        let (first, last) = below("a/b");
        let within = |path| (first.clone()..last.clone()).contains(&sort_key(path, None));
        assert!(within("a/b/c") && within("a/b/c/d"));
        assert!(!within("a/b") && !within("a/bc") && !within("a/b c/d") && !within("a/c"));
        let (first, last) = below("");
        assert!((first..last).contains(&sort_key("ü", None)));
    }

    proptest! {
        #[test]
        fn keys_order_files_as_lists_of_components(
            left in "[a-c\u{0}\u{1}\u{3}. ]{1,3}(/[a-c\u{0}\u{1}\u{2}. ]{1,3}){0,3}",
            right in "[a-c\u{0}\u{1}\u{3}. ]{1,3}(/[a-c\u{0}\u{1}\u{2}. ]{1,3}){0,3}",
        ) {
            let parts = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
            let (a, b) = (parts(&left), parts(&right));
            prop_assert_eq!(sort_key(&left, None).cmp(&sort_key(&right, None)), a.cmp(&b));
        }

        #[test]
        fn no_two_addresses_share_a_key(
            left in ("[ab/\u{0}-\u{3}]{0,4}", proptest::option::of("[ab!/\u{0}-\u{3}]{0,4}")),
            right in ("[ab/\u{0}-\u{3}]{0,4}", proptest::option::of("[ab!/\u{0}-\u{3}]{0,4}")),
        ) {
            let key = |(path, member): &(String, Option<String>)| sort_key(path, member.as_deref());
            prop_assert_eq!(key(&left) == key(&right), left == right);
        }
    }
}
