//! What is counted, under which labels, and how many series that can become.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use http::StatusCode;

use super::table::METHODS;
use super::*;
use crate::kernel::metrics::{Reading, Value};

fn series(metrics: &Metrics, name: &str) -> Vec<(Vec<String>, Value)> {
    let family: Reading = metrics.read().into_iter().find(|family| &*family.name == name).unwrap();
    family
        .series
        .into_iter()
        .map(|series| (series.labels.iter().map(ToString::to_string).collect(), series.value))
        .collect()
}

fn durations(metrics: &Metrics) -> Vec<(Vec<String>, u64)> {
    series(metrics, "http_server_request_duration_seconds")
        .into_iter()
        .map(|(labels, value)| match value {
            Value::Distribution(distribution) => (labels, distribution.count()),
            Value::Number(_) => panic!("a histogram has buckets"),
        })
        .collect()
}

#[test]
fn labels_are_method_route_and_status() {
    let another = String::from("/orders/{id}");
    let metrics = Metrics::default();
    let requests = Requests::new(&metrics).unwrap();
    let count = |method: http::Method, route, status: u16| {
        requests.count(Method::of(&method), route, StatusCode::from_u16(status).ok(), 0.01);
    };
    count(http::Method::GET, Some("/orders/{id}"), 200);
    // Another text of the same route, as nested services make.
    count(http::Method::GET, Some(&another), 200);
    count(http::Method::GET, Some("/orders/{id}"), 404);
    count(http::Method::POST, None, 404);
    count("BREW".parse().unwrap(), Some("/pot"), 200);
    count(http::Method::GET, Some("/slow"), 0);
    let wanted = [
        (["GET", "/orders/{id}", "200"], 2),
        (["GET", "/orders/{id}", "404"], 1),
        (["POST", "unmatched", "404"], 1),
        (["_OTHER", "/pot", "200"], 1),
        (["GET", "/slow", ""], 1),
    ];
    assert_eq!(durations(&metrics), wanted.map(|(labels, count)| (labels.map(String::from).to_vec(), count)));
}

#[test]
fn every_known_method_has_its_own_label() {
    for (index, name) in METHODS.iter().enumerate() {
        let method: http::Method = name.parse().unwrap();
        assert_eq!(Method::of(&method).index(), index, "{name}");
    }
    for other in ["get", "PROPFIND", "GETX", "G"] {
        assert_eq!(METHODS[Method::of(&other.parse().unwrap()).index()], "_OTHER", "{other}");
    }
}

#[test]
fn more_series_than_the_table_has_slots_are_counted_all_the_same() {
    let metrics = Metrics::default();
    let requests = Requests::new(&metrics).unwrap();
    for round in 1..=2 {
        for route in 0..600 {
            for status in 200..210 {
                requests.count(
                    Method::of(&http::Method::GET),
                    Some(&format!("/{route}")),
                    StatusCode::from_u16(status).ok(),
                    0.01,
                );
            }
        }
        let durations = durations(&metrics);
        assert_eq!(durations.len(), 2_001);
        assert_eq!(durations.iter().map(|(_, count)| count).sum::<u64>(), 6_000 * round);
    }
}
