use std::cell::RefCell;
use std::ptr;

use libdeflater::{CompressionLvl, Compressor};
use napi::bindgen_prelude::{check_status, BufferSlice, FromNapiValue, Result};
use napi::{sys, Env, Error, Status};
use napi_derive::napi;

/// What a thread keeps between calls: making a compressor takes longer than compressing some kilobytes.
struct Kept {
    compressors: [Option<Compressor>; 13],
    output: Vec<u8>,
}

/// A larger output is not kept.
const MOST_KEPT: usize = 1 << 20;

thread_local! {
    static KEPT: RefCell<Kept> = const { RefCell::new(Kept { compressors: [const { None }; 13], output: Vec::new() }) };
}

/// The gzip format (RFC 1952) of `bytes` by libdeflate at `level` 1 (least work) to 12.
#[napi]
pub fn gzip<'env>(env: &'env Env, bytes: &[u8], level: i32) -> Result<BufferSlice<'env>> {
    let refused = || Error::new(Status::InvalidArg, format!("no compression level {level}"));
    if !(1..=12).contains(&level) {
        return Err(refused());
    }
    let wanted = CompressionLvl::new(level).map_err(|_| refused())?;
    KEPT.with_borrow_mut(|Kept { compressors, output }| {
        let compressor = compressors[level as usize].get_or_insert_with(|| Compressor::new(wanted));
        let bound = compressor.gzip_compress_bound(bytes.len());
        if output.len() < bound {
            output.resize(bound, 0);
        }
        let size = compressor
            .gzip_compress(bytes, output)
            .map_err(|error| Error::new(Status::GenericFailure, error.to_string()))?;
        let mut buffer = ptr::null_mut();
        // SAFETY: Node copies `size` bytes of `output` during the call, and gives a handle of this call.
        let result = unsafe {
            check_status!(sys::napi_create_buffer_copy(
                env.raw(),
                size,
                output.as_ptr().cast(),
                ptr::null_mut(),
                &mut buffer
            ))?;
            BufferSlice::from_napi_value(env.raw(), buffer)
        };
        if output.len() > MOST_KEPT {
            *output = Vec::new();
        }
        result
    })
}
