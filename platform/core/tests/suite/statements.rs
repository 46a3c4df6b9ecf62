//! Every statement of the crate is good SQL on both back ends.

use crate::harness;

#[tokio::test]
async fn every_statement_prepares() {
    for test in harness::each().await {
        for statement in lotse_core::statements() {
            let prepared = test.database.prepare_check(statement).await;
            assert!(prepared.is_ok(), "{:?}: {statement}: {prepared:?}", test.database.backend());
        }
    }
}
