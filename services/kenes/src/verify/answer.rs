//! Where a receipt and the parts of a resource are found in what people keep: a text of its own, or an answer as it was printed.

use common::record::slots::{self, Parts};
use prost_reflect::DynamicMessage;
use serde_json::Value;

/// Returns the text of the receipt in what somebody keeps: the text itself, or an answer that carries it.
pub(super) fn find(bytes: &[u8]) -> Result<String, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| format!("not a text in UTF-8 (byte {})", error.valid_up_to()))?;
    let Some(answer) = json(bytes)? else {
        return Ok(text.to_owned());
    };
    let receipt = answer.get("receipt").unwrap_or(&answer);
    match receipt.get("proof").and_then(Value::as_str) {
        Some(proof) if !proof.is_empty() => Ok(proof.to_owned()),
        _ if receipt.get("pending").and_then(Value::as_bool) == Some(true) => Err(
            "the receipt is pending: ask for it with kenes.record.v1.RecordService/FetchReceipt"
                .into(),
        ),
        _ => Err("there is no receipt in this answer".into()),
    }
}

/// Returns a resource taken apart, if the bytes are one in JSON.
pub(super) fn parts(bytes: &[u8]) -> Result<Option<Parts>, String> {
    let Some(answer) = json(bytes)? else {
        return Ok(None);
    };
    let name = answer
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let kind = slots::kind_of(name)
        .ok_or_else(|| format!("{name:?} in \"name\" is not a resource that this version knows"))?;
    DynamicMessage::deserialize(kind, answer)
        .map(|resource| Some(slots::parts(resource)))
        .map_err(|error| error.to_string())
}

/// Returns the object, if that is what the bytes are. A body in protobuf can begin with an end of line and `{`, too: it does so
/// where a name of 123 characters comes first. But no name begins with a quote.
fn json(bytes: &[u8]) -> Result<Option<Value>, String> {
    let mut seen = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
    match (seen.next(), seen.next()) {
        (Some(b'{'), Some(b'"' | b'}') | None) => serde_json::from_slice(bytes)
            .map(Some)
            .map_err(|e| e.to_string()),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_not_taken_for_an_answer() {
        let name = format!("consultations/c/comments/{}", "x".repeat(98));
        let body = [b"\n{", name.as_bytes()].concat();
        assert_eq!(parts(&body), Ok(None));
        assert!(parts(b"\n{\n").is_err(), "an answer that was cut");
        let answer = format!("\n{{ \"name\": \"{name}\" }}");
        assert_eq!(
            parts(answer.as_bytes()).map(|parts| parts.map(|parts| parts.body)),
            Ok(Some(body))
        );
    }
}
