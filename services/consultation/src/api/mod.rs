//! The RPCs of consultation: this file is the table of contents, a line a method. `Hearings::get` and its like are common to
//! all families; what a family does differently is in the file of its name, its rules in `domain`.

mod actor;
mod agenda_item;
mod atom;
mod attachment;
mod being;
mod bulk;
mod campaign;
mod changed;
mod claim;
mod codes;
mod comment;
mod comment_batch;
mod commitment;
mod commitment_count;
mod commitment_summary;
mod comparative_table;
mod consultation;
mod consultation_proposal;
mod decision;
mod document;
mod downloads;
mod draft_law;
mod duty;
mod exports;
mod expression;
mod hearing;
mod ical;
mod initiative;
mod participation;
mod period_rule;
mod plain_text;
mod policy_document;
mod progress_report;
mod provision;
mod recommendation;
mod recommendation_response;
mod redaction;
mod reference;
mod rendering;
mod report;
mod response;
mod search;
mod stage;
mod succession;
mod titles;
mod trace;
mod version;
mod working_calendar;

use std::sync::Arc;

use common::{
    app::App,
    redaction as redactions,
    resource::{Change, Family, Read},
    server::Service,
};
use kenes_proto::{
    consultation::{
        attachment_stream_service_server::AttachmentStreamServiceServer,
        export_service_server::ExportServiceServer,
    },
    methods::{self, consultation as services},
};

use crate::{
    Registry, Search,
    domain::{
        agenda_item as agenda_rules, commitment_state, consultation as consultation_rules,
        decision as decision_rules, draft_law as draft_law_rules, hearing as hearing_rules,
        participation as participation_rules, recommendation as recommendation_rules,
    },
    redaction::RedactableComments,
    store::{
        agenda_item::AgendaItems, campaign::Campaigns, comment::Comments, commitment::Commitments,
        commitment_summary::CommitmentSummaries, consultation::Consultations,
        consultation_proposal::ConsultationProposals, decision::Decisions, draft_law::DraftLaws,
        hearing::Hearings, initiative::Initiatives, participation::Participations,
        period_rule::PeriodRules, policy_document::PolicyDocuments,
        progress_report::ProgressReports, provision::Provisions, recommendation::Recommendations,
        stage::Stages, succession::Successions, version::Versions,
        working_calendar::WorkingCalendars,
    },
};

/// The largest request in bytes: what is decoded may take many times its size, so nobody gets more than people write.
const LARGEST: usize = 256 << 10;
/// The same where people write at length: a comment may have three texts of 20,000 letters in each of three languages.
const LARGEST_SAID: usize = 512 << 10;
/// The same where the documents of a version come, in one language or in more.
const LARGEST_TEXT: usize = 4 << 20;

/// The same where a chunk of a file comes.
const LARGEST_CHUNK: usize = (1 << 20) + LARGEST_QUESTION;

/// The same where nothing is said, but asked.
const LARGEST_QUESTION: usize = 16 << 10;

/// What every handler is given.
#[derive(Clone)]
pub(crate) struct Api {
    app: App,
    registry: Registry,
    search: Search,
}

pub(crate) fn service(app: App, registry: Registry, search: Search) -> Service {
    let service = common::record_api::serve(Service::new(app.domain), &app);
    let api = Arc::new(Api {
        app,
        registry,
        search,
    });
    let exports = exports::Exports {
        api: Arc::clone(&api),
        rooms: comparative_table::Rooms::default(),
    };
    let downloads = downloads::Downloads {
        api: Arc::clone(&api),
    };
    service
        .with(ExportServiceServer::new(exports), LARGEST_QUESTION)
        .with(
            AttachmentStreamServiceServer::new(downloads),
            LARGEST_QUESTION,
        )
        .answered_by::<services::attachment_service::All, _>(&api, LARGEST_CHUNK)
        .answered_by::<services::draft_law_service::All, _>(&api, LARGEST_TEXT)
        .answered_by::<services::consultation_service::All, _>(&api, LARGEST)
        .answered_by::<services::comment_service::All, _>(&api, LARGEST_SAID)
        .answered_by::<services::campaign_service::All, _>(&api, LARGEST)
        .answered_by::<services::hearing_service::All, _>(&api, LARGEST)
        .answered_by::<services::recommendation_service::All, _>(&api, LARGEST_SAID)
        .answered_by::<services::consultation_proposal_service::All, _>(&api, LARGEST_SAID)
        .answered_by::<services::commitment_service::All, _>(&api, LARGEST)
        .answered_by::<services::session_service::All, _>(&api, LARGEST_SAID)
        .answered_by::<services::duty_service::All, _>(&api, LARGEST)
        .answered_by::<services::succession_service::All, _>(&api, LARGEST)
        .answered_by::<services::trace_service::All, _>(&api, LARGEST)
        .answered_by::<services::document_service::All, _>(&api, LARGEST_QUESTION)
        .answered_by::<services::search_service::All, _>(&api, LARGEST)
}

