//! `library`: a process that starts what a library makes, with arguments that shape the process.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use crate::http::get;
use crate::process::{Ended, Process, Start};

const WARNING: &str = "somebody looks for a book that is not here";

fn library(stage: &str) -> Start {
    Start::in_stage("library", stage).env("RUNA__SERVER__LISTEN", "127.0.0.1:0").env("RUNA__SERVER__DRAIN__DELAY", "0s")
}

fn stop(process: Process) -> Ended {
    process.signal("TERM");
    let ended = process.end();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended
}

#[test]
fn a_main_starts_what_a_library_makes() {
    let process = library("dev").spawn();
    let addresses = process.addresses();
    assert_eq!((addresses.stage.as_str(), addresses.installed.len()), ("dev", 2));
    assert_eq!(get(addresses.service.unwrap(), "/").body, "a library in stage dev\n");
    assert_eq!(get(addresses.service.unwrap(), "/books/1").body, "\"Emma\"");
    stop(process);
}

#[test]
fn layers_of_ones_own_stand_beside_the_log() {
    for (stage, is_told) in [("dev", false), ("prod", true)] {
        let process = library(stage).spawn();
        let address = process.addresses().service.unwrap();
        assert_eq!(get(address, "/books/9").status, 404);
        let ended = stop(process);
        assert!(ended.stdout.contains(WARNING), "{}", ended.stdout);
        assert_eq!(ended.stderr.contains(WARNING), is_told, "{}", ended.stderr);
    }
}

#[test]
fn layers_of_ones_own_stand_alone_where_nothing_is_logged() {
    let mut child = library("test").command();
    let mut child =
        child.env_remove("RUNA__LOG__FORMAT").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    errors.read_line(&mut line).unwrap();
    let address: SocketAddr = line.trim().rsplit_once("http://").unwrap_or_else(|| panic!("{line}")).1.parse().unwrap();
    assert_eq!(get(address, "/books/9").status, 404);
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    let mut said = String::new();
    errors.read_to_string(&mut said).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stdout.is_empty(), "{output:?}");
    assert!(said.contains("WARN library: ") && said.contains(WARNING), "{said}");
}

/// How many workers there are and why, as the log and the metrics say.
fn workers(start: Start) -> (u64, String) {
    let process = start.env("RUNA__SERVER__LISTEN", "127.0.0.1:0").spawn();
    let line = process.line("the runtime", |line| line.contains("\"message\":\"runtime\""));
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    let (workers, origin) = (line["workers"].as_u64().unwrap(), line["origin"].as_str().unwrap().to_owned());
    let addresses = process.addresses();
    let metrics = get(addresses.metrics.unwrap(), "/-/metrics").body;
    assert!(metrics.lines().any(|line| line == format!("tokio_workers {workers}")), "{workers}: {metrics}");
    assert_eq!(get(addresses.service.unwrap(), "/").status, 200);
    stop(process);
    (workers, origin)
}

#[test]
fn the_runtime_is_what_the_attribute_says_unless_it_is_overridden() {
    const FLAVOR: (&str, &str) = ("RUNA__RUNTIME__FLAVOR", "current_thread");
    const CORES: (&str, &str) = ("RUNA__RUNTIME__WORKER_THREADS", "none");
    let cores = u64::try_from(std::thread::available_parallelism().unwrap().get()).unwrap();
    for (variables, expected, origin) in [
        (&[][..], 2, "#[runa::app]"),
        (&[("RUNA__RUNTIME__WORKER_THREADS", "3")], 3, "RUNA__RUNTIME__WORKER_THREADS"),
        (&[FLAVOR, CORES], 1, "RUNA__RUNTIME__FLAVOR"),
        (&[CORES], cores, "the cores that the process may use"),
        (&[CORES, ("TOKIO_WORKER_THREADS", "5")], 5, "TOKIO_WORKER_THREADS"),
    ] {
        let start = variables.iter().fold(library("dev"), |start, (name, value)| start.env(name, value));
        assert_eq!(workers(start), (expected, origin.to_owned()));
    }
}

