//! The process as the kernel of Linux sees it. Elsewhere there is no /proc, and these metrics are absent rather than zero.

use std::fs;

use super::Metrics;
use crate::kernel::Result;
use crate::kernel::metrics::float;

/// Ticks a second in /proc: `USER_HZ`, which is 100 on every platform that Rust's standard library supports on Linux.
const TICKS: f64 = 100.0;

/// Defines them, by the names that Prometheus's own clients give.
pub(super) fn define(metrics: &Metrics) -> Result<()> {
    let bytes = |name, help| metrics.metric(name, help).unit("bytes");
    metrics
        .metric("process_cpu_seconds_total", "Processor time of the process, user and system.")
        .unit("seconds")
        .read_counter(cpu_seconds)?;
    bytes("process_resident_memory_bytes", "Memory of the process that is in RAM.")
        .read_gauge(|| bytes_of("VmRSS:").map(float))?;
    bytes("process_virtual_memory_bytes", "Address space of the process.")
        .read_gauge(|| bytes_of("VmSize:").map(float))?;
    metrics.metric("process_threads", "Threads of the process.").read_gauge(|| status("Threads:").map(float))?;
    metrics.metric("process_open_fds", "Open file descriptors.").read_gauge(|| open_files().map(float))?;
    metrics.metric("process_max_fds", "File descriptors that may be open.").read_gauge(max_files)?;
    let start = start_seconds();
    metrics
        .metric("process_start_time_seconds", "When the process started, in seconds since 1970.")
        .unit("seconds")
        .read_gauge(move || start)
}

/// Processor time so far.
pub(super) fn cpu_seconds() -> Option<f64> {
    Some((stat(11)? + stat(12)?) / TICKS)
}

/// A number of /proc/self/status: threads, or KiB.
pub(super) fn status(name: &str) -> Option<u64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

/// An amount of memory of /proc/self/status.
pub(super) fn bytes_of(name: &str) -> Option<u64> {
    status(name).map(|kib| kib * 1024)
}

/// Open file descriptors, without the one that counts them.
pub(super) fn open_files() -> Option<u64> {
    Some((fs::read_dir("/proc/self/fd").ok()?.count() as u64).saturating_sub(1))
}

fn max_files() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/limits").ok()?;
    let soft = text.lines().find_map(|line| line.strip_prefix("Max open files"))?.split_whitespace().next()?.to_owned();
    if soft == "unlimited" { Some(f64::INFINITY) } else { soft.parse().ok() }
}

fn start_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    let boot: f64 = text.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()?;
    Some(boot + stat(19)? / TICKS)
}

/// A field of /proc/self/stat, counted from behind the name, which may itself hold blanks and parentheses.
fn stat(field: usize) -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    text.rsplit_once(')')?.1.split_whitespace().nth(field)?.parse().ok()
}
