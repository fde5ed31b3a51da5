//! What one peer may take from the server, and all of them together.
//!
//! The defaults are those of the generic API server where it has the same limit (`ReadHeaderTimeout` 32 s, `IdleTimeout`
//! 90 s, 100 streams), and the observed build's where a limit can be seen from outside (headers of 1 MiB).

use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;

/// The bounds of connections, requests and answers.
///
/// Times are exact for requests. Those of connections are looked at when the shortest of them is over, so that a
/// connection costs no timer for each of them; a connection may outlive its time by that much.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Connections at once; more wait in the system's accept queue until one closes.
    #[arg(long, value_name = "COUNT", default_value_t = Self::DEFAULT.max_connections,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub max_connections: u32,
    /// Bytes of a request's line and headers; more are answered 431.
    #[arg(long, value_name = "BYTES", default_value_t = Self::DEFAULT.max_header_bytes,
          value_parser = clap::value_parser!(u32).range(8192..))]
    pub max_header_bytes: u32,
    /// Headers of a request over HTTP/1.1; more are answered 431. Room for so many is made for every request.
    #[arg(long, value_name = "COUNT", default_value_t = Self::DEFAULT.max_headers,
          value_parser = clap::value_parser!(u32).range(16..=65_536))]
    pub max_headers: u32,
    /// Bytes of requests whose headers are not complete, on all connections; beyond them, whoever has sent more than 16
    /// KiB of such is cut off.
    #[arg(long, value_name = "BYTES", default_value_t = Self::DEFAULT.max_unread_heads)]
    pub max_unread_heads: usize,
    /// Time from the connection to its first byte, and from there to the end of a TLS handshake.
    #[arg(long, value_name = "TIME", default_value = "32s", value_parser = time)]
    pub first_byte_time: Duration,
    /// Time from a request's first byte to the end of its headers.
    #[arg(long, value_name = "TIME", default_value = "32s", value_parser = time)]
    pub header_time: Duration,
    /// Time between two pieces of a request's body. A whole body has the 34 s of any request, or its `timeout`.
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = time)]
    pub body_pause: Duration,
    /// Time that a connection may be without a request.
    #[arg(long, value_name = "TIME", default_value = "90s", value_parser = time)]
    pub idle_time: Duration,
    /// Time in which a client has to read something of an answer that waits for it. The whole may take as much, and a
    /// second for every 16 KiB.
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = time)]
    pub answer_time: Duration,
    /// HTTP/2 requests at once on a connection; more are refused.
    #[arg(long, value_name = "COUNT", default_value_t = Self::DEFAULT.max_streams,
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub max_streams: u32,
    /// HTTP/2 requests that a client may cancel before they are looked at; more end the connection.
    #[arg(long, value_name = "COUNT", default_value_t = Self::DEFAULT.max_resets,
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub max_resets: u32,
    /// Watches at once; more are answered 429.
    #[arg(long, value_name = "COUNT", default_value_t = Self::DEFAULT.max_watches,
          value_parser = clap::value_parser!(u32).range(1..))]
    pub max_watches: u32,
    /// Time that requests may take to finish once the server was told to stop.
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time)]
    pub stop_time: Duration,
}

/// How fast an answer has to be read beyond [`Limits::answer_time`], in bytes a second.
const SLOWEST_READER: u64 = 16 * 1024;

impl Limits {
    /// What holds when nobody says otherwise.
    pub const DEFAULT: Self = Self {
        max_connections: 16_384,
        max_header_bytes: 1024 * 1024,
        max_headers: 256,
        max_unread_heads: 256 * 1024 * 1024,
        first_byte_time: Duration::from_secs(32),
        header_time: Duration::from_secs(32),
        body_pause: Duration::from_secs(10),
        idle_time: Duration::from_secs(90),
        answer_time: Duration::from_secs(30),
        max_streams: 100,
        max_resets: 20,
        max_watches: 1000,
        stop_time: Duration::from_secs(5),
    };

    /// How long an answer, or a part of one, may take to be read.
    pub(crate) fn reading_time(&self, bytes: u64) -> Duration {
        self.answer_time + Duration::from_millis(bytes.saturating_mul(1000) / SLOWEST_READER)
    }

    /// The shortest of the times that a connection is held to.
    pub(crate) fn shortest_time(&self) -> Duration {
        self.first_byte_time
            .min(self.header_time)
            .min(self.idle_time)
            .min(self.answer_time)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Reads a time such as `90s` or `1m 30s`.
fn time(text: &str) -> Result<Duration, String> {
    let read: SignedDuration = text
        .parse()
        .map_err(|_| format!("{text:?} is no time; write it with its unit, such as 90s"))?;
    Duration::try_from(read)
        .ok()
        .filter(|time| (Duration::from_millis(1)..=LONGEST).contains(time))
        .ok_or_else(|| format!("{text:?} is not between 1ms and 24h"))
}

/// No time may be longer, so that adding it to the present always can be done.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        limits: Limits,
    }

    #[test]
    fn the_command_line_has_the_defaults_of_the_type() {
        assert_eq!(Command::parse_from(["x"]).limits, Limits::DEFAULT);
    }

    #[test]
    fn times_have_units_and_bounds() {
        assert_eq!(time("1m 30s").unwrap(), Duration::from_secs(90));
        assert_eq!(time("20ms").unwrap(), Duration::from_millis(20));
        for text in ["", "5", "-1s", "0s", "25h", "soon"] {
            assert!(time(text).unwrap_err().contains(text), "{text}");
        }
    }
}
