//! What `$filter` finds: every point of the standard's list and what other servers are tested for.

use crate::city::{ask, assert_found, ids};

#[test]
fn comparisons_of_numbers_and_text() {
    assert_found("Observations", "result eq 1", &[1]);
    assert_found("Observations", "result gt 1", &[2, 4]);
    assert_found("Observations", "result le 1", &[1, 3]);
    assert_found("Observations", "result eq 2.50", &[2]);
    assert_found("Things", "name eq 'Pegel Nord'", &[1]);
    assert_found("Things", "name gt 'Pegel Nord'", &[2, 3]);
    assert_found("Things", "'Pegel Nord' lt name", &[2, 3]);
    // Against text, numbers are text.
    assert_found("Observations", "result gt '2'", &[2, 5, 6]);
    assert_found("Observations", "result eq '4'", &[5]);
    assert_found("Observations", "result eq '13'", &[4]);
    assert_found("Things", "id eq '1'", &[1]);
}

#[test]
fn a_member_with_text_is_no_number() {
    assert_found("Things", "properties/field eq 3", &[2]);
    assert_found("Things", "properties/field eq '3'", &[2, 3]);
    assert_found("Things", "properties/field ne 3", &[1, 3]);
    assert_found("Things", "properties/field gt 2", &[2]);
    assert_found("Things", "not properties/field gt 2", &[1, 3]);
}

#[test]
fn operators_bind_as_in_other_servers() {
    assert_found("Observations", "result eq 2 and result eq 1 or result eq 1", &[1]);
    assert_found("Observations", "(result eq 2 and result eq 1) or result eq 1", &[1]);
    assert_found("Observations", "result eq 2 and (result eq 1 or result eq 1)", &[]);
    assert_found("Observations", "not result lt 1 and not result gt 1", &[1, 5, 6, 8]);
    assert_found("Observations", "1 add result mul 2 sub -1 eq 4", &[1]);
    assert_found("Observations", "6 div 2 sub result eq 2", &[1]);
    assert_found("Observations", "1 add 2.0 mod (result add 1) eq 1", &[1, 3]);
    assert_found("Observations", "14 div (result add 1) mod 3 mul 3 eq 3", &[1, 2, 4]);
    assert_found("Observations", "-result eq 3", &[3]);
    assert_found("Observations", "-(result add 1) eq 2", &[3]);
    assert_found("Observations", "result div 2 eq 1.25", &[2]);
    assert_found("Observations", "result div 2 eq 0.5", &[1]);
    assert_found("Observations", "5 div 2 eq result", &[]);
    assert_found("Observations", "5.0 div 2 eq result", &[2]);
    assert_found("Observations", "result mod 2 eq 1", &[1, 4]);
    assert_found("Observations", "result div 0 eq 1 or result eq 1", &[1]);
}

#[test]
fn null_is_found_only_by_asking_for_it() {
    assert_found("Things", "properties/field eq null", &[4]);
    assert_found("Things", "properties/field ne null", &[1, 2, 3]);
    assert_found("Things", "null eq properties/tag", &[3, 4]);
    assert_found("Things", "properties eq null", &[4]);
    assert_found("Observations", "resultTime eq null", &[3, 4, 5, 6, 7, 8]);
    assert_found("Observations", "result eq null", &[7]);
    assert_found("Observations", "not resultTime lt 2026-05-01T06:30:00Z", &[2]);
    assert_found("Things", "properties/tag ne 'one'", &[2]);
    assert_found("Things", "properties/tag eq 'one' or properties/tag eq null", &[1, 3, 4]);
    assert_found("Things", "Datastreams/id eq null", &[4]);
    assert_found("Things", "Datastreams/id ne null", &[1, 2, 3]);
    assert_found("Observations", "FeatureOfInterest/id eq null", &[3, 4, 5, 6, 7, 8]);
}

#[test]
fn members_of_json() {
    assert_found("Things", "properties/deep[0]/list[1] eq 2", &[1]);
    assert_found("Things", "properties/deep/0/list/1 eq 2", &[1]);
    assert_found("Things", "properties/list[1] gt 8", &[1]);
    assert_found("Things", "properties/on", &[1]);
    assert_found("Things", "not properties/on", &[2]);
    assert_found("Things", "properties/on eq true", &[1]);
    assert_found("Things", "properties/on eq 'true'", &[1, 3]);
    assert_found("Datastreams", "unitOfMeasurement/symbol eq '°C'", &[2, 4]);
    assert_found("Observations", "resultQuality/code eq 2", &[6]);
    assert_found("Observations", "resultQuality[0]/code eq 2", &[7]);
    assert_found("Observations", "resultQuality eq 'number-1'", &[5]);
    assert_found("Observations", "result[1] eq 2", &[8]);
    assert_found("Observations", "parameters/quality eq 'gut'", &[3]);
    assert_found("Observations", "result eq Datastream/Thing/properties/field", &[]);
    assert_found("Observations", "result sub 1.5 eq Datastream/Thing/properties/field sub 1", &[2]);
    assert_found("Locations", "location/type eq 'LineString'", &[5, 6]);
}

