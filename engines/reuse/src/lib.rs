//! Reuse packages (Nachnutzungspakete): what one municipality builds, all can use, adapt and keep up to date.
//!
//! A package is a folder of readable files ([`PackageFiles`]). It is read and checked ([`Package::read`], [`check`]),
//! signed and packed ([`sign`], [`pack`]), adapted by typed patches on stable paths ([`adaptation_points`], [`Patch`],
//! [`effective`]) and updated by a three-way merge ([`merge`]). The crate is pure: files, keys and dates come in as values.

mod across;
mod archive;
mod canonical;
mod changes;

mod content;
mod display;
mod effective;
mod fees;
mod files;
mod filing;
mod finding;
mod hiding;
mod language;
pub mod letters;
mod manifest;
mod merge;
mod package;
mod patch;
mod presentation;
pub mod publiccode;
mod reading;
mod scaffold;
mod signature;
mod texts;
mod workflow;
mod yaml;

pub use archive::{UnpackError, pack, unpack};
pub use canonical::to_canonical_json;
pub use changes::{Change, ChangeKind, changes};
pub use content::{AdaptationPoint, Allowed, PointKind, adaptation_points, content};
pub use display::{display_de, euro};
pub use ed25519_dalek::{SigningKey, VerifyingKey};
pub use effective::{ApplicantData, EffectiveService, compute, effective};
pub use fees::{Fee, FeeLine, FeeResult, Fees, Literal, Period, When, compute_with};
pub use files::{Limits, PackageFiles, names, path_problem};
pub use filing::{Disposal, Filing, PeriodStart, PersonalData};
pub use finding::{Finding, Severity, has_errors};
pub use language::{Language, LocalText};
pub use letters::{Placeholder, letter_placeholders};
pub use manifest::{
    Contact, Effort, FORMAT, LegalBasis, Lock, Manifest, PackageKind, Precondition, PreconditionKind, Release, is_key,
};
pub use merge::{Conflict, Decision, Merge, Obsolete, merge, resolve};
pub use package::{Package, check, read_manifest};
pub use patch::{Difference, Patch, check_value, differences, validate_patches};
pub use presentation::{Applicant, FieldPresentation, FormPresentation, Step, Width};
pub use scaffold::{ScaffoldOptions, scaffold};
pub use signature::{
    SignedManifest, Verified, VerifyError, content_hash, file_hashes, key_id, parse_signing_key, parse_verifying_key,
    sha256_hex, sign, signed, verify, write_signing_key, write_verifying_key,
};
pub use texts::{TextTable, Texts};
pub use workflow::{Actor, State, StateKind, Transition, TransitionKind, Workflow};
