//! The question whether something that a name of the registry means is there.

use common::names;
use kenes_proto::registry::{
    self as pb, agreement_service_client::AgreementServiceClient,
    social_order_service_client::SocialOrderServiceClient,
    support_program_service_client::SupportProgramServiceClient,
};

use super::{Registry, RegistryError};
use crate::domain::REGISTRY;

impl Registry {
    /// Asks for the organization, agreement, project, tender or support programme of this full name; a name of another service
    /// is not asked about.
    pub(crate) async fn check_registered(&self, full: &str) -> Result<(), RegistryError> {
        let Some(name) = names::relative(REGISTRY, full) else {
            return Ok(());
        };
        let name = name.to_owned();
        let collections: Vec<&str> = name.split('/').step_by(2).collect();
        let connection = &self.0.connection;
        macro_rules! ask {
            ($client:ident, $method:ident, $request:ident) => {
                connection
                    .ask(|channel| {
                        let name = name.clone();
                        async move {
                            let request = pb::$request {
                                name,
                                ..Default::default()
                            };
                            $client::new(channel).$method(request).await
                        }
                    })
                    .await
                    .map(drop)
            };
        }
        match collections.as_slice() {
            ["agreements"] => ask!(AgreementServiceClient, get_agreement, GetAgreementRequest),
            ["agreements", "projects"] => {
                ask!(AgreementServiceClient, get_project, GetProjectRequest)
            }
            ["tenders"] => ask!(SocialOrderServiceClient, get_tender, GetTenderRequest),
            ["supportPrograms"] => ask!(
                SupportProgramServiceClient,
                get_support_program,
                GetSupportProgramRequest
            ),
            _ => self.find(full, None).await.map(drop),
        }
    }
}
