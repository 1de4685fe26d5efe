//! The RPCs of consultation: this file is the table of contents, a line a method; a family's handlers are in the file of its
//! name.

mod actor;
mod agenda_item;
mod comment;
mod consultation;
mod draft_law;
mod expression;
mod hearing;
mod participation;
mod provision;
mod recommendation;
mod recommendation_response;
mod redaction;
mod reference;
mod response;
mod stage;
mod trace;
mod version;

use common::{app::App, server::Service};
use kenes_proto::{Page, consultation as pb, record};

use crate::{
    DOMAIN, Registry,
    store::{comment::Comments, recommendation::Recommendations, response::Responses},
};

/// The largest request in bytes: what is decoded may take many times its size, so nobody gets more than people write.
const LARGEST: usize = 256 << 10;
/// The same where people write at length: a comment may have three texts of 20,000 letters in each of three languages.
const LARGEST_SAID: usize = 512 << 10;
/// The same where the documents of a version come in all its languages in one call.
const LARGEST_TEXT: usize = 4 << 20;

/// What every handler is given.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) app: App,
    pub(crate) registry: Registry,
}

pub(crate) fn service(app: App, registry: Registry) -> Service {
    let api = Api { app, registry };
    common::api::serve(Service::new(DOMAIN), &api.app)
        .with(
            pb::draft_law_service_server::DraftLawServiceServer::new(api.clone())
                .max_decoding_message_size(LARGEST_TEXT),
        )
        .with(
            pb::consultation_service_server::ConsultationServiceServer::new(api.clone())
                .max_decoding_message_size(LARGEST),
        )
        .with(
            pb::comment_service_server::CommentServiceServer::new(api.clone())
                .max_decoding_message_size(LARGEST_SAID),
        )
        .with(
            pb::hearing_service_server::HearingServiceServer::new(api.clone())
                .max_decoding_message_size(LARGEST),
        )
        .with(
            pb::recommendation_service_server::RecommendationServiceServer::new(api.clone())
                .max_decoding_message_size(LARGEST_SAID),
        )
        .with(
            pb::trace_service_server::TraceServiceServer::new(api)
                .max_decoding_message_size(LARGEST),
        )
}

common::service! {
    pb::draft_law_service_server::DraftLawService, Api {
        write CreateDraftLaw create_draft_law(pb::CreateDraftLawRequest) -> pb::DraftLaw = draft_law::create;
        read GetDraftLaw get_draft_law(pb::GetDraftLawRequest) -> pb::DraftLaw = draft_law::get;
        read ListDraftLaws list_draft_laws(pb::ListDraftLawsRequest) -> Page = draft_law::list;
        update UpdateDraftLaw update_draft_law(pb::UpdateDraftLawRequest) -> pb::DraftLaw = draft_law::update;
        write DeleteDraftLaw delete_draft_law(pb::DeleteDraftLawRequest) -> pb::DraftLaw = draft_law::delete;
        write UndeleteDraftLaw undelete_draft_law(pb::UndeleteDraftLawRequest) -> pb::DraftLaw = draft_law::undelete;
        write WithdrawDraftLaw withdraw_draft_law(pb::WithdrawDraftLawRequest) -> pb::DraftLaw = draft_law::withdraw;
        write EnactDraftLaw enact_draft_law(pb::EnactDraftLawRequest) -> pb::DraftLaw = draft_law::enact;
        write CreateDraftLawVersion create_draft_law_version(pb::CreateDraftLawVersionRequest) -> pb::DraftLawVersion = version::create;
        read GetDraftLawVersion get_draft_law_version(pb::GetDraftLawVersionRequest) -> pb::DraftLawVersion = version::get;
        read ListDraftLawVersions list_draft_law_versions(pb::ListDraftLawVersionsRequest) -> Page = version::list;
        update UpdateDraftLawVersion update_draft_law_version(pb::UpdateDraftLawVersionRequest) -> pb::DraftLawVersion = version::update;
        write ImportAkomaNtoso import_akoma_ntoso(pb::ImportAkomaNtosoRequest) -> pb::DraftLawVersion = expression::import;
        write PublishDraftLawVersion publish_draft_law_version(pb::PublishDraftLawVersionRequest) -> pb::DraftLawVersion = version::publish;
        read ExportAkomaNtoso export_akoma_ntoso(pb::ExportAkomaNtosoRequest) -> pb::AkomaNtosoDocument = expression::export;
        read CompareVersions compare_versions(pb::CompareVersionsRequest) -> pb::CompareVersionsResponse = provision::compare;
        read GetProvision get_provision(pb::GetProvisionRequest) -> pb::Provision = provision::get;
        read ListProvisions list_provisions(pb::ListProvisionsRequest) -> Page = provision::list;
        write CreateStage create_stage(pb::CreateStageRequest) -> pb::Stage = stage::create;
        read GetStage get_stage(pb::GetStageRequest) -> pb::Stage = stage::get;
        read ListStages list_stages(pb::ListStagesRequest) -> Page = stage::list;
        update UpdateStage update_stage(pb::UpdateStageRequest) -> pb::Stage = stage::update;
        write AdvanceStage advance_stage(pb::AdvanceStageRequest) -> pb::DraftLaw = stage::advance;
    }
}

