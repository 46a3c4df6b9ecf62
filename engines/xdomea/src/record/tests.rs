//! Whatever is held, a stream says what the tree of the whole message says.

use std::{fs, io, path::Path};

use proptest::prelude::*;

use super::*;
use crate::{
    Limits, Version, appraisal, convert,
    retention::{Start, plan},
    tree,
};

/// Of large messages so much is held before records are handed over: nothing, a little, some, all.
const BOUNDS: [u64; 4] = [0, 1_000, 10_000, 1 << 30];

#[derive(Clone, Debug, PartialEq)]
enum Event {
    Head(Message),
    Enter(Record),
    Leave(Record),
    Decided(Decided),
}

#[derive(Default)]
struct Events(Vec<Event>);

impl Events {
    fn record(&mut self, event: fn(Record) -> Event, record: &Record) {
        self.0.push(event(Record { records: Vec::new(), ..record.clone() }));
    }
}

impl Records for Events {
    const HISTORY: bool = true;
    const DECIDES_EARLY: bool = false;

    fn head(&mut self, head: &Message) -> io::Result<()> {
        self.0.push(Event::Head(Message { records: Vec::new(), decisions: Vec::new(), ..head.clone() }));
        Ok(())
    }

    fn enter(&mut self, record: &Record) -> io::Result<()> {
        self.record(Event::Enter, record);
        Ok(())
    }

    fn leave(&mut self, record: &Record) -> io::Result<()> {
        self.record(Event::Leave, record);
        Ok(())
    }

    fn decided(&mut self, decided: &Decided) -> io::Result<()> {
        self.0.push(Event::Decided(decided.clone()));
        Ok(())
    }
}

/// As it was before there was a stream: the whole tree, then what it says.
fn of_whole_tree(text: &str) -> Message {
    let root = tree::read(text.as_bytes(), &Limits::default()).unwrap();
    let decisions = root.children_named("BewertetesObjekt").map(decided).collect();
    Message { records: records(&root), decisions, ..head(&root) }
}

/// Without what an Akte says only after what lies in it.
fn entered(event: &Event) -> Event {
    match event {
        Event::Enter(record) => Event::Enter(Record { is_closed: None, closed: None, ..record.clone() }),
        other => other.clone(),
    }
}

/// Without what comes before it is known.
fn left(event: &Event) -> Option<Event> {
    match event {
        Event::Enter(_) | Event::Head(_) => None,
        other => Some(other.clone()),
    }
}

#[track_caller]
fn expect_same(text: &str, is_in_order: bool) {
    let expected = of_whole_tree(text);
    let mut whole = Events::default();
    expected.hand_to(&mut whole).unwrap();
    for aside_bytes in BOUNDS {
        let limits = Limits { aside_bytes, ..Limits::default() };
        let mut events = Events::default();
        let last = stream(text.as_bytes(), &limits, &mut events).unwrap();
        assert_eq!(last, Message { records: Vec::new(), decisions: Vec::new(), ..expected.clone() });
        let opened = events.0.iter().filter(|event| matches!(event, Event::Enter(_))).count();
        assert_eq!(opened, events.0.iter().filter(|event| matches!(event, Event::Leave(_))).count());
        // No schema has decisions beside records; a model keeps them apart.
        events.0.sort_by_key(|event| match event {
            Event::Head(_) => 0,
            Event::Decided(_) => 1,
            Event::Enter(_) | Event::Leave(_) => 2,
        });
        if aside_bytes == 1 << 30 {
            assert_eq!(events.0, whole.0, "{text}");
        }
        if is_in_order {
            let (found, wanted): (Vec<_>, Vec<_>) =
                (events.0.iter().map(entered).collect(), whole.0.iter().map(entered).collect());
            assert_eq!(found, wanted, "{aside_bytes} {text}");
            let mut out = Vec::new();
            show(text.as_bytes(), &limits, &mut out).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected.to_string());
            expect_same_tables(text, &expected, &limits);
        }
        let (found, wanted): (Vec<_>, Vec<_>) =
            (events.0.iter().filter_map(left).collect(), whole.0.iter().filter_map(left).collect());
        assert_eq!(found, wanted, "{aside_bytes} {text}");
    }
    let read = read(text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(read, expected);
    let (checked, again) = read_checked(text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!((checked, again), (crate::check(text.as_bytes(), &Limits::default()), expected));
}

/// Tables written as they are read are those of the whole message.
#[track_caller]
fn expect_same_tables(text: &str, expected: &Message, limits: &Limits) {
    let mut out = Vec::new();
    let (_, head) = appraisal::write(text.as_bytes(), limits, &mut out).unwrap();
    let table =
        if appraisal::is_offer(&head) { format!("\u{feff}{}", appraisal::table(expected)) } else { String::new() };
    assert_eq!(String::from_utf8(out).unwrap(), table);
    let holds = plan::holds("UUID;Grund\na;eins\nbb;zwei\nbb;drei\ncd;vier\nfremd;=5\n").unwrap();
    let (start, today) = (Start::EndOfYear, jiff::civil::date(2023, 12, 31));
    let mut out = Vec::new();
    let written = plan::write(text.as_bytes(), limits, start, &holds, today, &mut out).unwrap();
    let table = plan::table(&plan::plan(expected, start, &holds, today));
    assert_eq!(String::from_utf8(out).unwrap(), format!("\u{feff}{table}"));
    assert_eq!(written.without_record, plan::without_record(expected, &holds));
}

/// All files below a folder that are XML.
fn messages(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(messages(&path));
        } else if path.extension().is_some_and(|ending| ending == "xml") {
            found.extend(fs::read_to_string(path));
        }
    }
    found
}

