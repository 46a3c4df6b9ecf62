//! What tables there are, the same description on both back ends; for backup, restore and export.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Error, Result, Row};

/// A table of the application; the store's own record of migrations is not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableInfo {
    /// The name of the table.
    pub name: String,
    /// The columns in the order of their declaration.
    pub columns: Vec<ColumnInfo>,
    /// The columns of the primary key in key order; empty if there is none.
    pub primary_key: Vec<String>,
    /// The tables its foreign keys point to.
    pub references: Vec<String>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnInfo {
    /// The name of the column.
    pub name: String,
    /// What it holds.
    pub kind: ColumnType,
}

/// The types the common DDL knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// `bigint`, `integer`, `smallint`
    Int,
    /// `double precision`, `real`
    Real,
    /// `text`, `varchar`, `json`, `jsonb`
    Text,
    /// `bytea`
    Blob,
    /// `uuid`
    Uuid,
    /// `boolean`
    Bool,
}

impl ColumnType {
    /// The type of a name as it stands in the DDL or in PostgreSQL's catalogue.
    pub(crate) fn from_sql(name: &str) -> Result<Self> {
        let lower = name.to_ascii_lowercase();
        let word = lower.split(['(', ' ']).next().unwrap_or_default();
        Ok(match word {
            "bigint" | "integer" | "int" | "smallint" | "int2" | "int4" | "int8" => Self::Int,
            "double" | "real" | "float8" | "float4" => Self::Real,
            "text" | "varchar" | "character" | "json" | "jsonb" => Self::Text,
            "bytea" | "blob" => Self::Blob,
            "uuid" => Self::Uuid,
            "boolean" | "bool" => Self::Bool,
            _ => {
                return Err(Error::Invalid(format!("column type {name} is not in the common set")));
            }
        })
    }
}

/// Puts the descriptions together from a row for each column (`table_name`, `column_name`, `type_name`, and
/// `key_position` from 1, or 0 outside the key) in the order of declaration, and a row for each foreign key
/// (`table_name`, `parent`).
pub(crate) fn describe(columns: &[Row], references: &[Row]) -> Result<Vec<TableInfo>> {
    let mut tables: BTreeMap<String, TableInfo> = BTreeMap::new();
    let mut keys: BTreeMap<String, BTreeMap<i64, String>> = BTreeMap::new();
    for row in columns {
        let table_name: String = row.get("table_name")?;
        let name: String = row.get("column_name")?;
        let kind = ColumnType::from_sql(&row.get::<String>("type_name")?)?;
        let key_position: i64 = row.get("key_position")?;
        if key_position > 0 {
            let key = keys.entry(table_name.clone()).or_default();
            key.insert(key_position, name.clone());
        }
        let table = tables.entry(table_name.clone()).or_insert_with(|| TableInfo {
            name: table_name,
            columns: Vec::new(),
            primary_key: Vec::new(),
            references: Vec::new(),
        });
        table.columns.push(ColumnInfo { name, kind });
    }
    for (table_name, key) in keys {
        if let Some(table) = tables.get_mut(&table_name) {
            table.primary_key = key.into_values().collect();
        }
    }
    for row in references {
        if let Some(table) = tables.get_mut(&row.get::<String>("table_name")?) {
            table.references.push(row.get("parent")?);
        }
    }
    Ok(parents_first(tables.into_values().collect()))
}

/// Orders the tables so that each follows the tables it points to, otherwise by name; filling them in this order
/// satisfies the foreign keys. Tables in a circle come last, by name.
fn parents_first(mut waiting: Vec<TableInfo>) -> Vec<TableInfo> {
    waiting.sort_by(|a, b| a.name.cmp(&b.name));
    let mut ordered: Vec<TableInfo> = Vec::with_capacity(waiting.len());
    loop {
        let unplaced: BTreeSet<String> = waiting.iter().map(|table| table.name.clone()).collect();
        let is_free = |table: &TableInfo| {
            let mut parents = table.references.iter().filter(|parent| **parent != table.name);
            parents.all(|parent| !unplaced.contains(parent))
        };
        let (free, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_free);
        if free.is_empty() {
            ordered.extend(rest);
            return ordered;
        }
        ordered.extend(free);
        waiting = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, references: &[&str]) -> TableInfo {
        let references = references.iter().map(ToString::to_string).collect();
        TableInfo { name: name.into(), columns: Vec::new(), primary_key: Vec::new(), references }
    }

    #[test]
    fn parents_come_first_and_circles_last() {
        let tables = vec![
            table("a", &["z"]),
            table("b", &["c"]),
            table("c", &["b", "a"]),
            table("m", &["m", "a"]),
            table("z", &[]),
        ];
        let names: Vec<String> = parents_first(tables).into_iter().map(|table| table.name).collect();
        assert_eq!(names, ["z", "a", "m", "b", "c"]);
    }

    #[test]
    fn types_outside_the_common_set_are_refused() {
        assert_eq!(ColumnType::from_sql("VARCHAR(20)"), Ok(ColumnType::Text));
        assert_eq!(ColumnType::from_sql("double precision"), Ok(ColumnType::Real));
        assert!(ColumnType::from_sql("timestamptz").is_err());
    }
}
