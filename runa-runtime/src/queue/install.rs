//! How `queue` joins the process.

use runa_schema::settings::QueueSettings;

use super::Queues;
use crate::kernel::{Installer, Provider, Result};

impl Provider for Queues {
    type Config = QueueSettings;
    type Needs = ();
    type Handle = Self;

    async fn install(_: QueueSettings, _: (), _: &mut Installer<'_>) -> Result<Self> {
        Ok(Self {})
    }
}
