"""The reasons of outcomes and reports. Read by `reasons`."""

from fixtures import Case, en
from reasons_consultation import COMMENTS, MINISTER, response

CASES = [
    Case(
        "OUTCOME_DETAILS_REQUIRED",
        "INVALID_ARGUMENT",
        f"{COMMENTS}/CreateResponse",
        response("{open_comment}", outcome="PARTLY_ACCEPTED", reasons=en("Half of it costs too much.")),
        MINISTER,
    ),
]
