//! How `console` joins the process.

use std::sync::Arc;

use runa_schema::settings::ConsoleSettings;

use super::auth::Auth;
use super::site::Site;
use super::traffic::Traffic;
use super::{Console, router};
use crate::kernel::{Error, Installer, Provider, Restart, Result, Routes};

impl Provider for Console {
    const NAME: Option<&'static str> = Some("console");
    type Config = ConsoleSettings;
    type Needs = (crate::Observe,);
    type Handle = Self;

    async fn install(config: ConsoleSettings, _: Self::Needs, installer: &mut Installer<'_>) -> Result<Self> {
        let parts = installer.parts().clone();
        parts.panels.show();
        let mount = config.mount.as_str().to_owned();
        let auth = Auth::new(config.token, &parts)
            .map_err(|error| Error::new(format!("the system gives no random numbers: {error}")))?;
        // The log is where a developer looks; who can read it may look at everything anyway.
        let path = auth.invitation().map_or_else(|| mount.clone(), |key| format!("{mount}/enter?key={key}"));
        let traffic = Arc::new(Traffic::new(parts.metrics.clone()));
        installer.record(Arc::clone(&traffic.troubles) as _);
        let sampled = Arc::clone(&traffic);
        installer.spawn("console samples", Restart::default(), move || {
            let sampled = Arc::clone(&sampled);
            async move { sampled.sample_for_ever().await }
        });
        let panels = parts.panels.clone();
        let site = Site::new(parts, mount.clone(), auth, traffic);
        installer.url("console", path);
        installer.routes(Routes {
            provider: installer.provider(),
            paths: router::paths(&mount),
            router: router::router(&site),
            public: None,
        });
        Ok(Self { panels })
    }
}