common::service! {
    pb::consultation_service_server::ConsultationService, Api {
        write CreateConsultation create_consultation(pb::CreateConsultationRequest) -> pb::Consultation = consultation::create;
        read GetConsultation get_consultation(pb::GetConsultationRequest) -> pb::Consultation = consultation::get;
        read ListConsultations list_consultations(pb::ListConsultationsRequest) -> Page = consultation::list;
        update UpdateConsultation update_consultation(pb::UpdateConsultationRequest) -> pb::Consultation = consultation::update;
        write AnnounceConsultation announce_consultation(pb::AnnounceConsultationRequest) -> pb::Consultation = consultation::announce;
        write ExtendConsultation extend_consultation(pb::ExtendConsultationRequest) -> pb::Consultation = consultation::extend;
        write CancelConsultation cancel_consultation(pb::CancelConsultationRequest) -> pb::Consultation = consultation::cancel;
    }
}

common::service! {
    pb::comment_service_server::CommentService, Api {
        write CreateComment create_comment(pb::CreateCommentRequest) -> pb::Comment = comment::create as Comments;
        read GetComment get_comment(pb::GetCommentRequest) -> pb::Comment = comment::get;
        read ListComments list_comments(pb::ListCommentsRequest) -> Page = comment::list;
        read BatchGetComments batch_get_comments(pb::BatchGetCommentsRequest) -> pb::BatchGetCommentsResponse = comment::batch_get;
        write WithdrawComment withdraw_comment(pb::WithdrawCommentRequest) -> pb::Comment = comment::withdraw;
        write DisavowComment disavow_comment(pb::DisavowCommentRequest) -> pb::Comment = comment::disavow;
        write CreateResponse create_response(pb::CreateResponseRequest) -> pb::Response = response::create as Responses;
        read GetResponse get_response(pb::GetResponseRequest) -> pb::Response = response::get;
        read ListResponses list_responses(pb::ListResponsesRequest) -> Page = response::list;
        write RedactComment redact_comment(pb::RedactCommentRequest) -> record::Redaction = redaction::propose;
        write ApproveRedaction approve_redaction(record::ApproveRedactionRequest) -> record::Redaction = redaction::approve;
        write RejectRedaction reject_redaction(record::RejectRedactionRequest) -> record::Redaction = redaction::reject;
        read GetRedaction get_redaction(record::GetRedactionRequest) -> record::Redaction = redaction::get;
        read ListRedactions list_redactions(record::ListRedactionsRequest) -> Page = redaction::list;
    }
}