common::serve! { Api, methods::consultation::attachment_service {
    UploadAttachment = async attachment::upload;
    GetAttachment = async attachment::get;
} }

common::serve! { Api, methods::consultation::draft_law_service {
    CreateDraftLaw = codes::of_new => DraftLaws::create;
    GetDraftLaw = DraftLaws::get;
    ListDraftLaws = DraftLaws::list;
    UpdateDraftLaw = codes::of_changed::<DraftLaws, _> => DraftLaws::update;
    DeleteDraftLaw = DraftLaws::delete;
    UndeleteDraftLaw = DraftLaws::undelete;
    WithdrawDraftLaw = DraftLaws::change(draft_law_rules::withdraw);
    EnactDraftLaw = draft_law::enact;
    CreateDraftLawVersion = Versions::create;
    GetDraftLawVersion = Versions::get;
    ListDraftLawVersions = Versions::list;
    UpdateDraftLawVersion = Versions::update;
    ImportAkomaNtoso = async expression::import;
    ImportPlainText = async plain_text::import;
    PublishDraftLawVersion = version::publish;
    ExportAkomaNtoso = expression::export;
    CompareVersions = provision::compare;
    GetProvision = provision::get;
    ListProvisions = Provisions::list;
    CreateStage = codes::of_new => Stages::create;
    GetStage = Stages::get;
    ListStages = Stages::list;
    UpdateStage = codes::of_changed::<Stages, _> => Stages::update;
    AdvanceStage = codes::of_next_stage => stage::advance;
} }

common::serve! { Api, methods::consultation::consultation_service {
    CreateConsultation = codes::of_new => Consultations::create;
    GetConsultation = Consultations::get;
    ListConsultations = Consultations::list;
    UpdateConsultation = codes::of_changed::<Consultations, _> => Consultations::update;
    AnnounceConsultation = async consultation::announce;
    ExtendConsultation = consultation::extend;
    ExtendConsultationReply = consultation::may_extend_reply => Consultations::change(consultation_rules::extend_reply);
    CancelConsultation = Consultations::change(consultation_rules::cancel);
} }

common::serve! { Api, methods::consultation::comment_service {
    CreateComment = async comment::create, receipt;
    BatchCreateComments = async comment_batch::create;
    GetComment = Comments::get;
    ListComments = Comments::list;
    BatchGetComments = comment::batch_get;
    SummarizeComments = comment::summarize;
    GetConsultationReport = report::of_consultation;
    GetDraftLawReport = report::of_draft_law;
    WithdrawComment = comment::withdraw;
    DisavowComment = comment::may_disavow => comment::disavow;
    CreateResponse = async response::create, receipt;
    GetResponse = response::get;
    ListResponses = response::list;
    RedactComment = codes::of_redaction => redaction::propose;
    ApproveRedaction = async redaction::approve;
    RejectRedaction = redactions::reject::<RedactableComments>;
    GetRedaction = redactions::get::<RedactableComments>;
    ListRedactions = redactions::list::<RedactableComments>;
} }

