//! The executables that `sam build` makes answer every event file inside AWS's own emulator.
