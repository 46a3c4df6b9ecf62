//! A place in decoded text, what follows it, and how much of the limits is used up.

use std::ops::Range;

use super::source::Source;
use crate::{
    Limits,
    fault::{Expected, Fault, Problem, shorten},
};

pub(super) struct Cursor<'a> {
    source: &'a Source,
    limits: &'a Limits,
    /// Byte of the decoded text.
    at: usize,
    depth: usize,
    parts: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(source: &'a Source, limits: &'a Limits, at: usize) -> Self {
        Self { source, limits, at, depth: 0, parts: 0 }
    }

    pub fn at(&self) -> usize {
        self.at
    }

    /// What follows.
    pub fn rest(&self) -> &'a str {
        &self.source.text[self.at..]
    }

    /// What was passed since a place.
    pub fn since(&self, start: usize) -> &'a str {
        &self.source.text[start..self.at]
    }

    /// The same as bytes of the request.
    pub fn place_since(&self, start: usize) -> Range<usize> {
        self.source.place(start..self.at)
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    /// Goes on by so many bytes.
    pub fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Goes back to a place.
    pub fn back_to(&mut self, at: usize) {
        self.at = at;
    }

    pub fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    /// Passes a character if it comes next.
    pub fn eat(&mut self, expected: char) -> bool {
        let is_next = self.peek() == Some(expected);
        if is_next {
            self.at += expected.len_utf8();
        }
        is_next
    }

    /// Passes a character that must come next.
    pub fn demand(&mut self, expected: char, meaning: Expected) -> Result<(), Problem> {
        if self.eat(expected) { Ok(()) } else { Err(self.unexpected(meaning)) }
    }

    /// Passes a word of letters in any case, if it comes next and ends there.
    pub fn eat_word(&mut self, word: &str) -> bool {
        let rest = self.rest();
        let Some(start) = rest.get(..word.len()) else { return false };
        let ends = !rest[word.len()..].starts_with(is_name_part);
        let is_next = start.eq_ignore_ascii_case(word) && ends;
        if is_next {
            self.at += word.len();
        }
        is_next
    }

    /// Passes a name: letters, digits and `_ . @ - $`.
    pub fn name(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let length = rest.find(|each| !is_name_part(each)).unwrap_or(rest.len());
        if length == 0 {
            return None;
        }
        self.at += length;
        Some(&rest[..length])
    }

    /// A problem with what comes next: to its end, or one character.
    pub fn unexpected(&self, expected: Expected) -> Problem {
        let rest = self.rest();
        let word = rest.find(|each: char| !is_name_part(each)).unwrap_or(rest.len());
        let length = if word > 0 { word } else { rest.chars().next().map_or(0, char::len_utf8) };
        let found = shorten(&rest[..length]);
        Problem::new(self.source.place(self.at..self.at + length), Fault::Expected { expected, found })
    }

    /// A problem with what was passed since a place.
    pub fn problem(&self, start: usize, fault: Fault) -> Problem {
        Problem::new(self.source.place(start..self.at), fault)
    }

    /// One level deeper; [`Self::leave`] comes back.
    pub fn enter(&mut self) -> Result<(), Problem> {
        self.depth += 1;
        if self.depth > self.limits.max_depth {
            return Err(self.problem(self.at, Fault::TooDeep { limit: self.limits.max_depth }));
        }
        Ok(())
    }

    pub fn leave(&mut self) {
        self.depth -= 1;
    }

    /// One more part of an expression.
    pub fn count(&mut self) -> Result<(), Problem> {
        self.parts += 1;
        self.check_number(self.parts, self.limits.max_parts)
    }

    /// Whether a list is not too long.
    pub fn check_items(&self, number: usize) -> Result<(), Problem> {
        self.check_number(number, self.limits.max_items)
    }

    fn check_number(&self, number: usize, limit: usize) -> Result<(), Problem> {
        if number > limit { Err(self.problem(self.at, Fault::TooMany { limit })) } else { Ok(()) }
    }
}

/// Letters of all languages: JSON members are named by people.
pub(super) fn is_name_part(each: char) -> bool {
    each.is_alphanumeric() || matches!(each, '_' | '.' | '@' | '-' | '$')
}
