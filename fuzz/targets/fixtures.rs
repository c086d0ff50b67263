//! The fixtures of the repository, changed as a hand changes them.

#![no_main]

use libfuzzer_sys::{fuzz_crossover, fuzz_mutator, fuzz_target, fuzzer_mutate};
use runa_fuzz::manifest::{Chance, Seeded};
use runa_fuzz::{examine, mutate};

fuzz_target!(|bytes: &[u8]| examine(&String::from_utf8_lossy(bytes)));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut chance = Seeded(u64::from(seed));
    // Now and then as libFuzzer does it: bit by bit, and with pieces of other texts.
    if chance.once_in(8) {
        return fuzzer_mutate(data, size, max_size);
    }
    let text = String::from_utf8_lossy(&data[..size]).into_owned();
    put(data, max_size, &mutate(&mut chance, &text, &text))
});

fuzz_crossover!(|one: &[u8], other: &[u8], out: &mut [u8], seed: u32| {
    let (one, other) = (String::from_utf8_lossy(one), String::from_utf8_lossy(other));
    let size = out.len();
    put(out, size, &mutate(&mut Seeded(u64::from(seed)), &one, &other))
});

fn put(data: &mut [u8], max_size: usize, text: &str) -> usize {
    let size = text.floor_char_boundary(max_size.min(data.len()));
    data[..size].copy_from_slice(&text.as_bytes()[..size]);
    size
}
