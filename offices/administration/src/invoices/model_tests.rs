use proptest::prelude::*;

use super::*;

fn person(number: u8) -> PersonId {
    PersonId(Uuid::from_u128(u128::from(number)))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn account() -> Account {
    Account { cost_centre: "1".to_owned(), account: "2".to_owned(), budget_item: String::new() }
}

#[test]
fn the_retention_file_can_be_read_and_is_not_verified() {
    let retention = Retention::default();
    assert!(retention.years >= 1 && !retention.source.is_empty() && !retention.verified);
    let closed = end_of(day("2027-03-14"));
    assert_eq!(Retention { years: 10, ..retention }.until(closed).date_iso(), "2037-12-31");
}

#[test]
fn ibans_are_checked() {
    for right in ["DE02120300000000202051", "GB82WEST12345698765432", "NL91ABNA0417164300"] {
        assert!(is_iban(right), "{right}");
    }
    for wrong in ["", "DE02120300000000202052", "de02120300000000202051", "DE0212030000000020205", "DE02 1203"] {
        assert!(!is_iban(wrong), "{wrong}");
    }
    assert_eq!(grouped("DE02120300000000202051"), "DE02 1203 0000 0000 2020 51");
}

#[test]
fn the_largest_discount_in_time_is_taken() {
    let facts = Facts {
        issue_date: Some(day("2027-01-10")),
        payable_cents: 100_000,
        skonto: vec![
            Skonto { days: 30, basis_points: 100, base_cents: None },
            Skonto { days: 10, basis_points: 300, base_cents: Some(50_033) },
        ],
        ..Facts::default()
    };
    let cents = |on: &str| facts.best_chance(day(on)).map(|chance| chance.cents);
    assert_eq!(cents("2027-01-20"), Some(1_501));
    assert_eq!(cents("2027-01-21"), Some(1_000));
    assert_eq!(cents("2027-02-10"), None);
    assert_eq!(Facts { is_credit: true, ..facts }.best_chance(day("2027-01-20")), None);
}

#[test]
fn the_same_invoice_in_another_shape_is_alike() {
    let one = Facts {
        invoice_number: "R 17".into(),
        issue_date: Some(day("2027-01-10")),
        seller_vat: "DE123".into(),
        gross_cents: 5,
        ..Facts::default()
    };
    let other = Facts { invoice_number: "r-17".into(), seller_name: "X".into(), ..one.clone() };
    assert_eq!(one.likeness(), other.likeness());
    assert_ne!(one.likeness(), Facts { gross_cents: 6, ..one.clone() }.likeness());
    assert_eq!(Facts { issue_date: None, ..one }.likeness(), "");
}

#[test]
fn words_of_the_database_are_read_again() {
    for state in State::ALL {
        assert_eq!(State::parse(state.as_str()), Some(state));
        if let Some(step) = state.next_step() {
            assert_eq!(step.from(), state);
            assert_eq!(Step::parse(step.as_str()), Some(step));
        }
    }
}

#[test]
fn a_deputy_needs_the_roles_of_the_steps() {
    use lotse_core::{
        body::BodyKey,
        people::{Actor, Membership, SignedIn},
        permissions::{Subject, may},
    };
    let here = BodyKey::new("057620004004").unwrap();
    let holder = |roles: &[Role]| {
        let memberships = roles.iter().map(|role| Membership { body: here.clone(), role: *role }).collect();
        let (name, email) = (String::new(), String::new());
        Actor::Person(std::sync::Arc::new(SignedIn { id: person(1), home: here.clone(), name, email, memberships }))
    };
    let asked = |principal: &[Role], deputy: &[Role]| {
        let (principal, deputy) = (holder(principal), holder(deputy));
        let subject = Subject::of(&here);
        may_stand_in(|action| may(&principal, action, &subject), |action| may(&deputy, action, &subject))
    };
    let (clerk, authoriser, treasurer) = (Role::InvoiceClerk, Role::Authoriser, Role::Treasurer);
    assert_eq!(asked(&[clerk], &[clerk]), Ok(()));
    assert_eq!(asked(&[clerk], &[authoriser]), Ok(()), "who orders may confirm as well");
    assert_eq!(asked(&[authoriser], &[clerk]), Err(NoStandIn::Lacks(vec![authoriser])));
    assert_eq!(asked(&[authoriser, treasurer], &[clerk]), Err(NoStandIn::Lacks(vec![authoriser, treasurer])));
    assert_eq!(asked(&[clerk], &[treasurer]), Err(NoStandIn::Lacks(vec![clerk])));
    assert_eq!(asked(&[Role::Caseworker], &[clerk]), Err(NoStandIn::NothingToDo));
}

/// One attempt to sign: who, for whom (0: nobody), which step.
fn attempts() -> impl Strategy<Value = Vec<(u8, u8, usize)>> {
    prop::collection::vec((1_u8..5, 0_u8..5, 0_usize..4), 0..40)
}

proptest! {
    /// Whatever people try, and whoever stands in for whom: what is ordered was confirmed by others.
    #[test]
    fn four_eyes_hold(attempts in attempts(), pairs in prop::collection::vec((1_u8..5, 1_u8..5), 0..6), same: bool) {
        let settings = Settings { same_person_may_confirm: same, ..Settings::default() };
        let today = day("2027-01-10");
        let deputies: Vec<Deputy> = pairs
            .iter()
            .map(|(principal, deputy)| Deputy {
                id: Uuid::nil(),
                principal: person(*principal),
                deputy: person(*deputy),
                from: today,
                to: today,
            })
            .collect();
        let (mut state, mut signatures) = (State::Received, Vec::<Signature>::new());
        let account = account();
        for (who, principal, step) in attempts {
            let signer = Signer { person: person(who), principal: (principal > 0).then(|| person(principal)) };
            let question = Question {
                state,
                decision: Decision::Accept,
                account: &account,
                signatures: &signatures,
                deputies: &deputies,
                open: &[],
                settings: &settings,
                today,
            };
            if let Ok(next) = may_sign(&question, Step::ALL[step], signer) {
                state = next;
                signatures.push(Signature { step: Step::ALL[step], signer, signed_at: Timestamp(0), is_void: false });
            }
        }
        let of = |wanted: Step| signatures.iter().filter(move |signature| signature.step == wanted);
        for order in of(Step::Order) {
            for confirmed in of(Step::Factual).chain(of(Step::Arithmetical)) {
                prop_assert!(!order.signer.overlaps(confirmed.signer));
            }
        }
        if !same {
            for factual in of(Step::Factual) {
                prop_assert!(of(Step::Arithmetical).all(|other| !other.signer.overlaps(factual.signer)));
            }
        }
        // Each step once, in its order.
        let steps: Vec<Step> = signatures.iter().map(|signature| signature.step).collect();
        prop_assert_eq!(&steps[..], &Step::ALL[..steps.len()]);
    }

    #[test]
    fn nothing_but_an_accepted_document_goes_on(step in 0_usize..4, is_undecidable: bool) {
        let step = Step::ALL[step];
        let (settings, account) = (Settings::default(), account());
        let question = Question {
            state: step.from(),
            decision: if is_undecidable { Decision::Undecidable } else { Decision::Reject },
            account: &account,
            signatures: &[],
            deputies: &[],
            open: &[],
            settings: &settings,
            today: day("2027-01-10"),
        };
        let signer = Signer { person: person(1), principal: None };
        prop_assert_eq!(may_sign(&question, step, signer), Err(Refusal::NotValid));
    }

    #[test]
    fn no_step_goes_past_a_warning(step in 0_usize..4, which in 0_usize..2) {
        let step = Step::ALL[step];
        let (settings, account) = (Settings::default(), account());
        let open = [Warning { concern: Concern::ALL[which], detail: "x".to_owned(), known: Vec::new() }];
        let question = Question {
            state: step.from(),
            decision: Decision::Accept,
            account: &account,
            signatures: &[],
            deputies: &[],
            open: &open,
            settings: &settings,
            today: day("2027-01-10"),
        };
        let signer = Signer { person: person(1), principal: None };
        prop_assert_eq!(may_sign(&question, step, signer), Err(Refusal::NotAcknowledged));
        prop_assert_eq!(may_sign(&Question { open: &[], ..question }, step, signer), Ok(step.to()));
    }

    #[test]
    fn discounts_stay_between_nothing_and_all(payable in 0_i64..i64::MAX / 20_000, points in 1_i64..10_000, base: Option<i64>) {
        let cents = Skonto { days: 1, basis_points: points, base_cents: base }.amount(payable);
        prop_assert!((0..=payable).contains(&cents));
    }
}
