//! What the service may have beside the routes of providers, and what it may not.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::convert::Infallible;

use axum::body::Body;
use axum::response::Response;
use axum::routing::{MethodRouter, any, get, post};
use http::{Request, StatusCode};
use tower::{Service, service_fn};

use super::*;

fn answers(name: &'static str) -> MethodRouter {
    get(move || async move { name })
}

fn service(
    name: &'static str,
) -> impl Service<
    Request<Body>,
    Response = Response,
    Error = Infallible,
    Future = std::future::Ready<std::result::Result<Response, Infallible>>,
> + Clone
+ Send
+ Sync
+ 'static {
    service_fn(move |_: Request<Body>| std::future::ready(Ok(Response::new(Body::from(name)))))
}

/// As `observe` and a provider with parameters serve them.
fn provider(name: &'static str, paths: &[&str]) -> Routes {
    let router = paths.iter().fold(Router::new(), |router, path| router.route(path, answers("runa's")));
    Routes { provider: name, paths: paths.iter().map(|path| (*path).to_owned()).collect(), router, public: None }
}

fn observe() -> Routes {
    provider("observe", &["/-/health", "/-/metrics", "/-/jobs/{id}"])
}

async fn body(router: &Router, method: &str, path: &str) -> (StatusCode, String) {
    let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    let response = router.clone().call(request).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

#[test]
fn what_cannot_be_told_apart_is_an_error_that_names_both() {
    let jobs = "`/-/jobs/{job}` of the service and `/-/jobs/{id}` of provider `observe` match the same paths; give one of them \
                another path";
    for (router, expected) in [
        (
            Router::new().route("/-/health", answers("ours")),
            "`GET /-/health` is served by the service and by provider `observe`; give one of them another path",
        ),
        (
            Router::new().route_service("/-/health", service("ours")),
            "`/-/health` is served by the service and by provider `observe`; give one of them another path",
        ),
        (
            Router::new().nest("/-", Router::new().route("/health", answers("ours"))),
            "`GET /-/health` is served by the service and by provider `observe`; give one of them another path",
        ),
        (
            Router::new().nest_service("/-/health", service("ours")),
            "`/-/health` is served by the service and by provider `observe`; give one of them another path",
        ),
        (Router::new().route("/-/jobs/{job}", answers("ours")), jobs),
        (Router::new().nest("/-/jobs", Router::new().route("/{job}", answers("ours"))), jobs),
    ] {
        let error = compose(router, vec![observe()], false).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.exit_code()), (expected, 78));
    }
}

#[test]
fn two_providers_that_claim_the_same_are_both_named() {
    for (second, expected) in [
        (
            provider("billing", &["/bills", "/-/metrics"]),
            "`GET /-/metrics` is served by provider `observe` and by provider `billing`; give one of them another path",
        ),
        (
            provider("billing", &["/-/jobs/{bill}"]),
            "`/-/jobs/{id}` of provider `observe` and `/-/jobs/{bill}` of provider `billing` match the same paths; give one of \
             them another path",
        ),
    ] {
        for admin in [false, true] {
            let routes =
                vec![observe(), Routes { public: None, router: second.router.clone(), ..provider("billing", &[]) }];
            let error = compose(Router::new(), routes, admin).unwrap_err();
            assert_eq!(error.to_string(), expected, "admin: {admin}");
        }
    }
}

#[test]
fn two_fallbacks_are_both_named() {
    let with_fallback = |name| Routes { router: Router::new().fallback(|| async {}), ..provider(name, &[]) };
    let error = compose(Router::new().fallback(|| async {}), vec![with_fallback("billing")], false).unwrap_err();
    let end = "both have a fallback, and only one can answer what has no route; the provider should do without";
    assert_eq!(error.to_string(), format!("the service and provider `billing` {end}"));
    let error = compose(Router::new(), vec![with_fallback("ledger"), with_fallback("billing")], false).unwrap_err();
    assert_eq!(error.to_string(), format!("provider `ledger` and provider `billing` {end}"));
}

