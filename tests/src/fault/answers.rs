//! What a client gets that should have had its answer.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::Fault;

/// The pause after each byte of [`Fault::SlowDrip`]: the shortest answer then takes many seconds.
const DRIP: Duration = Duration::from_millis(50);

/// Fails in that way. Nothing is left to do after an error but to end the connection.
pub(super) async fn fail(client: &mut TcpStream, fault: Fault) -> io::Result<()> {
    let (status, exception) = match fault {
        // Whoever waits gives up and closes the connection, which ends the read.
        Fault::Vanish | Fault::Hang => return client.read_u8().await.map(drop),
        Fault::Reset => return client.set_zero_linger().and(ended()),
        Fault::Garbage => return client.write_all(b"What did you say?\r\n\r\n").await.and(ended()),
        Fault::ForeignPage => {
            let page = answer("200 OK", "<html>Welcome to the airport</html>");
            return client.write_all(&page).await;
        }
        Fault::ProvisionedThroughputExceeded => ("400 Bad Request", "ProvisionedThroughputExceededException"),
        Fault::Throttling => ("400 Bad Request", "ThrottlingException"),
        Fault::InternalServerError => ("500 Internal Server Error", "InternalServerError"),
        Fault::ServiceUnavailable => ("503 Service Unavailable", "ServiceUnavailable"),
        Fault::ExpiredCredentials => ("400 Bad Request", "ExpiredTokenException"),
        Fault::Refuse | Fault::SlowDrip | Fault::Truncated => return ended(),
    };
    client.write_all(&dynamodb_error(status, exception)).await
}

/// Sends the answer a byte at a time, until the client has had enough.
pub(super) async fn drip(client: &mut TcpStream, answer: &[u8]) -> io::Result<()> {
    for byte in answer {
        client.write_u8(*byte).await?;
        tokio::time::sleep(DRIP).await;
    }
    Ok(())
}

/// Sends the answer's head and half of its body.
pub(super) async fn truncate(client: &mut TcpStream, answer: &[u8]) -> io::Result<()> {
    let body_at = body_at(answer).unwrap_or_default();
    client.write_all(&answer[..usize::midpoint(body_at, answer.len())]).await
}

/// Where a message's body begins, once its head is complete.
pub(super) fn body_at(message: &[u8]) -> Option<usize> {
    message.windows(4).position(|bytes| bytes == b"\r\n\r\n").map(|end| end + 4)
}

fn ended() -> io::Result<()> {
    Err(io::ErrorKind::ConnectionAborted.into())
}

/// An error as DynamoDB words it:
/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>.
fn dynamodb_error(status: &str, name: &str) -> Vec<u8> {
    let body =
        format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{name}","message":"a planned fault"}}"#);
    answer(status, &body)
}

fn answer(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}
