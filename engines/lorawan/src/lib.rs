//! LoRaWAN: events of five network servers as one type, payload codecs inside limits, libraries of codecs.
//!
//! Pure: no file, no network, no clock. Times come in as values.

pub mod codec;
pub mod eui;
pub mod event;
pub mod fleet;
pub mod frame;
pub mod label;
pub mod library;
pub mod vector;

/// The example of the README, so that it stays true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
