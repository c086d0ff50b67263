//! What is said when a process cannot start.
