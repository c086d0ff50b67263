#[runa::app(manifest = "right.yaml")]
fn main(ops: Ops) {
    let _ = ops.log;
}
