//! Many drains under clients that never pause.
//!
//! Two kinds of clients. Those behind a *balancer* do what clients in a cluster do: they keep their connection until a response asks to
//! close it or the instance is not ready any more, and go to another instance then. *Stubborn* ones know one instance only: they go on, on
//! a new connection whenever a response has asked to close the old one, until a connection is refused.
//!
//! The promise to both: whatever is sent over a connection that was made gets its whole answer. To be refused is no failure to stubborn
//! clients, once `drain.delay` has passed since the process was told to end; to those behind a balancer it is one, because they are told in time.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use super::DELAY;
use super::events::{Events, PATIENCE, What, first};
use super::process::Service;

/// So often so many processes at one time: twenty drains.
const BALANCED: (usize, usize) = (10, 2);
const HAMMERED: (usize, usize) = (5, 4);
/// Clients of each process.
const CLIENTS: usize = 32;

const GRACE: Duration = Duration::from_secs(30);

/// A connection that is kept while nothing speaks against it.
struct Kept {
    address: SocketAddr,
    socket: TcpStream,
}

/// Why there was no answer.
#[derive(Debug)]
enum Failure {
    /// The connection was not made.
    Refused,
    /// It was, and then this happened.
    Lost(String),
}

impl Kept {
    fn connect(address: SocketAddr) -> Result<Self, Failure> {
        // Attempts are ignored for a moment before they are refused.
        let socket = TcpStream::connect_timeout(&address, Duration::from_millis(200)).map_err(|_| Failure::Refused)?;
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.set_nodelay(true).unwrap();
        Ok(Self { address, socket })
    }

    /// Sends a request and reads its answer; whether it asks to close the connection.
    fn ask(&mut self, number: usize) -> Result<bool, String> {
        let request = match number % 3 {
            0 => "POST /brief HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n0123456789",
            1 => "GET /brief HTTP/1.1\r\nhost: x\r\n\r\n",
            _ => "GET /quick HTTP/1.1\r\nhost: x\r\n\r\n",
        };
        self.socket.write_all(request.as_bytes()).map_err(|error| format!("sending: {error}"))?;
        let (mut come, mut part) = (Vec::new(), [0; 1024]);
        loop {
            match self.socket.read(&mut part) {
                Ok(0) => return Err(format!("closed after {:?}", String::from_utf8_lossy(&come))),
                Ok(read) => come.extend_from_slice(&part[..read]),
                Err(error) => return Err(format!("{error} after {:?}", String::from_utf8_lossy(&come))),
            }
            let text = String::from_utf8_lossy(&come);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let head = head.to_ascii_lowercase();
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
            if length != Some(body.len()) {
                continue;
            }
            return if head.starts_with("http/1.1 200 ") { Ok(head.contains("connection: close")) } else { Err(head) };
        }
    }
}

/// One request, on the connection that is kept if there is one.
fn request(kept: &mut Option<Kept>, address: SocketAddr, number: usize) -> Result<(), Failure> {
    let mut connection = match kept.take() {
        Some(connection) => connection,
        None => Kept::connect(address)?,
    };
    let closes = connection.ask(number).map_err(Failure::Lost)?;
    if !closes {
        *kept = Some(connection);
    }
    Ok(())
}

/// Where requests may go, and what became of them.
#[derive(Default)]
struct Balancer {
    ready: Mutex<Vec<SocketAddr>>,
    over: AtomicBool,
    failures: Mutex<Vec<Failure>>,
    /// By each client, in this round.
    answered: [AtomicUsize; CLIENTS],
}

impl Balancer {
    /// Asks a backend whether it is ready, as often as a quick balancer does, and takes it off the list when it is not.
    fn look_after(self: &Arc<Self>, address: SocketAddr) {
        self.ready.lock().unwrap().push(address);
        let balancer = Arc::clone(self);
        thread::spawn(move || {
            while !balancer.over.load(Ordering::Relaxed) {
                if crate::http::get(address, "/-/ready").status != 200 {
                    return balancer.ready.lock().unwrap().retain(|one| *one != address);
                }
                thread::sleep(Duration::from_millis(50));
            }
        });
    }

