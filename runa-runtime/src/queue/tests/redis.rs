//! What only queues in Redis have to stand.
