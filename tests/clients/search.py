"""Searches over the demo, asked by grpcio and by the command: forms of words in three languages, filters that agree with facets and
with lists, pages, and what a terminal is shown."""

import json

from world import CONSULTATION, run

SEARCHES = f"{CONSULTATION}.SearchService"
COMMENTS = f"{SEARCHES}/SearchComments"


def checks(world):
    yield "a word is found in its forms, in three languages", lambda: forms(world)
    yield "facets add up, and a filter finds what its value counted", lambda: facets(world)
    yield "pages have each comment once, and what is found is listed, too", lambda: pages(world)
    yield "a word that was redacted is not found", lambda: redacted(world)
    yield "the command shows what is found, as lines and as JSON", lambda: command(world)


def found(world, query, **more):
    return world.ask(COMMENTS, {"query": query, "page_size": 1000, **more})


def names(answer):
    return [hit["comment"]["name"] for hit in answer.get("commentHits", [])]


def highlighted(hit):
    pieces = [piece for fragment in hit.get("fragments", []) for piece in fragment["pieces"]]
    return [piece["text"] for piece in pieces if piece.get("highlighted")]


def forms(world):
    pairs = [("days", "day"), ("замечание", "замечаниями"), ("обсуждение", "обсуждения"), ("ескерту", "ескертулерді"), ("жоба", "жобаны")]
    for one, other in pairs:
        first, second = found(world, one), found(world, other)
        assert names(first) == names(second), f"{one}: {names(first)}\n{other}: {names(second)}"
        assert int(first["matchCount"]) == len(names(first)) > 0, f"{one}: {first}"
        assert all(highlighted(hit) for hit in first["commentHits"]), one


def facets(world):
    answer = found(world, "замечание", facets=["organization", "stance", "consultation", "draft_law", "state"], language_code="en")
    count = int(answer["matchCount"])
    for facet in answer["facets"]:
        values = {value["value"]: int(value["count"]) for value in facet.get("values", [])}
        assert not facet.get("more") and sum(values.values()) <= count, facet
        field = {"organization": "organizations", "stance": "stances", "state": "states"}.get(facet["field"], facet["field"] + "s")
        for value, of_value in values.items():
            alone = found(world, "замечание", **{field: [value]})
            assert int(alone["matchCount"]) == of_value == len(names(alone)), f"{value}: {of_value} in {alone}"
    titled = [value for facet in answer["facets"] if facet["field"] in ("organization", "draft_law") for value in facet["values"]]
    assert titled and all(value.get("title") for value in titled), titled


def pages(world):
    whole, seen, token = names(found(world, "замечание")), [], ""
    while True:
        page = world.ask(COMMENTS, {"query": "замечание", "page_size": 2, "page_token": token})
        seen += names(page)
        token = page.get("nextPageToken", "")
        if not token:
            break
    assert seen == whole, f"{seen}\n{whole}"
    progress = found(world, "days")["progress"]
    assert int(progress["readEntryCount"]) <= int(progress["logEntryCount"]), progress
    for name in whole:
        assert world.ask(f"{CONSULTATION}.CommentService/GetComment", {"name": name})["name"] == name


def redacted(world):
    listed = world.ask(f"{CONSULTATION}.CommentService/ListComments", {
        "parent": "consultations/-", "page_size": 1000, "filter": "state = STATE_REDACTED OR state = STATE_HIDDEN",
    }).get("comments", [])
    assert listed, "the demo has some"
    gone = {comment["name"] for comment in listed}
    for query in ["соседа", "дней", "обсуждение", "жоба"]:
        assert not gone & set(names(found(world, query))), query


def command(world):
    address = f"http://{world.addresses[CONSULTATION]}"

    def kenes(*arguments):
        return run([world.kenes, "search", *arguments, "--address", address])

    text = kenes("days", "--facet", "stance", "--limit", "3")
    assert text.returncode == 0 and "*days*" in text.stdout and " found, " in text.stdout and "stance" in text.stdout, text.stdout + text.stderr
    colored = kenes("days", "--color", "always").stdout
    assert "\x1b[1;32mdays\x1b[0m" in colored, colored
    parsed = json.loads(kenes("participation", "--in", "laws", "--format", "json").stdout)
    assert parsed["draftLawHits"], parsed
    nothing = kenes("xyzzyplugh")
    assert nothing.returncode == 0 and nothing.stdout == "nothing found\n", nothing.stdout + nothing.stderr
    for code, arguments in [(1, ["*"]), (64, ["days", "--stance", "wrong"]), (64, ["days", "--in", "laws", "--stance", "oppose"])]:
        done = kenes(*arguments)
        assert done.returncode == code and done.stderr, f"{arguments}: {done.returncode} {done.stderr}"
    silent = run([world.kenes, "search", "days", "--address", "http://127.0.0.1:1"])
    assert silent.returncode == 69, silent.stderr
