//! The pattern engine alone beside ripgrep with the same patterns, a thread each: prose, dense CSV and source code.
//!
//! Run with `cargo bench --bench engine`. Makes 70 MB of each kind in the temporary folder, nobody in it exists; searches them
//! with every rule, and with `rg -U -o -n --no-unicode -f` and what `rules list --patterns` prints if `rg` is installed. Best of
//! three rounds, the two in turn, by the wall clock: the machine should have nothing else to do. An argument names a kind, a
//! second one how many bytes are searched, once and by the engine alone: `benches/instructions` counts instructions so.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fastrand::Rng;

use domesday::detect::rule::Book;
use domesday::detect::{Engine, Options};

const SIZE: usize = 70_000_000;
const BLOCK: usize = 64 << 10;
const ROUNDS: usize = 3;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'));
    let (wanted, bytes) = (arguments.next(), arguments.next());
    let bytes: Option<usize> = bytes.map(|bytes| bytes.parse().expect("a number of bytes"));
    let folder = std::env::temp_dir().join("domesday-bench-engine");
    fs::create_dir_all(&folder).expect("a temporary folder");
    let patterns = patterns(&folder);
    let engine = Engine::new(&Book::builtin());
    let mut out = std::io::stdout();
    for (kind, make) in [
        ("prose", prose as fn(usize) -> String),
        ("csv", csv),
        ("source", source),
    ] {
        if wanted.as_deref().is_some_and(|wanted| wanted != kind) {
            continue;
        }
        let path = folder.join(kind);
        let text = text(&path, make);
        if let Some(bytes) = bytes {
            let text = &text[..text.floor_char_boundary(bytes)];
            let found = count(&engine, text);
            let _ = writeln!(out, "{kind}: {found} values in {} bytes", text.len());
            continue;
        }
        let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
        let mut found = 0;
        for _ in 0..ROUNDS {
            let started = Instant::now();
            found = count(&engine, &text);
            ours = ours.min(started.elapsed());
            if let Some(took) = ripgrep(&path, &patterns) {
                theirs = theirs.min(took);
            }
        }
        let speed = |took: Duration| text.len() as f64 / 1e6 / took.as_secs_f64();
        let _ = write!(out, "{kind}: {found} values, {:.1} MB/s", speed(ours));
        if theirs < Duration::MAX {
            let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
            let _ = write!(out, ", rg {:.1} MB/s, {ratio:.2} times", speed(theirs));
        }
        let _ = writeln!(out);
    }
}

/// What the engine finds, block by block as documents are read.
fn count(engine: &Engine, text: &str) -> usize {
    let options = Options::new(0.5, jiff::civil::date(2026, 1, 1));
    let mut rest = text;
    let blocks = std::iter::from_fn(|| {
        let limit = rest.floor_char_boundary(BLOCK.min(rest.len()));
        let end = rest[..limit].rfind('\n').map_or(limit, |end| end + 1);
        let (block, behind) = rest.split_at(end);
        rest = behind;
        (!block.is_empty()).then_some(block)
    });
    engine.count_candidates(blocks, &options)
}

/// None if it is not installed or does not take the patterns.
fn ripgrep(path: &Path, patterns: &Path) -> Option<Duration> {
    let started = Instant::now();
    // Some patterns go on in the next line, which it wants to be told.
    let status = Command::new("rg")
        .args([
            "-U",
            "-o",
            "-n",
            "--no-unicode",
            "--no-config",
            "-j1",
            "-a",
            "-f",
        ])
        .arg(patterns)
        .arg(path)
        .stdout(Stdio::null())
        .status()
        .ok()?;
    status.success().then(|| started.elapsed())
}

/// The patterns as the program prints them.
fn patterns(folder: &Path) -> PathBuf {
    let path = folder.join("patterns");
    let printed = Command::new(env!("CARGO_BIN_EXE_domesday"))
        .args(["rules", "list", "--patterns"])
        .output()
        .expect("the program runs");
    fs::write(&path, printed.stdout).expect("a temporary file");
    path
}

/// The text of a file, which is made if it is not there.
fn text(path: &Path, make: fn(usize) -> String) -> String {
    let known = fs::read_to_string(path).ok();
    known
        .filter(|known| known.len() >= SIZE)
        .unwrap_or_else(|| {
            let text = make(SIZE);
            let mut file = File::create(path).expect("a temporary file");
            file.write_all(text.as_bytes())
                .expect("room for a temporary file");
            text
        })
}

/// Sentences of the project's own pages in any order, a person or a number in one of forty.
fn prose(size: usize) -> String {
    let pages = [
        include_str!("../README.md"),
        include_str!("../docs/records.md"),
        include_str!("../docs/rules.md"),
        include_str!("../rules/record-classes.toml"),
        include_str!("../LICENSE-APACHE"),
    ];
    let sentences: Vec<&str> = pages
        .iter()
        .flat_map(|page| page.split_inclusive(['.', '\n']))
        .filter(|sentence| sentence.trim().len() > 20)
        .collect();
    let mut dice = Rng::with_seed(7);
    let mut text = String::with_capacity(size + 1000);
    while text.len() < size {
        text.push_str(sentences[dice.usize(..sentences.len())]);
        text.push(if dice.usize(..4) == 0 { '\n' } else { ' ' });
        if dice.usize(..40) == 0 {
            let (day, number) = (1 + dice.usize(..28), dice.usize(..1000));
            let _ = writeln!(
                text,
                "Ada Example, born {day} May 1985, of 9 Larch Lane, AB10 1ZZ, called on 01632 960{number:03}."
            );
        }
    }
    text
}

/// A register in which nearly every cell is a value.
fn csv(size: usize) -> String {
    let mut dice = Rng::with_seed(11);
    let mut text = String::from("Surname,Forename,DOB,NHS Number,NI Number,Phone,Email,Postcode\n");
    while text.len() < size {
        let nhs = 999_000_000 + dice.usize(..1_000_000);
        let weighted: usize = (0..9)
            .map(|at| (nhs / 10_usize.pow(8 - at) % 10) * (10 - at as usize))
            .sum();
        let check = match 11 - weighted % 11 {
            11 => 0,
            10 => continue,
            digit => digit,
        };
        let _ = writeln!(
            text,
            "Example{},Ada,{:02}/{:02}/{},{nhs}{check},QQ{:06}C,07700 900{:03},a.person{}@example.org,AB10 1Z{}",
            dice.usize(..100),
            1 + dice.usize(..28),
            1 + dice.usize(..12),
            1940 + dice.usize(..80),
            dice.usize(..1_000_000),
            dice.usize(..1000),
            dice.usize(..10_000),
            char::from(b'A' + dice.usize(..2) as u8),
        );
    }
    text
}

/// The project's own sources, with other numbers each time.
fn source(size: usize) -> String {
    let mut sources = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in walkdir::WalkDir::new(root.join("src")).sort_by_file_name() {
        let Ok(entry) = entry else { continue };
        sources.extend(fs::read_to_string(entry.path()).ok());
    }
    let mut dice = Rng::with_seed(13);
    let mut text = String::with_capacity(size + 100_000);
    while text.len() < size {
        for source in &sources {
            text.push_str(source);
            let _ = writeln!(
                text,
                "// revision {:08x} of 2026-0{}-1{}",
                dice.usize(..1 << 32),
                1 + dice.usize(..9),
                dice.usize(..10)
            );
        }
    }
    text
}
