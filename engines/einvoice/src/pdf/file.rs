//! Finding objects in a PDF: cross-reference tables and streams, object streams, and a scan of the whole file where
//! those are broken (ISO 32000-1, 7.5). Nothing is unpacked before it is asked for, and everything costs from a budget.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    rc::Rc,
};

use memchr::memmem;

use super::{
    PdfLimits, PdfProblem,
    filter::{self, FilterError},
    object::{Dictionary, Object, Parser, is_space},
};

/// Where an object stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    At(usize),
    /// In the object stream with this number.
    In(u32),
}

/// An unpacked object stream: its bytes and where in them each object begins.
struct Packed {
    bytes: Vec<u8>,
    places: HashMap<u32, usize>,
}

pub(super) struct File<'b> {
    bytes: &'b [u8],
    places: HashMap<u32, Place>,
    trailer: Dictionary,
    limits: &'b PdfLimits,
    packed: RefCell<HashMap<u32, Option<Rc<Packed>>>>,
    /// Bytes that may still be unpacked.
    room: Cell<usize>,
    /// Bytes that may still be looked at. What makes the same bytes be read again and again ends here.
    work: Cell<usize>,
    pub is_rebuilt: bool,
}

impl<'b> File<'b> {
    pub fn open(bytes: &'b [u8], limits: &'b PdfLimits) -> Result<Self, PdfProblem> {
        if bytes.len() > limits.bytes {
            return Err(PdfProblem::TooLarge("file"));
        }
        let head = memmem::find(&bytes[..bytes.len().min(1024)], b"%PDF-").ok_or(PdfProblem::NotPdf)?;
        let bytes = &bytes[head..];
        let mut file = Self::empty(bytes, limits);
        if file.read_chain().is_none() || file.catalogue().is_none() {
            return Self::rebuild(bytes, limits);
        }
        file.refuse_encrypted()?;
        Ok(file)
    }

    fn empty(bytes: &'b [u8], limits: &'b PdfLimits) -> Self {
        Self {
            bytes,
            places: HashMap::new(),
            trailer: Dictionary::default(),
            limits,
            packed: RefCell::default(),
            room: Cell::new(limits.decoded),
            work: Cell::new(bytes.len().saturating_mul(8).saturating_add(16 << 20)),
            is_rebuilt: false,
        }
    }

    pub fn limits(&self) -> &PdfLimits {
        self.limits
    }

    /// The same file with every object found by scanning.
    /// What this reading has spent is not given again.
    pub fn rebuilt(&self) -> Result<Self, PdfProblem> {
        let rebuilt = Self::rebuild(self.bytes, self.limits)?;
        rebuilt.room.set(rebuilt.room.get().min(self.room.get()));
        rebuilt.work.set(rebuilt.work.get().min(self.work.get()));
        Ok(rebuilt)
    }

    fn rebuild(bytes: &'b [u8], limits: &'b PdfLimits) -> Result<Self, PdfProblem> {
        let mut file = Self::empty(bytes, limits);
        file.is_rebuilt = true;
        file.scan()?;
        file.refuse_encrypted()?;
        if file.catalogue().is_none() {
            return Err(PdfProblem::Broken);
        }
        Ok(file)
    }

    fn refuse_encrypted(&self) -> Result<(), PdfProblem> {
        match self.trailer.get("Encrypt") {
            None | Some(Object::Null) => Ok(()),
            Some(_) => Err(PdfProblem::Encrypted),
        }
    }

    /// Whether a limit was reached, so that what was not found may be there.
    pub fn is_exhausted(&self) -> bool {
        self.room.get() < 1024 || self.work.get() < 1024
    }

    // Cross references.

    fn read_chain(&mut self) -> Option<()> {
        let tail = self.bytes.len().saturating_sub(2048);
        let keyword = tail + memmem::rfind(&self.bytes[tail..], b"startxref")?;
        let mut next = Parser::new(self.bytes, keyword + 9).unsigned();
        let mut visited = HashSet::new();
        while let Some(offset) = next {
            let offset = usize::try_from(offset).ok().filter(|offset| *offset < self.bytes.len())?;
            if !visited.insert(offset) || visited.len() > 1000 {
                break;
            }
            let section = self.read_section(offset)?;
            if let Some(stream) = section.integer("XRefStm").and_then(|offset| usize::try_from(offset).ok())
                && visited.insert(stream)
            {
                let _ = self.read_section(stream);
            }
            next = section.integer("Prev").and_then(|offset| u64::try_from(offset).ok());
            for (key, value) in section.0 {
                self.trailer.0.entry(key).or_insert(value);
            }
        }
        Some(())
    }

