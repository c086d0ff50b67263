mod service {
    pub(crate) struct Ops;
}

#[runa::app]
async fn main(_: crate::service::Ops) {
    let _ = service::Ops;
}