/// What a container or a supervisor leaves to the process counts, and not what the machine has.
#[cfg(target_os = "linux")]
#[test]
fn workers_are_as_many_as_the_cores_that_the_process_may_use() {
    let cores = || library("dev").env("RUNA__RUNTIME__WORKER_THREADS", "none");
    let one = (1, "the cores that the process may use".to_owned());
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let allowed = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap();
    let first = allowed.trim().split([',', '-']).next().unwrap();
    assert_eq!(workers(cores().under(&["taskset", "-c", first])), one);
    // A quota of one core.
    if let Some(group) = Quota::new() {
        let joins = format!("echo $$ > {}/cgroup.procs && exec \"$0\"", group.0);
        assert_eq!(workers(cores().under(&["sh", "-c", &joins])), one);
    } else {
        crate::machine::lacks("control-groups", "no quota can be set below /sys/fs/cgroup");
    }
}

/// A control group with one core, gone with the test.
#[cfg(target_os = "linux")]
struct Quota(String);

#[cfg(target_os = "linux")]
impl Quota {
    fn new() -> Option<Self> {
        ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup"].iter().find_map(|root| {
            let group = Self(format!("{root}/runa-{}", std::process::id()));
            std::fs::create_dir(&group.0).ok()?;
            let set = |file: &str, value: &str| std::fs::write(format!("{}/{file}", group.0), value).is_ok();
            let v1 = || set("cpu.cfs_period_us", "100000") && set("cpu.cfs_quota_us", "100000");
            (set("cpu.max", "100000 100000") || v1()).then_some(group)
        })
    }
}

#[cfg(target_os = "linux")]
impl Drop for Quota {
    fn drop(&mut self) {
        // A group that is left behind is empty.
        let _ = std::fs::remove_dir(&self.0);
    }
}

#[test]
fn a_wrong_runtime_is_said_with_everything_else() {
    let ended = library("dev")
        .env("RUNA__RUNTIME__FLAVOR", "curent_thread")
        .env("RUNA__RUNTIME__WORKER_THREADS", "0")
        .env("RUNA__RUNTIME__THREADS", "2")
        .env("RUNA__LOG__LEVEL", "loud")
        .spawn()
        .end();
    assert_eq!(ended.code, Some(78), "{ended:?}");
    assert_eq!(
        ended.stderr,
        "\
error: `curent_thread` is no value of `runtime.flavor`, in stage `dev` [R0904]
  --> the variable `RUNA__RUNTIME__FLAVOR`
   = help: did you mean `current_thread`?

error: `0` is out of range for `runtime.worker_threads`, in stage `dev` [R0904]
  --> the variable `RUNA__RUNTIME__WORKER_THREADS`
   = help: write a value from `1` to `4096`

error: `loud` is no value of `log.level`, in stage `dev` [R0904]
  --> the variable `RUNA__LOG__LEVEL`
   = help: write `trace`, `debug`, `info`, `warn`, `error` or `off`

error: `RUNA__RUNTIME__THREADS` names no setting [R0905]
  --> the variable `RUNA__RUNTIME__THREADS`
   = help: take `RUNA__RUNTIME__THREADS` away; `RUNA__<PROVIDER>__<SETTING>` names a setting

`library` has not started: 4 errors
"
    );
    let ended = library("dev").env("RUNA__RUNTIME__FLAVOR", "current_thread").spawn().end();
    assert_eq!(ended.code, Some(78), "{ended:?}");
    assert_eq!(
        ended.stderr,
        "\
error: `worker_threads` of `runtime` has no effect with `flavor: current_thread`, in stage `dev` [R0514]
  --> `runtime(…)` of `#[runa::app]` (`runtime.worker_threads` is `2`): the service runs on one thread
  ::: the variable `RUNA__RUNTIME__FLAVOR` (`runtime.flavor` is `current_thread`): the flavor
   = help: set `RUNA__RUNTIME__WORKER_THREADS=none`

`library` has not started: 1 error
"
    );
}
