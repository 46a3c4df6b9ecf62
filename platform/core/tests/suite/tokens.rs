//! Access for programs: made, used, over, revoked; with an event for each change.

use std::sync::Arc;

use lotse_core::{
    Core,
    body::BodyKey,
    clock::SystemRandomness,
    errors::{Code, Failure},
    ledger,
    people::{Actor, Membership, PersonId, SignedIn},
    permissions::Role,
    tokens::{self, Issued, MOST_AT_ONCE, MOST_DAYS, NewToken, Scope, TokenId},
};

use crate::harness::{self, borgentreich, paderborn};

/// Somebody with these roles at a body; only what is in memory counts for rights.
fn somebody(body: &BodyKey, roles: &[Role]) -> Actor {
    let memberships = roles.iter().map(|role| Membership { body: body.clone(), role: *role }).collect();
    let (name, email) = ("Frieda Ordnung".to_owned(), "frieda@example.org".to_owned());
    Actor::Person(Arc::new(SignedIn { id: PersonId::nil(), home: body.clone(), name, email, memberships }))
}

fn administrator() -> Actor {
    somebody(&borgentreich(), &[Role::BodyAdministrator, Role::InvoiceClerk])
}

fn wanted(core: &Core, scopes: &[Scope]) -> NewToken {
    NewToken {
        id: TokenId(core.new_id()),
        body: borgentreich(),
        name: "Finanzsoftware".to_owned(),
        scopes: scopes.to_vec(),
        days: 90,
    }
}

async fn issue(core: &Core, actor: &Actor, new: NewToken) -> Result<Issued, Failure> {
    tokens::issue(core.store(), core.now(), &SystemRandomness, actor, new).await
}

#[tokio::test]
async fn a_token_lives_until_its_end_and_is_known_by_hash_only() {
    for test in harness::each().await {
        let core = &test.core;
        let issued = issue(core, &administrator(), wanted(core, &[Scope::SubmitInvoices])).await.unwrap();
        let token = issued.token;
        assert!(issued.secret.starts_with(&token.beginning()));
        let machine = tokens::look_up(core.store(), core.now(), &issued.secret).await.unwrap().unwrap();
        assert_eq!((machine.token, machine.name.as_str()), (token.id, "Finanzsoftware"));
        assert_eq!((&machine.body, machine.scopes.as_slice()), (&borgentreich(), &[Scope::SubmitInvoices][..]));

        let row = core.store().query_one("SELECT secret_hash, name, scopes FROM api_tokens", &[]).await.unwrap();
        let hash: Vec<u8> = row.get("secret_hash").unwrap();
        assert_eq!(hash.len(), 32);
        let secret = &issued.secret[token.beginning().len() + 1..][..32];
        assert_eq!(hash, lotse_core::secret_hash(secret));
        assert!(secret.bytes().all(|byte| byte.is_ascii_alphanumeric()));

        let end = token.expires_at;
        assert_eq!(core.now().days_until(end), 90);
        let at = async |time| tokens::look_up(core.store(), time, &issued.secret).await.unwrap().is_some();
        assert!(at(end.plus_seconds(-1)).await && !at(end).await && !at(end.plus_days(1)).await);
    }
}

