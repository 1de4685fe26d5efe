"""The reasons of support: programmes, grants, budgets. Read by `reasons`."""

from fixtures import Case, day, en
from world import REGISTRY

SUPPORT = f"{REGISTRY}.SupportProgramService"
ONLY = {"validate_only": True}
SOURCE = {"note": "A check"}


def tenge(units, **more):
    return {"currency_code": "KZT", "units": units, **more}


def grant(**fields):
    grant = {
        "titles": en("Check"),
        "descriptions": en("A check."),
        "funder": {"titles": en("A foundation")},
        "funder_kind_code": "state",
        "recipient": "organizations/demo-adilet",
        "amount_awarded": tenge(100),
        "award_date": day(2021),
        "sources": [SOURCE],
        **fields,
    }
    return {"grant": grant, **ONLY}


def measure(parent):
    measure = {
        "form_code": "informational",
        "recipient": "organizations/demo-adilet",
        "descriptions": en("A seminar"),
        "start_date": day(2021),
        "sources": [SOURCE],
    }
    return {"parent": parent, "support_measure": measure, **ONLY}


def entry(name, units, **more):
    return {"name": f"budgetAllocations/{name}", "amount": tenge(units), "source": SOURCE, **more, **ONLY}


def support(reason, method, request, code="INVALID_ARGUMENT"):
    return Case(reason, code, f"{SUPPORT}/{method}", request)


CASES = [
    support("AMOUNT_INVALID", "CreateGrant", grant(amount_awarded=tenge(1, nanos=5))),
    support("CURRENCY_MISMATCH", "CreateGrant", grant(amount_applied={"currency_code": "USD", "units": 1})),
    support("SOURCE_MISSING", "CreateGrant", grant(sources=[])),
    support("PROGRAM_NOT_ADOPTED", "CreateSupportMeasure", measure("supportPrograms/demo-draft"), "FAILED_PRECONDITION"),
    support("DISBURSED_ABOVE_AWARDED", "CreateGrant", grant(amount_disbursed=tenge(101))),
    support(
        "EXECUTION_ABOVE_BUDGET",
        "RecordExecution",
        entry("social-order-2006", 550_000_001, execute_date=day(2006)),
    ),
    support(
        "BUDGET_BELOW_NOTHING",
        "ChangeBudgetAllocation",
        entry("social-order-2006", 550_000_001, direction="DIRECTION_DECREASE"),
    ),
]
