//! What Twilio sends with a request, <https://www.twilio.com/docs/voice/twiml#request-parameters>.

use crate::{
    journal::{Direction, Status},
    number::country,
};

/// The version of the API that every request names.
pub(crate) const API_VERSION: &str = "2010-04-01";

/// Names and values, in the order in which they are sent.
pub(crate) type Pairs = Vec<(String, String)>;

/// The parameters that stay the same in all requests about a call.
#[derive(Clone)]
pub(crate) struct Parameters {
    pairs: Pairs,
}

/// The call that requests are about.
pub(crate) struct About<'a> {
    pub(crate) account_sid: &'a str,
    pub(crate) sid: &'a str,
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    pub(crate) direction: Direction,
}

impl Parameters {
    pub(crate) fn of(about: &About) -> Self {
        let About { account_sid, sid, from, to, direction } = about;
        let mut pairs = Vec::new();
        let mut add = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
        add("AccountSid", account_sid);
        add("ApiVersion", API_VERSION);
        add("CallSid", sid);
        add("Direction", direction.as_str());
        for (name, number) in [("From", from), ("Caller", from), ("To", to), ("Called", to)] {
            add(name, number);
            // A client has no place, and a number's is known no closer than its country.
            if number.starts_with('+') {
                for part in ["City", "State", "Zip"] {
                    add(&format!("{name}{part}"), "");
                }
                add(&format!("{name}Country"), country(number));
            }
        }
        Self { pairs }
    }

    /// Adds what the client's page passed to `device.connect`, and returns the names that it may not use. Twilio's own
    /// parameters win, but for `To`, which a client's call has none of.
    pub(crate) fn add_wishes(&mut self, wishes: Pairs) -> Vec<String> {
        let mut left_out = Vec::new();
        for (name, value) in wishes {
            match self.pairs.iter_mut().find(|(known, _)| *known == name) {
                Some((_, to)) if name == "To" => *to = value,
                Some(_) => left_out.push(name),
                None if name == "CallStatus" => left_out.push(name),
                None => self.pairs.push((name, value)),
            }
        }
        left_out
    }

    /// The value of `name`, or nothing.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn add(&mut self, name: &str, value: &str) {
        self.pairs.push((name.to_owned(), value.to_owned()));
    }

    /// All parameters of a request that is made while the call stands at `status`.
    pub(crate) fn with(&self, status: Status, further: Pairs) -> Pairs {
        let mut pairs = self.pairs.clone();
        pairs.push(("CallStatus".to_owned(), status.as_str().to_owned()));
        pairs.extend(further);
        pairs
    }
}

/// `pairs` as owned text.
pub(crate) fn owned<const N: usize>(pairs: [(&str, String); N]) -> Pairs {
    pairs.map(|(name, value)| (name.to_owned(), value)).into()
}

/// The parameters about how long a call lasted, in seconds and in begun minutes.
pub(crate) fn durations(seconds: u64) -> Pairs {
    owned([("CallDuration", seconds.to_string()), ("Duration", seconds.div_ceil(60).to_string())])
}

/// The parameters of a status callback, the one with this number about its call.
pub(crate) fn progress(sequence: u32) -> Pairs {
    owned([("CallbackSource", "call-progress-events".to_owned()), ("SequenceNumber", sequence.to_string())])
}
