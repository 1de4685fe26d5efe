"""The reasons of sessions: their chain, decisions and initiatives. Read by `reasons`."""

from fixtures import Case, en
from reasons_consultation import ONLY, SECRETARY
from reasons_hearing import HEARINGS, hearing
from world import CONSULTATION

SESSIONS = f"{CONSULTATION}.SessionService"
FIRST = "hearings/civil-forum-first"
COUNCIL = "hearings/demo-council-session"

CASES = [
    Case(
        "SESSION_CHAIN_INVALID",
        "FAILED_PRECONDITION",
        f"{HEARINGS}/CreateHearing",
        hearing("FORUM_SESSION", previous_session=FIRST),
        SECRETARY,
    ),
    Case(
        "DECISION_NUMBER_TAKEN",
        "ALREADY_EXISTS",
        f"{SESSIONS}/CreateDecision",
        {"parent": COUNCIL, "decision": {"titles": en("A check"), "number": "1"}, **ONLY},
        SECRETARY,
    ),
    Case(
        "RESULTS_MISSING",
        "INVALID_ARGUMENT",
        f"{SESSIONS}/CompleteInitiative",
        {"name": "hearings/civil-forum-second/initiatives/social-order", **ONLY},
        SECRETARY,
    ),
]
