//! `cargo local`, started for a test.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Output, Stdio},
};

use crate::tools;

/// A running `cargo local`, ended when it is dropped.
pub struct Local {
    child: Child,
    banner: Vec<String>,
}

impl Local {
    /// Starts it on a free port, with an environment that has nothing of Twilio's or AWS's, and waits until it listens.
    pub fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut child = command(arguments, environment)
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("cargo local starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("its output is piped"));
        let banner = stdout.by_ref().lines().map(|line| line.expect("it prints text"));
        // The banner ends with an empty line behind the last answer.
        let wanted = if arguments.contains(&"--live") { 1 } else { 3 };
        let mut answers = 0;
        let banner: Vec<String> = banner
            .take_while(|line| {
                answers += usize::from(line.trim_start().starts_with("# answers"));
                answers < wanted || !line.is_empty()
            })
            .collect();
        assert_eq!(answers, wanted, "cargo local prints answers, and printed {banner:?}");
        // What it logs belongs to the output of the tests, and a full pipe would stop it.
        std::thread::spawn(move || stdout.lines().map_while(Result::ok).for_each(|line| println!("{line}")));
        Self { child, banner }
    }

    /// All that it printed at start.
    pub fn banner(&self) -> String {
        self.banner.join("\n")
    }

    /// The commands that it prints, each with the answer that it promises.
    pub fn samples(&self) -> Vec<(String, String)> {
        let lines = self.banner.iter().map(|line| line.trim_start());
        let commands = lines.clone().filter(|line| line.starts_with("curl "));
        let answers = lines.filter_map(|line| line.strip_prefix("# answers "));
        commands.zip(answers).map(|(command, answer)| (command.to_owned(), answer.to_owned())).collect()
    }

    /// Its address, without a slash at the end.
    pub fn address(&self) -> &str {
        let first = self.banner.first().expect("it printed a banner");
        first
            .split(' ')
            .find(|word| word.starts_with("http://"))
            .expect("the banner's first line has the address")
    }

    /// What a client on this machine gets from one of its paths, with curl's own further `arguments`.
    pub fn curl(&self, path: &str, arguments: &[&str]) -> String {
        let url = format!("{}{path}", self.address());
        let output = Command::new("curl")
            .args(["-s", "-S"])
            .args(arguments)
            .arg(url)
            .output()
            .expect("curl is installed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("the answer is text")
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it was a child of ours");
    }
}

/// What `cargo local` does that is expected not to start: its status, and what it says.
pub fn refusal(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    command(arguments, environment).output().expect("cargo local starts")
}

fn command(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(tools::executable("switchboard-local"));
    command.args(arguments).env_clear().envs(environment.iter().copied()).stdin(Stdio::null());
    command
}
