//! OGC SensorThings API 1.1: entities, query language, and a reference evaluator.

pub mod batch;
pub mod data_array;
pub mod entities;
pub mod evaluate;
pub mod fault;
mod id;
pub mod insert;
mod limits;
pub mod load;
pub mod model;
pub mod query;
pub mod service_root;
pub mod time;
pub mod types;

pub use entities::Entities;
pub use evaluate::{Answer, Body, Service, Settings};
pub use fault::Problem;
pub use id::Id;
pub use limits::Limits;
pub use load::{Loaded, load};
pub use model::EntityType;
pub use query::Request;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