#[test]
fn the_messages_of_the_suite_say_the_same_as_a_stream() {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut suites = folders.map(|folder| folder.join("../shared/suites/xdomea")).filter(|folder| folder.is_dir());
    let Some(suite) = suites.next() else {
        println!("skipped: no suite");
        return;
    };
    let found = messages(&suite.join("samples"));
    assert!(!found.is_empty());
    for text in found {
        expect_same(&text, true);
        for to in [Version::V3_1, Version::V4_0] {
            let converted = convert(text.as_bytes(), to, &crate::Supplement::default(), &Limits::default()).unwrap();
            expect_same(&converted.xml, true);
        }
    }
}

fn message(content: &str) -> String {
    format!(
        "<x:Aussonderung.Aussonderung.0503 xmlns:x=\"urn:xoev-de:xdomea:schema:4.0.0\"><x:nachrichtenkopf>\
         <x:ProzessID>242f44e8</x:ProzessID><x:autor><x:NameInstitution><x:Name>Stadt</x:Name></x:NameInstitution></x:autor>\
         </x:nachrichtenkopf>{content}</x:Aussonderung.Aussonderung.0503>"
    )
}

/// What has nothing to say about a record, or says it a second time, or says it where nobody listens.
const ODD: [&str; 9] = [
    "",
    "lose",
    "<!-- x --><x:Verweis><x:ID>fremd</x:ID></x:Verweis>",
    "<x:Identifikation><x:ID>zweite</x:ID></x:Identifikation>",
    "<x:Akteninhalt/>",
    "<x:Akteninhalt>lose<x:Schriftgutobjekt/><x:ZdA>1</x:ZdA></x:Akteninhalt>",
    "<x:Version><x:Akte/></x:Version>",
    "<x:AnwendungsspezifischeErweiterungXML><x:Akte><x:Dokument/></x:Akte></x:AnwendungsspezifischeErweiterungXML>",
    "<x:HistorienProtokollInformation><x:Akteur>wer</x:Akteur><x:Aktion>was</x:Aktion></x:HistorienProtokollInformation>",
];

/// A record with parts in the order of the schema, or in any.
fn record_of(name: &'static str, parts: Vec<String>, is_in_order: bool) -> BoxedStrategy<String> {
    let written = move |parts: Vec<String>| format!("<x:{name}>{}</x:{name}>", parts.concat());
    if is_in_order {
        return Just(written(parts)).boxed();
    }
    Just(parts).prop_shuffle().prop_map(written).boxed()
}

