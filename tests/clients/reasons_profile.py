"""The reasons of profiles, agreements and joint projects. Read by `reasons`."""

from fixtures import Case, en
from world import REGISTRY

AGREEMENTS = f"{REGISTRY}.AgreementService"
STATISTICS = f"{REGISTRY}.StatisticsService"
ONLY = {"validate_only": True}


def project(**budget):
    """A project of the demo's partnership whose participant brings this in."""
    participant = {"organization": "organizations/demo-bilim", "budget": budget}
    return {
        "parent": "agreements/demo-library",
        "project": {"titles": en("Check"), "participants": [participant]},
        **ONLY,
    }


def two_currencies():
    request = project(currency_code="KZT", units=1)
    bank = {"organization": "organizations/ministry-culture-information", "budget": {"currency_code": "USD", "units": 1}}
    request["project"]["participants"].append(bank)
    return request


def alone(fixtures):
    """An agreement with one party that is to be signed."""
    name = f"agreements/check-{fixtures.tag}"
    agreement = {"titles": en("Check"), "kind_code": "memorandum", "parties": [{"titles": en("One")}]}
    fixtures.registry(
        "AgreementService/CreateAgreement", {"agreement": agreement, "agreement_id": name.removeprefix("agreements/")}
    )
    fixtures.registry("AgreementService/SignAgreement", {"name": name})


CASES = [
    Case("AMOUNT_INVALID", "INVALID_ARGUMENT", f"{AGREEMENTS}/CreateProject", project(currency_code="tenge", units=1)),
    Case("CURRENCY_MISMATCH", "INVALID_ARGUMENT", f"{AGREEMENTS}/CreateProject", two_currencies()),
    Case(
        "SOURCE_MISSING",
        "INVALID_ARGUMENT",
        f"{AGREEMENTS}/CreateAgreement",
        {
            "agreement": {"titles": en("Check"), "kind_code": "agreement", "reported_signatory_count": 24},
            **ONLY,
        },
    ),
    Case("PARTIES_MISSING", "FAILED_PRECONDITION", f"{AGREEMENTS}/SignAgreement", send=alone),
    Case(
        "REPORTED_FIGURE_DUPLICATE",
        "ALREADY_EXISTS",
        f"{STATISTICS}/CreateReportedFigure",
        {
            "reported_figure": {
                "indicator": "registered-organizations",
                "number": 1,
                "start_date": {"year": 2003, "month": 10},
                "source": {"note": "CACI Analyst, 22 October 2003: First Civic Forum, the official count"},
            },
            **ONLY,
        },
    ),
]
