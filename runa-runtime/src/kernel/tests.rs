//! The life of a process, as its owner and its clients see it.
