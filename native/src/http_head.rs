use std::mem::MaybeUninit;

use httparse::{Error, ParserConfig, Request, Status};
use napi::bindgen_prelude::Uint32ArraySlice;
use napi_derive::napi;

/// As many as the TypeScript twin takes; one more is an error.
const MOST_HEADERS: usize = 100;

/// Finds the parts of an HTTP/1.x request's head. Writes their places into `spans`: minor version, number of headers, start and end of
/// the method, of the target, then of each header's name and value. Returns the length of the head with its empty line, 0 where it is
/// not complete yet, or a negative number that says what is wrong (the twin has their meaning). `spans` holds 6 + 4 * 100 numbers.
#[napi]
pub fn http_head_spans(bytes: &[u8], mut spans: Uint32ArraySlice) -> i32 {
    // SAFETY: JavaScript does not run, and nothing else writes to the array, before this call returns.
    let spans = unsafe { spans.as_mut() };
    if spans.len() < 6 + 4 * MOST_HEADERS || bytes.len() > i32::MAX as usize {
        return -7;
    }
    let mut headers = [const { MaybeUninit::uninit() }; MOST_HEADERS];
    let mut request = Request::new(&mut []);
    let parsed = ParserConfig::default().parse_request_with_uninit_headers(&mut request, bytes, &mut headers);
    let length = match parsed {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) => return 0,
        Err(Error::Token) => return -1,
        Err(Error::Version) => return -2,
        Err(Error::NewLine) => return -3,
        Err(Error::HeaderName) => return -4,
        Err(Error::HeaderValue) => return -5,
        Err(Error::TooManyHeaders) => return -6,
        Err(Error::Status) => return -7,
    };
    let base = bytes.as_ptr() as usize;
    let mut write = |place: usize, part: &[u8]| {
        let start = part.as_ptr() as usize - base;
        spans[place] = start as u32;
        spans[place + 1] = (start + part.len()) as u32;
    };
    write(2, request.method.unwrap_or("").as_bytes());
    write(4, request.path.unwrap_or("").as_bytes());
    for (index, header) in request.headers.iter().enumerate() {
        write(6 + 4 * index, header.name.as_bytes());
        write(8 + 4 * index, header.value);
    }
    spans[0] = u32::from(request.version.unwrap_or(1));
    spans[1] = request.headers.len() as u32;
    length as i32
}
