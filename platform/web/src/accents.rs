//! The accent colour of a body: what its profile names, else one by its key. All are in the style sheet and checked for
//! contrast there; anything else in a profile is not followed.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use lotse_core::{
    body::BodyKey,
    clock::Timestamp,
    profile::{self, ACCENTS},
};
use lotse_store::Store;

/// Pages outside of a body.
pub(crate) const OF_THE_HOUSE: &str = ACCENTS[0].0;
/// How long a profile is believed without asking the database.
const FRESH_MILLISECONDS: i64 = 5_000;

/// The accents profiles name, remembered for seconds; as many as there are bodies.
#[derive(Default)]
pub(crate) struct Accents(Mutex<HashMap<BodyKey, (Timestamp, Option<&'static str>)>>);

impl Accents {
    fn all(&self) -> MutexGuard<'_, HashMap<BodyKey, (Timestamp, Option<&'static str>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn known(&self, body: &BodyKey) -> Option<&'static str> {
        self.all().get(body).and_then(|(_, accent)| *accent)
    }

    /// Asks for the profile if that was a while ago. A colour is not worth failing a page for.
    pub(crate) async fn refresh(&self, store: &Store, body: &BodyKey, now: Timestamp) {
        let is_fresh = |at: Timestamp| (0..FRESH_MILLISECONDS).contains(&(now.0 - at.0));
        {
            let mut all = self.all();
            let before = all.get(body).copied();
            if before.is_some_and(|(at, _)| is_fresh(at)) {
                return;
            }
            // Others need not ask as well meanwhile.
            all.insert(body.clone(), (now, before.and_then(|(_, accent)| accent)));
        }
        match profile::get(store, body).await {
            Ok(profile) => {
                self.all().insert(body.clone(), (now, profile.known_accent().map(|(name, _)| name)));
            }
            Err(failure) => tracing::warn!(%failure, "profile not read"),
        }
    }
}

/// Always the same one for a body; grey only where it is asked for.
pub(crate) fn by_key(body: &BodyKey) -> &'static str {
    let mix = |sum: usize, byte: u8| sum.wrapping_mul(31).wrapping_add(usize::from(byte));
    ACCENTS[body.as_str().bytes().fold(7, mix) % (ACCENTS.len() - 1)].0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_their_colours_are_those_of_the_style_sheet() {
        let sheet = include_str!("../../../ui/src/lotse.css");
        assert_eq!(sheet.matches("body[data-accent=").count(), ACCENTS.len() - 1);
        for (name, colour) in ACCENTS {
            let selector =
                if name == OF_THE_HOUSE { "body".to_owned() } else { format!("body[data-accent=\"{name}\"]") };
            assert!(sheet.contains(&format!("\n{selector} {{ --lotse-accent-light: {colour};")), "{name}");
        }
    }
}
