//! Protobuf messages looked at, and joined, as bytes.
//!
//! Knows the form of a message, not the contract.

#[cfg(test)]
mod tests;

use crate::Error;

/// A field as it stands in a message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    /// Its number.
    pub(crate) number: u64,
    /// What a text, bytes or a message hold; `None` for a number.
    pub(crate) content: Option<&'a [u8]>,
    /// The bytes that say its number and type.
    pub(crate) key: &'a [u8],
    /// All its bytes.
    pub(crate) whole: &'a [u8],
}

/// The fields of a message in their order.
pub(crate) fn fields(message: &[u8]) -> impl Iterator<Item = Result<Field<'_>, Error>> {
    let mut rest = message;
    std::iter::from_fn(move || {
        let whole = rest;
        (!whole.is_empty()).then(|| {
            let field = Field::first(whole);
            rest = field.map_or(&[], |field| &whole[field.whole.len()..]);
            field.ok_or_else(|| Error::internal("bytes that are no message"))
        })
    })
}

/// What the text, the bytes or the message of this number holds; nothing if it is not there.
pub(crate) fn find(message: &[u8], number: u32) -> Result<&[u8], Error> {
    for field in fields(message) {
        let field = field?;
        if field.number == u64::from(number) {
            return Ok(field.content.unwrap_or_default());
        }
    }
    Ok(&[])
}

/// Appends to `into` one message that says what two say. Where a message is in both it is joined too: each field of the
/// result stands where it stands once, as not every program that reads protobuf merges what stands twice. A text, bytes or a
/// repeated field may be in one of the two only.
pub(super) fn join(first: &[u8], second: &[u8], into: &mut Vec<u8>) -> Result<(), Error> {
    let mut second: Vec<Field<'_>> = fields(second).collect::<Result<_, _>>()?;
    if second.is_empty() {
        into.extend_from_slice(first);
        return Ok(());
    }
    // What is in the first only goes over in as few pieces as there are between what is in both.
    let (mut copied, mut end) = (0, 0);
    for field in fields(first) {
        let field = field?;
        let begin = end;
        end += field.whole.len();
        let Some(at) = second.iter().position(|s| s.number == field.number) else {
            continue;
        };
        let other = second.remove(at);
        into.extend_from_slice(&first[copied..begin]);
        copied = end;
        match (field.content, other.content) {
            (Some(content), Some(more)) => {
                into.extend_from_slice(field.key);
                delimited(into, |into| join(content, more, into))?;
            }
            // Of a number that is in both the second holds.
            (_, _) => into.extend_from_slice(other.whole),
        }
    }
    into.extend_from_slice(&first[copied..]);
    for field in second {
        into.extend_from_slice(field.whole);
    }
    Ok(())
}

/// Appends what `write` does, and before it the length of that.
pub(crate) fn delimited(
    into: &mut Vec<u8>,
    write: impl FnOnce(&mut Vec<u8>) -> Result<(), Error>,
) -> Result<(), Error> {
    let begin = into.len();
    write(into)?;
    let length = into.len() - begin;
    let mut prefix = [0; 10];
    prost::encode_length_delimiter(length, &mut &mut prefix[..]).map_err(Error::internal)?;
    let prefix = prefix.into_iter().take(prost::length_delimiter_len(length));
    into.splice(begin..begin, prefix);
    Ok(())
}

// === impl Field

impl<'a> Field<'a> {
    /// The first field of what begins with one.
    fn first(bytes: &'a [u8]) -> Option<Self> {
        let (key, rest) = varint(bytes)?;
        let key_length = bytes.len() - rest.len();
        let (content, rest) = match key & 7 {
            0 => (None, varint(rest)?.1),
            1 => (None, rest.get(8..)?),
            2 => {
                let (length, rest) = varint(rest)?;
                let (content, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
                (Some(content), rest)
            }
            5 => (None, rest.get(4..)?),
            _ => return None,
        };
        Some(Self {
            number: key >> 3,
            content,
            key: &bytes[..key_length],
            whole: &bytes[..bytes.len() - rest.len()],
        })
    }
}

/// A number of one to ten bytes, and what follows it.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (n, byte) in bytes.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * n);
        if *byte < 0x80 {
            return Some((number, &bytes[n + 1..]));
        }
    }
    None
}
