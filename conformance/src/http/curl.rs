//! A request as a `curl` command that can be pasted.

use std::fmt::Write as _;

use super::Request;

/// Bodies longer than this are described, not printed.
const BODY_LIMIT: usize = 4096;

/// The command that sends `request` to the target at `url`. Keys appear as `$ACCESS_KEY` and `$DENIED_KEY`.
pub fn command(url: &str, request: &Request, insecure: bool) -> String {
    let mut command = "curl -sS -i".to_owned();
    if insecure {
        command.push_str(" -k");
    }
    // writing to a String cannot fail, so the results are dropped
    if request.method == "HEAD" {
        command.push_str(" --head");
    } else {
        let _ = write!(command, " -X {}", quoted(&request.method));
    }
    let _ = write!(command, " {}", quoted(&request.address(url)));
    if let Some(value) = request.credential.placeholder() {
        // double quotes, so that the shell puts the key in
        let _ = write!(
            command,
            " -H \"Authorization: {}\"",
            value.replace('"', "\\\"")
        );
    }
    for (name, value) in &request.headers {
        let _ = write!(command, " -H {}", quoted(&format!("{name}: {value}")));
    }
    if let Some(body) = &request.body {
        if !request
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        {
            // curl would declare a form otherwise
            command.push_str(" -H 'Content-Type:'");
        }
        if body.len() > BODY_LIMIT {
            let _ = write!(
                command,
                " --data-binary @body  # {} bytes, beginning with ",
                body.len()
            );
            command.push_str(&quoted(&String::from_utf8_lossy(&body[..64])));
        } else {
            let _ = write!(command, " --data-binary {}", quoted_bytes(body));
        }
    }
    command
}

/// Single quotes for plain text, `$'...'` for bytes that would not survive them.
fn quoted_bytes(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text)
            if !text
                .chars()
                .any(|character| character.is_control() && character != '\n') =>
        {
            quoted(text)
        }
        _ => {
            let mut text = "$'".to_owned();
            for byte in bytes {
                match byte {
                    b'\'' | b'\\' => text.extend(['\\', char::from(*byte)]),
                    b' '..=b'~' => text.push(char::from(*byte)),
                    _ => _ = write!(text, "\\x{byte:02x}"),
                }
            }
            text.push('\'');
            text
        }
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_can_be_pasted_and_holds_no_key() {
        let request = Request::new("POST", "/a")
            .with_header("Content-Type", "application/json")
            .with_body("it's");
        assert_eq!(
            command("http://h/", &request, true),
            "curl -sS -i -k -X 'POST' 'http://h/a' -H \"Authorization: Bearer $ACCESS_KEY\" -H 'Accept: application/json' \
             -H 'Content-Type: application/json' --data-binary 'it'\\''s'"
        );
    }

    #[test]
    fn bytes_survive_the_shell() {
        assert_eq!(quoted_bytes(&[0, 0xff, b'\'']), r"$'\x00\xff\''");
    }

    #[test]
    fn a_body_without_type_is_not_declared_a_form() {
        let request = Request::new("POST", "/a").with_body("x");
        assert!(command("http://h", &request, false).contains("-H 'Content-Type:'"));
    }
}
