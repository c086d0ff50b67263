#[runa::app(manifest = "right.yaml")]
async fn main(ops: Ops) -> &'static str {
    ops.stage()
}
