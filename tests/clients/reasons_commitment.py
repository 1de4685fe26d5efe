"""The reasons of commitments. Read by `reasons`."""

from fixtures import MINISTRY, Case, en
from world import CONSULTATION

COMMITMENTS = f"{CONSULTATION}.CommitmentService"
ONLY = {"validate_only": True}


def commitment(**fields):
    new = {"origin": "policyDocuments/demo-programme", "texts": en("A check."), "responsible": [MINISTRY], **fields}
    return {"commitment": new, **ONLY}


CASES = [
    Case("RESPONSIBLE_MISSING", "INVALID_ARGUMENT", f"{COMMITMENTS}/CreateCommitment", commitment(responsible=[])),
    Case("ORIGIN_NOT_ADOPTED", "FAILED_PRECONDITION", f"{COMMITMENTS}/CreateCommitment", commitment(origin="{proposal}")),
    Case(
        "PROOF_MISSING",
        "INVALID_ARGUMENT",
        f"{COMMITMENTS}/FulfillCommitment",
        {"name": "commitments/demo-open-data", **ONLY},
    ),
]
