//! Libraries of codecs: devices, vendors, codecs and their test vectors, read from a listing of files.
//!
//! Two layouts are known: `chirpstack-device-profiles` (TOML, tests as JSON or JavaScript beside the codec) and
//! `lorawan-devices` of The Things Network (YAML with examples). Whoever calls reads folders or archives; a file that is
//! missing or wrong is a [`Finding`] and stops nothing else.

mod device_profiles;
mod lorawan_devices;
mod report;
mod yaml;

use std::collections::BTreeMap;

pub use report::{CodecReport, Failed, Report};

use crate::vector::Vector;

/// Bounds of what is read.
#[derive(Debug, Clone)]
pub struct LibraryLimits {
    pub files: usize,
    pub file_bytes: usize,
    pub total_bytes: usize,
}

impl Default for LibraryLimits {
    fn default() -> Self {
        Self { files: 50_000, file_bytes: 1 << 20, total_bytes: 256 << 20 }
    }
}

/// How the files are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    DeviceProfiles,
    LorawanDevices,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Library {
    pub layout: Layout,
    pub vendors: Vec<Vendor>,
    pub devices: Vec<Device>,
    /// By path.
    pub codecs: BTreeMap<String, CodecFile>,
    pub findings: Vec<Finding>,
}

/// Who makes devices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vendor {
    /// Name of its folder.
    pub folder: String,
    pub name: String,
    /// Given by the LoRa Alliance.
    pub alliance_id: Option<u32>,
    /// First bytes of EUIs, hexadecimal.
    pub ouis: Vec<String>,
}

/// A device with its versions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    /// Folder of its vendor.
    pub vendor: String,
    pub name: String,
    pub description: String,
    pub firmware: Vec<Firmware>,
}

/// A version of a device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Firmware {
    pub version: String,
    /// Regions and LoRaWAN versions it is made for.
    pub profiles: Vec<Profile>,
    /// Paths of its codecs in [`Library::codecs`].
    pub codecs: Vec<String>,
}

/// A region with what the device can there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// As the library names it: `EU868`, `EU863-870`.
    pub region: String,
    /// As `1.0.3`.
    pub lorawan: String,
    pub supports_join: bool,
    pub supports_class_b: bool,
    pub supports_class_c: bool,
}

/// A codec with its tests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CodecFile {
    pub source: String,
    pub vectors: Vec<Vector>,
}

/// Something that is missing or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub path: String,
    pub what: What,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Missing,
    Unreadable(String),
    /// A test that names no codec there is.
    WithoutCodec,
}

impl Finding {
    fn new(path: impl Into<String>, what: What) -> Self {
        Self { path: path.into(), what }
    }

    /// For people.
    pub fn german(&self) -> String {
        match &self.what {
            What::Missing => format!("{} fehlt.", self.path),
            What::Unreadable(why) => format!("{} ist nicht lesbar: {why}", self.path),
            What::WithoutCodec => format!("Zu {} gibt es keinen Codec.", self.path),
        }
    }
}

/// Why there is no library.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoLibrary {
    #[error("no files in a known layout")]
    UnknownLayout,
    #[error("too many or too large files ({0})")]
    TooLarge(&'static str),
}

impl NoLibrary {
    /// For people.
    pub fn german(&self) -> String {
        match self {
            Self::UnknownLayout => {
                "Hier liegt keine Bibliothek von Codecs: Weder „vendors/*/vendor.toml“ (ChirpStack) noch \
                                    „vendor/*/index.yaml“ (The Things Network) ist da."
                    .to_owned()
            }
            Self::TooLarge(what) => format!("Die Bibliothek ist zu groß ({what})."),
        }
    }
}

/// Files by path, `/` between folders.
type Files = BTreeMap<String, Vec<u8>>;

impl Library {
    /// Reads a listing of files. A folder around all of them, as archives have it, is taken off.
    pub fn read(files: impl IntoIterator<Item = (String, Vec<u8>)>, limits: &LibraryLimits) -> Result<Self, NoLibrary> {
        let mut kept = Files::new();
        let mut total = 0_usize;
        for (path, bytes) in files {
            total = total.saturating_add(bytes.len());
            if kept.len() >= limits.files {
                return Err(NoLibrary::TooLarge("Zahl der Dateien"));
            }
            if total > limits.total_bytes {
                return Err(NoLibrary::TooLarge("zusammen"));
            }
            if bytes.len() <= limits.file_bytes {
                kept.insert(path.trim_start_matches("./").to_owned(), bytes);
            }
        }
        let (files, layout) = rooted(kept).ok_or(NoLibrary::UnknownLayout)?;
        Ok(match layout {
            Layout::DeviceProfiles => device_profiles::read(&files),
            Layout::LorawanDevices => lorawan_devices::read(&files),
        })
    }

    fn empty(layout: Layout) -> Self {
        Self { layout, vendors: vec![], devices: vec![], codecs: BTreeMap::new(), findings: vec![] }
    }
}

/// The files from the folder on in which the layout begins.
fn rooted(files: Files) -> Option<(Files, Layout)> {
    let root_and_layout = files.keys().find_map(|path| {
        let parts: Vec<&str> = path.split('/').collect();
        let length = parts.len();
        let layout = match (parts.get(length.checked_sub(3)?)?, parts.last()?) {
            (&"vendors", &"vendor.toml") => Layout::DeviceProfiles,
            (&"vendor", &"index.yaml") => Layout::LorawanDevices,
            _ => return None,
        };
        let root = parts.get(..length - 3)?.join("/");
        Some((if root.is_empty() { root } else { root + "/" }, layout))
    });
    let (root, layout) = root_and_layout?;
    let inside = |(path, bytes): (String, Vec<u8>)| Some((path.strip_prefix(&root)?.to_owned(), bytes));
    Some((files.into_iter().filter_map(inside).collect(), layout))
}

/// A file as text, or what is wrong.
fn text<'a>(files: &'a Files, path: &str) -> Result<&'a str, Finding> {
    let bytes = files.get(path).ok_or_else(|| Finding::new(path, What::Missing))?;
    std::str::from_utf8(bytes).map_err(|_| Finding::new(path, What::Unreadable("UTF-8".to_owned())))
}

/// A path beside another, without ways upwards.
fn beside(folder: &str, name: &str) -> Option<String> {
    let is_plain = !name.is_empty() && name.split('/').all(|part| !matches!(part, "" | "." | ".."));
    is_plain.then(|| format!("{folder}/{name}"))
}
