//! A request, as it was sent.

use std::{
    io::{self, BufRead, BufReader, Read},
    net::TcpStream,
};

/// A request, as it was sent.
pub(super) struct Request {
    pub(super) method: String,
    /// The path and the query.
    pub(super) target: String,
    pub(super) authorization: String,
    pub(super) content_type: String,
    pub(super) body: String,
}

impl Request {
    pub(super) fn read(connection: &TcpStream) -> io::Result<Self> {
        let mut reader = BufReader::new(connection);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let mut words = line.split_whitespace().map(str::to_owned);
        let (Some(method), Some(target)) = (words.next(), words.next()) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let mut request = Self {
            method,
            target,
            authorization: String::new(),
            content_type: String::new(),
            body: String::new(),
        };
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 || line == "\r\n" {
                break;
            }
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "authorization" => value.clone_into(&mut request.authorization),
                "content-type" => value.clone_into(&mut request.content_type),
                "content-length" => length = value.parse().unwrap_or_default(),
                _ => {}
            }
        }
        reader.take(length).read_to_string(&mut request.body)?;
        Ok(request)
    }

    pub(super) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The value of a parameter of the query.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        self.queries().into_iter().find(|(found, _)| found == name).map(|(_, value)| value)
    }

    pub(super) fn queries(&self) -> Vec<(String, String)> {
        pairs(self.target.split_once('?').map_or("", |(_, query)| query))
    }

    pub(super) fn form(&self) -> Vec<(String, String)> {
        pairs(&self.body)
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    serde_urlencoded::from_str(text).expect("a form is names and values")
}
