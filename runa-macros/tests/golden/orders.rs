#[doc(hidden)]
mod __runa_Ops {
    use ::runa::__v0_1 as __v;
    const _: &[u8] = ::core::include_bytes!("/srv/ops.yaml");
    const _: ::core::option::Option<&str> = ::core::option_env!("RUNA_BUILD_STAGE");
    /// The handles of the providers in `ops.yaml`.
    #[derive(::core::clone::Clone)]
    pub struct Ops {
        /// Log lines on standard output, and a line for each request.
        ///
        /// In every stage.
        pub log: ::runa::Log,
        /// Endpoints that say how the process is.
        ///
        /// In every stage.
        pub observe: ::runa::Observe,
        /// Jobs that survive: named queues, and workers that run what is pushed.
        ///
        /// Only in `dev` and `prod`.
        pub queue: ::core::option::Option<OpsQueues>,
        /// A record of each request that changes something: who, what, from where, with which outcome.
        ///
        /// In every stage.
        pub audit: ::runa::Audit,
        /// The instances of the service: each makes itself known, and sees the others.
        ///
        /// Only in `dev` and `prod`.
        pub cluster: ::core::option::Option<::runa::Cluster>,
        /// A page that shows the running process: traffic, health, logs, records, queues, instances, settings.
        ///
        /// Only in `dev` and `prod`.
        pub console: ::core::option::Option<::runa::Console>,
        __kernel: __v::Kernel,
    }
    impl ::core::fmt::Debug for Ops {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            let mut shown = f.debug_struct("Ops");
            shown.field("log", &self.log);
            shown.field("observe", &self.observe);
            shown.field("queue", &self.queue);
            shown.field("audit", &self.audit);
            shown.field("cluster", &self.cluster);
            shown.field("console", &self.console);
            shown.finish_non_exhaustive()
        }
    }
    impl Ops {
        /// Starts the app in a process that is not runa's, and in the runtime that this is called in; `end` of what it gives drains and
        /// stops the providers. Takes the name of a stage, or a `Launch` that says more.
        pub async fn start(launch: impl ::core::convert::Into<::runa::Launch>) -> ::runa::Result<::runa::Started<Self>> {
            __v::start_inside(launch.into(), ::core::cfg!(debug_assertions)).await
        }
        /// Serves `router` until the process is told to stop, and drains. Its last layer is runa's own.
        #[track_caller]
        pub fn serve(
            &self,
            router: __v::Router,
        ) -> impl ::core::future::Future<Output = ::runa::Result<()>> + ::core::marker::Send + use<'_> {
            self.__kernel.serve(router)
        }
        /// Does `work` until it ends or the process is told to stop: for a process without routes of its own.
        #[track_caller]
        pub fn run<F, E>(
            &self,
            work: F,
        ) -> impl ::core::future::Future<Output = ::runa::Result<()>> + ::core::marker::Send + use<'_, F, E>
        where
            F: ::core::future::Future<Output = ::core::result::Result<(), E>> + ::core::marker::Send,
            E: ::core::fmt::Display,
        {
            self.__kernel.run(work)
        }
        /// Starts a task whose end does not go unseen: the policy says what it means for the process. `Policy` takes a future, `Restart`
        /// a closure that makes one for each run. A task that has asked for `stopping` is waited for at the end; others are dropped.
        pub fn spawn<P>(&self, name: &'static str, policy: P, task: impl ::runa::Task<P>) {
            self.__kernel.spawn(name, policy, task);
        }
        /// Stops the process as SIGTERM does.
        pub fn shutdown(&self) {
            self.__kernel.shutdown();
        }
        /// Waits until the process begins to stop.
        pub async fn stopping(&self) {
            self.__kernel.stopping().await;
        }
        /// The name of the stage that runs.
        #[must_use]
        pub fn stage(&self) -> &'static str {
            self.__kernel.stage()
        }
    }
    impl __v::FromRef<Ops> for ::runa::Log {
        fn from_ref(ops: &Ops) -> Self {
            ::core::clone::Clone::clone(&ops.log)
        }
    }
    impl __v::FromRef<Ops> for ::runa::Observe {
        fn from_ref(ops: &Ops) -> Self {
            ::core::clone::Clone::clone(&ops.observe)
        }
    }
    impl __v::FromRef<Ops> for ::core::option::Option<OpsQueues> {
        fn from_ref(ops: &Ops) -> Self {
            ::core::clone::Clone::clone(&ops.queue)
        }
    }
    impl __v::FromRef<Ops> for ::runa::Audit {
        fn from_ref(ops: &Ops) -> Self {
            ::core::clone::Clone::clone(&ops.audit)
        }
    }
    impl __v::FromRef<Ops> for ::core::option::Option<::runa::Cluster> {
        fn from_ref(ops: &Ops) -> Self {
            ::core::clone::Clone::clone(&ops.cluster)
        }
    }
    impl __v::FromRef<Ops> for ::core::option::Option<::runa::Console> {
        fn from_ref(ops: &Ops) -> Self {
            ::core::clone::Clone::clone(&ops.console)
        }
    }
    /// The queues in `ops.yaml`.
    #[derive(::core::clone::Clone, ::core::fmt::Debug)]
    pub struct OpsQueues {
        /// In every stage with queues.
        pub emails: ::runa::Queue,
        all_: ::runa::Queues,
    }
    impl OpsQueues {
        /// All of them, for looking inside.
        #[must_use]
        pub const fn all(&self) -> &::runa::Queues {
            &self.all_
        }
    }
    impl ::runa::App for Ops {
        const MANIFEST: __v::Manifest = __v::Manifest {
            file: "ops.yaml",
            service: "orders",
            version: ::core::env!("CARGO_PKG_VERSION"),
            default_stage: ::core::option::Option::Some("dev"),
            stages: &[
                __v::Stage {
                    name: "dev",
                    relaxed: true,
                    server: &[
                        __v::lit("listen", __v::Value::Text(__v::Cow::Borrowed("127.0.0.1:8080")), 5, 11),
                    ],
                    providers: &[
                        __v::listed::<::runa::Log>("log", 10, 7, const { &[
                            __v::lit("format", __v::Value::Text(__v::Cow::Borrowed("pretty")), 10, 14),
                            __v::lit("level", __v::Value::Text(__v::Cow::Borrowed("debug")), 10, 30),
                            __v::lit("targets", __v::Value::Map(__v::Cow::Borrowed(&[(__v::Cow::Borrowed("hyper"), __v::Value::Text(__v::Cow::Borrowed("info")))])), 10, 44),
                        ] }),
                        __v::listed::<::runa::Observe>("observe", 11, 7, const { &[
                            __v::lit("mount", __v::Value::Text(__v::Cow::Borrowed("/-")), 7, 14),
                            __v::lit("debug", __v::Value::Bool(true), 11, 18),
                        ] }),
                        __v::listed::<::runa::Queues>("queue", 12, 7, const { &[
                            __v::group("queues.emails", 12, 26),
                        ] }),
                        __v::listed::<::runa::Audit>("audit", 13, 7, const { &[
                            __v::lit("capture_input", __v::Value::Bool(true), 13, 16),
                            __v::group("log", 13, 37),
                        ] }),
                        __v::listed::<::runa::Cluster>("cluster", 14, 7, &[]),
                        __v::listed::<::runa::Console>("console", 15, 7, &[]),
                    ],
                },
                __v::Stage {
                    name: "test",
                    relaxed: true,
                    server: &[
                        __v::lit("listen", __v::Value::Text(__v::Cow::Borrowed("127.0.0.1:8080")), 5, 11),
                    ],
                    providers: &[
                        __v::listed::<::runa::Log>("log", 17, 7, &[]),
                        __v::listed::<::runa::Observe>("observe", 18, 7, const { &[
                            __v::lit("mount", __v::Value::Text(__v::Cow::Borrowed("/-")), 7, 14),
                            __v::lit("refresh", __v::Value::Duration(__v::Duration::new(1, 0)), 18, 18),
                        ] }),
                        __v::listed::<::runa::Audit>("audit", 19, 7, const { &[
                            __v::group("log", 19, 16),
                        ] }),
                    ],
                },
                __v::Stage {
                    name: "prod",
                    relaxed: false,
                    server: &[
                        __v::lit("listen", __v::Value::Text(__v::Cow::Borrowed("0.0.0.0:8080")), 21, 15),
                        __v::lit("admin", __v::Value::Text(__v::Cow::Borrowed("127.0.0.1:9090")), 21, 37),
                    ],
                    providers: &[
                        __v::listed::<::runa::Log>("log", 23, 9, const { &[
                            __v::lit("format", __v::Value::Text(__v::Cow::Borrowed("json")), 23, 16),
                            __v::lit("access.slow", __v::Value::Duration(__v::Duration::new(1, 0)), 23, 40),
                        ] }),
                        __v::listed::<::runa::Observe>("observe", 24, 9, const { &[
                            __v::lit("mount", __v::Value::Text(__v::Cow::Borrowed("/-")), 7, 14),
                            __v::lit("timeout", __v::Value::Duration(__v::Duration::new(2, 0)), 24, 20),
                        ] }),
                        __v::listed::<::runa::Queues>("queue", 25, 9, const { &[
                            __v::group("redis", 25, 18),
                            __v::var("redis.url", "REDIS_URL", ::core::option::Option::None, 25, 27),
                            __v::group("queues.emails", 25, 69),
                        ] }),
                        __v::listed::<::runa::Audit>("audit", 26, 9, const { &[
                            __v::lit("mode", __v::Value::Text(__v::Cow::Borrowed("sync")), 26, 18),
                            __v::lit("capture_input", __v::Value::Bool(true), 26, 30),
                            __v::group("file", 26, 51),
                            __v::lit("file.path", __v::Value::Text(__v::Cow::Borrowed("/var/lib/orders/audit.jsonl")), 26, 59),
                            __v::var("file.key", "AUDIT_KEY", ::core::option::Option::None, 26, 94),
                        ] }),
                        __v::listed::<::runa::Cluster>("cluster", 27, 9, const { &[
                            __v::group("redis", 27, 20),
                            __v::var("redis.url", "REDIS_URL", ::core::option::Option::None, 27, 29),
                            __v::lit("ttl", __v::Value::Duration(__v::Duration::new(15, 0)), 27, 61),
                            __v::lit("heartbeat_interval", __v::Value::Duration(__v::Duration::new(5, 0)), 27, 71),
                        ] }),
                        __v::listed::<::runa::Console>("console", 28, 9, const { &[
                            __v::var("token", "CONSOLE_TOKEN", ::core::option::Option::None, 28, 20),
                        ] }),
                    ],
                },
            ],
        };
        async fn install(start: &mut __v::Start) -> ::runa::Result<Self> {
            match start.stage() {
                "dev" => install_dev(start).await,
                "test" => install_test(start).await,
                "prod" => install_prod(start).await,
                _ => ::core::result::Result::Err(start.not_built()),
            }
        }
    }
    async fn install_dev(start_: &mut __v::Start) -> ::runa::Result<Ops> {
        let log = start_.install::<::runa::Log>("log", ()).await?;
        let observe = start_.install::<::runa::Observe>("observe", ()).await?;
        let queue = start_.install::<::runa::Queues>("queue", ()).await?;
        let audit = start_.install::<::runa::Audit>("audit", (::core::option::Option::Some(::core::clone::Clone::clone(&queue)),)).await?;
        let cluster = start_.install::<::runa::Cluster>("cluster", ()).await?;
        let console = start_.install::<::runa::Console>("console", (::core::clone::Clone::clone(&observe),)).await?;
        ::core::result::Result::Ok(Ops {
            log,
            observe,
            queue: ::core::option::Option::Some(OpsQueues { emails: queue.named("emails")?, all_: queue }),
            audit,
            cluster: ::core::option::Option::Some(cluster),
            console: ::core::option::Option::Some(console),
            __kernel: start_.kernel(),
        })
    }
    async fn install_test(start_: &mut __v::Start) -> ::runa::Result<Ops> {
        let log = start_.install::<::runa::Log>("log", ()).await?;
        let observe = start_.install::<::runa::Observe>("observe", ()).await?;
        let audit = start_.install::<::runa::Audit>("audit", (::core::option::Option::None,)).await?;
        ::core::result::Result::Ok(Ops {
            log,
            observe,
            queue: ::core::option::Option::None,
            audit,
            cluster: ::core::option::Option::None,
            console: ::core::option::Option::None,
            __kernel: start_.kernel(),
        })
    }
    async fn install_prod(start_: &mut __v::Start) -> ::runa::Result<Ops> {
        let log = start_.install::<::runa::Log>("log", ()).await?;
        let observe = start_.install::<::runa::Observe>("observe", ()).await?;
        let queue = start_.install::<::runa::Queues>("queue", ()).await?;
        let audit = start_.install::<::runa::Audit>("audit", (::core::option::Option::Some(::core::clone::Clone::clone(&queue)),)).await?;
        let cluster = start_.install::<::runa::Cluster>("cluster", ()).await?;
        let console = start_.install::<::runa::Console>("console", (::core::clone::Clone::clone(&observe),)).await?;
        ::core::result::Result::Ok(Ops {
            log,
            observe,
            queue: ::core::option::Option::Some(OpsQueues { emails: queue.named("emails")?, all_: queue }),
            audit,
            cluster: ::core::option::Option::Some(cluster),
            console: ::core::option::Option::Some(console),
            __kernel: start_.kernel(),
        })
    }
}
#[doc(hidden)]
mod __runa_Ops_gate {
    ::runa::__v0_1::need_log! { "`log` needs the feature `log` of the crate `runa`, which is off [R0701]\n  --> ops.yaml:10:7\n   |\n10 |     - log: { format: pretty, level: debug, targets: { hyper: info } }\n   |       ^^^ written here\n   |\n   = help: in Cargo.toml, turn it on: `runa = { version = \"0.1\", features = [\"log\"] }`" }
    ::runa::__v0_1::need_observe! { "`observe` needs the feature `observe` of the crate `runa`, which is off [R0701]\n  --> ops.yaml:11:7\n   |\n11 |     - observe: { debug: true }\n   |       ^^^^^^^ written here\n   |\n   = help: in Cargo.toml, turn it on: `runa = { version = \"0.1\", features = [\"observe\"] }`" }
    ::runa::__v0_1::need_queue! { "`queue` needs the feature `queue` of the crate `runa`, which is off [R0701]\n  --> ops.yaml:12:7\n   |\n12 |     - queue: { queues: { emails: {} } }   # in memory\n   |       ^^^^^ written here\n   |\n   = help: in Cargo.toml, turn it on: `runa = { version = \"0.1\", features = [\"queue\"] }`" }
    ::runa::__v0_1::need_audit! { "`audit` needs the feature `audit` of the crate `runa`, which is off [R0701]\n  --> ops.yaml:13:7\n   |\n13 |     - audit: { capture_input: true, log: {} }\n   |       ^^^^^ written here\n   |\n   = help: in Cargo.toml, turn it on: `runa = { version = \"0.1\", features = [\"audit\"] }`" }
    ::runa::__v0_1::need_cluster! { "`cluster` needs the feature `cluster` of the crate `runa`, which is off [R0701]\n  --> ops.yaml:14:7\n   |\n14 |     - cluster\n   |       ^^^^^^^ written here\n   |\n   = help: in Cargo.toml, turn it on: `runa = { version = \"0.1\", features = [\"cluster\"] }`" }
    ::runa::__v0_1::need_console! { "`console` needs the feature `console` of the crate `runa`, which is off [R0701]\n  --> ops.yaml:15:7\n   |\n15 |     - console                             # signs in by a URL that works once, printed at start\n   |       ^^^^^^^ written here\n   |\n   = help: in Cargo.toml, turn it on: `runa = { version = \"0.1\", features = [\"console\"] }`" }
    ::runa::__v0_1::need_redis! { "`redis` needs the feature `redis` of the crate `runa`, which is off [R0701]\n  --> ops.yaml:25:18\n   |\n25 |       - queue: { redis: { url: { from_env: REDIS_URL } }, queues: { emails: {} } }\n   |                  ^^^^^ written here\n   |\n   = help: in Cargo.toml, turn it on: `runa = { version = \"0.1\", features = [\"redis\"] }`" }
    ::runa::__v0_1::need_redis! { { ::runa::__v0_1::need_console! { { ::runa::__v0_1::need_cluster! { { ::runa::__v0_1::need_audit! { { ::runa::__v0_1::need_queue! { { ::runa::__v0_1::need_observe! { { ::runa::__v0_1::need_log! { { pub use super::__runa_Ops::{Ops, OpsQueues}; } } } } } } } } } } } } } }
}
pub use self::__runa_Ops_gate::{Ops, OpsQueues};
