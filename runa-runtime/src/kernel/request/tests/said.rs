//! What the log says of requests that fail, and of which request it says it.

use super::*;
use crate::kernel::tests::heard::hear;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const TRACEPARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// Keeps what is said of requests on this thread, and of which request it is said, until the guard is dropped.
fn listen() -> (Arc<Mutex<Vec<String>>>, tracing::dispatcher::DefaultGuard) {
    let lines = Arc::<Mutex<Vec<String>>>::default();
    let kept = Arc::clone(&lines);
    let guard = hear("http", move |said| {
        let context = RequestContext::current();
        let id = context.request_id().map(ToString::to_string).unwrap_or_default();
        kept.lock().unwrap().push(format!("{said} trace={} id={id}", context.trace_id().unwrap_or("none")));
    });
    (lines, guard)
}

#[test]
fn what_fails_is_said_once_with_the_id_of_its_request() {
    let (said, _guard) = listen();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    for recorders in [vec![], vec![Arc::new(Unseen) as Arc<dyn Recorder>]] {
        let path = Path { recorders: recorders.into(), timeout: Duration::from_millis(200), ..Path::bare() };
        let front = Front::new(router(), path);
        for (path, words) in [
            ("/fails", "message=the body of a response failed on its way error=the disk is gone"),
            ("/panics", "message=the body of the response of a request panicked panic="),
            ("/panic", "message=the handler of a request panicked panic="),
            ("/drops", "message=dropping the handler of a request panicked panic="),
        ] {
            runtime.block_on(async {
                let request = http::Request::get(path).header("x-request-id", path).header("traceparent", TRACEPARENT);
                let request = request.body(Body::empty()).unwrap();
                let mut answer = front.call(request, None, None).await.unwrap().into_body();
                while let Some(frame) = http_body_util::BodyExt::frame(&mut answer).await {
                    drop(frame);
                }
            });
            let lines = std::mem::take(&mut *said.lock().unwrap());
            let [line] = lines.as_slice() else { panic!("{path}: {lines:?}") };
            assert!(line.starts_with("ERROR ") && line.contains(words), "{path}: {line}");
            assert!(line.ends_with(&format!(" trace={TRACE} id={path}")), "{path}: {line}");
        }
    }
}

#[derive(Debug)]
struct Unseen;

impl Recorder for Unseen {
    fn end(&self, _: &Exchange) {}
}

#[test]
fn what_is_refused_before_it_is_a_request_leaves_a_line_for_those_who_look() {
    let (said, _guard) = listen();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (sent, status) in [("garbage\r\n\r\n", "400"), (&*format!("GET /{} HTTP/1.1\r\n", "x".repeat(1 << 20)), "4")] {
        runtime.block_on(async {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            let server = serve(Router::new().into(), Arc::default());
            let mut stream = tokio::net::TcpStream::connect(server.address()).await.unwrap();
            let _ = stream.write_all(sent.as_bytes()).await;
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            let answer = String::from_utf8_lossy(&answer);
            assert!(answer.is_empty() || answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        });
        let lines = std::mem::take(&mut *said.lock().unwrap());
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        assert!(line.starts_with("DEBUG message=refused what a client sent peer=127.0.0.1:"), "{line}");
    }
}
