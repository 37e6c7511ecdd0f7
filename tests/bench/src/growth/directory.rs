//! A look-up in a directory of few and of many numbers.

use std::{collections::HashMap, path::Path};

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use switchboard_tests::dynamodb::DynamoDb;

use crate::{
    contestant::{Kind, Places, Table},
    failure::Failure,
    measure::Subject,
    question::Function,
};

/// How many numbers there are.
const SIZES: [u32; 3] = [10, 10_000, 1_000_000];

/// Of how many answers each figure is.
const ANSWERS: usize = 1000;

/// Tasks that write side by side.
const WRITERS: u32 = 4;

/// What a look-up costs in a directory of so many numbers.
#[derive(Serialize)]
pub(crate) struct LookUps {
    pub(crate) numbers: u32,
    /// Of an answer of `capability-token`, which reads the table each time: in microseconds.
    pub(crate) answer_p50_us: f64,
    pub(crate) answer_p99_us: f64,
    /// Of the function's own work for it.
    pub(crate) cpu_us: f64,
}

/// Measures while numbers are added. The one that is asked for is in the table already.
pub(crate) fn look_ups(
    runtime: &tokio::runtime::Runtime,
    dynamodb: &DynamoDb,
    places: &Places,
    table: &Table,
    log: &Path,
) -> Result<Vec<LookUps>, Failure> {
    let function = Function::CapabilityToken;
    let program = places.program(Kind::Switchboard, function, Some(table));
    let subject = Subject { function, program, log, is_checked: true };
    let mut present = 1;
    let mut found = Vec::new();
    for numbers in SIZES {
        println!("  a directory of {numbers} numbers");
        runtime.block_on(add(dynamodb, present, numbers));
        present = numbers;
        let warm = subject.warm(ANSWERS)?;
        found.push(LookUps {
            numbers,
            answer_p50_us: warm.p50,
            answer_p99_us: warm.p99,
            cpu_us: warm.cpu_per_answer,
        });
    }
    Ok(found)
}

/// Registers the numbers from the one numbered `from` to the one before `to`.
async fn add(dynamodb: &DynamoDb, from: u32, to: u32) {
    let part = (to - from).div_ceil(WRITERS);
    let write = |writer: u32| {
        let begin = from + writer * part;
        dynamodb.put_all((begin..to.min(begin + part)).map(entry))
    };
    tokio::join!(write(0), write(1), write(2), write(3));
}

fn entry(number: u32) -> HashMap<String, AttributeValue> {
    let values = [("phone_number", format!("+8170{number:08}")), ("client_name", format!("Client_{number}"))];
    values.into_iter().map(|(name, value)| (name.to_owned(), AttributeValue::S(value))).collect()
}
