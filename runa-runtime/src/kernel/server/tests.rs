//! What clients see of a server, through raw sockets.
