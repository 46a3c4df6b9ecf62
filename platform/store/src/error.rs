//! The one error type, cut by what a caller can do about it.

/// What the store answers with; [`Error`] unless said otherwise.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the database did not do what was asked. The texts are technical, for logs; never for residents.
#[derive(thiserror::Error, Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A unique, check or foreign key constraint said no: tell the user, or read and decide anew.
    #[error("conflict with stored data: {0}")]
    Conflict(String),
    /// `query_one` found no row.
    #[error("no row found")]
    NotFound,
    /// Somebody else holds a lock, or too much is waiting: try again later.
    #[error("the database is busy")]
    Busy,
    /// The database cannot be reached, is closed or its disk is full or broken. After a `write` it is unknown
    /// whether the transaction was committed.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// Wrong SQL, wrong type, wrong use: a bug in the calling code.
    #[error("invalid use of the database: {0}")]
    Invalid(String),
    /// The database and the migrations of this program do not fit together.
    #[error("migration: {0}")]
    Migration(String),
}