fn records_of(is_in_order: bool) -> impl Strategy<Value = String> {
    let odd = prop_oneof![3 => Just(String::new()), 1 => prop::sample::select(&ODD[..]).prop_map(str::to_owned)];
    let about = ("[a-d]{0,2}", "[ a-c]{0,3}", any::<bool>(), any::<bool>()).prop_map(|(id, subject, context, years)| {
        let years = if years { "<x:Aufbewahrungsdauer>\n7 </x:Aufbewahrungsdauer>" } else { "" };
        vec![
            format!("<x:Identifikation><x:xdomeaUUID>f</x:xdomeaUUID><x:ID>{id}</x:ID></x:Identifikation>"),
            format!("<x:Kontextobjekt>{context}</x:Kontextobjekt>"),
            format!("<x:AllgemeineMetadaten><x:Betreff>{subject}</x:Betreff></x:AllgemeineMetadaten>"),
            format!(
                "<x:Aussonderungsmetadaten><x:Aussonderungsart><code>B</code></x:Aussonderungsart>{years}</x:Aussonderungsmetadaten>"
            ),
            "<x:Laufzeit><x:Beginn>2001</x:Beginn></x:Laufzeit>".to_owned(),
        ]
    });
    let document = (about.clone(), odd.clone(), 0..3_usize).prop_flat_map(move |(mut parts, odd, files)| {
        let file = "<x:Primaerdokument><x:Dateiname>f.pdf</x:Dateiname></x:Primaerdokument>";
        parts.extend([
            odd,
            "<x:Anlage><x:DokumentOderDokumentMitSchriftstueck><x:Dokument><x:ZdA>0</x:ZdA></x:Dokument>\
             </x:DokumentOderDokumentMitSchriftstueck></x:Anlage>"
                .repeat(files % 2),
            format!("<x:Version><x:Nummer>1</x:Nummer><x:Format>{}</x:Format></x:Version>", file.repeat(files)),
        ]);
        record_of(if files == 1 { "Anlage" } else { "Dokument" }, parts, is_in_order)
    });
    document.prop_recursive(5, 60, 6, move |inner| {
        (about.clone(), odd.clone(), prop::collection::vec(inner, 0..6), 0..5_usize).prop_flat_map(
            move |(mut parts, odd, inner, kind)| {
                let name = ["Akte", "Vorgang", "Teilakte", "Teilvorgang", "Akte"][kind];
                let inner = match kind {
                    0 | 2 if inner.is_empty() => String::new(),
                    0 | 2 => {
                        format!("<x:Akteninhalt>{}</x:Akteninhalt>", inner.join("</x:Akteninhalt><x:Akteninhalt>"))
                    }
                    4 => format!("<x:Akteninhalt>{}</x:Akteninhalt>", inner.concat()),
                    _ => inner.concat(),
                };
                parts.extend([odd, inner, "<x:ZdA>1</x:ZdA><x:ZdADatum>2016-02-29</x:ZdADatum>".to_owned()]);
                record_of(name, parts, is_in_order)
            },
        )
    })
}

fn content(is_in_order: bool) -> impl Strategy<Value = String> {
    let object =
        records_of(is_in_order).prop_map(|record| format!("<x:Schriftgutobjekt>{record}</x:Schriftgutobjekt>"));
    let decided = Just("<x:BewertetesObjekt><x:ID>7</x:ID></x:BewertetesObjekt>".to_owned());
    let weight = u32::from(!is_in_order);
    prop::collection::vec(prop_oneof![8 => object, weight => decided, 1 => Just("<x:Aktenplan/>".to_owned())], 0..6)
        .prop_map(|objects| objects.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn messages_in_order_say_the_same_as_a_stream(content in content(true)) {
        let text = message(&content);
        expect_same(&text, true);
        expect_same(&text.replace("Aussonderung.Aussonderung.0503", "Aussonderung.Anbieteverzeichnis.0501"), true);
    }

    #[test]
    fn messages_without_order_say_the_same_in_the_end(content in content(false), is_head_last in any::<bool>()) {
        let mut text = message(&content);
        if is_head_last && let (Some(begin), Some(end)) = (text.find("<x:nachrichtenkopf>"), text.find("</x:nachrichtenkopf>")) {
            let head: String = text.drain(begin..end + "</x:nachrichtenkopf>".len()).collect();
            let end = text.rfind("</").unwrap_or(0);
            text.insert_str(end, &head);
        }
        expect_same(&text, false);
    }
}
