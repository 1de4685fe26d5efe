//! The ends of lines: every text is kept with `\n`, whatever machine it was written on.

use std::borrow::Cow;

use prost::Message;
use prost_reflect::{DynamicMessage, MessageDescriptor, Value};

use super::characters::is_line_end;
use crate::Error;

/// Returns the text with `\n` at the end of each line: for CR LF, CR, and for the vertical tab, form feed, U+0085, U+2028 and
/// U+2029 that word processors write.
pub(crate) fn unified(text: &str) -> Cow<'_, str> {
    if !text.contains(is_line_end) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace(is_line_end, "\n"))
}

/// Does the same to every text of an encoded message.
pub(crate) fn unify(message: &MessageDescriptor, encoded: &[u8]) -> Result<Vec<u8>, Error> {
    let unified = DynamicMessage::decode(message.clone(), encoded);
    let mut unified = unified.map_err(Error::internal)?;
    each(&mut unified);
    Ok(unified.encode_to_vec())
}

fn each(message: &mut DynamicMessage) {
    message.fields_mut().for_each(|(_, value)| settle(value));
}

fn settle(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(unified) = unified(text) {
                *text = unified;
            }
        }
        Value::Message(message) => each(message),
        Value::List(list) => list.iter_mut().for_each(settle),
        Value::Map(map) => map.values_mut().for_each(settle),
        _ => {}
    }
}
