//! No line is longer than it may be, whatever it is to say.

use runa_schema::settings::Format;
use serde_json::Value;

use super::{json, logged, settings};

#[test]
fn no_line_is_long_whatever_it_says() {
    for text in ["x", "\x1b", "é\"", "😀"].map(|text| text.repeat(100_000)) {
        for format in [Format::Json, Format::Pretty] {
            let lines = logged(settings(format), |_| {
                tracing::info!(a = text, "first a field");
                tracing::info!(a = ?text, b = ?text, c = %text, d = 1, "many");
                tracing::error!(number = 1, "{text}");
                let span = tracing::info_span!("long", short = 1, text).entered();
                tracing::info!("in a span");
                let spans: Vec<_> = (0..1000).map(|depth| tracing::info_span!("deep", depth).entered()).collect();
                tracing::info!("deep");
                // Those of one thread leave in the order opposite to the one in which they were entered.
                spans.into_iter().rev().for_each(drop);
                drop(span);
            });
            assert_eq!(lines.len(), 5);
            for line in &lines {
                assert!(line.len() < 16 << 10, "{}", line.len());
                assert!(line.contains("truncated") && line.contains('…'), "{line}");
                if format == Format::Json {
                    assert_eq!(json(line)["truncated"], true);
                }
            }
            if format == Format::Json {
                assert_eq!(json(&lines[2])["number"], Value::Null, "there was no room any more");
                assert!(json(&lines[2])["source"].is_string(), "what runa adds has its room");
                assert_eq!(json(&lines[3])["spans"][0]["short"], 1);
                assert!(json(&lines[4])["spans"].as_array().unwrap().len() > 300);
            }
        }
    }
}

#[test]
fn a_field_that_is_set_often_stays_short() {
    let lines = logged(settings(Format::Json), |_| {
        let span = tracing::info_span!("loop", first = 1, at = tracing::field::Empty, last = 2).entered();
        for at in 0..10_000 {
            span.record("at", at);
        }
        tracing::info!("done");
    });
    let spans = &json(&lines[0])["spans"][0];
    assert_eq!((&spans["first"], &spans["at"], &spans["last"]), (&1.into(), &9999.into(), &2.into()));
    assert!(!lines[0].contains("truncated"), "{}", lines[0]);
}
