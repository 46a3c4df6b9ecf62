//! Forms: reading what a browser sent ([`FormData`]) and showing fields with their mistakes ([`Field`]).

mod data;
mod field;

pub use data::{DateInput, FormData, Upload};
pub use field::{Choice, Field, FieldError, FieldKind, errors_of};
