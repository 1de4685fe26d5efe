"""The reasons of the public record. Read by `reasons`."""

from fixtures import Case
from world import RECORD

RECORDS = f"{RECORD}.RecordService"
EVENTS = f"{RECORD}.EventStreamService"
LAST = 2**63 - 1

CASES = [
    Case("INDEX_BEYOND_LOG", "OUT_OF_RANGE", f"{RECORDS}/ProveInclusion", {"index": LAST}),
    Case("INDEX_BEYOND_LOG", "OUT_OF_RANGE", f"{RECORDS}/ListEntries", {"from_index": LAST}),
    Case("INDEX_BEYOND_LOG", "OUT_OF_RANGE", f"{RECORDS}/FetchReceipt", {"index": LAST}),
    Case("SIZE_BEYOND_LOG", "OUT_OF_RANGE", f"{RECORDS}/ProveConsistency", {"from_size": LAST}),
    Case("RANGE_INVALID", "INVALID_ARGUMENT", f"{RECORDS}/ProveConsistency", {"from_size": 3, "to_size": 2}),
    Case("RANGE_INVALID", "INVALID_ARGUMENT", f"{RECORDS}/ProveInclusion", {"index": 2, "size": 2}),
    Case("INDEX_BEYOND_LOG", "OUT_OF_RANGE", f"{EVENTS}/ReplayEvents", {"to_index": LAST}),
    Case("RANGE_INVALID", "INVALID_ARGUMENT", f"{EVENTS}/ReplayEvents", {"from_index": 2, "to_index": 1}),
    Case("FIELD_INVALID", "INVALID_ARGUMENT", f"{EVENTS}/ReplayEvents", {"types": ["kenes.consultation.v1.comment.sung"]}),
    Case("RESOURCE_NOT_FOUND", "NOT_FOUND", f"{RECORDS}/FetchReceipt", {"name": "consultations/none"}),
    Case("RESOURCE_NOT_FOUND", "NOT_FOUND", f"{RECORDS}/ListRevisions", {"name": "consultations/none"}),
    Case("RESOURCE_NOT_FOUND", "NOT_FOUND", f"{RECORDS}/GetRevision", {"name": "draftLaws/demo-public-participation/revisions/999"}),
    Case("FIELD_INVALID", "INVALID_ARGUMENT", f"{RECORDS}/ListRevisions", {"name": "draftLaws/demo-public-participation", "language_code": "de"}),
]
