use napi::bindgen_prelude::Result;
use napi::{Env, JsString};
use napi_derive::napi;

use crate::utf16::with_utf16;

/// Scheme and authority take at most so many code units.
const LONGEST_PREFIX: usize = 65_535;

/// Where the path of an absolute URL or of an origin-form target is: start * 2^32 + end, both in code units; -1 where it is neither.
#[napi]
pub fn url_path_span(env: Env, url: JsString) -> Result<f64> {
    with_utf16(env, url, |units| match path_start(units) {
        Some(start) if start <= LONGEST_PREFIX => {
            let path = &units[start..];
            let ends = |unit: &u16| *unit == u16::from(b'?') || *unit == u16::from(b'#');
            let end = start + path.iter().position(ends).unwrap_or(path.len());
            start as f64 * 4_294_967_296.0 + end as f64
        }
        _ => -1.0,
    })
}

fn path_start(units: &[u16]) -> Option<usize> {
    let ascii = |place: usize| units.get(place).and_then(|unit| u8::try_from(*unit).ok()).unwrap_or(0);
    if ascii(0) == b'/' {
        return Some(0);
    }
    if !ascii(0).is_ascii_alphabetic() {
        return None;
    }
    let mut place = 1;
    while ascii(place).is_ascii_alphanumeric() || matches!(ascii(place), b'+' | b'-' | b'.') {
        place += 1;
    }
    if ascii(place) != b':' || ascii(place + 1) != b'/' || ascii(place + 2) != b'/' {
        return None;
    }
    place += 3;
    while place < units.len() && !matches!(ascii(place), b'/' | b'?' | b'#') {
        place += 1;
    }
    Some(place)
}
