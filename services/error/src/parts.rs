//! The refusal of a request that is made of parts: what is wrong with all of them at once.

use super::{Error, Kind, Violation, name};

impl Error {
    /// Whether it says what is wrong with the request. Otherwise the service failed, or the moment is wrong.
    pub fn is_refusal(&self) -> bool {
        match self.kind() {
            Kind::Invalid
            | Kind::Refused
            | Kind::NotFound
            | Kind::Beyond
            | Kind::Exists
            | Kind::Aborted
            | Kind::Denied
            | Kind::Unauthenticated => true,
            Kind::Exhausted
            | Kind::Unavailable
            | Kind::Unimplemented
            | Kind::Deadline
            | Kind::Internal => false,
        }
    }

    /// Turns the refusals of parts, each with the place of its part (`requests[3]`), into that of the whole, unless there are
    /// none: that of the first, with the fields at fault of all. A part in which no field is at fault is named itself.
    pub fn of_parts(refusals: Vec<(String, Self)>) -> Result<(), Self> {
        let violations: Vec<_> = refusals.iter().flat_map(below).collect();
        let count = refusals.len();
        let Some((place, mut first)) = refusals.into_iter().next() else {
            return Ok(());
        };
        first.0.violations = violations;
        first.0.message = match count {
            1 => format!("{place}: {}", first.0.message),
            _ => format!(
                "{count} parts are refused; first {place}: {}",
                first.0.message
            ),
        };
        Err(first)
    }
}

/// The fields at fault in a part, as fields of the whole.
fn below((place, refusal): &(String, Error)) -> Vec<Violation> {
    if refusal.fields().is_empty() {
        return vec![Violation {
            field: place.clone(),
            reason: name(refusal.reason()).to_owned(),
            description: refusal.message().to_owned(),
        }];
    }
    let fields = refusal.fields().iter();
    fields
        .map(|violation| Violation {
            field: format!("{place}.{}", violation.field),
            ..violation.clone()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use kenes_proto::types::ErrorReason as Reason;

    use super::*;

    #[test]
    fn what_is_wrong_with_each_part_is_named() {
        let fields = vec![
            Violation::new("a", Reason::FieldInvalid, "write it"),
            Violation::new("b[0]", Reason::LanguageMissing, "say which"),
        ];
        let refusals = vec![
            ("parts[1]".to_owned(), Error::not_found("x/X", "xs/x")),
            (
                "parts[4]".to_owned(),
                Error::violations(fields, Reason::FieldInvalid),
            ),
        ];
        let whole = Error::of_parts(refusals).expect_err("two refusals");
        assert_eq!(
            (whole.kind(), whole.reason()),
            (Kind::NotFound, Reason::ResourceNotFound)
        );
        assert_eq!(
            whole.message(),
            "2 parts are refused; first parts[1]: xs/x does not exist"
        );
        let named: Vec<_> = whole
            .fields()
            .iter()
            .map(|v| (v.field.as_str(), v.reason.as_str()))
            .collect();
        assert_eq!(
            named,
            [
                ("parts[1]", "RESOURCE_NOT_FOUND"),
                ("parts[4].a", "FIELD_INVALID"),
                ("parts[4].b[0]", "LANGUAGE_MISSING")
            ]
        );
        assert!(Error::of_parts(Vec::new()).is_ok());
    }

    #[test]
    fn a_service_that_fails_refuses_nothing() {
        assert!(Error::not_found("x/X", "xs/x").is_refusal());
        assert!(!Error::internal("a fault").is_refusal());
        assert!(!Error::deadline().is_refusal());
    }
}
