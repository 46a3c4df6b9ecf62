//! Reading DER field by field, without copies. Bytes that were hashed or signed are kept as they stood in the file:
//! a structure read into a model and written again might come out differently.

use der::{
    Decode, Encode as _, Reader as _, SliceReader, Tag, TagNumber,
    asn1::{AnyRef, ObjectIdentifier},
};

/// The fields of a structure, one after the other.
pub(crate) struct Fields<'a>(SliceReader<'a>);

impl<'a> Fields<'a> {
    /// The fields in the content of a structure.
    pub(crate) fn of(content: &'a [u8]) -> der::Result<Self> {
        SliceReader::new(content).map(Self)
    }

    /// The fields of a SEQUENCE that fills all of the bytes.
    pub(crate) fn whole(bytes: &'a [u8]) -> der::Result<Self> {
        Self::of(content_of(AnyRef::from_der(bytes)?, Tag::Sequence)?)
    }

    /// Opens the SEQUENCE that comes next.
    pub(crate) fn sequence(&mut self) -> der::Result<Self> {
        Self::of(self.content(Tag::Sequence)?)
    }

    /// The content of the next field, which must have this tag.
    pub(crate) fn content(&mut self, tag: Tag) -> der::Result<&'a [u8]> {
        content_of(self.read()?, tag)
    }

    /// The next field.
    pub(crate) fn read<T: Decode<'a>>(&mut self) -> Result<T, T::Error> {
        T::decode(&mut self.0)
    }

    /// The next field as it stands in the file, with its head.
    pub(crate) fn raw(&mut self) -> der::Result<&'a [u8]> {
        self.0.tlv_bytes()
    }

    /// The content of the field `[number]` with fields in it, if that comes next.
    pub(crate) fn context(&mut self, number: u32) -> der::Result<Option<&'a [u8]>> {
        self.tagged(Tag::ContextSpecific { constructed: true, number: TagNumber(number) })
    }

    /// The content of the field `[number]` with a value in it, if that comes next.
    pub(crate) fn context_value(&mut self, number: u32) -> der::Result<Option<&'a [u8]>> {
        self.tagged(Tag::ContextSpecific { constructed: false, number: TagNumber(number) })
    }

    fn tagged(&mut self, tag: Tag) -> der::Result<Option<&'a [u8]>> {
        if self.next_tag()? == Some(tag) { Ok(Some(self.read::<AnyRef<'a>>()?.value())) } else { Ok(None) }
    }

    /// The next field, if it has this tag.
    pub(crate) fn optional(&mut self, tag: Tag) -> der::Result<Option<&'a [u8]>> {
        if self.next_tag()? == Some(tag) { self.content(tag).map(Some) } else { Ok(None) }
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.0.is_finished()
    }

    /// Nothing may follow.
    pub(crate) fn finish(self) -> der::Result<()> {
        self.0.finish()
    }

    fn next_tag(&self) -> der::Result<Option<Tag>> {
        if self.is_finished() { Ok(None) } else { Tag::peek(&self.0).map(Some) }
    }
}

fn content_of(field: AnyRef<'_>, tag: Tag) -> der::Result<&[u8]> {
    field.header().tag().assert_eq(tag)?;
    Ok(field.value())
}

/// An AlgorithmIdentifier: its name, and its parameters as they stand there.
pub(crate) fn algorithm<'a>(fields: &mut Fields<'a>) -> der::Result<(ObjectIdentifier, Option<&'a [u8]>)> {
    algorithm_content(fields.content(Tag::Sequence)?)
}

/// The same where the SEQUENCE stands under an implicit tag.
pub(crate) fn algorithm_content(content: &[u8]) -> der::Result<(ObjectIdentifier, Option<&[u8]>)> {
    let mut parts = Fields::of(content)?;
    let name = parts.read()?;
    let parameters = if parts.is_finished() { None } else { Some(parts.raw()?) };
    parts.finish()?;
    Ok((name, parameters))
}

/// No parameters, or the NULL that stands for none (RFC 5754 §2).
pub(crate) fn is_plain(parameters: Option<&[u8]>) -> bool {
    parameters.is_none_or(|bytes| bytes == [0x05, 0x00])
}

/// SEQUENCE.
pub(crate) const SEQUENCE: u8 = 0x30;
/// SET.
pub(crate) const SET: u8 = 0x31;
/// OCTET STRING.
pub(crate) const OCTETS: u8 = 0x04;

/// The constructed tag `[number]`, for numbers below 31.
pub(crate) const fn context_tag(number: u8) -> u8 {
    0xa0 | number
}

/// A field: tag, length, content.
pub(crate) fn field(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut bytes = vec![tag];
    if length < 0x80 {
        bytes.push(u8::try_from(length).expect("below 128"));
    } else {
        let digits = length.to_be_bytes();
        let start = digits.iter().position(|digit| *digit != 0).unwrap_or(digits.len() - 1);
        bytes.push(0x80 | u8::try_from(digits.len() - start).expect("a length has at most eight bytes"));
        bytes.extend_from_slice(&digits[start..]);
    }
    for part in parts {
        bytes.extend_from_slice(part);
    }
    bytes
}

/// An AlgorithmIdentifier without parameters.
pub(crate) fn write_algorithm(name: ObjectIdentifier) -> Vec<u8> {
    field(SEQUENCE, &[&name.to_der().expect("an object identifier is short")])
}

/// An INTEGER from the bytes of a number without sign.
pub(crate) fn write_integer(number: &[u8]) -> Vec<u8> {
    let start = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let digits = &number[start..];
    let needs_sign = digits.first().is_none_or(|first| *first >= 0x80);
    field(0x02, &[if needs_sign { &[0] } else { &[] }, digits])
}
