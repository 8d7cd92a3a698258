use napi_derive::napi;

/// Does nothing and returns a constant: what one call from JavaScript into native code costs, and proof that the call took place.
#[napi]
pub fn empty_call() -> u32 {
    1
}
