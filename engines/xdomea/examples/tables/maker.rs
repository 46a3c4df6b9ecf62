//! From XML Schema to tables: the part of XML Schema that the standard uses, and a clear word about anything else.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use quick_xml::{Reader, XmlVersion, events::Event};

const XML_SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";
const XDOMEA: &str = "urn:xoev-de:xdomea:schema:";

/// How namespaces are called in the tables.
const PREFIXES: [(&str, &str); 4] = [
    ("code", "http://xoev.de/schemata/code/1_0"),
    ("din", "urn:xoev-de:kosit:xoev:datentyp:din-91379_2022-08"),
    ("g2g", "http://xoev.de/schemata/basisnachricht/unqualified/g2g/1_1"),
    ("latin", "http://xoev.de/latinchars/1_1/datatypes"),
];

const HEADING: &str = "\
# What the schemas of xdomea VERSION say (KoSIT, XRepository; with the XÖV schemas they import): elements, their order,
# how often, their types and attributes. Every cell is a fact; the form is ours:
# namespace  prefix  name
# element    name    type                      an element that may be the root of a message
# simple     name    base   facets…            facet=value; the backslash escapes tabs, line ends and itself
# type       name    derivation  flags  content  attributes
# content: `-` nothing, `( a b? c* d+ )` in this order, `[ a b ]` one of these, `any=` whatever; a child is `name=type`,
# then perhaps `~fixed=value` or `~default=value` (`\\s`: a space), then how often. A name without prefix is in no namespace.
# An extension adds its content to that of its base. Attributes: `name!=type` required, `name=type~value` fixed.
";

type Outcome<T> = Result<T, String>;

/// An element of a schema, without what is only there for readers.
struct Node {
    name: String,
    attributes: HashMap<String, String>,
    children: Vec<Node>,
}

impl Node {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    fn named(&self) -> Outcome<&str> {
        self.attribute("name").ok_or_else(|| format!("<{}> without a name", self.name))
    }
}

/// A file.
struct File {
    namespace: String,
    prefixes: HashMap<String, String>,
    is_qualified: bool,
    root: Node,
}

/// A name in the table: `x:AkteType`.
type Name = String;

/// Elements and types that are declared for all, with the file they stand in.
#[derive(Default)]
struct Declared<'f> {
    elements: BTreeMap<Name, (&'f File, &'f Node)>,
    types: BTreeMap<Name, (&'f File, &'f Node)>,
}

/// The table of the version in the first folder; the others hold what its schemas import.
pub fn table(folders: &[PathBuf]) -> Outcome<String> {
    let files = read_files(folders)?;
    let mut namespaces = files.iter().map(|file| file.namespace.as_str()).filter(|name| name.starts_with(XDOMEA));
    let own = namespaces.next().ok_or("no schema of xdomea in the first folder")?;
    if let Some(other) = namespaces.find(|name| *name != own) {
        return Err(format!("schemas of two versions: {own} and {other}"));
    }
    let mut declared = Declared::default();
    for file in &files {
        for node in &file.root.children {
            let name = || Ok::<_, String>(format!("{}:{}", prefix_of(&file.namespace)?, node.named()?));
            match node.name.as_str() {
                "element" => drop(declared.elements.insert(name()?, (file, node))),
                "complexType" | "simpleType" => drop(declared.types.insert(name()?, (file, node))),
                "include" | "import" => {}
                other => return Err(format!("<{other}> at the top of a schema")),
            }
        }
    }
    let mut writer =
        Writer { declared: &declared, rows: BTreeMap::new(), seen: HashSet::new(), namespaces: BTreeSet::new() };
    let mut elements = String::new();
    for (name, (file, node)) in &declared.elements {
        let kind = writer.type_of(file, node, name)?;
        let _ = writeln!(elements, "element\t{name}\t{kind}");
    }
    // Also those that only `xsi:type` can name.
    for (name, (file, node)) in &declared.types {
        writer.namespaces.insert(prefix_of(&file.namespace)?);
        writer.write(file, node, name)?;
    }
    let mut table = HEADING.replace("VERSION", &own[XDOMEA.len()..]);
    for prefix in &writer.namespaces {
        let known = PREFIXES.iter().find(|(known, _)| known == prefix).map(|(_, namespace)| *namespace);
        let _ = writeln!(table, "namespace\t{prefix}\t{}", known.unwrap_or(own));
    }
    table.push_str(&elements);
    for row in writer.rows.values() {
        table.push_str(row);
        table.push('\n');
    }
    Ok(table)
}

fn prefix_of(namespace: &str) -> Outcome<&'static str> {
    if namespace.starts_with(XDOMEA) {
        return Ok("x");
    }
    let known = PREFIXES.iter().find(|(_, known)| *known == namespace);
    known.map(|(prefix, _)| *prefix).ok_or_else(|| format!("no prefix for {namespace}"))
}

