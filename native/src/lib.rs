//! The native functions of Covet: one module a capability, each with a TypeScript twin in `kernel-lib/src/framework/native`.
#![deny(clippy::all)]

mod empty_call;
mod gzip;
mod hash;
mod http_head;
mod json;
mod url_path;
mod utf16;
