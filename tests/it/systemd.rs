//! What systemd passes to a service, and what it is told.
#![cfg(target_os = "linux")]

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::os::fd::OwnedFd;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::http::{ask, connect, get};
use crate::listen::Folder;
use crate::process::Start;

const PATIENCE: Duration = Duration::from_secs(20);

fn orders() -> Start {
    Start::in_stage("orders", "test").env("RUNA__SERVER__LISTEN", "127.0.0.1:0").env("RUNA__SERVER__DRAIN__DELAY", "0s")
}

/// What the service manager hears.
struct Manager(UnixDatagram);

impl Manager {
    fn at(socket: UnixDatagram) -> Self {
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(socket)
    }

    fn hears(&self) -> String {
        let mut message = [0; 4096];
        let length = self.0.recv(&mut message).expect("nothing was told");
        String::from_utf8(message[..length].to_vec()).unwrap()
    }
}

#[test]
fn the_manager_hears_when_it_is_ready_and_when_it_stops() {
    let folder = Folder::new("notify");
    let path = folder.file("notify");
    let name = format!("runa-notify-{}", std::process::id());
    let hidden = std::os::unix::net::SocketAddr::from_abstract_name(&name).unwrap();
    for (socket, told) in [
        (UnixDatagram::bind(&path).unwrap(), path.to_str().unwrap().to_owned()),
        (UnixDatagram::bind_addr(&hidden).unwrap(), format!("@{name}")),
    ] {
        let manager = Manager::at(socket);
        let process = orders().env("NOTIFY_SOCKET", &told).env("RUNA__SERVER__DRAIN__TOTAL", "20s").spawn();
        assert_eq!(manager.hears(), "READY=1\nSTATUS=running in stage test\n");
        let address = process.addresses().service.unwrap();
        assert_eq!(get(address, "/hello").body, "hello");
        process.signal("TERM");
        assert_eq!(manager.hears(), "STOPPING=1\nSTATUS=draining\nEXTEND_TIMEOUT_USEC=22000000\n");
        assert_eq!(process.end().code, Some(0));
    }
}

#[test]
fn work_without_routes_is_ready_too() {
    let folder = Folder::new("worker");
    let path = folder.file("notify");
    let manager = Manager::at(UnixDatagram::bind(&path).unwrap());
    let worker = Start::of("worker").env("RUNA_STAGE", "dev").env("NOTIFY_SOCKET", path.to_str().unwrap()).spawn();
    assert_eq!(manager.hears(), "READY=1\nSTATUS=running in stage dev\n");
    worker.signal("TERM");
    assert!(manager.hears().starts_with("STOPPING=1\n"));
    assert_eq!(worker.end().code, Some(0));
}

#[test]
fn a_manager_that_is_not_there_stops_nothing() {
    for told in ["/nowhere/at/all", "nonsense"] {
        let process = orders().env("NOTIFY_SOCKET", told).spawn();
        let address = process.addresses().service.unwrap();
        assert_eq!(get(address, "/hello").body, "hello");
        process.signal("TERM");
        let ended = process.end();
        assert_eq!(ended.code, Some(0));
        let said = ended.stdout + &ended.stderr;
        assert!(said.contains("tell the service manager") || said.contains("cannot be told"), "{said}");
    }
}

#[test]
fn the_watchdog_hears_that_it_is_well() {
    let folder = Folder::new("watchdog");
    let path = folder.file("notify");
    let manager = Manager::at(UnixDatagram::bind(&path).unwrap());
    let process = orders().env("NOTIFY_SOCKET", path.to_str().unwrap()).env("WATCHDOG_USEC", "100000").spawn();
    let alive = |manager: &Manager| {
        let told: Vec<_> = (0..4).map(|_| manager.hears()).collect();
        told.iter().filter(|told| *told == "WATCHDOG=1\n").count()
    };
    assert!(alive(&manager) >= 3);
    process.signal("TERM");
    assert_eq!(process.end().code, Some(0));
    // Those of another process are not for this one.
    let other = orders()
        .env("NOTIFY_SOCKET", path.to_str().unwrap())
        .env("WATCHDOG_USEC", "1000")
        .env("WATCHDOG_PID", "1")
        .spawn();
    other.addresses();
    other.signal("TERM");
    assert_eq!(other.end().code, Some(0));
    let mut told = Vec::new();
    manager.0.set_nonblocking(true).unwrap();
    let mut message = [0; 4096];
    while let Ok(length) = manager.0.recv(&mut message) {
        told.push(String::from_utf8(message[..length].to_vec()).unwrap());
    }
    let begins = told.iter().rposition(|told| told.starts_with("READY=1")).unwrap();
    assert!(told[begins..].iter().all(|told| told != "WATCHDOG=1\n"), "{told:?}");
}

/// Starts it as systemd does, with the first socket as descriptor 3 and the second as 4, under these names.
fn activated(sockets: Vec<OwnedFd>, names: &str, start: Start) -> Command {
    let start = start.command();
    let mut shell = Command::new("sh");
    let count = sockets.len();
    let mut sockets = sockets.into_iter();
    let mut moves = "exec 3<&0 </dev/null; ".to_owned();
    shell.stdin(sockets.next().unwrap());
    if let Some(second) = sockets.next() {
        moves.push_str("exec 4<&2 2>/dev/null; ");
        shell.stderr(second);
    }
    shell.arg("-c").arg(format!("{moves} LISTEN_PID=$$ LISTEN_FDS={count} exec \"$0\"")).arg(start.get_program());
    for (name, value) in start.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.env("LISTEN_FDNAMES", names).stdout(Stdio::piped());
    shell
}

