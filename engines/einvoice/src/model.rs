//! Comes with its own commit.
