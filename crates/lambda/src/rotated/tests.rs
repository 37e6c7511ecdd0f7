use std::{
    cell::Cell,
    collections::HashMap,
    sync::{
        LazyLock, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::*;
use crate::secret::{Reading, SecretSource, SecretValues};

const NAME: &str = "TWILIO_AUTH_TOKEN";

thread_local! {
    static ELAPSED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

fn clock() -> Instant {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    *START + ELAPSED.get()
}

fn advance(seconds: u64) {
    ELAPSED.set(ELAPSED.get() + Duration::from_secs(seconds));
}

/// What a reading comes to.
#[derive(Clone, Copy)]
enum Then {
    Value(&'static str),
    Nothing,
    Failure,
    Silence,
}

/// A secret that holds what the test says, and counts how often it is read.
struct Scripted {
    once: Mutex<Option<Then>>,
    then: Mutex<Then>,
    readings: AtomicUsize,
}

impl Scripted {
    fn set(&self, then: Then) {
        *self.then.lock().unwrap() = then;
    }

    /// Lets the next reading alone come to that.
    fn once(&self, then: Then) {
        *self.once.lock().unwrap() = Some(then);
    }

    fn readings(&self) -> usize {
        self.readings.load(Ordering::Relaxed)
    }
}

impl SecretSource for Scripted {
    fn read(&self) -> Reading<'_> {
        self.readings.fetch_add(1, Ordering::Relaxed);
        let once = self.once.lock().unwrap().take();
        let then = once.unwrap_or(*self.then.lock().unwrap());
        Box::pin(async move {
            // As over a network, others run meanwhile.
            tokio::task::yield_now().await;
            match then {
                Then::Value(value) => Ok(values(value)),
                Then::Nothing => Ok(HashMap::new()),
                Then::Failure => Err(SecretError::Unreachable("away".into())),
                Then::Silence => std::future::pending().await,
            }
        })
    }
}

fn values(value: &str) -> SecretValues {
    HashMap::from([(NAME.to_owned(), value.into())])
}

fn made(settings: &Settings) -> Result<String, SettingError> {
    settings.get(NAME).map(str::to_owned).ok_or(SettingError::Missing(NAME))
}

/// A value that was `first` at start, and its secret, in which it is `second` by now.
fn rotated() -> (Rotated<String>, Arc<Scripted>) {
    let secret = Arc::new(Scripted {
        once: Mutex::new(None),
        then: Mutex::new(Then::Value("second")),
        readings: AtomicUsize::new(0),
    });
    let settings = Settings::new([]).completed_by(values("first")).reread_from(secret.clone(), clock);
    (Rotated::new(&settings, made).unwrap(), secret)
}

#[tokio::test]
async fn a_secret_is_read_again_after_fifteen_minutes_and_not_before() {
    let (rotated, secret) = rotated();
    advance(15 * 60 - 1);
    rotated.refresh().await;
    assert_eq!((rotated.held().as_str(), secret.readings()), ("first", 0));
    advance(1);
    rotated.refresh().await;
    assert_eq!((rotated.held().as_str(), secret.readings()), ("second", 1));
    advance(15 * 60 - 1);
    rotated.refresh().await;
    assert_eq!(secret.readings(), 1);
}

#[tokio::test]
async fn a_doubted_value_is_replaced_once_it_is_a_minute_old() {
    let (rotated, secret) = rotated();
    let first = rotated.held();
    advance(59);
    assert_eq!((rotated.newer_than(&first).await, secret.readings()), (None, 0));
    advance(1);
    assert_eq!(rotated.newer_than(&first).await.unwrap().as_str(), "second");
    // Whoever began with the first value learns of the second without another reading.
    assert_eq!(rotated.newer_than(&first).await.unwrap().as_str(), "second");
    assert_eq!(secret.readings(), 1);
}

#[tokio::test]
async fn whatever_is_doubted_the_secret_is_read_once_a_minute_at_most() {
    let (rotated, secret) = rotated();
    let mut readings = Vec::new();
    for _ in 0..4 {
        for _ in 0..3 {
            advance(10);
            for _ in 0..100 {
                rotated.newer_than(&rotated.held()).await;
            }
        }
        readings.push(secret.readings());
    }
    assert_eq!(readings, [0, 1, 1, 2]);
}

#[tokio::test]
async fn all_who_doubt_at_the_same_time_share_one_reading() {
    let (rotated, secret) = rotated();
    let first = rotated.held();
    advance(60);
    let doubt = || async { rotated.newer_than(&first).await.map(|value| (*value).clone()) };
    let second = Some("second".to_owned());
    let newer = tokio::join!(doubt(), doubt(), doubt(), doubt());
    assert_eq!(newer, (second.clone(), second.clone(), second.clone(), second));
    assert_eq!(secret.readings(), 1);
}

#[tokio::test]
async fn nobody_waits_for_a_refresh_that_is_under_way() {
    let (rotated, secret) = rotated();
    advance(15 * 60);
    let late = async {
        rotated.refresh().await;
        rotated.held().as_str().to_owned()
    };
    let ((), late) = tokio::join!(rotated.refresh(), late);
    assert_eq!((late.as_str(), rotated.held().as_str(), secret.readings()), ("first", "second", 1));
}

#[tokio::test]
async fn a_reading_that_fails_leaves_the_value_and_is_repeated_after_a_minute() {
    // What cannot be read may be read a moment later; what makes no value makes none the second time.
    for (failure, readings) in [(Then::Failure, 2), (Then::Nothing, 1)] {
        let (rotated, secret) = rotated();
        secret.set(failure);
        advance(15 * 60);
        rotated.refresh().await;
        advance(59);
        rotated.refresh().await;
        assert_eq!(rotated.newer_than(&rotated.held()).await, None);
        assert_eq!((rotated.held().as_str(), secret.readings()), ("first", readings));

        secret.set(Then::Value("second"));
        advance(1);
        rotated.refresh().await;
        assert_eq!((rotated.held().as_str(), secret.readings()), ("second", readings + 1));
    }
}

#[tokio::test]
async fn one_reading_that_is_lost_costs_nobody_the_new_value() {
    for lost in [Then::Failure, Then::Silence] {
        let (rotated, secret) = rotated();
        let first = rotated.held();
        secret.once(lost);
        advance(60);
        let began = Instant::now();
        assert_eq!(rotated.newer_than(&first).await.unwrap().as_str(), "second");
        assert!(began.elapsed() < WAIT, "{:?}", began.elapsed());
        assert_eq!(secret.readings(), 2);
    }
}

#[tokio::test]
async fn a_secret_that_says_nothing_costs_less_than_half_a_second_once_a_minute() {
    let (rotated, secret) = rotated();
    secret.set(Then::Silence);
    advance(15 * 60);
    let began = Instant::now();
    rotated.refresh().await;
    rotated.refresh().await;
    rotated.newer_than(&rotated.held()).await;
    let took = began.elapsed();
    assert!((WAIT..WAIT + Duration::from_millis(100)).contains(&took), "{took:?}");
    assert_eq!((rotated.held().as_str(), secret.readings()), ("first", 2));
}

#[tokio::test]
async fn what_the_environment_sets_stays_whatever_the_secret_says() {
    let (_, secret) = rotated();
    let settings =
        Settings::new([(NAME.to_owned(), "of the environment".to_owned())]).reread_from(secret, clock);
    let rotated = Rotated::new(&settings, made).unwrap();
    advance(15 * 60);
    rotated.refresh().await;
    assert_eq!(rotated.held().as_str(), "of the environment");
}

#[tokio::test]
async fn without_a_secret_there_is_nothing_to_read_again() {
    let rotated = Rotated::new(&Settings::new([]).with(NAME, "first"), made).unwrap();
    advance(60 * 60);
    rotated.refresh().await;
    assert_eq!(rotated.newer_than(&rotated.held()).await, None);
    assert_eq!(rotated.held().as_str(), "first");
}
