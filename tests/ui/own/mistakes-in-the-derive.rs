#[derive(runa::Config)]
struct Pair(u8, u8);

#[derive(runa::Config)]
enum Choice {
    One,
    Many(u8),
}

#[derive(runa::Config)]
struct Typed {
    #[config(defualt = 1)]
    a: u8,
    #[config(range = 1..5)]
    b: u8,
    #[config(default = 1, default = 2)]
    c: u8,
    #[config]
    d: u8,
    #[config(tunable = true)]
    e: u8,
    #[config(name = "No")]
    f: u8,
}

#[derive(runa::Config)]
struct Bounds {
    #[config(default = 300)]
    a: u8,
    #[config(default = "5", range = "1s"..="1m")]
    b: std::time::Duration,
}

#[derive(runa::Config)]
struct Order {
    #[config(range = 5..=1)]
    c: u8,
}

#[derive(runa::Config)]
struct Unknown {
    ratio: f64,
}

#[runa::app(manifest = "mistakes-in-the-derive.yaml")]
async fn main(_: Ops) {}
