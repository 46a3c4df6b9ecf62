//! Query options: of a request, and of each `$expand`.

use std::ops::Range;

use super::expression::{Expression, Path};

/// The query options (OGC 18-088, clause 9.3.3).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    pub filter: Option<Expression>,
    pub count: Option<bool>,
    pub order_by: Vec<OrderBy>,
    pub skip: Option<u64>,
    pub top: Option<u64>,
    pub expand: Vec<Expand>,
    pub select: Vec<Path>,
    /// Only in a request, not in `$expand`.
    pub result_format: Option<ResultFormat>,
}

/// By what to sort.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderBy {
    pub by: Expression,
    pub direction: Direction,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    #[default]
    Ascending,
    Descending,
}

/// Relations to answer in line: `Datastreams/Observations($top=1)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expand {
    pub path: Path,
    /// They belong to the last step of the path.
    pub options: Options,
}

/// How the answer is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResultFormat {
    Json,
    DataArray,
    Other { name: String, position: Range<usize> },
}

impl Options {
    /// The same without positions.
    #[must_use]
    pub fn without_positions(mut self) -> Self {
        self.filter = self.filter.map(Expression::without_positions);
        for order in &mut self.order_by {
            order.by = order.by.clone().without_positions();
        }
        for path in &mut self.select {
            path.position = 0..0;
        }
        for expand in &mut self.expand {
            expand.path.position = 0..0;
            expand.options = std::mem::take(&mut expand.options).without_positions();
        }
        if let Some(ResultFormat::Other { position, .. }) = &mut self.result_format {
            *position = 0..0;
        }
        self
    }
}
