//! The three routes answer as the contract says, byte for byte, in all three event shapes.
