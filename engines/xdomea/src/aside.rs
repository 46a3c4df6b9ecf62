//! What is finished while a long message is read can be laid aside: written away as lines of the result, and put back in
//! its place when the whole is written. So memory holds what is open, however long the message.

use std::{
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    ops::Range,
};

use crate::schema::Kind;

/// Elements side by side that lie in a [`Store`], in place of them in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Aside {
    /// What they are in the target.
    pub kind: Kind,
    /// Where they lie, in their order.
    pub pieces: Vec<Piece>,
    pub count: u64,
    /// The first values in them, for the case that they have no place.
    pub texts: Vec<String>,
    pub has_content: bool,
    /// What their results say together, as far as they have any.
    pub is_success: Option<bool>,
}

/// Bytes of a store.
pub(crate) type Piece = Range<u64>;

impl Aside {
    /// Takes on what comes right behind.
    pub fn join(&mut self, other: Self) {
        for piece in other.pieces {
            match self.pieces.last_mut() {
                Some(last) if last.end == piece.start => last.end = piece.end,
                _ => self.pieces.push(piece),
            }
        }
        self.count += other.count;
        self.has_content |= other.has_content;
        self.is_success = match (self.is_success, other.is_success) {
            (Some(one), Some(other)) => Some(one && other),
            (one, other) => one.or(other),
        };
        self.texts.extend(other.texts);
        self.texts.truncate(crate::convert::MOST_TEXTS + 1);
    }

    /// About as many bytes of memory it takes.
    pub fn held(&self) -> u64 {
        let texts: usize = self.texts.iter().map(|text| size_of::<String>() + text.len()).sum();
        (size_of::<Self>() + self.pieces.len() * size_of::<Piece>() + texts) as u64
    }
}

/// What takes the lines of a result.
pub(crate) trait Lines {
    /// A line so many steps from the left; a value in it may have line ends of its own.
    fn line(&mut self, depth: usize, text: &str) -> io::Result<()>;
    /// What was laid aside, its outermost elements so many steps from the left.
    fn aside(&mut self, depth: usize, aside: &Aside) -> io::Result<()>;
}

/// The marks of what stands in a store.
const LINE: u8 = 0;
const PIECE: u8 = 1;
const NOTE: u8 = 2;

/// Lines on their way into a store. Notes are what is to be said when they are written.
#[derive(Default)]
pub(crate) struct Bundle(Vec<u8>);

impl Bundle {
    pub fn note(&mut self, note: &[u8]) {
        self.0.push(NOTE);
        self.bytes(note);
    }

    fn number(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend(bytes);
    }
}

impl Lines for Bundle {
    fn line(&mut self, depth: usize, text: &str) -> io::Result<()> {
        self.0.push(LINE);
        self.number(depth as u64);
        self.bytes(text.as_bytes());
        Ok(())
    }

    fn aside(&mut self, depth: usize, aside: &Aside) -> io::Result<()> {
        for piece in &aside.pieces {
            self.0.push(PIECE);
            self.number(depth as u64);
            self.number(piece.start);
            self.number(piece.end);
        }
        Ok(())
    }
}

/// A place for what is laid aside: a file without a name, or memory.
pub(crate) struct Store<S> {
    place: S,
    length: u64,
    waiting: Vec<u8>,
}

/// So much is written at once.
const CHUNK: usize = 1 << 18;

impl<S: Read + Write + Seek> Store<S> {
    pub fn new(place: S) -> Self {
        Self { place, length: 0, waiting: Vec::new() }
    }

    pub fn add(&mut self, bundle: &Bundle) -> io::Result<Piece> {
        let start = self.length;
        self.waiting.extend(&bundle.0);
        self.length += bundle.0.len() as u64;
        if self.waiting.len() >= CHUNK {
            self.place.write_all(&self.waiting)?;
            self.waiting.clear();
        }
        Ok(start..self.length)
    }

    /// Nothing more is laid aside; all of it can be read.
    pub fn finish(mut self) -> io::Result<Shelf<S>> {
        self.place.write_all(&self.waiting)?;
        self.place.seek(SeekFrom::Start(0))?;
        Ok(Shelf { place: BufReader::with_capacity(1 << 16, self.place), position: 0, text: Vec::new() })
    }
}

/// What was laid aside, to be put back.
pub(crate) struct Shelf<S> {
    place: BufReader<S>,
    position: u64,
    text: Vec<u8>,
}

impl<S: Read + Seek> Shelf<S> {
    /// Gives the lines of pieces and their notes, in their order.
    pub fn put_back(&mut self, depth: usize, pieces: &[Piece], back: &mut impl PutBack) -> io::Result<()> {
        pieces.iter().try_for_each(|piece| self.piece(depth, piece, back))
    }

    fn piece(&mut self, depth: usize, piece: &Piece, back: &mut impl PutBack) -> io::Result<()> {
        self.go_to(piece.start)?;
        while self.position < piece.end {
            match self.array::<1>()?[0] {
                LINE => {
                    let inner = self.depth()?;
                    self.text()?;
                    let text = std::str::from_utf8(&self.text).map_err(io::Error::other)?;
                    back.line(depth + inner, text)?;
                }
                PIECE => {
                    let inner = self.depth()?;
                    let nested = self.number()?..self.number()?;
                    let next = self.position;
                    self.piece(depth + inner, &nested, back)?;
                    self.go_to(next)?;
                }
                _ => {
                    self.text()?;
                    back.note(&self.text)?;
                }
            }
        }
        Ok(())
    }

    /// Steps that are near are taken within what was read already.
    fn go_to(&mut self, place: u64) -> io::Result<()> {
        let step = i128::from(place) - i128::from(self.position);
        let step = i64::try_from(step).map_err(io::Error::other)?;
        if step != 0 {
            self.place.seek_relative(step)?;
        }
        self.position = place;
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.place.read_exact(&mut bytes)?;
        self.position += N as u64;
        Ok(bytes)
    }

    fn number(&mut self) -> io::Result<u64> {
        self.array().map(u64::from_le_bytes)
    }

    fn depth(&mut self) -> io::Result<usize> {
        usize::try_from(self.number()?).map_err(io::Error::other)
    }

    fn text(&mut self) -> io::Result<()> {
        let length = self.depth()?;
        self.text.resize(length, 0);
        self.place.read_exact(&mut self.text)?;
        self.position += length as u64;
        Ok(())
    }
}

/// Where lines and notes go that are put back.
pub(crate) trait PutBack {
    fn line(&mut self, depth: usize, text: &str) -> io::Result<()>;
    fn note(&mut self, note: &[u8]) -> io::Result<()>;
}
