"""The consultation's reasons. Read by `reasons`."""

import base64
import re

from fixtures import AUTHOR_AND_TARGET, LAW, MINISTRY, Case, day, en
from world import CONSULTATION

LAWS = f"{CONSULTATION}.DraftLawService"
CONSULTATIONS = f"{CONSULTATION}.ConsultationService"
COMMENTS = f"{CONSULTATION}.CommentService"
RECOMMENDATIONS = f"{CONSULTATION}.RecommendationService"
ONLY = {"validate_only": True}
ACT = {"act_iri": "/akn/kz/act/2026-11-20/1", "act_number": "1-IX", "enact_date": day(2026, 11, 20)}
SEAT = "//registry.kenes/organizations/experts-chamber/memberships/seat-"
OPEN = "consultations/demo-second-round"


def comment(parent=OPEN, **fields):
    return {"parent": parent, "comment": {**AUTHOR_AND_TARGET, "texts": en("A check."), **fields}, **ONLY}


def target(version, eid="art_5__para_2"):
    return {"version": f"{LAW}/versions/{version}", "eid": eid}


def behalf(organization):
    return {"on_behalf_of": f"//registry.kenes/{organization}"}


def response(parent, organization=MINISTRY, outcome="REJECTED", **fields):
    given = {"responder": {"organization": organization}, "outcome": f"OUTCOME_{outcome}", "texts": en("No."), **fields}
    return {"parent": parent, "response": given, **ONLY}


def adopt(name, seats=5, votes=(4, 0, 1), **fields):
    return {
        "name": name,
        "session": "hearings/demo-written-session",
        "mode": "MODE_SECRET",
        "attendees": [f"{SEAT}{n}" for n in range(1, seats + 1)],
        "votes_for": votes[0],
        "votes_against": votes[1],
        "abstained": votes[2],
        **ONLY,
        **fields,
    }


def to_point(number, outcome="REJECTED"):
    return {"number": number, "outcome": f"OUTCOME_{outcome}", "reasons": en("No.")}


def corrected(*points, **fields):
    """A correction of the ministry's answer to the five points of the conclusion."""
    name = "recommendations/demo-conclusion/responses/ministry"
    return {"name": name, "point_answers": list(points), "correction_reasons": en("A check."), **ONLY, **fields}


def draft(**fields):
    recommendation = {
        "kind": "KIND_PROPOSAL",
        "body": "//registry.kenes/organizations/experts-chamber",
        "titles": en("A proposal"),
        "texts": en("Let it be checked."),
        **fields,
    }
    return {"recommendation": recommendation, **ONLY}


def importing(*changes):
    """Imports the demo's documents in as many languages as there are changes, each changed."""

    def send(fixtures):
        documents = [fixtures.document(language, change) for language, change in zip(("kk", "ru"), changes)]
        call = fixtures.world.call
        message = {"version": fixtures.draft_version, "validate_only": True}
        encoded = [{"xml": base64.b64encode(text.encode()).decode(), "file_name": f"check-{n}.xml"} for n, text in enumerate(documents)]
        return call(f"{LAWS}/ImportAkomaNtoso", {**message, "documents": encoded}, "demo|ministry")

    return send




def with_doctype(text):
    return re.sub(r"<akomaNtoso", "<!DOCTYPE akomaNtoso [<!ENTITY a 'b'>]>\n<akomaNtoso", text, count=1)


def with_one_eid_twice(text):
    return text.replace('eId="art_2"', 'eId="art_1"', 1)


def with_another_eid(text):
    return text.replace('eId="art_5__para_2"', 'eId="art_5__para_9"', 1)


def same(text):
    return text


MINISTER, SECRETARY, MARAT = "demo|ministry", "demo|secretary", "demo|marat"

