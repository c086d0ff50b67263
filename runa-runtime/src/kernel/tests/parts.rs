//! What the kernel shares with a provider that is installed in a test, without a start.

use std::sync::Arc;
use std::time::Duration;

use runa_schema::settings::{DrainSettings, ForwardedHeader, Group, Groups, H2Settings, ServerSettings};
use runa_schema::value::{Header, Listeners, Scalar, Size};

use crate::kernel::{Life, Parts, Stage};

fn listeners(text: &str) -> Listeners {
    Listeners::take(&Listeners::SHAPE.parse(text).unwrap()).unwrap()
}

/// Of a relaxed stage `test`, with a service that listens on `listen` and an `admin` listener.
pub(crate) fn parts(listen: &str, admin: Option<&str>) -> Parts {
    let drain = Group(DrainSettings { delay: Duration::ZERO, grace: Duration::ZERO, total: Duration::from_secs(1) });
    Parts {
        stage: Stage { name: "test", relaxed: true, server: &[], providers: &[] },
        service: "orders",
        version: "1.2.3",
        server: Arc::new(ServerSettings {
            listen: listeners(listen),
            admin: admin.map(listeners),
            advertise: None,
            backlog: 100,
            start_timeout: Duration::from_mins(5),
            first_byte_timeout: Duration::from_secs(10),
            header_timeout: Duration::from_secs(10),
            head_limit: Size(1 << 16),
            keep_alive: Duration::from_secs(75),
            write_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(30),
            body_limit: Size(1 << 21),
            routes: Groups(Vec::new()),
            request_id: Header::Named("x-request-id".to_owned()),
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::Any,
            max_connections: 100,
            tls: None,
            h2: Group(H2Settings { streams: 200, resets: 100 }),
            drain,
        }),
        life: Life::new(None),
        checks: crate::kernel::checks::Checks::default(),
        metrics: crate::kernel::metrics::Metrics::default(),
        panels: crate::kernel::panels::Panels::default(),
        journal: crate::kernel::journal::Journal::default(),
        tail: crate::kernel::tail::Tail::default(),
        #[cfg(feature = "log")]
        layers: crate::kernel::layers::Layers::default(),
        inside: Arc::default(),
        captured: None,
        #[cfg(feature = "log")]
        guest: false,
        bound: Arc::default(),
    }
}
