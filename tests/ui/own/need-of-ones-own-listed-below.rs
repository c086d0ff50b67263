#[derive(runa::Config)]
struct BillingConfig {}

struct Billing;

impl runa::Provider for Billing {
    type Config = BillingConfig;
    type Needs = (Ledger,);
    type Handle = ();

    async fn install(_: BillingConfig, _: runa::Handles<Self>, _: &mut runa::Installer<'_>) -> runa::Result<()> {
        Ok(())
    }
}

struct Ledger;

impl runa::Provider for Ledger {
    type Config = BillingConfig;
    type Needs = ();
    type Handle = u8;

    async fn install(_: BillingConfig, (): (), _: &mut runa::Installer<'_>) -> runa::Result<u8> {
        Ok(1)
    }
}

#[runa::app(manifest = "need-of-ones-own-listed-below.yaml")]
async fn main(_: Ops) {}
