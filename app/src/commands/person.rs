//! `lotse person add|role`: the first accounts of an instance, and further roles of people.

use std::{io::BufRead, process::ExitCode};

use clap::{Args, Subcommand};
use lotse_core::{
    body::BodyKey,
    clock::{Clock, SystemClock, SystemRandomness, new_id},
    errors::Failure,
    ledger::{self, NewEvent},
    people::{self, Actor, Membership, NewPerson, PersonId},
    permissions::Role,
};
use serde_json::json;

use crate::{Outcome, house::Place, say};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Legt eine Person mit einer Rolle an; das Passwort wird von der Standardeingabe gelesen
    Add(Add),
    /// Gibt einer Person, die schon ein Konto hat, eine weitere Rolle
    Role(GiveRole),
}

#[derive(Args)]
pub(crate) struct GiveRole {
    #[command(flatten)]
    place: Place,
    #[arg(long)]
    email: String,
    /// Regionalschlüssel der Körperschaft
    #[arg(long)]
    body: String,
    /// Rolle, wie bei `lotse person add`
    #[arg(long)]
    role: String,
}

#[derive(Args)]
pub(crate) struct Add {
    #[command(flatten)]
    place: Place,
    /// Regionalschlüssel der Körperschaft
    #[arg(long)]
    body: String,
    /// Rolle: caseworker, digital-officer, body-administrator, office-staff, funder, operator, invoice-clerk, authoriser, treasurer
    #[arg(long)]
    role: String,
    #[arg(long)]
    name: String,
    #[arg(long)]
    email: String,
}

/// NIST SP 800-63B §3.1.1: at least 15 characters where the password is the only factor.
const MIN_PASSWORD: usize = 15;

pub(crate) async fn run(command: Command) -> Outcome {
    match command {
        Command::Add(add) => enter(add).await,
        Command::Role(given) => give_role(given).await,
    }
}

fn role_named(word: &str) -> anyhow::Result<Role> {
    Role::parse(word).ok_or_else(|| anyhow::anyhow!("Die Rolle „{word}“ gibt es nicht."))
}

async fn give_role(given: GiveRole) -> Outcome {
    let GiveRole { place, email, body, role } = given;
    let membership = Membership { body: BodyKey::new(&body)?, role: role_named(&role)? };
    let store = place.open().await?.store;
    let known = people::by_email(&store, &email).await?;
    let (id, _) = known.ok_or_else(|| anyhow::anyhow!("Unter {email} gibt es kein Konto."))?;
    let now = SystemClock.now();
    store
        .write(move |tx| {
            Box::pin(async move {
                people::add_membership(tx, now, id, &membership, now, None, "lotse person role").await?;
                let event = NewEvent {
                    body: &membership.body,
                    actor: &Actor::System("command-line"),
                    kind: "person.role-given",
                    subject: format!("person:{id}"),
                    data: json!({ "role": role }),
                };
                ledger::append(tx, now, event).await?;
                Ok::<_, Failure>(())
            })
        })
        .await?;
    say(&format!("Konto {id} hat jetzt auch diese Rolle."));
    Ok(ExitCode::SUCCESS)
}

async fn enter(add: Add) -> Outcome {
    let body = BodyKey::new(&add.body)?;
    let role = role_named(&add.role)?;
    let opened = add.place.open().await?;
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']);
    anyhow::ensure!(
        password.chars().count() >= MIN_PASSWORD,
        "Das Passwort braucht mindestens {MIN_PASSWORD} Zeichen."
    );
    let now = SystemClock.now();
    let person = NewPerson {
        id: PersonId(new_id(now, &SystemRandomness)),
        home: body.clone(),
        name: add.name,
        email: add.email,
        password_hash: Some(lotse_web::sign_in::hash_password(&SystemRandomness, password)?),
    };
    let id = person.id;
    opened
        .store
        .write(move |tx| {
            Box::pin(async move {
                people::add_person(tx, now, &person).await?;
                let membership = Membership { body: body.clone(), role };
                people::add_membership(tx, now, id, &membership, now, None, "lotse person add").await?;
                let event = NewEvent {
                    body: &body,
                    actor: &Actor::System("command-line"),
                    kind: "person.added",
                    subject: format!("person:{id}"),
                    data: json!({ "role": role.as_str() }),
                };
                ledger::append(tx, now, event).await?;
                Ok::<_, Failure>(())
            })
        })
        .await?;
    say(&format!("Konto {id} angelegt."));
    Ok(ExitCode::SUCCESS)
}
