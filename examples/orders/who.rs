//! Who asks. A real service asks a session or a token; this one believes what it is told, because only its audit records depend on it.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use runa::audit::Trail;

/// Says in the audit record who acts, by the header `x-user`. Turns `mallory` away, to show that this is recorded, too.
pub(crate) async fn ask(request: Request, next: Next) -> Response {
    let user = request.headers().get("x-user").and_then(|user| user.to_str().ok()).map(str::to_owned);
    let turned_away = user.as_deref() == Some("mallory");
    if let Some(user) = user {
        Trail::of(request.extensions()).set_guard("x-user").set_actor(user);
    }
    if turned_away { StatusCode::UNAUTHORIZED.into_response() } else { next.run(request).await }
}
