//! The layout of `lorawan-devices` (The Things Network): `vendor/{vendor}/index.yaml`, a file a device, a file a codec
//! with examples, and the script it names.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    CodecFile, Device, Files, Finding, Firmware, Layout, Library, Profile, Vendor, What, beside,
    device_profiles::{bytes, port, read_expected},
    report::time,
    text, yaml,
};
use crate::vector::{Task, Vector};

pub(super) fn read(files: &Files) -> Library {
    let mut library = Library::empty(Layout::LorawanDevices);
    let mut names = std::collections::BTreeMap::new();
    if let Ok(list) = parsed(files, "vendor/index.yaml") {
        for vendor in array(&list, "vendors") {
            let Some(folder) = vendor.get("id").and_then(Value::as_str) else { continue };
            names.insert(
                folder.to_owned(),
                Vendor {
                    folder: folder.to_owned(),
                    name: string(vendor, "name"),
                    alliance_id: vendor.get("vendorID").and_then(Value::as_u64).and_then(|id| u32::try_from(id).ok()),
                    ouis: array(vendor, "ouis").iter().filter_map(|oui| oui.as_str().map(str::to_owned)).collect(),
                },
            );
        }
    }
    let folders = files.keys().filter_map(|path| path.strip_prefix("vendor/")?.strip_suffix("/index.yaml"));
    for folder in folders.filter(|folder| !folder.contains('/')) {
        if let Err(finding) = vendor(files, folder, &mut library) {
            library.findings.push(finding);
        }
        let unnamed = || Vendor { folder: folder.to_owned(), name: folder.to_owned(), ..Vendor::default() };
        library.vendors.push(names.remove(folder).unwrap_or_else(unnamed));
    }
    library
}

fn parsed(files: &Files, path: &str) -> Result<Value, Finding> {
    yaml::parse(text(files, path)?).map_err(|why| Finding::new(path, What::Unreadable(why)))
}

fn array<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn string(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

fn vendor(files: &Files, folder: &str, library: &mut Library) -> Result<(), Finding> {
    let root = format!("vendor/{folder}");
    let index = parsed(files, &format!("{root}/index.yaml"))?;
    let mut codecs = BTreeSet::new();
    for name in array(&index, "endDevices").iter().filter_map(Value::as_str) {
        let Some(path) = beside(&root, &format!("{name}.yaml")) else { continue };
        match parsed(files, &path) {
            Ok(file) => {
                let (device, used) = device(files, &root, folder, &file);
                codecs.extend(used);
                library.devices.push(device);
            }
            Err(finding) => library.findings.push(finding),
        }
    }
    // A codec file names a script per direction; vectors go with the script.
    let mut scripts = std::collections::BTreeMap::new();
    for codec in codecs {
        match codec_file(files, &root, &codec, library) {
            Ok(paths) => {
                scripts.insert(codec, paths);
            }
            Err(finding) => library.findings.push(finding),
        }
    }
    for device in library.devices.iter_mut().filter(|device| device.vendor == folder) {
        for firmware in &mut device.firmware {
            let named = std::mem::take(&mut firmware.codecs);
            let paths: BTreeSet<String> =
                named.iter().filter_map(|codec| scripts.get(codec)).flatten().cloned().collect();
            firmware.codecs = paths.into_iter().collect();
        }
    }
    Ok(())
}

/// The device and the names of its codecs.
fn device(files: &Files, root: &str, vendor: &str, file: &Value) -> (Device, BTreeSet<String>) {
    let mut used = BTreeSet::new();
    let mut versions = Vec::new();
    for firmware in array(file, "firmwareVersions") {
        let (mut profiles, mut codecs) = (Vec::new(), BTreeSet::new());
        let regions = firmware.get("profiles").and_then(Value::as_object);
        for (region, given) in regions.into_iter().flatten() {
            let codec = string(given, "codec");
            if !codec.is_empty() {
                codecs.insert(codec);
            }
            profiles.push(profile(files, root, region, &string(given, "id")));
        }
        used.extend(codecs.iter().cloned());
        versions.push(Firmware {
            version: string(firmware, "version"),
            profiles,
            codecs: codecs.into_iter().collect(),
        });
    }
    let device = Device {
        vendor: vendor.to_owned(),
        name: string(file, "name"),
        description: string(file, "description"),
        firmware: versions,
    };
    (device, used)
}

fn profile(files: &Files, root: &str, region: &str, name: &str) -> Profile {
    let file = beside(root, &format!("{name}.yaml")).and_then(|path| parsed(files, &path).ok()).unwrap_or_default();
    let flag = |name: &str| file.get(name).and_then(Value::as_bool).unwrap_or_default();
    Profile {
        region: region.to_owned(),
        lorawan: string(&file, "macVersion"),
        supports_join: flag("supportsJoin"),
        supports_class_b: flag("supportsClassB"),
        supports_class_c: flag("supportsClassC"),
    }
}

/// Keeps the scripts of a codec with their examples and returns their paths.
fn codec_file(files: &Files, root: &str, name: &str, library: &mut Library) -> Result<BTreeSet<String>, Finding> {
    let missing = || Finding::new(format!("{root}/{name}.yaml"), What::Missing);
    let path = beside(root, &format!("{name}.yaml")).ok_or_else(missing)?;
    let file = parsed(files, &path)?;
    let mut scripts = BTreeSet::new();
    for direction in ["uplinkDecoder", "downlinkEncoder", "downlinkDecoder"] {
        let Some(part) = file.get(direction) else { continue };
        let Some(script) = beside(root, &string(part, "fileName")) else { continue };
        if !library.codecs.contains_key(&script) {
            let source = text(files, &script)?.to_owned();
            library.codecs.insert(script.clone(), CodecFile { source, vectors: vec![] });
        }
        for (index, example) in array(part, "examples").iter().enumerate() {
            let made = vector(direction, example);
            let Some(vector) = made else {
                let why = format!("{direction}: example {} is incomplete", index + 1);
                library.findings.push(Finding::new(&path, What::Unreadable(why)));
                continue;
            };
            if let Some(codec) = library.codecs.get_mut(&script) {
                codec.vectors.push(vector);
            }
        }
        scripts.insert(script);
    }
    Ok(scripts)
}

fn vector(direction: &str, example: &Value) -> Option<Vector> {
    let (input, output) = (example.get("input")?, example.get("output")?);
    let number = || port(input.get("fPort"));
    let task = match direction {
        "uplinkDecoder" => Task::Uplink { bytes: bytes(input.get("bytes")?)?, port: number().unwrap_or_default() },
        "downlinkDecoder" => {
            Task::DownlinkDecode { bytes: bytes(input.get("bytes")?)?, port: number().unwrap_or_default() }
        }
        _ => Task::DownlinkEncode { data: input.get("data")?.clone(), port: number() },
    };
    let name = string(example, "description");
    Some(Vector { name, task, received: time(input.get("recvTime")), expected: read_expected(output)? })
}
