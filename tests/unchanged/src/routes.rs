//! Every way to put routers together. A handler answers with what it can see of where it stands.

use std::convert::Infallible;
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, FromRef, MatchedPath, NestedPath, OriginalUri, Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{any, get, post};
use tower::service_fn;

/// A state and a part of it.
#[derive(Clone)]
struct Shop {
    name: &'static str,
    till: Till,
}

#[derive(Clone)]
struct Till(u32);

impl FromRef<Shop> for Till {
    fn from_ref(shop: &Shop) -> Self {
        shop.till.clone()
    }
}

pub(crate) fn all() -> Router {
    let deep = Router::new().route("/leaf", get(seen)).route("/rest/{*rest}", get(seen));
    let nested = Router::new().route("/", get(seen)).route("/item/{id}", get(seen)).nest("/{shelf}/deep", deep);
    let falls = Router::new().route("/here", get(seen)).fallback(nothing_nested);
    let state = Router::new()
        .route("/state", get(|State(shop): State<Shop>| async move { shop.name }))
        .route("/state/part", get(|State(Till(number)): State<Till>| async move { number.to_string() }))
        .with_state(Shop { name: "corner", till: Till(7) });
    let merged = Router::new().route("/merged", get(seen)).route_layer(map_response(marked("x-route-layer")));
    Router::new()
        .route("/", get(seen))
        .route("/hello", get(|| async { "hello" }))
        .route("/echo", post(|body: String| async { body }))
        .route("/items/{id}", get(seen).put(seen))
        .route("/files/{*path}", get(|Path(path): Path<String>| async move { path }))
        .route("/any", any(seen))
        .route("/both", get(seen))
        .route("/both", post(seen))
        .merge(state)
        .merge(merged)
        .nest("/nested", nested)
        .nest("/falls", falls)
        .nest_service("/service", service_fn(plain))
        .route_service("/exactly", service_fn(plain))
        .method_not_allowed_fallback(|| async { (StatusCode::METHOD_NOT_ALLOWED, "another method, please") })
        .fallback(unknown)
        .layer(map_response(marked("x-layer")))
}

/// What a handler sees of where it stands.
async fn seen(request: Request) -> String {
    let extensions = request.extensions();
    let route = extensions.get::<MatchedPath>().map(MatchedPath::as_str);
    let nest = extensions.get::<NestedPath>().map(NestedPath::as_str);
    let original = extensions.get::<OriginalUri>().map(|uri| uri.0.to_string());
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    format!("{} {} of {original:?} by {route:?} in {nest:?} for {peer:?}", request.method(), request.uri())
}

async fn plain(request: Request) -> Result<Response, Infallible> {
    Ok(Response::new(Body::from(seen(request).await)))
}

/// What no route takes, which is also where a CONNECT arrives.
async fn unknown(request: Request) -> Response {
    if request.method() == axum::http::Method::CONNECT {
        return crate::bodies::tunnel(request);
    }
    let mut response = Response::new(Body::from(format!("nothing at {}", request.uri().path())));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

async fn nothing_nested(uri: OriginalUri) -> (StatusCode, String) {
    (StatusCode::NOT_FOUND, format!("nothing nested at {}", uri.0.path()))
}

fn marked(name: &'static str) -> impl Fn(Response) -> std::future::Ready<Response> + Clone {
    move |mut response| {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static("yes"));
        std::future::ready(response)
    }
}