    fn read_section(&mut self, offset: usize) -> Option<Dictionary> {
        let mut parser = Parser::new(self.bytes, offset);
        if !parser.keyword(b"xref") {
            let object = parser.indirect()?.1;
            return self.read_xref_stream(object);
        }
        while !parser.keyword(b"trailer") {
            let first = u32::try_from(parser.unsigned()?).ok()?;
            let count = u32::try_from(parser.unsigned()?).ok()?;
            for number in first..first.checked_add(count)? {
                let offset = usize::try_from(parser.unsigned()?).ok()?;
                parser.unsigned()?;
                if parser.keyword(b"n") {
                    self.put(number, Place::At(offset))?;
                } else if !parser.keyword(b"f") {
                    return None;
                }
            }
        }
        parser.skip_space();
        parser.dictionary()
    }

    fn put(&mut self, number: u32, place: Place) -> Option<()> {
        if self.places.len() >= self.limits.objects {
            return None;
        }
        self.places.entry(number).or_insert(place);
        Some(())
    }

    fn read_xref_stream(&mut self, object: Object) -> Option<Dictionary> {
        let Object::Stream(dictionary, start) = object else { return None };
        let bytes = self.decoded(&dictionary, start).ok()?;
        let widths = numbers(dictionary.get("W")?)?;
        let [kind_width, second_width, third_width] = widths[..] else { return None };
        let length = kind_width.checked_add(second_width)?.checked_add(third_width)?;
        if length == 0 || widths.iter().any(|width| *width > 8) {
            return None;
        }
        let index = match dictionary.get("Index") {
            Some(index) => numbers(index)?,
            None => vec![0, usize::try_from(dictionary.integer("Size")?).ok()?],
        };
        let mut entries = bytes.chunks_exact(length);
        for range in index.chunks_exact(2) {
            for number in range[0]..range[0].checked_add(range[1])? {
                let Some(entry) = entries.next() else { break };
                let value = |from: usize, width: usize| {
                    entry[from..from + width].iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte))
                };
                let kind = if kind_width == 0 { 1 } else { value(0, kind_width) };
                let second = value(kind_width, second_width);
                let number = u32::try_from(number).ok()?;
                match kind {
                    1 => self.put(number, Place::At(usize::try_from(second).ok()?))?,
                    2 => self.put(number, Place::In(u32::try_from(second).ok()?))?,
                    _ => {}
                }
            }
        }
        Some(dictionary)
    }

    /// Every `12 0 obj` of the file; of several with one number the last counts.
    fn scan(&mut self) -> Result<(), PdfProblem> {
        let mut at = 0;
        let mut packed = Vec::new();
        let mut catalogue = None;
        while let Some(found) = memmem::find(&self.bytes[at..], b"obj") {
            let keyword = at + found;
            at = keyword + 3;
            let Some(start) = start_of_object(self.bytes, keyword) else { continue };
            let mut parser = Parser::new(self.bytes, start);
            let object = parser.indirect();
            let used = parser.at.saturating_sub(start);
            spend(&self.work, used).ok_or(PdfProblem::TooLarge("work"))?;
            let Some((number, object)) = object else { continue };
            if self.places.len() >= self.limits.objects {
                return Err(PdfProblem::TooLarge("objects"));
            }
            self.places.insert(number, Place::At(start));
            match &object {
                Object::Stream(dictionary, begin) => {
                    match dictionary.name("Type") {
                        Some(b"ObjStm") => packed.push(number),
                        Some(b"XRef") => self.trailer.0.extend(dictionary.0.clone()),
                        _ => {}
                    }
                    // What stands in a stream is not of this file, even where it looks like it.
                    if let Some(end) = dictionary.integer("Length").and_then(|length| self.checked_end(*begin, length))
                    {
                        at = end;
                    }
                }
                Object::Dictionary(dictionary) if dictionary.name("Type") == Some(b"Catalog") => {
                    catalogue = Some(number);
                }
                _ => {}
            }
        }
        for number in packed {
            let Some(stream) = self.packed(number) else { continue };
            for inner in stream.places.keys() {
                if self.places.len() >= self.limits.objects {
                    return Err(PdfProblem::TooLarge("objects"));
                }
                self.places.entry(*inner).or_insert(Place::In(number));
            }
        }
        self.read_trailers();
        if self.catalogue().is_none() {
            let is_catalogue = |number: &u32| matches!(self.get(*number), Some(Object::Dictionary(dictionary)) if dictionary.name("Type") == Some(b"Catalog"));
            let catalogue = catalogue.or_else(|| {
                let mut all: Vec<u32> = self.places.keys().copied().collect();
                all.sort_unstable();
                all.into_iter().rfind(is_catalogue)
            });
            if let Some(number) = catalogue {
                self.trailer.0.insert(b"Root".to_vec(), Object::Reference(number));
            }
        }
        Ok(())
    }

    fn read_trailers(&mut self) {
        let places: Vec<usize> = memmem::find_iter(self.bytes, b"trailer").take(1000).collect();
        for place in places {
            let mut parser = Parser::new(self.bytes, place + 7);
            parser.skip_space();
            if parser.peek() == Some(b'<')
                && let Some(trailer) = parser.dictionary()
            {
                self.trailer.0.extend(trailer.0);
            }
            if spend(&self.work, parser.at.saturating_sub(place)).is_none() {
                return;
            }
        }
    }

    // Objects.

    pub fn catalogue(&self) -> Option<Dictionary> {
        let catalogue = self.dictionary(self.trailer.get("Root")?)?;
        // A file without pages is no document, a dictionary of another type not the catalogue.
        (catalogue.get("Pages").is_some() || catalogue.name("Type") == Some(b"Catalog")).then_some(catalogue)
    }

    /// Numbers of all objects, sorted.
    pub fn numbers(&self) -> Vec<u32> {
        let mut all: Vec<u32> = self.places.keys().copied().collect();
        all.sort_unstable();
        all
    }

    pub fn get(&self, number: u32) -> Option<Object> {
        match self.places.get(&number)? {
            Place::At(offset) => {
                let mut parser = Parser::new(self.bytes, *offset);
                let found = parser.indirect();
                spend(&self.work, parser.at.saturating_sub(*offset) + 16)?;
                found.filter(|(other, _)| *other == number).map(|(_, object)| object)
            }
            Place::In(stream) => {
                let packed = self.packed(*stream)?;
                let mut parser = Parser::new(&packed.bytes, *packed.places.get(&number)?);
                let start = parser.at;
                let object = parser.object();
                spend(&self.work, parser.at.saturating_sub(start) + 16)?;
                object
            }
        }
    }

    fn packed(&self, number: u32) -> Option<Rc<Packed>> {
        if let Some(known) = self.packed.borrow().get(&number) {
            return known.clone();
        }
        let packed = self.unpack(number).map(Rc::new);
        self.packed.borrow_mut().insert(number, packed.clone());
        packed
    }

    fn unpack(&self, number: u32) -> Option<Packed> {
        let Place::At(offset) = self.places.get(&number)? else { return None };
        let Object::Stream(dictionary, start) = Parser::new(self.bytes, *offset).indirect()?.1 else { return None };
        let bytes = self.decoded(&dictionary, start).ok()?;
        let first = usize::try_from(dictionary.integer("First")?).ok()?;
        let count = usize::try_from(dictionary.integer("N")?).ok()?.min(self.limits.objects);
        let mut parser = Parser::new(&bytes, 0);
        let mut places = HashMap::new();
        for _ in 0..count {
            let (Some(number), Some(offset)) = (parser.unsigned(), parser.unsigned()) else { break };
            let (Ok(number), Ok(offset)) = (u32::try_from(number), usize::try_from(offset)) else { break };
            places.insert(number, first.checked_add(offset)?);
        }
        Some(Packed { bytes, places })
    }

    /// Follows references.
    pub fn resolve(&self, object: &Object) -> Option<Object> {
        let mut object = object.clone();
        for _ in 0..16 {
            let Object::Reference(number) = object else { return Some(object) };
            object = self.get(number)?;
        }
        None
    }

    pub fn dictionary(&self, object: &Object) -> Option<Dictionary> {
        match self.resolve(object)? {
            Object::Dictionary(dictionary) | Object::Stream(dictionary, _) => Some(dictionary),
            _ => None,
        }
    }

    /// An array; anything else is an array of one.
    pub fn array(&self, object: &Object) -> Vec<Object> {
        match self.resolve(object) {
            Some(Object::Array(items)) => items,
            Some(Object::Null) | None => Vec::new(),
            Some(other) => vec![if matches!(object, Object::Reference(_)) { object.clone() } else { other }],
        }
    }

    // Streams.

    fn checked_end(&self, start: usize, length: i64) -> Option<usize> {
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        let rest = self.bytes.get(end..)?;
        let space = rest.iter().take(4).take_while(|byte| is_space(**byte)).count();
        rest[space..].starts_with(b"endstream").then_some(end)
    }

    /// The packed bytes of a stream: by its length, or up to `endstream` where that is wrong.
    fn raw(&self, dictionary: &Dictionary, start: usize) -> Option<&'b [u8]> {
        let length = match dictionary.get("Length").map(|length| self.resolve(length)) {
            Some(Some(Object::Integer(length))) => Some(length),
            _ => None,
        };
        if let Some(end) = length.and_then(|length| self.checked_end(start, length)) {
            return self.bytes.get(start..end);
        }
        let rest = self.bytes.get(start..)?;
        let found = memmem::find(rest, b"endstream");
        spend(&self.work, found.unwrap_or(rest.len()))?;
        Some(&rest[..found.unwrap_or(rest.len())])
    }

    /// The bytes of a stream, unpacked.
    pub fn decoded(&self, dictionary: &Dictionary, start: usize) -> Result<Vec<u8>, FilterError> {
        let raw = self.raw(dictionary, start).ok_or(FilterError::Broken)?;
        let entry = |long: &str, short: &str| dictionary.get(long).or_else(|| dictionary.get(short)).cloned();
        let filters = entry("Filter", "F").map(|filters| self.array(&filters)).unwrap_or_default();
        let parameters = entry("DecodeParms", "DP").map(|parameters| self.array(&parameters)).unwrap_or_default();
        if filters.len() > 8 {
            return Err(FilterError::TooLarge);
        }
        let mut bytes = raw.to_vec();
        spend(&self.room, bytes.len()).ok_or(FilterError::TooLarge)?;
        for (index, name) in filters.iter().enumerate() {
            let Some(Object::Name(name)) = self.resolve(name) else { return Err(FilterError::Broken) };
            bytes = filter::decode(&name, &bytes, self.room.get()).inspect_err(|error| {
                // It has been unpacked up to the limit in vain; not once more for the next stream.
                if matches!(error, FilterError::TooLarge) {
                    self.room.set(0);
                }
            })?;
            spend(&self.room, bytes.len()).ok_or(FilterError::TooLarge)?;
            let Some(parameters) = parameters.get(index).and_then(|parameters| self.dictionary(parameters)) else {
                continue;
            };
            let value = |key: &str, default: usize| {
                parameters.integer(key).and_then(|value| usize::try_from(value).ok()).unwrap_or(default)
            };
            if value("Predictor", 1) >= 10 {
                let bits = value("Colors", 1).min(32) * value("BitsPerComponent", 8).min(16);
                let columns = (value("Columns", 1).min(1 << 20) * bits).div_ceil(8).max(1);
                bytes = filter::unpredict(&bytes, columns, bits.div_ceil(8).max(1));
            }
        }
        Ok(bytes)
    }
}

/// Takes from a budget; `None` when it does not suffice.
fn spend(budget: &Cell<usize>, amount: usize) -> Option<()> {
    budget.set(budget.get().checked_sub(amount)?);
    Some(())
}

/// Where `12 0` begins before `obj`.
fn start_of_object(bytes: &[u8], keyword: usize) -> Option<usize> {
    let back_over = |end: usize, is: fn(u8) -> bool| {
        let count = bytes[..end].iter().rev().take(12).take_while(|byte| is(**byte)).count();
        (count > 0).then_some(end - count)
    };
    let generation_end = back_over(keyword, is_space)?;
    let generation = back_over(generation_end, |byte| byte.is_ascii_digit())?;
    let number_end = back_over(generation, is_space)?;
    back_over(number_end, |byte| byte.is_ascii_digit())
}

fn numbers(object: &Object) -> Option<Vec<usize>> {
    let Object::Array(items) = object else { return None };
    let number = |item: &Object| match item {
        Object::Integer(value) => usize::try_from(*value).ok(),
        _ => None,
    };
    items.iter().map(number).collect()
}
