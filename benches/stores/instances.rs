//! How long a list takes: waits until as many instances are there as `INSTANCES` says, then asks for them `LISTS` times.
//!
//! Prints one JSON object: milliseconds, each list by itself.

use std::time::{Duration, Instant};

#[runa::app(manifest = "instances.yaml")]
async fn main(ops: Ops) -> runa::Result<()> {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok()).unwrap_or(101);
    let (wanted, lists) = (number("INSTANCES"), number("LISTS"));
    let asking = ops.clone();
    ops.spawn("measure", runa::Policy::Fatal, async move {
        while asking.cluster.fresh().await?.instances.len() < wanted {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let mut taken = Vec::with_capacity(lists);
        for _ in 0..lists {
            let began = Instant::now();
            let view = asking.cluster.fresh().await?;
            taken.push(format!("{:.3}", began.elapsed().as_secs_f64() * 1e3));
            assert_eq!(view.instances.len(), wanted, "all of them");
        }
        println!(r#"{{"list_ms":[{}]}}"#, taken.join(","));
        asking.shutdown();
        Ok::<(), runa::Error>(())
    });
    ops.serve(axum::Router::new()).await
}
