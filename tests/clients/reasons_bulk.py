"""The reasons of exports in bulk and of comparative tables. Read by `reasons`. SNAPSHOT_EXPIRED needs a clock that goes 30 days: the
suite in Rust has one."""

from fixtures import LAW, Case
from world import CONSULTATION

EXPORTS = f"{CONSULTATION}.ExportService"
ROUND = {"parent": "consultations/demo-first-round", "format": "EXPORT_FORMAT_CSV"}
TABLE = {"draft_law": LAW, "format": "TABLE_FORMAT_CSV"}

CASES = [
    Case("SNAPSHOT_MISMATCH", "INVALID_ARGUMENT", f"{EXPORTS}/ExportComments", {**ROUND, "snapshot": "nonsense"}),
    Case("SNAPSHOT_MISMATCH", "INVALID_ARGUMENT", f"{EXPORTS}/ExportComments", {**ROUND, "position": "nonsense"}),
    Case("SNAPSHOT_MISMATCH", "INVALID_ARGUMENT", f"{EXPORTS}/ExportComparativeTable", {**TABLE, "snapshot": "nonsense"}),
    Case("RESOURCE_NOT_FOUND", "NOT_FOUND", f"{EXPORTS}/ExportComments", {**ROUND, "parent": "consultations/none"}),
    Case("RESOURCE_NOT_FOUND", "NOT_FOUND", f"{EXPORTS}/ExportComparativeTable", {**TABLE, "draft_law": "draftLaws/none"}),
    Case("FIELD_INVALID", "INVALID_ARGUMENT", f"{EXPORTS}/ExportComparativeTable", {**TABLE, "language_code": "de"}),
    Case("FIELD_INVALID", "INVALID_ARGUMENT", f"{EXPORTS}/ExportComparativeTable", {"draft_law": LAW}),
    Case("FIELD_INVALID", "INVALID_ARGUMENT", f"{EXPORTS}/ExportDraftLaw", {"draft_law": LAW, "format": "EXPORT_FORMAT_CSV"}),
]
