//! The process: everything else is the library's.

#[runa::app(layers = library::layers, runtime(worker_threads = 2))]
async fn main(ops: library::Ops) -> runa::Result<()> {
    ops.serve(library::router(ops.clone())).await
}
