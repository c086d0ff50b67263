//! How `audit` joins the process.

use runa_schema::settings::AuditSettings;

use super::Audit;
use crate::kernel::{Installer, Provider, Result};

impl Provider for Audit {
    type Config = AuditSettings;
    type Needs = (Option<crate::Queues>,);
    type Handle = Self;

    async fn install(_: AuditSettings, _: (Option<crate::Queues>,), _: &mut Installer<'_>) -> Result<Self> {
        Ok(Self {})
    }
}