common::service! {
    pb::hearing_service_server::HearingService, Api {
        write CreateHearing create_hearing(pb::CreateHearingRequest) -> pb::Hearing = hearing::create;
        read GetHearing get_hearing(pb::GetHearingRequest) -> pb::Hearing = hearing::get;
        read ListHearings list_hearings(pb::ListHearingsRequest) -> Page = hearing::list;
        update UpdateHearing update_hearing(pb::UpdateHearingRequest) -> pb::Hearing = hearing::update;
        write DeleteHearing delete_hearing(pb::DeleteHearingRequest) -> pb::Hearing = hearing::delete;
        write UndeleteHearing undelete_hearing(pb::UndeleteHearingRequest) -> pb::Hearing = hearing::undelete;
        write AnnounceHearing announce_hearing(pb::AnnounceHearingRequest) -> pb::Hearing = hearing::announce;
        write RescheduleHearing reschedule_hearing(pb::RescheduleHearingRequest) -> pb::Hearing = hearing::reschedule;
        write CancelHearing cancel_hearing(pb::CancelHearingRequest) -> pb::Hearing = hearing::cancel;
        write HoldHearing hold_hearing(pb::HoldHearingRequest) -> pb::Hearing = hearing::hold;
        write CreateParticipation create_participation(pb::CreateParticipationRequest) -> pb::Participation = participation::create;
        read GetParticipation get_participation(pb::GetParticipationRequest) -> pb::Participation = participation::get;
        read ListParticipations list_participations(pb::ListParticipationsRequest) -> Page = participation::list;
        update UpdateParticipation update_participation(pb::UpdateParticipationRequest) -> pb::Participation = participation::update;
        write CreateAgendaItem create_agenda_item(pb::CreateAgendaItemRequest) -> pb::AgendaItem = agenda_item::create;
        read GetAgendaItem get_agenda_item(pb::GetAgendaItemRequest) -> pb::AgendaItem = agenda_item::get;
        read ListAgendaItems list_agenda_items(pb::ListAgendaItemsRequest) -> Page = agenda_item::list;
        update UpdateAgendaItem update_agenda_item(pb::UpdateAgendaItemRequest) -> pb::AgendaItem = agenda_item::update;
        write PublishMinutes publish_minutes(pb::PublishMinutesRequest) -> pb::Hearing = hearing::publish_minutes;
    }
}

common::service! {
    pb::recommendation_service_server::RecommendationService, Api {
        write CreateRecommendation create_recommendation(pb::CreateRecommendationRequest) -> pb::Recommendation = recommendation::create;
        read GetRecommendation get_recommendation(pb::GetRecommendationRequest) -> pb::Recommendation = recommendation::get;
        read ListRecommendations list_recommendations(pb::ListRecommendationsRequest) -> Page = recommendation::list;
        update UpdateRecommendation update_recommendation(pb::UpdateRecommendationRequest) -> pb::Recommendation = recommendation::update;
        write AdoptRecommendation adopt_recommendation(pb::AdoptRecommendationRequest) -> pb::Recommendation = recommendation::adopt as Recommendations;
        write SendRecommendation send_recommendation(pb::SendRecommendationRequest) -> pb::Recommendation = recommendation::send;
        write RecallRecommendation recall_recommendation(pb::RecallRecommendationRequest) -> pb::Recommendation = recommendation::recall;
        write ReaddressRecommendation readdress_recommendation(pb::ReaddressRecommendationRequest) -> pb::Recommendation = recommendation::readdress;
        read ListRecommendationRevisions list_recommendation_revisions(pb::ListRecommendationRevisionsRequest) -> pb::ListRecommendationRevisionsResponse = recommendation::list_revisions;
        read GetRecommendationRevision get_recommendation_revision(pb::GetRecommendationRevisionRequest) -> pb::RecommendationRevision = recommendation::get_revision;
        write CreateResponse create_response(pb::CreateResponseRequest) -> pb::Response = recommendation_response::create as Responses;
        read GetResponse get_response(pb::GetResponseRequest) -> pb::Response = recommendation_response::get;
        read ListResponses list_responses(pb::ListResponsesRequest) -> Page = recommendation_response::list;
        write CorrectResponse correct_response(pb::CorrectResponseRequest) -> pb::Response = recommendation_response::correct as Responses;
    }
}

common::service! {
    pb::trace_service_server::TraceService, Api {
        read GetTrace get_trace(pb::GetTraceRequest) -> pb::Trace = trace::get;
    }
}
