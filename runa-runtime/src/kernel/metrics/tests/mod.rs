//! Both text formats, names, limits, and what many threads count together.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

pub(crate) mod parser;

use super::{DURATION_BOUNDS, Form, Kind, Metrics, Value};

fn sample() -> Metrics {
    let metrics = Metrics::default();
    let jobs = metrics
        .metric("jobs_total", "Jobs that \"ended\",\nback\\slash.")
        .labels(["queue", "outcome"])
        .counter()
        .unwrap();
    jobs.with(["emails", "done"]).add(3);
    jobs.with(["a\"b\\c\nd", "ü"]).inc();
    metrics.metric("queue_depth", "Waiting jobs.").gauge().unwrap().set(-2.5);
    let sizes = metrics
        .metric("body_size_bytes", "Bodies.")
        .unit("bytes")
        .labels(["route"])
        .histogram(&[0.5, 1.0, 1024.0])
        .unwrap();
    let sizes = sizes.with(["/orders/{id}"]);
    sizes.observe(0.25);
    sizes.observe(1.0);
    sizes.observe(f64::NAN);
    sizes.observe(4096.0);
    metrics.metric("never_used_total", "Nothing.").labels(["x"]).counter().unwrap();
    metrics.metric("heat_celsius", "Absent.").read_gauge(|| None).unwrap();
    metrics.metric("pool_size", "Read when asked.").labels(["pool"]).read_gauge(|| [(["db".to_owned()], 7.0)]).unwrap();
    metrics
}

#[test]
fn classic_text_is_exactly_this() {
    let wanted = r#"# HELP jobs_total Jobs that "ended",\nback\\slash.
# TYPE jobs_total counter
jobs_total{queue="emails",outcome="done"} 3
jobs_total{queue="a\"b\\c\nd",outcome="ü"} 1
# HELP queue_depth Waiting jobs.
# TYPE queue_depth gauge
queue_depth -2.5
# HELP body_size_bytes Bodies.
# TYPE body_size_bytes histogram
body_size_bytes_bucket{route="/orders/{id}",le="0.5"} 1
body_size_bytes_bucket{route="/orders/{id}",le="1"} 2
body_size_bytes_bucket{route="/orders/{id}",le="1024"} 2
body_size_bytes_bucket{route="/orders/{id}",le="+Inf"} 3
body_size_bytes_sum{route="/orders/{id}"} 4097.25
body_size_bytes_count{route="/orders/{id}"} 3
# HELP pool_size Read when asked.
# TYPE pool_size gauge
pool_size{pool="db"} 7
"#;
    assert_eq!(sample().text(Form::Classic), wanted);
}

#[test]
fn open_metrics_text_is_exactly_this() {
    let wanted = r#"# HELP jobs Jobs that \"ended\",\nback\\slash.
# TYPE jobs counter
jobs_total{queue="emails",outcome="done"} 3
jobs_total{queue="a\"b\\c\nd",outcome="ü"} 1
# HELP queue_depth Waiting jobs.
# TYPE queue_depth gauge
queue_depth -2.5
# HELP body_size_bytes Bodies.
# TYPE body_size_bytes histogram
# UNIT body_size_bytes bytes
body_size_bytes_bucket{route="/orders/{id}",le="0.5"} 1
body_size_bytes_bucket{route="/orders/{id}",le="1.0"} 2
body_size_bytes_bucket{route="/orders/{id}",le="1024.0"} 2
body_size_bytes_bucket{route="/orders/{id}",le="+Inf"} 3
body_size_bytes_sum{route="/orders/{id}"} 4097.25
body_size_bytes_count{route="/orders/{id}"} 3
# HELP pool_size Read when asked.
# TYPE pool_size gauge
pool_size{pool="db"} 7
# EOF
"#;
    assert_eq!(sample().text(Form::OpenMetrics), wanted);
}

#[test]
fn both_forms_say_the_same_to_a_strict_reader() {
    let metrics = sample();
    let read = |form| parser::parse(&metrics.text(form), form).unwrap();
    let (classic, open) = (read(Form::Classic), read(Form::OpenMetrics));
    assert_eq!(classic["jobs_total"].samples, open["jobs"].samples);
    assert_eq!(classic["jobs_total"].help, open["jobs"].help);
    assert_eq!(open["jobs"].help, "Jobs that \"ended\",\nback\\slash.");
    assert_eq!(open["jobs"].samples[1].labels, [("queue".into(), "a\"b\\c\nd".into()), ("outcome".into(), "ü".into())]);
    assert_eq!((open["body_size_bytes"].unit.as_deref(), open["queue_depth"].kind.as_str()), (Some("bytes"), "gauge"));
    assert_eq!(Metrics::default().text(Form::Classic), "");
    assert_eq!(Metrics::default().text(Form::OpenMetrics), "# EOF\n");
}

#[test]
fn the_strict_reader_refuses_what_is_wrong() {
    let head = "# HELP a_total A.\n# TYPE a_total counter\n";
    for (text, form) in [
        (format!("{head}a_total 1"), Form::Classic),
        (format!("{head}a_total 1\na_total 2\n"), Form::Classic),
        (format!("{head}b_total 1\n"), Form::Classic),
        (format!("{head}a_total{{x=\"\\q\"}} 1\n"), Form::Classic),
        (format!("{head}a_total one\n"), Form::Classic),
        (format!("{head}a_total 1\n"), Form::OpenMetrics),
        (format!("{head}a_total 1\n# EOF\n"), Form::OpenMetrics),
        ("# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n".into(), Form::Classic),
    ] {
        assert!(parser::parse(&text, form).is_err(), "{text}");
    }
}

