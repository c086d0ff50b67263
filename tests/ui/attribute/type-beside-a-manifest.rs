mod service {
    pub(crate) struct Ops;
}

#[runa::app(manifest = "right.yaml")]
async fn main(_: crate::service::Ops) {
    let _ = service::Ops;
}
