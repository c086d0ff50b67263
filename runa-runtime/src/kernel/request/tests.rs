//! Requests over real sockets.
