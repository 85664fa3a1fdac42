//! What a walk meets, on real folders.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use super::*;

fn source(root: &Path) -> Vec<Source> {
    vec![Source {
        name: "share".into(),
        root: root.to_owned(),
    }]
}

fn seen(root: &Path, options: &Options) -> Vec<(String, Option<Outcome>)> {
    walk(&source(root), options)
        .map(|met| match met {
            Met::File(entry) => (entry.path, entry.outcome),
            Met::Folder(folder) => (format!("{}/", folder.path), Some(folder.outcome)),
        })
        .collect()
}

#[test]
fn files_come_in_byte_order_of_components() {
    let root = tempfile::tempdir().unwrap();
    for name in ["a.txt", "a/z.txt", "a/b/c.txt", "B.txt", "a-b.txt"] {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }
    let order: Vec<_> = seen(root.path(), &Options::default())
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert_eq!(order, ["B.txt", "a/b/c.txt", "a/z.txt", "a-b.txt", "a.txt"]);
}

#[test]
fn links_sockets_loops_and_odd_names_each_end_in_an_outcome() {
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    fs::create_dir(at("dir")).unwrap();
    symlink("..", at("dir/loop")).unwrap();
    symlink("nowhere", at("dangling")).unwrap();
    let _socket = UnixListener::bind(at("socket")).unwrap();
    fs::write(root.path().join(OsStr::from_bytes(b"caf\xe9")), "x").unwrap();
    let links = |follow_links| {
        seen(
            root.path(),
            &Options {
                follow_links,
                ..Options::default()
            },
        )
    };
    let skipped = |reason| Some(Outcome::skipped(reason));
    let expected = [
        ("caf%E9".to_owned(), None),
        ("dangling".to_owned(), skipped(Reason::Link)),
        ("dir/loop".to_owned(), skipped(Reason::Link)),
        ("socket".to_owned(), skipped(Reason::Special)),
    ];
    assert_eq!(links(false), expected);
    assert_eq!(
        links(true),
        expected,
        "followed links do not go round in circles"
    );
}

#[test]
fn what_is_left_out_is_said() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("skip")).unwrap();
    for name in [
        "keep.txt",
        "drop.bak",
        "big.txt",
        "own.db",
        "skip/inside.txt",
    ] {
        fs::write(
            root.path().join(name),
            if name == "big.txt" { "123456" } else { "x" },
        )
        .unwrap();
    }
    let options = Options {
        exclude: Globs::new(&["*.bak", "skip"]).unwrap(),
        max_file_size: Some(5),
        own_outputs: vec![root.path().join("own.db").canonicalize().unwrap()],
        ..Options::default()
    };
    let skipped = |reason| Some(Outcome::skipped(reason));
    assert_eq!(
        seen(root.path(), &options),
        [
            ("big.txt".to_owned(), skipped(Reason::TooLarge)),
            ("drop.bak".to_owned(), skipped(Reason::Excluded)),
            ("keep.txt".to_owned(), None),
            ("own.db".to_owned(), skipped(Reason::OwnOutput)),
            ("skip/".to_owned(), skipped(Reason::Excluded)),
        ]
    );
}

#[test]
fn a_source_may_be_one_file() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("one.txt");
    fs::write(&file, "x").unwrap();
    assert_eq!(
        seen(&file, &Options::default()),
        [("one.txt".to_owned(), None)]
    );
}

#[test]
fn opening_keeps_the_access_time() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("a.txt");
    fs::write(&path, "content").unwrap();
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
    let times = fs::FileTimes::new().set_accessed(long_ago);
    File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_times(times)
        .unwrap();
    let mut text = String::new();
    io::Read::read_to_string(&mut open(&path).unwrap(), &mut text).unwrap();
    assert_eq!(text, "content");
    assert_eq!(path.metadata().unwrap().accessed().unwrap(), long_ago);
}

#[test]
fn a_pipe_is_not_waited_for() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &path,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    assert!(open(&path).is_err());
}
