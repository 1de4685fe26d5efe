"""The reasons of who speaks, and of hearings. Read by `reasons`."""

from fixtures import LAW, Case, en
from reasons_consultation import COMMENTS, MARAT, ONLY, SECRETARY, comment
from world import CONSULTATION

HEARINGS = f"{CONSULTATION}.HearingService"
CHAMBER = "//registry.kenes/organizations/experts-chamber"


def hearing(kind, **fields):
    told = {"kind": f"KIND_{kind}", "titles": en("A check"), "organizer": CHAMBER, "start_date": {"year": 2026}, **fields}
    return {"hearing": told, **ONLY}


CASES = [
    Case(
        "PERSON_MISMATCH",
        "INVALID_ARGUMENT",
        f"{COMMENTS}/CreateComment",
        comment(author={"person": "//registry.kenes/persons/demo-olga"}),
    ),
    Case(
        "HEARING_CLOSED",
        "FAILED_PRECONDITION",
        f"{HEARINGS}/RequestToSpeak",
        {
            "parent": "{closed_hearing}",
            "participation": {"actor": {"person": "//registry.kenes/persons/demo-marat"}},
            **ONLY,
        },
        MARAT,
    ),
    Case(
        "ORDER_TAKEN",
        "ALREADY_EXISTS",
        f"{HEARINGS}/CreateAgendaItem",
        {"parent": "hearings/demo-hearing", "agenda_item": {"titles": en("A check"), "order": 1}, **ONLY},
        SECRETARY,
    ),
    Case(
        "MINUTES_INCOMPLETE",
        "INVALID_ARGUMENT",
        f"{HEARINGS}/PublishMinutes",
        {"name": "hearings/demo-hearing", "minutes": {"document_type": "minutes"}, **ONLY},
        SECRETARY,
    ),
    Case(
        "ACCESS_BASIS_MISSING",
        "INVALID_ARGUMENT",
        f"{HEARINGS}/CreateHearing",
        hearing("PARLIAMENTARY_HEARING", access="ACCESS_CLOSED"),
        SECRETARY,
    ),
    Case("DRAFT_LAW_MISSING", "INVALID_ARGUMENT", f"{HEARINGS}/CreateHearing", hearing("WORKING_GROUP_MEETING"), SECRETARY),
    Case(
        "PUBLICATION_INCOMPLETE",
        "INVALID_ARGUMENT",
        f"{HEARINGS}/CreateHearing",
        hearing("MEDIA_DISCUSSION", draft_laws=[LAW]),
        SECRETARY,
    ),
]
