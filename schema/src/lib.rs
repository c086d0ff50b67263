//! What a runa manifest may say.
//!
//! Text becomes a `tree`, the tree a `manifest`, the manifest a checked one: a type per
//! stretch of that road, and nothing flows back. The macro, the command line and the tests are front ends of this crate; a running
//! service uses only its other half, the [`settings`] and their [resolution](resolve), which read no YAML.
//!
//! Architecture invariant: this crate knows nothing of tokio, axum or syn.

#[cfg(feature = "parser")]
pub mod check;
#[cfg(feature = "parser")]
pub mod diagnostic;
#[cfg(feature = "parser")]
pub mod graph;
#[cfg(feature = "parser")]
pub mod json_schema;
#[cfg(feature = "parser")]
pub mod manifest;
pub mod nearest;
pub mod own;
pub mod provider;
pub mod resolve;
pub mod rule;
pub mod settings;
mod span;
#[cfg(feature = "parser")]
pub mod tree;
pub mod value;

pub use span::Span;

/// The format of the manifest that this version reads: the number behind `runa:`.
pub const FORMAT: i64 = 1;