#[test]
fn membership() {
    assert_found("Things", "properties/field in (2,3)", &[1, 2]);
    assert_found("Things", "name in ('Leer', 'Wetter')", &[3, 4]);
    assert_found("Things", "9 in properties/list", &[1, 2]);
    assert_found("Things", "'s9' in properties/words", &[1]);
    assert_found("Things", "not (id in (1, 2))", &[3, 4]);
    assert_found("Things", "properties/tag in ('one', null)", &[1, 3, 4]);
    assert_found("Observations", "phenomenonTime in (2026-05-01T06:00:00Z, 2026-05-02T08:00:00+02:00)", &[1, 6]);
}

#[test]
fn relations_there_and_back_without_duplicates() {
    assert_found("Things", "Locations/name eq 'Wehr'", &[2]);
    assert_found("Things", "startswith(HistoricalLocations/Locations/name, 'B')", &[1]);
    assert_found("Things", "Datastreams/Observations/result gt 0", &[1]);
    assert_found("ObservedProperties", "Datastreams/Thing/Datastreams/ObservedProperty/name eq 'Pegelstand'", &[1, 2]);
    assert_found("ObservedProperties", "Datastreams/Thing/Datastreams/ObservedProperty/name eq 'Temperatur'", &[1, 2]);
    assert_found("Observations", "Datastream/Thing/Locations/properties/field eq 3", &[6, 7, 8]);
    assert_found("Things", "HistoricalLocations/Locations/properties/field add 1 eq properties/field", &[1]);
    assert_eq!(ids("Sensors?$filter=Datastreams/Thing/name eq 'Pegel Nord'"), ["s1", "s2"]);
}

#[test]
fn paths_with_the_same_start_mean_the_same_entity() {
    let both = "Datastreams/name eq 'Stand Nord' and Datastreams/unitOfMeasurement/symbol eq";
    assert_found("Things", &format!("{both} 'm'"), &[1]);
    assert_found("Things", &format!("{both} '°C'"), &[]);
    assert_found("Things", "not Datastreams/name eq 'Stand Nord'", &[1, 2, 3]);
    let window = "Datastreams/Observations/FeatureOfInterest/id eq 1 and Datastreams/Observations/resultTime ge 2026-05-01T06:30:00Z \
                  and Datastreams/Observations/resultTime le 2026-05-01T07:30:00Z";
    assert_found("Things", window, &[1]);
}

#[test]
fn any_and_all() {
    assert_found("Things", "Datastreams/any(d:d/name eq 'Luft')", &[3]);
    assert_found("Things", "Datastreams/any()", &[1, 2, 3]);
    assert_found("Things", "not Datastreams/any(d: d/ObservedProperty/name eq 'Pegelstand')", &[3, 4]);
    let op = |name: &str| format!("Datastreams/any(d:d/ObservedProperty/name eq '{name}')");
    assert_found("Things", &format!("{} and {}", op("Pegelstand"), op("Temperatur")), &[1]);
    assert_found(
        "Things",
        "HistoricalLocations/any(h: h/Locations/any(l: l/properties/field add 1 eq properties/field))",
        &[1],
    );
    assert_found(
        "Things",
        "Datastreams/any(d: d/ObservedProperty/name eq 'Pegelstand' and d/Sensor/name eq 'Funk')",
        &[],
    );
    assert_found("Things", "Datastreams/all(d: startswith(d/name, 'Stand'))", &[2, 4]);
    assert_found("Observations", "Datastream/Thing/Locations/any(l: l/name eq 'Ufer')", &[1, 2, 3, 4, 5]);
    assert_found("Things", "Datastreams/any(d: d/Observations/any(o: o/result gt d/Thing/properties/field))", &[1]);
}

