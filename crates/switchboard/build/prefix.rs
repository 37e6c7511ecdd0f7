//! The national prefix, which libphonenumber removes from a number that has one behind its country code.

use regex_automata::{
    nfa::thompson::{self, NFA, State},
    util::{look::Look, primitives::StateID, syntax},
};

/// The prefix's pattern, followed digit by digit as a backtracking search would.
pub(crate) struct NationalPrefix {
    nfa: NFA,
    /// The digits that stand before the group that is kept, and the group, where the prefix is replaced.
    replacement: Option<(String, usize)>,
}

/// Where the groups of a pattern begin and end, as far as they have been seen.
pub(crate) type Slots = Vec<Option<usize>>;

/// What remains of the search behind some digits: what may still match, best first, and the match if nothing does.
#[derive(Default)]
pub(crate) struct Search {
    pub(crate) threads: Vec<(StateID, Slots)>,
    pub(crate) matched: Option<Slots>,
}

impl NationalPrefix {
    pub(crate) fn new(pattern: &str, rule: &str) -> Self {
        let nfa = thompson::Compiler::new()
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .build(pattern)
            .expect("the prefix is a pattern");
        let replacement = (!rule.is_empty()).then(|| {
            let (digits, group) = rule.split_once('$').expect("a replacement keeps a group");
            assert!(
                digits.bytes().all(|byte| byte.is_ascii_digit()),
                "{rule} has more than digits and a group"
            );
            (digits.to_owned(), group.parse().expect("the group is the last of a replacement"))
        });
        Self { nfa, replacement }
    }

    pub(crate) fn search(&self, digits: &str) -> Search {
        let slots = vec![None; self.nfa.group_info().slot_len()];
        let mut search = Search::default();
        search.follow(&self.nfa, self.nfa.start_anchored(), slots, 0);
        for (index, digit) in digits.bytes().enumerate() {
            let mut after = Search { threads: Vec::new(), matched: search.matched };
            for (state, slots) in search.threads {
                let next = match self.nfa.state(state) {
                    State::ByteRange { trans } => trans.matches_byte(digit).then_some(trans.next),
                    State::Sparse(transitions) => transitions.matches_byte(digit),
                    State::Dense(transitions) => transitions.matches_byte(digit),
                    _ => None,
                };
                if let Some(next) = next
                    && after.follow(&self.nfa, next, slots, index + 1)
                {
                    break;
                }
            }
            search = after;
        }
        search
    }

    /// What the number begins with once the prefix is replaced, as far as `slots` tell.
    pub(crate) fn replaced(&self, digits: &str, slots: &Slots) -> Option<String> {
        let (before, group) = self.replacement.as_ref()?;
        let start = slots[group * 2];
        let end = slots[group * 2 + 1];
        let kept = start.map_or("", |start| &digits[start..end.unwrap_or(digits.len())]);
        let behind = slots[1].map_or("", |end| &digits[end..]);
        Some(format!("{before}{kept}{behind}"))
    }
}

impl Search {
    /// Adds what is reached from `state` without a digit; returns whether that is the end of the pattern, behind which
    /// nothing can be better.
    fn follow(&mut self, nfa: &NFA, state: StateID, mut slots: Slots, position: usize) -> bool {
        if self.threads.iter().any(|(known, _)| *known == state) {
            return false;
        }
        match nfa.state(state) {
            State::Union { alternates } => {
                alternates.iter().any(|next| self.follow(nfa, *next, slots.clone(), position))
            }
            State::BinaryUnion { alt1, alt2 } => {
                self.follow(nfa, *alt1, slots.clone(), position) || self.follow(nfa, *alt2, slots, position)
            }
            State::Capture { next, slot, .. } => {
                slots[slot.as_usize()] = Some(position);
                self.follow(nfa, *next, slots, position)
            }
            State::Look { look: Look::Start, next } => {
                position == 0 && self.follow(nfa, *next, slots, position)
            }
            State::Match { .. } => {
                self.matched = Some(slots);
                true
            }
            State::Fail => false,
            // What waits for a digit, or for the end.
            _ => {
                self.threads.push((state, slots));
                false
            }
        }
    }
}
