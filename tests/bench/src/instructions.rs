//! How many instructions an answer takes, which any machine counts alike: valgrind's
//! [callgrind](https://valgrind.org/docs/manual/cl-manual.html), a processor in software.

use std::{fs, path::Path};

use crate::{
    environment::{Environment, Program},
    failure::Failure,
    question::Function,
    runtime_api::Waiting,
};

/// Answers before the ones that are counted, so that whatever is done once is done.
const BEFORE: usize = 20;

/// Answers that are counted.
const COUNTED: usize = 100;

/// Returns the instructions of one warm answer: the difference between a process that answered often and one that answered
/// seldom, so that nothing of a start or an end is in it. The kernel's instructions are not.
pub(crate) fn per_answer(program: &Program, function: Function, folder: &Path) -> Result<u64, Failure> {
    let seldom = of_process(program, function, BEFORE, folder)?;
    let often = of_process(program, function, BEFORE + COUNTED, folder)?;
    Ok((often - seldom) / COUNTED as u64)
}

fn of_process(program: &Program, function: Function, answers: usize, folder: &Path) -> Result<u64, Failure> {
    let (profile, log) = (folder.join("callgrind.out"), folder.join("callgrind.log"));
    let mut command = vec!["valgrind".into(), "--tool=callgrind".into()];
    command.push(format!("--callgrind-out-file={}", profile.display()).into());
    command.extend(program.command.iter().cloned());
    let counted = Program { command, ..program.clone() };
    let (mut environment, _) = Environment::start(&counted, Waiting::Asleep, &log)?;
    let question = function.question().to_string();
    for _ in 0..answers {
        environment.answer(question.as_bytes())?;
    }
    // It writes its profile when it is asked to end.
    environment.finish()?;
    let text = fs::read_to_string(&profile).map_err(|error| Failure::on(&profile, &error))?;
    let total =
        text.lines().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
    let total = total.and_then(|total| total.trim().parse().ok());
    total.ok_or_else(|| Failure(format!("{} has no total", profile.display())))
}
