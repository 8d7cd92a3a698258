use std::ptr;

use napi::bindgen_prelude::{check_status, Result, Unknown};
use napi::{sys, Env, Error, Status};
use napi_derive::napi;

/// The value of a whole JSON text (RFC 8259, UTF-8), as `JSON.parse` makes it: the last of equal names counts, `__proto__` is a name like
/// any other, numbers beyond a double are infinite, lone surrogates in escapes stay. Takes any depth: containers lie on a stack of our own.
///
/// Values are made while reading, without a tree between. No crate does that for Node-API values without limits of its own (depth,
/// range of numbers, surrogates), so the reading, which is the smaller part of the work, is written out here.
#[napi(ts_return_type = "unknown")]
pub fn json_parse<'env>(env: &'env Env, bytes: &[u8]) -> Result<Unknown<'env>> {
    let text = std::str::from_utf8(bytes).map_err(|error| invalid("UTF-8", error.valid_up_to()))?;
    let mut reader = Reader {
        env: env.raw(),
        text,
        bytes,
        at: 0,
        keys: [None; KEYS],
        units: Vec::new(),
    };
    let value = reader.document()?;
    // SAFETY: the handle was made during this call, for this environment.
    Ok(unsafe { Unknown::from_raw_unchecked(env.raw(), value) })
}

type Value = sys::napi_value;

/// Places in the table of names seen; a power of 2.
const KEYS: usize = 64;

/// All attributes: what an assignment gives a new property.
const PLAIN: sys::napi_property_attributes = 1 | 2 | 4;

struct Reader<'a> {
    env: sys::napi_env,
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Handles of names, so that the objects of a list share theirs.
    keys: [Option<(&'a [u8], Value)>; KEYS],
    /// Of a string with escapes.
    units: Vec<u16>,
}

/// An unfinished container.
enum Open<'a> {
    Array { array: Value, length: u32 },
    Object { object: Value, name: Name<'a> },
}

#[derive(Clone, Copy)]
struct Name<'a> {
    key: Value,
    /// As it stands between the quotes; `None` if it has escapes.
    raw: Option<&'a [u8]>,
}

/// What follows a completed value: another one, or the end of the text.
enum Next {
    Value,
    Done(Value),
}

