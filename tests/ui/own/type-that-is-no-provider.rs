#[derive(runa::Config)]
struct BillingConfig {}

#[runa::app(manifest = "type-that-is-no-provider.yaml")]
async fn main(_: Ops) {}
