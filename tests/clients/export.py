"""`kenes export` of the demo, read by programs that share nothing with it: Popolo, OCDS and 360Giving by their own schemas, CSV and
XLSX as files."""

import copy
import csv
import json
import pathlib
import re
import shlex
import tempfile
import xml.etree.ElementTree
import zipfile

import jsonschema
import referencing
import referencing.jsonschema

from world import CONSULTATION, REGISTRY, ROOT, run

SCHEMAS = pathlib.Path(__file__).parent / "popolo"
OCDS = pathlib.Path(__file__).parent / "ocds"
GIVING = pathlib.Path(__file__).parent / "giving"
PACKAGE = [
    "--publisher", "Demonstration", "--package-uri", "https://example.org/tenders.json", "--ocds-prefix", "ocds-xxxxxx",
]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
PARTIAL = re.compile(r"\d{4}(-\d{2}){0,2}")


def checks(world):
    yield "Popolo validates against the schemas of Popolo, and its ids lead somewhere", lambda: popolo(world)
    yield "a Popolo document that is wrong does not validate", control
    yield "OCDS validates against the schemas of OCDS 1.1.5 with bids, and says what the demo says", lambda: ocds(world)
    yield "a release package that lacks one id does not validate", lambda: ocds_control(world)
    yield "the README's export of tenders works as it stands, and is refused where it came from", lambda: pasted(world)
    yield "a package with a missing id is refused with its pointer, and nothing of it is written", lambda: refused_package(world)
    yield "360Giving validates against its schemas, and a grant without its recipient does not", lambda: giving(world)
    yield "a prefix that is missing, of the wrong shape or nobody's is refused", lambda: prefixes(world)
    yield "CSV has a file a list, and the same rows that XLSX has", lambda: tables(world)
    yield "JSON Lines of the demo, imported where they came from, change nothing but what calls have changed", lambda: lines(world)
    yield "what is there is not overwritten, and an unknown list is named", lambda: refused(world)


def services(world):
    registry, consultation = world.addresses[REGISTRY], world.addresses[CONSULTATION]
    return ["--registry", f"http://{registry}", "--consultation", f"http://{consultation}"]


def export(world, out, *options):
    return run([world.kenes, "export", *options, *services(world), str(out)])


def exported(world, folder, name, *options):
    out = pathlib.Path(folder) / name
    done = export(world, out, *options)
    assert done.returncode == 0, done.stderr
    assert not out.with_name(out.name + ".part").exists()
    return out


# === Popolo

def validators():
    """A validator for each schema, in which they find each other."""
    schemas = {file.stem: json.loads(file.read_text()) for file in SCHEMAS.glob("*.json")}
    resources = [
        (f"http://www.popoloproject.com/schemas/{name}.json", referencing.jsonschema.DRAFT3.create_resource(schema))
        for name, schema in schemas.items()
    ]
    registry = referencing.Registry().with_resources(resources)
    checker = jsonschema.Draft3Validator.FORMAT_CHECKER
    return {
        name: jsonschema.Draft3Validator(schema, registry=registry, format_checker=checker)
        for name, schema in schemas.items()
    }


def popolo(world):
    with tempfile.TemporaryDirectory(prefix="kenes-export.") as folder:
        document = json.loads(exported(world, folder, "popolo.json", "--format", "popolo").read_text())
    assert list(document) == ["organizations", "persons", "posts", "memberships"], list(document)
    found = validators()
    for key, items in document.items():
        assert len(items) > 5, f"{key}: {len(items)}"
        for item in items:
            found[key.removesuffix("s")].validate(item)
    ids = {key: {item["id"] for item in items} for key, items in document.items()}
    for organization in document["organizations"]:
        schemes = [identifier["scheme"] for identifier in organization["identifiers"]]
        assert schemes[-1] == "KZ-KENES", organization
        assert organization.get("parent_id") in ids["organizations"] | {None}, organization
    for post in document["posts"]:
        assert post["organization_id"] in ids["organizations"], post
    for membership in document["memberships"]:
        assert membership["organization_id"] in ids["organizations"], membership
        assert ("person_id" in membership) != ("member" in membership), membership
        assert membership.get("person_id") in ids["persons"] | {None}, membership
        assert membership.get("post_id") in ids["posts"] | {None}, membership
        assert membership.get("on_behalf_of_id") in ids["organizations"] | {None}, membership
        if "member" in membership:
            assert membership["member"]["id"] in ids["organizations"], membership
    # The study knows the year alone, and so does the document.
    alliance = next(o for o in document["organizations"] if o["id"] == "organizations/civil-alliance")
    assert alliance["founding_date"] == "2005", alliance
    dates = [item.get(day) for items in document.values() for item in items for day in ("start_date", "end_date")]
    assert {len(day) for day in dates if day} == {4, 7, 10} and all(PARTIAL.fullmatch(day) for day in dates if day)
    assert "organizations/experts-chamber/memberships/demo-proposed" not in ids["memberships"]


