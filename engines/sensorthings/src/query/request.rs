//! A whole request: path and query options.

use std::fmt;

use super::{options::Options, parse, path::ResourcePath};
use crate::{Limits, fault::Problem};

/// What is asked of a service with GET.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    pub path: ResourcePath,
    pub options: Options,
}

impl Request {
    /// Reads `Things(1)/Datastreams?$filter=…`, percent-encoded or not, also with the address of a service in front
    /// (up to `/v1.1/` or `/v1.0/`).
    pub fn parse(text: &str, limits: &Limits) -> Result<Self, Problem> {
        parse::request(text, limits)
    }

    /// The same without positions.
    #[must_use]
    pub fn without_positions(self) -> Self {
        Self { path: self.path.without_positions(), options: self.options.without_positions() }
    }
}

/// As it is asked; only what would be read as something else is percent-encoded. See [`Options::to_query`] for links.
impl fmt::Display for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options = self.options.to_plain_query();
        let question = if options.is_empty() { "" } else { "?" };
        write!(formatter, "{}{question}{options}", self.path)
    }
}
