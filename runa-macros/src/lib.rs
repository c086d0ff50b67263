//! The macros of runa.
