//! Memberships count only while they are valid.

use lotse_core::{
    errors::Failure,
    people::{self, Membership, NewPerson, PersonId},
    permissions::Role,
};
use uuid::Uuid;

use crate::harness::{self, borgentreich};

#[tokio::test]
async fn a_membership_begins_and_ends() {
    for test in harness::each().await {
        let (core, id) = (&test.core, PersonId(Uuid::from_u128(7)));
        let now = core.now();
        core.store()
            .write(move |tx| {
                Box::pin(async move {
                    let person = NewPerson {
                        id,
                        home: borgentreich(),
                        name: "Erika Muster".into(),
                        email: " Erika.Muster@Example.org ".into(),
                        password_hash: None,
                    };
                    people::add_person(tx, now, &person).await?;
                    let membership = Membership { body: borgentreich(), role: Role::Caseworker };
                    let (from, to) = (now.plus_days(1), Some(now.plus_days(10)));
                    people::add_membership(tx, now, id, &membership, from, to, "test").await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
            .unwrap();
        let roles = async |days: i64| {
            people::signed_in(core.store(), now.plus_days(days), id).await.unwrap().unwrap().memberships.len()
        };
        assert_eq!([roles(0).await, roles(1).await, roles(9).await, roles(10).await], [0, 1, 1, 0]);
        let found = people::by_email(core.store(), "ERIKA.muster@example.org").await.unwrap();
        assert_eq!(found.map(|(id, _)| id), Some(id));
    }
}