CASES = [
    Case("EID_UNKNOWN", "NOT_FOUND", f"{LAWS}/GetProvision", {"name": f"{LAW}/versions/v1/provisions/art_99"}),
    Case("EID_DUPLICATE", "INVALID_ARGUMENT", f"{LAWS}/ImportAkomaNtoso", send=importing(with_one_eid_twice)),
    Case("EID_LANGUAGE_MISMATCH", "INVALID_ARGUMENT", f"{LAWS}/ImportAkomaNtoso", send=importing(same, with_another_eid)),
    Case("XML_INVALID", "INVALID_ARGUMENT", f"{LAWS}/ImportAkomaNtoso", send=importing(with_doctype)),
    Case(
        "VERSION_FROZEN",
        "FAILED_PRECONDITION",
        f"{LAWS}/UpdateDraftLawVersion",
        {"draft_law_version": {"name": f"{LAW}/versions/v1", "label": "another"}, **ONLY},
        MINISTER,
    ),
    Case(
        "VERSION_NOT_PUBLISHED",
        "FAILED_PRECONDITION",
        f"{LAWS}/EnactDraftLaw",
        {"name": "{law}", "version": "{draft_version}", **ACT, **ONLY},
        MINISTER,
    ),
    Case(
        "VERSION_NOT_LAST",
        "FAILED_PRECONDITION",
        f"{LAWS}/EnactDraftLaw",
        {"name": LAW, "version": f"{LAW}/versions/v1", **ACT, **ONLY},
        MINISTER,
    ),
    Case(
        "PROPOSAL_TO_ANOTHER_BODY",
        "INVALID_ARGUMENT",
        f"{CONSULTATIONS}/CreateConsultation",
        {
            "consultation": {
                "titles": en("A check."),
                "draft_law_versions": [f"{LAW}/versions/v2"],
                "organizer": "//registry.kenes/organizations/parliament",
                "open_time": "2036-01-10T00:00:00Z",
                "close_time": "2036-02-10T00:00:00Z",
                "proposal": "consultationProposals/demo-social-order-practice",
            },
            **ONLY,
        },
        MINISTER,
    ),
    Case(
        "TARGET_MISSING",
        "INVALID_ARGUMENT",
        f"{COMMENTS}/CreateComment",
        {"parent": OPEN, "comment": {"texts": en("A check.")}, **ONLY},
    ),
    Case(
        "TARGET_UNEXPECTED",
        "INVALID_ARGUMENT",
        f"{COMMENTS}/CreateComment",
        comment("consultations/demo-social-order-practice"),
    ),
    Case(
        "STAGE_TRANSITION_FORBIDDEN",
        "FAILED_PRECONDITION",
        f"{LAWS}/AdvanceStage",
        {"name": "{law_in_drafting}", "stage": {"stage_code": "revision", "start_time": "2026-05-01T00:00:00Z"}, **ONLY},
        MINISTER,
    ),
    Case(
        "DATES_INVALID",
        "INVALID_ARGUMENT",
        f"{CONSULTATIONS}/CreateConsultation",
        {
            "consultation": {
                "titles": en("X"),
                "organizer": MINISTRY,
                "draft_law_versions": [f"{LAW}/versions/v2"],
                "open_time": "2036-02-01T00:00:00Z",
                "close_time": "2036-01-01T00:00:00Z",
            },
            **ONLY,
        },
        MINISTER,
    ),
    Case(
        "COMMENT_PERIOD_CLOSED",
        "FAILED_PRECONDITION",
        f"{COMMENTS}/CreateComment",
        comment("consultations/demo-first-round", target=target("v1")),
    ),
    Case(
        "BACKDATING_FORBIDDEN",
        "INVALID_ARGUMENT",
        f"{COMMENTS}/CreateComment",
        comment(submit_time="2026-01-10T00:00:00Z"),
    ),
    Case("VERSION_NOT_IN_CONSULTATION", "INVALID_ARGUMENT", f"{COMMENTS}/CreateComment", comment(target=target("v1"))),
    Case("EID_UNKNOWN", "NOT_FOUND", f"{COMMENTS}/CreateComment", comment(target=target("v2", "art_99"))),
    Case(
        "STANDING_NOT_ACTIVE",
        "FAILED_PRECONDITION",
        f"{COMMENTS}/CreateComment",
        comment(author=behalf("{suspended_ngo}")),
    ),
    Case(
        "STANDING_NOT_MANDATED",
        "PERMISSION_DENIED",
        f"{COMMENTS}/CreateComment",
        comment(author=behalf("organizations/demo-umit")),
    ),
    Case(
        "NOT_THE_AUTHOR",
        "PERMISSION_DENIED",
        f"{COMMENTS}/WithdrawComment",
        {"name": "{open_comment}", "reasons": en("Mine."), **ONLY},
        MARAT,
    ),
    Case(
        "REDACTION_SAME_OFFICER",
        "PERMISSION_DENIED",
        f"{COMMENTS}/ApproveRedaction",
        {"name": f"{OPEN}/comments/umit-art-7/redactions/proposed", **ONLY},
        "demo|officer",
    ),
    Case(
        "REVISION_ERASED",
        "NOT_FOUND",
        f"{COMMENTS}/GetComment",
        {"name": "{comment_erased}", "as_of_time": "{time_of_erased}"},
    ),
    Case(
        "REVISION_WITHHELD",
        "PERMISSION_DENIED",
        f"{COMMENTS}/GetComment",
        {"name": "{comment_hidden}", "as_of_time": "{time_of_hidden}"},
    ),
    Case("REASONS_REQUIRED", "INVALID_ARGUMENT", f"{COMMENTS}/CreateResponse", response("{open_comment}"), MINISTER),
    Case(
        "RESPONSE_ALREADY_GIVEN",
        "ALREADY_EXISTS",
        f"{COMMENTS}/CreateResponse",
        response("consultations/demo-first-round/comments/adilet-art-5", reasons=en("Because.")),
        MINISTER,
    ),
    Case(
        "ADDRESSEE_MISMATCH",
        "PERMISSION_DENIED",
        f"{COMMENTS}/CreateResponse",
        response("{open_comment}", "//registry.kenes/{mandated_ngo}", reasons=en("Because.")),
    ),
    Case("ADDRESSEE_MISSING", "FAILED_PRECONDITION", f"{RECOMMENDATIONS}/AdoptRecommendation", adopt("{proposal_to_nobody}"), SECRETARY),
    Case("QUORUM_NOT_MET", "FAILED_PRECONDITION", f"{RECOMMENDATIONS}/AdoptRecommendation", adopt("{proposal}", 1, (1, 0, 0)), SECRETARY),
    Case("VOTE_INVALID", "INVALID_ARGUMENT", f"{RECOMMENDATIONS}/AdoptRecommendation", adopt("{proposal}", votes=(9, 0, 0)), SECRETARY),
    Case("VOTE_NOT_CARRIED", "FAILED_PRECONDITION", f"{RECOMMENDATIONS}/AdoptRecommendation", adopt("{proposal}", votes=(1, 4, 0)), SECRETARY),
    Case("SESSION_MISSING", "INVALID_ARGUMENT", f"{RECOMMENDATIONS}/AdoptRecommendation", adopt("{proposal}", session=""), SECRETARY),
    Case(
        "SESSION_OF_ANOTHER_BODY",
        "FAILED_PRECONDITION",
        f"{RECOMMENDATIONS}/AdoptRecommendation",
        adopt("{proposal}", session="hearings/demo-hearing"),
        SECRETARY,
    ),
    Case(
        "SESSION_NOT_ANNOUNCED",
        "FAILED_PRECONDITION",
        f"{RECOMMENDATIONS}/AdoptRecommendation",
        adopt("{proposal}", session="{tentative_session}"),
        SECRETARY,
    ),
    Case(
        "SESSION_CANCELLED",
        "FAILED_PRECONDITION",
        f"{RECOMMENDATIONS}/AdoptRecommendation",
        adopt("{proposal}", session="{cancelled_session}"),
        SECRETARY,
    ),
    Case(
        "SESSION_ON_ANOTHER_DAY",
        "FAILED_PRECONDITION",
        f"{RECOMMENDATIONS}/AdoptRecommendation",
        adopt("{proposal}", session="hearings/demo-chamber-session"),
        SECRETARY,
    ),
    Case(
        "BODY_NOT_IN_BEING",
        "FAILED_PRECONDITION",
        f"{RECOMMENDATIONS}/AdoptRecommendation",
        adopt("{proposal}", adopt_date=day(2005)),
        SECRETARY,
    ),
    Case("BALLOTS_MISSING", "INVALID_ARGUMENT", f"{RECOMMENDATIONS}/AdoptRecommendation", adopt("{proposal}", mode="MODE_OPEN"), SECRETARY),
    Case(
        "BALLOTS_NOT_ALLOWED",
        "INVALID_ARGUMENT",
        f"{RECOMMENDATIONS}/AdoptRecommendation",
        adopt("{proposal}", ballots=[{"member": f"{SEAT}1", "choice": "CHOICE_FOR"}]),
        SECRETARY,
    ),
    Case(
        "DUE_DATE_TOO_EARLY",
        "INVALID_ARGUMENT",
        f"{RECOMMENDATIONS}/SendRecommendation",
        {"name": "{proposal}", "due_date": day(2020), **ONLY},
        SECRETARY,
    ),
    Case(
        "ADDRESSEE_NOT_IN_BEING",
        "FAILED_PRECONDITION",
        f"{RECOMMENDATIONS}/ReaddressRecommendation",
        {
            "name": "recommendations/demo-statement",
            "current_organization": "//registry.kenes/organizations/ministry-culture-information",
            "new_organization": "//registry.kenes/organizations/majilis",
            "due_date": day(2036),
            "reasons": en("A check."),
            **ONLY,
        },
        SECRETARY,
    ),
    Case(
        "POINT_NUMBERS_INVALID",
        "INVALID_ARGUMENT",
        f"{RECOMMENDATIONS}/CreateRecommendation",
        draft(points=[{"number": 2, "texts": en("Second things first.")}]),
        SECRETARY,
    ),
    Case("POINT_UNKNOWN", "INVALID_ARGUMENT", f"{RECOMMENDATIONS}/CorrectResponse", corrected(to_point(9)), MINISTER),
    Case(
        "POINT_ANSWERED_TWICE",
        "INVALID_ARGUMENT",
        f"{RECOMMENDATIONS}/CorrectResponse",
        corrected(to_point(1), to_point(1)),
        MINISTER,
    ),
    Case("POINT_ANSWERS_MISSING", "INVALID_ARGUMENT", f"{RECOMMENDATIONS}/CorrectResponse", corrected(to_point(1)), MINISTER),
    Case(
        "OUTCOME_CONTRADICTS_POINTS",
        "INVALID_ARGUMENT",
        f"{RECOMMENDATIONS}/CorrectResponse",
        corrected(*(to_point(n) for n in range(1, 6)), outcome="OUTCOME_ACCEPTED"),
        MINISTER,
    ),
    Case("BODY_NOT_COMPETENT", "PERMISSION_DENIED", f"{RECOMMENDATIONS}/AdoptRecommendation", adopt("{proposal_of_ministry}"), MINISTER),
    Case(
        "STATE_TRANSITION_FORBIDDEN",
        "FAILED_PRECONDITION",
        f"{RECOMMENDATIONS}/SendRecommendation",
        {"name": "{proposal}", **ONLY},
        SECRETARY,
    ),
]
