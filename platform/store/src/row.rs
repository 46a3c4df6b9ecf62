//! Result rows, read by column name or position with the type the caller wants.

use std::sync::Arc;

use crate::{Error, FromValue, Result, Value};

/// One row of a result.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(columns: Arc<[String]>, values: Vec<Value>) -> Self {
        debug_assert_eq!(columns.len(), values.len());
        Self { columns, values }
    }

    /// The value of the named column. A column that is missing, null or of another type is [`Error::Invalid`].
    pub fn get<T: FromValue>(&self, column: &str) -> Result<T> {
        let position = self.columns.iter().position(|name| name == column);
        let index = position.ok_or_else(|| Error::Invalid(format!("no column {column} in the result")))?;
        self.at(index)
    }

    /// The value at the position, counted from 0.
    pub fn at<T: FromValue>(&self, index: usize) -> Result<T> {
        let value =
            self.values.get(index).ok_or_else(|| Error::Invalid(format!("no column number {index} in the result")))?;
        T::from_value(value).ok_or_else(|| {
            let (column, kind, expected) = (&self.columns[index], value.kind(), T::EXPECTED);
            Error::Invalid(format!("column {column} is {kind}, expected {expected}"))
        })
    }

    /// The names of the columns in their order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The values in the order of the columns.
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }
}
