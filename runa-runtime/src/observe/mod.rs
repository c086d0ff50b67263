//! `observe`: endpoints that say how the process is.
