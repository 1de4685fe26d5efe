"""The reasons of the clock of answers. Read by `reasons`."""

from fixtures import Case, day, en
from world import CONSULTATION

DUTIES = f"{CONSULTATION}.DutyService"
RECOMMENDATIONS = f"{CONSULTATION}.RecommendationService"
MINISTRY = "//registry.kenes/organizations/ministry-culture-information"
MINISTER = "demo|ministry"
ONLY = {"validate_only": True}


def put_off(name):
    return {"name": name, "organization": MINISTRY, "due_date": day(2037), "reasons": en("A check."), **ONLY}


CASES = [
    Case(
        "CALENDAR_YEAR_MISSING",
        "FAILED_PRECONDITION",
        f"{DUTIES}/CountWorkingDays",
        {"start_date": day(1999), "end_date": day(1999, 12, 31)},
    ),
    Case(
        "SOURCE_MISSING",
        "INVALID_ARGUMENT",
        f"{DUTIES}/CreateWorkingCalendar",
        {"working_calendar": {"year": 2099}, **ONLY},
        MINISTER,
    ),
    Case(
        "DUE_DATE_MISSING",
        "FAILED_PRECONDITION",
        f"{CONSULTATION}.ConsultationService/ExtendConsultationReply",
        {"name": "{undated_round}", "due_date": day(2037), "reasons": en("A check."), **ONLY},
        MINISTER,
    ),
    Case(
        "DUE_DATE_PASSED",
        "FAILED_PRECONDITION",
        f"{RECOMMENDATIONS}/ExtendRecommendationReply",
        put_off("recommendations/demo-notice"),
        MINISTER,
    ),
]
