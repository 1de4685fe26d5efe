"""The registry's reasons. Read by `reasons`."""

from fixtures import Case, day, en
from world import REGISTRY

ORGANIZATIONS = f"{REGISTRY}.OrganizationService"
PERSONS = f"{REGISTRY}.PersonService"
MEMBERSHIPS = f"{REGISTRY}.MembershipService"
STANDING = f"{REGISTRY}.StandingService"
CODES = f"{REGISTRY}.ReferenceDataService"
ONLY = {"validate_only": True}


def organization(**fields):
    return {"organization": {"kind": "KIND_NGO", "titles": en("Check"), **fields}, **ONLY}


def membership(parent, **fields):
    return {"parent": parent, "membership": {"start_date": day(2021), **fields}, **ONLY}


# A seat of the experts' chamber that was approved in time.
APPROVED = {"approved_by": "organizations/majilis", "approval_date": day(2026, 2, 20)}


def a_bin(number):
    """A business identification number: eleven digits and their check digit."""
    digits = [int(digit) for digit in f"990140{number:05}"]
    rest = sum(d * w for d, w in zip(digits, range(1, 12))) % 11
    if rest == 10:
        weights = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]
        rest = sum(d * w for d, w in zip(digits, weights)) % 11
    return None if rest == 10 else "".join(map(str, digits)) + str(rest)


def taken_bin(fixtures):
    """Two organizations with one BIN."""
    number = next(filter(None, map(a_bin, range(int(fixtures.tag, 16) % 90_000, 100_000))))
    fixtures.organization("bin", "NGO", bin=number)
    fixtures.organization("bin-again", "NGO", bin=number)