#[test]
fn a_path_of_which_both_answer_every_other_method_is_named() {
    let own = |router| Router::new().route("/-/health", router).route("/-/metrics", answers("ours"));
    let other = |paths: &[&str]| {
        let bills = Router::new().route("/bills", any(|| async {})).route("/-/metrics", post(|| async {}));
        let router = bills.route("/-/health", post(|| async {}).fallback(|| async {}));
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        Routes { paths, router, ..provider("billing", &[]) }
    };
    for router in [own(get(|| async {}).fallback(|| async {})), own(any(|| async {}))] {
        for (paths, path) in [
            (&["no path", "/bills", "/-/metrics", "/-/health"][..], "`/-/health`"),
            // A provider that has not said all of its paths.
            (&["/bills"], "one path"),
        ] {
            let error = compose(router.clone(), vec![other(paths)], false).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!(
                    "the service and provider `billing` both answer every other method of {path}, by `any` or `fallback`; give one \
                     of them another path"
                )
            );
        }
    }
}

#[test]
fn what_axum_words_otherwise_is_shown_as_it_is() {
    assert_eq!(
        clash::explain("observe", None, None, "these two do not go together"),
        "the service and provider `observe` cannot be served together; axum says: these two do not go together"
    );
}

#[tokio::test]
async fn routes_of_providers_go_before_what_the_service_only_covers() {
    let covers = Router::new().route("/{a}/{b}", answers("ours"));
    let nested = Router::new().route("/mine", answers("ours")).fallback(|| async { "ours" });
    let covered = Router::new().route("/", answers("ours"));
    for (what, router) in [
        ("a parameter", covers.clone()),
        ("every method that nobody else takes", Router::new().route("/-/health", any(|| async { "ours" }))),
        ("a parameter in the last place", Router::new().route("/-/{what}", answers("ours"))),
        ("a wildcard", Router::new().route("/{*rest}", answers("ours"))),
        ("a wildcard below", Router::new().route("/-/{*rest}", answers("ours"))),
        ("a fallback", Router::new().fallback(|| async { "ours" })),
        ("a service for the rest", Router::new().fallback_service(service("ours"))),
        ("a nested router", Router::new().nest("/-", nested)),
        ("a router nested twice", Router::new().nest("/{a}", Router::new().nest("/{b}", covered))),
        ("a nested service", Router::new().nest_service("/-", service("ours"))),
        ("all of them", covers.merge(Router::new().nest_service("/-", service("ours"))).fallback(|| async { "ours" })),
    ] {
        let composed = compose(router, vec![observe()], false).unwrap();
        for path in ["/-/health", "/-/jobs/7"] {
            assert_eq!(body(&composed.service, "GET", path).await.1, "runa's", "{what}: {path}");
        }
        let (status, text) = body(&composed.service, "GET", "/-/other").await;
        assert!(text == "ours" || status == 404, "{what}: {status} {text}");
    }
}

#[tokio::test]
async fn another_method_of_a_path_of_a_provider_is_the_services_to_take() {
    let router = Router::new()
        .route("/-/health", post(|| async { "ours" }))
        .method_not_allowed_fallback(|| async { (StatusCode::METHOD_NOT_ALLOWED, "not so") });
    let service = compose(router, vec![observe()], false).unwrap().service;
    assert_eq!(body(&service, "GET", "/-/health").await.1, "runa's");
    assert_eq!(body(&service, "POST", "/-/health").await.1, "ours");
    assert_eq!(body(&service, "PUT", "/-/health").await, (StatusCode::METHOD_NOT_ALLOWED, "not so".to_owned()));
    // A path that is the provider's alone has its own 405.
    assert_eq!(body(&service, "PUT", "/-/metrics").await, (StatusCode::METHOD_NOT_ALLOWED, String::new()));
}

#[test]
fn a_panic_that_is_not_caught_leaves_the_hook_as_it_was() {
    let outer = catch_unwind(|| quietly(|| panic!("{}", QUIET.get())));
    assert_eq!(message(outer.unwrap_err().as_ref()), "true");
    assert!(!QUIET.get(), "panics of this thread are shown no more");
}