common::serve! { Api, methods::consultation::campaign_service {
    GetCampaign = Campaigns::get;
    ListCampaigns = Campaigns::list;
    ListCampaignComments = campaign::list_comments;
    CompareCampaignComment = campaign::compare;
    CreateResponse = async campaign::respond, receipt;
    GetResponse = campaign::response;
    ListResponses = campaign::responses;
} }

common::serve! { Api, methods::consultation::hearing_service {
    CreateHearing = hearing::ask_of_new => Hearings::create;
    GetHearing = Hearings::get;
    ListHearings = Hearings::list;
    UpdateHearing = hearing::ask_of_changed => Hearings::update;
    DeleteHearing = Hearings::delete;
    UndeleteHearing = Hearings::undelete;
    AnnounceHearing = Hearings::change(hearing_rules::announce);
    RescheduleHearing = hearing::unless_used(hearing_rules::reschedule);
    CancelHearing = hearing::unless_used(hearing_rules::cancel);
    HoldHearing = Hearings::change(hearing_rules::hold);
    CreateParticipation = async participation::create;
    RequestToSpeak = async participation::request_to_speak;
    GetParticipation = Participations::get;
    ListParticipations = Participations::list;
    UpdateParticipation = async participation::update;
    AdmitParticipation = Participations::change(participation_rules::admit);
    DeclineParticipation = Participations::change(participation_rules::decline);
    WithdrawParticipation = Participations::change(participation_rules::withdraw);
    CreateAgendaItem = agenda_item::name_new_speakers => AgendaItems::create;
    GetAgendaItem = AgendaItems::get;
    ListAgendaItems = AgendaItems::list;
    UpdateAgendaItem = agenda_item::name_speakers_of => AgendaItems::update;
    WithdrawAgendaItem = AgendaItems::change(agenda_rules::withdraw);
    PublishMinutes = Hearings::change(hearing_rules::publish_minutes);
} }

common::serve! { Api, methods::consultation::session_service {
    CreateDecision = decision::name_new_executors => Decisions::create;
    GetDecision = Decisions::get;
    ListDecisions = Decisions::list;
    UpdateDecision = decision::name_executors => Decisions::update;
    RevokeDecision = Decisions::change(decision_rules::revoke);
    ListDecisionRevisions = Decisions::list_revisions;
    GetDecisionRevision = Decisions::get_revision;
    CreateInitiative = initiative::ask_of_new => Initiatives::create;
    GetInitiative = Initiatives::get;
    ListInitiatives = Initiatives::list;
    UpdateInitiative = initiative::ask_of_changed => Initiatives::update;
    SupportInitiative = initiative::support;
    DeclineInitiative = initiative::decline;
    CompleteInitiative = initiative::ask_of_results => initiative::complete;
    ListInitiativeRevisions = Initiatives::list_revisions;
    GetInitiativeRevision = Initiatives::get_revision;
    SummarizeDelegates = hearing::summarize_delegates;
} }

common::serve! { Api, methods::consultation::recommendation_service {
    CreateRecommendation = recommendation::may_create => Recommendations::create;
    GetRecommendation = Recommendations::get;
    ListRecommendations = Recommendations::list;
    UpdateRecommendation = recommendation::may_update => Recommendations::update;
    AdoptRecommendation = async recommendation::adopt, receipt;
    SendRecommendation = async recommendation::send;
    RecallRecommendation = recommendation::may_act => Recommendations::change(recommendation_rules::recall);
    ReaddressRecommendation = recommendation::may_readdress => recommendation::readdress;
    ExtendRecommendationReply = recommendation::may_extend => recommendation::extend_reply;
    ListRecommendationRevisions = Recommendations::list_revisions;
    GetRecommendationRevision = Recommendations::get_revision;
    CreateResponse = async recommendation_response::create, receipt;
    GetResponse = recommendation_response::get;
    ListResponses = recommendation_response::list;
    CorrectResponse = recommendation_response::may_correct => recommendation_response::correct, receipt;
} }

