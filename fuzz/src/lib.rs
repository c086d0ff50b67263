//! What the three targets share: texts, and what must hold for every one of them.

#![forbid(unsafe_code)]

mod examine;
pub mod manifest;
mod mutate;

pub use examine::examine;
pub use mutate::mutate;
