//! When the records of a message may go: their periods as the message states them, with holds, as a table for people.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    io::{self, BufRead, Write},
};

use jiff::civil::Date;

use super::{Hold, Period, Release, Start, release};
use crate::{
    appraisal::{ID, MARK, Rows, TableError, cell, harmless, row},
    check::Checked,
    limits::Limits,
    record::{self, Kind, Message, ReadError, Record, Records, same_id},
};

const REASON: &str = "Grund";
const HEADING: [&str; 9] =
    ["UUID", "Art", "Kennzeichen", "Betreff", "Jahre", "Abgeschlossen", "Letzter Tag", "Stand", REASON];

/// Holds by the UUID of the record, written as [`same_id`] writes it.
pub type Holds = BTreeMap<String, BTreeSet<Hold>>;

/// A record of a message and what may be done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    pub id: Option<String>,
    pub kind: Kind,
    pub reference: Option<String>,
    pub subject: Option<String>,
    pub years: Option<u16>,
    pub closed: Option<Date>,
    /// As far as the message says enough to know it.
    pub last_day: Option<Date>,
    pub state: State,
}

/// What may be done with a record on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Due,
    Kept,
    /// It is not closed, or the message does not say when it was.
    Open,
    /// The message states no period.
    NoPeriod,
    /// The message says that it has no end, or the end lies beyond the calendar.
    ForEver,
    Held(BTreeSet<Hold>),
}

/// The holds in a table with the columns UUID and Grund.
pub fn holds(table: &str) -> Result<Holds, TableError> {
    let rows = Rows::read(table)?;
    let (id, reason) = (rows.column(ID)?, rows.column(REASON)?);
    let mut holds = Holds::new();
    for row in rows.rows.iter().filter(|row| !row.cell(id).is_empty() || !row.cell(reason).is_empty()) {
        let hold = Hold { id: row.line.to_string(), reason: row.cell(reason).to_owned() };
        holds.entry(same_id(&row.id(id)?).into_owned()).or_default().insert(hold);
    }
    Ok(holds)
}

/// The holds on nothing in the message, with the UUID and the line of the table of each.
pub fn without_record<'h>(message: &Message, holds: &'h Holds) -> Vec<(&'h str, &'h Hold)> {
    let mut met = BTreeSet::new();
    for id in message.ids() {
        met.extend(holds.get_key_value(same_id(id).as_ref()).map(|(id, _)| id.as_str()));
    }
    not_met(holds, &met)
}

fn not_met<'h>(holds: &'h Holds, met: &BTreeSet<&str>) -> Vec<(&'h str, &'h Hold)> {
    let others = holds.iter().filter(|(id, _)| !met.contains(id.as_str()));
    others.flat_map(|(id, holds)| holds.iter().map(move |hold| (id.as_str(), hold))).collect()
}

/// Every Akte of a message, and what else states a period of its own. A hold on a record holds what lies in it and what it
/// lies in, since none of it can go alone.
pub fn plan(message: &Message, start: Start, holds: &Holds, today: Date) -> Vec<Planned> {
    let mut planned = Vec::new();
    let mut planner = Planner::new(
        start,
        holds,
        today,
        |one| one,
        |one| {
            planned.push(one);
            Ok(())
        },
    );
    // A vector takes everything.
    let _ = message.hand_to(&mut planner);
    planned
}

/// A plan that was written as a table, and the message it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<'h> {
    pub checked: Checked,
    /// Without its records.
    pub message: Message,
    /// As [`without_record`] gives them.
    pub without_record: Vec<(&'h str, &'h Hold)>,
}

/// Writes the [`plan`] of a message as a [`table`] as it is read, after a mark that tells spreadsheets that its letters are
/// in UTF-8. Of what is no message of xdomea nothing is written. The row of a record stands before those of what lies in it
/// and depends on their holds, so the rows of one outermost record are held until it ends.
pub fn write<'h>(
    source: impl BufRead,
    limits: &Limits,
    start: Start,
    holds: &'h Holds,
    today: Date,
    out: &mut impl Write,
) -> Result<Written<'h>, ReadError> {
    let rows = |planned: Planned| planned.row().into_boxed_slice();
    let planner = Planner::new(start, holds, today, rows, |row: Box<[u8]>| out.write_all(&row));
    let mut table = Table { planner, is_refused: false };
    let (checked, message) = record::stream_checked(source, limits, &mut table)?;
    let without_record = not_met(holds, &table.planner.met);
    Ok(Written { checked, message, without_record })
}

