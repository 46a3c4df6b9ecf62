//! Reading package folders and suites for the tests.
#![allow(dead_code, reason = "each test file uses a part")]

use std::fs;
use std::path::{Path, PathBuf};

use lotse_reuse::{Package, PackageFiles, has_errors};

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn suite(name: &str) -> Option<PathBuf> {
    let path = repository().join("../shared/suites").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: no suite {name}");
    None
}

pub fn read_folder(folder: &Path) -> PackageFiles {
    let mut files = PackageFiles::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(current) = open.pop() {
        for entry in fs::read_dir(&current).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(name, fs::read(&path).unwrap());
        }
    }
    files
}

pub fn parking_files(version: &str) -> PackageFiles {
    read_folder(&repository().join("packages/anwohnerparken").join(version))
}

pub fn parking(version: &str) -> Package {
    let (package, findings) = Package::read(&parking_files(version));
    assert!(!has_errors(&findings), "{findings:#?}");
    package.unwrap()
}
