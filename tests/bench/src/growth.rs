//! How cost grows with work.

pub(crate) mod directory;
pub(crate) mod environments;
