//! Charges: a provider that needs another of one's own, and uses one of runa where a stage lists it.

use std::sync::Arc;

use axum::routing::get;
use runa::config::Secret;
use runa::console::Content;
use runa::metrics::Counter;
use runa::{Cluster, Config, Installer, Provider};
use serde_json::json;

use crate::ledger::{InFile, InMemory, Ledger};

/// The handle: what the service calls.
#[derive(Clone, Debug)]
pub(crate) struct Till {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    config: BillingConfig,
    ledger: Option<Ledger>,
    charged: Counter,
}

/// Settings of [`Billing`].
#[derive(Debug, Config)]
pub(crate) struct BillingConfig {
    /// In which every amount is.
    currency: Currency,
    /// What is refused.
    limits: Limits,
    /// The key of the payment provider; without one, nothing is sent there.
    key: Option<Secret>,
}

/// A currency.
#[derive(Clone, Copy, Debug, Config)]
pub(crate) enum Currency {
    /// Euro.
    Eur,
    /// US dollar.
    Usd,
}

/// What is refused.
#[derive(Debug, Config)]
pub(crate) struct Limits {
    /// The largest amount of one charge.
    #[config(range = 1..=1_000_000, tunable)]
    amount: u64,
    /// Amounts that are never charged.
    #[config(default = [])]
    never: Vec<u64>,
}

impl Till {
    /// Charges an amount.
    pub(crate) fn charge(&self, amount: u64) -> Result<(), String> {
        let Inner { config, ledger, charged } = &*self.inner;
        if amount > config.limits.amount || config.limits.never.contains(&amount) {
            return Err(format!("{amount} is not charged"));
        }
        charged.inc();
        if let Some(ledger) = ledger {
            ledger.write(format!("{amount} {:?}", config.currency));
        }
        Ok(())
    }
}

/// The provider.
#[derive(Debug)]
pub(crate) struct Billing;

impl Provider for Billing {
    type Config = BillingConfig;
    // A stage has one ledger or the other; `cluster` only where there are several instances.
    type Needs = (Option<InMemory>, Option<InFile>, Option<Cluster>);
    type Handle = Till;

    async fn install(
        config: BillingConfig,
        (in_memory, in_file, cluster): (Option<Ledger>, Option<Ledger>, Option<Cluster>),
        installer: &mut Installer<'_>,
    ) -> runa::Result<Till> {
        let charged = installer.metrics().metric("shop_charges_total", "Charges that were taken.").counter()?;
        if config.key.is_none() && !installer.is_relaxed() {
            tracing::warn!("no key: charges are only written down");
        }
        let till = Till { inner: Arc::new(Inner { config, ledger: in_memory.or(in_file), charged }) };

        let shown = till.clone();
        installer.route(
            "/-/billing",
            get(move || async move {
                let instances = cluster.map_or(1, |cluster| cluster.instances().instances.len());
                json!({ "charges": shown.inner.charged.get(), "instances": instances }).to_string()
            }),
        );
        let shown = till.clone();
        installer.panels().add("billing.charges", "Charges", move || {
            Content::Status(shown.inner.charged.get() < 1_000_000, "many charges".to_owned())
        })?;

        installer.on_drain(|| async {
            tracing::info!("billing has drained");
            Ok(())
        });
        installer.on_stop(|| async {
            tracing::info!("billing is closed");
            Ok(())
        });
        Ok(till)
    }
}