#[test]
fn exemplars_stand_in_their_bucket_of_open_metrics_only() {
    let metrics = Metrics::default();
    let times = metrics.metric("time_seconds", "Time.").unit("seconds").histogram(&DURATION_BOUNDS).unwrap();
    times.observe_with(0.03, "trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
    times.observe_with(0.2, "trace_id", &"x".repeat(121));
    times.observe_with(0.2, "no label", "x");
    let parsed = parser::parse(&metrics.text(Form::OpenMetrics), Form::OpenMetrics).unwrap();
    let with: Vec<_> = parsed["time_seconds"]
        .samples
        .iter()
        .filter_map(|sample| sample.exemplar.clone().zip(sample.labels.last()))
        .collect();
    let [(exemplar, (_, bound))] = with.as_slice() else { panic!("one exemplar, not {with:?}") };
    assert!(exemplar.starts_with("{trace_id=\"4bf92f3577b34da6a3ce929d0e0e4736\"} 0.03 1"), "{exemplar}");
    assert_eq!(bound, "0.05");
    assert_eq!(times.get().count(), 3, "an example that does not fit is counted all the same");
    parser::parse(&metrics.text(Form::Classic), Form::Classic).unwrap();
}

#[test]
fn bad_definitions_are_errors() {
    let metrics = sample();
    let counter = |name: &str, help: &str, labels: [&str; 2]| {
        metrics.metric(name, help).labels(labels).counter().map(drop).map_err(|error| error.to_string())
    };
    for name in [
        "",
        "1st",
        "a-b",
        "a b",
        "ü",
        "a:b",
        "a_bucket",
        "a_total_total",
        "x_sum",
        "_total",
        "a\n",
        "runa_metrics_overflow_total",
    ] {
        assert!(counter(name, "Help.", ["a", "b"]).is_err(), "{name:?}");
    }
    for labels in [["a", "a"], ["le", "b"], ["__a", "b"], ["", "b"], ["a-b", "b"]] {
        assert!(counter("fine", "Help.", labels).is_err(), "{labels:?}");
    }
    assert!(counter("fine", " ", ["a", "b"]).is_err(), "no help");
    assert!(metrics.metric("fine", "Help.").unit("seconds").gauge().is_err(), "the unit is missing in the name");
    assert!(metrics.metric("seconds", "Help.").unit("seconds").gauge().is_err());
    for bounds in [&[][..], &[1.0, 1.0], &[2.0, 1.0], &[-1.0], &[f64::NAN], &[f64::INFINITY]] {
        assert!(metrics.metric("fine", "Help.").histogram(bounds).is_err(), "{bounds:?}");
    }
    // Names of parts are names too.
    assert!(metrics.metric("jobs", "Help.").gauge().is_err());
    assert_eq!(
        counter("queue_depth", "Help.", ["a", "b"]).unwrap_err(),
        "metric `queue_depth` cannot be defined: `queue_depth` is there already, as a gauge with labels []"
    );
    assert_eq!(metrics.read().len(), sample().read().len(), "nothing of it was kept");
}

#[test]
fn the_same_definition_is_the_same_metric() {
    let metrics = Metrics::default();
    let define = || metrics.metric("jobs", "Jobs.").labels(["queue"]).counter().unwrap();
    define().with(["a"]).inc();
    define().with(["a"]).inc();
    assert_eq!(define().with(["a"]).get(), 2);
    assert!(metrics.metric("jobs", "Jobs.").labels(["topic"]).counter().is_err());
}

#[test]
fn series_are_bounded_and_nothing_is_lost() {
    let metrics = Metrics::default();
    let family = metrics.metric("jobs", "Jobs.").labels(["queue"]).limit(10).counter().unwrap();
    for index in 0..1_000 {
        family.with([&format!("queue-{index}")]).inc();
    }
    assert_eq!(family.len(), 11);
    let parsed = parser::parse(&metrics.text(Form::OpenMetrics), Form::OpenMetrics).unwrap();
    let total: f64 = parsed["jobs"].samples.iter().map(|sample| sample.value).sum();
    assert!((total - 1_000.0).abs() < f64::EPSILON);
    let last = parsed["jobs"].samples.last().unwrap();
    assert_eq!(last.labels, [("queue".into(), "_overflow".into())]);
    let overflow = &parsed["runa_metrics_overflow"].samples[0];
    assert_eq!((overflow.labels[0].1.as_str(), overflow.value.to_string().as_str()), ("jobs", "990"));
}

#[test]
fn threads_count_together() {
    let metrics = Metrics::default();
    let counter = metrics.metric("jobs", "Jobs.").counter().unwrap();
    let histogram = metrics.metric("time_seconds", "Time.").histogram(&[1.0]).unwrap();
    let family = metrics.metric("seen", "Seen.").labels(["who"]).gauge().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for index in 0..1_000 {
                    counter.inc();
                    histogram.observe(0.5);
                    family.with([&(index % 50).to_string()]).add(1.0);
                }
            });
        }
    });
    let read = histogram.get();
    assert_eq!((counter.get(), read.count(), family.len()), (8_000, 8_000, 50));
    assert!((read.sum - 4_000.0).abs() < f64::EPSILON);
    let seen = metrics.read().into_iter().find(|family| &*family.name == "seen").unwrap();
    assert_eq!(seen.kind, Kind::Gauge);
    for series in seen.series {
        assert!(matches!(series.value, Value::Number(160.0)), "{series:?}");
    }
}
