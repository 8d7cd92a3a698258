use napi::bindgen_prelude::Result;
use napi::{Env, JsString};
use napi_derive::napi;
use xxhash_rust::xxh32::xxh32;

use crate::utf16::with_utf16;

/// XXH32 with seed 0 of a string's UTF-16 code units, low byte first.
#[napi]
pub fn hash(env: Env, text: JsString) -> Result<u32> {
    with_utf16(env, text, |units| {
        if cfg!(target_endian = "big") {
            let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
            return xxh32(&bytes, 0);
        }
        // SAFETY: any bytes are valid u8, and the slice covers exactly the units.
        let bytes = unsafe { std::slice::from_raw_parts(units.as_ptr().cast::<u8>(), units.len() * 2) };
        xxh32(bytes, 0)
    })
}
