//! The environment's variables.

use std::env;

/// The value of the variable of that name. An empty one counts as none, as it does for the functions.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
