//! Times read, printed and compared.

use proptest::prelude::*;

use super::*;

fn time(text: &str) -> TimeValue {
    TimeValue::parse(text).unwrap_or_else(|| panic!("{text} is a time"))
}

#[test]
fn instants_are_read_as_people_and_programs_write_them() {
    for (written, printed) in [
        ("2026-05-01T10:00:00Z", "2026-05-01T10:00:00Z"),
        ("2026-05-01T10:00:00.000Z", "2026-05-01T10:00:00Z"),
        ("2026-05-01T10:00Z", "2026-05-01T10:00:00Z"),
        ("2026-05-01T10:00:00", "2026-05-01T10:00:00Z"),
        ("2026-05-01T10:00:00,25+02:00", "2026-05-01T10:00:00.25+02:00"),
        ("2026-05-01T10:00:00-0330", "2026-05-01T10:00:00-03:30"),
    ] {
        assert_eq!(Moment::parse(written).map(|moment| moment.to_string()).as_deref(), Some(printed), "{written}");
    }
    for wrong in ["", "2026-13-01T10:00:00Z", "2026-02-30T10:00:00Z", "2026-05-01T25:00:00Z", "10:00", "now", "+1-1-1"]
    {
        assert_eq!(Moment::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn an_interval_may_be_given_by_its_length() {
    let expected = "2026-05-01T10:00:00Z/2026-05-01T12:00:00Z";
    for written in [expected, "2026-05-01T10:00:00Z/PT2H", "PT2H/2026-05-01T12:00:00Z"] {
        assert_eq!(Interval::parse(written).map(|interval| interval.to_string()).as_deref(), Some(expected));
    }
    assert_eq!(Interval::parse("2026-05-01T12:00:00Z/2026-05-01T10:00:00Z"), None);
}

#[test]
fn a_month_is_as_long_as_the_calendar_says() {
    let start = Moment::parse("2026-01-31T10:00:00Z").unwrap();
    let later = start.plus(Duration::parse("P1M").unwrap()).unwrap();
    assert_eq!(later.to_string(), "2026-02-28T10:00:00Z");
}

#[test]
fn durations_are_read_in_any_case_and_printed_shortest() {
    for (written, printed) in [
        ("P1Y2M3W4DT1H2M3S", "P1Y2M25DT1H2M3S"),
        ("PT10m", "PT10M"),
        ("PT90S", "PT1M30S"),
        ("-PT0.5S", "PT-0.5S"),
        ("P-1D", "P-1D"),
        ("PT0S", "PT0S"),
    ] {
        assert_eq!(
            Duration::parse(written).map(|duration| duration.to_string()).as_deref(),
            Some(printed),
            "{written}"
        );
    }
    for wrong in ["", "P", "PT", "P1", "1D", "P1H", "PT1D", "P1D1Y", "PT1.5H", "P99999999999999999999D"] {
        assert_eq!(Duration::parse(wrong), None, "{wrong}");
    }
}

/// What a server in wide use answers for these intervals and the instant 7:00 and the interval 7:00–8:00.
#[test]
fn instants_and_intervals_compare_as_in_other_servers() {
    use TimeRelation as R;
    let day = |from: &str, to: &str| time(&format!("2016-01-01T{from}:00Z/2016-01-01T{to}:00Z"));
    let seven = time("2016-01-01T07:00:00Z");
    let hour = day("07:00", "08:00");
    let others = [
        day("06:00", "06:59"),
        day("06:00", "07:00"),
        day("06:00", "07:01"),
        day("07:00", "08:00"),
        day("07:01", "07:59"),
        day("07:59", "09:00"),
        day("08:00", "09:00"),
        day("08:01", "09:00"),
        day("06:59", "08:01"),
        day("07:00", "07:59"),
        day("07:00", "08:01"),
        day("06:59", "08:00"),
        day("07:01", "08:00"),
    ];
    let holds = |relation: R, other: TimeValue| -> Vec<usize> {
        (0..others.len()).filter(|number| others[*number].relates(relation, other) == Some(true)).collect()
    };
    let held = |relation: R, other: TimeValue| -> Vec<usize> {
        (0..others.len()).filter(|number| other.relates(relation, others[*number]) == Some(true)).collect()
    };
    assert_eq!(holds(R::Less, seven), [0, 1]);
    assert_eq!(holds(R::Greater, seven), [4, 5, 6, 7, 12]);
    assert_eq!(holds(R::LessOrEqual, seven), [0, 1]);
    assert_eq!(holds(R::GreaterOrEqual, seven), [3, 4, 5, 6, 7, 9, 10, 12]);
    assert_eq!(holds(R::LessOrEqual, hour), [0, 1, 2, 3, 9, 11]);
    assert_eq!(holds(R::GreaterOrEqual, hour), [3, 5, 6, 7, 10, 12]);
    assert_eq!(holds(R::Meets, seven), [1, 3, 9, 10]);
    assert_eq!(holds(R::Meets, hour), [1, 6]);
    assert_eq!(holds(R::During, hour), [3, 4, 9, 12]);
    assert_eq!(held(R::During, seven), [2, 3, 8, 9, 10, 11]);
    assert_eq!(held(R::During, hour), [3, 8, 10, 11]);
    assert_eq!(holds(R::Overlaps, seven), [2, 3, 8, 9, 10, 11]);
    assert_eq!(holds(R::Overlaps, hour), [2, 3, 4, 5, 8, 9, 10, 11, 12]);
    assert_eq!(holds(R::Starts, hour), [3, 9, 10]);
    assert_eq!(holds(R::Finishes, hour), [3, 11, 12]);
    assert_eq!(holds(R::Equal, hour), [3]);
    assert_eq!(hour.relates(R::During, seven), None);
}

#[test]
fn instants_against_an_interval() {
    use TimeRelation as R;
    let hour = time("2016-01-01T07:00:00Z/2016-01-01T08:00:00Z");
    let holds = |relation: R| -> Vec<&str> {
        let instants = ["06:59", "07:00", "07:01", "08:00", "08:01"];
        let holds = |text: &&str| time(&format!("2016-01-01T{text}:00Z")).relates(relation, hour) == Some(true);
        instants.into_iter().filter(holds).collect()
    };
    assert_eq!(holds(R::Less), ["06:59"]);
    assert_eq!(holds(R::LessOrEqual), ["06:59", "07:00"]);
    assert_eq!(holds(R::Greater), ["08:00", "08:01"]);
    assert_eq!(holds(R::During), ["07:00", "07:01"]);
    assert_eq!(holds(R::Overlaps), ["07:00", "07:01"]);
    assert_eq!(holds(R::Meets), ["07:00", "08:00"]);
    assert_eq!(holds(R::Finishes), ["08:00"]);
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_the_same(seconds in -60_000_000_000_i64..60_000_000_000, nanos in 0..1_000_000_000_i32, minutes in -840_i32..840) {
        let timestamp = Timestamp::new(seconds, nanos).unwrap();
        let moment = Moment { timestamp, offset: Offset::from_seconds(minutes * 60).unwrap() };
        prop_assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
    }

    #[test]
    fn durations_are_read_as_printed(months in -5_000_i64..5_000, seconds in -10_000_000_i64..10_000_000, nanos in -999_999_999_i32..999_999_999) {
        let duration = Duration { months, rest: SignedDuration::new(seconds, nanos) };
        prop_assert_eq!(Duration::parse(&duration.to_string()), Some(duration));
    }

    #[test]
    fn no_text_is_too_odd(text in ".{0,40}") {
        let _ = TimeValue::parse(&text);
        let _ = Duration::parse(&text);
    }
}
