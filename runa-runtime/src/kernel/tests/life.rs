//! Providers, tasks and `main` in each way to begin and to end.

use std::future::pending;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;

use super::house::{House, Ops};
use crate::kernel::request::{self, Path, RequestContext};
use crate::kernel::{Error, Policy};

const TIGHT: (&str, &str) = ("RUNA__SERVER__DRAIN__TOTAL", "500ms");
const QUICK: (&str, &str) = ("RUNA__SERVER__DRAIN__GRACE", "10ms");

#[tokio::test]
async fn providers_are_installed_in_order_drain_and_stop_in_reverse() {
    let (exit, notes) = House::new("quiet", &[]).live(|_| async {}).await;
    assert_eq!(exit, ExitCode::SUCCESS);
    assert_eq!(notes, ["install a", "install b", "drain b", "drain a", "stop b", "stop a"]);
}

#[tokio::test]
async fn a_failing_start_stops_what_stood() {
    for (stage, expected) in [
        (
            "fails",
            &["install a", "install b", "install c", "drain c", "drain b", "drain a", "stop c", "stop b", "stop a"][..],
        ),
        ("panics", &["install a", "install b", "drain b", "drain a", "stop b", "stop a"]),
    ] {
        let (exit, notes) = House::new(stage, &[]).live(|_| async { panic!("`main` must not run") }).await;
        assert_eq!(exit, ExitCode::from(1));
        assert_eq!(notes, expected);
    }
}

#[tokio::test]
async fn a_start_that_is_told_to_end_ends_cleanly() {
    let house = House::new("waits", &[]);
    let core = Arc::clone(&house.core);
    let end = async {
        while core.standing().is_empty() {
            tokio::task::yield_now().await;
        }
        core.shutdown();
    };
    let ((exit, notes), ()) = tokio::join!(house.live(|_| async {}), end);
    assert_eq!(exit, ExitCode::SUCCESS);
    assert_eq!(notes, ["install a", "install b", "drain b", "drain a", "stop b", "stop a"]);
}

#[tokio::test]
async fn providers_that_hang_or_panic_cannot_keep_others_from_ending() {
    let (exit, notes) = House::new("ends_badly", &[TIGHT, QUICK]).live(|_| async {}).await;
    assert_eq!(exit, ExitCode::from(2));
    assert_eq!(notes[3..], ["drain c", "drain b", "drain a", "stop c", "stop b", "stop a"]);
}

#[tokio::test]
async fn what_main_says_wins() {
    let (exit, _) = House::new("quiet", &[]).live(|_| async { ExitCode::from(7) }).await;
    assert_eq!(exit, ExitCode::from(7));
    let (exit, _) = House::new("quiet", &[]).live(|_| async { Err::<(), _>(Error::new("no")) }).await;
    assert_eq!(exit, ExitCode::from(1));
    let (exit, notes) = House::new("quiet", &[]).live(|_| async { panic!("of main") }).await;
    assert_eq!(exit, ExitCode::from(1));
    assert_eq!(notes.last().unwrap(), "stop a");
}

#[tokio::test]
async fn a_main_that_still_gets_ready_is_dropped_and_one_that_listens_is_waited_for() {
    let main = |ops: Ops| async move {
        ops.0.shutdown();
        pending::<()>().await;
    };
    assert_eq!(House::new("quiet", &[]).live(main).await.0, ExitCode::SUCCESS);

    let house = House::new("quiet", &[]);
    let core = Arc::clone(&house.core);
    let main = |ops: Ops| async move {
        let end = async {
            while !core.listens.load(Ordering::Relaxed) {
                tokio::task::yield_now().await;
            }
            core.shutdown();
        };
        tokio::join!(ops.0.stopping(), end);
        // It has things to do before it goes.
        tokio::task::yield_now().await;
        ExitCode::from(9)
    };
    assert_eq!(house.live(main).await.0, ExitCode::from(9));

    let main = |ops: Ops| async move {
        let work = async { pending::<Result<(), Error>>().await };
        let (done, ()) = tokio::join!(ops.0.run(work), async { ops.0.shutdown() });
        done
    };
    let house = House::new("quiet", &[TIGHT, QUICK]);
    assert_eq!(house.live(main).await.0, ExitCode::from(2));
}

