//! Bodies in both directions: framed, sized and ended as on axum alone.

use crate::wire::Step::{Leave, Until};
use crate::wire::{Case, closing, compare, send, steps, with};

#[test]
fn bodies_of_responses_keep_their_framing() {
    let chunked = "transfer-encoding: chunked";
    compare(&[
        closing("a full body", "GET /full")
            .says(&["content-length: 14", "the whole body"])
            .never(&[chunked])
            .recorded("/full", 200),
        closing("an empty body", "GET /empty").says(&["content-length: 0"]).never(&[chunked]).recorded("/empty", 200),
        closing("no content", "GET /no-content").never(&["content-length", chunked]).recorded("/no-content", 204),
        closing("not modified", "GET /not-modified").never(&["content-length", chunked]).recorded("/not-modified", 304),
        closing("a stream", "GET /stream").says(&[chunked, "\r\nA\r\nxxxxxxxxxx\r\n"]).recorded("/stream", 200),
        closing("a stream of known length", "GET /sized-stream")
            .says(&["content-length: 30"])
            .never(&[chunked])
            .recorded("/sized-stream", 200),
        closing("a stream of declared length", "GET /declared")
            .says(&["content-length: 30"])
            .never(&[chunked])
            .recorded("/declared", 200),
        with("trailers", "GET /trailers", "te: trailers\r\n", "")
            .says(&["trailer: etag", "\r\n0\r\netag: \"7\"\r\n\r\n"])
            .recorded("/trailers", 200),
        closing("trailers that nobody asked for", "GET /trailers").never(&["etag: \"7\""]).recorded("/trailers", 200),
    ]);
}

#[test]
fn a_head_without_its_body_says_the_same() {
    compare(&[
        closing("head of a full body", "HEAD /full")
            .says(&["content-length: 14"])
            .never(&["the whole"])
            .recorded("/full", 200),
        closing("head of an empty body", "HEAD /empty").recorded("/empty", 200),
        closing("head of a stream", "HEAD /stream").never(&["xxx"]).recorded("/stream", 200),
        closing("head of a stream of known length", "HEAD /sized-stream")
            .says(&["content-length: 30"])
            .never(&["xxx"])
            .recorded("/sized-stream", 200),
        closing("head of what is declared", "HEAD /declared").says(&["content-length: 30"]).recorded("/declared", 200),
        closing("head of nothing", "HEAD /nowhere").says(&["HTTP/1.1 404"]).recorded_without_route(404),
    ]);
}

fn expecting(what: &'static str, path: &str, steps_: Vec<crate::wire::Step>) -> Case {
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\n{{id}}expect: 100-continue\r\ncontent-length: 5\r\nconnection: close\r\n\r\n"
    );
    let mut all = vec![send(&head)];
    all.extend(steps_);
    steps(what, all)
}

#[test]
fn bodies_of_requests_arrive_as_they_were_sent() {
    let post = |path: &str, headers: &str| format!("POST {path} HTTP/1.1\r\nhost: localhost\r\n{{id}}{headers}\r\n");
    let chunked = "transfer-encoding: chunked\r\nconnection: close\r\n";
    compare(&[
        with("a body", "POST /read", "content-length: 5\r\n", "12345").says(&["5 bytes"]).recorded("/read", 200),
        with(
            "a body in chunks",
            "POST /read",
            "transfer-encoding: chunked\r\n",
            "2\r\n12\r\n3;x=y\r\n345\r\n0\r\n\r\n",
        )
        .says(&["5 bytes"])
        .recorded("/read", 200),
        with("a body that goes back", "POST /pass", "content-length: 5\r\n", "12345")
            .says(&["content-length: 5", "12345"])
            .recorded("/pass", 200),
        with("chunks that go back", "POST /pass", "transfer-encoding: chunked\r\n", "5\r\n12345\r\n0\r\n\r\n")
            .says(&["transfer-encoding: chunked"])
            .recorded("/pass", 200),
        with(
            "trailers of a request",
            "POST /read-trailers",
            "transfer-encoding: chunked\r\n",
            "2\r\n12\r\n0\r\netag: \"9\"\r\n\r\n",
        )
        .says(&["2 bytes, {\"etag\": \"\\\"9\\\"\"}"])
        .recorded("/read-trailers", 200),
        expecting("a body that is asked for", "/read", vec![Until("HTTP/1.1 100 Continue\r\n\r\n"), send("12345")])
            .says(&["HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200", "5 bytes"])
            .recorded("/read", 200),
        expecting("a body that is not asked for", "/unread", vec![Until("not read"), Leave])
            .says(&["HTTP/1.1 403"])
            .never(&["100 Continue", "417"])
            .recorded("/unread", 403),
        expecting("a body that comes unasked", "/read", vec![send("12345")]).says(&["5 bytes"]).recorded("/read", 200),
        steps(
            "an answer while the body is on its way",
            vec![send(&post("/unread", "content-length: 100000\r\n")), send("some of it"), Until("not read"), Leave],
        )
        .says(&["HTTP/1.1 403"])
        .recorded("/unread", 403),
        steps(
            "an answer behind the first part",
            vec![send(&post("/first-frame", chunked)), send("4\r\nsome\r\n"), Until("are enough"), Leave],
        )
        .says(&["HTTP/1.1 202"])
        .recorded("/first-frame", 202),
        steps(
            "a body in two parts",
            vec![send(&post("/read", "content-length: 4\r\nconnection: close\r\n")), send("12"), send("34")],
        )
        .says(&["4 bytes"])
        .recorded("/read", 200),
    ]);
}

#[test]
fn connections_are_kept_and_closed_as_the_client_asks() {
    let full = "GET /full HTTP/1.1\r\nhost: localhost\r\n{id}";
    compare(&[
        steps("an old client", vec![send("GET /full HTTP/1.0\r\n{id}\r\n")])
            .says(&["HTTP/1.0 200", "content-length: 14"])
            .recorded("/full", 200),
        steps(
            "an old client that stays",
            vec![
                send("GET /full HTTP/1.0\r\n{id}connection: keep-alive\r\n\r\n"),
                Until("the whole body"),
                send("GET /full HTTP/1.0\r\n\r\n"),
            ],
        )
        .says(&["connection: keep-alive"])
        .recorded("/full", 200),
        steps("a stream for an old client", vec![send("GET /stream HTTP/1.0\r\n{id}\r\n")])
            .says(&["\r\n\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])
            .never(&["chunked"])
            .recorded("/stream", 200),
        steps(
            "one after the other",
            vec![
                send(&format!("{full}\r\n")),
                Until("the whole body"),
                send(&format!("{full}connection: close\r\n\r\n")),
            ],
        )
        .says(&["the whole bodyHTTP/1.1 200"])
        .recorded("/full", 200),
        steps("two at once", vec![send(&format!("{full}\r\n{full}connection: close\r\n\r\n"))])
            .says(&["the whole bodyHTTP/1.1 200"])
            .recorded("/full", 200),
        steps("no request", vec![send("nonsense\r\n\r\n")]).says(&["HTTP/1.1 400"]),
        steps(
            "two lengths",
            vec![send("POST /read HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n")],
        )
        .says(&["HTTP/1.1 400"]),
        steps("a length that is none", vec![send("POST /read HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n")])
            .says(&["HTTP/1.1 400"]),
    ]);
}