#[test]
fn functions_of_text() {
    for (filter, expected) in [
        ("substringof('gel', name)", &[1, 2][..]),
        ("contains(name, 'gel')", &[1, 2]),
        ("startswith(name, 'We')", &[3]),
        ("endswith(name, 'd')", &[1, 2]),
        ("length(name) eq 9", &[2]),
        ("length(description) lt 5", &[3]),
        ("indexof(name, 'Nord') eq 6", &[1]),
        ("indexof(name, 'Nord') eq -1", &[2, 3, 4]),
        ("substring(name, 6) eq 'Süd'", &[2]),
        ("substring(name, 6, 2) eq 'Sü'", &[2]),
        ("substring(properties/tag, 1) eq 'wo'", &[2]),
        ("substring(name, 100) eq ''", &[1, 2, 3, 4]),
        ("substring(name, -5, 5) eq 'Pegel'", &[1, 2]),
        ("tolower(name) eq 'pegel süd'", &[2]),
        ("toupper(name) eq 'PEGEL SÜD'", &[2]),
        ("trim(concat('  ', name)) eq 'Leer'", &[4]),
        ("concat(concat(name, ', '), description) eq 'Leer, Noch nichts'", &[4]),
        ("name eq 'it''s'", &[]),
        ("startswith(name, 'Pegel') eq false", &[3, 4]),
    ] {
        assert_found("Things", filter, expected);
    }
    assert_eq!(
        ids("Datastreams?$filter=concat(concat(unitOfMeasurement/symbol,', '),unitOfMeasurement/name) eq 'm, Meter'"),
        [1]
    );
}

#[test]
fn functions_of_numbers() {
    assert_found("Observations", "round(result) eq 3", &[2]);
    assert_found("Observations", "floor(result) eq 2", &[2]);
    assert_found("Observations", "ceiling(result) eq 3", &[2]);
    assert_found("Observations", "round(result sub 5) eq -3", &[2]);
    assert_found("Observations", "round(result) eq null", &[5, 6, 7, 8]);
}

#[test]
fn functions_of_time() {
    for (filter, expected) in [
        ("year(phenomenonTime) eq 2026 and month(phenomenonTime) eq 5 and day(phenomenonTime) eq 2", &[6, 7][..]),
        ("hour(phenomenonTime) eq 6", &[1, 4, 5, 6]),
        ("hour(phenomenonTime) eq 8", &[3]),
        ("minute(phenomenonTime) eq 30", &[5]),
        ("second(phenomenonTime) eq 0 and fractionalseconds(phenomenonTime) eq 0.25", &[3]),
        ("date(phenomenonTime) eq 2026-05-02", &[6, 7]),
        ("time(phenomenonTime) eq 07:00:00", &[2, 7, 8]),
        ("time(phenomenonTime) gt 08:00", &[3]),
        ("totaloffsetminutes(phenomenonTime) eq 120", &[3]),
        ("phenomenonTime lt now()", &[1, 2, 3, 4, 5]),
        ("phenomenonTime gt now() sub duration'PT5H30M'", &[2, 6, 7, 8]),
        ("phenomenonTime gt mindatetime() and phenomenonTime lt maxdatetime()", &[1, 2, 3, 4, 5, 6, 7, 8]),
        ("phenomenonTime ge 2026-05-02", &[6, 7, 8]),
        ("phenomenonTime sub 2026-05-02T06:00:00Z eq duration'PT1H'", &[7]),
        ("phenomenonTime add duration'PT1H' eq 2026-05-01T08:00:00Z", &[2]),
        ("resultTime add duration'PT1H' gt 2026-05-01T07:30:00Z", &[2]),
        ("duration'PT1H' mul 2 eq duration'PT120M' and result eq 1", &[1]),
        ("phenomenonTime eq 2026-05-01T08:00:00.25+02:00", &[3]),
        ("phenomenonTime eq '2026-05-01T06:00:00Z'", &[1]),
    ] {
        assert_found("Observations", filter, expected);
    }
}

