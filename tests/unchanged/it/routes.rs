//! Routers of every shape: matched, nested and answered as axum alone does it, and recorded under the right route.

use crate::wire::{closing, compare, with};

#[test]
fn every_shape_of_a_router_answers_as_on_axum_alone() {
    compare(&[
        closing("the root", "GET /")
            .says(&["HTTP/1.1 200 OK", "by Some(\"/\")", "for Some(127.0.0.1:00000)"])
            .recorded("/", 200),
        closing("a parameter", "GET /items/7?q=1")
            .says(&["by Some(\"/items/{id}\")", "Some(\"/items/7?q=1\")"])
            .recorded("/items/{id}", 200),
        closing("an encoded parameter", "GET /items/%C3%A9%2F7")
            .says(&["by Some(\"/items/{id}\")"])
            .recorded("/items/{id}", 200),
        closing("a wildcard", "GET /files/a/b/c").says(&["a/b/c"]).recorded("/files/{*path}", 200),
        closing("another method of a route", "PUT /items/7").says(&["PUT /items/7"]).recorded("/items/{id}", 200),
        closing("a method of its own", "PURGE /any").says(&["PURGE /any"]).recorded("/any", 200),
        closing("two method routers of one path", "POST /both").says(&["POST /both"]).recorded("/both", 200),
        closing("state", "GET /state").says(&["corner"]).recorded("/state", 200),
        closing("a part of the state", "GET /state/part").says(&["\r\n\r\n7"]).recorded("/state/part", 200),
        closing("a merged router", "GET /merged")
            .says(&["x-route-layer: yes", "x-layer: yes"])
            .recorded("/merged", 200),
        closing("a nested router", "GET /nested").says(&["in Some(\"/nested\")"]).recorded("/nested", 200),
        closing("a nested parameter", "GET /nested/item/3").says(&["GET /item/3"]).recorded("/nested/item/{id}", 200),
        closing("nested twice", "GET /nested/top/deep/leaf")
            .says(&["GET /leaf of", "in Some(\"/nested/{shelf}/deep\")"])
            .recorded("/nested/{shelf}/deep/leaf", 200),
        closing("a wildcard nested twice", "GET /nested/top/deep/rest/a/b")
            .says(&["GET /rest/a/b of"])
            .recorded("/nested/{shelf}/deep/rest/{*rest}", 200),
        closing("a nested fallback", "GET /falls/nowhere")
            .says(&["HTTP/1.1 404", "nothing nested at /falls/nowhere"])
            .recorded_without_route(404),
        // axum keeps to itself where a service is nested.
        closing("a nested service", "GET /service/one/two").says(&["GET /one/two of"]).recorded_without_route(200),
        closing("a service of one path", "DELETE /exactly").says(&["DELETE /exactly"]).recorded("/exactly", 200),
        closing("no route", "GET /nowhere")
            .says(&["HTTP/1.1 404", "nothing at /nowhere", "x-layer"])
            .recorded_without_route(404),
        closing("another method", "DELETE /both")
            .says(&["HTTP/1.1 405", "allow: ", "another method, please"])
            .recorded("/both", 405),
        closing("a path that is none", "OPTIONS *").recorded_without_route(404),
        closing("the whole address", "GET http://localhost/items/7")
            .says(&["by Some(\"/items/{id}\")"])
            .recorded("/items/{id}", 200),
        with("a body of the wrong kind", "POST /echo", "content-length: 2\r\n", "\u{80}").says(&["HTTP/1.1 200"]),
        with("a body that is no text", "POST /read", "content-length: 3\r\n", "abc")
            .says(&["3 bytes"])
            .recorded("/read", 200),
    ]);
}
