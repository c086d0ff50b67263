//! Any bytes. What is no UTF-8 never reaches the checker, so what is wrong in it is replaced.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| runa_fuzz::examine(&String::from_utf8_lossy(bytes)));