/// All schemas of the first folder, and what they import, by the name of the file, from any of the folders.
fn read_files(folders: &[PathBuf]) -> Outcome<Vec<File>> {
    let first = folders.first().ok_or("which folder?")?;
    let entries = fs::read_dir(first).map_err(|error| format!("{}: {error}", first.display()))?;
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| Path::new(name).extension().is_some_and(|ending| ending == "xsd"));
    names.sort();
    let (mut files, mut known) = (Vec::new(), HashSet::new());
    while let Some(name) = names.pop() {
        if !known.insert(name.clone()) {
            continue;
        }
        let path = folders.iter().map(|folder| folder.join(&name)).find(|path| path.is_file());
        let path = path.ok_or_else(|| format!("{name} is imported and in none of the folders"))?;
        let file = read_file(&path).map_err(|reason| format!("{}: {reason}", path.display()))?;
        let places = file.root.children.iter().filter(|node| matches!(node.name.as_str(), "include" | "import"));
        let places = places.filter_map(|node| node.attribute("schemaLocation"));
        names.extend(places.map(|place| place.rsplit('/').next().unwrap_or(place).to_owned()));
        files.push(file);
    }
    Ok(files)
}

fn read_file(path: &Path) -> Outcome<File> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let mut reader = Reader::from_str(&text);
    let mut open: Vec<Node> = Vec::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => open.push(node(&start)?),
            Event::Empty(start) => {
                let node = node(&start)?;
                open.last_mut().ok_or("an empty schema")?.children.push(node);
            }
            Event::End(_) => {
                let node = open.pop().ok_or("an end without a beginning")?;
                match open.last_mut() {
                    None => return file(node),
                    Some(_) if node.name == "annotation" => {}
                    Some(parent) => parent.children.push(node),
                }
            }
            Event::Eof => return Err("the file breaks off".to_owned()),
            _ => {}
        }
    }
}

fn node(start: &quick_xml::events::BytesStart<'_>) -> Outcome<Node> {
    let mut attributes = HashMap::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        attributes.insert(attribute.key.into_inner().to_owned(), value.into_owned());
    }
    Ok(Node { name: start.local_name().into_inner().to_owned(), attributes, children: Vec::new() })
}

fn file(root: Node) -> Outcome<File> {
    let namespace = root.attribute("targetNamespace").ok_or("no target namespace")?.to_owned();
    let prefixes = root.attributes.iter().filter_map(|(name, value)| {
        let prefix = name.strip_prefix("xmlns").map(|rest| rest.trim_start_matches(':'))?;
        Some((prefix.to_owned(), value.clone()))
    });
    let prefixes = prefixes.collect();
    let is_qualified = root.attribute("elementFormDefault") == Some("qualified");
    Ok(File { namespace, prefixes, is_qualified, root })
}

struct Writer<'d> {
    declared: &'d Declared<'d>,
    /// Simple types first, each kind by name.
    rows: BTreeMap<(bool, Name), String>,
    seen: HashSet<Name>,
    /// The prefixes in use.
    namespaces: BTreeSet<&'static str>,
}

