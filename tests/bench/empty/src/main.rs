//! A Lambda function that does nothing with `lambda_http`: the floor under what ours cost.

use std::convert::Infallible;

use lambda_http::{Body, Error, Request, Response, run, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(async |_: Request| Ok::<_, Infallible>(Response::new(Body::from("nothing"))))).await
}
