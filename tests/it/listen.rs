//! Where a service listens: several addresses, sockets in the file system, and what is said when one cannot be had.
#![cfg(unix)]

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::http::{ask, connect};
use crate::process::Start;

/// A folder of its own for each test, removed when it is dropped.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("runa-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind lies among temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn orders(listen: &str) -> Start {
    Start::in_stage("orders", "test").env("RUNA__SERVER__LISTEN", listen).env("RUNA__SERVER__DRAIN__DELAY", "0s")
}

fn unix(path: &Path) -> UnixStream {
    let stream = UnixStream::connect(path).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// The whole error of a start that fails with exit code 1.
fn refused(start: Start) -> String {
    let ended = start.spawn().end();
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let said = ended.stdout.lines().last().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let listens = |line: &str| line.contains("cannot listen on").then(|| line.to_owned());
    let error = ended.stdout.lines().find_map(listens).unwrap_or_else(|| panic!("{said:?} {}", ended.stderr));
    serde_json::from_str::<serde_json::Value>(&error).unwrap()["message"].as_str().unwrap().to_owned()
}

#[test]
fn one_server_listens_on_several_addresses() {
    let folder = Folder::new("several");
    let socket = folder.file("orders.sock");
    let process = orders(&format!("127.0.0.1:0,[::1]:0,unix:{}", socket.display())).spawn();
    let urls = process.urls();
    let [four, six, path] = urls.as_slice() else { panic!("{urls:?}") };
    for url in [four, six] {
        let address: SocketAddr = url.strip_prefix("http://").unwrap().parse().unwrap();
        assert_eq!(ask(connect(address), "/hello", "").body, "hello", "{url}");
    }
    assert_eq!(*path, format!("unix:{}", socket.display()));
    assert_eq!(ask(unix(&socket), "/hello", "").body, "hello");
    process.signal("TERM");
    assert_eq!(process.end().code, Some(0));
    assert!(!socket.exists(), "the socket is left behind");
}

#[test]
fn connections_are_counted_over_all_listeners() {
    let folder = Folder::new("counted");
    let socket = folder.file("orders.sock");
    let listen = format!("127.0.0.1:0,unix:{}", socket.display());
    let process = orders(&listen).env("RUNA__SERVER__MAX_CONNECTIONS", "1").spawn();
    let address: SocketAddr = process.urls()[0].strip_prefix("http://").unwrap().parse().unwrap();
    // Each takes the only place in its turn, whichever way it comes.
    for _ in 0..3 {
        assert_eq!(ask(connect(address), "/hello", "").body, "hello");
        assert_eq!(ask(unix(&socket), "/hello", "").body, "hello");
    }
    let idle = unix(&socket);
    process.line("that it is full", |line| line.contains("as many connections as `server.max_connections` allows"));
    let mut waiting = connect(address);
    waiting.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    std::io::Write::write_all(&mut waiting, b"GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut byte = [0];
    assert!(std::io::Read::read(&mut waiting, &mut byte).is_err(), "two connections were served at once");
    drop(idle);
    waiting.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    assert_eq!(crate::http::read(&mut waiting).body, "hello");
}

#[test]
fn a_peer_without_an_address_is_nobody_and_no_operator() {
    let folder = Folder::new("peer");
    let socket = folder.file("orders.sock");
    let process = orders(&format!("unix:{}", socket.display())).env("RUNA__OBSERVE__REFRESH", "1s").spawn();
    assert_eq!(process.urls(), [format!("unix:{}", socket.display())]);
    assert_eq!(ask(unix(&socket), "/-/health", "").status, 200);
    // On a listener of this machine all of it is shown; behind this one is a proxy, most likely, and whoever it lets in.
    assert_eq!(ask(unix(&socket), "/-/metrics", "").status, 404);
    assert_eq!(ask(unix(&socket), "/-/ready", "").body, r#"{"status":"pass"}"#);
    assert_eq!(ask(unix(&socket), "/hello", "").body, "hello");
    let line = process.line("the request", |line| line.contains("/hello"));
    assert!(line.contains(r#""client":"unix""#), "{line}");
    let mode = fs::metadata(&socket).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o660, "{mode:o}");
}

#[test]
fn the_socket_of_a_process_that_was_killed_is_taken_over() {
    let folder = Folder::new("stale");
    let socket = folder.file("orders.sock");
    let listen = format!("unix:{}", socket.display());
    let process = orders(&listen).spawn();
    process.urls();
    process.signal("KILL");
    process.end();
    assert!(socket.exists());
    let process = orders(&listen).spawn();
    process.urls();
    assert_eq!(ask(unix(&socket), "/hello", "").body, "hello");
}

#[test]
fn the_socket_of_another_process_is_left_alone() {
    let folder = Folder::new("taken");
    let socket = folder.file("orders.sock");
    let other = UnixListener::bind(&socket).unwrap();
    assert_eq!(
        refused(orders(&format!("unix:{}", socket.display()))),
        format!(
            "cannot listen on `unix:{}` (`server.listen`): another process answers there; end it, or take another path, as by \
             `RUNA__SERVER__LISTEN=…`",
            socket.display()
        )
    );
    drop(unix(&socket));
    other.accept().unwrap();
}

#[test]
fn a_socket_that_another_process_has_put_in_our_place_is_left_alone() {
    let folder = Folder::new("replaced");
    let socket = folder.file("orders.sock");
    let process = orders(&format!("unix:{}", socket.display())).spawn();
    process.urls();
    fs::remove_file(&socket).unwrap();
    let _other = UnixListener::bind(&socket).unwrap();
    process.signal("TERM");
    assert_eq!(process.end().code, Some(0));
    assert!(socket.exists());
}

#[test]
fn what_cannot_be_had_is_said_with_its_reason() {
    let folder = Folder::new("errors");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let file = folder.file("file");
    fs::write(&file, "precious").unwrap();
    let shown = file.display();
    for (listen, expected) in [
        (
            format!("127.0.0.1:{port}"),
            format!(
                "the address is already in use: another process listens on port {port}; end it, or take another address"
            ),
        ),
        (
            "192.0.2.1:8080".to_owned(),
            "this machine has no address `192.0.2.1`; take one that it has, or `0.0.0.0:8080` for all of them"
                .to_owned(),
        ),
        (format!("unix:{shown}"), "a file that is no socket lies there; move it away, or take another path".to_owned()),
        (format!("unix:{shown}/a.sock"), format!("`{shown}` is no folder; take another path")),
        (
            format!("unix:{}/a.sock", folder.file("absent").display()),
            format!("there is no folder `{}`; make it, or take another path", folder.file("absent").display()),
        ),
    ] {
        let whole =
            format!("cannot listen on `{listen}` (`server.listen`): {expected}, as by `RUNA__SERVER__LISTEN=…`");
        assert_eq!(refused(orders(&listen)), whole);
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "precious");
    let admin = orders("127.0.0.1:0").env("RUNA__SERVER__ADMIN", &format!("127.0.0.1:{port}"));
    assert!(refused(admin).contains("(`server.admin`)"));
    let taken_too = orders(&format!("127.0.0.1:0,127.0.0.1:{port}"));
    assert!(refused(taken_too).contains(&format!("cannot listen on `127.0.0.1:{port}`")));
}

#[test]
fn a_path_that_is_too_long_is_no_address() {
    let listen = format!("unix:/{}", "a".repeat(107));
    let ended = orders(&listen).spawn().end();
    assert_eq!(ended.code, Some(78), "{ended:?}");
    assert!(ended.stderr.contains("an absolute path of at most 107 bytes"), "{}", ended.stderr);
}

/// What only the superuser may do is refused to others, of whom one is nobody.
#[test]
fn what_is_not_allowed_is_said_with_its_reason() {
    let folder = Folder::new("allowed");
    let closed = folder.file("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o500)).unwrap();
    let privileged = fs::read_to_string("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    let privileged = privileged.is_ok_and(|port| port.trim().parse::<u16>().is_ok_and(|port| port > 1));
    let paths = (
        format!("unix:{}/a.sock", closed.display()),
        format!("the process may not write to `{}`; give it the folder, or take another path", closed.display()),
    );
    let ports = (
        "127.0.0.1:1".to_owned(),
        "ports below 1024 are for privileged processes; give this one the capability `CAP_NET_BIND_SERVICE`, or take a port from \
         1024 on"
            .to_owned(),
    );
    let theirs = folder.file("theirs");
    drop(UnixListener::bind(&theirs).unwrap());
    fs::set_permissions(&theirs, fs::Permissions::from_mode(0o000)).unwrap();
    let foreign = (
        format!("unix:{}", theirs.display()),
        "a socket of another user lies there; remove it, or take another path".to_owned(),
    );
    for (listen, expected) in [Some(paths), Some(foreign), privileged.then_some(ports)].into_iter().flatten() {
        let mut command = orders(&listen).command();
        if is_root() {
            command = as_nobody(&command);
        }
        let output = command.stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let log = String::from_utf8(output.stdout).unwrap();
        assert!(log.contains(&expected), "{log}");
    }
}

/// Whether this test may do everything.
fn is_root() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().any(|line| line.starts_with("Uid:\t0\t"))
}

/// The same command, run by somebody who may do nothing: from a copy, since a folder above the original may be closed to others.
fn as_nobody(command: &Command) -> Command {
    let copy = std::env::temp_dir().join(format!("runa-nobody-{}", std::process::id()));
    fs::copy(command.get_program(), &copy).unwrap();
    let mut lowered = Command::new(copy);
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => lowered.env(name, value),
            None => lowered.env_remove(name),
        };
    }
    lowered.uid(65534).gid(65534);
    lowered
}

#[test]
fn a_connection_is_not_lost_when_its_socket_closes() {
    let folder = Folder::new("drained");
    let socket = folder.file("orders.sock");
    let process = orders(&format!("unix:{}", socket.display())).spawn();
    process.urls();
    let clients: Vec<_> = (0..32).map(|_| unix(&socket)).collect();
    process.signal("TERM");
    for client in clients {
        assert_eq!(ask(client, "/hello", "").body, "hello");
    }
    assert_eq!(process.end().code, Some(0));
}
