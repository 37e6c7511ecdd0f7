//! Under load, with faults on every way and credentials that are replaced, the answers stay right.

use std::{
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use aws_config::SdkConfig;
use serde_json::{Value, json};
use switchboard_lambda::{aws::SecretsManagerSecret, secret::SecretSource, settings::Settings};
use switchboard_tests::{
    dynamodb::sdk_config,
    effort::{alone, effort},
    fault::{Fault, FaultProxy},
    secrets_manager::{SECRET_ARN, SecretsManager},
};
use tokio::{runtime, task::JoinSet};

use crate::{
    functions::{self, ACCOUNT_SID, API_KEYS, APP_SID, Functions},
    question::Question,
};

/// One request in so many fails, on the way to the table and to the secrets.
const ONE_IN: u64 = 100;

const FIRST: &str = "planted-first-auth-token";
const SECOND: &str = "planted-second-auth-token";
const STRANGERS: &str = "planted-strangers-auth-token";

/// How long a minute of the functions' clock takes, by which secrets are read again. A reading may take 0.4 s of real
/// time, which must stay well under the minute that is the least from writing a value to using it.
const MINUTE: Duration = Duration::from_secs(1);

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Runs 60 times as fast as time does.
fn clock() -> Instant {
    *START + START.elapsed() * 60
}

/// When credentials are replaced, in minutes of the functions' clock.
struct Schedule {
    /// The next Auth Token is put into the webhooks' secret.
    written: u32,
    /// It is promoted at Twilio, two minutes later, as `README.md` says; and the tokens' API key is replaced.
    promoted: u32,
    /// The old Auth Token is removed from the webhooks' secret.
    removed: u32,
    ends: u32,
}

impl Schedule {
    fn new() -> Self {
        // A brief run ends before the old one is removed.
        let (written, ends) = effort((1, 5), (24, 60));
        Self { written, promoted: written + 2, removed: written + 12, ends }
    }

    /// The Auth Token that Twilio signs with.
    fn twilios(&self, now: Duration) -> &'static str {
        if now < MINUTE * self.promoted { FIRST } else { SECOND }
    }

    /// An Auth Token that must not be taken: a stranger's, and the old one once whoever read it before it was removed must
    /// have read the secret again.
    fn strangers(&self, now: Duration) -> &'static str {
        if now < MINUTE * (self.removed + 15 + 1) { STRANGERS } else { FIRST }
    }

    /// The API keys that may sign a token: after the replacement the old one too, until the secret is read again.
    fn issuers(&self, now: Duration) -> &'static [&'static str] {
        const SIDS: [&str; 2] = [API_KEYS[0].0, API_KEYS[1].0];
        if now < MINUTE * self.promoted {
            &SIDS[..1]
        } else if now < MINUTE * (self.promoted + 15 + 1) {
            &SIDS
        } else {
            &SIDS[1..]
        }
    }
}

/// A secret behind a proxy that fails.
struct Secret {
    secrets_manager: SecretsManager,
    proxy: FaultProxy,
}

impl Secret {
    fn holding(values: Value) -> Self {
        let secrets_manager = SecretsManager::start(Some(values));
        let proxy = FaultProxy::before(secrets_manager.address());
        Self { secrets_manager, proxy }
    }

    /// The settings of a function that has just read the secret.
    async fn settings(&self) -> Settings {
        let secret =
            Arc::new(SecretsManagerSecret::new(&sdk_config(&self.proxy.endpoint()), SECRET_ARN.to_owned()));
        let settings = Settings::new([]).reread_from(secret.clone(), clock);
        settings.completed_by(secret.read().await.unwrap())
    }
}

/// What became of the questions that were asked.
#[derive(Default)]
struct Tally {
    right: usize,
    /// Answered with the designed failure.
    failed: usize,
    wrong: Vec<(Question, Value)>,
    took: Vec<Duration>,
}

impl Tally {
    fn add(&mut self, mut other: Self) {
        self.right += other.right;
        self.failed += other.failed;
        self.wrong.append(&mut other.wrong);
        self.took.append(&mut other.took);
    }
}

/// Lambda gives an environment one event at a time. Here 200 callers share one, with its cache, its locks, and its
/// readings of the secret, which is harder on all of them.
#[test]
fn two_hundred_callers_get_right_answers_whatever_fails_and_is_replaced() {
    let _alone = alone();
    let runtime = runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(load(effort(50, 200)));
}

