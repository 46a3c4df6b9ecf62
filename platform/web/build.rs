//! Embeds the built style sheets, fonts and scripts of `ui/dist`, compressed once, under one hash of their contents.
//! Without them the crate still builds: pages then look plain.

use std::{
    env,
    fmt::Write as _,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

const PLAIN_STYLE: &str = "body{font-family:sans-serif;max-width:60rem;margin:auto;padding:1rem}.kern-sr-only{position:absolute;left:-999em}\n";

fn main() {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let dist = root.join("../../ui/dist");
    // A missing folder would make cargo run this again and again.
    let _ = fs::create_dir_all(&dist);
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-changed=build.rs");

    let mut files = Vec::new();
    collect(&dist, &dist, &mut files);
    if !files.iter().any(|(name, _)| name == "lotse.css") {
        files.push(("lotse.css".to_owned(), PLAIN_STYLE.into()));
    }
    files.sort();

    let mut hash = Sha256::new();
    let mut code = String::new();
    let folder = out.join("assets");
    fs::create_dir_all(&folder).expect("OUT_DIR can be written");
    for (number, (name, bytes)) in files.iter().enumerate() {
        hash.update(name.as_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
        let (plain, packed) = (format!("{number}"), format!("{number}.gz"));
        fs::write(folder.join(&plain), bytes).expect("OUT_DIR can be written");
        let gzip = compressed(name, bytes);
        let packed_code = gzip.as_ref().map_or("None".to_owned(), |_| format!("Some({})", include(&packed)));
        if let Some(gzip) = gzip {
            fs::write(folder.join(packed), gzip).expect("OUT_DIR can be written");
        }
        let plain_code = include(&plain);
        let _ = writeln!(code, "    Asset {{ name: {name:?}, plain: {plain_code}, gzip: {packed_code} }},");
    }
    let mut short = String::new();
    for byte in hash.finalize().iter().take(6) {
        let _ = write!(short, "{byte:02x}");
    }
    let text = format!("pub(crate) const HASH: &str = {short:?};\npub(crate) static ASSETS: &[Asset] = &[\n{code}];\n");
    fs::write(out.join("assets.rs"), text).expect("OUT_DIR can be written");
}

/// Code that embeds a file of the output folder.
fn include(file: &str) -> String {
    format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/assets/{file}\"))")
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(root, &path, files);
            continue;
        }
        let name = path.strip_prefix(root).ok().and_then(Path::to_str).map(|name| name.replace('\\', "/"));
        if let (Some(name), Ok(bytes)) = (name, fs::read(&path)) {
            println!("cargo::rerun-if-changed={}", path.display());
            let bytes = if path.extension().is_some_and(|ending| ending == "css") { relative(&bytes) } else { bytes };
            files.push((name, bytes));
        }
    }
}

/// Style sheets find fonts beside themselves, under the same hash.
fn relative(style: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(style).replace("url(\"/assets/", "url(\"").into_bytes()
}

/// Text only; fonts and pictures are compressed already.
fn compressed(name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let is_text = ["css", "js", "svg", "json", "txt"].iter().any(|ending| name.ends_with(&format!(".{ending}")));
    if !is_text {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().filter(|gzip| gzip.len() < bytes.len())
}
