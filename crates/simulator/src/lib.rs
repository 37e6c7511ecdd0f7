//! Twilio's part of a call, on one machine, for any TwiML server.
//!
//! The unmodified Voice SDK connects to it as to Twilio, a page is the telephone at the other end, and a TwiML server is asked
//! what to do with each call, by signed webhooks. The sound passes through here, as it does at Twilio.
//!
//! | module | its one thing |
//! |---|---|
//! | `settings` | what an operator sets in Twilio's console |
//! | `simulator` | the simulator, as a server carries it |
//! | `exchange` | what the parts share |
//! | `signalling` | Twilio's end of the SDK's connection |
//! | `token` | who a client is, and what it may do |
//! | `outside` | the telephones outside |
//! | `call` | calls that come in |
//! | `conversation` | a call that came in, carried through |
//! | `dial` | somebody is rung, and connected |
//! | `leg` | one side of a call |
//! | `trunk` | a line between two calls of the exchange itself |
//! | `media` | the sound of one side of a call |
//! | `twiml` | TwiML, read |
//! | `webhook` | what Twilio asks of a TwiML server |
//! | `parameters` | what Twilio sends with a request |
//! | `fault` | what Twilio's debugger would report, by its code |
//! | `journal` | every call as it happened |
//! | `inspector` | the journal, for a page and for tools |
//! | `pages` | the pages: the outside phone's and the inspector's |
//! | `lock` | what is shared between tasks |
//! | `number` | phone numbers, as far as a switch looks at them |
//! | `sid` | Twilio's identifiers |

mod call;
mod conversation;
mod dial;
mod exchange;
mod fault;
mod inspector;
mod journal;
mod leg;
mod lock;
mod media;
mod number;
mod outside;
mod pages;
mod parameters;
mod settings;
mod sid;
mod signalling;
mod simulator;
mod token;
mod trunk;
mod twiml;
mod webhook;

pub use settings::{Account, ListedNumber, LookUp, Numbers, Settings, Webhooks};
pub use sid::{new_sid, random_hex};
pub use simulator::{Simulator, is_this_machine};
pub use twiml::{Callback, Method};
pub use webhook::NoTls;
