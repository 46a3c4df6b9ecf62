//! `docs/permissions.md` and `docs/errors.md` are printed from the code; this test fails when they are old.
//!
//! `LOTSE_WRITE_DOCS=1 cargo test -p lotse --test house docs` writes them anew.

use std::{fmt::Write, path::Path};

use lotse_core::{
    errors::Code,
    permissions::{Role, TABLE, Who},
    tokens::Scope,
};

fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn who(rule: Who) -> String {
    match rule {
        Who::Anyone => "everybody".to_owned(),
        Who::SignedIn => "everybody signed in".to_owned(),
        Who::Holder => "the person it belongs to; whoever has its secret link".to_owned(),
        Who::Here(role) => format!("{} of this body", role.as_str()),
        Who::Above(role) => format!("{} of this body or of one that covers it", role.as_str()),
        Who::Instance(role) => format!("{}, wherever the role is held", role.as_str()),
    }
}

fn permissions() -> String {
    let mut text = "# Who may do what\n\nPrinted from `platform/core/src/permissions.rs`. What stands in no line is \
                    nobody's. Roles are held at a body and for a time.\n\n| Action | Who |\n|---|---|\n"
        .to_owned();
    for (action, rules) in TABLE {
        let rules: Vec<String> = rules.iter().map(|rule| who(*rule)).collect();
        writeln!(text, "| {} | {} |", word(action), rules.join("; ")).unwrap();
    }
    text.push_str(
        "\n## By role\n\n| Role | At its body | At bodies it covers | For the instance |\n|---|---|---|---|\n",
    );
    for role in Role::ALL {
        let of = |wanted: &[Who]| {
            let actions = TABLE.iter().filter(|(_, rules)| rules.iter().any(|rule| wanted.contains(rule)));
            let names: Vec<String> = actions.map(|(action, _)| word(action)).collect();
            if names.is_empty() { "–".to_owned() } else { names.join(", ") }
        };
        let (here, above, instance) =
            (of(&[Who::Here(role), Who::Above(role)]), of(&[Who::Above(role)]), of(&[Who::Instance(role)]));
        writeln!(text, "| {} | {here} | {above} | {instance} |", role.as_str()).unwrap();
    }
    text.push_str(
        "\n## Programs\n\nA program with a token may do what its rights name, at its own body, below `/api/` only. Nobody \
         gives a program a right they do not have themselves.\n\n| Right | Actions |\n|---|---|\n",
    );
    for scope in Scope::ALL {
        let actions: Vec<String> = scope.actions().iter().map(word).collect();
        writeln!(text, "| {} | {} |", scope.as_str(), actions.join(", ")).unwrap();
    }
    text
}

fn errors() -> String {
    let mut text =
        "# Error numbers\n\nPrinted from `platform/core/src/errors.rs`. A number keeps its meaning for good. \
                    The same texts stand at `/fehler/NUMBER` of every instance.\n\n\
                    | Number | Status | German | English |\n|---|---|---|---|\n"
            .to_owned();
    let mut entries: Vec<_> = Code::ALL.into_iter().map(Code::entry).collect();
    entries.sort_by_key(|entry| entry.number);
    for entry in entries {
        let (german, english) =
            (format!("**{}** {}", entry.title, entry.advice), format!("**{}** {}", entry.title_en, entry.advice_en));
        writeln!(text, "| {} | {} | {german} | {english} |", entry.number, entry.status).unwrap();
    }
    text
}

#[test]
fn docs_say_what_the_code_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    for (name, text) in [("permissions.md", permissions()), ("errors.md", errors())] {
        let path = folder.join(name);
        if std::env::var_os("LOTSE_WRITE_DOCS").is_some() {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        let advice = "run LOTSE_WRITE_DOCS=1 cargo test -p lotse --test house docs";
        assert!(written == text, "docs/{name} is not what the code says: {advice}");
    }
}
