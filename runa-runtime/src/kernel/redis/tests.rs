//! The engine against a real server that goes away in every way.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::time::Duration;

use redis::{Script, cmd};
use runa_schema::settings::RedisSettings;
use runa_schema::value::{RedisUrl, Secret};
use tokio::time::{sleep, timeout};

use super::{Away, Reach, Redis};
use crate::kernel::tests::redis::Redis as Server;

/// Longer than anything here takes, also on a machine on which everything runs at once.
const SOON: Duration = Duration::from_secs(20);
const DEADLINE: Duration = Duration::from_millis(300);

fn settings(url: &str) -> RedisSettings {
    RedisSettings { url: RedisUrl(Secret::new(url)), prefix: "runa".into() }
}

fn open(url: &str) -> Redis {
    Redis::open(&settings(url), "queue").unwrap()
}

async fn incr(redis: &Redis) -> Result<u64, Away> {
    redis.call(cmd("INCR").arg("n"), DEADLINE).await
}

/// Asserts that a call ends by its deadline, whatever comes of it: before a timer that is set for a moment later. On a busy machine both
/// are late, and the call is asked first.
async fn in_time(redis: &Redis) -> Result<u64, Away> {
    timeout(DEADLINE + Duration::from_millis(500), incr(redis)).await.unwrap()
}

