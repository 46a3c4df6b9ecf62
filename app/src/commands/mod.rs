//! One file per command of the program.

pub(crate) mod backup;
pub(crate) mod board;
pub(crate) mod data;
pub(crate) mod evidence;
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod invoice;
pub(crate) mod ledger;
pub(crate) mod package;
pub(crate) mod person;
pub(crate) mod receipt;
pub(crate) mod record;
pub(crate) mod region;
pub(crate) mod sensor;
pub(crate) mod serve;
pub(crate) mod token;
