//! The rules of a call: who rings, who may dial what, and how Twilio is told.
//!
//! This crate knows no Lambda, no HTTP server, no clock and no environment; what it needs of them, it is given.
//!
//! | module | its one thing |
//! |---|---|
//! | [`phone_number`], [`client_name`], [`pairing_key`] | the texts that calls are made of, parsed once |
//! | [`directory`] | which client a number rings: a DynamoDB table, a TOML file, a cache |
//! | [`voice_token`] | the token that makes a browser a client |
//! | [`webhook`] | what Twilio posts, and the proof that it was Twilio |
//! | [`number_policy`] | which numbers may be dialled |
//! | [`routing`], [`refusal`], [`spoken_language`] | who is connected to whom, or what a refused caller hears |
//! | [`twiml`] | the instructions to Twilio, as XML |

pub mod client_name;
pub mod directory;
pub mod number_policy;
pub mod pairing_key;
pub mod phone_number;
pub mod refusal;
pub mod routing;
pub mod spoken_language;
pub mod twiml;
pub mod voice_token;
pub mod webhook;
