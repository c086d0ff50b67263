#[derive(runa::Config)]
struct BillingConfig {}

struct Billing;

impl runa::Provider for Billing {
    type Config = BillingConfig;
    type Needs = (runa::Log, runa::Observe, Option<runa::Cluster>);
    type Handle = ();

    async fn install(_: BillingConfig, _: runa::Handles<Self>, _: &mut runa::Installer<'_>) -> runa::Result<()> {
        Ok(())
    }
}

#[runa::app(manifest = "needs-that-are-missing-or-below.yaml")]
async fn main(_: Ops) {}
