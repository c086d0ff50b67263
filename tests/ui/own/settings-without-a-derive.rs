struct BillingConfig;

struct Billing;

impl runa::Provider for Billing {
    type Config = BillingConfig;
    type Needs = ();
    type Handle = ();

    async fn install(_: BillingConfig, _: runa::Handles<Self>, _: &mut runa::Installer<'_>) -> runa::Result<()> {
        Ok(())
    }
}

#[runa::app(manifest = "settings-without-a-derive.yaml")]
async fn main(_: Ops) {}
