//! The same when the attribute is wrong.

mod handlers {
    pub(crate) fn hello(cx: &crate::AppContext) -> &'static str {
        cx.log.whatever();
        cx.stage()
    }
}

#[runa::app(manifest = "wrong-manifest.yml", colour = "red")]
async fn main(cx: AppContext) -> runa::Result<()> {
    handlers::hello(&cx);
    cx.serve(axum::Router::new()).await
}
