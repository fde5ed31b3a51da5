//! Large answers are sent compressed to clients that take gzip; small ones never are.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Bytes};
use hyper::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderValue, VARY};
use hyper::{HeaderMap, Response};

use crate::behaviour::{variant, variants};
use crate::heavy;
use crate::response::ResponseBody;

/// From this many bytes on an answer is large.
const LARGE: u64 = 128 * 1024;

/// What Kubernetes spends on it: not much.
const LEVEL: Compression = Compression::new(4);

/// Compresses an answer that is large, when `headers` of the request allow it.
pub(crate) async fn apply(
    headers: &HeaderMap,
    response: Response<ResponseBody>,
) -> Response<ResponseBody> {
    let length = response.body().size_hint().exact();
    let large = if variant(&variants::SMALL_ANSWERS_COMPRESSED) {
        1
    } else {
        LARGE
    };
    if length.is_none_or(|length| length < large) || !takes_gzip(headers) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(body) = body.collect().await;
    let bytes = body.to_bytes();
    let text = bytes.clone();
    let Some(compressed) = heavy::work(move || compress(&text)).await else {
        return Response::from_parts(parts, ResponseBody::Whole(Full::new(bytes)));
    };
    parts
        .headers
        .insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts
        .headers
        .append(VARY, HeaderValue::from_static("Accept-Encoding"));
    Response::from_parts(parts, ResponseBody::Whole(Full::new(compressed)))
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    accepted
        .flat_map(|value| value.split(','))
        .any(|coding| coding.split(';').next().unwrap_or_default().trim() == "gzip")
}

fn compress(bytes: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), LEVEL);
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    #[test]
    fn what_is_compressed_can_be_read_again() {
        let text = b"virtual cluster ".repeat(10_000);
        let compressed = super::compress(&text).unwrap();
        assert!(compressed.len() < text.len() / 10);
        let mut read = Vec::new();
        GzDecoder::new(&*compressed).read_to_end(&mut read).unwrap();
        assert_eq!(read, text);
    }
}
