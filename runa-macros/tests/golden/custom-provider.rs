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
        /// In every stage.
        pub ledger: <Own0 as __v::Provider>::Handle,
        /// In every stage.
        pub billing: <Own1 as __v::Provider>::Handle,
        __kernel: __v::Kernel,
    }
    impl ::core::fmt::Debug for Ops {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            let mut shown = f.debug_struct("Ops");
            shown.field("log", &self.log);
            shown.field("observe", &self.observe);
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
    type Named0 = crate::ledger::InMemory;
    type Own0 = __v::chosen!(Named0);
    type Named1 = crate::billing::Billing;
    type Own1 = __v::chosen!(Named1);
    type Named2 = crate::ledger::InFile;
    type Own2 = __v::chosen!(Named2);
    const CONFIG_0: &[__v::own::Entry] = &[];
    const CONFIG_1: &[__v::own::Entry] = &[__v::own::entry("currency", (6, 54, 8), __v::own::node((6, 64, 3), __v::own::Kind::Scalar { text: "eur", plain: true })), __v::own::entry("limits", (6, 69, 6), __v::own::node((6, 77, 15), __v::own::Kind::Map(&[__v::own::entry("amount", (6, 79, 6), __v::own::node((6, 87, 3), __v::own::Kind::Scalar { text: "500", plain: true })), ]))), ];
    const CONFIG_2: &[__v::own::Entry] = &[__v::own::entry("path", (16, 55, 4), __v::own::node((16, 61, 20), __v::own::Kind::Variable { name: "LEDGER", default: ::core::option::Option::None })), ];
    const CONFIG_3: &[__v::own::Entry] = &[__v::own::entry("currency", (6, 54, 8), __v::own::node((6, 64, 3), __v::own::Kind::Scalar { text: "eur", plain: true })), __v::own::entry("limits", (6, 69, 6), __v::own::node((6, 77, 15), __v::own::Kind::Map(&[__v::own::entry("amount", (6, 79, 6), __v::own::node((6, 87, 3), __v::own::Kind::Scalar { text: "500", plain: true })), ]))), ];
    const CONFIG_4: &[__v::own::Entry] = &[__v::own::entry("path", (23, 57, 4), __v::own::node((23, 63, 20), __v::own::Kind::Scalar { text: "/var/lib/shop/ledger", plain: true })), __v::own::entry("flush_interval", (23, 85, 14), __v::own::node((23, 101, 2), __v::own::Kind::Scalar { text: "1s", plain: true })), ];
    const CONFIG_5: &[__v::own::Entry] = &[__v::own::entry("currency", (6, 54, 8), __v::own::node((6, 64, 3), __v::own::Kind::Scalar { text: "eur", plain: true })), __v::own::entry("limits", (24, 30, 6), __v::own::node((24, 38, 16), __v::own::Kind::Map(&[__v::own::entry("amount", (24, 40, 6), __v::own::node((24, 48, 4), __v::own::Kind::Scalar { text: "5000", plain: true })), ]))), ];
    const SOURCE: __v::own::Source = __v::own::Source { file: "ops.yaml", text: ::core::include_str!("/srv/ops.yaml"), lines: &[0, 61, 69, 83, 102, 112, 208, 216, 223, 233, 247, 346, 360, 371, 381, 395, 480, 494, 502, 562, 577, 607, 623, 730, ], secrets: &[] };
    #[track_caller]
    pub(super) const fn settings_fit_0() {
        __v::own::check(&SOURCE, &[
            __v::checked::<Own0>(("dev", true), ("ledger", (11, 7, 6)), ("crate::ledger::InMemory", (11, 22, 23)), &["log", "observe", ], &["billing", ], CONFIG_0),
            __v::checked::<Own1>(("dev", true), ("billing", (12, 7, 7)), ("crate::billing::Billing", (6, 19, 23)), &["log", "observe", "ledger", ], &[], CONFIG_1),
            __v::checked::<Own2>(("staging", false), ("ledger", (16, 7, 6)), ("crate::ledger::InFile", (16, 22, 21)), &["log", "observe", ], &["billing", ], CONFIG_2),
            __v::checked::<Own1>(("staging", false), ("billing", (17, 7, 7)), ("crate::billing::Billing", (6, 19, 23)), &["log", "observe", "ledger", ], &[], CONFIG_3),
            __v::checked::<Own2>(("prod", false), ("ledger", (23, 9, 6)), ("crate::ledger::InFile", (23, 24, 21)), &["log", "observe", ], &["billing", ], CONFIG_4),
            __v::checked::<Own1>(("prod", false), ("billing", (24, 9, 7)), ("crate::billing::Billing", (6, 19, 23)), &["log", "observe", "ledger", ], &[], CONFIG_5),
        ]);
    }
    struct AboveLedgerInDev {
        standing_: __v::Standing,
    }
    impl __v::Above for AboveLedgerInDev {
        fn standing(&self) -> &__v::Standing {
            &self.standing_
        }
        fn find<P: __v::Provider>(&self) -> ::core::option::Option<P::Handle> {
            ::core::option::Option::None
        }
    }
    struct AboveBillingInDev {
        standing_: __v::Standing,
        ledger: <Own0 as __v::Provider>::Handle,
    }
    impl __v::Above for AboveBillingInDev {
        fn standing(&self) -> &__v::Standing {
            &self.standing_
        }
        fn find<P: __v::Provider>(&self) -> ::core::option::Option<P::Handle> {
            __v::pick::<P, Own0>(::core::option::Option::Some(&self.ledger))
        }
    }
    impl __v::Has<Own0> for AboveBillingInDev {
        fn handle(&self) -> ::core::option::Option<<Own0 as __v::Provider>::Handle> {
            ::core::option::Option::Some(::core::clone::Clone::clone(&self.ledger))
        }
    }
    struct AboveLedgerInStaging {
        standing_: __v::Standing,
    }
    impl __v::Above for AboveLedgerInStaging {
        fn standing(&self) -> &__v::Standing {
            &self.standing_
        }
        fn find<P: __v::Provider>(&self) -> ::core::option::Option<P::Handle> {
            ::core::option::Option::None
        }
    }
    struct AboveBillingInStaging {
        standing_: __v::Standing,
        ledger: <Own2 as __v::Provider>::Handle,
    }
    impl __v::Above for AboveBillingInStaging {
        fn standing(&self) -> &__v::Standing {
            &self.standing_
        }
        fn find<P: __v::Provider>(&self) -> ::core::option::Option<P::Handle> {
            __v::pick::<P, Own2>(::core::option::Option::Some(&self.ledger))
        }
    }
    impl __v::Has<Own2> for AboveBillingInStaging {
        fn handle(&self) -> ::core::option::Option<<Own2 as __v::Provider>::Handle> {
            ::core::option::Option::Some(::core::clone::Clone::clone(&self.ledger))
        }
    }
    struct AboveLedgerInProd {
        standing_: __v::Standing,
    }
    impl __v::Above for AboveLedgerInProd {
        fn standing(&self) -> &__v::Standing {
            &self.standing_
        }
        fn find<P: __v::Provider>(&self) -> ::core::option::Option<P::Handle> {
            ::core::option::Option::None
        }
    }
    struct AboveBillingInProd {
        standing_: __v::Standing,
        ledger: <Own2 as __v::Provider>::Handle,
    }
    impl __v::Above for AboveBillingInProd {
        fn standing(&self) -> &__v::Standing {
            &self.standing_
        }
        fn find<P: __v::Provider>(&self) -> ::core::option::Option<P::Handle> {
            __v::pick::<P, Own2>(::core::option::Option::Some(&self.ledger))
        }
    }
    impl __v::Has<Own2> for AboveBillingInProd {
        fn handle(&self) -> ::core::option::Option<<Own2 as __v::Provider>::Handle> {
            ::core::option::Option::Some(::core::clone::Clone::clone(&self.ledger))
        }
    }
    impl ::runa::App for Ops {
        const MANIFEST: __v::Manifest = __v::Manifest {
            file: "ops.yaml",
            service: "shop",
            version: ::core::env!("CARGO_PKG_VERSION"),
            default_stage: ::core::option::Option::Some("dev"),
            stages: &[
                __v::Stage {
                    name: "dev",
                    relaxed: true,
                    server: &[],
                    providers: &[
                        __v::listed::<::runa::Log>("log", 9, 7, &[]),
                        __v::listed::<::runa::Observe>("observe", 10, 7, &[]),
                        __v::listed_own::<Own0>("ledger", 11, 7, CONFIG_0),
                        __v::listed_own::<Own1>("billing", 12, 7, CONFIG_1),
                    ],
                },
                __v::Stage {
                    name: "staging",
                    relaxed: false,
                    server: &[],
                    providers: &[
                        __v::listed::<::runa::Log>("log", 14, 7, &[]),
                        __v::listed::<::runa::Observe>("observe", 15, 7, &[]),
                        __v::listed_own::<Own2>("ledger", 16, 7, CONFIG_2),
                        __v::listed_own::<Own1>("billing", 17, 7, CONFIG_3),
                    ],
                },
                __v::Stage {
                    name: "prod",
                    relaxed: false,
                    server: &[
                        __v::lit("listen", __v::Value::Text(__v::Cow::Borrowed("0.0.0.0:8080")), 19, 15),
                        __v::lit("admin", __v::Value::Text(__v::Cow::Borrowed("127.0.0.1:9090")), 19, 37),
                    ],
                    providers: &[
                        __v::listed::<::runa::Log>("log", 21, 9, const { &[
                            __v::lit("format", __v::Value::Text(__v::Cow::Borrowed("json")), 21, 16),
                        ] }),
                        __v::listed::<::runa::Observe>("observe", 22, 9, &[]),
                        __v::listed_own::<Own2>("ledger", 23, 9, CONFIG_4),
                        __v::listed_own::<Own1>("billing", 24, 9, CONFIG_5),
                    ],
                },
            ],
        };
        async fn install(start: &mut __v::Start) -> ::runa::Result<Self> {
            match start.stage() {
                "dev" => install_dev(start).await,
                "staging" => install_staging(start).await,
                "prod" => install_prod(start).await,
                _ => ::core::result::Result::Err(start.not_built()),
            }
        }
    }
    async fn install_dev(start_: &mut __v::Start) -> ::runa::Result<Ops> {
        let log = start_.install::<::runa::Log>("log", ()).await?;
        let observe = start_.install::<::runa::Observe>("observe", ()).await?;
        let ledger = {
            let above = AboveLedgerInDev {
                standing_: __v::Standing {
                    log: ::core::option::Option::Some(::core::clone::Clone::clone(&log)),
                    observe: ::core::option::Option::Some(::core::clone::Clone::clone(&observe)),
                    ..::core::default::Default::default()
                },
            };
            start_.install_own::<Own0, _>("ledger", &above).await?
        };
        let billing = {
            let above = AboveBillingInDev {
                standing_: __v::Standing {
                    log: ::core::option::Option::Some(::core::clone::Clone::clone(&log)),
                    observe: ::core::option::Option::Some(::core::clone::Clone::clone(&observe)),
                    ..::core::default::Default::default()
                },
                ledger: ::core::clone::Clone::clone(&ledger),
            };
            start_.install_own::<Own1, _>("billing", &above).await?
        };
        ::core::result::Result::Ok(Ops {
            log,
            observe,
            ledger,
            billing,
            __kernel: start_.kernel(),
        })
    }
    async fn install_staging(start_: &mut __v::Start) -> ::runa::Result<Ops> {
        let log = start_.install::<::runa::Log>("log", ()).await?;
        let observe = start_.install::<::runa::Observe>("observe", ()).await?;
        let ledger = {
            let above = AboveLedgerInStaging {
                standing_: __v::Standing {
                    log: ::core::option::Option::Some(::core::clone::Clone::clone(&log)),
                    observe: ::core::option::Option::Some(::core::clone::Clone::clone(&observe)),
                    ..::core::default::Default::default()
                },
            };
            __v::same_handle::<<Own0 as __v::Provider>::Handle, _>(start_.install_own::<Own2, _>("ledger", &above).await?)
        };
        let billing = {
            let above = AboveBillingInStaging {
                standing_: __v::Standing {
                    log: ::core::option::Option::Some(::core::clone::Clone::clone(&log)),
                    observe: ::core::option::Option::Some(::core::clone::Clone::clone(&observe)),
                    ..::core::default::Default::default()
                },
                ledger: ::core::clone::Clone::clone(&ledger),
            };
            start_.install_own::<Own1, _>("billing", &above).await?
        };
        ::core::result::Result::Ok(Ops {
            log,
            observe,
            ledger,
            billing,
            __kernel: start_.kernel(),
        })
    }
    async fn install_prod(start_: &mut __v::Start) -> ::runa::Result<Ops> {
        let log = start_.install::<::runa::Log>("log", ()).await?;
        let observe = start_.install::<::runa::Observe>("observe", ()).await?;
        let ledger = {
            let above = AboveLedgerInProd {
                standing_: __v::Standing {
                    log: ::core::option::Option::Some(::core::clone::Clone::clone(&log)),
                    observe: ::core::option::Option::Some(::core::clone::Clone::clone(&observe)),
                    ..::core::default::Default::default()
                },
            };
            __v::same_handle::<<Own0 as __v::Provider>::Handle, _>(start_.install_own::<Own2, _>("ledger", &above).await?)
        };
        let billing = {
            let above = AboveBillingInProd {
                standing_: __v::Standing {
                    log: ::core::option::Option::Some(::core::clone::Clone::clone(&log)),
                    observe: ::core::option::Option::Some(::core::clone::Clone::clone(&observe)),
                    ..::core::default::Default::default()
                },
                ledger: ::core::clone::Clone::clone(&ledger),
            };
            start_.install_own::<Own1, _>("billing", &above).await?
        };
        ::core::result::Result::Ok(Ops {
            log,
            observe,
            ledger,
            billing,
            __kernel: start_.kernel(),
        })
    }
}
#[doc(hidden)]
mod __runa_Ops_gate {
    ::runa::__v0_1::need_log! { "`log` needs the feature `log` of the crate `runa`, which is off [R0701]\n --> ops.yaml:9:7\n  |\n9 |     - log\n  |       ^^^ written here\n  |\n  = help: in Cargo.toml, turn it on: `runa = { version = \"0.1\", features = [\"log\"] }`" }
    ::runa::__v0_1::need_observe! { "`observe` needs the feature `observe` of the crate `runa`, which is off [R0701]\n  --> ops.yaml:10:7\n   |\n10 |     - observe\n   |       ^^^^^^^ written here\n   |\n   = help: in Cargo.toml, turn it on: `runa = { version = \"0.1\", features = [\"observe\"] }`" }
    ::runa::__v0_1::need_observe! { { ::runa::__v0_1::need_log! { { pub use super::__runa_Ops::Ops; } } } }
}
pub use self::__runa_Ops_gate::Ops;
