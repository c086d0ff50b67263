//! What is logged, as a test waits for it.

use std::io::Write;
use std::sync::Mutex;

use tokio::task::yield_now;
use tokio::time::timeout;

use super::*;
use crate::test::PATIENCE;

#[test]
fn each_line_is_looked_at_once_and_one_that_is_no_json_is_a_string() {
    let (_, failed) = outcome(&Options::new("quiet"), async |app: App<Ops>| {
        let log = app.log();
        let mut output = log.core.parts.captured.clone().unwrap();
        let looks = Arc::new(Mutex::new(Vec::new()));
        let looked = Arc::clone(&looks);
        let waiting = tokio::spawn(log.line(move |line| {
            looked.lock().unwrap().extend(line.as_str().map(str::to_owned));
            line == "third"
        }));
        for (number, text) in (1..).zip(["first", "second", "third"]) {
            // The rest of a line is waited for.
            for part in [&text[..2], &text[2..], "\n"] {
                output.write_all(part.as_bytes()).unwrap();
                yield_now().await;
            }
            let seen = async {
                while looks.lock().unwrap().len() < number {
                    yield_now().await;
                }
            };
            timeout(PATIENCE, seen).await.unwrap();
        }
        assert_eq!(waiting.await.unwrap(), "third");
        assert_eq!(*looks.lock().unwrap(), ["first", "second", "third"]);
        assert!(app.log().all().await.iter().any(|line| line == "second"));
    });
    assert_eq!(failed, None);
}
