//! How `cluster` joins the process.

use runa_schema::settings::ClusterSettings;

use super::Cluster;
use crate::kernel::{Installer, Provider, Result};

impl Provider for Cluster {
    type Config = ClusterSettings;
    type Needs = ();
    type Handle = Self;

    async fn install(_: ClusterSettings, _: (), _: &mut Installer<'_>) -> Result<Self> {
        Ok(Self {})
    }
}
