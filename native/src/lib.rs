//! The native functions of Covet: one module a capability, each with a TypeScript twin in `kernel-lib/src/framework/native`.
#![deny(clippy::all)]

mod empty_call;
