//! A host file that JavaScript gives: in the browser an OPFS access handle, elsewhere an adapter.
//!
//! JavaScript's counts are numbers of any kind, and at quota Chromium's `write` returns 0xFFFFFFF8
//! instead of throwing: a count is believed only if it is a whole number from 0 to what was asked.

use wasm_bindgen::prelude::*;

use super::file::{HostError, HostFile};
use crate::number;

#[wasm_bindgen]
extern "C" {
    /// The `HostFile` of the JavaScript side.
    #[wasm_bindgen(js_name = HostFile, typescript_type = "HostFile")]
    pub type JsHostFile;

    #[wasm_bindgen(method, catch)]
    fn read(this: &JsHostFile, buffer: &mut [u8], at: f64) -> Result<f64, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn write(this: &JsHostFile, buffer: &[u8], at: f64) -> Result<f64, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn truncate(this: &JsHostFile, size: f64) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn flush(this: &JsHostFile) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn size(this: &JsHostFile) -> Result<f64, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn close(this: &JsHostFile) -> Result<(), JsValue>;
}

impl HostFile for JsHostFile {
    fn read(&mut self, buf: &mut [u8], at: u64) -> Result<usize, HostError> {
        let len = buf.len();
        let count = JsHostFile::read(self, buf, at as f64)?;
        whole(count)
            .filter(|&count| count <= len as u64)
            .map(|count| count as usize)
            .ok_or_else(|| {
                // Not by the standard library: what it prints doubles with is 5 KB of the download.
                let count = number::format_f64(count);
                HostError::Io(format!("the host read {count} of {len} bytes"))
            })
    }

    fn write(&mut self, bytes: &[u8], at: u64) -> Result<usize, HostError> {
        let count = JsHostFile::write(self, bytes, at as f64)?;
        whole(count)
            .filter(|&count| count <= bytes.len() as u64)
            .map(|count| count as usize)
            .ok_or(HostError::Full)
    }

    fn truncate(&mut self, size: u64) -> Result<(), HostError> {
        Ok(JsHostFile::truncate(self, size as f64)?)
    }

    fn flush(&mut self) -> Result<(), HostError> {
        Ok(JsHostFile::flush(self)?)
    }

    fn size(&mut self) -> Result<u64, HostError> {
        let size = JsHostFile::size(self)?;
        whole(size).ok_or_else(|| {
            let size = number::format_f64(size);
            HostError::Io(format!("the host gave the file size {size}"))
        })
    }

    fn close(&mut self) -> Result<(), HostError> {
        Ok(JsHostFile::close(self)?)
    }
}

/// The number, if it is one that counts bytes exactly.
fn whole(number: f64) -> Option<u64> {
    let counts = (0.0..=9_007_199_254_740_991.0).contains(&number) && number.fract() == 0.0;
    counts.then_some(number as u64)
}

/// A thrown error. Quota has a name of its own in browsers, and a code of its own in Node.
impl From<JsValue> for HostError {
    fn from(thrown: JsValue) -> Self {
        let property = |name: &str| {
            js_sys::Reflect::get(&thrown, &JsValue::from_str(name))
                .ok()
                .and_then(|value| value.as_string())
        };
        let is_full = property("name").as_deref() == Some("QuotaExceededError")
            || matches!(property("code").as_deref(), Some("ENOSPC" | "EDQUOT"));
        if is_full {
            return HostError::Full;
        }
        let message = property("message").or_else(|| thrown.as_string());
        HostError::Io(message.unwrap_or_else(|| "it threw what is no error".into()))
    }
}
