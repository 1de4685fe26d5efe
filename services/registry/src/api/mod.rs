//! The registry's RPCs: this file is the table of contents, a line a method. `Posts::get` and its like are common to all
//! families; what a family does differently is in the file of its name.

mod agreement;
mod budget_allocation;
mod code;
mod grant;
mod mandate;
mod membership;
mod nomination;
mod organization;
mod person;
mod post;
mod privilege;
mod project;
mod redaction;
mod reference;
mod standing;
mod support_measure;
mod support_program;
mod support_sum;

use common::{
    app::App,
    redaction as redactions,
    resource::{Change, Family, Read},
    server::Service,
};
use kenes_proto::{methods, registry as pb};

use crate::{
    domain::{
        agreement as agreement_rules, budget_allocation as budget_rules,
        nomination as nomination_rules, support_program as program_rules,
    },
    redaction::RedactablePersons,
    store::{
        agreement::Agreements, budget_allocation::BudgetAllocations, code::Codes, grant::Grants,
        mandate::Mandates, membership::Memberships, nomination::Nominations,
        organization::Organizations, person::Persons, post::Posts, privilege::Privileges,
        project::Projects, support_measure::SupportMeasures, support_program::SupportPrograms,
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
            pb::support_program_service_server::SupportProgramServiceServer::new(api.clone()),
            LARGEST,
        )
        .with(
            pb::reference_data_service_server::ReferenceDataServiceServer::new(api.clone()),
            LARGEST,
        )
        .with(
            pb::agreement_service_server::AgreementServiceServer::new(api),
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

common::serve! { Api, methods::registry::support_program_service {
    CreateSupportProgram = SupportPrograms::create;
    GetSupportProgram = SupportPrograms::get;
    ListSupportPrograms = SupportPrograms::list;
    UpdateSupportProgram = SupportPrograms::update;
    AdoptSupportProgram = SupportPrograms::change(program_rules::adopt);
    CloseSupportProgram = SupportPrograms::change(program_rules::close);
    CreateSupportMeasure = SupportMeasures::create;
    GetSupportMeasure = SupportMeasures::get;
    ListSupportMeasures = SupportMeasures::list;
    UpdateSupportMeasure = SupportMeasures::update;
    CreatePrivilege = Privileges::create;
    GetPrivilege = Privileges::get;
    ListPrivileges = Privileges::list;
    UpdatePrivilege = Privileges::update;
    CreateGrant = Grants::create;
    GetGrant = Grants::get;
    ListGrants = Grants::list;
    UpdateGrant = Grants::update;
    ListGrantRevisions = Grants::list_revisions;
    GetGrantRevision = Grants::get_revision;
    CreateBudgetAllocation = BudgetAllocations::create;
    GetBudgetAllocation = BudgetAllocations::get;
    ListBudgetAllocations = BudgetAllocations::list;
    UpdateBudgetAllocation = BudgetAllocations::update;
    ChangeBudgetAllocation = BudgetAllocations::change(budget_rules::change);
    RecordExecution = BudgetAllocations::change(budget_rules::execute);
    ListBudgetAllocationRevisions = BudgetAllocations::list_revisions;
    GetBudgetAllocationRevision = BudgetAllocations::get_revision;
    SummarizeSupport = support_sum::summarize;
} }

common::serve! { Api, methods::registry::reference_data_service {
    CreateCode = Codes::create;
    GetCode = Codes::get;
    ListCodes = Codes::list;
    UpdateCode = Codes::update;
    VerifyCodes = code::verify;
} }

common::serve! { Api, methods::registry::agreement_service {
    CreateAgreement = Agreements::create;
    GetAgreement = Agreements::get;
    ListAgreements = Agreements::list;
    UpdateAgreement = Agreements::update;
    SignAgreement = agreement::sign;
    AmendAgreement = Agreements::change(agreement_rules::amend);
    TerminateAgreement = Agreements::change(agreement_rules::terminate);
    ListAgreementRevisions = Agreements::list_revisions;
    GetAgreementRevision = Agreements::get_revision;
    CreateProject = Projects::create;
    GetProject = Projects::get;
    ListProjects = Projects::list;
    UpdateProject = Projects::update;
    CompleteProject = project::complete;
    CancelProject = project::cancel;
} }
