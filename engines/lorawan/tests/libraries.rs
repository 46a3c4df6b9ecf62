//! Both layouts of libraries, small and made by hand; the same texts are seeds of the fuzz target.

#![expect(clippy::unwrap_used, reason = "helpers of a test may panic")]

use lotse_lorawan::{
    codec::Limits,
    library::{Layout, Library, LibraryLimits, NoLibrary, Report, What},
};

const PROFILES: &str = include_str!("../../../fuzz/seeds/lorawan_library/device-profiles.txt");
const DEVICES: &str = include_str!("../../../fuzz/seeds/lorawan_library/lorawan-devices.txt");

fn files(text: &str, root: &str) -> Vec<(String, Vec<u8>)> {
    let parts = text.split("=== ").filter_map(|part| part.split_once('\n'));
    parts.map(|(path, content)| (format!("{root}{path}"), content.as_bytes().to_vec())).collect()
}

fn read(files: Vec<(String, Vec<u8>)>) -> Library {
    Library::read(files, &LibraryLimits::default()).unwrap()
}

#[test]
fn device_profiles_are_read_and_tested() {
    for root in ["", "chirpstack-device-profiles-main/"] {
        let library = read(files(PROFILES, root));
        assert_eq!((library.layout, &library.findings), (Layout::DeviceProfiles, &vec![]));
        assert_eq!((library.vendors[0].name.as_str(), library.vendors[0].alliance_id), ("V", Some(1)));
        let firmware = &library.devices[0].firmware[0];
        assert_eq!(
            (firmware.profiles[0].region.as_str(), firmware.codecs[0].as_str()),
            ("EU868", "vendors/v/codecs/c.js")
        );
        let report = Report::run(&library, &Limits::default(), 0);
        assert_eq!((report.passed(), report.failed()), (1, 0));
        assert_eq!(report.codecs[0].offers.as_deref(), Ok(&["decodeUplink".to_owned()][..]));
    }
}

#[test]
fn lorawan_devices_are_read_and_tested() {
    let library = read(files(DEVICES, "lorawan-devices-master/"));
    assert_eq!((library.layout, &library.findings), (Layout::LorawanDevices, &vec![]));
    assert_eq!((library.vendors[0].name.as_str(), library.vendors[0].alliance_id), ("V", Some(1)));
    let firmware = &library.devices[0].firmware[0];
    assert_eq!((firmware.profiles[0].lorawan.as_str(), firmware.profiles[0].supports_join), ("1.0.3", true));
    assert_eq!(firmware.codecs, ["vendor/v/c.js"]);
    let report = Report::run(&library, &Limits::default(), 0);
    assert_eq!((report.passed(), report.failed()), (2, 0));
}

#[test]
fn what_fails_is_reported_with_its_place() {
    let library = read(files(&PROFILES.replace("\"t\": 21", "\"t\": 22"), ""));
    let report = Report::run(&library, &Limits::default(), 0);
    let failed = &report.codecs[0].failed[0];
    assert_eq!((failed.name.as_str(), failed.difference.path.as_str()), ("one", "data.t"));
    assert_eq!((failed.difference.expected.as_str(), failed.difference.found.as_str()), ("22", "21"));
}

#[test]
fn what_is_missing_stops_nothing_else() {
    let without = |ending: &str| {
        let files = files(PROFILES, "").into_iter().filter(|(path, _)| !path.ends_with(ending)).collect();
        let library = read(files);
        library.findings.into_iter().map(|finding| (finding.path, finding.what)).collect::<Vec<_>>()
    };
    assert_eq!(without("p.toml"), [("vendors/v/profiles/p.toml".to_owned(), What::Missing)]);
    assert_eq!(without("d.toml"), [("vendors/v/devices/d.toml".to_owned(), What::Missing)]);
    assert_eq!(
        without("c.js"),
        [
            ("vendors/v/codecs/c.js".to_owned(), What::Missing),
            ("vendors/v/codecs/test_decode_c.json".to_owned(), What::WithoutCodec),
        ]
    );
    assert_eq!(Library::read(vec![], &LibraryLimits::default()), Err(NoLibrary::UnknownLayout));
    let few = LibraryLimits { files: 2, ..LibraryLimits::default() };
    assert!(matches!(Library::read(files(PROFILES, ""), &few), Err(NoLibrary::TooLarge(_))));
}

#[test]
fn ways_out_of_the_library_are_not_taken() {
    let library = read(files(&PROFILES.replace("p.toml\"", "../../../etc/p.toml\""), ""));
    assert_eq!(library.findings[0].what, What::Missing);
    let library = read(files(&DEVICES.replace("fileName: c.js", "fileName: ../../secret.js"), ""));
    assert!(library.codecs.is_empty());
}