async fn load(callers: usize) {
    let dynamodb = functions::table().await;
    let table = FaultProxy::before(dynamodb.address());
    let webhooks = Secret::holding(json!({ "TWILIO_AUTH_TOKEN": FIRST }));
    let tokens = Secret::holding(api_key(0));
    let functions = functions(&sdk_config(&table.endpoint()), &webhooks, &tokens).await;
    for (seed, proxy) in [(1, &table), (2, &webhooks.proxy), (3, &tokens.proxy)] {
        proxy.begin_at_random(ONE_IN, &Fault::TRANSIENT, seed);
    }

    let schedule = Arc::new(Schedule::new());
    let mut asking = JoinSet::new();
    for caller in 0..callers {
        asking.spawn(ask(Arc::clone(&functions), Arc::clone(&schedule), caller));
    }
    operate(&schedule, &webhooks.secrets_manager, &tokens.secrets_manager).await;
    let mut tally = Tally::default();
    while let Some(asked) = asking.join_next().await {
        tally.add(asked.unwrap());
    }
    report(&mut tally, callers, table.take_requests());
    assert!(tally.wrong.is_empty(), "{:#?}", &tally.wrong[..tally.wrong.len().min(5)]);
    assert!(tally.failed * 2000 <= tally.right, "{} failed, {} right", tally.failed, tally.right);
}

/// The functions at the functions' minute 0.
async fn functions(table: &SdkConfig, webhooks: &Secret, tokens: &Secret) -> Arc<Functions> {
    LazyLock::force(&START);
    Arc::new(Functions::new(table, &webhooks.settings().await, &tokens.settings().await))
}

/// What the tokens' secret holds with that API key.
fn api_key(which: usize) -> Value {
    let (sid, secret) = API_KEYS[which];
    json!({
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID, "TWILIO_APP_SID": APP_SID,
        "TWILIO_API_KEY_SID": sid, "TWILIO_API_KEY_SECRET": secret,
    })
}

/// Replaces the credentials when it is time.
async fn operate(schedule: &Schedule, webhooks: &SecretsManager, tokens: &SecretsManager) {
    let until = |minute| tokio::time::sleep_until((*START + MINUTE * minute).into());
    until(schedule.written).await;
    webhooks.put(json!({ "TWILIO_AUTH_TOKEN": FIRST, "TWILIO_AUTH_TOKEN_NEXT": SECOND }));
    until(schedule.promoted).await;
    tokens.put(api_key(1));
    if schedule.removed < schedule.ends {
        until(schedule.removed).await;
        webhooks.put(json!({ "TWILIO_AUTH_TOKEN": SECOND }));
    }
}

/// Asks one question after another until the time is over.
async fn ask(functions: Arc<Functions>, schedule: Arc<Schedule>, caller: usize) -> Tally {
    let mut tally = Tally::default();
    for ordinal in (caller * 1_000_003).. {
        let now = START.elapsed();
        if now >= MINUTE * schedule.ends {
            break;
        }
        let question = Question::nth(ordinal);
        let is_strangers = question.is_strangers();
        let event =
            question.event(if is_strangers { schedule.strangers(now) } else { schedule.twilios(now) });
        let began = Instant::now();
        let reply = functions.answer(&question, &event).await;
        tally.took.push(began.elapsed());
        if question.is_answered_by(&reply, schedule.issuers(now)) {
            tally.right += 1;
        } else if question.is_failed_by(&reply) {
            tally.failed += 1;
        } else {
            tally.wrong.push((question, reply));
        }
    }
    tally
}

fn report(tally: &mut Tally, callers: usize, requests: usize) {
    tally.took.sort_unstable();
    let asked = tally.took.len();
    let took = |thousandths: usize| tally.took[(asked - 1) * thousandths / 1000];
    println!(
        "figures: load: {callers} callers asked {asked} times, of which {requests} reached the table and 1 in {ONE_IN} \
         failed there: {} right, {} failed as designed, {} wrong; half were answered within {:?}, 99.9 % within {:?}, all \
         within {:?}",
        tally.right,
        tally.failed,
        tally.wrong.len(),
        took(500),
        took(999),
        took(1000),
    );
}
