//! Operations for axum services, wired at compile time.
