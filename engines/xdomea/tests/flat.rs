//! As many objects as you like are checked, converted, shown, appraised, kept and answered in the memory that 1,000 take, and a little for what
//! is said about each. Prints a table; `LOTSE_OBJECTS=100000` takes that number in each row.

#![expect(clippy::unwrap_used, reason = "helpers of tests are no tests to clippy")]

use std::io::{self, BufRead, Read, Write};

use lotse_xdomea::{
    Limits, Supplement, Version,
    answer::{self, Decision, Disposal, Reply},
    appraisal, check,
    container::FileFaults,
    prepare, record,
    retention::{
        Start,
        plan::{self, Holds},
    },
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// So much more than few objects may many take.
const MOST: usize = 24 << 20;

/// How the objects lie.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    /// Akten beside each other.
    Akten,
    /// Vorgänge in one Akte.
    Vorgaenge,
    /// Documents in one Vorgang, with a file each.
    Dokumente,
}

/// A message that is made while it is read.
struct Made {
    shape: Shape,
    number: usize,
    objects: usize,
    begin: Option<String>,
    end: Option<String>,
    piece: Vec<u8>,
    place: usize,
}

fn id(number: usize) -> String {
    format!("{number:08x}-0000-4000-8000-000000000000")
}

fn about(number: usize) -> String {
    format!(
        "<x:Identifikation><x:ID>{}</x:ID></x:Identifikation>\n<x:AllgemeineMetadaten><x:Betreff>Objekt {number}</x:Betreff>\
         <x:Kennzeichen>10.24-{number}</x:Kennzeichen></x:AllgemeineMetadaten>\n",
        id(number)
    )
}

const PERIOD: &str = "<x:ArchivspezifischeMetadaten><x:Aufbewahrungsdauer><x:AnzahlJahre>10</x:AnzahlJahre>\
    </x:Aufbewahrungsdauer></x:ArchivspezifischeMetadaten>\n";
const CLOSED: &str = "<x:ZdA>1</x:ZdA><x:ZdADatum>2016-02-29</x:ZdADatum>";

fn made(name: &str, shape: Shape, objects: usize) -> Made {
    let number = &name[name.len() - 4..];
    let confirm = if number == "0503" {
        "<x:Importbestaetigung>1</x:Importbestaetigung><x:RueckmeldungArchivkennung>1</x:RueckmeldungArchivkennung>"
    } else {
        ""
    };
    let (open, close) = match shape {
        Shape::Akten => (String::new(), String::new()),
        Shape::Vorgaenge => (
            format!("<x:Schriftgutobjekt><x:Akte>{}{PERIOD}<x:Akteninhalt>", about(objects)),
            format!("</x:Akteninhalt>{CLOSED}</x:Akte></x:Schriftgutobjekt>"),
        ),
        Shape::Dokumente => (
            format!("<x:Schriftgutobjekt><x:Vorgang>{}{PERIOD}{CLOSED}", about(objects)),
            "</x:Vorgang></x:Schriftgutobjekt>".to_owned(),
        ),
    };
    let begin = format!(
        "<x:{name} xmlns:x=\"urn:xoev-de:xdomea:schema:3.1.0\"><x:Kopf><x:ProzessID>242f44e8-bebf-4503-a086-db252c6a4277\
         </x:ProzessID><x:Nachrichtentyp><code>{number}</code></x:Nachrichtentyp><x:Erstellungszeitpunkt>2026-05-31T12:00:00\
         </x:Erstellungszeitpunkt><x:Absender/><x:Empfaenger/>{confirm}<x:Empfangsbestaetigung>1</x:Empfangsbestaetigung>\
         </x:Kopf>{open}"
    );
    let end = format!("{close}</x:{name}>");
    Made { shape, number: 0, objects, begin: Some(begin), end: Some(end), piece: Vec::new(), place: 0 }
}

fn object(shape: Shape, number: usize) -> String {
    let about = about(number);
    match shape {
        Shape::Akten => {
            format!("<x:Schriftgutobjekt><x:Akte>{about}{PERIOD}{CLOSED}</x:Akte></x:Schriftgutobjekt>\n")
        }
        Shape::Vorgaenge => format!("<x:Vorgang>{about}{PERIOD}{CLOSED}</x:Vorgang>\n"),
        Shape::Dokumente => format!(
            "<x:Dokument>{about}<x:Version><x:Nummer>1</x:Nummer><x:Format><x:Name listVersionID=\"1.0\"><code>018</code>\
                 </x:Name><x:Version>1.4</x:Version><x:Primaerdokument><x:Dateiname>{}_plan.pdf</x:Dateiname>\
                 </x:Primaerdokument></x:Format></x:Version></x:Dokument>\n",
            id(number)
        ),
    }
}

impl BufRead for Made {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.place == self.piece.len() {
            let next = match self.begin.take() {
                None if self.number < self.objects => {
                    self.number += 1;
                    object(self.shape, self.number - 1)
                }
                None => self.end.take().unwrap_or_default(),
                Some(begin) => begin,
            };
            (self.piece, self.place) = (next.into_bytes(), 0);
        }
        Ok(&self.piece[self.place..])
    }

    fn consume(&mut self, amount: usize) {
        self.place += amount;
    }
}

impl Read for Made {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let amount = self.fill_buf()?.read(target)?;
        self.consume(amount);
        Ok(amount)
    }
}

/// Counts the lines that are written with a text in them.
struct Lines {
    text: &'static str,
    found: usize,
    line: Vec<u8>,
}

