//! The layout of `chirpstack-device-profiles`: `vendors/{vendor}/vendor.toml`, `devices/`, `profiles/`, `codecs/`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{CodecFile, Device, Files, Finding, Firmware, Layout, Library, Profile, Vendor, What, beside, text};
use crate::{
    codec::literal,
    vector::{Expected, Task, Vector},
};

#[derive(Deserialize)]
struct VendorFile {
    vendor: VendorTable,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct VendorTable {
    name: String,
    vendor_id: u32,
    ouis: Vec<String>,
    devices: Vec<String>,
}

#[derive(Deserialize)]
struct DeviceFile {
    device: DeviceTable,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct DeviceTable {
    name: String,
    description: String,
    firmware: Vec<FirmwareTable>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct FirmwareTable {
    version: String,
    profiles: Vec<String>,
    codec: Option<String>,
}

#[derive(Deserialize)]
struct ProfileFile {
    profile: ProfileTable,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ProfileTable {
    region: String,
    mac_version: String,
    supports_otaa: bool,
    supports_class_b: bool,
    supports_class_c: bool,
}

/// The template among the vendors.
const EXAMPLE: &str = "example-vendor";
const TABLE: &str = ".toml";

pub(super) fn read(files: &Files) -> Library {
    let mut library = Library::empty(Layout::DeviceProfiles);
    let vendors = files.keys().filter_map(|path| path.strip_prefix("vendors/")?.strip_suffix("/vendor.toml"));
    for folder in vendors.filter(|folder| !folder.contains('/') && *folder != EXAMPLE) {
        if let Err(finding) = vendor(files, folder, &mut library) {
            library.findings.push(finding);
        }
    }
    tests(files, &mut library);
    library
}

fn parsed<'a, T: Deserialize<'a>>(files: &'a Files, path: &str) -> Result<T, Finding> {
    let unreadable = |error: toml::de::Error| Finding::new(path, What::Unreadable(error.message().to_owned()));
    toml::from_str(text(files, path)?).map_err(unreadable)
}

fn vendor(files: &Files, folder: &str, library: &mut Library) -> Result<(), Finding> {
    let root = format!("vendors/{folder}");
    let VendorFile { vendor } = parsed(files, &format!("{root}/vendor.toml"))?;
    codecs(files, &root, library);
    // As ChirpStack does: every file is a device, whether the vendor lists it or not.
    let devices = format!("{root}/devices/");
    for path in files.keys().filter(|path| path.starts_with(&devices) && path.ends_with(TABLE)) {
        match device(files, &root, path, folder, library) {
            Ok(device) => library.devices.push(device),
            Err(finding) => library.findings.push(finding),
        }
    }
    let listed = vendor.devices.iter().map(|name| format!("{devices}{name}"));
    library
        .findings
        .extend(listed.filter(|path| !files.contains_key(path)).map(|path| Finding::new(path, What::Missing)));
    library.vendors.push(Vendor {
        folder: folder.to_owned(),
        name: vendor.name,
        alliance_id: Some(vendor.vendor_id).filter(|id| *id != 0),
        ouis: vendor.ouis,
    });
    Ok(())
}

fn codecs(files: &Files, root: &str, library: &mut Library) {
    let folder = format!("{root}/codecs/");
    for path in files.keys().filter(|path| path.starts_with(&folder)) {
        let is_codec = path.rsplit_once('.').is_some_and(|(_, ending)| ending == "js");
        if !is_codec {
            continue;
        }
        match text(files, path) {
            Ok(source) => {
                let codec = CodecFile { source: source.to_owned(), vectors: vec![] };
                library.codecs.insert(path.clone(), codec);
            }
            Err(finding) => library.findings.push(finding),
        }
    }
}

fn device(files: &Files, root: &str, path: &str, vendor: &str, library: &mut Library) -> Result<Device, Finding> {
    let DeviceFile { device } = parsed(files, path)?;
    let mut firmware = Vec::new();
    for version in device.firmware {
        let mut profiles = Vec::new();
        for name in &version.profiles {
            match profile(files, root, name) {
                Ok(profile) => profiles.push(profile),
                Err(finding) => library.findings.push(finding),
            }
        }
        let codec = version.codec.filter(|name| !name.is_empty()).map(|name| format!("{root}/codecs/{name}"));
        if let Some(missing) = codec.as_ref().filter(|path| !library.codecs.contains_key(*path)) {
            library.findings.push(Finding::new(missing, What::Missing));
        }
        firmware.push(Firmware { version: version.version, profiles, codecs: codec.into_iter().collect() });
    }
    Ok(Device { vendor: vendor.to_owned(), name: device.name, description: device.description, firmware })
}

fn profile(files: &Files, root: &str, name: &str) -> Result<Profile, Finding> {
    let folder = format!("{root}/profiles");
    let path = beside(&folder, name).ok_or_else(|| Finding::new(format!("{folder}/{name}"), What::Missing))?;
    let ProfileFile { profile } = parsed(files, &path)?;
    Ok(Profile {
        region: profile.region,
        lorawan: profile.mac_version,
        supports_join: profile.supports_otaa,
        supports_class_b: profile.supports_class_b,
        supports_class_c: profile.supports_class_c,
    })
}

// ---- Tests ----

/// `test_decode_{codec}.json` and `test_encode_{codec}.json` beside the codecs.
fn tests(files: &Files, library: &mut Library) {
    for path in files.keys() {
        let Some((folder, name)) = path.rsplit_once('/').filter(|(folder, _)| folder.ends_with("/codecs")) else {
            continue;
        };
        let kinds = [("test_decode_", Kind::Decode), ("test_encode_", Kind::Encode)];
        let Some((codec, kind)) =
            kinds.into_iter().find_map(|(start, kind)| Some((name.strip_prefix(start)?.strip_suffix(".json")?, kind)))
        else {
            continue;
        };
        if folder.contains(EXAMPLE) {
            continue;
        }
        let Some(codec) = codec_of(&library.codecs, folder, codec) else {
            library.findings.push(Finding::new(path, What::WithoutCodec));
            continue;
        };
        match text(files, path).and_then(|text| vectors(path, text, kind)) {
            Ok(vectors) => {
                if let Some(codec) = library.codecs.get_mut(&codec) {
                    codec.vectors.extend(vectors);
                }
            }
            Err(finding) => library.findings.push(finding),
        }
    }
}

/// The codec of the same name; else the only one that goes on with a number of the device's variant (`dl-dws-232…`).
fn codec_of(codecs: &BTreeMap<String, CodecFile>, folder: &str, name: &str) -> Option<String> {
    let same = format!("{folder}/{name}.js");
    if codecs.contains_key(&same) {
        return Some(same);
    }
    let start = format!("{folder}/{name}-");
    let mut longer = codecs.keys().filter(|path| path.starts_with(&start));
    let only = longer.next()?;
    longer.next().is_none().then(|| only.clone())
}

#[derive(Clone, Copy)]
enum Kind {
    Decode,
    Encode,
}

/// Tests are JSON, or JavaScript that looks like it: comments, `0x7f`, a comma too many.
fn vectors(path: &str, text: &str, kind: Kind) -> Result<Vec<Vector>, Finding> {
    let unreadable = |why: String| Finding::new(path, What::Unreadable(why));
    let tests = literal(text).map_err(|problem| unreadable(problem.to_string()))?;
    let Value::Array(tests) = tests else { return Err(unreadable("no list".to_owned())) };
    let read = |(index, test): (usize, &Value)| {
        vector(test, kind).ok_or_else(|| unreadable(format!("test {} is incomplete", index + 1)))
    };
    tests.iter().enumerate().map(read).collect()
}

fn vector(test: &Value, kind: Kind) -> Option<Vector> {
    let (input, expected) = (test.get("input")?, test.get("expected")?);
    let name = ["name", "description"].into_iter().find_map(|name| test.get(name)?.as_str()).unwrap_or_default();
    let task = match kind {
        Kind::Decode => {
            Task::Uplink { bytes: bytes(input.get("bytes")?)?, port: port(input.get("fPort")).unwrap_or_default() }
        }
        Kind::Encode => Task::DownlinkEncode { data: input.get("data")?.clone(), port: port(input.get("fPort")) },
    };
    Some(Vector {
        name: name.to_owned(),
        task,
        received: super::report::time(input.get("recvTime")),
        expected: read_expected(expected)?,
    })
}

/// What must come out, in the form both layouts share.
pub(super) fn read_expected(expected: &Value) -> Option<Expected> {
    let texts = |name: &str| -> Option<Vec<String>> {
        let list = expected.get(name)?.as_array()?;
        Some(list.iter().map(|text| text.as_str().map_or_else(|| text.to_string(), str::to_owned)).collect())
    };
    Some(Expected {
        data: expected.get("data").filter(|data| !data.is_null()).cloned(),
        bytes: match expected.get("bytes") {
            Some(list) => Some(bytes(list)?),
            None => None,
        },
        port: port(expected.get("fPort")),
        warnings: texts("warnings"),
        errors: texts("errors"),
    })
}

pub(super) fn bytes(list: &Value) -> Option<Vec<u8>> {
    list.as_array()?.iter().map(|byte| u8::try_from(byte.as_u64()?).ok()).collect()
}

pub(super) fn port(value: Option<&Value>) -> Option<u8> {
    u8::try_from(value?.as_u64()?).ok()
}
