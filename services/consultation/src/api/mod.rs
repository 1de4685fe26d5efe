//! The RPCs of consultation: this file is the table of contents, a line a method. `Hearings::get` and its like are common to
//! all families; what a family does differently is in the file of its name, its rules in `domain`.

mod actor;
mod agenda_item;
mod being;
mod claim;
mod codes;
mod comment;
mod comment_batch;
mod consultation;
mod consultation_proposal;
mod draft_law;
mod expression;
mod hearing;
mod participation;
mod plain_text;
mod provision;
mod recommendation;
mod recommendation_response;
mod redaction;
mod reference;
mod response;
mod stage;
mod trace;
mod version;

use common::{
    app::App,
    redaction as redactions,
    resource::{Change, Family, Read},
    server::Service,
};
use kenes_proto::{consultation as pb, methods};

use crate::{
    Registry,
    domain::{
        agenda_item as agenda_rules, consultation as consultation_rules,
        draft_law as draft_law_rules, hearing as hearing_rules,
        participation as participation_rules, recommendation as recommendation_rules,
    },
    redaction::RedactableComments,
    store::{
        agenda_item::AgendaItems, comment::Comments, consultation::Consultations,
        consultation_proposal::ConsultationProposals, draft_law::DraftLaws, hearing::Hearings,
        participation::Participations, provision::Provisions, recommendation::Recommendations,
        stage::Stages, version::Versions,
    },
};

/// The largest request in bytes: what is decoded may take many times its size, so nobody gets more than people write.
const LARGEST: usize = 256 << 10;
/// The same where people write at length: a comment may have three texts of 20,000 letters in each of three languages.
const LARGEST_SAID: usize = 512 << 10;
/// The same where the documents of a version come, in one language or in more.
const LARGEST_TEXT: usize = 4 << 20;

/// What every handler is given.
#[derive(Clone)]
pub(crate) struct Api {
    app: App,
    registry: Registry,
}

pub(crate) fn service(app: App, registry: Registry) -> Service {
    let service = common::record_api::serve(Service::new(app.domain), &app);
    let api = Api { app, registry };
    service
        .with(
            pb::draft_law_service_server::DraftLawServiceServer::new(api.clone()),
            LARGEST_TEXT,
        )
        .with(
            pb::consultation_service_server::ConsultationServiceServer::new(api.clone()),
            LARGEST,
        )
        .with(
            pb::comment_service_server::CommentServiceServer::new(api.clone()),
            LARGEST_SAID,
        )
        .with(
            pb::hearing_service_server::HearingServiceServer::new(api.clone()),
            LARGEST,
        )
        .with(
            pb::recommendation_service_server::RecommendationServiceServer::new(api.clone()),
            LARGEST_SAID,
        )
        .with(
            pb::consultation_proposal_service_server::ConsultationProposalServiceServer::new(
                api.clone(),
            ),
            LARGEST_SAID,
        )
        .with(
            pb::trace_service_server::TraceServiceServer::new(api),
            LARGEST,
        )
}

common::serve! { Api, methods::consultation::draft_law_service {
    CreateDraftLaw = codes::of_draft_law => DraftLaws::create;
    GetDraftLaw = DraftLaws::get;
    ListDraftLaws = DraftLaws::list;
    UpdateDraftLaw = codes::of_draft_law => DraftLaws::update;
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
    CreateStage = Stages::create;
    GetStage = Stages::get;
    ListStages = Stages::list;
    UpdateStage = Stages::update;
    AdvanceStage = stage::advance;
} }

common::serve! { Api, methods::consultation::consultation_service {
    CreateConsultation = Consultations::create;
    GetConsultation = Consultations::get;
    ListConsultations = Consultations::list;
    UpdateConsultation = Consultations::update;
    AnnounceConsultation = consultation::announce;
    ExtendConsultation = Consultations::change(consultation_rules::extend);
    CancelConsultation = Consultations::change(consultation_rules::cancel);
} }

common::serve! { Api, methods::consultation::comment_service {
    CreateComment = async comment::create, receipt;
    BatchCreateComments = async comment_batch::create;
    GetComment = Comments::get;
    ListComments = Comments::list;
    BatchGetComments = comment::batch_get;
    WithdrawComment = comment::withdraw;
    DisavowComment = comment::may_disavow => comment::disavow;
    CreateResponse = async response::create, receipt;
    GetResponse = response::get;
    ListResponses = response::list;
    RedactComment = redaction::propose;
    ApproveRedaction = async redaction::approve;
    RejectRedaction = redactions::reject::<RedactableComments>;
    GetRedaction = redactions::get::<RedactableComments>;
    ListRedactions = redactions::list::<RedactableComments>;
} }

common::serve! { Api, methods::consultation::hearing_service {
    CreateHearing = codes::of_hearing => Hearings::create;
    GetHearing = Hearings::get;
    ListHearings = Hearings::list;
    UpdateHearing = codes::of_hearing => Hearings::update;
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

common::serve! { Api, methods::consultation::recommendation_service {
    CreateRecommendation = recommendation::may_create => Recommendations::create;
    GetRecommendation = Recommendations::get;
    ListRecommendations = Recommendations::list;
    UpdateRecommendation = recommendation::may_update => Recommendations::update;
    AdoptRecommendation = async recommendation::adopt, receipt;
    SendRecommendation = recommendation::may_send => Recommendations::change(recommendation_rules::send);
    RecallRecommendation = recommendation::may_act => Recommendations::change(recommendation_rules::recall);
    ReaddressRecommendation = recommendation::may_readdress => recommendation::readdress;
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

common::serve! { Api, methods::consultation::trace_service {
    GetTrace = async trace::get;
} }