/// Waits for its end. Gives its exit code and its log.
fn end(child: Child) -> (Option<i32>, String) {
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

fn terminate(child: &Child) {
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn sockets_that_are_passed_take_the_place_of_those_that_settings_name() {
    let folder = Folder::new("passed");
    let path = folder.file("admin.sock");
    let service = TcpListener::bind("127.0.0.1:0").unwrap();
    let address: SocketAddr = service.local_addr().unwrap();
    let operators = UnixListener::bind(&path).unwrap();
    let sockets = || vec![service.try_clone().unwrap().into(), operators.try_clone().unwrap().into()];
    // Sent before the service exists: systemd starts it for the first of these.
    let mut early = connect(address);
    std::io::Write::write_all(&mut early, b"GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let mut child = activated(sockets(), "orders.socket:admin", orders()).spawn().unwrap();
    assert_eq!(crate::http::read(&mut early).body, "hello");
    assert_eq!(ask(UnixStream::connect(&path).unwrap(), "/-/ready", "").status, 200);
    assert_eq!(get(address, "/-/metrics").status, 404, "what is for operators is served to all");
    // What the service starts does not inherit them: `O_CLOEXEC`.
    for descriptor in [3, 4] {
        let about = fs::read_to_string(format!("/proc/{}/fdinfo/{descriptor}", child.id())).unwrap();
        let flags = about.lines().find_map(|line| line.strip_prefix("flags:")).unwrap();
        assert_ne!(u32::from_str_radix(flags.trim(), 8).unwrap() & 0o2_000_000, 0, "{descriptor}: {about}");
    }
    terminate(&child);
    // Whoever comes while there is no service waits for the next.
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut between = connect(address);
    std::io::Write::write_all(&mut between, b"GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    let (_, log) = end(child);
    for (setting, address) in [("listen", address.to_string()), ("admin", format!("unix:{}", path.display()))] {
        let said =
            format!("a socket that was passed takes the place of `server.{setting}`\",\"address\":\"{address}\"");
        assert!(log.contains(&said), "{said} is not in {log}");
    }
    let child = activated(sockets(), "orders.socket:admin", orders()).spawn().unwrap();
    assert_eq!(crate::http::read(&mut between).body, "hello");
    terminate(&child);
    assert_eq!(end(child).0, Some(0));
    assert!(path.exists(), "the socket is systemd's");
}

#[test]
fn an_open_socket_in_the_place_of_one_of_this_machine_shows_no_more_than_an_open_one() {
    let service = TcpListener::bind("0.0.0.0:0").unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], service.local_addr().unwrap().port()));
    // Its setting is of this machine, where all is shown.
    let child = activated(vec![service.into()], "", orders()).spawn().unwrap();
    let mut seen = get(address, "/-/health").status;
    let deadline = Instant::now() + PATIENCE;
    while seen != 200 && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(5));
        seen = get(address, "/-/health").status;
    }
    assert_eq!((seen, get(address, "/-/metrics").status), (200, 404));
    terminate(&child);
    assert_eq!(end(child).0, Some(0));
}

#[test]
fn sockets_of_another_process_and_what_is_no_listener_are_not_taken() {
    let service = TcpListener::bind("127.0.0.1:0").unwrap();
    let process = orders().env("LISTEN_FDS", "1").env("LISTEN_PID", "1").spawn();
    let address = process.addresses().service.unwrap();
    assert_ne!(address, service.local_addr().unwrap());
    let connection = std::net::TcpStream::connect(service.local_addr().unwrap()).unwrap();
    let child = activated(vec![connection.into()], "a", orders()).stderr(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(
        said,
        "error: file descriptor 3 (`a`), which `LISTEN_FDS` passes, is a connection and no listener; a socket unit says `Accept=no`\n"
    );
    let (datagram, _) = UnixDatagram::pair().unwrap();
    let child = activated(vec![datagram.into()], "a", orders()).stderr(Stdio::piped()).spawn().unwrap();
    let said = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
    assert!(said.contains("a socket unit says `ListenStream=`"), "{said}");
}

/// In a container the service is often the first process, to which the system sends no signal that it does not listen to.
#[test]
fn as_the_first_process_it_drains_too() {
    let within = ["--user", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc"];
    let allowed = Command::new("unshare").args(within).arg("true").stderr(Stdio::null()).status();
    if !allowed.is_ok_and(|status| status.success()) {
        return crate::machine::lacks("pid-namespaces", "`unshare --user --pid` fails");
    }
    let folder = Folder::new("first");
    let path = folder.file("notify");
    let manager = Manager::at(UnixDatagram::bind(&path).unwrap());
    let service = orders().env("NOTIFY_SOCKET", path.to_str().unwrap()).command();
    let mut command = Command::new("unshare");
    command.args(within).arg(service.get_program()).stdout(Stdio::piped());
    for (name, value) in service.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let child = command.spawn().unwrap();
    assert!(manager.hears().starts_with("READY=1\n"));
    let id = child.id();
    let first = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
    assert!(Command::new("kill").args(["-TERM", first.trim()]).status().unwrap().success());
    assert!(manager.hears().starts_with("STOPPING=1\n"));
    let (code, log) = end(child);
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains(r#""pid":1,"#), "{log}");
}
