//! `log`: log lines and the access log.
