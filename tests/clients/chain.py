"""From the draft law to the answer and back, with nothing but grpcurl: what the demo is for."""

import json
import re
import shlex

from examples import of_readme
from world import CONSULTATION, REGISTRY, ROOT, run

LAW = "draftLaws/demo-public-participation"
COMMENT = "consultations/demo-first-round/comments/adilet-art-5"
# What the chain must hold, each as (relation, part of what refers, part of what is referred to).
LINKS = [
    ("COMMENTS_ON", COMMENT, f"{LAW}/versions/v1"),
    ("BASED_ON", "recommendations/demo-conclusion", COMMENT),
    ("ADOPTED_AT", "recommendations/demo-conclusion", "hearings/demo-chamber-session"),
    ("GREW_OUT_OF", "recommendations/demo-conclusion", "hearings/demo-hearing"),
    ("GREW_OUT_OF", "recommendations/demo-conclusion", "consultations/demo-first-round"),
    ("ANSWERS", "recommendations/demo-conclusion/responses/", "recommendations/demo-conclusion"),
    ("ANSWERS", f"{COMMENT}/responses/", COMMENT),
    ("IMPLEMENTED_IN", "/responses/", f"{LAW}/versions/v2/provisions/"),
    ("BECAME", f"{LAW}/versions/v1/provisions/", f"{LAW}/versions/v2/provisions/"),
]