/// Calls until it works again.
async fn until_it_works(redis: &Redis) {
    timeout(SOON, async {
        while in_time(redis).await.is_err() {
            sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
}

fn reason(redis: &Redis) -> String {
    match redis.reach() {
        Reach::Connected => "connected".into(),
        Reach::Connecting { reason, .. } | Reach::Away { reason, .. } => reason,
    }
}

/// Waits until the reason is that.
async fn until(redis: &Redis, wanted: &str) {
    let there = timeout(SOON, async {
        while !reason(redis).contains(wanted) {
            sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(there.await.is_ok(), "{}", reason(redis));
}

#[tokio::test]
async fn away_at_start_it_says_so_and_comes_by_itself() {
    let mut server = Server::away();
    let redis = open(&server.url());
    assert!(reason(&redis).contains("not been reached yet"), "{}", reason(&redis));
    let away = in_time(&redis).await.unwrap_err();
    assert_eq!(away.to_string(), format!("cannot reach redis at {}: connection refused", server.address()));
    assert!(!away.may_be_done() && away.code().is_none());
    let Reach::Away { since, .. } = redis.reach() else { panic!("it is away") };
    assert!(since.elapsed() < SOON);

    let server = tokio::task::spawn_blocking(move || {
        server.restart();
        server
    });
    let server = server.await.unwrap();
    timeout(SOON, redis.reached()).await.unwrap();
    assert_eq!(incr(&redis).await.unwrap(), 1);
    drop(server);
    timeout(SOON, redis.lost()).await.unwrap();
}

#[tokio::test]
async fn killed_and_started_again_it_goes_on() {
    let mut server = Server::start();
    let redis = open(&server.url());
    assert_eq!(incr(&redis).await.unwrap(), 1);
    for round in 2..4 {
        server.kill();
        until(&redis, "connection refused").await;
        assert!(in_time(&redis).await.is_err());
        server.restart();
        timeout(SOON, redis.reached()).await.unwrap();
        assert_eq!(incr(&redis).await.unwrap(), round);
    }
    server.lose();
    server.restart();
    until_it_works(&redis).await;
    // Connections that the server ends are not noticed by callers at all.
    server.command(&["CLIENT", "KILL", "TYPE", "normal"]);
    timeout(SOON, async { while in_time(&redis).await.is_err() {} }).await.unwrap();
}

#[tokio::test]
async fn while_the_server_hangs_calls_end_with_their_deadline_and_nothing_is_in_the_way_afterwards() {
    let server = Server::start();
    let redis = open(&server.url());
    let waiting = redis.waiting();
    until_it_works(&redis).await;
    server.pause();
    let away = in_time(&redis).await.unwrap_err();
    assert_eq!(away.to_string(), format!("redis at {} gave no answer within 300ms", server.address()));
    assert!(away.may_be_done());
    let many = (0..500).map(|_| {
        tokio::spawn({
            let redis = redis.clone();
            async move { in_time(&redis).await }
        })
    });
    for one in many.collect::<Vec<_>>() {
        assert!(one.await.unwrap().is_err());
    }
    until(&redis, "cannot reach").await;
    // By then it is known, and a call does not even wait.
    assert!(timeout(Duration::ZERO, incr(&redis)).await.unwrap().is_err());
    server.resume();
    until_it_works(&redis).await;
    until_it_works(&waiting).await;
}

#[tokio::test]
async fn a_hang_is_noticed_without_a_call() {
    let server = Server::start();
    let redis = open(&server.url());
    timeout(SOON, redis.reached()).await.unwrap();
    server.pause();
    timeout(SOON, redis.lost()).await.unwrap();
    server.resume();
    timeout(SOON, redis.reached()).await.unwrap();
}

#[tokio::test]
async fn a_call_that_waits_in_the_server_holds_up_nobody_and_can_be_given_up() {
    let server = Server::start();
    let redis = open(&server.url());
    let waiting = redis.waiting();
    let pop = |seconds: &str, deadline| {
        let waiting = waiting.clone();
        let command = cmd("BLPOP").arg("list").arg(seconds).clone();
        async move { waiting.call::<Option<(String, String)>>(&command, deadline).await }
    };
    let popped = tokio::spawn(pop("10", Duration::from_secs(11)));
    // It works beside it, also beyond the time in which a shared connection has to give a sign of life.
    sleep(Duration::from_millis(1500)).await;
    assert_eq!(incr(&redis).await.unwrap(), 1);
    let _: u64 = redis.call(cmd("RPUSH").arg("list").arg("a"), DEADLINE).await.unwrap();
    assert_eq!(popped.await.unwrap().unwrap(), Some(("list".into(), "a".into())));
    // Given up by its caller, and by its deadline: the next one does not wait behind it.
    assert!(timeout(Duration::from_millis(50), pop("60", Duration::from_secs(61))).await.is_err());
    assert!(pop("60", Duration::from_millis(50)).await.unwrap_err().to_string().contains("no answer within 50ms"));
    assert_eq!(pop("0.01", SOON).await.unwrap(), None);
}

#[tokio::test]
async fn scripts_survive_that_the_server_forgets_them() {
    let server = Server::start();
    let redis = open(&server.url());
    let script = Script::new("return {redis.call('INCR', KEYS[1]), ARGV[1]}");
    let mut call = script.prepare_invoke();
    call.key(redis.key(&["g"], &["n"])).arg("x");
    for round in 1..4 {
        assert_eq!(redis.script::<(u64, String)>(&call, DEADLINE).await.unwrap(), (round, "x".to_owned()));
        server.command(&["SCRIPT", "FLUSH"]);
    }
    assert_eq!(server.command(&["GET", "runa:{g}:n"]), "$1 3");
    let mut both = redis::pipe();
    both.cmd("INCR").arg("a").cmd("INCR").arg("b");
    assert_eq!(redis.pipeline::<(u64, u64)>(&both, DEADLINE).await.unwrap(), (1, 1));
    let wrong = redis.call::<u64>(cmd("LPUSH").arg("runa:{g}:n").arg("1"), DEADLINE).await.unwrap_err();
    assert_eq!(wrong.code(), Some("WRONGTYPE"));
    assert_eq!(redis.reach(), Reach::Connected);
}

#[tokio::test]
async fn a_wrong_password_is_said_without_it_and_a_right_one_set_later_helps() {
    let server = Server::start();
    server.command(&["CONFIG", "SET", "requirepass", "right"]);
    let redis = open(&format!("redis://:wr0ng@{}", server.address()));
    let none = open(&server.url());
    let right = open(&format!("redis://:right@{}", server.address()));
    assert_eq!(incr(&right).await.unwrap(), 1);
    until(&redis, "refuses the user or the password").await;
    until(&none, "wants a password").await;
    for redis in [&redis, &none] {
        let away = in_time(redis).await.unwrap_err();
        let shown = format!("{away} {away:?} {redis:?}");
        assert!(shown.contains(&server.address().to_string()) && !shown.contains("wr0ng"), "{shown}");
    }
}

#[tokio::test]
async fn a_server_that_loads_its_data_is_away() {
    let mut server = Server::start();
    // Loading is slow enough to be seen: 40,000 keys with a pause of 200 µs each thousand bytes of the file or so.
    server.command(&["EVAL", "for i = 1, 40000 do redis.call('SET', i, string.rep('x', 100)) end", "0"]);
    server.kill();
    let redis = open(&server.url());
    server.restart_loading(&["--key-load-delay", "100", "--loading-process-events-interval-bytes", "1024"]);
    until(&redis, "is loading its data").await;
    assert!(in_time(&redis).await.is_err());
    server.command(&["CONFIG", "SET", "key-load-delay", "0"]);
    until_it_works(&redis).await;
}

#[tokio::test]
async fn a_replica_that_takes_no_writes_is_left_for_whoever_is_there_now() {
    let server = Server::start();
    let redis = open(&server.url());
    until_it_works(&redis).await;
    // A master that nobody is: enough to make this one refuse writes.
    server.command(&["REPLICAOF", "127.0.0.1", "1"]);
    let away = in_time(&redis).await.unwrap_err();
    assert!(away.to_string().ends_with("is a replica that takes no writes"), "{away}");
    server.command(&["REPLICAOF", "NO", "ONE"]);
    until_it_works(&redis).await;
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_without_showing_it() {
    for (url, why) in [
        ("redis://:s3cret@127.0.0.1:6379/x", "the database behind the last `/` is a number"),
        ("redis://:s3cret@", "redis://user:password@host:6379/0"),
        ("redis://:s3cr/et@host:6379", "redis://user:password@host:6379/0"),
        ("redis://:s3cret#x@host:6379", "%23"),
        ("redis://:s3cret@0.0.0.0:6379", "wildcard"),
        ("redis://:s3cret@host?protocol=9", "`resp2` or `resp3`"),
        ("redis+unix://relative?pass=s3cret", "begins with `/`"),
    ] {
        let error = Redis::open(&settings(url), "queue").map(drop).unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("`queue.redis.url` is no address of a Redis: ") && text.contains(why),
            "{url}: {text}"
        );
        assert!(!text.contains("s3cr"), "{text}");
        assert_eq!(error.exit_code(), 78);
    }
    assert_eq!(format!("{:?}", open("redis://u:p@[::1]/3").links.target()), "[::1]:6379");
}

#[cfg(not(feature = "redis-tls"))]
#[tokio::test]
async fn without_tls_built_in_its_addresses_are_refused_with_the_name_of_the_feature() {
    let error = Redis::open(&settings("rediss://:s3cret@host"), "cluster").map(drop).unwrap_err().to_string();
    assert!(error.starts_with("`cluster.redis.url` asks for TLS") && error.contains("`redis-tls`"), "{error}");
}

#[cfg(feature = "redis-tls")]
#[tokio::test]
async fn with_tls_it_reaches_whom_it_trusts_and_nobody_else() {
    use super::{Target, Use, tls::Tls};

    let mut server = Server::away();
    let (certificate, key) = server.certificate();
    server.restart_with_tls(&certificate, &key);
    let found = || rustls_native_certs::load_certs_from_paths(Some(&certificate), None);
    let open = |host: &str, tls: Tls| {
        let url = format!("rediss://{host}:{}", server.tls().port());
        let target = Target { tls: Some(tls), ..Target::of(&settings(&url), "queue").unwrap() };
        Redis::begin(target, "runa".into(), Use::Shared)
    };
    for host in ["127.0.0.1", "localhost"] {
        let redis = open(host, Tls::trusting(found(), host, "queue").unwrap());
        until_it_works(&redis).await;
    }
    // A name that is not in the certificate.
    let redis = open("127.0.0.1", Tls::trusting(found(), "elsewhere.example", "queue").unwrap());
    until(&redis, "cannot reach redis at 127.0.0.1:").await;
    until(&redis, "certificate").await;
    // What the system trusts: if it trusts anybody, then not this one.
    match Redis::open(&settings(&format!("rediss://127.0.0.1:{}", server.tls().port())), "queue") {
        Ok(redis) => until(&redis, "certificate").await,
        Err(error) => assert!(error.to_string().contains("SSL_CERT_FILE"), "{error}"),
    }
}
