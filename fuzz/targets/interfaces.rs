//! See the module of this name in `src`.
#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| chartkey_fuzz::interfaces::run(data));