common::serve! { Api, methods::consultation::consultation_proposal_service {
    CreateConsultationProposal = async consultation_proposal::create, receipt;
    GetConsultationProposal = ConsultationProposals::get;
    ListConsultationProposals = ConsultationProposals::list;
    WithdrawConsultationProposal = consultation_proposal::withdraw;
    CreateResponse = async consultation_proposal::respond, receipt;
    GetResponse = consultation_proposal::response;
    ListResponses = consultation_proposal::responses;
} }

common::serve! { Api, methods::consultation::commitment_service {
    CreatePolicyDocument = policy_document::name_new => PolicyDocuments::create;
    GetPolicyDocument = PolicyDocuments::get;
    ListPolicyDocuments = PolicyDocuments::list;
    UpdatePolicyDocument = policy_document::name_changed => PolicyDocuments::update;
    DeletePolicyDocument = PolicyDocuments::delete;
    UndeletePolicyDocument = PolicyDocuments::undelete;
    ListPolicyDocumentRevisions = PolicyDocuments::list_revisions;
    GetPolicyDocumentRevision = PolicyDocuments::get_revision;
    CreateCommitment = commitment::check_new => Commitments::create;
    GetCommitment = Commitments::get;
    ListCommitments = Commitments::list;
    UpdateCommitment = commitment::check_changed => Commitments::update;
    ListCommitmentRevisions = Commitments::list_revisions;
    GetCommitmentRevision = Commitments::get_revision;
    FulfillCommitment = Commitments::change(commitment_state::fulfill);
    FulfillCommitmentPartly = Commitments::change(commitment_state::fulfill_partly);
    DropCommitment = Commitments::change(commitment_state::abandon);
    SupersedeCommitment = commitment::supersede;
    ReopenCommitment = Commitments::change(commitment_state::reopen);
    RescheduleCommitment = Commitments::change(commitment_state::reschedule);
    CreateProgressReport = progress_report::name_author => ProgressReports::create;
    GetProgressReport = ProgressReports::get;
    ListProgressReports = ProgressReports::list;
    UpdateProgressReport = progress_report::name_author_of => ProgressReports::update;
    CreateCommitmentSummary = CommitmentSummaries::create;
    GetCommitmentSummary = CommitmentSummaries::get;
    ListCommitmentSummaries = CommitmentSummaries::list;
    SummarizeCommitments = commitment_count::summarize;
} }

common::serve! { Api, methods::consultation::duty_service {
    CreateWorkingCalendar = working_calendar::create;
    GetWorkingCalendar = WorkingCalendars::get;
    ListWorkingCalendars = WorkingCalendars::list;
    UpdateWorkingCalendar = WorkingCalendars::update;
    ListWorkingCalendarRevisions = WorkingCalendars::list_revisions;
    GetWorkingCalendarRevision = WorkingCalendars::get_revision;
    CreatePeriodRule = codes::of_new => PeriodRules::create;
    GetPeriodRule = PeriodRules::get;
    ListPeriodRules = PeriodRules::list;
    UpdatePeriodRule = codes::of_changed::<PeriodRules, _> => PeriodRules::update;
    ListPeriodRuleRevisions = PeriodRules::list_revisions;
    GetPeriodRuleRevision = PeriodRules::get_revision;
    CountWorkingDays = working_calendar::count_days;
    DeriveDueDate = async period_rule::derive_due_date;
    ListDuties = duty::list;
    SummarizeDuties = duty::summarize;
} }

common::serve! { Api, methods::consultation::succession_service {
    CreateSuccession = succession::check_new => Successions::create;
    GetSuccession = Successions::get;
    ListSuccessions = Successions::list;
    ListSuccessionMatters = succession::list_matters;
    ReaddressMatters = succession::may_readdress => succession::readdress;
    CloseMatters = succession::may_close => succession::close;
} }

common::serve! { Api, methods::consultation::trace_service {
    GetTrace = async trace::get;
} }

common::serve! { Api, methods::consultation::document_service {
    RenderAkomaNtoso = async rendering::render;
    GetCalendar = async ical::get;
    GetFeed = async atom::get;
} }

common::serve! { Api, methods::consultation::search_service {
    SearchComments = async search::comments;
    SearchDraftLaws = async search::draft_laws;
    SearchRecommendations = async search::recommendations;
} }
