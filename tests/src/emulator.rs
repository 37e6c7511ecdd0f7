//! AWS's [Runtime Interface Emulator](https://github.com/aws/aws-lambda-runtime-interface-emulator), which stands in for
//! Lambda around one executable.

use std::{
    fmt::Display,
    fs,
    io::{self, BufRead, BufReader, PipeReader},
    net::{SocketAddr, TcpStream},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::Value;

use crate::{server::free_address, tools};

/// How long the emulator may take to listen, and a line to come into the log. Generous, because a machine that also
/// compiles is slow, and nothing waits longer than it must.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longer than a function's own time limit, which the emulator is to enforce.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// How often other ports are tried, where somebody else was quicker to take a free one.
const ATTEMPTS: usize = 5;

/// What Lambda sets by itself, as far as a function or the AWS SDK reads it. The key pair opens nothing; with it the SDK
/// does not look for another one.
pub const LAMBDA_ENVIRONMENT: [(&str, &str); 8] = [
    ("AWS_LAMBDA_FUNCTION_NAME", "function"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
    ("AWS_LAMBDA_FUNCTION_TIMEOUT", "10"),
    ("AWS_REGION", "ap-northeast-1"),
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "not-a-real-secret-access-key"),
    ("AWS_SESSION_TOKEN", "not-a-real-session-token"),
];

/// One execution environment of Lambda, with one executable in it. Ends with its value.
///
/// The executable is started by the first event, as a cold start, and is given one event at a time.
pub struct Emulator {
    process: Child,
    address: SocketAddr,
    log: Arc<Mutex<String>>,
}

impl Emulator {
    /// Returns an environment for `executable` that has only the variables that Lambda sets and those of `environment`,
    /// of which the latter win.
    pub fn start(executable: &Path, environment: &[(&str, &str)]) -> Self {
        let mut log = String::new();
        for _ in 0..ATTEMPTS {
            let mut emulator = Self::spawn(executable, environment);
            if emulator.is_listening() {
                return emulator;
            }
            log = emulator.log();
        }
        panic!("the Runtime Interface Emulator does not listen; its log is:\n{log}");
    }

    /// The answer to `event`, which is shown as JSON.
    pub fn invoke(&self, event: &(impl Display + ?Sized)) -> Value {
        self.try_invoke(event).unwrap_or_else(|| panic!("there is no answer; the log is:\n{}", self.log()))
    }

    /// The answer to `event`, `None` where the executable ended, or ran out of time, instead of giving one.
    pub fn try_invoke(&self, event: &(impl Display + ?Sized)) -> Option<Value> {
        let url = format!("http://{}/2015-03-31/functions/function/invocations", self.address);
        let client = ureq::Agent::config_builder()
            .timeout_global(Some(ANSWER_WITHIN))
            .http_status_as_error(false)
            .build()
            .new_agent();
        let answer = client.post(&url).send(event.to_string()).and_then(|mut answer| {
            let body = answer.body_mut().read_to_string()?;
            Ok((answer.status(), body))
        });
        match answer {
            // The runtime lets nothing else than JSON pass: what is none is the emulator's own sentence.
            Ok((status, body)) if status.is_success() => serde_json::from_str(&body).ok(),
            Ok(_) => None,
            Err(error) => panic!("{url}: {error}; the log is:\n{}", self.log()),
        }
    }

    /// What the executable and the emulator have written so far, to standard output and standard error alike.
    pub fn log(&self) -> String {
        locked(&self.log).clone()
    }

    /// The log as soon as `text` is in it, for a line comes through a pipe and may be later than the answer.
    pub fn log_with(&self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let log = self.log();
            if log.contains(text) {
                return log;
            }
            assert!(Instant::now() < deadline, "{text:?} does not come into the log, which is:\n{log}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn spawn(executable: &Path, environment: &[(&str, &str)]) -> Self {
        let [address, runtime_api] = [free_address(), free_address()];
        // One pipe for both, so that the log keeps the order in which things were written.
        let (log_reader, log_writer) = io::pipe().expect("there are pipes");
        let process = Command::new(tools::runtime_interface_emulator())
            .arg("--runtime-interface-emulator-address")
            .arg(address.to_string())
            .arg("--runtime-api-address")
            .arg(runtime_api.to_string())
            .arg(executable)
            .current_dir(executable.parent().expect("an executable lies in a folder"))
            .env_clear()
            .envs(LAMBDA_ENVIRONMENT)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(log_writer.try_clone().expect("a pipe can be cloned"))
            .stderr(log_writer)
            .process_group(0)
            .spawn()
            .expect("the emulator is an executable");
        Self { process, address, log: collected(log_reader) }
    }

    /// Waits until the emulator listens. `false` when it ended instead, because a port was taken.
    fn is_listening(&mut self) -> bool {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.process.try_wait().expect("a child can be waited for").is_some() {
                return false;
            }
            if TcpStream::connect(self.address).is_ok() {
                return true;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("the emulator does not listen within {PATIENCE:?}; its log is:\n{}", self.log());
    }
}

impl Drop for Emulator {
    /// The executable too, which the emulator puts into a process group of its own and would leave behind.
    fn drop(&mut self) {
        let groups = children(self.process.id()).into_iter().chain([self.process.id()]);
        for group in groups.filter_map(|id| Pid::from_raw(id.try_into().ok()?)) {
            // It may have ended by itself.
            kill_process_group(group, Signal::KILL).ok();
        }
        self.process.wait().ok();
        // What a function logs belongs to the output of the tests, in which leaked secrets are looked for.
        println!("{}", self.log());
    }
}

/// The text that has come out of `pipe` so far, line by line.
fn collected(pipe: PipeReader) -> Arc<Mutex<String>> {
    let log = Arc::default();
    let collected = Arc::clone(&log);
    thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut line = Vec::new();
        while pipe.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            locked(&log).push_str(&String::from_utf8_lossy(&line));
            line.clear();
        }
    });
    collected
}

/// The processes that a process has started, whichever of its threads did.
fn children(process: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    let children =
        threads.flatten().filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    children
        .flat_map(|ids| ids.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
        .collect()
}

fn locked(log: &Mutex<String>) -> MutexGuard<'_, String> {
    // A test that fails while it holds the log must still be able to show it.
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::{io::Write, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn an_executable_that_hangs_ends_with_its_emulator() {
        let folder = tempfile::tempdir().unwrap();
        let executable = folder.path().join("bootstrap");
        fs::write(&executable, "#!/bin/sh\necho started $$\nexec sleep 600\n").unwrap();
        fs::set_permissions(&executable, fs::Permissions::from_mode(0o755)).unwrap();
        let emulator = Emulator::start(&executable, &[("PATH", "/usr/bin:/bin")]);
        let mut connection = TcpStream::connect(emulator.address).unwrap();
        let event = "POST /2015-03-31/functions/function/invocations HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n{}";
        connection.write_all(event.as_bytes()).unwrap();
        let log = emulator.log_with("started ");
        let process = log.lines().find_map(|line| line.strip_prefix("started ")).unwrap();
        // Of a process that has ended and that nobody has waited for, a file without content is left.
        let runs = || fs::read(format!("/proc/{process}/cmdline")).is_ok_and(|command| !command.is_empty());
        assert!(runs());

        drop(emulator);

        let deadline = Instant::now() + PATIENCE;
        while runs() {
            assert!(Instant::now() < deadline, "process {process} still runs");
            thread::sleep(Duration::from_millis(5));
        }
    }
}