impl Lines {
    fn with(text: &'static str) -> Self {
        Self { text, found: 0, line: Vec::new() }
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for byte in bytes {
            if *byte == b'\n' {
                self.found += usize::from(String::from_utf8_lossy(&self.line).contains(self.text));
                self.line.clear();
            } else {
                self.line.push(*byte);
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const OFFER: &str = "Aussonderung.Anbieteverzeichnis.0501";
const SORTED_OUT: &str = "Aussonderung.Aussonderung.0503";

fn check_all(shape: Shape, objects: usize) -> usize {
    peak(|| {
        let checked = check(made(SORTED_OUT, shape, objects), &Limits::default());
        assert_eq!(checked.errors, []);
        let counts = checked.counts;
        assert_eq!(counts.akten + counts.vorgaenge + counts.dokumente, (objects + outer(shape)) as u64);
    })
}

fn convert(shape: Shape, objects: usize) -> usize {
    peak(|| {
        let mut out = Lines::with("<xdomea:Betreff>Objekt");
        let (message, store) = (made(SORTED_OUT, shape, objects), tempfile::tempfile().unwrap());
        let prepared = prepare(message, Version::V4_0, &Supplement::default(), &Limits::default(), store).unwrap();
        assert_eq!(prepared.checked.errors, []);
        prepared.write(&mut out, &mut |_| {}).unwrap();
        assert_eq!(out.found, objects + outer(shape));
    })
}

fn show(shape: Shape, objects: usize) -> usize {
    peak(|| {
        let mut out = Lines::with("Objekt");
        record::show(made(OFFER, shape, objects), &Limits::default(), &mut out).unwrap();
        assert_eq!(out.found, objects + outer(shape));
    })
}

fn appraise(shape: Shape, objects: usize) -> usize {
    peak(|| {
        let mut out = Lines::with("Objekt");
        let (checked, _) = appraisal::write(made(OFFER, shape, objects), &Limits::default(), &mut out).unwrap();
        assert_eq!(checked.errors, []);
        assert_eq!(out.found, appraised(shape, objects));
    })
}

fn retain(shape: Shape, objects: usize) -> usize {
    peak(|| {
        let mut out = Lines::with(";2016-02-29;2026-12-31;fällig;");
        let (holds, today) = (Holds::new(), jiff::civil::date(2027, 1, 1));
        let message = made(OFFER, shape, objects);
        plan::write(message, &Limits::default(), Start::EndOfYear, &holds, today, &mut out).unwrap();
        assert_eq!(out.found, appraised(shape, objects));
    })
}

fn decide(shape: Shape, objects: usize) -> usize {
    let ids = if shape == Shape::Dokumente { objects..objects + 1 } else { 0..objects };
    let decisions: Vec<Decision> = ids.map(|number| Decision { id: id(number), disposal: Disposal::Archive }).collect();
    // The table of the archive is held by itself.
    peak(|| {
        let message = made(OFFER, shape, objects);
        let appraised = answer::appraisal(message, &decisions, &Reply::default(), &Limits::default()).unwrap();
        let mut out = Lines::with("<code>A</code>");
        appraised.message.write(&mut out).unwrap();
        assert_eq!((out.found, appraised.archived, appraised.undecided), (decisions.len(), decisions.len(), 0));
    })
}

fn import(shape: Shape, objects: usize) -> usize {
    peak(|| {
        let mut files = 0;
        let mut named = |_: &str| files += 1;
        let message = made(SORTED_OUT, shape, objects);
        let reply = Reply { created: "2026-06-01T08:00:00Z".to_owned(), ..Reply::default() };
        let taken = answer::import(message, &[], &FileFaults::new(), &mut named, &reply, &Limits::default()).unwrap();
        let mut out = Lines::with("Erfolgreich>1<");
        taken.message.write(&mut out).unwrap();
        assert_eq!(out.found, if shape == Shape::Akten { objects } else { 1 });
        assert_eq!(files, if shape == Shape::Dokumente { objects } else { 0 });
    })
}

/// What the objects lie in.
fn outer(shape: Shape) -> usize {
    usize::from(shape != Shape::Akten)
}

/// The archive decides about so many.
fn appraised(shape: Shape, objects: usize) -> usize {
    if shape == Shape::Dokumente { 1 } else { objects + outer(shape) }
}

/// What is held at most while something is done.
fn peak(work: impl FnOnce()) -> usize {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    work();
    MEMORY.peak_usage() - before
}

type Work = fn(Shape, usize) -> usize;

#[test]
fn many_objects_take_little_more_memory_than_few() {
    let wanted: Option<usize> = std::env::var("LOTSE_OBJECTS").ok().and_then(|number| number.parse().ok());
    // The tables of the schemas are made once.
    convert(Shape::Akten, 1);
    appraise(Shape::Akten, 1);
    println!("what     shape            1000 objects         more: objects       held  ratio      time");
    let works: [(&str, Work); 7] = [
        ("check", check_all),
        ("convert", convert),
        ("show", show),
        ("appraise", appraise),
        ("retain", retain),
        ("decide", decide),
        ("import", import),
    ];
    for (name, work) in works {
        for shape in [Shape::Akten, Shape::Vorgaenge, Shape::Dokumente] {
            // Of those that hold most, all; of the others as many as are more than may be held.
            let holds_most = matches!((name, shape), ("retain", Shape::Vorgaenge) | ("decide", Shape::Akten));
            let many = wanted.unwrap_or(if holds_most { 100_000 } else { 10_000 });
            let few = work(shape, 1000);
            let start = std::time::Instant::now();
            let all = work(shape, many);
            let seconds = start.elapsed().as_secs_f64();
            println!(
                "{name:8} {:16} {:8} KiB {many:12} {:8} KiB {:4}.{} {seconds:9.1} s",
                format!("{shape:?}"),
                few / 1024,
                all / 1024,
                all / few,
                all * 10 / few % 10
            );
            assert!(all < few + MOST, "{name} {shape:?}: {few} {all}");
        }
    }
}