#[tokio::test]
async fn another_secret_id_or_body_opens_nothing() {
    for test in harness::each().await {
        let core = &test.core;
        let one = issue(core, &administrator(), wanted(core, &[Scope::SubmitInvoices])).await.unwrap();
        let two = issue(core, &administrator(), wanted(core, &[Scope::SubmitInvoices])).await.unwrap();
        // The secret of one with the id of the other has a wrong check.
        let mixed = format!("{}{}", two.token.beginning(), &one.secret[one.token.beginning().len()..]);
        for wrong in [mixed.as_str(), "", "lotse_", &one.secret[1..], &one.token.beginning()] {
            assert!(tokens::look_up(core.store(), core.now(), wrong).await.unwrap().is_none(), "{wrong}");
        }
        // With a right check the hash decides: one hash for both rows fits one of them.
        let same =
            "UPDATE api_tokens SET secret_hash = (SELECT secret_hash FROM api_tokens ORDER BY secret_hash LIMIT 1)";
        harness::vandalise(core.store(), same).await;
        let mut fitting = 0;
        for secret in [&one.secret, &two.secret] {
            let machine = tokens::look_up(core.store(), core.now(), secret).await.unwrap();
            fitting += usize::from(machine.is_some());
        }
        assert_eq!(fitting, 1);
        harness::vandalise(core.store(), "UPDATE api_tokens SET body_id = '057740032032'").await;
        assert!(tokens::look_up(core.store(), core.now(), &one.secret).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn nobody_gives_more_than_they_may_do() {
    for test in harness::each().await {
        let core = &test.core;
        let cases = [
            (somebody(&borgentreich(), &[Role::BodyAdministrator]), vec![Scope::SubmitInvoices]),
            (somebody(&borgentreich(), &[Role::BodyAdministrator, Role::Treasurer]), vec![Scope::SubmitInvoices]),
            (administrator(), vec![Scope::SubmitInvoices, Scope::ReadCases]),
            (somebody(&borgentreich(), &[Role::InvoiceClerk]), vec![Scope::SubmitInvoices]),
            (somebody(&paderborn(), &[Role::BodyAdministrator, Role::InvoiceClerk]), vec![Scope::ReadInvoices]),
            (Actor::Anonymous, vec![Scope::ReadInvoices]),
        ];
        for (actor, scopes) in cases {
            let refused = issue(core, &actor, wanted(core, &scopes)).await.err().unwrap();
            assert_eq!(refused.code, Code::NotAllowed, "{scopes:?}");
        }
        // A program gives nothing away, whatever it may do.
        let issued = issue(core, &administrator(), wanted(core, &[Scope::SubmitInvoices])).await.unwrap();
        let machine = tokens::look_up(core.store(), core.now(), &issued.secret).await.unwrap().unwrap();
        let machine = Actor::Machine(Arc::new(machine));
        assert!(issue(core, &machine, wanted(core, &[Scope::SubmitInvoices])).await.is_err());
        let revoked = tokens::revoke(core.store(), core.now(), &machine, &borgentreich(), issued.token.id).await;
        assert_eq!(revoked.unwrap_err().code, Code::NotAllowed);
    }
}

#[tokio::test]
async fn limits_and_a_form_sent_twice() {
    for test in harness::each().await {
        let core = &test.core;
        let good = wanted(core, &[Scope::ReadInvoices, Scope::SubmitInvoices, Scope::ReadInvoices]);
        let wrong = [
            NewToken { scopes: Vec::new(), ..good.clone() },
            NewToken { name: " ".to_owned(), ..good.clone() },
            NewToken { days: 0, ..good.clone() },
            NewToken { days: MOST_DAYS + 1, ..good.clone() },
        ];
        for new in wrong {
            assert_eq!(issue(core, &administrator(), new).await.err().unwrap().code, Code::InvalidInput);
        }
        let issued = issue(core, &administrator(), good.clone()).await.unwrap();
        assert_eq!(issued.token.scopes, [Scope::SubmitInvoices, Scope::ReadInvoices]);
        assert_eq!(issue(core, &administrator(), good).await.err().unwrap().code, Code::AlreadyDone);
        assert!(tokens::look_up(core.store(), core.now(), &issued.secret).await.unwrap().is_some());
        for _ in 1..MOST_AT_ONCE {
            issue(core, &Actor::System("test"), wanted(core, &[Scope::ReadCases])).await.unwrap();
        }
        let more = wanted(core, &[Scope::ReadInvoices]);
        assert_eq!(issue(core, &administrator(), more.clone()).await.err().unwrap().code, Code::Conflict);
        tokens::revoke(core.store(), core.now(), &administrator(), &borgentreich(), issued.token.id).await.unwrap();
        issue(core, &administrator(), more).await.unwrap();
    }
}

#[tokio::test]
async fn revoking_counts_at_once_and_stands_in_the_ledger() {
    for test in harness::each().await {
        let (core, here) = (&test.core, borgentreich());
        let issued = issue(core, &administrator(), wanted(core, &[Scope::SubmitInvoices])).await.unwrap();
        let id = issued.token.id;
        let revoke = async |actor: &Actor| tokens::revoke(core.store(), core.now(), actor, &here, id).await;
        assert_eq!(revoke(&somebody(&here, &[Role::InvoiceClerk])).await.unwrap_err().code, Code::NotAllowed);
        revoke(&administrator()).await.unwrap();
        assert!(tokens::look_up(core.store(), core.now(), &issued.secret).await.unwrap().is_none());
        assert_eq!(revoke(&administrator()).await.unwrap_err().code, Code::AlreadyDone);
        let unknown = TokenId(core.new_id());
        let missing = tokens::revoke(core.store(), core.now(), &administrator(), &here, unknown).await;
        assert_eq!(missing.unwrap_err().code, Code::NotFound);
        let history = ledger::history(core.store(), &here, &id.reference()).await.unwrap();
        let kinds: Vec<&str> = history.iter().map(|entry| entry.kind.as_str()).collect();
        assert_eq!(kinds, ["token.issued", "token.revoked"]);
        assert_eq!(history[0].data["scopes"], serde_json::json!(["submit-invoices"]));
        let text = serde_json::to_string(&history).unwrap();
        assert!(!text.contains("Finanzsoftware") && !text.contains(&issued.secret), "{text}");
    }
}

#[tokio::test]
async fn the_last_use_is_kept_to_the_minute() {
    for test in harness::each().await {
        let (core, start) = (&test.core, test.core.now());
        let issued = issue(core, &administrator(), wanted(core, &[Scope::SubmitInvoices])).await.unwrap();
        let used =
            async || tokens::one(core.store(), &borgentreich(), issued.token.id).await.unwrap().unwrap().last_used_at;
        assert_eq!(used().await, None);
        for (seconds, noted) in [(0, 0), (30, 0), (61, 61), (90, 61), (200, 200)] {
            tokens::look_up(core.store(), start.plus_seconds(seconds), &issued.secret).await.unwrap().unwrap();
            assert_eq!(used().await, Some(start.plus_seconds(noted)), "after {seconds} s");
        }
    }
}
