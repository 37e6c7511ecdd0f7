//! Twilio's own libraries accept our tokens, and we accept their signatures.
