//! How `console` joins the process.

use runa_schema::settings::ConsoleSettings;

use super::Console;
use crate::kernel::{Installer, Provider, Result};

impl Provider for Console {
    type Config = ConsoleSettings;
    type Needs = (crate::Observe,);
    type Handle = Self;

    async fn install(_: ConsoleSettings, _: (crate::Observe,), _: &mut Installer<'_>) -> Result<Self> {
        Ok(Self {})
    }
}
