//! The same service where the process is not runa's: `main`, the runtime and what comes after the service are the program's own.
//! `cargo run --bin embedded`

use std::process::ExitCode;

use library::Ops;
use runa::Launch;

#[tokio::main]
async fn main() -> ExitCode {
    let ops = match Ops::start(Launch::from_env().layers(library::layers)).await {
        Ok(ops) => ops,
        Err(error) => {
            eprintln!("{error}");
            return error.into();
        }
    };
    let served = ops.serve(library::router(ops.clone())).await;
    let code = ops.end_with(served).await;
    eprintln!("the library has closed, and its program has not");
    code
}
