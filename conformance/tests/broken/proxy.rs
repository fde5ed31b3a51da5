//! A proxy of a few lines: HTTP/1.1, one request a connection, no keep-alive. What it cannot read it closes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use conformance::embedded::Embedded;
use reqwest::blocking::Client;

use super::faults::{Delivery, Fault};

/// How long the suite waits for an answer.
const TIMEOUT: Duration = Duration::from_secs(2);

/// A request on its way to the server, or the answer on its way back.
pub(crate) struct Message {
    /// Method, and path with query; of an answer, its status in `status`.
    pub method: String,
    pub path: String,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Message {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// A running proxy with the server behind it.
pub(crate) struct Proxy {
    server: Arc<Embedded>,
    config: tempfile::NamedTempFile,
}

impl Proxy {
    pub(crate) fn start(fault: Option<&'static Fault>) -> Self {
        // a second call finds the provider installed, which is as good
        let _ = rustls::crypto::ring::default_provider().install_default();
        let server = Arc::new(
            Embedded::start(generated::platforms::NEWEST).expect("the reference server starts"),
        );
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let upstream = Arc::clone(&server);
        std::thread::spawn(move || {
            let client = Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .tls_danger_accept_invalid_certs(true)
                .build()
                .expect("client");
            for stream in listener.incoming().flatten() {
                let (client, upstream) = (client.clone(), Arc::clone(&upstream));
                std::thread::spawn(move || serve(stream, &client, &upstream.host(), fault));
            }
        });
        let mut config = tempfile::NamedTempFile::new().expect("a temporary file");
        let text = server.configuration(&format!("http://127.0.0.1:{port}"));
        let limited = format!("timeout = \"{}s\"\n[credentials]", TIMEOUT.as_secs());
        let text = text.replacen("[credentials]", &limited, 1);
        config.write_all(text.as_bytes()).expect("written");
        Self { server, config }
    }

    pub(crate) fn config(&self) -> &Path {
        let _ = &self.server;
        self.config.path()
    }
}

fn serve(mut stream: TcpStream, client: &Client, host: &str, fault: Option<&Fault>) {
    let Some(request) = read(&stream) else {
        return;
    };
    let method = reqwest::Method::from_bytes(request.method.as_bytes()).expect("a method");
    let mut builder = client
        .request(method, format!("{host}{}", request.path))
        .body(request.body.clone());
    for (name, value) in &request.headers {
        if !["host", "content-length", "transfer-encoding", "connection"]
            .contains(&name.to_ascii_lowercase().as_str())
        {
            builder = builder.header(name, value);
        }
    }
    let Ok(answer) = builder.send() else { return };
    let answer = Message {
        method: String::new(),
        path: String::new(),
        status: answer.status().as_u16(),
        headers: answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect(),
        body: answer
            .bytes()
            .map(|bytes| bytes.to_vec())
            .unwrap_or_default(),
    };
    let delivery = fault
        .filter(|fault| (fault.hits)(&request, &answer))
        .map(|fault| fault.delivery);
    match delivery {
        Some(Delivery::Closed) => {}
        Some(Delivery::Never) => std::thread::sleep(2 * TIMEOUT),
        Some(Delivery::Cut) => write(&mut stream, &answer, answer.body.len() / 2),
        None if request.method == "HEAD" => write(&mut stream, &answer, 0),
        None => write(&mut stream, &answer, answer.body.len()),
    }
}

fn read(stream: &TcpStream) -> Option<Message> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut parts = line.split_whitespace();
    let (method, path) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim_end_matches(['\r', '\n']);
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        headers.push((
            name.to_owned(),
            value.strip_prefix(' ').unwrap_or(value).to_owned(),
        ));
    }
    let mut message = Message {
        method,
        path,
        status: 0,
        headers,
        body: Vec::new(),
    };
    if message.header("transfer-encoding").is_some() {
        loop {
            let mut size = String::new();
            reader.read_line(&mut size).ok()?;
            let size = usize::from_str_radix(size.trim(), 16).ok()?;
            let mut chunk = vec![0; size + 2];
            reader.read_exact(&mut chunk).ok()?;
            if size == 0 {
                break;
            }
            message.body.extend_from_slice(&chunk[..size]);
        }
    } else {
        let length = message
            .header("content-length")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        message.body = vec![0; length];
        reader.read_exact(&mut message.body).ok()?;
    }
    Some(message)
}

/// Sends the head of an answer and so many bytes of its body.
fn write(stream: &mut TcpStream, answer: &Message, bytes_of_body: usize) {
    let mut text = format!(
        "HTTP/1.1 {} .\r\nConnection: close\r\nContent-Length: {}\r\n",
        answer.status,
        answer.body.len()
    );
    for (name, value) in &answer.headers {
        if !["content-length", "transfer-encoding", "connection"].contains(&name.as_str()) {
            text.extend([name, ": ", value, "\r\n"]);
        }
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend(answer.body.iter().take(bytes_of_body));
    // a client that went away needs no answer
    let _ = stream.write_all(&bytes);
}
