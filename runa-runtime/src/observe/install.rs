//! How `observe` joins the process.

use std::sync::Arc;
use std::time::Instant;

use runa_schema::settings::ObserveSettings;

use super::endpoint::{self, Area, Site};
use super::requests::Requests;
use super::{Observe, build, process, runtime};
use crate::kernel::checks::Timing;
use crate::kernel::{Installer, Provider, Result, Routes};

impl Provider for Observe {
    const NAME: Option<&'static str> = Some("observe");
    type Config = ObserveSettings;
    type Needs = ();
    type Handle = Self;

    async fn install(config: ObserveSettings, (): (), installer: &mut Installer<'_>) -> Result<Self> {
        let parts = Arc::new(installer.parts().clone());
        build::define(&parts)?;
        process::define(&parts.metrics)?;
        runtime::define(&parts.metrics)?;
        endpoint::define(&parts)?;
        installer.record(Arc::new(Requests::new(&parts.metrics)?));

        parts.checks.start(Timing { timeout: config.timeout, refresh: config.refresh });
        let checks = parts.checks.clone();
        installer.on_stop(move || async move {
            checks.stop();
            Ok(())
        });

        let site = Arc::new(Site { parts: Arc::clone(&parts), config, began: Instant::now() });
        let server = &parts.server;
        let admin = server.admin.as_ref().is_some_and(|admin| !admin.0.is_empty());
        let area = if admin { Area::Admin } else { Area::Main { open: server.listen.is_open() } };
        let endpoints = site.endpoints(area);
        for endpoint in &endpoints {
            installer.url(endpoint::name(*endpoint), site.path(*endpoint));
        }
        installer.routes(Routes {
            provider: installer.provider(),
            paths: endpoints.iter().map(|endpoint| site.path(*endpoint)).collect(),
            router: endpoint::router(&site, area),
            // Who names a listener for operators means it: beside the service stays what the manifest exposes.
            public: admin.then(|| endpoint::router(&site, Area::Main { open: true })),
        });
        Ok(Self { parts })
    }
}
