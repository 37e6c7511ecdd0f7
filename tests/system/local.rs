//! `cargo local` does what it prints.
