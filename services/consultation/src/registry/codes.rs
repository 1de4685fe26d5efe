//! The question whether codes of reference data may be used.

use common::{Error, Violation, scheme::Used};
use kenes_proto::{
    gtype::Date,
    registry::{
        UsedCode, VerifyCodesRequest,
        reference_data_service_client::ReferenceDataServiceClient as ReferenceData,
    },
};

use super::{Registry, RegistryError};

impl Registry {
    /// Refuses what the registry refuses of that which fields use of its reference data on `day`, all in one question. Where it
    /// does not answer, the record is not held up by it.
    pub(crate) async fn verify_codes(
        &self,
        used: Vec<(String, Used)>,
        day: Date,
    ) -> Result<(), Error> {
        if used.is_empty() {
            return Ok(());
        }
        let (asked, fields) = question(used, day);
        let ask = |channel| {
            let asked = asked.clone();
            async move { ReferenceData::new(channel).verify_codes(asked).await }
        };
        match self.0.connection.ask(ask).await {
            Ok(_) | Err(RegistryError::Unanswered) => Ok(()),
            Err(RegistryError::Refused(error)) => Err(of_own_fields(error, &fields)),
        }
    }
}

/// A field of the question, and that of the caller which it is about.
type Fields = Vec<(String, String)>;

/// The question, and which of its fields are about which. A message has one place at most.
fn question(used: Vec<(String, Used)>, day: Date) -> (VerifyCodesRequest, Fields) {
    let mut asked = VerifyCodesRequest {
        use_date: Some(day),
        ..Default::default()
    };
    let mut fields = Fields::new();
    for (field, used) in used {
        let own = match used {
            Used::Code { scheme, code } => {
                asked.codes.push(UsedCode {
                    scheme: scheme.to_owned(),
                    code,
                });
                format!("codes[{}].code", asked.codes.len() - 1)
            }
            Used::Class(class) => {
                asked.classifications.push(class);
                format!("classifications[{}]", asked.classifications.len() - 1)
            }
            Used::Place(place) => {
                asked.place = Some(place);
                "place".to_owned()
            }
        };
        fields.push((own, field));
    }
    (asked, fields)
}

/// The registry's refusal, said of the caller's fields instead of those in which the registry was asked.
fn of_own_fields(error: Error, fields: &Fields) -> Error {
    let own = |violation: &Violation| {
        let found = fields.iter().find_map(|(asked, own)| {
            let rest = violation.field.strip_prefix(asked.as_str())?;
            (rest.is_empty() || rest.starts_with('.')).then(|| format!("{own}{rest}"))
        });
        Violation {
            field: found.unwrap_or_else(|| violation.field.clone()),
            ..violation.clone()
        }
    };
    match error.fields() {
        [] => error,
        violations => Error::violations(violations.iter().map(own).collect(), error.reason()),
    }
}

#[cfg(test)]
mod tests {
    use kenes_proto::types::{Classification, ErrorReason as Reason, Place};

    use super::*;

    #[test]
    fn a_refusal_names_the_callers_own_fields() {
        let code = |code: &str| Used::Code {
            scheme: "stages",
            code: code.into(),
        };
        let used = vec![
            ("stage.stage_code".to_owned(), code("drafting")),
            (
                "law.subjects[4]".into(),
                Used::Class(Classification::default()),
            ),
            ("outcome_code".into(), code("done")),
            ("hearing.place".into(), Used::Place(Place::default())),
        ];
        let (asked, fields) = question(used, Date::default());
        assert_eq!(asked.codes.len(), 2);
        let named = [
            "codes[1].code",
            "classifications[0].code",
            "place.kato_code",
            "codes[0].code",
        ];
        let wrong = named.map(|field| Violation::new(field, Reason::CodeUnknown, "no"));
        let error = of_own_fields(
            Error::violations(wrong.into(), Reason::CodeUnknown),
            &fields,
        );
        let said: Vec<_> = error.fields().iter().map(|it| it.field.as_str()).collect();
        assert_eq!(
            said,
            [
                "outcome_code",
                "law.subjects[4].code",
                "hearing.place.kato_code",
                "stage.stage_code"
            ]
        );
    }
}
