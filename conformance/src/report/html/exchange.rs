//! What was sent and what came, the request as its difference from the accepted one.

use maud::{Markup, html};

use super::diff::{Line, difference};
use super::indent::{both_indented, indented};
use super::shown;
use crate::report::{ExchangeReport, Message, Reproducer};

/// The request of a reproducer.
pub(super) fn request(reproducer: &Reproducer) -> Markup {
    let sent = &reproducer.exchange.request;
    let Some(control) = &reproducer.control else {
        return block("Request", &[Line::Same(text(sent, &indented(&sent.body)))]);
    };
    let (accepted, own) = both_indented(&control.request.body, &sent.body);
    let lines = difference(&text(&control.request, &accepted), &text(sent, &own));
    if lines.iter().all(|line| matches!(line, Line::Same(_))) {
        block("Request, the same as the one that was accepted", &lines)
    } else {
        block("Request, beside the one that was accepted", &lines)
    }
}

/// The answer of an exchange.
pub(super) fn answer(title: &str, exchange: &ExchangeReport) -> Markup {
    let text = match (&exchange.response, &exchange.error) {
        (Some(response), _) => format!("HTTP {}", text(response, &indented(&response.body))),
        (None, Some(error)) => format!("no answer: {error}"),
        (None, None) => "no answer".to_owned(),
    };
    block(title, &[Line::Same(text)])
}

fn block(title: &str, lines: &[Line]) -> Markup {
    // all lines begin at the same place, those without a mark too
    let gutter = if lines.iter().any(|line| !matches!(line, Line::Same(_))) {
        "  "
    } else {
        ""
    };
    html! {
        figure {
            figcaption { (title) }
            pre tabindex="0" {
                @for line in lines {
                    @match line {
                        Line::Same(text) => { (gutter) (shown(text)) "\n" }
                        Line::Removed(text) => { del { "- " (shown(text)) "\n" } }
                        Line::Added(text) => { ins { "+ " (shown(text)) "\n" } }
                    }
                }
            }
        }
    }
}

/// A message as it is read: line, headers, body.
fn text(message: &Message, body: &str) -> String {
    let mut text = message.line.clone();
    for header in &message.headers {
        text.push('\n');
        text.push_str(header);
    }
    if !body.is_empty() {
        text.push_str("\n\n");
        text.push_str(body);
    }
    text
}
