//! Rules of a batch of comments: what must hold of its parts together. What holds of each is `CreateComment`'s.

use std::collections::HashMap;

use common::{Error, Violation};
use kenes_proto::{consultation as pb, types::ErrorReason as Reason};

/// The place of a part in its batch.
pub(crate) fn place(n: usize) -> String {
    format!("requests[{n}]")
}

/// Refuses parts of another consultation, without a request id of their own, or in each other's way.
pub(crate) fn check(batch: &pb::BatchCreateCommentsRequest) -> Result<(), Error> {
    let mut wrong = Vec::new();
    let (mut request_ids, mut ids) = (HashMap::new(), HashMap::new());
    for (n, part) in batch.requests.iter().enumerate() {
        let mut refuse = |field: &str, say: String| {
            let field = format!("{}.{field}", place(n));
            wrong.push(Violation::new(field, Reason::FieldInvalid, say));
        };
        if part.parent != batch.parent {
            refuse(
                "parent",
                format!("must be that of the batch, {}", batch.parent),
            );
        }
        if part.validate_only {
            let say = "leave it out: it is said once, of the whole batch";
            refuse("validate_only", say.into());
        }
        match part.request_id.as_str() {
            "" => {
                let say = "give a UUID made for this comment alone, so that a retry is told from a new one";
                refuse("request_id", say.into());
            }
            id => {
                if let Some(first) = request_ids.insert(id.to_ascii_lowercase(), n) {
                    refuse(
                        "request_id",
                        format!("make another UUID: {} has this one", place(first)),
                    );
                }
            }
        }
        if !part.comment_id.is_empty()
            && let Some(first) = ids.insert(&part.comment_id, n)
        {
            refuse(
                "comment_id",
                format!("choose another id: {} has this one", place(first)),
            );
        }
    }
    Error::check(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(request_id: &str, comment_id: &str) -> pb::CreateCommentRequest {
        pb::CreateCommentRequest {
            parent: "consultations/c".into(),
            request_id: request_id.into(),
            comment_id: comment_id.into(),
            ..Default::default()
        }
    }

    fn wrong(requests: Vec<pb::CreateCommentRequest>) -> Vec<String> {
        let batch = pb::BatchCreateCommentsRequest {
            parent: "consultations/c".into(),
            requests,
            validate_only: false,
        };
        let error = check(&batch).err();
        let fields = error.iter().flat_map(Error::fields);
        fields.map(|violation| violation.field.clone()).collect()
    }

    #[test]
    fn parts_are_of_one_consultation_and_have_ids_of_their_own() {
        assert_eq!(
            wrong(vec![part("a", "x"), part("b", ""), part("c", "")]),
            [""; 0]
        );
        let mut stray = part("", "x");
        stray.parent = "consultations/d".into();
        stray.validate_only = true;
        let all = vec![part("a", "x"), stray, part("A", "y")];
        assert_eq!(
            wrong(all),
            [
                "requests[1].parent",
                "requests[1].validate_only",
                "requests[1].request_id",
                "requests[1].comment_id",
                "requests[2].request_id",
            ]
        );
    }
}
