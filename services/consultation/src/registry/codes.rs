//! The question whether codes of published schemes may be used.

use common::{Error, Violation};
use kenes_proto::registry::{
    VerifyCodesRequest, reference_data_service_client::ReferenceDataServiceClient as ReferenceData,
};

use super::{Registry, RegistryError};

impl Registry {
    /// Refuses codes that the registry refuses, which the caller gave in `field`. Where it does not answer, the record is not
    /// held up by it.
    pub(crate) async fn verify_codes(
        &self,
        field: &str,
        asked: VerifyCodesRequest,
    ) -> Result<(), Error> {
        if asked == VerifyCodesRequest::default() {
            return Ok(());
        }
        let ask = |channel| {
            let asked = asked.clone();
            async move { ReferenceData::new(channel).verify_codes(asked).await }
        };
        match self.0.connection.ask(ask).await {
            Ok(_) | Err(RegistryError::Unanswered) => Ok(()),
            Err(RegistryError::Refused(error)) => Err(of_own_field(error, field)),
        }
    }
}

/// The registry's refusal, said of `field` instead of the one in which the registry was asked.
fn of_own_field(error: Error, field: &str) -> Error {
    let own = |violation: &Violation| {
        let within = violation
            .field
            .trim_start_matches(|c: char| c.is_ascii_lowercase());
        Violation {
            field: format!("{field}{within}"),
            ..violation.clone()
        }
    };
    match error.fields() {
        [] => error,
        fields => Error::violations(fields.iter().map(own).collect(), error.reason()),
    }
}
