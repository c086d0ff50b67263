//! What each rule finds, and what it lets pass.