#[tokio::test]
async fn a_main_that_still_gets_ready_is_not_waited_for_because_somebody_else_listens() {
    let main = |ops: Ops| async move {
        let (asks, asked) = tokio::sync::oneshot::channel();
        let listens = ops.clone();
        tokio::spawn(async move {
            tokio::join!(listens.0.stopping(), async { asks.send(()).unwrap() });
        });
        asked.await.unwrap();
        ops.0.shutdown();
        pending::<()>().await;
    };
    let (exit, notes) = House::new("quiet", &[TIGHT, QUICK]).live(main).await;
    assert_eq!((exit, notes.last().unwrap().as_str()), (ExitCode::SUCCESS, "stop a"));
}

#[tokio::test]
async fn the_result_of_work_without_http_is_that_of_main() {
    let (exit, _) =
        House::new("quiet", &[]).live(|ops| async move { ops.0.run(async { Ok::<_, Error>(()) }).await }).await;
    assert_eq!(exit, ExitCode::SUCCESS);
    let (exit, _) = House::new("quiet", &[]).live(|ops| async move { ops.0.run(async { Err("broken") }).await }).await;
    assert_eq!(exit, ExitCode::from(1));
}

#[tokio::test]
async fn work_without_http_says_what_was_set_for_a_service_in_vain() {
    let listen = ("RUNA__SERVER__LISTEN", "127.0.0.1:0");
    let work = |ops: Ops| async move { ops.0.run(async { Ok::<_, Error>(()) }).await };
    let (exit, notes) = House::new("quiet", &[listen, QUICK]).live_aloud(work).await;
    assert_eq!(exit, ExitCode::SUCCESS);
    let warned: Vec<_> = notes.iter().filter(|note| note.starts_with("WARN")).collect();
    assert_eq!(
        warned,
        [
            "WARN `RUNA__SERVER__LISTEN` has no effect: `run` has no service to listen for; call `serve`, or take it away from this process"
        ]
    );
    let (_, notes) = House::new("quiet", &[QUICK]).live_aloud(work).await;
    assert!(!notes.iter().any(|note| note.starts_with("WARN")), "{notes:?}");
}

#[tokio::test]
async fn a_fatal_task_ends_the_process_and_another_does_not() {
    for (policy, expected) in [(Policy::Fatal, 1), (Policy::Logged, 0)] {
        let main = |ops: Ops| async move {
            let (told, hears) = tokio::sync::oneshot::channel::<()>();
            ops.0.spawn("worker", policy, async {
                drop(told);
                panic!("it broke")
            });
            let work = async {
                let _ = hears.await;
                if policy == Policy::Fatal {
                    ops.0.stopping().await;
                }
                Ok::<_, Error>(())
            };
            ops.0.run(work).await
        };
        assert_eq!(House::new("quiet", &[]).live(main).await.0, ExitCode::from(expected), "{policy:?}");
    }
}

#[tokio::test]
async fn a_task_that_a_handler_starts_works_for_its_request() {
    use tower::ServiceExt;
    let main = |ops: Ops| async move {
        let (tells, mut hears) = tokio::sync::mpsc::channel(1);
        let handler = async move || {
            ops.0.spawn("worker", Policy::Logged, async move {
                let context = RequestContext::current();
                tells.send(context.request_id().map(ToString::to_string)).await.map_err(|_| Error::new("nobody hears"))
            });
        };
        let router = request::wrap(Router::new().route("/", axum::routing::get(handler)), Path::bare());
        let request = axum::extract::Request::get("/").header("x-request-id", "id-1").body(axum::body::Body::empty());
        router.oneshot(request.unwrap()).await.unwrap();
        assert_eq!(hears.recv().await, Some(Some("id-1".to_owned())));
        assert_eq!(RequestContext::current().request_id(), None);
    };
    assert_eq!(House::new("quiet", &[]).live(main).await.0, ExitCode::SUCCESS);
}

#[tokio::test]
async fn grace_is_given_in_full_when_it_fits_into_the_total() {
    // Together they are the total, which is also needed by `main` and by providers.
    let overrides = [
        ("RUNA__SERVER__DRAIN__GRACE", "400ms"),
        ("RUNA__SERVER__DRAIN__DELAY", "0s"),
        ("RUNA__SERVER__DRAIN__TOTAL", "400ms"),
    ];
    let main = |ops: Ops| async move {
        let work = async {
            ops.0.stopping().await;
            // Longer than a share of the total would leave.
            tokio::time::sleep(std::time::Duration::from_millis(350)).await;
            Ok::<_, Error>(())
        };
        let (done, ()) = tokio::join!(ops.0.run(work), async { ops.0.shutdown() });
        // It tidies up.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        done
    };
    let (exit, notes) = House::new("quiet", &overrides).live(main).await;
    assert_eq!(exit, ExitCode::SUCCESS);
    assert_eq!(notes.last().unwrap(), "stop a");
}
