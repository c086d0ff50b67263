//! Heads that are too large.

use super::*;

const LIMIT: u32 = 16 << 10;

fn head(length: u32) -> Vec<u8> {
    let frame = "GET / HTTP/1.1\r\nhost: x\r\na: \r\n\r\n".len();
    let value = "x".repeat(length as usize - frame);
    format!("GET / HTTP/1.1\r\nhost: x\r\na: {value}\r\n\r\n").into_bytes()
}

async fn status(limit: u32, bytes: &[u8]) -> String {
    let (server, _) = start(Limits { head_limit: limit, ..limits() });
    let mut client = send(&server, b"").await;
    // The server may close before all is sent.
    let _ = client.write_all(bytes).await;
    until(&mut client, "\r\n").await[9..12].to_owned()
}

#[tokio::test]
async fn a_larger_one_than_allowed_is_refused_on_http_1() {
    for limit in [LIMIT, 4 * LIMIT] {
        assert_eq!(status(limit, &head(limit - 1)).await, "200");
        // One that comes at once is seen when it is whole.
        assert_eq!(status(limit, &head(2 * limit + 1)).await, "431");
        let slowly = [&head(limit)[..limit as usize - 4], b"more"].concat();
        assert_eq!(status(limit, &slowly).await, "431");
    }
}

/// hyper's own number, which docs/server.md names.
#[tokio::test]
async fn a_hundred_headers_are_taken_on_http_1() {
    for (count, answer) in [(100, "200"), (101, "431")] {
        let text = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(count));
        assert_eq!(status(LIMIT, text.as_bytes()).await, answer, "{count}");
    }
}

#[tokio::test]
async fn a_larger_one_than_allowed_is_refused_on_http_2() {
    for limit in [LIMIT, 4 * LIMIT] {
        let (server, _) = start(Limits { head_limit: limit, ..limits() });
        let socket = TcpStream::connect(server.address()).await.unwrap();
        let (mut client, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(socket)).await.unwrap();
        tokio::spawn(connection);
        for (length, status) in [(limit - 1000, 200), (limit + 1, 431), (100, 200)] {
            let value = "x".repeat(length as usize);
            let request = Request::builder().uri("http://x/").header("a", value).body(Body::empty()).unwrap();
            let answer = timeout(PATIENCE, client.send_request(request)).await.unwrap().unwrap();
            assert_eq!(answer.status(), status, "{length} of {limit}");
        }
    }
}
