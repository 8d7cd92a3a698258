use std::ptr;

use napi::bindgen_prelude::{check_status, Result};
use napi::{sys, Env, JsString, JsValue};

/// Strings up to here are copied to the stack by one call into Node.
const SHORT: usize = 512;

/// Gives the code units of a JavaScript string to `read`: as they are, lone surrogates included.
pub fn with_utf16<T>(env: Env, text: JsString, read: impl FnOnce(&[u16]) -> T) -> Result<T> {
    let mut short = [0u16; SHORT + 2];
    let mut length = 0;
    // One unit is for the terminating zero, and one more shows whether the string went on.
    // SAFETY: the buffer has the length that is told, and the handles are of this call.
    check_status!(unsafe {
        sys::napi_get_value_string_utf16(env.raw(), text.raw(), short.as_mut_ptr(), SHORT + 2, &mut length)
    })?;
    if length <= SHORT {
        return Ok(read(&short[..length]));
    }
    // SAFETY: as above; a null buffer asks for the length.
    check_status!(unsafe { sys::napi_get_value_string_utf16(env.raw(), text.raw(), ptr::null_mut(), 0, &mut length) })?;
    let mut long = vec![0u16; length + 1];
    // SAFETY: as above.
    check_status!(unsafe {
        sys::napi_get_value_string_utf16(env.raw(), text.raw(), long.as_mut_ptr(), length + 1, &mut length)
    })?;
    Ok(read(&long[..length]))
}
