//! What the keys of a store begin with is empty, or ends with the separator that is put behind it.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0520",
    title: "prefix with a separator",
    prose: "Keys in Redis are `prefix:{group}:name`. A prefix that ends with `:` itself would make keys with two of them, which no pattern of
an operator finds; an empty one keeps nothing apart.

```yaml
- queue: { redis: { url: { from_env: REDIS_URL }, prefix: 'orders:' } }      # wrong
- queue: { redis: { url: { from_env: REDIS_URL }, prefix: orders } }         # right
```",
};

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn is_mended() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - cluster: { redis: { url: { from_env: REDIS_URL }, prefix: 'orders:' } }
",
            r"
`redis.prefix` of `cluster` ends with `:`, in stage `dev` [R0520]
 --> ops.yaml:5:65
  |
5 |     - cluster: { redis: { url: { from_env: REDIS_URL }, prefix: 'orders:' } }
  |                                                                 ^^^^^^^^^ one is put behind it anyway
  |
  = help: write `prefix: orders`
",
        );
    }
}
