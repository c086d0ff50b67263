#[runa::app(manifest = "right.yaml")]
struct Service;

fn main() {
    let _ = Service;
}
