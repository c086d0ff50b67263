#[runa::app(manfest = "right.yaml", stage = "prod", "dev")]
fn start(ops: &Ops, _: u8) {}
