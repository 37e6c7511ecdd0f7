//! The template is valid and says what the design says.
