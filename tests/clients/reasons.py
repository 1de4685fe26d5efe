"""Every reason of refusal that somebody outside can provoke, read with grpcio-status.

What a case needs besides the demo is made by `Fixtures`, with ids that no other run used. OVERLOADED, DEADLINE_EXCEEDED,
UNAVAILABLE, INTERNAL and REGISTRY_UNAVAILABLE cannot be had from a service that is well: the suites in Rust provoke them.
"""

import functools

from fixtures import Fixtures
from reasons_attachment import CASES as OF_ATTACHMENTS
from reasons_bulk import CASES as OF_EXPORTS
from reasons_commitment import CASES as OF_COMMITMENTS
from reasons_consultation import CASES as OF_CONSULTATION
from reasons_contract import CASES as OF_CONTRACTS
from reasons_documents import CASES as OF_DOCUMENTS
from reasons_forum import CASES as OF_FORUMS
from reasons_duty import CASES as OF_DUTIES
from reasons_hearing import CASES as OF_HEARINGS
from reasons_profile import CASES as OF_PROFILE
from reasons_order import CASES as OF_ORDERS
from reasons_record import CASES as OF_RECORD
from reasons_reports import CASES as OF_REPORTS
from reasons_registry import CASES as OF_REGISTRY
from reasons_search import CASES as OF_SEARCHES
from reasons_statistics import CASES as OF_STATISTICS
from reasons_succession import CASES as OF_SUCCESSIONS
from reasons_support import CASES as OF_SUPPORT
from world import refusal

CASES = (
    OF_REGISTRY
    + OF_PROFILE
    + OF_SUPPORT
    + OF_ORDERS
    + OF_CONTRACTS
    + OF_STATISTICS
    + OF_CONSULTATION
    + OF_HEARINGS
    + OF_COMMITMENTS
    + OF_FORUMS
    + OF_DUTIES
    + OF_REPORTS
    + OF_EXPORTS
    + OF_ATTACHMENTS
    + OF_DOCUMENTS
    + OF_SEARCHES
    + OF_SUCCESSIONS
    + OF_RECORD
)


def checks(world):
    fixtures = Fixtures(world)
    return [(case.title, functools.partial(provoked, world, fixtures, case)) for case in CASES]


def provoked(world, fixtures, case):
    if callable(case.send):
        call = functools.partial(case.send, fixtures)
    else:
        call = functools.partial(world.call, case.method, fixtures.fill(case.request), subject=case.subject)
    code, message, details = refusal(call)
    info = details.get("ErrorInfo")
    assert info is not None, f"{code} {message} without ErrorInfo: {details}"
    assert (info.reason, code) == (case.reason, case.code), f"{code} {info.reason}: {message}\n{details}"
    stated = world.reasons[case.reason].split(".")[0]
    assert code in stated.split(" or "), f"answered as {code}; the comment of {case.reason} says {stated}"
    assert info.domain == case.domain, f"the domain is {info.domain}"
    assert message and len(message) < 2_000, message
    needed = {
        "INVALID_ARGUMENT": "BadRequest",
        "FAILED_PRECONDITION": "PreconditionFailure",
        "NOT_FOUND": "ResourceInfo",
        "ALREADY_EXISTS": "ResourceInfo",
    }.get(code)
    if needed and case.reason not in ("MESSAGE_MALFORMED",):
        assert needed in details, f"{code} without {needed}: {details}"
    if "BadRequest" in details:
        assert all(v.field and v.description for v in details["BadRequest"].field_violations), details["BadRequest"]