    fn client(&self, number: usize) {
        let mut kept: Option<Kept> = None;
        while !self.over.load(Ordering::Relaxed) {
            let address = {
                let ready = self.ready.lock().unwrap();
                kept = kept.filter(|kept| ready.contains(&kept.address));
                // The newest: so all of them have been with it when it has to go.
                kept.as_ref().map_or_else(|| *ready.last().unwrap(), |kept| kept.address)
            };
            match request(&mut kept, address, number) {
                Ok(()) => _ = self.answered[number].fetch_add(1, Ordering::Relaxed),
                Err(failure) => self.failures.lock().unwrap().push(failure),
            }
        }
    }

    /// Waits until each client has had answers in this round.
    fn all_are_busy(&self) {
        for client in &self.answered {
            client.store(0, Ordering::Relaxed);
        }
        let deadline = Instant::now() + PATIENCE;
        while self.answered.iter().any(|client| client.load(Ordering::Relaxed) < 3) {
            assert!(Instant::now() < deadline, "not every client is answered: {:?}", self.answered);
            assert!(self.failures.lock().unwrap().is_empty(), "{:?}", self.failures);
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Replaces one backend by the next, again and again.
    fn roll() {
        let balancer = Arc::new(Self::default());
        let start = || {
            let events = Events::new();
            let service = Service::start(&events, [DELAY, GRACE, GRACE * 2], &[]);
            balancer.look_after(service.address());
            (events, service)
        };
        let mut backend = start();
        thread::scope(|scope| {
            for number in 0..CLIENTS {
                let balancer = Arc::clone(&balancer);
                scope.spawn(move || balancer.client(number));
            }
            for _ in 0..BALANCED.0 {
                balancer.all_are_busy();
                let (events, mut service) = std::mem::replace(&mut backend, start());
                service.signal();
                service.wait();
                let all = events.all();
                first(&all, &What::Ended(Some(0)));
            }
            balancer.over.store(true, Ordering::Relaxed);
        });
        let failures = balancer.failures.lock().unwrap();
        assert!(failures.is_empty(), "{} failures: {:?}", failures.len(), failures.first());
    }
}

#[test]
fn behind_a_balancer_no_request_fails_in_twenty_drains() {
    thread::scope(|scope| {
        for _ in 0..BALANCED.1 {
            scope.spawn(Balancer::roll);
        }
    });
}

/// One drain under stubborn clients.
fn hammer() {
    let events = Events::new();
    let mut service = Service::start(&events, [DELAY, GRACE, GRACE * 2], &[]);
    let address = service.address();
    let (told, answered) = (OnceLock::<Instant>::new(), AtomicUsize::new(0));
    thread::scope(|scope| {
        for number in 0..CLIENTS {
            let (told, answered) = (&told, &answered);
            scope.spawn(move || {
                let mut kept = None;
                loop {
                    match request(&mut kept, address, number) {
                        Ok(()) => answered.fetch_add(1, Ordering::Relaxed),
                        Err(Failure::Refused) => {
                            let since = told.get().map(Instant::elapsed);
                            break assert!(since >= Some(DELAY), "refused {since:?} after the signal");
                        }
                        Err(Failure::Lost(how)) => panic!("lost: {how}"),
                    };
                }
                // Once closed, it stays closed.
                assert!(TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_err());
            });
        }
        let deadline = Instant::now() + PATIENCE;
        while answered.load(Ordering::Relaxed) < 3 * CLIENTS {
            assert!(Instant::now() < deadline, "{answered:?} answers");
            thread::sleep(Duration::from_millis(1));
        }
        // Before the process can know.
        told.set(Instant::now()).unwrap();
        service.signal();
    });
    service.wait();
    let all = events.all();
    first(&all, &What::Ended(Some(0)));
}

#[test]
fn no_request_of_stubborn_clients_is_lost_in_twenty_drains() {
    for _ in 0..HAMMERED.0 {
        thread::scope(|scope| {
            for _ in 0..HAMMERED.1 {
                scope.spawn(hammer);
            }
        });
    }
}

#[test]
fn readiness_fails_long_before_the_listener_closes() {
    for _ in 0..5 {
        let service = Service::start(&Events::new(), [DELAY, GRACE, GRACE * 2], &[]);
        let told = Instant::now();
        service.signal();
        while crate::http::get(service.address(), "/-/ready").status == 200 {}
        let took = told.elapsed();
        assert!(took <= DELAY / 2, "{took:?} of {DELAY:?}");
    }
}
