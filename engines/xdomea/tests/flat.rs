//! Memory stays flat however many objects a message has, and however they lie in each other. Prints what is held at most.

mod long;

use std::{
    fmt::Write as _,
    io::{self, Write},
    sync::Mutex,
};

use lotse_xdomea::{Limits, Supplement, Version, check, prepare};
use peak_alloc::PeakAlloc;

use crate::long::{SHAPES, Shape, message};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What is held is counted over the whole process.
static ALONE: Mutex<()> = Mutex::new(());

const FEW: usize = 2_000;
const MANY: usize = 20_000;

/// Bytes that may be held at most, whatever the length.
const MOST: usize = 32 << 20;

/// Counts the files that a message names, and throws it away. Names come in one piece.
#[derive(Default)]
struct Lines {
    files: u64,
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.files += u64::from(bytes.starts_with(b"<xdomea:Dateiname>"));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What it gives, and the bytes that were held at most while it ran.
fn held<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let outcome = work();
    (outcome, MEMORY.peak_usage().saturating_sub(before))
}

/// Does it with few objects and with many, in every shape, and says what is held; that must not grow with them.
fn stays_flat(name: &str, work: impl Fn(Shape, usize)) -> String {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    // What is made once, as the tables of schemas, is made before.
    work(Shape::InOneAkte, 10);
    let mut table = String::new();
    for shape in SHAPES {
        let [few, many] = [FEW, MANY].map(|count| held(|| work(shape, count)).1);
        let (few, kib) = (few >> 10, many >> 10);
        let _ = writeln!(table, "{name:13} {shape:12?} {FEW} objects: {few:6} KiB, {MANY} objects: {kib:6} KiB");
        assert!(many < MOST, "{table}");
    }
    table
}

#[test]
fn checking_is_flat() {
    let table = stays_flat("check", |shape, count| {
        let checked = check(message(shape, count), &Limits::default());
        assert_eq!((checked.errors.as_slice(), checked.counts.dokumente), (&[][..], count as u64));
    });
    println!("{table}");
}

#[test]
fn converting_is_flat() {
    for to in [Version::V3_1, Version::V4_0] {
        let table = stays_flat(&format!("convert {to}"), |shape, count| {
            let store = tempfile::tempfile().unwrap();
            let prepared =
                prepare(message(shape, count), to, &Supplement::default(), &Limits::default(), store).unwrap();
            assert!(prepared.checked.is_ok());
            let mut lines = Lines::default();
            prepared.write(&mut lines, &mut |_| {}).unwrap();
            assert_eq!(lines.files, count as u64);
        });
        println!("{table}");
    }
}
