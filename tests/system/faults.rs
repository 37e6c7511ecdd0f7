//! A directory that fails gets the designed answer, and is logged once.