/// A plan of a message of xdomea, with a heading.
struct Table<P> {
    planner: P,
    is_refused: bool,
}

impl<M, O> Records for Table<Planner<'_, Box<[u8]>, M, O>>
where
    M: FnMut(Planned) -> Box<[u8]>,
    O: FnMut(Box<[u8]>) -> io::Result<()>,
{
    fn head(&mut self, head: &Message) -> io::Result<()> {
        self.is_refused = head.version.is_none();
        if self.is_refused {
            return Ok(());
        }
        (self.planner.out)(MARK.as_bytes().into())?;
        (self.planner.out)(heading().into())
    }

    fn enter(&mut self, record: &Record) -> io::Result<()> {
        if self.is_refused { Ok(()) } else { self.planner.enter(record) }
    }

    fn leave(&mut self, record: &Record) -> io::Result<()> {
        if self.is_refused { Ok(()) } else { self.planner.leave(record) }
    }
}

/// Plans records as they come. What is planned is made into something and given on, outer records first.
struct Planner<'h, T, M, O> {
    start: Start,
    holds: &'h Holds,
    today: Date,
    make: M,
    out: O,
    open: Vec<Open>,
    /// Of the outermost record that is open.
    made: Vec<T>,
    /// The holds that are on something.
    met: BTreeSet<&'h str>,
}

/// A record that is open.
struct Open {
    /// The holds on it and what it lies in.
    outer: BTreeSet<Hold>,
    /// The holds on what lies in it.
    below: BTreeSet<Hold>,
    /// Where what is made of it belongs.
    place: usize,
}

impl<'h, T, M: FnMut(Planned) -> T, O: FnMut(T) -> io::Result<()>> Planner<'h, T, M, O> {
    fn new(start: Start, holds: &'h Holds, today: Date, make: M, out: O) -> Self {
        Self { start, holds, today, make, out, open: Vec::new(), made: Vec::new(), met: BTreeSet::new() }
    }

    /// The holds on a record itself.
    fn own(&mut self, record: &Record) -> Option<&'h BTreeSet<Hold>> {
        let id = record.id.as_deref()?;
        let (id, holds) = self.holds.get_key_value(same_id(id).as_ref())?;
        self.met.insert(id);
        Some(holds)
    }
}

impl<T, M: FnMut(Planned) -> T, O: FnMut(T) -> io::Result<()>> Records for Planner<'_, T, M, O> {
    fn enter(&mut self, record: &Record) -> io::Result<()> {
        let mut outer = self.open.last().map(|open| open.outer.clone()).unwrap_or_default();
        outer.extend(self.own(record).into_iter().flatten().cloned());
        self.open.push(Open { outer, below: BTreeSet::new(), place: self.made.len() });
        Ok(())
    }

    fn leave(&mut self, record: &Record) -> io::Result<()> {
        let Some(mut open) = self.open.pop() else { return Ok(()) };
        // Its UUID may have come late.
        open.below.extend(self.own(record).into_iter().flatten().cloned());
        let states_period =
            record.retention_years.is_some() || record.retention_end.is_some() || record.is_kept_for_ever;
        if record.kind == Kind::Akte || states_period {
            let all: BTreeSet<Hold> = open.outer.union(&open.below).cloned().collect();
            let planned = one(record, &all, self.start, self.today);
            self.made.insert(open.place, (self.make)(planned));
        }
        match self.open.last_mut() {
            // Not by append, which goes through all that are there.
            Some(outer) => outer.below.extend(open.below),
            None => self.made.drain(..).try_for_each(&mut self.out)?,
        }
        Ok(())
    }
}

