mod service {}

#[runa::app]
async fn main(ops: crate::service::Ops) {
    ops.shutdown();
}
