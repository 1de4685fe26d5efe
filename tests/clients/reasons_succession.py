"""The reasons of successions. Read by `reasons`."""

from fixtures import MINISTRY, Case, en
from world import CONSULTATION

SUCCESSIONS = f"{CONSULTATION}.SuccessionService"
KURULTAI = "//registry.kenes/organizations/kurultai"
SECRETARY = "demo|kurultai"
ONLY = {"validate_only": True}


def succession(body, successor=KURULTAI):
    new = {"body": body, "successors": [successor], "sources": [{"note": "A check"}]}
    return {"succession": new, **ONLY}


def close(subject):
    return {"name": "successions/majilis", "subjects": [subject], "reasons": en("A check."), **ONLY}


CASES = [
    Case("BODY_NOT_ENDED", "FAILED_PRECONDITION", f"{SUCCESSIONS}/CreateSuccession", succession(MINISTRY), SECRETARY),
    Case(
        "SUCCESSOR_MISMATCH",
        "INVALID_ARGUMENT",
        f"{SUCCESSIONS}/CreateSuccession",
        succession("//registry.kenes/organizations/senate", MINISTRY),
        SECRETARY,
    ),
    Case("MATTER_NOT_OPEN", "FAILED_PRECONDITION", f"{SUCCESSIONS}/CloseMatters", close("commitments/demo-register"), SECRETARY),
    Case("MATTER_SETTLED", "FAILED_PRECONDITION", f"{SUCCESSIONS}/CloseMatters", close("recommendations/demo-majilis"), SECRETARY),
]
