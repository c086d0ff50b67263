//! Layers of the service's own, inside ours: what they answer is recorded like everything else.

use crate::wire::{closing, compare, with};

#[test]
fn layers_of_the_service_work_and_what_they_answer_is_recorded() {
    compare(&[
        with(
            "a preflight",
            "OPTIONS /cross/7",
            "origin: https://example.com\r\naccess-control-request-method: PUT\r\n",
            "",
        )
        .says(&[
            "HTTP/1.1 200",
            "access-control-allow-origin: https://example.com",
            "access-control-allow-methods: GET,PUT",
        ])
        .recorded("/cross/{id}", 200),
        with("a request from elsewhere", "GET /cross/7", "origin: https://example.com\r\n", "")
            .says(&["access-control-allow-origin: https://example.com", "shared"])
            .recorded("/cross/{id}", 200),
        with("a compressed body", "GET /compressed", "accept-encoding: gzip\r\n", "")
            .says(&["content-encoding: gzip", "transfer-encoding: chunked"])
            .never(&["content-length"])
            .recorded("/compressed", 200),
        closing("the same uncompressed", "GET /compressed")
            .says(&["content-length: 2600"])
            .recorded("/compressed", 200),
        closing("without a word", "GET /guarded/7")
            .says(&["HTTP/1.1 401", "www-authenticate: Bearer", "not you"])
            .recorded("/guarded/{id}", 401),
        with("with the word", "GET /guarded/7", "authorization: Bearer open-sesame\r\n", "")
            .says(&["a secret"])
            .recorded("/guarded/{id}", 200),
        closing("a limit of time of its own", "GET /bounded").says(&["HTTP/1.1 504"]).recorded("/bounded", 504),
        closing("a panic that it catches itself", "GET /caught")
            .says(&["HTTP/1.1 500", "Service panicked"])
            .recorded("/caught", 500),
        closing("spans of its own", "GET /traced").says(&["traced"]).recorded("/traced", 200),
    ]);
}
