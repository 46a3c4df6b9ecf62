//! XDatenfelder 3.0.0: read it, show it as an online form, check what was filled in.
//!
//! FIM (Föderales Informationsmanagement) publishes the data fields of German public services as
//! XDatenfelder messages. This crate reads them in a stream ([`read`], [`check`]), turns a schema
//! into a form of steps ([`form::Form`]), checks answers ([`validate`]) and evaluates the
//! conditions between fields ([`conditions`]). It is pure: no files, no clock, no network.

pub mod answers;
pub mod check;
pub mod conditions;
mod element;
mod evaluate;
pub mod form;
mod grammar;
mod lexical;
pub mod path;
pub mod pattern;
pub mod reader;
pub mod sample;
pub mod schema;
mod source;
pub mod validate;
pub mod values;

pub use answers::{AnswerValue, Answers, FileReference};
pub use check::{CheckReport, check, check_with};
pub use conditions::Conditions;
pub use form::{Form, FormOptions};
pub use path::{AnswerKey, NodePath};
pub use reader::{Limits, Problem, read, read_with_problems};
pub use sample::sample_answers;
pub use schema::Schema;
pub use validate::{ErrorCode, FieldError, canonical, validate_all, validate_step};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
