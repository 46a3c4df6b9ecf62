//! How a token is written: `lotse_BODY_ID_SECRETCHECK`. The check lets slips and garbage be refused unasked, and tells a
//! scanner that it has found a real one.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::TokenId;
use crate::body::BodyKey;

const PREFIX: &str = "lotse_";
/// 160 bits, as [`new_secret`](crate::clock::new_secret) writes them.
const SECRET_SIGNS: usize = 32;
/// 30 bits of SHA-256 over what stands before.
const CHECK_SIGNS: usize = 6;
/// No body's key and no token is longer.
const LONGEST: usize = 160;

/// A token as somebody showed it: well formed, not yet believed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown<'t> {
    pub(super) body: BodyKey,
    pub(super) id: TokenId,
    pub(super) secret: &'t str,
}

pub(super) fn beginning(body: &BodyKey, id: TokenId) -> String {
    format!("{PREFIX}{body}_{}", id.0.as_simple())
}

pub(super) fn write(body: &BodyKey, id: TokenId, secret: &str) -> String {
    let text = format!("{}_{secret}", beginning(body, id));
    let check = check(&text);
    text + &check
}

fn check(text: &str) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(CHECK_SIGNS).map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect()
}

pub(super) fn read(text: &str) -> Option<Shown<'_>> {
    if text.len() > LONGEST || !text.is_ascii() {
        return None;
    }
    let mut parts = text.strip_prefix(PREFIX)?.splitn(3, '_');
    let (body, id, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let is_hex = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let is_secret = rest.len() == SECRET_SIGNS + CHECK_SIGNS && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_hex || !is_secret || check(&text[..text.len() - CHECK_SIGNS]) != rest[SECRET_SIGNS..] {
        return None;
    }
    let (body, id) = (BodyKey::new(body).ok()?, TokenId(Uuid::try_parse(id).ok()?));
    Some(Shown { body, id, secret: &rest[..SECRET_SIGNS] })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECRET: &str = "0123456789abcdefghjkmnpqrstvwxyz";

    fn token(body: &str) -> String {
        write(&BodyKey::new(body).unwrap(), TokenId(Uuid::from_u128(7)), SECRET)
    }

    #[test]
    fn what_is_written_is_read() {
        for body in ["05", "057620012012", "057-digitalbuero-owl"] {
            let text = token(body);
            let shown = read(&text).unwrap();
            assert_eq!((shown.body.as_str(), shown.id.0.as_u128(), shown.secret), (body, 7, SECRET));
            assert!(text.starts_with(&beginning(&shown.body, shown.id)));
        }
    }

    #[test]
    fn slips_and_garbage_are_refused_unasked() {
        let good = token("057620012012");
        let changed = good.replace("0123456789abc", "0123456789abd");
        let other_body = good.replace("057620012012", "057740032032");
        let upper = good.to_uppercase();
        let cut = good[..good.len() - 1].to_owned();
        let long = format!("{good}0");
        let injected = "lotse_'; DROP TABLE api_tokens_x_y".to_owned();
        for wrong in ["", "lotse_", "lotse___", "ä", &changed, &other_body, &upper, &cut, &long, &injected] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in ".{0,200}", tail in "[ -~]{0,120}") {
            let _ = read(&text);
            let almost = format!("lotse_05_{tail}");
            prop_assert_eq!(read(&almost), None);
        }

        #[test]
        fn one_changed_sign_is_seen(place in 0_usize..82, sign in "[0-9a-z]") {
            let good = token("057620012012");
            let mut other = good.clone();
            other.replace_range(place..=place, &sign);
            prop_assume!(other != good);
            prop_assert_eq!(read(&other), None);
        }
    }
}
