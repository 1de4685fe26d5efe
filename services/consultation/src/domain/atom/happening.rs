//! What happened, as it follows from a resource: what, when, and who follows it.

use common::{date, names};
use kenes_proto::consultation as pb;

/// What happens. The numbers are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    VersionPublished = 1,
    ConsultationAnnounced = 2,
    ConsultationOpened = 3,
    ConsultationClosed = 4,
    ConsultationCancelled = 5,
    MinutesPublished = 6,
    RecommendationAdopted = 7,
    RecommendationRecalled = 8,
    Answered = 9,
    Committed = 10,
    /// Only in the feed of a search; never stored.
    Commented = 11,
}

/// What happened to a resource, and the draft laws and bodies whose followers are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Happened {
    /// Each with its time, in microseconds.
    pub(crate) all: Vec<(What, i64)>,
    pub(crate) followed: Vec<String>,
}

// === impl What

impl What {
    const ALL: [Self; 11] = [
        Self::VersionPublished,
        Self::ConsultationAnnounced,
        Self::ConsultationOpened,
        Self::ConsultationClosed,
        Self::ConsultationCancelled,
        Self::MinutesPublished,
        Self::RecommendationAdopted,
        Self::RecommendationRecalled,
        Self::Answered,
        Self::Committed,
        Self::Commented,
    ];

    pub(crate) fn of_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.number() == number)
    }

    pub(crate) fn number(self) -> i64 {
        self as i64
    }

    /// Its word in ids and categories, for good.
    pub(super) fn term(self) -> &'static str {
        match self {
            Self::VersionPublished => "version-published",
            Self::ConsultationAnnounced => "consultation-announced",
            Self::ConsultationOpened => "consultation-opened",
            Self::ConsultationClosed => "consultation-closed",
            Self::ConsultationCancelled => "consultation-cancelled",
            Self::MinutesPublished => "minutes-published",
            Self::RecommendationAdopted => "recommendation-adopted",
            Self::RecommendationRecalled => "recommendation-recalled",
            Self::Answered => "answered",
            Self::Committed => "committed",
            Self::Commented => "commented",
        }
    }
}

// === impl Happened

impl Happened {
    pub(crate) fn to_version(version: &pb::DraftLawVersion, law: Option<&pb::DraftLaw>) -> Self {
        let bodies = law.iter().flat_map(|law| {
            let initiator = std::iter::once(&law.initiator);
            initiator.chain(&law.developers)
        });
        let law = names::parent(&version.name).to_owned();
        let published = version.publish_time.as_ref();
        Self {
            all: published
                .map(|time| (What::VersionPublished, date::micros(time)))
                .into_iter()
                .collect(),
            followed: std::iter::once(law).chain(bodies.cloned()).collect(),
        }
    }

    /// A window that was called off before it opened never opened; one called off later did not close by itself.
    pub(crate) fn to_consultation(consultation: &pb::Consultation) -> Self {
        let versions = consultation.draft_law_versions.iter();
        let laws = versions.map(|version| names::parent(version).to_owned());
        let subject = consultation.subject.iter().map(|s| s.draft_law.clone());
        let organizer = std::iter::once(consultation.organizer.clone());
        let mut all = Vec::new();
        if let Some(announced) = &consultation.announce_time {
            all.push((What::ConsultationAnnounced, date::micros(announced)));
            let cancelled = consultation.cancel_time.as_ref().map(date::micros);
            for (what, time) in [
                (What::ConsultationOpened, &consultation.open_time),
                (What::ConsultationClosed, &consultation.close_time),
            ] {
                let time = date::moment(time.as_ref());
                if cancelled.is_none_or(|cancelled| time < cancelled) {
                    all.push((what, time));
                }
            }
            all.extend(cancelled.map(|time| (What::ConsultationCancelled, time)));
        }
        Self {
            all,
            followed: laws.chain(subject).chain(organizer).collect(),
        }
    }

    pub(crate) fn to_hearing(hearing: &pb::Hearing) -> Self {
        let published = hearing.minutes_publish_time.as_ref();
        let organizer = std::iter::once(&hearing.organizer);
        Self {
            all: published
                .map(|time| (What::MinutesPublished, date::micros(time)))
                .into_iter()
                .collect(),
            followed: hearing
                .draft_laws
                .iter()
                .chain(organizer)
                .cloned()
                .collect(),
        }
    }

    /// `adopted` and `recalled` are when the record took it.
    pub(crate) fn to_recommendation(
        found: &pb::Recommendation,
        adopted: Option<i64>,
        recalled: Option<i64>,
    ) -> Self {
        let mut all = Vec::new();
        all.extend(adopted.map(|time| (What::RecommendationAdopted, time)));
        all.extend(recalled.map(|time| (What::RecommendationRecalled, time)));
        let asked = found.addressees.iter().map(|a| &a.organization);
        let followed = found.draft_laws.iter().chain(asked);
        Self {
            all,
            followed: followed.chain([&found.body]).cloned().collect(),
        }
    }

    /// `laws` are those that what is answered is about, `asked_by` is who asked.
    pub(crate) fn to_answer(given: &pb::Response, laws: &[String], asked_by: &str) -> Self {
        let time = date::moment(given.create_time.as_ref());
        let responder = crate::domain::response::responder(given);
        let bodies = [asked_by.to_owned(), responder.to_owned()];
        Self {
            all: vec![(What::Answered, time)],
            followed: laws.iter().cloned().chain(bodies).collect(),
        }
    }

    pub(crate) fn to_commitment(commitment: &pb::Commitment) -> Self {
        let time = date::moment(commitment.create_time.as_ref());
        let followed = commitment.draft_laws.iter().chain(&commitment.responsible);
        Self {
            all: vec![(What::Committed, time)],
            followed: followed.cloned().collect(),
        }
    }
}
