//! The load that wrk cannot make: a fixed rate, an exact number of requests, the first answer of a new
//! process, connections that only stay, and somebody who watches a stream of events.
//!
//! Prints one JSON object. Without dependencies and without a runtime: one thread that never sleeps (but for the watch),
//! so that what it measures is the server. It belongs on a core of its own.

mod arguments;
mod connection;
mod count;
mod first;
mod idle;
mod rate;
mod watch;

use std::process::ExitCode;

const USAGE: &str = "load rate|count|first|idle|watch --to ADDRESS… [--path PATH] [--post] [--rate N] [--seconds S] \
                     [--block-ms MS] [--requests N] [--connections N] [--header HEADER] [--fresh] [--out FILE] [-- COMMAND…]";

fn main() -> ExitCode {
    let answer =
        arguments::Arguments::read(std::env::args().skip(1)).and_then(|arguments| match arguments.mode.as_str() {
            "rate" => rate::run(&arguments),
            "count" => count::run(&arguments),
            "first" => first::run(&arguments),
            "idle" => idle::run(&arguments),
            "watch" => watch::run(&arguments),
            other => Err(format!("there is no mode `{other}`")),
        });
    match answer {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("load: {reason}\n{USAGE}");
            ExitCode::FAILURE
        }
    }
}
