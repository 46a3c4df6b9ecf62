//! Tables and columns as SQLite knows them.

use rusqlite::Connection;

use super::session::query;
use crate::{Result, TableInfo, schema::describe};

const COLUMNS: &str = "
    SELECT t.name AS table_name, c.name AS column_name, c.type AS type_name, c.pk AS key_position
    FROM sqlite_schema t, pragma_table_info(t.name) c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'lotse_migration'
    ORDER BY t.name, c.cid";

const REFERENCES: &str = r#"
    SELECT DISTINCT t.name AS table_name, f."table" AS parent
    FROM sqlite_schema t, pragma_foreign_key_list(t.name) f
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
    ORDER BY t.name, parent"#;

pub(super) fn tables(connection: &Connection) -> Result<Vec<TableInfo>> {
    describe(&query(connection, COLUMNS, &[])?, &query(connection, REFERENCES, &[])?)
}
