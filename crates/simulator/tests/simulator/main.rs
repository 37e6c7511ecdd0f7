//! Twilio's part of a call, tested from outside: by what a softphone, a telephone and a TwiML server are told. One binary, a
//! module a subject.

// Always true here; it tells the linter that the helpers are tests too, which may unwrap.
#![cfg(test)]

mod browser;
mod clock;
mod house;
mod inspector;
mod outside_phone;
mod scene;
mod sdp;
mod softphone;
mod tokens;
mod twiml_server;
mod wav;
mod wire;

mod connection;
mod dial;
mod faults;
mod incoming;
mod journal;
mod outgoing;
mod own_number;
mod reattach;
mod registration;
mod several;
mod sound;
mod status_callbacks;
mod verbs;
