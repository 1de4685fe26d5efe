"""Reasons of the government social order. Read by `reasons`."""

from fixtures import Case, en
from world import REGISTRY

ORDERS = f"{REGISTRY}.SocialOrderService"
ONLY = {"validate_only": True}
EVALUATING = "tenders/demo-evaluating"


def tenge(units):
    return {"currency_code": "KZT", "units": units}


def application(parent, lot, applicant="organizations/demo-adilet", kind="wages", cost=1000):
    line = {"kind_code": kind, "labels": en("Work"), "amount": tenge(cost)}
    said = {"applicant": applicant, "lot": lot, "titles": en("Check"), "value": tenge(1000), "cost_lines": [line]}
    return {"parent": parent, "application": said, **ONLY}


def score(application_id, person, criteria=("need", "experience", "cost")):
    marks = [{"criterion": criterion, "points": 5} for criterion in criteria]
    return {
        "parent": f"{EVALUATING}/applications/{application_id}",
        "score": {"person": f"persons/{person}", "marks": marks},
        **ONLY,
    }


CASES = [
    Case(reason, code, f"{ORDERS}/{method}", request)
    for reason, code, method, request in [
        ("TENDER_NOT_OPEN", "FAILED_PRECONDITION", "CreateApplication", application("tenders/demo-draft", "")),
        ("APPLICATION_EXISTS", "FAILED_PRECONDITION", "CreateApplication", application("tenders/demo-open", "lot-1")),
        (
            "APPLICANT_NOT_ELIGIBLE",
            "FAILED_PRECONDITION",
            "CreateApplication",
            application("tenders/demo-open", "lot-2", "organizations/ministry-culture-information"),
        ),
        ("APPLICATIONS_SEALED", "FAILED_PRECONDITION", "OpenApplications", {"name": "tenders/demo-open", **ONLY}),
        (
            "PROFIT_NOT_ALLOWED",
            "INVALID_ARGUMENT",
            "CreateApplication",
            application("tenders/demo-open", "lot-2", kind="profit"),
        ),
        (
            "ESTIMATE_MISMATCH",
            "INVALID_ARGUMENT",
            "CreateApplication",
            application("tenders/demo-open", "lot-2", cost=999),
        ),
        (
            "NOT_A_COMMISSION_MEMBER",
            "FAILED_PRECONDITION",
            "CreateScore",
            score("demo-3", "demo-aigul"),
        ),
        ("CONFLICT_OF_INTEREST", "FAILED_PRECONDITION", "CreateScore", score("demo-3", "demo-member-2")),
        ("MARKS_INVALID", "INVALID_ARGUMENT", "CreateScore", score("demo-3", "demo-member-1", ("need", "cost", "fame"))),
        ("SCORE_EXISTS", "FAILED_PRECONDITION", "CreateScore", score("demo-1", "demo-member-1")),
    ]
]
