//! Where decisions come from: a seed, or the bytes that a fuzzer gives.

/// Decides.
pub trait Chance {
    /// A number below `limit`; 0 if there is none.
    fn below(&mut self, limit: usize) -> usize;

    /// True once in `limit` times.
    fn once_in(&mut self, limit: usize) -> bool {
        self.below(limit) + 1 == limit
    }

    /// One of several.
    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

/// Decisions that a seed repeats.
#[derive(Clone, Copy, Debug)]
pub struct Seeded(pub u64);

impl Chance for Seeded {
    fn below(&mut self, limit: usize) -> usize {
        // SplitMix64: neighbouring seeds have nothing in common.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 32).map_or(0, |number| number % limit.max(1))
    }
}
