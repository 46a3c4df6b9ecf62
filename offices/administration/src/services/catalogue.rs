//! Which services run where: what a package became at a body, kept by hash and held ready in memory.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use futures::future::BoxFuture;
use lotse_core::{
    Core,
    body::BodyKey,
    clock::Timestamp,
    errors::Failure,
    offers::{Install, Installable, OfferedService, PinnedServices, ServiceList},
    text::folded,
};
use lotse_fim::{Conditions, Form};
use lotse_reuse::{EffectiveService, Language};
use lotse_store::Transaction;

use super::store::{self, Offer};

/// So many effective services are held in memory; a big one takes about a megabyte.
const MOST_IN_MEMORY: usize = 200;

/// An effective service with everything that is made of it once.
pub struct Prepared {
    pub service: Arc<EffectiveService>,
    pub conditions: Conditions,
    forms: [OnceLock<Form>; 3],
}

impl Prepared {
    fn new(service: EffectiveService, land: Option<&str>) -> Self {
        let conditions = service.conditions();
        let conditions = match land {
            Some(land) => conditions.in_state(land),
            None => conditions,
        };
        Self { service: Arc::new(service), conditions, forms: Default::default() }
    }

    /// The form in a language.
    pub fn form(&self, language: Language) -> &Form {
        let place = Language::ALL.iter().position(|own| *own == language).unwrap_or(0);
        self.forms[place].get_or_init(|| self.service.form_in(language))
    }

    pub fn title(&self, language: Language) -> &str {
        let title = self.service.title(language);
        if title.is_empty() { &self.service.key } else { title }
    }
}

/// Short name of the Land an ARS begins with, as rules of FIM name it.
fn land(body: &BodyKey) -> Option<&'static str> {
    const LANDS: [&str; 16] =
        ["SH", "HH", "NI", "HB", "NW", "HE", "RP", "BW", "BY", "SL", "BE", "BB", "MV", "SN", "ST", "TH"];
    let number: usize = body.area().get(..2)?.parse().ok()?;
    LANDS.get(number.checked_sub(1)?).copied()
}

/// Services by body. Solutions installs into it; cases reads from it; the portal offers what is in it.
pub struct Catalogue {
    core: Core,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    /// By Land and hash: equal contents of many bodies are held once.
    entries: HashMap<(Option<&'static str>, String), Entry>,
    uses: u64,
}

struct Entry {
    prepared: Arc<Prepared>,
    /// The bodies known to have this content: a hash alone opens nothing.
    bodies: HashSet<BodyKey>,
    last_use: u64,
}

impl Catalogue {
    pub fn new(core: Core) -> Arc<Self> {
        Arc::new(Self { core, memory: Mutex::default() })
    }

    /// The content a body has or had in use.
    pub async fn prepared(&self, body: &BodyKey, hash: &str) -> Result<Arc<Prepared>, Failure> {
        let key = (land(body), hash.to_owned());
        if let Some(prepared) = self.remembered(&key, body) {
            return Ok(prepared);
        }
        let content = store::content(self.core.store(), body, hash).await?.ok_or_else(Failure::not_found)?;
        let service = EffectiveService::from_json(&content)
            .map_err(|error| Failure::internal(format!("stored service {hash}: {error}")))?;
        Ok(self.remember(key, body, Prepared::new(service, land(body))))
    }

    /// What a body offers under this key now.
    pub async fn offer(&self, body: &BodyKey, service: &str) -> Result<(Offer, Arc<Prepared>), Failure> {
        let offer = store::one_offered(self.core.store(), body, service).await?.ok_or_else(Failure::not_found)?;
        let prepared = self.prepared(body, &offer.hash).await?;
        Ok((offer, prepared))
    }

    /// Everything a body offers now.
    pub async fn offers(&self, body: &BodyKey) -> Result<Vec<(Offer, Arc<Prepared>)>, Failure> {
        let mut all = Vec::new();
        for offer in store::offered(self.core.store(), body).await? {
            let prepared = self.prepared(body, &offer.hash).await?;
            all.push((offer, prepared));
        }
        Ok(all)
    }

    fn remembered(&self, key: &(Option<&'static str>, String), body: &BodyKey) -> Option<Arc<Prepared>> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.uses += 1;
        let uses = memory.uses;
        let entry = memory.entries.get_mut(key).filter(|entry| entry.bodies.contains(body))?;
        entry.last_use = uses;
        Some(entry.prepared.clone())
    }

    fn remember(&self, key: (Option<&'static str>, String), body: &BodyKey, prepared: Prepared) -> Arc<Prepared> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.uses += 1;
        let uses = memory.uses;
        if !memory.entries.contains_key(&key) && memory.entries.len() >= MOST_IN_MEMORY {
            let oldest = memory.entries.iter().min_by_key(|(_, entry)| entry.last_use).map(|(key, _)| key.clone());
            oldest.and_then(|oldest| memory.entries.remove(&oldest));
        }
        let fresh = || Entry { prepared: Arc::new(prepared), bodies: HashSet::new(), last_use: uses };
        let entry = memory.entries.entry(key).or_insert_with(fresh);
        entry.bodies.insert(body.clone());
        entry.prepared.clone()
    }
}

impl Installable for Catalogue {
    fn kind(&self) -> &'static str {
        "service"
    }

    /// The caller writes the event: it knows why.
    fn install<'t>(&'t self, tx: &'t mut Transaction, order: Install) -> BoxFuture<'t, Result<(), Failure>> {
        Box::pin(async move {
            let content = order.effective.to_json();
            if order.effective.hash() != order.hash {
                return Err(Failure::internal("the hash of an order does not fit its content"));
            }
            let offer = Offer { key: order.service, hash: order.hash, version: order.version };
            store::install(tx, &order.body, &offer, &content, order.now).await
        })
    }

    fn withdraw<'t>(
        &'t self,
        tx: &'t mut Transaction,
        body: &'t BodyKey,
        service: &'t str,
        now: Timestamp,
    ) -> BoxFuture<'t, Result<(), Failure>> {
        Box::pin(store::withdraw(tx, body, service, now))
    }
}

impl PinnedServices for Catalogue {
    fn pinned<'a>(&'a self, body: &'a BodyKey, hash: &'a str) -> BoxFuture<'a, Result<Arc<EffectiveService>, Failure>> {
        Box::pin(async move { Ok(self.prepared(body, hash).await?.service.clone()) })
    }
}

impl ServiceList for Catalogue {
    fn offered<'a>(
        &'a self,
        body: &'a BodyKey,
        language: &'a str,
    ) -> BoxFuture<'a, Result<Vec<OfferedService>, Failure>> {
        Box::pin(async move {
            let language = language.parse().unwrap_or(Language::German);
            let view = |(offer, prepared): (Offer, Arc<Prepared>)| OfferedService {
                key: offer.key,
                title: prepared.title(language).to_owned(),
                summary: prepared.service.texts.get(language, "summary").to_owned(),
            };
            let mut list: Vec<OfferedService> = self.offers(body).await?.into_iter().map(view).collect();
            list.sort_by_cached_key(|service| folded(&service.title));
            Ok(list)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_land_is_the_first_two_digits() {
        assert_eq!(land(&BodyKey::new("057620004004").unwrap()), Some("NW"));
        assert_eq!(land(&BodyKey::new("01").unwrap()), Some("SH"));
        assert_eq!(land(&BodyKey::new("99").unwrap()), None);
        assert_eq!(land(&BodyKey::new("00").unwrap()), None);
    }

    #[test]
    fn folding() {
        assert_eq!(folded("Straßen-Übersicht ÄÖ"), "strassen-uebersicht aeoe");
    }
}
