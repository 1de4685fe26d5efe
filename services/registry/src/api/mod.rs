//! The registry's RPCs: this file is the table of contents, a line a method. `Posts::get` and its like are common to all
//! families; what a family does differently is in the file of its name.

mod code;
mod mandate;
mod membership;
mod nomination;
mod organization;
mod person;
mod post;
mod redaction;
mod reference;
mod reported_figure;
mod standing;
mod statistics;

use common::{
    app::App,
    redaction as redactions,
    resource::{Change, Family, Read},
    server::Service,
};
use kenes_proto::{methods, registry as pb};

use crate::{
    domain::nomination as nomination_rules,
    redaction::RedactablePersons,
    store::{
        code::Codes, mandate::Mandates, membership::Memberships, nomination::Nominations,
        organization::Organizations, person::Persons, post::Posts,
        reported_figure::ReportedFigures,
    },
};

/// The largest request in bytes: what is decoded may take many times its size, so nobody gets more than people write.
const LARGEST: usize = 512 << 10;

/// What every handler is given.
#[derive(Clone)]
pub(crate) struct Api {
    app: App,
}

pub(crate) fn service(app: App) -> Service {
    let service = common::record_api::serve(Service::new(app.domain), &app);
    let api = Api { app };
    service
        .with(
            pb::organization_service_server::OrganizationServiceServer::new(api.clone()),
            LARGEST,
        )
        .with(
            pb::person_service_server::PersonServiceServer::new(api.clone()),
            LARGEST,
        )
        .with(
            pb::membership_service_server::MembershipServiceServer::new(api.clone()),
            LARGEST,
        )
        .with(
            pb::standing_service_server::StandingServiceServer::new(api.clone()),
            LARGEST,
        )
        .with(
            pb::reference_data_service_server::ReferenceDataServiceServer::new(api.clone()),
            LARGEST,
        )
        .with(
            pb::statistics_service_server::StatisticsServiceServer::new(api),
            LARGEST,
        )
}

common::serve! { Api, methods::registry::organization_service {
    CreateOrganization = Organizations::create;
    GetOrganization = Organizations::get;
    ListOrganizations = Organizations::list;
    UpdateOrganization = Organizations::update;
    DeleteOrganization = Organizations::delete;
    UndeleteOrganization = Organizations::undelete;
    BatchGetOrganizations = Organizations::batch_get;
    LookupOrganization = organization::lookup;
    SuspendOrganization = organization::suspend;
    ReinstateOrganization = organization::reinstate;
    DissolveOrganization = organization::dissolve;
    MergeOrganizations = organization::merge;
    ListOrganizationRevisions = Organizations::list_revisions;
    GetOrganizationRevision = Organizations::get_revision;
} }

common::serve! { Api, methods::registry::person_service {
    CreatePerson = Persons::create;
    GetPerson = Persons::get;
    ListPersons = Persons::list;
    UpdatePerson = Persons::update;
    DeletePerson = Persons::delete;
    UndeletePerson = Persons::undelete;
    ErasePerson = redaction::erase;
    ApproveRedaction = async redaction::approve;
    RejectRedaction = redactions::reject::<RedactablePersons>;
    GetRedaction = redactions::get::<RedactablePersons>;
    ListRedactions = redactions::list::<RedactablePersons>;
} }

common::serve! { Api, methods::registry::membership_service {
    CreatePost = Posts::create;
    GetPost = Posts::get;
    ListPosts = Posts::list;
    UpdatePost = Posts::update;
    CreateMembership = Memberships::create;
    GetMembership = Memberships::get;
    ListMemberships = Memberships::list;
    UpdateMembership = Memberships::update;
    EndMembership = membership::end;
    ApproveMembership = membership::approval::approve;
    ListMembershipRevisions = Memberships::list_revisions;
    GetMembershipRevision = Memberships::get_revision;
    CreateNomination = Nominations::create;
    GetNomination = Nominations::get;
    ListNominations = Nominations::list;
    UpdateNomination = Nominations::update;
    AcceptNomination = nomination::accept;
    DeclineNomination = Nominations::change(nomination_rules::decline);
    WithdrawNomination = Nominations::change(nomination_rules::withdraw);
} }

common::serve! { Api, methods::registry::standing_service {
    CreateMandate = Mandates::create;
    GetMandate = Mandates::get;
    ListMandates = Mandates::list;
    UpdateMandate = Mandates::update;
    EndMandate = mandate::end;
    ListMandateRevisions = Mandates::list_revisions;
    GetMandateRevision = Mandates::get_revision;
    VerifyStanding = standing::verify;
    IdentifySubject = standing::identify_subject;
} }

common::serve! { Api, methods::registry::reference_data_service {
    CreateCode = Codes::create;
    GetCode = Codes::get;
    ListCodes = Codes::list;
    UpdateCode = Codes::update;
    VerifyCodes = code::verify;
} }

common::serve! { Api, methods::registry::statistics_service {
    CreateReportedFigure = ReportedFigures::create;
    GetReportedFigure = ReportedFigures::get;
    ListReportedFigures = ReportedFigures::list;
    UpdateReportedFigure = ReportedFigures::update;
    ListReportedFigureRevisions = ReportedFigures::list_revisions;
    GetReportedFigureRevision = ReportedFigures::get_revision;
    GetStatistics = statistics::get;
} }
