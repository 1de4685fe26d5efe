"""Reasons of figures that sources report. Read by `reasons`."""

from fixtures import Case
from world import REGISTRY

STATISTICS = f"{REGISTRY}.StatisticsService"
SOURCE = {"note": "Demonstration data, invented"}


def figure(**fields):
    return {"reported_figure": {"indicator": "tender-amount", **fields}, "validate_only": True}


CASES = [
    Case(
        "AMOUNT_INVALID",
        "INVALID_ARGUMENT",
        f"{STATISTICS}/CreateReportedFigure",
        figure(amount={"units": 1}, source=SOURCE),
    ),
    Case(
        "SOURCE_MISSING",
        "INVALID_ARGUMENT",
        f"{STATISTICS}/CreateReportedFigure",
        figure(amount={"currency_code": "KZT", "units": 1}),
    ),
    Case(
        "DATES_INVALID",
        "INVALID_ARGUMENT",
        f"{STATISTICS}/GetStatistics",
        {"indicator": "registered-organizations", "from_year": 2006, "to_year": 2003},
    ),
    Case(
        "CODE_UNKNOWN",
        "INVALID_ARGUMENT",
        f"{STATISTICS}/GetStatistics",
        {"indicator": "happiness", "from_year": 2003, "to_year": 2006},
    ),
]
