"""What the cases of `reasons` stand on: things of their own beside the demo's, and the demo's documents, changed."""

import dataclasses
import functools
import re
import typing

from world import CONSULTATION, REGISTRY, ROOT, fresh, request_id

LAW = "draftLaws/demo-public-participation"
MINISTRY = "//registry.kenes/organizations/ministry-culture-information"


@dataclasses.dataclass
class Case:
    """A call and the reason for which it must be refused. `{name}` in a text of the request is a fixture's name."""

    reason: str
    code: str
    method: str
    request: dict = dataclasses.field(default_factory=dict)
    subject: typing.Optional[str] = "demo|aigul"
    send: typing.Optional[typing.Callable] = None
    domain: str = ""

    def __post_init__(self):
        self.domain = self.domain or ("registry.kenes" if self.method.startswith(REGISTRY) else "consultation.kenes")
        self.title = f"{self.reason} from {self.method.rsplit('/', 1)[-1]}"


def en(text):
    return [{"language_code": "en", "text": text}]


def day(year, month=1, day_of_month=1):
    return {"year": year, "month": month, "day": day_of_month}


class Fixtures:
    """Each is made when a case first asks for it."""

    def __init__(self, world):
        self.world, self.tag = world, fresh()

    def fill(self, value):
        """A request with the names of fixtures in place of `{name}`."""
        if isinstance(value, dict):
            return {key: self.fill(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.fill(inner) for inner in value]
        if isinstance(value, str) and value.startswith("{") and value.endswith("}") and " " not in value:
            return getattr(self, value[1:-1])
        if isinstance(value, str):
            return re.sub(r"\{(\w+)\}", lambda found: str(getattr(self, found[1])), value)
        return value

    def registry(self, method, request, subject="demo|aigul"):
        return self.world.call(f"{REGISTRY}.{method}", request, subject)

    def consultation(self, method, request, subject="demo|ministry"):
        return self.world.call(f"{CONSULTATION}.{method}", request, subject)

    # === the registry

    def organization(self, what, kind, **more):
        organization = {"kind": f"KIND_{kind}", "titles": en(f"Check {what}"), **more}
        request = {"organization": organization, "organization_id": f"check-{what}-{self.tag}"}
        return self.registry("OrganizationService/CreateOrganization", request).name

    @functools.cached_property
    def ngo(self):
        return self.organization("ngo", "NGO")

    @functools.cached_property
    def association(self):
        return self.organization("association", "ASSOCIATION")

    @functools.cached_property
    def inner_association(self):
        """An association that is a member of `association`."""
        name = self.organization("inner", "ASSOCIATION")
        self.member(self.association, member_organization=name)
        return name

    @functools.cached_property
    def member_ngo(self):
        """An NGO that is a member of `association` since 2020."""
        name = self.organization("member", "NGO")
        self.member(self.association, member_organization=name)
        return name

    def member(self, parent, **membership):
        request = {"parent": parent, "membership": {"start_date": day(2020), **membership}}
        return self.registry("MembershipService/CreateMembership", request).name

    def mandate(self, organization):
        """Lets demo|aigul speak and answer for an organization."""
        mandate = {
            "person": "persons/demo-aigul",
            "subject": "demo|aigul",
            "power_codes": ["comment", "respond"],
            "start_date": day(2020),
        }
        self.registry("StandingService/CreateMandate", {"parent": organization, "mandate": mandate})

    @functools.cached_property
    def mandated_ngo(self):
        name = self.organization("mandated", "NGO")
        self.mandate(name)
        return name

    @functools.cached_property
    def suspended_ngo(self):
        """An NGO that demo|aigul may speak for, and that is suspended."""
        name = self.organization("suspended", "NGO")
        self.mandate(name)
        self.registry("OrganizationService/SuspendOrganization", {"name": name, "reason": "for a check"})
        return name

    @functools.cached_property
    def deleted_person(self):
        request = {"person": {"titles": en("Check Person")}, "person_id": f"check-{self.tag}"}
        name = self.registry("PersonService/CreatePerson", request).name
        return self.registry("PersonService/DeletePerson", {"name": name}).name

    @functools.cached_property
    def used_request_id(self):
        used = request_id()
        request = {"person": {"titles": en("Check Retry")}, "request_id": used}
        self.registry("PersonService/CreatePerson", request)
        return used

    # === the consultation

    @functools.cached_property
    def law(self):
        request = {
            "draft_law": {"titles": en("On checks"), "developers": [MINISTRY]},
            "draft_law_id": f"check-{self.tag}",
        }
        return self.consultation("DraftLawService/CreateDraftLaw", request).name

    @functools.cached_property
    def draft_version(self):
        """A version without a text."""
        request = {"parent": self.law, "draft_law_version": {"label": "check"}, "draft_law_version_id": "v1"}
        return self.consultation("DraftLawService/CreateDraftLawVersion", request).name

    @functools.cached_property
    def law_in_drafting(self):
        """`law`, with a stage that began in the middle of 2026."""
        stage = {"stage_code": "drafting", "start_time": "2026-06-01T00:00:00Z"}
        return self.consultation("DraftLawService/AdvanceStage", {"name": self.law, "stage": stage}).name

    def document(self, language, change=lambda text: text):
        """A document of the demo as import takes it, after `change`."""
        path = ROOT / f"services/kenes/demo/bill/v1.{language}.xml"
        return change(path.read_text())

    @functools.cached_property
    def open_comment(self):
        """A comment of demo|aigul that nobody has answered."""
        comment = {"texts": en("A comment for a check."), **AUTHOR_AND_TARGET}
        request = {"parent": "consultations/demo-second-round", "comment": comment}
        return self.consultation("CommentService/CreateComment", request, "demo|aigul").name

    @functools.cached_property
    def undated_round(self):
        """A consultation that is announced, and says no day by which it is answered."""
        consultation = {
            "titles": en("A round for a check"),
            "draft_law_versions": [f"{LAW}/versions/v2"],
            "organizer": MINISTRY,
            "open_time": "2036-01-10T00:00:00Z",
            "close_time": "2036-02-10T00:00:00Z",
        }
        name = self.consultation("ConsultationService/CreateConsultation", {"consultation": consultation}).name
        return self.consultation("ConsultationService/AnnounceConsultation", {"name": name}).name

    @functools.cached_property
    def closed_hearing(self):
        """A hearing that is announced, and to which nobody is invited."""
        hearing = {
            "kind": "KIND_ROUND_TABLE",
            "titles": en("A closed check"),
            "organizer": "//registry.kenes/organizations/experts-chamber",
            "start_date": day(2036),
            "access": "ACCESS_CLOSED",
            "access_basis": {"document_type": "regulations", "titles": en("Regulations of the Chamber")},
        }
        name = self.consultation("HearingService/CreateHearing", {"hearing": hearing}).name
        return self.consultation("HearingService/AnnounceHearing", {"name": name}).name

    def redacted(self, action):
        """A comment that two officers redacted, and when it had been submitted."""
        comment = {"texts": en("A comment for a check."), **AUTHOR_AND_TARGET}
        request = {"parent": "consultations/demo-second-round", "comment": comment}
        made = self.consultation("CommentService/CreateComment", request, "demo|aigul")
        request = {"name": made.name, "action": f"ACTION_{action}", "basis_code": "court-order", "reasons": en("A check.")}
        redaction = self.consultation("CommentService/RedactComment", request, "demo|officer")
        self.consultation("CommentService/ApproveRedaction", {"name": redaction.name}, "demo|second-officer")
        return made.name, made.create_time.ToJsonString()

    @functools.cached_property
    def erased(self):
        return self.redacted("ERASE")

    @functools.cached_property
    def hidden(self):
        return self.redacted("HIDE")

    @property
    def comment_erased(self):
        return self.erased[0]

    @property
    def time_of_erased(self):
        return self.erased[1]

    @property
    def comment_hidden(self):
        return self.hidden[0]

    @property
    def time_of_hidden(self):
        return self.hidden[1]

    def recommendation(self, what, subject="demo|secretary", **more):
        recommendation = {
            "kind": "KIND_PROPOSAL",
            "body": "//registry.kenes/organizations/experts-chamber",
            "titles": en("A proposal"),
            "texts": en("Let it be checked."),
            "draft_laws": [LAW],
            "addressees": [{"organization": MINISTRY}],
            **more,
        }
        request = {"recommendation": recommendation, "recommendation_id": f"check-{what}-{self.tag}"}
        return self.consultation("RecommendationService/CreateRecommendation", request, subject).name

    def session(self, what):
        """A session of the Chamber that is in preparation."""
        session = {
            "kind": "KIND_CHAMBER_SESSION",
            "titles": en("A session"),
            "organizer": "//registry.kenes/organizations/experts-chamber",
            "start_date": {"year": 2026},
        }
        request = {"hearing": session, "hearing_id": f"check-{what}-{self.tag}"}
        return self.consultation("HearingService/CreateHearing", request, "demo|secretary").name

    @functools.cached_property
    def tentative_session(self):
        return self.session("tentative")

    @functools.cached_property
    def cancelled_session(self):
        name = self.session("cancelled")
        request = {"name": name, "reasons": en("A check.")}
        return self.consultation("HearingService/CancelHearing", request, "demo|secretary").name

    @functools.cached_property
    def proposal(self):
        return self.recommendation("proposal")

    @functools.cached_property
    def proposal_to_nobody(self):
        return self.recommendation("to-nobody", addressees=[])

    @functools.cached_property
    def proposal_of_ministry(self):
        return self.recommendation("of-ministry", "demo|ministry", body=MINISTRY)


AUTHOR_AND_TARGET = {
    "author": {"on_behalf_of": "//registry.kenes/organizations/demo-adilet"},
    "target": {"version": f"{LAW}/versions/v2", "eid": "art_5__para_2"},
}