def control():
    found = validators()
    for kind, wrong in (
        ("organization", {"founding_date": "2005-1"}),
        ("organization", {"identifiers": [{"scheme": "KZ-BIN"}]}),
        ("person", {"sources": [{"note": "a study"}]}),
        ("membership", {"start_date": "in May"}),
    ):
        assert not found[kind].is_valid(wrong), (kind, wrong)


def formats():
    """What jsonschema checks of formats by itself, and times and URIs, which it leaves alone without further packages. 360Giving
    tells a day from a time by that."""
    checker = jsonschema.FormatChecker()
    time = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
    checker.checks("date-time")(lambda text: not isinstance(text, str) or bool(time.fullmatch(text)))
    uri = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")
    checker.checks("uri")(lambda text: not isinstance(text, str) or bool(uri.fullmatch(text)))
    return checker


# === OCDS

def release_validator():
    """The schema of packages, in which a release is that of the standard with the bid extension merged into it."""
    read = lambda name: json.loads((OCDS / name).read_text())
    release = merged(read("release-schema.json"), read("bid-extension.json"))
    package = read("release-package-schema.json")
    resources = [(s["id"], referencing.jsonschema.DRAFT4.create_resource(s)) for s in (release, package)]
    registry = referencing.Registry().with_resources(resources)
    return jsonschema.Draft4Validator(package, registry=registry, format_checker=formats())