CASES = [
    Case("FIELD_INVALID", "INVALID_ARGUMENT", f"{ORGANIZATIONS}/GetOrganization", {"name": "Organizations/x"}),
    Case("FILTER_INVALID", "INVALID_ARGUMENT", f"{ORGANIZATIONS}/ListOrganizations", {"filter": "weight > 3"}),
    Case("ORDER_BY_INVALID", "INVALID_ARGUMENT", f"{ORGANIZATIONS}/ListOrganizations", {"order_by": "weight"}),
    Case("PAGE_TOKEN_MISMATCH", "INVALID_ARGUMENT", f"{ORGANIZATIONS}/ListOrganizations", {"page_token": "nonsense"}),
    Case(
        "UPDATE_MASK_INVALID",
        "INVALID_ARGUMENT",
        f"{ORGANIZATIONS}/UpdateOrganization",
        {"organization": {"name": "organizations/cnok"}, "update_mask": "createTime", **ONLY},
    ),
    Case(
        "REQUEST_ID_REUSED",
        "ALREADY_EXISTS",
        f"{PERSONS}/CreatePerson",
        {"person": {"titles": en("Another")}, "request_id": "{used_request_id}"},
    ),
    Case(
        "ETAG_MISMATCH",
        "ABORTED",
        f"{ORGANIZATIONS}/UpdateOrganization",
        {"organization": {"name": "organizations/cnok", "etag": '"99"', "titles": en("X")}, **ONLY},
    ),
    Case("RESOURCE_NOT_FOUND", "NOT_FOUND", f"{PERSONS}/GetPerson", {"name": "persons/no-such"}),
    Case(
        "RESOURCE_EXISTS",
        "ALREADY_EXISTS",
        f"{ORGANIZATIONS}/CreateOrganization",
        {"organization_id": "cnok", **organization()},
    ),
    Case(
        "RESOURCE_DELETED",
        "FAILED_PRECONDITION",
        f"{PERSONS}/UpdatePerson",
        {"person": {"name": "{deleted_person}", "family_name": "X"}},
    ),
    Case("RESOURCE_NOT_DELETED", "ALREADY_EXISTS", f"{PERSONS}/UndeletePerson", {"name": "persons/demo-aigul"}),
    Case("RESOURCE_IN_USE", "FAILED_PRECONDITION", f"{PERSONS}/DeletePerson", {"name": "persons/demo-aigul", **ONLY}),
    Case(
        "REFERENCE_NOT_FOUND",
        "INVALID_ARGUMENT",
        f"{MEMBERSHIPS}/CreateMembership",
        membership("organizations/cnok", member_organization="organizations/no-such"),
    ),
    Case(
        "CODE_UNKNOWN",
        "INVALID_ARGUMENT",
        f"{ORGANIZATIONS}/CreateOrganization",
        organization(legal_form_code="no-such-form"),
    ),
    Case("STATE_TRANSITION_FORBIDDEN", "FAILED_PRECONDITION", f"{ORGANIZATIONS}/ReinstateOrganization", {"name": "{ngo}", **ONLY}),
    Case(
        "DATES_INVALID",
        "INVALID_ARGUMENT",
        f"{CODES}/CreateCode",
        {
            "parent": "referenceData/stages",
            "code": {"titles": en("X"), "valid_from_date": day(2026, 2), "valid_until_date": day(2026)},
            "code_id": "check-dates",
            **ONLY,
        },
    ),
    Case("LANGUAGE_MISSING", "INVALID_ARGUMENT", f"{ORGANIZATIONS}/CreateOrganization", organization(titles=en("A") + en("B"))),
    Case("SUBJECT_MISSING", "UNAUTHENTICATED", f"{ORGANIZATIONS}/CreateOrganization", organization(), subject=None),
    Case("BIN_CHECKSUM_INVALID", "INVALID_ARGUMENT", f"{ORGANIZATIONS}/CreateOrganization", organization(bin="990140000001")),
    Case("ORG_ID_DUPLICATE", "ALREADY_EXISTS", f"{ORGANIZATIONS}/CreateOrganization", send=taken_bin),
    Case(
        "MEMBERSHIP_OVERLAP",
        "FAILED_PRECONDITION",
        f"{MEMBERSHIPS}/CreateMembership",
        membership("{association}", member_organization="{member_ngo}"),
    ),
    Case(
        "SEAT_ALREADY_HELD",
        "FAILED_PRECONDITION",
        f"{MEMBERSHIPS}/CreateMembership",
        membership(
            "organizations/experts-chamber",
            member_person="persons/demo-rustam",
            on_behalf_of="organizations/demo-densaulyk",
            post="organizations/experts-chamber/posts/seat-1",
            start_date=day(2026, 3),
            **APPROVED,
        ),
    ),
    Case(
        "MEMBERSHIP_CYCLE",
        "FAILED_PRECONDITION",
        f"{MEMBERSHIPS}/CreateMembership",
        membership("{inner_association}", member_organization="{association}"),
    ),
    Case(
        "MEMBER_INVALID",
        "INVALID_ARGUMENT",
        f"{MEMBERSHIPS}/CreateMembership",
        membership("organizations/ministry-culture-information", member_organization="{ngo}"),
    ),
    Case(
        "NOMINATOR_MISMATCH",
        "INVALID_ARGUMENT",
        f"{MEMBERSHIPS}/CreateMembership",
        membership(
            "organizations/experts-chamber",
            member_person="persons/demo-rustam",
            post="organizations/experts-chamber/posts/seat-1",
            start_date=day(2036),
        ),
    ),
    Case(
        "ORGANIZATION_NOT_ACTIVE",
        "FAILED_PRECONDITION",
        f"{MEMBERSHIPS}/CreateMembership",
        membership("{association}", member_organization="{suspended_ngo}", start_date=day(2036)),
    ),
    Case(
        "MANDATE_OVERLAP",
        "FAILED_PRECONDITION",
        f"{STANDING}/CreateMandate",
        {
            "parent": "organizations/demo-adilet",
            "mandate": {"person": "persons/demo-aigul", "subject": "demo|aigul", "power_codes": ["comment"], "start_date": day(2026)},
            **ONLY,
        },
    ),
    Case(
        "CODE_REQUIRED",
        "FAILED_PRECONDITION",
        f"{CODES}/UpdateCode",
        {
            "code": {"name": "referenceData/powers/codes/comment", "valid_until_date": day(2030, 1, 1)},
            "update_mask": "validUntilDate",
            **ONLY,
        },
    ),
    Case("SECTOR_MISMATCH", "INVALID_ARGUMENT", f"{ORGANIZATIONS}/CreateOrganization", organization(sector_code="union")),
    Case(
        "APPROVER_MISMATCH",
        "FAILED_PRECONDITION",
        f"{MEMBERSHIPS}/ApproveMembership",
        {
            "name": "organizations/experts-chamber/memberships/demo-proposed",
            "approved_by": "organizations/ministry-culture-information",
            "approval_date": day(2026, 6, 1),
            **ONLY,
        },
    ),
    Case(
        "SEATS_KEPT_FOR_NGOS",
        "FAILED_PRECONDITION",
        f"{MEMBERSHIPS}/CreateMembership",
        membership("organizations/experts-chamber", member_person="persons/demo-natalia", start_date=day(2026, 3), **APPROVED),
    ),
    Case(
        "NOMINATOR_NOT_ENTITLED",
        "FAILED_PRECONDITION",
        f"{MEMBERSHIPS}/CreateNomination",
        {
            "parent": "organizations/experts-chamber",
            "nomination": {
                "person": "persons/demo-natalia",
                "nominated_by": "organizations/ministry-culture-information",
            },
            **ONLY,
        },
    ),
    Case(
        "NOMINATION_MISMATCH",
        "INVALID_ARGUMENT",
        f"{MEMBERSHIPS}/AcceptNomination",
        {
            "name": "organizations/experts-chamber/nominations/demo-open",
            "membership": "organizations/experts-chamber/memberships/seat-1",
            **ONLY,
        },
    ),
    Case(
        "MESSAGE_MALFORMED",
        "INVALID_ARGUMENT",
        f"{PERSONS}/GetPerson",
        send=lambda fixtures: fixtures.world.send(f"{PERSONS}/GetPerson", b"\x0a\x02\xff\xff"),
    ),
    Case(
        "MESSAGE_TOO_LARGE",
        "RESOURCE_EXHAUSTED",
        f"{PERSONS}/GetPerson",
        send=lambda fixtures: fixtures.world.send(f"{PERSONS}/GetPerson", bytes(5 << 20)),
    ),
]