#[test]
fn instants_and_intervals() {
    let hour = "2026-05-01T06:00:00Z/2026-05-01T07:00:00Z";
    for (filter, expected) in [
        (format!("phenomenonTime eq {hour}"), &[4][..]),
        (format!("overlaps(phenomenonTime, {hour})"), &[1, 3, 4, 5]),
        (format!("during(phenomenonTime, {hour})"), &[1, 3, 4]),
        (format!("phenomenonTime lt {hour}"), &[]),
        (format!("phenomenonTime gt {hour}"), &[2, 6, 7, 8]),
        (format!("after(phenomenonTime, {hour})"), &[2, 6, 7, 8]),
        ("before(phenomenonTime, 2026-05-01T07:00:00Z)".to_owned(), &[1, 3, 4]),
        (format!("meets(phenomenonTime, {hour})"), &[1, 2]),
        (format!("starts(phenomenonTime, {hour})"), &[1, 4]),
        (format!("finishes(phenomenonTime, {hour})"), &[2, 4]),
        ("overlaps(phenomenonTime, 2026-05-01T06:00:00Z/PT1H)".to_owned(), &[1, 3, 4, 5]),
        ("overlaps(phenomenonTime, PT1H/2026-05-01T07:00:00Z)".to_owned(), &[1, 3, 4, 5]),
        ("phenomenonTime/end eq 2026-05-01T08:30:00Z".to_owned(), &[5]),
        ("not validTime lt 2026-05-01T06:30:00Z and not validTime ge 2026-05-01T07:00:00Z".to_owned(), &[4]),
        ("during(2026-05-01T06:30:00Z, phenomenonTime)".to_owned(), &[4, 5]),
        ("phenomenonTime lt 2026-05-01T06:00:00Z/2026-05-01T07:00:00Z add duration'P1D'".to_owned(), &[1, 2, 3, 4, 5]),
    ] {
        assert_found("Observations", &filter, expected);
    }
    assert_eq!(ask("Observations?$filter=during(phenomenonTime,2026-05-01T07:00:00Z)").status, 400);
    assert_eq!(ask("Observations?$filter=during(phenomenonTime,resultTime)").status, 400);
    assert_found("Datastreams", "phenomenonTime gt 2026-05-01T05:00:00Z", &[1]);
}

#[test]
fn functions_of_places() {
    let square = "geography'POLYGON((7.5 51.5, 7.5 53.5, 8.5 53.5, 8.5 51.5, 7.5 51.5))'";
    for (filter, expected) in [
        ("geo.distance(location, geography'POINT(8 53.1)') lt 0.5".to_owned(), &[3, 4][..]),
        ("geo.distance(location, geography'POINT(8 53.1)') gt 2".to_owned(), &[1, 5]),
        ("geo.length(location) eq 1".to_owned(), &[5]),
        ("geo.length(location) ge 1".to_owned(), &[5, 6]),
        ("geo.length(location) lt 1".to_owned(), &[1, 2, 3, 4]),
        ("geo.intersects(location, geography'LINESTRING(7.5 51, 7.5 54)')".to_owned(), &[4, 6]),
        (format!("st_contains({square}, location)"), &[2, 3]),
        (format!("st_within(location, {square})"), &[2, 3]),
        ("st_crosses(geography'LINESTRING(7.5 51.5, 7.5 53.5)', location)".to_owned(), &[4, 6]),
        (format!("st_disjoint({square}, location)"), &[1, 5]),
        ("st_equals(location, geography'POINT(8 53)')".to_owned(), &[3]),
        (format!("st_overlaps({square}, location)"), &[4]),
        (format!("st_relate({square}, location, 'T********')"), &[2, 3, 4, 6]),
        ("st_touches(geography'POLYGON((8 53, 7.5 54.5, 8.5 54.5, 8 53))', location)".to_owned(), &[3, 4]),
        ("st_within(geography'POINT(7.5 52.75)', location)".to_owned(), &[4]),
        ("st_intersects(location, geography'SRID=4326;POINT(8 51)')".to_owned(), &[1]),
        ("geo.distance(location, geography'POINT(8 53)') eq null".to_owned(), &[7]),
    ] {
        assert_found("Locations", &filter, expected);
    }
    assert_found("Observations", "geo.distance(FeatureOfInterest/feature, geography'POINT(8 51)') lt 1", &[1, 2]);
}

#[test]
fn nonsense_is_refused_before_anything_is_evaluated() {
    for filter in [
        "foo eq 1",
        "Datastreams eq 1",
        "Datastreams/foo eq 1",
        "name",
        "5",
        "name and true",
        "result eq",
        "result eq 1 eq 2",
        "startswith(name)",
        "frobnicate(name)",
        "year(5) eq 1",
        "location eq 1",
        "phenomenonTime add 5 eq 1",
        "phenomenonTime gt 5",
        "st_within(name, location)",
        "Thing/any(t: t/name eq 'x')",
        "(result eq 1",
        "result eq 1)",
        "name eq 'x",
        "result eq 1e999",
        "phenomenonTime gt 2026-13-01T00:00:00Z",
        "duration'P1X' eq duration'P1D'",
        "geo.length(geography'POINT(1)') eq 1",
    ] {
        for set in ["Observations", "Locations", "Datastreams"] {
            let status = ask(&format!("{set}?$filter={filter}")).status;
            let is_known_there = status == 200;
            assert!(status == 400 || is_known_there, "{set}?$filter={filter}: {status}");
        }
        let refused = ["Observations", "Locations", "Datastreams"]
            .iter()
            .any(|set| ask(&format!("{set}?$filter={filter}")).status == 400);
        assert!(refused, "{filter}");
    }
}