fn invalid(what: &str, at: usize) -> Error {
    Error::new(Status::InvalidArg, format!("invalid {what} at byte {at}"))
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Value> {
        let mut open: Vec<Open<'a>> = Vec::new();
        loop {
            self.skip_space();
            let value = match self.peek() {
                b'{' => {
                    self.at += 1;
                    let object = self.make(|env, result| unsafe { sys::napi_create_object(env, result) })?;
                    self.skip_space();
                    if self.peek() == b'}' {
                        self.at += 1;
                        object
                    } else {
                        let name = self.name()?;
                        open.push(Open::Object { object, name });
                        continue;
                    }
                }
                b'[' => {
                    self.at += 1;
                    let array = self.make(|env, result| unsafe { sys::napi_create_array(env, result) })?;
                    self.skip_space();
                    if self.peek() == b']' {
                        self.at += 1;
                        array
                    } else {
                        open.push(Open::Array { array, length: 0 });
                        continue;
                    }
                }
                b'"' => self.string()?,
                b't' => self.literal("true")?,
                b'f' => self.literal("false")?,
                b'n' => self.literal("null")?,
                _ => self.number()?,
            };
            if let Next::Done(value) = self.complete(&mut open, value)? {
                return Ok(value);
            }
        }
    }

    /// Puts a value where it belongs, and closes what ends after it.
    fn complete(&mut self, open: &mut Vec<Open<'a>>, mut value: Value) -> Result<Next> {
        loop {
            self.skip_space();
            let Some(top) = open.last_mut() else {
                if self.at < self.bytes.len() {
                    return Err(invalid("character after the value", self.at));
                }
                return Ok(Next::Done(value));
            };
            match top {
                Open::Array { array, length } => {
                    // SAFETY: handles of this call.
                    check_status!(unsafe { sys::napi_set_element(self.env, *array, *length, value) })?;
                    *length += 1;
                    match self.peek() {
                        b',' => {
                            self.at += 1;
                            return Ok(Next::Value);
                        }
                        b']' => value = *array,
                        _ => return Err(invalid("end of an array's element", self.at)),
                    }
                }
                Open::Object { object, name } => {
                    set(self.env, *object, *name, value)?;
                    match self.peek() {
                        b',' => {
                            self.at += 1;
                            self.skip_space();
                            *name = self.name()?;
                            return Ok(Next::Value);
                        }
                        b'}' => value = *object,
                        _ => return Err(invalid("end of an object's member", self.at)),
                    }
                }
            }
            self.at += 1;
            open.pop();
        }
    }

    /// The next byte, or 0 at the end, which no JSON text may contain.
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    /// A Node-API call that makes a value.
    fn make(&self, call: impl FnOnce(sys::napi_env, *mut Value) -> sys::napi_status) -> Result<Value> {
        let mut value = ptr::null_mut();
        check_status!(call(self.env, &mut value))?;
        Ok(value)
    }

    fn literal(&mut self, word: &str) -> Result<Value> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(invalid("literal", self.at));
        }
        self.at += word.len();
        // SAFETY: handles of this call, here and in the other calls of `make`.
        self.make(|env, result| unsafe {
            match word {
                "null" => sys::napi_get_null(env, result),
                _ => sys::napi_get_boolean(env, word == "true", result),
            }
        })
    }

    fn number(&mut self) -> Result<Value> {
        let start = self.at;
        if self.peek() == b'-' {
            self.at += 1;
        }
        if self.peek() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        let mut whole = true;
        if self.peek() == b'.' {
            whole = false;
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            whole = false;
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        let text = &self.text[start..self.at];
        // Ten characters may still be more than 32 bits hold; "-0" is not an integer.
        if whole && text.len() < 10 && text != "-0" {
            let value = text.parse::<i32>().map_err(|_| invalid("number", start))?;
            return self.make(|env, result| unsafe { sys::napi_create_int32(env, value, result) });
        }
        let value = text.parse::<f64>().map_err(|_| invalid("number", start))?;
        self.make(|env, result| unsafe { sys::napi_create_double(env, value, result) })
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at == start {
            return Err(invalid("character", start));
        }
        Ok(())
    }

    /// A member's name and the colon after it.
    fn name(&mut self) -> Result<Name<'a>> {
        if self.peek() != b'"' {
            return Err(invalid("name of a member", self.at));
        }
        let name = match self.quoted()? {
            Some((raw, ascii)) => Name {
                key: self.key(raw, ascii)?,
                raw: Some(raw),
            },
            None => Name {
                key: self.string_of_units()?,
                raw: None,
            },
        };
        self.skip_space();
        if self.peek() != b':' {
            return Err(invalid("end of a member's name", self.at));
        }
        self.at += 1;
        Ok(name)
    }

    fn key(&mut self, raw: &'a [u8], ascii: bool) -> Result<Value> {
        let place = match raw {
            [] => 0,
            [first, .., last] => raw.len() ^ (*first as usize) ^ ((*last as usize) << 3),
            [only] => *only as usize,
        } % KEYS;
        if let Some((known, value)) = self.keys[place] {
            if known == raw {
                return Ok(value);
            }
        }
        let (text, length) = (raw.as_ptr().cast(), raw.len() as isize);
        let value = self.make(|env, result| unsafe {
            if ascii {
                sys::node_api_create_property_key_latin1(env, text, length, result)
            } else {
                sys::node_api_create_property_key_utf8(env, text, length, result)
            }
        })?;
        self.keys[place] = Some((raw, value));
        Ok(value)
    }

    fn string(&mut self) -> Result<Value> {
        let Some((raw, ascii)) = self.quoted()? else {
            return self.string_of_units();
        };
        let (text, length) = (raw.as_ptr().cast(), raw.len() as isize);
        self.make(|env, result| unsafe {
            if ascii {
                sys::napi_create_string_latin1(env, text, length, result)
            } else {
                sys::napi_create_string_utf8(env, text, length, result)
            }
        })
    }

    fn string_of_units(&self) -> Result<Value> {
        let (units, length) = (self.units.as_ptr(), self.units.len() as isize);
        self.make(|env, result| unsafe { sys::napi_create_string_utf16(env, units, length, result) })
    }

    /// From the opening quote past the closing one: the bytes between and whether they are ASCII; `None` if there are escapes: `units` then has the text.
    fn quoted(&mut self) -> Result<Option<(&'a [u8], bool)>> {
        self.at += 1;
        let start = self.at;
        let mut all = 0;
        loop {
            let byte = self.peek();
            match byte {
                b'"' => break,
                b'\\' => return self.escaped(start).map(|()| None),
                0..=0x1f => return Err(invalid("character in a string", self.at)),
                _ => all |= byte,
            }
            self.at += 1;
        }
        let bytes = self.bytes;
        let raw = &bytes[start..self.at];
        self.at += 1;
        Ok(Some((raw, all < 0x80)))
    }

    /// The rest of a string whose first escape is at the present place.
    fn escaped(&mut self, start: usize) -> Result<()> {
        let text = self.text;
        self.units.clear();
        let mut plain = start;
        loop {
            match self.peek() {
                b'"' => break,
                b'\\' => {
                    self.units.extend(text[plain..self.at].encode_utf16());
                    let unit = self.escape()?;
                    self.units.push(unit);
                    plain = self.at;
                }
                0..=0x1f => return Err(invalid("character in a string", self.at)),
                _ => self.at += 1,
            }
        }
        self.units.extend(text[plain..self.at].encode_utf16());
        self.at += 1;
        Ok(())
    }

    fn escape(&mut self) -> Result<u16> {
        let kind = self.bytes.get(self.at + 1).copied().unwrap_or(0);
        let unit = match kind {
            b'"' | b'\\' | b'/' => u16::from(kind),
            b'b' => 8,
            b'f' => 12,
            b'n' => 10,
            b'r' => 13,
            b't' => 9,
            b'u' => {
                let digits = self.bytes.get(self.at + 2..self.at + 6).unwrap_or(&[]);
                if digits.len() < 4 || !digits.iter().all(u8::is_ascii_hexdigit) {
                    return Err(invalid("escape", self.at));
                }
                self.at += 4;
                digits.iter().fold(0, |sum, digit| {
                    sum * 16 + (*digit as char).to_digit(16).unwrap_or(0) as u16
                })
            }
            _ => return Err(invalid("escape", self.at)),
        };
        self.at += 2;
        Ok(unit)
    }
}

/// Names that every object inherits, and others like them: an assignment could call a setter or meet a frozen prototype.
fn inherited(raw: &[u8]) -> bool {
    raw.starts_with(b"__")
        || matches!(
            raw,
            b"constructor"
                | b"hasOwnProperty"
                | b"isPrototypeOf"
                | b"propertyIsEnumerable"
                | b"toLocaleString"
                | b"toString"
                | b"valueOf"
        )
}

fn set(env: sys::napi_env, object: Value, name: Name, value: Value) -> Result<()> {
    if name.raw.is_some_and(|raw| !inherited(raw)) {
        // SAFETY: handles of this call.
        return check_status!(unsafe { sys::napi_set_property(env, object, name.key, value) });
    }
    let property = sys::napi_property_descriptor {
        utf8name: ptr::null(),
        name: name.key,
        method: None,
        getter: None,
        setter: None,
        value,
        attributes: PLAIN,
        data: ptr::null_mut(),
    };
    // SAFETY: handles of this call, and one descriptor.
    check_status!(unsafe { sys::napi_define_properties(env, object, 1, &property) })
}
