//! Reads what crosses between an interpreter and an engine as bytes.

/// What is left to be read. Each part is `None` where that is cut off.
pub(crate) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    pub fn count(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// A text behind its length.
    pub fn text(&mut self) -> Option<&'a [u8]> {
        let length = self.count()?;
        self.take(length as usize)
    }
}
