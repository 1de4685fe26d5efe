"""The reasons of awards, contracts and payments. Read by `reasons`."""

from fixtures import Case
from world import REGISTRY

AWARDS = f"{REGISTRY}.AwardService"
CONTRACTS = f"{REGISTRY}.ContractService"
ONLY = {"validate_only": True}
PILOT = "tenders/demo-pilot-2003"
EVALUATING = "tenders/demo-evaluating"


def kzt(units):
    return {"currency_code": "KZT", "units": units}


def award(tender, application, units):
    return {"parent": tender, "award": {"application": f"{tender}/applications/{application}", "value": kzt(units)}, **ONLY}


CASES = [
    Case("AWARD_ABOVE_VALUE", "INVALID_ARGUMENT", f"{AWARDS}/CreateAward", award(EVALUATING, "demo-1", 900_000_000_000)),
    Case("AWARD_NOT_BEST", "INVALID_ARGUMENT", f"{AWARDS}/CreateAward", award(EVALUATING, "demo-3", 1)),
    Case("APPLICATION_ALREADY_AWARDED", "ALREADY_EXISTS", f"{AWARDS}/CreateAward", award(PILOT, "demo-1", 1)),
    Case(
        "AWARD_ALREADY_CONTRACTED",
        "ALREADY_EXISTS",
        f"{CONTRACTS}/CreateContract",
        {"contract": {"award": f"{PILOT}/awards/demo-second", "value": kzt(1)}, **ONLY},
    ),
    Case(
        "CONTRACT_ABOVE_AWARD",
        "INVALID_ARGUMENT",
        f"{CONTRACTS}/CreateContract",
        {"contract": {"award": f"{PILOT}/awards/demo-proposed", "value": kzt(900_000_000_000)}, **ONLY},
    ),
    Case(
        "PAYMENTS_EXCEED_CONTRACT",
        "FAILED_PRECONDITION",
        f"{CONTRACTS}/CreatePayment",
        {"parent": "contracts/demo-pilot-second", "payment": {"amount": kzt(900_000_000_000)}, **ONLY},
    ),
]
