//! Tables and columns as PostgreSQL knows them.

use deadpool_postgres::ClientWrapper;

use super::session::query;
use crate::{Result, TableInfo, schema::describe};

const COLUMNS: &str = "
    SELECT t.relname AS table_name, c.attname AS column_name, y.typname AS type_name,
           coalesce(array_position(k.conkey, c.attnum), 0) AS key_position
    FROM pg_class t
    JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
    JOIN pg_type y ON y.oid = c.atttypid
    LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' AND t.relname <> 'lotse_migration'
    ORDER BY t.relname, c.attnum";

const REFERENCES: &str = "
    SELECT DISTINCT t.relname AS table_name, p.relname AS parent
    FROM pg_constraint f
    JOIN pg_class t ON t.oid = f.conrelid
    JOIN pg_class p ON p.oid = f.confrelid
    WHERE f.contype = 'f' AND t.relnamespace = current_schema()::regnamespace
    ORDER BY t.relname, p.relname";

pub(super) async fn tables(client: &ClientWrapper) -> Result<Vec<TableInfo>> {
    describe(&query(client, COLUMNS, &[]).await?, &query(client, REFERENCES, &[]).await?)
}