def checks(world):
    def ask(method, **request):
        return world.ask(f"{CONSULTATION}.{method}", request)

    def trace(name, **more):
        return ask("TraceService/GetTrace", name=name, language_code="en", **more)

    def around(name):
        return trace(name, scope="SCOPE_NEIGHBOURHOOD", page_size=200, show_links=True)

    def one(found, relation, source, target):
        links = [
            link
            for link in found["links"]
            if link["relation"] == f"RELATION_{relation}" and source in link["from"] and target in link["to"]
        ]
        assert links, f"no {relation} from {source} to {target} in {found['links']}"
        return links[0]

    def onward():
        """A reader who knows only the draft law finds everything by lists."""
        law = ask("DraftLawService/GetDraftLaw", name=LAW)
        assert law["currentVersion"].endswith("/versions/v2"), law
        versions = ask("DraftLawService/ListDraftLawVersions", parent=LAW)["draftLawVersions"]
        versions = [version for version in versions if version["state"] != "STATE_DRAFT"]
        assert [v["name"][-2:] for v in sorted(versions, key=lambda v: v["ordinal"])] == ["v1", "v2"], versions
        for version in versions:
            languages = {expression["languageCode"] for expression in version["expressions"]}
            assert languages == {"kk", "ru", "en"}, version
            articles = ask("DraftLawService/ListProvisions", parent=version["name"], filter='element = "article"')
            assert len(articles["provisions"]) >= 12, len(articles["provisions"])
        assert ask("DraftLawService/ListStages", parent=LAW)["stages"], "no stages"
        rounds = {c["name"]: c for c in ask("ConsultationService/ListConsultations")["consultations"]}
        assert rounds["consultations/demo-first-round"]["state"] == "STATE_CLOSED", rounds
        assert rounds["consultations/demo-second-round"]["state"] == "STATE_OPEN", rounds
        comments = ask("CommentService/ListComments", parent="consultations/demo-first-round")["comments"]
        speakers = {c["author"]["onBehalfOf"] for c in comments if "onBehalfOf" in c.get("author", {})}
        assert len(speakers) >= 6, speakers
        people = ask("HearingService/ListParticipations", parent="hearings/demo-hearing")["participations"]
        assert people and ask("HearingService/ListAgendaItems", parent="hearings/demo-hearing")["agendaItems"]
        conclusion = ask("RecommendationService/GetRecommendation", name="recommendations/demo-conclusion")
        assert conclusion["kind"] == "KIND_CONCLUSION" and conclusion["dissents"], conclusion
        assert conclusion["vote"]["mode"] == "MODE_OPEN" and len(conclusion["vote"]["ballots"]) == 6, conclusion
        session = ask("HearingService/GetHearing", name=conclusion["session"])
        assert session["organizer"] == conclusion["body"] and session["state"] == "STATE_PASSED", session
        assert conclusion["state"] == "STATE_ANSWERED", conclusion
        answers = [
            answer["outcome"]
            for comment in comments
            if comment.get("responseCount")
            for answer in ask("CommentService/ListResponses", parent=comment["name"])["responses"]
        ]
        answers += [a["outcome"] for a in ask("RecommendationService/ListResponses", parent=conclusion["name"])["responses"]]
        assert len(set(answers)) >= 3, answers

    def link_by_link():
        found = around(COMMENT)
        for link in LINKS:
            one(found, *link)
        comment = ask("CommentService/GetComment", name=COMMENT)
        eid = comment["target"]["eid"]
        conclusion = one(found, "BASED_ON", "recommendations/demo-conclusion", COMMENT)["from"]
        assert COMMENT in ask("RecommendationService/GetRecommendation", name=conclusion)["basedOnComments"]
        answer = one(found, "ANSWERS", f"{conclusion}/responses/", conclusion)["from"]
        given = ask("RecommendationService/GetResponse", name=answer)
        assert given["outcome"] in ("OUTCOME_ACCEPTED", "OUTCOME_PARTLY_ACCEPTED"), given
        before = f"{comment['target']['version']}/provisions/{eid}"
        numbers = [point["number"] for point in ask("RecommendationService/GetRecommendation", name=conclusion)["points"]]
        assert numbers == [1, 2, 3, 4, 5] == [point["number"] for point in given["pointAnswers"]], given
        assert given["answeredPointCount"] == 5 and not given.get("openPoints"), given
        changed = one(found, "BECAME", before, f"{LAW}/versions/v2/provisions/")["to"]
        one(found, "IMPLEMENTED_IN", answer, changed)
        for relation, source, target in [("CONCERNS", conclusion, before), ("ANSWERS", answer, conclusion), ("IMPLEMENTED_IN", answer, changed)]:
            links = [link for link in found["links"] if (link["relation"], link["from"], link["to"]) == (f"RELATION_{relation}", source, target)]
            assert 1 in [link.get("point") for link in links], f"point 1 is not in {links}"
        old = ask("DraftLawService/GetProvision", name=before)
        new = ask("DraftLawService/GetProvision", name=changed)
        assert old["wid"] == new["wid"] and old["texts"] != new["texts"], "the provision was changed"
        step = next(step for step in found["steps"] if step["name"] == changed)
        assert step["changeKind"] == "CHANGE_KIND_CHANGED" and step["oldText"] != step["newText"], step

    def from_any_end():
        found = around(COMMENT)
        steps = {step["name"] for step in found["steps"]}
        ends = {link[end] for link in found["links"] for end in ("from", "to") if asks_for(link[end])}
        assert {end.split("/")[-2] for end in ends} >= {"comments", "responses", "recommendations", "provisions"}, ends
        for end in [COMMENT, *ends]:
            other = around(end)
            assert other["name"] == end
            missing = steps - {step["name"] for step in other["steps"]}
            assert not missing, f"from {end} these cannot be seen: {sorted(missing)}"

    def what_became_of_it():
        """The README's question: at most 120 lines that begin with what became of the comment, as the README shows them."""
        asked = [command for place, command in of_readme() if "TraceService/GetTrace" in command and COMMENT in command]
        assert len(asked) == 1, asked
        done = run(shlex.split(asked[0].replace("localhost:50052", world.addresses[CONSULTATION])))
        assert done.returncode == 0, done.stderr
        lines = done.stdout.splitlines()
        assert len(lines) <= 120, f"{len(lines)} lines"
        assert '"summary": "Answered by Ministry of Culture and Information on ' in lines[2], lines[:3]
        shown = re.search(r"^```json\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)[1]
        told = {dateless(line) for line in lines}
        missing = [line for line in shown.splitlines() if line.strip() != "..." and dateless(line) not in told]
        assert not missing, "the README shows what is not in the answer:\n" + "\n".join(missing)
        found = json.loads(done.stdout)
        verdict = found["verdict"]
        assert verdict["outcome"] == "OUTCOME_ACCEPTED" and verdict["answer"].startswith(f"{COMMENT}/responses/"), verdict
        assert verdict["textFate"] == "FATE_CHANGED" and verdict["textVersion"] == f"{LAW}/versions/v2", verdict
        names = [step["name"] for step in found["steps"]]
        assert [name for name in names if "/comments/" in name and "/responses/" not in name] == [COMMENT], names
        assert found["omittedCommentCount"] != "0" and "links" not in found, found

    def three_calls_on_a_law():
        """The README's three calls on a law say the same: as many answers and silent comments are listed as were counted."""
        pasted = [command for place, command in of_readme() if any(m in command for m in ("SummarizeComments", "ListResponses", "ListComments"))]
        assert len(pasted) == 3, pasted
        summary, answers, silent = (
            json.loads(run(shlex.split(line.replace("localhost:50052", world.addresses[CONSULTATION]))).stdout) for line in pasted
        )
        assert int(answers["totalSize"]) == int(summary["responseCount"]) == sum(int(a["responseCount"]) for a in summary["answers"]), summary
        assert int(silent["totalSize"]) == int(summary["unansweredCommentCount"]) > 0, (silent["totalSize"], summary)
        assert not any(int(comment.get("responseCount", 0)) for comment in silent["comments"]), silent

    def of_every_kind():
        for name in (LAW, f"{LAW}/versions/v2", "consultations/demo-first-round", "hearings/demo-hearing", "recommendations/demo-conclusion"):
            found = trace(name)
            assert found["verdict"]["state"] and found["summary"] and found["steps"], found

    def compares():
        changes = ask(
            "DraftLawService/CompareVersions", base_version=f"{LAW}/versions/v1", version=f"{LAW}/versions/v2"
        )["changes"]
        kinds = {change["changeKind"] for change in changes}
        assert "CHANGE_KIND_CHANGED" in kinds and len(kinds) > 1, kinds

    def carried_forward():
        comments = ask("CommentService/ListComments", parent="consultations/demo-first-round", page_size=100)["comments"]
        fates = {one["fate"] for comment in comments for one in comment.get("carriedForward", [])}
        assert fates == {"FATE_MAPPED", "FATE_CHANGED", "FATE_DELETED"}, fates

    def standing():
        answer = world.ask(
            f"{REGISTRY}.StandingService/VerifyStanding",
            {"organization": "organizations/demo-adilet", "subject": "demo|aigul"},
        )
        assert answer, "the registry vouches"

    return [
        ("from the draft law to the answers by lists", onward),
        ("comment, recommendation, the answer to its point, changed provision: link by link", link_by_link),
        ("the same chain from any of its ends", from_any_end),
        ("what became of a comment, as the README shows it", what_became_of_it),
        ("the README's three calls on a law agree", three_calls_on_a_law),
        ("what became of a law, a version, a round, a hearing", of_every_kind),
        ("the two versions compared", compares),
        ("comments are carried forward", carried_forward),
        ("the standing of who spoke", standing),
    ]


def dateless(line):
    """The line without its days, which move with the demo."""
    return re.sub(r"\d{4}-\d\d-\d\d(T[^\"]*)?", "DAY", line)


def asks_for(name):
    """Whether GetTrace may be asked about this."""
    return any(part in name for part in ("/comments/", "/responses/", "/provisions/")) or (
        name.startswith("recommendations/") and name.count("/") == 1
    )
