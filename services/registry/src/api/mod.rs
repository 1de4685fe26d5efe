//! The registry's RPCs: this file is the table of contents, a line a method. `Posts::get` and its like are common to all
//! families; what a family does differently is in the file of its name.

mod agreement;
mod application;
mod award;
mod budget_allocation;
mod code;
mod complaint;
mod contract;
mod evaluation;
mod grant;
mod mandate;
mod membership;
mod milestone;
mod nomination;
mod organization;
mod payment;
mod person;
mod post;
mod privilege;
mod project;
mod redaction;
mod reference;
mod reported_figure;
mod score;
mod standing;
mod statistics;
mod support_measure;
mod support_program;
mod support_sum;
mod tender;

use std::sync::Arc;

use common::{
    app::App,
    redaction as redactions,
    resource::{Change, Family, Read},
    server::Service,
};
use kenes_proto::methods::{self, registry as services};

use crate::{
    domain::{
        agreement as agreement_rules, budget_allocation as budget_rules,
        nomination as nomination_rules, payment as payment_rules, support_program as program_rules,
        tender::state as tender_rules,
    },
    redaction::RedactablePersons,
    seal::Seal,
    store::{
        agreement::Agreements, application::Applications, award::Awards,
        budget_allocation::BudgetAllocations, code::Codes, complaint::Complaints,
        contract::Contracts, evaluation::Evaluations, grant::Grants, mandate::Mandates,
        membership::Memberships, milestone::Milestones, nomination::Nominations,
        organization::Organizations, payment::Payments, person::Persons, post::Posts,
        privilege::Privileges, project::Projects, reported_figure::ReportedFigures, score::Scores,
        support_measure::SupportMeasures, support_program::SupportPrograms, tender::Tenders,
    },
};

/// The largest request in bytes: what is decoded may take many times its size, so nobody gets more than people write.
const LARGEST: usize = 512 << 10;

/// What every handler is given.
#[derive(Clone)]
pub(crate) struct Api {
    app: App,
    seal: Arc<Seal>,
}

pub(crate) fn service(app: App) -> Service {
    let service = common::record_api::serve(Service::new(app.domain), &app);
    let seal = Arc::new(Seal::of(&app));
    let api = Arc::new(Api { app, seal });
    service
        .answered_by::<services::organization_service::All, _>(&api, LARGEST)
        .answered_by::<services::person_service::All, _>(&api, LARGEST)
        .answered_by::<services::membership_service::All, _>(&api, LARGEST)
        .answered_by::<services::standing_service::All, _>(&api, LARGEST)
        .answered_by::<services::support_program_service::All, _>(&api, LARGEST)
        .answered_by::<services::reference_data_service::All, _>(&api, LARGEST)
        .answered_by::<services::agreement_service::All, _>(&api, LARGEST)
        .answered_by::<services::social_order_service::All, _>(&api, LARGEST)
        .answered_by::<services::award_service::All, _>(&api, LARGEST)
        .answered_by::<services::contract_service::All, _>(&api, LARGEST)
        .answered_by::<services::statistics_service::All, _>(&api, LARGEST)
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

common::serve! { Api, methods::registry::award_service {
    CreateAward = Awards::create;
    GetAward = Awards::get;
    ListAwards = Awards::list;
    UpdateAward = Awards::update;
    ConfirmAward = award::confirm;
    CancelAward = award::cancel;
    CreateComplaint = Complaints::create;
    GetComplaint = Complaints::get;
    ListComplaints = Complaints::list;
    UpdateComplaint = Complaints::update;
    DecideComplaint = complaint::decide;
} }

common::serve! { Api, methods::registry::contract_service {
    CreateContract = Contracts::create;
    GetContract = Contracts::get;
    ListContracts = Contracts::list;
    UpdateContract = Contracts::update;
    SignContract = contract::sign;
    AmendContract = contract::amend;
    TerminateContract = contract::terminate;
    CompleteContract = contract::complete;
    ListContractRevisions = Contracts::list_revisions;
    GetContractRevision = Contracts::get_revision;
    CreateMilestone = Milestones::create;
    GetMilestone = Milestones::get;
    ListMilestones = Milestones::list;
    UpdateMilestone = Milestones::update;
    AcceptMilestone = milestone::accept;
    CreatePayment = Payments::create;
    GetPayment = Payments::get;
    ListPayments = Payments::list;
    UpdatePayment = Payments::update;
    ReversePayment = Payments::change(payment_rules::reverse);
    CreateEvaluation = Evaluations::create;
    GetEvaluation = Evaluations::get;
    ListEvaluations = Evaluations::list;
    UpdateEvaluation = Evaluations::update;
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

common::serve! { Api, methods::registry::social_order_service {
    CreateTender = Tenders::create;
    GetTender = Tenders::get;
    ListTenders = Tenders::list;
    UpdateTender = Tenders::update;
    AnnounceTender = tender::announce;
    AmendTender = tender::amend;
    ExtendTender = Tenders::change(tender_rules::extend);
    WithdrawTender = tender::withdraw;
    CancelTender = tender::cancel;
    FailTender = tender::fail;
    FailLot = tender::fail_lot;
    OpenApplications = async application::open;
    DeclareConflict = tender::declare_conflict;
    ListTenderRevisions = Tenders::list_revisions;
    GetTenderRevision = Tenders::get_revision;
    CreateApplication = async application::create;
    GetApplication = Applications::get;
    ListApplications = Applications::list;
    WithdrawApplication = async application::withdraw;
    AdmitApplication = application::admit;
    DisqualifyApplication = application::disqualify;
    ListApplicationRevisions = Applications::list_revisions;
    GetApplicationRevision = Applications::get_revision;
    CreateScore = Scores::create;
    GetScore = Scores::get;
    ListScores = Scores::list;
    RankApplications = score::rank;
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
