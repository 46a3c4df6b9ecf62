//! Evidence made here, byte for byte the same each time: so that it is checked and attacked where no openssl is.

#![expect(clippy::unwrap_used, reason = "helpers of tests are no tests to clippy")]

mod attacks;
mod authority;
mod records;
mod tokens;
