"""The reasons of calendars, feeds and documents. Read by `reasons`. ANSWER_TOO_LARGE needs 5,000 events."""

from fixtures import LAW, Case
from world import CONSULTATION

DOCUMENTS = f"{CONSULTATION}.DocumentService"
MINISTRY = "//registry.kenes/organizations/ministry"

CASES = [
    Case("FIELD_INVALID", "INVALID_ARGUMENT", f"{DOCUMENTS}/GetCalendar", {"draft_law": LAW, "body": MINISTRY}),
    Case("FIELD_INVALID", "INVALID_ARGUMENT", f"{DOCUMENTS}/GetFeed", {"language_code": "de"}),
    Case("FIELD_INVALID", "INVALID_ARGUMENT", f"{DOCUMENTS}/RenderAkomaNtoso", {"name": LAW}),
    Case("DATES_INVALID", "INVALID_ARGUMENT", f"{DOCUMENTS}/GetCalendar", {"start_date": {"year": 2026}}),
    Case("PAGE_TOKEN_MISMATCH", "INVALID_ARGUMENT", f"{DOCUMENTS}/GetFeed", {"page_token": "nonsense"}),
    Case("RESOURCE_NOT_FOUND", "NOT_FOUND", f"{DOCUMENTS}/RenderAkomaNtoso", {"name": "recommendations/none"}),
]
