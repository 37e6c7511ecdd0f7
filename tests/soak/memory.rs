//! A million invocations leave the memory as it was.

use std::{
    env, fs,
    process::{Command, Stdio},
    sync::Arc,
    time::Instant,
};

use switchboard_lambda::settings::Settings;
use switchboard_tests::effort::{alone, effort};
use tokio::{runtime, task::JoinSet};

use crate::{
    functions::{self, ACCOUNT_SID, API_KEYS, APP_SID, Functions},
    question::Question,
};

const AUTH_TOKEN: &str = "planted-auth-token";

/// How many ask at the same time, so that the table's answers are not waited for idly.
const CALLERS: usize = 8;

/// By how much the process may grow after its first tenth, in which caches, pools and the allocator come to their size. A
/// million invocations that each left five bytes behind would make it grow by more.
const MAX_GROWTH_KIB: usize = 4 * 1024;

/// Set in the process whose memory is measured.
const MEASURED: &str = "SWITCHBOARD_SOAK_MEMORY";

/// In a process of its own: in one that others have used, what they left to the allocator would hide a growth.
#[test]
fn a_million_invocations_leave_the_memory_as_it_was() {
    if env::var_os(MEASURED).is_some() {
        return measure();
    }
    let _alone = alone();
    let measured = Command::new(env::current_exe().unwrap())
        .args(["--exact", "memory::a_million_invocations_leave_the_memory_as_it_was", "--no-capture"])
        .env(MEASURED, "1")
        .stdout(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&measured.stderr);
    let figures = told.lines().find(|line| line.starts_with("figures: ")).unwrap_or_else(|| panic!("{told}"));
    println!("{figures}");
    assert!(measured.status.success(), "{told}");
}

/// Writes to standard error, since the functions' lines go to standard output.
fn measure() {
    let invocations = effort(20_000, 1_000_000);
    let runtime = runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (first, last, per_second) = runtime.block_on(invoke(invocations));
    eprintln!(
        "figures: memory: {first} KiB after {} invocations, {last} KiB after {invocations}; {per_second:.0} a second",
        invocations / 10,
    );
    assert!(last <= first + MAX_GROWTH_KIB, "from {first} KiB to {last} KiB");
}

/// The resident memory after a tenth of the invocations and after all of them, and how many there were a second.
async fn invoke(invocations: u32) -> (usize, usize, f64) {
    let dynamodb = functions::table().await;
    let (sid, secret) = API_KEYS[0];
    let settings = [
        ("TWILIO_AUTH_TOKEN", AUTH_TOKEN),
        ("TWILIO_ACCOUNT_SID", ACCOUNT_SID),
        ("TWILIO_APP_SID", APP_SID),
        ("TWILIO_API_KEY_SID", sid),
        ("TWILIO_API_KEY_SECRET", secret),
    ];
    let settings = Settings::new(settings.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let functions = Arc::new(Functions::new(&dynamodb.sdk_config(), &settings, &settings));
    let tenth = invocations as usize / 10;
    let began = Instant::now();
    ask(&functions, 0, tenth).await;
    let first = resident_kib();
    ask(&functions, tenth, invocations as usize).await;
    (first, resident_kib(), f64::from(invocations) / began.elapsed().as_secs_f64())
}

/// Asks the questions with the ordinals from `first` up to `end`, and checks every answer.
async fn ask(functions: &Arc<Functions>, first: usize, end: usize) {
    let mut asking = JoinSet::new();
    for caller in 0..CALLERS {
        let functions = Arc::clone(functions);
        asking.spawn(async move {
            for ordinal in (first + caller..end).step_by(CALLERS) {
                let question = Question::nth(ordinal);
                let event = question.event(if question.is_strangers() { "another" } else { AUTH_TOKEN });
                let reply = functions.answer(&question, &event).await;
                assert!(question.is_answered_by(&reply, &[API_KEYS[0].0]), "{question:?}: {reply}");
            }
        });
    }
    while let Some(asked) = asking.join_next().await {
        asked.unwrap();
    }
}

/// <https://docs.kernel.org/filesystems/proc.html>, `VmRSS`.
fn resident_kib() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    resident.trim().trim_end_matches(" kB").parse().unwrap()
}
