//! Small helpers on SQL text that both back ends need.

use crate::{Error, Result, Row};

/// A name as a quoted identifier, so that no name can break out of the statement.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The names as a quoted, comma separated list.
pub(crate) fn quoted_list<S: AsRef<str>>(names: &[S]) -> String {
    let quoted_names: Vec<String> = names.iter().map(|name| quoted(name.as_ref())).collect();
    quoted_names.join(", ")
}

/// Refuses statements that could write, where only reading is allowed. SQLite would refuse them itself, PostgreSQL
/// would not; both shall behave alike.
pub(crate) fn require_read(sql: &str) -> Result<()> {
    let first_word = sql.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let reads = ["select", "with", "values"].iter().any(|word| first_word.eq_ignore_ascii_case(word));
    if reads {
        return Ok(());
    }
    Err(Error::Invalid(format!("not a read, use a transaction: {}", shortened(sql))))
}

/// The start of a statement, for messages.
pub(crate) fn shortened(sql: &str) -> String {
    let words: Vec<&str> = sql.split_whitespace().collect();
    words.join(" ").chars().take(120).collect()
}

/// At most one row; more is a bug in the statement.
pub(crate) fn at_most_one(mut rows: Vec<Row>, sql: &str) -> Result<Option<Row>> {
    if rows.len() > 1 {
        return Err(Error::Invalid(format!("{} rows instead of one: {}", rows.len(), shortened(sql))));
    }
    Ok(rows.pop())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_out() {
        assert_eq!(quoted_list(&["id", "a\"; --"]), "\"id\", \"a\"\"; --\"");
    }

    #[test]
    fn only_reads_are_reads() {
        for read in ["SELECT 1", "  select 1", "with x as (select 1) select 2", "VALUES (1)"] {
            assert!(require_read(read).is_ok(), "{read}");
        }
        for other in ["", "DELETE FROM x", "selection", "-- SELECT\nDELETE FROM x", "INSERT INTO x SELECT 1"] {
            assert!(require_read(other).is_err(), "{other}");
        }
    }
}