def merged(whole, patch):
    """JSON Merge Patch, RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    whole = dict(whole) if isinstance(whole, dict) else {}
    for key, value in patch.items():
        if value is None:
            whole.pop(key, None)
        else:
            whole[key] = merged(whole.get(key), value)
    return whole


def package(world):
    with tempfile.TemporaryDirectory(prefix="kenes-export.") as folder:
        return json.loads(exported(world, folder, "tenders.json", "--format", "ocds", *PACKAGE).read_text())


def ocds(world):
    document = package(world)
    release_validator().validate(document)
    assert document["version"] == "1.1" and document["publisher"] == {"name": "Demonstration"}
    releases = {release["tender"]["id"]: release for release in document["releases"]}
    ids = [release["id"] for release in document["releases"]]
    assert len(set(ids)) == len(ids) > 1, ids
    for release in document["releases"]:
        assert release["ocid"] == f"ocds-xxxxxx-{release['tender']['id']}"
        parties = {party["id"]: party for party in release["parties"]}
        for reference in references(release):
            assert reference["id"] in parties, reference
        assert release["buyer"]["id"] in parties
        # Nothing of an application before it is open.
        assert "bids" in release or "tenderers" not in release["tender"], release["ocid"]
    pilot = releases["demo-pilot-2003"]
    assert pilot["tag"] == ["tender", "award", "contract", "implementation"]
    assert pilot["tender"]["value"] == {"amount": 10_700_000, "currency": "KZT"}
    assert pilot["tender"]["title_ru"] == "Пилотный конкурс социальных проектов, сентябрь 2003 года"
    statistics = {one["measure"]: one["value"] for one in pilot["bids"]["statistics"]}
    assert statistics == {"bids": 5, "validBids": 4, "disqualifiedBids": 1, "bidders": 5}, statistics
    assert {bid["id"] for bid in pilot["bids"]["details"]} == {"demo-1", "demo-2", "demo-3", "demo-4", "demo-6"}
    awards = {award["id"]: award for award in pilot["awards"]}
    assert awards["demo-first"]["value"]["amount"] == 470_000 and awards["demo-first"]["relatedBid"] == "demo-2"
    contract = next(one for one in pilot["contracts"] if one["id"] == "demo-pilot-first")
    assert contract["awardID"] == "demo-first" and contract["dateSigned"] == "2003-10-06T00:00:00Z"
    paid = [transaction["value"]["amount"] for transaction in contract["implementation"]["transactions"]]
    assert paid == [235_000, 235_000], paid


def pasted(world):
    """The command of the README, with the addresses of this demo."""
    command = re.search(r"^kenes (export --format ocds (?:.*\\\n|.)*)", (ROOT / "README.md").read_text(), re.MULTILINE)[1]
    with tempfile.TemporaryDirectory(prefix="kenes-export.") as folder:
        out = pathlib.Path(folder) / "tenders.json"
        words = shlex.split(command.replace("\\\n", " ").replace("tenders.json ", f"{out} ", 1))
        done = run([world.kenes, *words, *services(world)])
        assert done.returncode == 0 and out.exists(), done.stderr
        done = run([world.kenes, "import", str(out), "--dry-run", *services(world)])
        assert done.returncode == 1, done.stdout + done.stderr
        for said in ("/tender/id: is that of tenders/demo-pilot-2003", "nothing of this file was written"):
            assert said in done.stderr, done.stdout + done.stderr


def refused_package(world):
    document = package(world)
    pilot = next(n for n, one in enumerate(document["releases"]) if one["tender"]["id"] == "demo-pilot-2003")
    del document["releases"][pilot]["awards"][0]["id"]
    del document["version"]
    with tempfile.TemporaryDirectory(prefix="kenes-export.") as folder:
        file = pathlib.Path(folder) / "wrong.json"
        file.write_text(json.dumps(document))
        done = run([world.kenes, "import", str(file), *services(world)])
    assert done.returncode == 1, done.stdout + done.stderr
    for said in (f"/releases/{pilot}/awards/0/id", "/version", "nothing of this file was written"):
        assert said in done.stderr, done.stderr
    assert "0 created" in done.stdout, done.stdout


def references(part):
    """Every reference to an organization of a release."""
    if isinstance(part, list):
        for one in part:
            yield from references(one)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in ("buyer", "procuringEntity", "payer", "payee"):
                yield value
            elif key in ("suppliers", "tenderers"):
                yield from value
            elif key != "parties":
                yield from references(value)


def ocds_control(world):
    document, validator = package(world), release_validator()
    assert validator.is_valid(document)
    pilot = next(n for n, one in enumerate(document["releases"]) if one["tender"]["id"] == "demo-pilot-2003")
    for path in (
        ("uri",), ("publisher", "name"), ("publishedDate",),
        ("releases", pilot, "ocid"), ("releases", pilot, "id"), ("releases", pilot, "tag"),
        ("releases", pilot, "tender", "id"), ("releases", pilot, "awards", 0, "id"),
        ("releases", pilot, "bids", "details", 0, "id"), ("releases", pilot, "contracts", 0, "awardID"),
        ("releases", pilot, "contracts", 0, "implementation", "transactions", 0, "id"),
    ):
        wrong = copy.deepcopy(document)
        part = wrong
        for key in path[:-1]:
            part = part[key]
        del part[path[-1]]
        assert not validator.is_valid(wrong), path
    document["publishedDate"] = "2026-11-28"
    assert not validator.is_valid(document), "a day is no time"


def prefixes(world):
    with tempfile.TemporaryDirectory(prefix="kenes-export.") as folder:
        out = pathlib.Path(folder) / "tenders.json"
        done = export(world, out, "--format", "ocds")
        for missing in ("--publisher", "--package-uri", "--ocds-prefix"):
            assert done.returncode == 64 and missing in done.stderr, done.stderr
        for wrong in ("ocds-abc", "ocds-ABCDEF", "213czf", "ocds-213czf-more"):
            done = export(world, out, "--format", "ocds", *PACKAGE[:-1], wrong)
            assert done.returncode == 64 and "--ocds-prefix" in done.stderr, done.stderr
        assert not list(pathlib.Path(folder).iterdir())


# === 360Giving

def giving(world):
    with tempfile.TemporaryDirectory(prefix="kenes-export.") as folder:
        out = exported(world, folder, "grants.json", "--format", "360giving", "--publisher", "Demonstration")
        document = json.loads(out.read_text())
    schemas = [json.loads(file.read_text()) for file in GIVING.glob("*.json")]
    resources = [(s["$id"], referencing.jsonschema.DRAFT202012.create_resource(s)) for s in schemas]
    whole = next(s for s in schemas if "grants" in s["properties"])
    validator = jsonschema.Draft202012Validator(
        whole, registry=referencing.Registry().with_resources(resources),
        format_checker=formats(),
    )
    validator.validate(document)
    grants = {grant["id"]: grant for grant in document["grants"]}
    library = grants["grants/demo-business"]
    assert library["amountAwarded"] == 2_500_000 and library["currency"] == "KZT", library
    assert library["awardDate"] == "2018-09-03" and library["title"] == "Балалар кітапханасы", library
    assert library["recipientOrganization"][0]["id"] == "KZ-KENES-demo-aigolek" or library["recipientOrganization"][0]["id"].startswith("KZ-BIN-")
    # Of these only the year or the month of the award is known.
    assert not {"grants/demo-foreign-2007", "grants/demo-foreign-2010"} & set(grants)
    required = ("id", "title", "description", "currency", "amountAwarded", "awardDate", "recipientOrganization", "fundingOrganization")
    for key in required:
        wrong = copy.deepcopy(document)
        del wrong["grants"][0][key]
        assert not validator.is_valid(wrong), key


# === CSV and XLSX

def tables(world):
    with tempfile.TemporaryDirectory(prefix="kenes-export.") as folder:
        written = exported(world, folder, "csv", "--format", "csv")
        files = {file.stem: read(file) for file in written.glob("*.csv")}
        sheets = dict(workbook(exported(world, folder, "all.xlsx", "--format", "xlsx")))
    assert len(files) >= 38 and set(files) == set(sheets), set(files) ^ set(sheets)
    for name, (header, *rows) in files.items():
        assert header[0] == "name" and len(set(header)) == len(header), name
        assert all(len(row) == len(header) for row in rows), name
        assert sheets[name][0] == header, name
        # A text of a sheet is a text, so nothing needs to stand before it there.
        shown = [[cell.removeprefix("'") if cell[1:2] and cell[1] in "=+-@" else cell for cell in row] for row in rows]
        assert [row[0] for row in sheets[name][1:]] == [row[0] for row in shown], name
    named = lambda of: {row[0]: dict(zip(files[of][0], row)) for row in files[of][1:]}
    rows = named("organizations")
    assert rows["organizations/civil-alliance"]["titles.ru"] == "Гражданский альянс Казахстана"
    assert rows["organizations/civil-alliance"]["founding_date"] == "2005"
    assert rows["organizations/parliament"]["state"] == "STATE_DISSOLVED"
    money(named)


def money(named):
    """Amounts are numbers beside their currency, and what was changed can be read in its cell."""
    budget = named("budgetAllocations")["budgetAllocations/social-order-2006"]
    assert [budget["planned_amount"], budget["planned_amount.currency_code"]] == ["350000000.00", "KZT"], budget
    assert budget["amount_in_force"] == "550000000.00" and budget["overspent"] == "false", budget
    change = json.loads(budget["changes"])[0]
    assert change["direction"] == "DIRECTION_INCREASE" and change["amount"] == "200000000.00 KZT", change
    contract = named("contracts")["contracts/demo-pilot-first"]
    assert [contract["value"], contract["sign_date"], contract["state"]] == ["470000.00", "2003-10-06", "STATE_COMPLETED"]
    amendment = json.loads(contract["amendments"])[0]
    assert amendment["amend_date"] == "2004-02-16" and amendment["reasons"]["en"] == "The repairs ended late.", amendment
    figures = [figure for figure in named("reportedFigures").values() if figure["amount"]]
    assert figures and all(figure["amount.currency_code"] and "." in figure["amount"] for figure in figures), figures
    for of in ("agreements", "projects", "supportPrograms", "measures", "privileges", "grants", "tenders", "applications", "scores",
               "awards", "milestones", "payments", "evaluations", "complaints"):
        assert named(of), f"{of}: no rows"


def read(file):
    text = file.read_bytes().decode("utf-8-sig")
    assert text.endswith("\r\n"), file
    return list(csv.reader(text.splitlines(keepends=True), strict=True))


def workbook(file):
    """The sheets of a workbook: the name, and the rows as texts."""
    with zipfile.ZipFile(file) as archive:
        read_xml = lambda name: xml.etree.ElementTree.fromstring(archive.read(name))
        strings = []
        if "xl/sharedStrings.xml" in archive.namelist():
            strings = ["".join(item.itertext()) for item in read_xml("xl/sharedStrings.xml")]
        for number, sheet in enumerate(read_xml("xl/workbook.xml").iter(f"{SHEET}sheet"), 1):
            content = read_xml(f"xl/worksheets/sheet{number}.xml")
            pane = next(content.iter(f"{SHEET}pane"))
            assert pane.get("ySplit") == "1" and pane.get("state") == "frozen", sheet.get("name")
            assert not list(content.iter(f"{SHEET}f")), "a formula"
            yield sheet.get("name"), [cells(row, strings) for row in content.iter(f"{SHEET}row")]


def cells(row, strings):
    found = {}
    for cell in row:
        column = 0
        for letter in re.match("[A-Z]+", cell.get("r"))[0]:
            column = column * 26 + ord(letter) - 64
        text = "".join(cell.itertext())
        found[column] = strings[int(text)] if cell.get("t") == "s" else text
    return [found.get(n, "") for n in range(1, max(found, default=0) + 1)]


# === JSON Lines

def lines(world):
    with tempfile.TemporaryDirectory(prefix="kenes-export.") as folder:
        out = exported(world, folder, "registry.jsonl", "--format", "jsonl")
        keys = [next(iter(json.loads(line))) for line in out.read_text().splitlines()]
        for first, then in (("code", "organization"), ("organization", "post"), ("person", "mandate"), ("post", "membership")):
            assert keys.index(first) < keys.index(then), (first, then)
        registry, consultation = world.addresses[REGISTRY], world.addresses[CONSULTATION]
        # These are created as they were before the calls that follow.
        called = ('{"rpc"', '{"agreement"', '{"contract"', '{"tender"')
        only = pathlib.Path(folder) / "created.jsonl"
        only.write_text("".join(line for line in out.read_text().splitlines(keepends=True) if not line.startswith(called)))
        done = run([
            world.kenes, "import", str(only), "--dry-run",
            "--registry", f"http://{registry}", "--consultation", f"http://{consultation}",
        ])
        assert done.returncode == 0 and ", 0 changed, 0 refused" in done.stdout, done.stdout + done.stderr


def refused(world):
    with tempfile.TemporaryDirectory(prefix="kenes-export.") as folder:
        out = pathlib.Path(folder) / "there"
        out.write_text("mine")
        done = export(world, out, "--format", "csv")
        assert done.returncode == 64 and "is there already" in done.stderr, done.stderr
        assert out.read_text() == "mine"
        done = export(world, out.with_name("new"), "--format", "csv", "--of", "organizations,nonsense")
        assert done.returncode == 64 and "nonsense" in done.stderr and "organizations" in done.stderr, done.stderr
        done = export(world, out.with_name("new"), "--format", "popolo", "--of", "persons")
        assert done.returncode == 64 and "--of" in done.stderr, done.stderr
        assert sorted(file.name for file in pathlib.Path(folder).iterdir()) == ["there"]