impl Writer<'_> {
    /// A name in a schema as a name in the table; what it names is written, too.
    fn named_type(&mut self, file: &File, name: &str) -> Outcome<Name> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let namespace = file.prefixes.get(prefix).ok_or_else(|| format!("{name}: no such prefix"))?;
        if namespace == XML_SCHEMA {
            return Ok(format!("xs:{local}"));
        }
        let prefix = prefix_of(namespace)?;
        self.namespaces.insert(prefix);
        let name = format!("{prefix}:{local}");
        let declared = self.declared;
        let (file, node) = declared.types.get(&name).ok_or_else(|| format!("{name} is not declared"))?;
        self.write(file, node, &name)?;
        Ok(name)
    }

    /// The type of an element: named, or its own, which is called `inner`.
    fn type_of(&mut self, file: &File, node: &Node, inner: &str) -> Outcome<Name> {
        if let Some((prefix, _)) = inner.split_once(':') {
            let known = PREFIXES.iter().map(|(known, _)| *known).find(|known| *known == prefix);
            self.namespaces.insert(known.unwrap_or("x"));
        }
        if let Some(name) = node.attribute("type") {
            return self.named_type(file, name);
        }
        let own = node.children.iter().find(|child| matches!(child.name.as_str(), "complexType" | "simpleType"));
        let Some(own) = own else { return Ok("xs:anyType".to_owned()) };
        self.write(file, own, inner)?;
        Ok(inner.to_owned())
    }

    fn write(&mut self, file: &File, node: &Node, name: &str) -> Outcome<()> {
        if !self.seen.insert(name.to_owned()) {
            return Ok(());
        }
        let is_complex = node.name == "complexType";
        let row = if is_complex { self.complex(file, node, name) } else { self.simple(file, node, name) };
        self.rows.insert((is_complex, name.to_owned()), row.map_err(|reason| format!("{name}: {reason}"))?);
        Ok(())
    }

    fn simple(&mut self, file: &File, node: &Node, name: &str) -> Outcome<String> {
        let restriction = node.child("restriction").ok_or("a simple type that is no restriction")?;
        let base = self.named_type(file, restriction.attribute("base").ok_or("no base")?)?;
        let mut row = format!("simple\t{name}\t{base}");
        for facet in &restriction.children {
            if !matches!(facet.name.as_str(), "enumeration" | "pattern") {
                return Err(format!("<{}> is not known to the tables", facet.name));
            }
            let _ = write!(row, "\t{}={}", facet.name, escaped(facet.attribute("value").unwrap_or_default(), false));
        }
        Ok(row)
    }

    fn complex(&mut self, file: &File, node: &Node, name: &str) -> Outcome<String> {
        if node.attribute("mixed").is_some_and(|mixed| mixed == "true") || node.child("simpleContent").is_some() {
            return Err("text beside elements or attributes is not known to the tables".to_owned());
        }
        let (derivation, body) = match node.child("complexContent") {
            None => ("-".to_owned(), node),
            Some(content) => {
                let body = content.children.first().ok_or("nothing in complexContent")?;
                let base = self.named_type(file, body.attribute("base").ok_or("no base")?)?;
                (format!("{} {base}", body.name), body)
            }
        };
        let (mut content, mut attributes) = ("-".to_owned(), Vec::new());
        for part in &body.children {
            match part.name.as_str() {
                "attribute" => attributes.push(self.attribute(file, part, name)?),
                "sequence" | "choice" if part.children.is_empty() => {}
                "sequence" | "choice" => content = self.particle(file, part, name)?,
                other => return Err(format!("<{other}> is not known to the tables")),
            }
        }
        let attributes = if attributes.is_empty() { "-".to_owned() } else { attributes.join(";") };
        Ok(format!("type\t{name}\t{derivation}\t-\t{content}\t{attributes}"))
    }

    fn attribute(&mut self, file: &File, node: &Node, inside: &str) -> Outcome<String> {
        let name = node.named()?;
        let required = if node.attribute("use") == Some("required") { "!" } else { "" };
        let kind = self.type_of(file, node, &format!("{inside}/@{name}"))?;
        let fixed = node.attribute("fixed").map(|fixed| format!("~{fixed}")).unwrap_or_default();
        Ok(format!("{name}{required}={kind}{fixed}"))
    }

    fn particle(&mut self, file: &File, node: &Node, inside: &str) -> Outcome<String> {
        let often = occurs(node)?;
        let parts = |writer: &mut Self| -> Outcome<String> {
            let parts = node.children.iter().map(|child| writer.particle(file, child, inside));
            Ok(parts.collect::<Outcome<Vec<_>>>()?.join(" "))
        };
        Ok(match node.name.as_str() {
            "sequence" => format!("( {} ){often}", parts(self)?),
            "choice" => format!("[ {} ]{often}", parts(self)?),
            "any" => format!("any={often}"),
            "element" => {
                let local = node.named()?;
                let kind = self.type_of(file, node, &format!("{inside}/{local}"))?;
                let is_qualified = node.attribute("form").map_or(file.is_qualified, |form| form == "qualified");
                let prefix = if is_qualified { format!("{}:", prefix_of(&file.namespace)?) } else { String::new() };
                let preset = ["fixed", "default"].into_iter().find_map(|preset| {
                    node.attribute(preset).map(|value| format!("~{preset}={}", escaped(value, true)))
                });
                format!("{prefix}{local}={kind}{}{often}", preset.unwrap_or_default())
            }
            other => return Err(format!("<{other}> is not known to the tables")),
        })
    }
}

fn occurs(node: &Node) -> Outcome<&'static str> {
    let (least, most) = (node.attribute("minOccurs").unwrap_or("1"), node.attribute("maxOccurs").unwrap_or("1"));
    Ok(match (least, most) {
        ("1", "1") => "",
        ("0", "1") => "?",
        ("1", "unbounded") => "+",
        ("0", "unbounded") => "*",
        _ => return Err(format!("from {least} to {most} times is not known to the tables")),
    })
}

fn escaped(value: &str, is_in_content: bool) -> String {
    let mut out = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            ' ' if is_in_content => out.push_str("\\s"),
            other => out.push(other),
        }
    }
    out
}
