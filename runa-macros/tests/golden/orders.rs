#[doc(hidden)]
mod __runa_ops {
    use ::runa::__v0_1 as __v;
    const _: &[u8] = ::core::include_bytes!("/srv/ops.yaml");
    /// The handles of the providers in `ops.yaml`.
    #[derive(::core::clone::Clone, ::core::fmt::Debug)]
    pub struct Ops {
        /// Log lines on standard output, and a line for each request.
        ///
        /// In every stage.
        pub log: ::runa::Log,
        /// Endpoints that say how the process is.
        ///
        /// In every stage.
        pub observe: ::runa::Observe,
        kernel: __v::Kernel,
    }
    impl Ops {
        /// Serves `router` until the process is told to stop, and drains. Its last layer is runa's own.
        pub async fn serve(&self, router: __v::Router) -> ::runa::Result<()> {
            self.kernel.serve(router).await
        }
        /// Does `work` until it ends or the process is told to stop: for a process without routes of its own.
        pub async fn run<F, E>(&self, work: F) -> ::runa::Result<()>
        where
            F: ::core::future::Future<Output = ::core::result::Result<(), E>> + ::core::marker::Send,
            E: ::core::fmt::Display,
        {
            self.kernel.run(work).await
        }
        /// Starts a task whose end does not go unseen: the policy says what it means for the process. A task that must finish its
        /// work waits for `stopping` and is waited for by `main`.
        pub fn spawn<F>(&self, name: &'static str, policy: ::runa::Policy, task: F)
        where
            F: ::core::future::Future<Output = ::runa::Result<()>> + ::core::marker::Send + 'static,
        {
            self.kernel.spawn(name, policy, task);
        }
        /// Stops the process as SIGTERM does.
        pub fn shutdown(&self) {
            self.kernel.shutdown();
        }
        /// Waits until the process begins to stop.
        pub async fn stopping(&self) {
            self.kernel.stopping().await;
        }
        /// The name of the stage that runs.
        #[must_use]
        pub fn stage(&self) -> &'static str {
            self.kernel.stage()
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
                        __v::lit("listen", __v::Value::Text(__v::Cow::Borrowed("127.0.0.1:8080")), 4, 11),
                    ],
                    providers: &[
                        __v::listed::<::runa::Log>("log", 9, 7, const { &[
                            __v::lit("format", __v::Value::Text(__v::Cow::Borrowed("pretty")), 9, 14),
                            __v::lit("level", __v::Value::Text(__v::Cow::Borrowed("debug")), 9, 30),
                            __v::lit("targets", __v::Value::Map(__v::Cow::Borrowed(&[(__v::Cow::Borrowed("hyper"), __v::Value::Text(__v::Cow::Borrowed("info")))])), 9, 44),
                        ] }),
                        __v::listed::<::runa::Observe>("observe", 10, 7, const { &[
                            __v::lit("mount", __v::Value::Text(__v::Cow::Borrowed("/-")), 6, 14),
                            __v::lit("debug", __v::Value::Bool(true), 10, 18),
                        ] }),
                    ],
                },
                __v::Stage {
                    name: "test",
                    relaxed: true,
                    server: &[
                        __v::lit("listen", __v::Value::Text(__v::Cow::Borrowed("127.0.0.1:8080")), 4, 11),
                    ],
                    providers: &[
                        __v::listed::<::runa::Log>("log", 12, 7, &[]),
                        __v::listed::<::runa::Observe>("observe", 13, 7, const { &[
                            __v::lit("mount", __v::Value::Text(__v::Cow::Borrowed("/-")), 6, 14),
                            __v::lit("refresh", __v::Value::Duration(__v::Duration::new(1, 0)), 13, 18),
                        ] }),
                    ],
                },
                __v::Stage {
                    name: "prod",
                    relaxed: false,
                    server: &[
                        __v::lit("listen", __v::Value::Text(__v::Cow::Borrowed("0.0.0.0:8080")), 15, 15),
                        __v::lit("admin", __v::Value::Text(__v::Cow::Borrowed("127.0.0.1:9090")), 15, 37),
                    ],
                    providers: &[
                        __v::listed::<::runa::Log>("log", 17, 9, const { &[
                            __v::lit("format", __v::Value::Text(__v::Cow::Borrowed("json")), 17, 16),
                            __v::lit("access.slow", __v::Value::Duration(__v::Duration::new(1, 0)), 17, 40),
                        ] }),
                        __v::listed::<::runa::Observe>("observe", 18, 9, const { &[
                            __v::lit("mount", __v::Value::Text(__v::Cow::Borrowed("/-")), 6, 14),
                            __v::lit("timeout", __v::Value::Duration(__v::Duration::new(2, 0)), 18, 20),
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
    async fn install_dev(start: &mut __v::Start) -> ::runa::Result<Ops> {
        let log = start.install::<::runa::Log>("log", ()).await?;
        let observe = start.install::<::runa::Observe>("observe", ()).await?;
        ::core::result::Result::Ok(Ops {
            log,
            observe,
            kernel: start.kernel(),
        })
    }
    async fn install_test(start: &mut __v::Start) -> ::runa::Result<Ops> {
        let log = start.install::<::runa::Log>("log", ()).await?;
        let observe = start.install::<::runa::Observe>("observe", ()).await?;
        ::core::result::Result::Ok(Ops {
            log,
            observe,
            kernel: start.kernel(),
        })
    }
    async fn install_prod(start: &mut __v::Start) -> ::runa::Result<Ops> {
        let log = start.install::<::runa::Log>("log", ()).await?;
        let observe = start.install::<::runa::Observe>("observe", ()).await?;
        ::core::result::Result::Ok(Ops {
            log,
            observe,
            kernel: start.kernel(),
        })
    }
}
#[doc(hidden)]
mod __runa_features {
    ::runa::__v0_1::need_log! { "`log` needs the feature `log` of the crate `runa`, which is off [R0701]\n --> ops.yaml:9:7\n  |\n9 |     - log: { format: pretty, level: debug, targets: { hyper: info } }\n  |       ^^^ listed here\n  |\n  = help: in Cargo.toml, turn it on: `runa = { version = \"0.1\", features = [\"log\"] }`" }
    ::runa::__v0_1::need_observe! { "`observe` needs the feature `observe` of the crate `runa`, which is off [R0701]\n  --> ops.yaml:10:7\n   |\n10 |     - observe: { debug: true }\n   |       ^^^^^^^ listed here\n   |\n   = help: in Cargo.toml, turn it on: `runa = { version = \"0.1\", features = [\"observe\"] }`" }
    ::runa::__v0_1::need_observe! { { ::runa::__v0_1::need_log! { { pub use super::__runa_ops::Ops; } } } }
}
pub use self::__runa_features::Ops;
