//! The tables in `data/schema` are what the maker makes of the official schemas, to the last byte.

#[path = "../examples/tables/maker.rs"]
mod maker;

use std::{fs, path::Path, path::PathBuf};

use lotse_xdomea::Version;

fn suite() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("LOTSE_XDOMEA") {
        return Some(PathBuf::from(folder).join("xsd"));
    }
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("../shared/suites/xdomea/xsd"))
        .find(|folder| folder.is_dir())
}

#[test]
fn tables_are_as_they_are_made() {
    let Some(suite) = suite() else { return println!("skipped: no suite") };
    for version in Version::ALL {
        let folder = suite.join(version.number());
        if !folder.is_dir() {
            println!("{version}: skipped: no schemas");
            continue;
        }
        let made = maker::table(&[folder, suite.join("xoev")]).unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/schema/{version}.tsv"));
        let kept = fs::read_to_string(path).unwrap();
        let difference = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
        assert_eq!(difference, None, "{version}");
        assert_eq!(made.len(), kept.len(), "{version}");
        println!("{version}: {} rows, the same", made.lines().filter(|line| !line.starts_with('#')).count());
    }
}

#[test]
fn what_the_tables_cannot_say_is_said() {
    let folder = std::env::temp_dir().join(format!("lotse-tables-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let made = |content: &str| {
        let schema = format!(
            "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:x=\"urn:xoev-de:xdomea:schema:9\" \
             targetNamespace=\"urn:xoev-de:xdomea:schema:9\" elementFormDefault=\"qualified\">{content}</xs:schema>"
        );
        fs::write(folder.join("a.xsd"), schema).unwrap();
        maker::table(std::slice::from_ref(&folder))
    };
    let element = |content: &str| {
        made(&format!("<xs:element name=\"a\"><xs:complexType>{content}</xs:complexType></xs:element>"))
    };
    let good =
        element("<xs:sequence><xs:element name=\"b\" type=\"xs:string\" minOccurs=\"0\"/></xs:sequence>").unwrap();
    assert!(
        good.ends_with(
            "namespace\tx\turn:xoev-de:xdomea:schema:9\nelement\tx:a\tx:a\ntype\tx:a\t-\t-\t( x:b=xs:string? )\t-\n"
        ),
        "{good}"
    );
    for (outcome, told) in [
        (element("<xs:all/>"), "<all> is not known"),
        (element("<xs:sequence><xs:element name=\"b\" type=\"x:c\"/></xs:sequence>"), "x:c is not declared"),
        (element("<xs:sequence maxOccurs=\"3\"><xs:any/></xs:sequence>"), "from 1 to 3 times"),
        (element("<xs:simpleContent/>"), "text beside"),
        (made("<xs:group name=\"a\"/>"), "<group> at the top"),
        (made("<xs:import schemaLocation=\"http://example/b.xsd\"/>"), "b.xsd is imported and in none"),
    ] {
        assert!(outcome.as_ref().is_err_and(|reason| reason.contains(told)), "{told}: {outcome:?}");
    }
    fs::remove_dir_all(&folder).unwrap();
}
