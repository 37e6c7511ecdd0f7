//! The numbers of a country code, walked digit by digit.

use std::collections::HashMap;

use regex_automata::{
    Anchored, Input, MatchKind,
    hybrid::{
        LazyStateID,
        dfa::{Cache, DFA},
    },
    util::{primitives::StateID, syntax},
};

use crate::{
    layout::UNPLANNED,
    prefix::{NationalPrefix, Slots},
};

/// The most digits of a number, its country code included.
const MAX_DIGITS: usize = 15;

/// As many leading zeros of a number libphonenumber keeps.
const KEPT_ZEROS: usize = 10;

/// A text of fewer digits behind the country code is no number.
const MIN_NATIONAL_DIGITS: usize = 2;

/// Where the walk is behind some digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Step {
    /// What a number is that ends here.
    pub(crate) kind: u16,
    /// Where each further digit leads.
    pub(crate) next: [u16; 10],
}

/// The step that no number is at the end of.
const NOWHERE: Step = Step { kind: UNPLANNED, next: [0; 10] };

/// The steps of all country codes, which share those from which everything is the same.
pub(crate) struct Steps {
    all: Vec<Step>,
    numbers: HashMap<Step, u16>,
}

impl Default for Steps {
    fn default() -> Self {
        Self { all: vec![NOWHERE], numbers: HashMap::from([(NOWHERE, 0)]) }
    }
}

impl Steps {
    pub(crate) fn all(&self) -> &[Step] {
        &self.all
    }

    fn number_of(&mut self, step: Step) -> u16 {
        *self.numbers.entry(step).or_insert_with_key(|step| {
            self.all.push(step.clone());
            u16::try_from(self.all.len() - 1).expect("the plans have fewer than 65536 different steps")
        })
    }
}

/// The patterns of a plan, all matched at once.
pub(crate) struct Patterns {
    automaton: DFA,
    cache: Cache,
}

impl Patterns {
    pub(crate) fn new(patterns: &[String]) -> Self {
        let automaton = DFA::builder()
            .configure(DFA::config().match_kind(MatchKind::All).cache_capacity(1 << 30))
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .build_many(patterns)
            .expect("libphonenumber's patterns are regular");
        let cache = automaton.create_cache();
        Self { automaton, cache }
    }

    /// How far every pattern has come behind `digits`. From equal states the same digits lead to the same matches.
    fn behind(&mut self, digits: &str) -> LazyStateID {
        let input = Input::new("").anchored(Anchored::Yes);
        let start = self.automaton.start_state_forward(&mut self.cache, &input);
        digits.bytes().fold(start.expect("the search is anchored"), |state, digit| {
            self.automaton.next_state(&mut self.cache, state, digit).expect("the cache is large enough")
        })
    }
}

/// All that a number's kind may depend on behind some digits: two texts for which it is equal may be followed by the same
/// digits, and are then numbers of the same kind.
#[derive(PartialEq, Eq, Hash)]
struct Outlook {
    digits: usize,
    whole: LazyStateID,
    /// The ways in which the national prefix may still match, and what the number then begins with.
    prefixes: Vec<(StateID, Slots, Option<LazyStateID>)>,
    /// The prefix that has matched, and the number without it and with its replacement.
    prefix: Option<(Slots, LazyStateID, Option<LazyStateID>)>,
    /// Whether the number has more zeros in front than are kept, without its prefix or with.
    loses_zeros: bool,
    /// The digits themselves where that is so, or may become so.
    zeros: Option<String>,
}

impl Outlook {
    /// Whether no number begins so.
    fn is_hopeless(&self) -> bool {
        let of_prefix = self.prefix.iter().flat_map(|(_, without, replaced)| [Some(*without), *replaced]);
        let dead = |state: LazyStateID| state.is_dead();
        !self.loses_zeros && self.prefixes.is_empty() && self.whole.is_dead() && of_prefix.flatten().all(dead)
    }
}

/// The numbers of one country code.
pub(crate) struct Plan<'a> {
    country_code: i32,
    patterns: Patterns,
    prefix: Option<NationalPrefix>,
    kind: &'a dyn Fn(&str) -> u16,
    known: HashMap<Outlook, u16>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(
        country_code: i32,
        patterns: Patterns,
        prefix: Option<NationalPrefix>,
        kind: &'a dyn Fn(&str) -> u16,
    ) -> Self {
        Self { country_code, patterns, prefix, kind, known: HashMap::new() }
    }

    /// Returns the first step behind the country code.
    pub(crate) fn lay_out(mut self, steps: &mut Steps) -> u16 {
        let first = self.step_behind(&mut String::new(), steps);
        assert_ne!(first, 0, "+{} has no numbers", self.country_code);
        first
    }

    fn step_behind(&mut self, digits: &mut String, steps: &mut Steps) -> u16 {
        let outlook = self.outlook(digits);
        if outlook.is_hopeless() {
            return 0;
        }
        if let Some(step) = self.known.get(&outlook) {
            return *step;
        }
        let number = format!("+{}{digits}", self.country_code);
        let kind = if digits.len() < MIN_NATIONAL_DIGITS { UNPLANNED } else { (self.kind)(&number) };
        let mut next = [0; 10];
        if number.len() - 1 < MAX_DIGITS {
            for (digit, next) in ('0'..='9').zip(&mut next) {
                digits.push(digit);
                *next = self.step_behind(digits, steps);
                digits.pop();
            }
        }
        let step = steps.number_of(Step { kind, next });
        self.known.insert(outlook, step);
        step
    }

    fn outlook(&mut self, digits: &str) -> Outlook {
        let Self { patterns, prefix, .. } = self;
        let mut texts = vec![digits.to_owned()];
        let mut behind = |text: String| {
            let state = patterns.behind(&text);
            texts.push(text);
            state
        };
        let search = prefix.as_ref().map(|prefix| prefix.search(digits)).unwrap_or_default();
        let replaced = |slots: &Slots| prefix.as_ref().and_then(|prefix| prefix.replaced(digits, slots));
        let mut prefixes = Vec::new();
        for (state, slots) in search.threads {
            let replaced = replaced(&slots).map(&mut behind);
            prefixes.push((state, slots, replaced));
        }
        let prefix = search.matched.map(|slots| {
            let without = digits[slots[1].expect("a match has an end")..].to_owned();
            let replaced = replaced(&slots).map(&mut behind);
            (slots, behind(without), replaced)
        });
        let whole = patterns.behind(digits);
        let loses_zeros = texts.iter().any(|text| leading_zeros(text) > KEPT_ZEROS);
        let may_lose_zeros = loses_zeros || texts.iter().any(|text| leading_zeros(text) == text.len());
        let zeros = may_lose_zeros.then(|| digits.to_owned());
        Outlook { digits: digits.len(), whole, prefixes, prefix, loses_zeros, zeros }
    }
}

fn leading_zeros(text: &str) -> usize {
    text.bytes().take_while(|digit| *digit == b'0').count()
}