/// What may be done with a record that is held so.
fn one(record: &Record, holds: &BTreeSet<Hold>, start: Start, today: Date) -> Planned {
    // Whoever says that it is still open knows better than the end of its running.
    let end = record.end.as_deref().filter(|_| record.is_closed != Some(false));
    let closed = record.closed.as_deref().or(end).and_then(day);
    let stated = record.retention_end.as_deref().and_then(day).filter(|_| !record.is_kept_for_ever);
    let years = record.retention_years;
    let period = Period { years, start, source: String::new(), verified: false };
    let last_day = stated.or_else(|| years.and(closed).and_then(|closed| period.last_day(closed)));
    let state = match release(&period, closed, holds, today) {
        Release::Held(holds) => State::Held(holds.clone()),
        _ if record.is_kept_for_ever => State::ForEver,
        _ if stated.is_some_and(|day| today <= day) => State::Kept,
        _ if stated.is_some() => State::Due,
        _ if years.is_none() => State::NoPeriod,
        Release::Open => State::Open,
        Release::KeptForEver => State::ForEver,
        Release::KeptUntil(_) => State::Kept,
        Release::Due => State::Due,
    };
    Planned {
        id: record.id.clone(),
        kind: record.kind,
        reference: record.reference.clone(),
        subject: record.subject.clone(),
        years,
        closed,
        last_day,
        state,
    }
}

/// A day as messages write it, with or without a time zone behind it.
fn day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

/// The plan as a table (CSV).
pub fn table(planned: &[Planned]) -> String {
    let rows = planned.iter().flat_map(Planned::row);
    String::from_utf8(heading().into_iter().chain(rows).collect()).unwrap_or_default()
}

fn heading() -> Vec<u8> {
    row(&HEADING.map(Cow::Borrowed))
}

