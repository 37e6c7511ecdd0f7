//! One execution environment: a process, as Lambda runs it, and what it has used so far.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use nix::{time::clock_getcpuclockid, unistd::Pid};
use rustix::process::{self, Signal, kill_process};

use crate::{
    failure::Failure,
    runtime_api::{Kind, Message, RuntimeApi, Waiting},
};

/// How long anything may take, valgrind's slowness included.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is run.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// The executable and its arguments.
    pub(crate) command: Vec<PathBuf>,
    /// Where it runs.
    pub(crate) folder: PathBuf,
    /// Its environment, besides what Lambda sets.
    pub(crate) environment: BTreeMap<String, String>,
}

/// A running process that has asked for its first event.
pub(crate) struct Environment {
    process: Child,
    api: RuntimeApi,
    next: Message,
    log: PathBuf,
}

/// An answer and how long it took.
pub(crate) struct Answered {
    pub(crate) answer: Vec<u8>,
    /// From the event's first byte to the answer's last.
    pub(crate) took: Duration,
}

impl Environment {
    /// Starts `program` and waits until it asks for an event. Returns it and how long that took.
    pub(crate) fn start(
        program: &Program,
        waiting: Waiting,
        log: &Path,
    ) -> Result<(Self, Duration), Failure> {
        let failed = |error| Failure::on(log, &error);
        let mut api = RuntimeApi::listen(waiting).map_err(failed)?;
        let address = api.address().map_err(failed)?;
        let output = File::create(log).map_err(failed)?;
        let errors = output.try_clone().map_err(failed)?;
        let mut command = Command::new(&program.command[0]);
        command
            .args(&program.command[1..])
            .current_dir(&program.folder)
            .env_clear()
            .envs(switchboard_tests::emulator::LAMBDA_ENVIRONMENT)
            .envs(&program.environment)
            .env("AWS_LAMBDA_RUNTIME_API", address.to_string())
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors);
        let began = Instant::now();
        let mut process = command
            .spawn()
            .map_err(|error| Failure(format!("{} cannot be run: {error}", program.command[0].display())))?;
        let next = match expected(&mut api, Kind::Next) {
            Ok(next) => next,
            Err(error) => {
                end(&mut process);
                return Err(Failure::of_process(&error, log));
            }
        };
        let took = next.at - began;
        Ok((Self { process, api, next, log: log.to_owned() }, took))
    }

    /// The answer to `event`. Returns when the process asks for the next one.
    pub(crate) fn answer(&mut self, event: &[u8]) -> Result<Answered, Failure> {
        self.try_answer(event).map_err(|error| Failure::of_process(&error, &self.log))
    }

    fn try_answer(&mut self, event: &[u8]) -> io::Result<Answered> {
        let sent = self.api.send(&self.next, event)?;
        let answer = expected(&mut self.api, Kind::Answer)?;
        self.api.accept(&answer)?;
        self.next = expected(&mut self.api, Kind::Next)?;
        Ok(Answered { took: answer.at - sent, answer: answer.body })
    }

    /// Asks the process to end, and waits until it has.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let asked = kill_process(process::Pid::from_child(&self.process), Signal::TERM);
        let ended = asked.map_err(io::Error::from).and_then(|()| self.process.wait());
        ended.map(drop).map_err(|error| Failure::of_process(&error, &self.log))
    }

    /// The process's number.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// How long processors have worked for it so far, in the kernel and outside, threads that have ended included.
    pub(crate) fn cpu_time(&self) -> Result<Duration, Failure> {
        let failed = |error: nix::Error| Failure(format!("the process's clock cannot be read: {error}"));
        let id = Pid::from_raw(self.process.id().cast_signed());
        let clock = clock_getcpuclockid(id).map_err(failed)?;
        clock.now().map(Duration::from).map_err(failed)
    }

    /// The most memory that it has had at once, in bytes: its own, and of its files what lay in memory for it.
    pub(crate) fn peak_memory(&self) -> Result<u64, Failure> {
        self.memory("VmHWM:")
    }

    /// The memory that is its own now, in bytes: without the files that all processes of one executable share.
    pub(crate) fn own_memory(&self) -> Result<u64, Failure> {
        self.memory("RssAnon:")
    }

    /// A figure of <https://man7.org/linux/man-pages/man5/proc_pid_status.5.html>.
    fn memory(&self, name: &str) -> Result<u64, Failure> {
        let path = PathBuf::from(format!("/proc/{}/status", self.process.id()));
        let status = fs::read_to_string(&path).map_err(|error| Failure::on(&path, &error))?;
        let figure = status.lines().find_map(|line| line.strip_prefix(name));
        let kibibytes =
            figure.and_then(|figure| figure.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
        kibibytes
            .map(|kibibytes| kibibytes * 1024)
            .ok_or_else(|| Failure(format!("{} has no {name}", path.display())))
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

fn end(process: &mut Child) {
    // Either fails only for a process that has ended, and then there is nothing left to do.
    let _ = process.kill();
    let _ = process.wait();
}

fn expected(api: &mut RuntimeApi, kind: Kind) -> io::Result<Message> {
    let message = api.message(Instant::now() + PATIENCE)?;
    if message.kind == kind {
        return Ok(message);
    }
    let said = String::from_utf8_lossy(&message.body).into_owned();
    Err(io::Error::new(io::ErrorKind::InvalidData, format!("it says {:?} {said}", message.kind)))
}
