//! The registry's RPCs: this file is the table of contents, a line a method; a family's handlers are in the file of its name.

mod code;
mod mandate;
mod membership;
mod organization;
mod person;
mod post;
mod redaction;
mod standing;

use common::{app::App, server::Service};
use kenes_proto::{Page, record as record_pb, registry as pb};

use crate::DOMAIN;

/// What every handler is given.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) app: App,
}

pub(crate) fn service(app: App) -> Service {
    let api = Api { app };
    common::api::serve(Service::new(DOMAIN), &api.app)
        .with(pb::organization_service_server::OrganizationServiceServer::new(api.clone()))
        .with(pb::person_service_server::PersonServiceServer::new(
            api.clone(),
        ))
        .with(pb::membership_service_server::MembershipServiceServer::new(
            api.clone(),
        ))
        .with(pb::standing_service_server::StandingServiceServer::new(
            api.clone(),
        ))
        .with(pb::reference_data_service_server::ReferenceDataServiceServer::new(api))
}

common::service! {
    pb::organization_service_server::OrganizationService, Api {
        write CreateOrganization create_organization(pb::CreateOrganizationRequest) -> pb::Organization = organization::create;
        read GetOrganization get_organization(pb::GetOrganizationRequest) -> pb::Organization = organization::get;
        read ListOrganizations list_organizations(pb::ListOrganizationsRequest) -> Page = organization::list;
        update UpdateOrganization update_organization(pb::UpdateOrganizationRequest) -> pb::Organization = organization::update;
        write DeleteOrganization delete_organization(pb::DeleteOrganizationRequest) -> pb::Organization = organization::delete;
        write UndeleteOrganization undelete_organization(pb::UndeleteOrganizationRequest) -> pb::Organization = organization::undelete;
        read BatchGetOrganizations batch_get_organizations(pb::BatchGetOrganizationsRequest) -> pb::BatchGetOrganizationsResponse = organization::batch_get;
        read LookupOrganization lookup_organization(pb::LookupOrganizationRequest) -> pb::Organization = organization::lookup;
        write SuspendOrganization suspend_organization(pb::SuspendOrganizationRequest) -> pb::Organization = organization::suspend;
        write ReinstateOrganization reinstate_organization(pb::ReinstateOrganizationRequest) -> pb::Organization = organization::reinstate;
        write DissolveOrganization dissolve_organization(pb::DissolveOrganizationRequest) -> pb::Organization = organization::dissolve;
        write MergeOrganizations merge_organizations(pb::MergeOrganizationsRequest) -> pb::Organization = organization::merge;
        read ListOrganizationRevisions list_organization_revisions(pb::ListOrganizationRevisionsRequest) -> pb::ListOrganizationRevisionsResponse = organization::list_revisions;
        read GetOrganizationRevision get_organization_revision(pb::GetOrganizationRevisionRequest) -> pb::OrganizationRevision = organization::get_revision;
    }
}

common::service! {
    pb::person_service_server::PersonService, Api {
        write CreatePerson create_person(pb::CreatePersonRequest) -> pb::Person = person::create;
        read GetPerson get_person(pb::GetPersonRequest) -> pb::Person = person::get;
        read ListPersons list_persons(pb::ListPersonsRequest) -> Page = person::list;
        update UpdatePerson update_person(pb::UpdatePersonRequest) -> pb::Person = person::update;
        write DeletePerson delete_person(pb::DeletePersonRequest) -> pb::Person = person::delete;
        write UndeletePerson undelete_person(pb::UndeletePersonRequest) -> pb::Person = person::undelete;
        write ErasePerson erase_person(pb::ErasePersonRequest) -> record_pb::Redaction = redaction::erase;
        write ApproveRedaction approve_redaction(record_pb::ApproveRedactionRequest) -> record_pb::Redaction = redaction::approve;
        write RejectRedaction reject_redaction(record_pb::RejectRedactionRequest) -> record_pb::Redaction = redaction::reject;
        read GetRedaction get_redaction(record_pb::GetRedactionRequest) -> record_pb::Redaction = redaction::get;
        read ListRedactions list_redactions(record_pb::ListRedactionsRequest) -> Page = redaction::list;
    }
}

common::service! {
    pb::membership_service_server::MembershipService, Api {
        write CreatePost create_post(pb::CreatePostRequest) -> pb::Post = post::create;
        read GetPost get_post(pb::GetPostRequest) -> pb::Post = post::get;
        read ListPosts list_posts(pb::ListPostsRequest) -> Page = post::list;
        update UpdatePost update_post(pb::UpdatePostRequest) -> pb::Post = post::update;
        write CreateMembership create_membership(pb::CreateMembershipRequest) -> pb::Membership = membership::create;
        read GetMembership get_membership(pb::GetMembershipRequest) -> pb::Membership = membership::get;
        read ListMemberships list_memberships(pb::ListMembershipsRequest) -> Page = membership::list;
        update UpdateMembership update_membership(pb::UpdateMembershipRequest) -> pb::Membership = membership::update;
        write EndMembership end_membership(pb::EndMembershipRequest) -> pb::Membership = membership::end;
        read ListMembershipRevisions list_membership_revisions(pb::ListMembershipRevisionsRequest) -> pb::ListMembershipRevisionsResponse = membership::revisions;
        read GetMembershipRevision get_membership_revision(pb::GetMembershipRevisionRequest) -> pb::MembershipRevision = membership::revision;
    }
}

common::service! {
    pb::standing_service_server::StandingService, Api {
        write CreateMandate create_mandate(pb::CreateMandateRequest) -> pb::Mandate = mandate::create;
        read GetMandate get_mandate(pb::GetMandateRequest) -> pb::Mandate = mandate::get;
        read ListMandates list_mandates(pb::ListMandatesRequest) -> Page = mandate::list;
        update UpdateMandate update_mandate(pb::UpdateMandateRequest) -> pb::Mandate = mandate::update;
        write EndMandate end_mandate(pb::EndMandateRequest) -> pb::Mandate = mandate::end;
        read ListMandateRevisions list_mandate_revisions(pb::ListMandateRevisionsRequest) -> pb::ListMandateRevisionsResponse = mandate::revisions;
        read GetMandateRevision get_mandate_revision(pb::GetMandateRevisionRequest) -> pb::MandateRevision = mandate::revision;
        read VerifyStanding verify_standing(pb::VerifyStandingRequest) -> pb::Standing = standing::verify;
    }
}

common::service! {
    pb::reference_data_service_server::ReferenceDataService, Api {
        write CreateCode create_code(pb::CreateCodeRequest) -> pb::Code = code::create;
        read GetCode get_code(pb::GetCodeRequest) -> pb::Code = code::get;
        read ListCodes list_codes(pb::ListCodesRequest) -> Page = code::list;
        update UpdateCode update_code(pb::UpdateCodeRequest) -> pb::Code = code::update;
    }
}