impl Planned {
    /// As a row of a table.
    fn row(&self) -> Vec<u8> {
        let date = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default().into();
        let (state, reason) = match &self.state {
            State::Due => ("fällig", String::new()),
            State::Kept => ("aufbewahren", String::new()),
            State::Open => ("offen", "nicht abgeschlossen, oder der Tag fehlt".to_owned()),
            State::NoPeriod => ("ohne Frist", "die Nachricht nennt keine Aufbewahrungsdauer".to_owned()),
            State::ForEver => ("unbefristet", "dauernd aufbewahren".to_owned()),
            State::Held(holds) => {
                let reasons: Vec<&str> = holds.iter().map(|hold| hold.reason.as_str()).collect();
                ("gesperrt", reasons.join(", "))
            }
        };
        row(&[
            cell(self.id.as_deref()),
            self.kind.name().into(),
            cell(self.reference.as_deref()),
            cell(self.subject.as_deref()),
            self.years.map(|years| years.to_string()).unwrap_or_default().into(),
            date(self.closed),
            date(self.last_day),
            state.into(),
            harmless(&reason),
        ])
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// An Akte with a Vorgang in it, both closed at the end of a period.
    fn message(period: &str, end: &str) -> Message {
        let text = format!(
            "<x:a.0501 xmlns:x=\"urn:xoev-de:xdomea:schema:3.1.0\"><x:Schriftgutobjekt><x:Akte>\
             <x:Identifikation><x:ID>akte</x:ID></x:Identifikation>\
             <x:ArchivspezifischeMetadaten>{period}</x:ArchivspezifischeMetadaten><x:ZdA>1</x:ZdA>\
             <x:Laufzeit>{end}</x:Laufzeit><x:Akteninhalt><x:Vorgang>\
             <x:Identifikation><x:ID>vorgang</x:ID></x:Identifikation></x:Vorgang></x:Akteninhalt>\
             </x:Akte></x:Schriftgutobjekt></x:a.0501>"
        );
        record::read(text.as_bytes(), &Limits::default()).unwrap()
    }

    const TEN: &str = "<x:Aufbewahrungsdauer><x:AnzahlJahre>10</x:AnzahlJahre></x:Aufbewahrungsdauer>";
    const END: &str = "<x:Ende>2016-02-29</x:Ende>";

    fn state(message: &Message, start: Start, holds: &Holds, today: Date) -> (Option<Date>, State) {
        let planned = plan(message, start, holds, today);
        assert_eq!(planned.len(), 1, "the Vorgang states nothing of its own");
        (planned[0].last_day, planned[0].state.clone())
    }

    #[test]
    fn a_period_is_counted_from_the_end_of_the_record() {
        let (akte, none) = (message(TEN, END), Holds::new());
        let of = |start, today| state(&akte, start, &none, today);
        assert_eq!(of(Start::EndOfYear, date(2026, 12, 31)), (Some(date(2026, 12, 31)), State::Kept));
        assert_eq!(of(Start::EndOfYear, date(2027, 1, 1)), (Some(date(2026, 12, 31)), State::Due));
        assert_eq!(of(Start::Closing, date(2026, 3, 1)), (Some(date(2026, 2, 28)), State::Due));
        let today = date(2027, 1, 1);
        assert_eq!(state(&message(TEN, ""), Start::Closing, &none, today), (None, State::Open));
        assert_eq!(state(&message("", END), Start::Closing, &none, today), (None, State::NoPeriod));
        let dated = message(TEN, &format!("{END}</x:Laufzeit><x:ZdADatum>2017-05-01</x:ZdADatum><x:Laufzeit>"));
        assert_eq!(state(&dated, Start::Closing, &none, today), (Some(date(2027, 5, 1)), State::Kept));
        let stated = message("<x:Aufbewahrungsende>2030-12-31</x:Aufbewahrungsende>", "");
        assert_eq!(state(&stated, Start::Closing, &none, today), (Some(date(2030, 12, 31)), State::Kept));
        assert_eq!(state(&stated, Start::Closing, &none, date(2031, 1, 1)).1, State::Due);
        let for_ever = message("<x:Aufbewahrungsdauer><x:Unbefristet>1</x:Unbefristet></x:Aufbewahrungsdauer>", END);
        assert_eq!(state(&for_ever, Start::Closing, &none, today), (None, State::ForEver));
        assert!(table(&plan(&for_ever, Start::Closing, &none, today)).contains(";unbefristet;dauernd aufbewahren"));
        assert!(for_ever.to_string().contains("unbefristet"));
    }

    #[test]
    fn the_end_of_running_counts_unless_the_record_is_said_to_be_open() {
        let none = Holds::new();
        let closed = message(TEN, END);
        for (is_closed, last_day) in [(None, Some(date(2026, 2, 28))), (Some(false), None)] {
            let mut akte = closed.clone();
            akte.records[0].is_closed = is_closed;
            assert_eq!(state(&akte, Start::Closing, &none, date(2026, 1, 1)).0, last_day);
        }
    }

    #[test]
    fn a_uuid_is_the_same_in_any_writing() {
        let id = "cbdbfccc-72e5-44b2-9e71-937e6f4f8cea";
        let mut akte = message(TEN, END);
        akte.records[0].id = Some(id.to_uppercase());
        for written in [id.to_owned(), id.to_uppercase(), format!("{{{id}}}"), format!(" {{{}}} ", id.to_uppercase())] {
            let holds = holds(&format!("UUID;Grund\n{written};Klage\nfremd;Prüfung\n")).unwrap();
            assert!(matches!(state(&akte, Start::Closing, &holds, date(2030, 1, 1)).1, State::Held(_)), "{written}");
            let others = without_record(&akte, &holds);
            assert_eq!((others.len(), others[0].0, others[0].1.id.as_str()), (1, "fremd", "3"));
        }
    }

    #[test]
    fn a_hold_on_a_part_holds_the_whole() {
        let akte = message(TEN, END);
        let table = "UUID;Grund\r\nvorgang;Klage 7 K 12/26\r\nfremd;Prüfung\r\nakte;=Prüfung\r\n;\r\n";
        let holds = holds(table).unwrap();
        let planned = plan(&akte, Start::Closing, &holds, date(2030, 1, 1));
        let State::Held(found) = &planned[0].state else { panic!("{planned:?}") };
        assert_eq!(found.len(), 2);
        assert_eq!(
            super::table(&planned),
            "UUID;Art;Kennzeichen;Betreff;Jahre;Abgeschlossen;Letzter Tag;Stand;Grund\n\
             akte;Akte;;;10;2016-02-29;2026-02-28;gesperrt;\"Klage 7 K 12/26, =Prüfung\"\n"
                .replace('"', "")
        );
        assert_eq!(super::holds("UUID\nakte\n"), Err(TableError::NoColumn(REASON)));
    }
}
