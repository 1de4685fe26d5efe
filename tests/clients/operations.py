"""What an operator looks at: the metrics of running services, and the alerts and the dashboard that are made of them.

Two services of its own run meanwhile, each in a process: those of the demo have no port for the operator.
"""

import contextlib
import functools
import json
import re
import subprocess
import time
import urllib.request

from world import CONSULTATION, REGISTRY, ROOT

FOLDER = ROOT / "services/kenes/operations"
# What Prometheus itself knows of a scrape.
OF_THE_SCRAPE = {"up"}
PARTS = re.compile(r"_(bucket|sum|count)$")
PATIENCE = 20


def checks(world):
    scrape = functools.cache(lambda: scraped(world))
    texts = lambda: scrape()[0]

    def names():
        return {known for text in texts() for name in samples(text) for known in (name, base_of(name, text))}

    def explained():
        for text in texts():
            for name in samples(text):
                base = base_of(name, text)
                for kind in ("HELP", "TYPE"):
                    assert f"# {kind} {base} " in text, f"{name} has no {kind}"
                assert base.startswith(("kenes_", "process_")), name
                kind = re.search(rf"^# TYPE {base} (\w+)$", text, re.M)[1]
                assert (kind == "counter") == base.endswith("_total"), f"{base} is a {kind}"
                if kind == "histogram":
                    assert base.endswith(("_seconds", "_bytes", "_writes")), f"{base} has no unit"

    def conventional():
        for text in texts():
            done = run(["promtool", "check", "metrics"], text)
            assert done.returncode == 0, done.stdout + done.stderr

    def labelled():
        handled = r'kenes_grpc_server_handled_total\{grpc_type="unary",grpc_service="(\S+?)",grpc_method="(\S+?)",grpc_code="(\w+)"\} (\d+)'
        found = set(re.findall(handled, texts()[0]))
        service = f"{REGISTRY}.OrganizationService"
        assert (service, "GetOrganization", "NOT_FOUND", "3") in found, found
        assert (service, "CreateOrganization", "OK", "1") in found, found
        # Only what was called has a series.
        assert "DissolveOrganization" not in texts()[0]
        buckets = re.findall(r'kenes_grpc_server_handling_seconds_bucket\{.*grpc_method="GetOrganization",le="([^"]+)"\}', texts()[0])
        assert (buckets[0], buckets[-2:]) == ("0.0005", ["10", "+Inf"]), buckets

    def true():
        registry = texts()[0]
        value = lambda name: float(re.search(rf"^{re.escape(name)} (\S+)$", registry, re.M)[1])
        assert value("kenes_log_entries") == value("kenes_log_signed_entries") == scrape()[1]
        assert value("kenes_log_signing_lag_seconds") == 0
        assert value("kenes_log_fsync_seconds_count") >= 2 and value("kenes_store_commit_seconds_count") >= 2
        idle, busy = (value(f'kenes_store_connections{{state="{state}"}}') for state in ("idle", "busy"))
        assert idle + busy == 3 and value("kenes_store_waiting") == 0
        assert value("process_resident_memory_bytes") > 1 << 20 and value("process_open_fds") > 5
        assert abs(time.time() - value("process_start_time_seconds")) < 120
        assert re.search(r'^kenes_build_info\{version="\d+\.\d+\.\d+"\} 1$', registry, re.M), "no version"

    def known(file):
        text = (FOLDER / file).read_text()
        named = set(re.findall(r"\b(?:kenes|process)_[a-z_]+\b", text)) | set(re.findall(r"\bup\b(?=\{)", text))
        assert len(named) > 10, named
        missing = named - names() - OF_THE_SCRAPE
        assert not missing, f"{file} asks for what no service exposes: {sorted(missing)}"

    def shown():
        seen = "".join((FOLDER / file).read_text() for file in ("alerts.yaml", "dashboard.json"))
        bases = {base_of(name, text) for text in texts() for name in samples(text)}
        unseen = [base for base in sorted(bases) if base not in seen]
        # How much was asked of the system says little; how much is used stands there.
        assert unseen == ["process_virtual_memory_bytes"], unseen

    def promtool(*arguments):
        done = run(["promtool", *arguments], folder=FOLDER)
        assert done.returncode == 0 and "SUCCESS" in done.stdout, done.stdout + done.stderr

    def controls():
        """What promtool is there to find, it finds."""
        for broken, arguments in [
            ((FOLDER / "alerts.yaml").read_text().replace("== 0", "==", 1), ["check", "rules", "alerts.yaml"]),
            ((FOLDER / "alerts.yaml").read_text().replace("> 30", "> 300"), ["test", "rules", "alerts.test.yaml"]),
        ]:
            folder = world.folder / "operations"
            folder.mkdir(exist_ok=True)
            (folder / "alerts.yaml").write_text(broken)
            (folder / "alerts.test.yaml").write_text((FOLDER / "alerts.test.yaml").read_text())
            assert run(["promtool", *arguments], folder=folder).returncode != 0, arguments

    def dashboard():
        board = json.loads((FOLDER / "dashboard.json").read_text())
        panels = [panel for panel in board["panels"] if panel["type"] != "row"]
        ids = [panel["id"] for panel in board["panels"]]
        assert len(panels) > 15 and len(set(ids)) == len(ids), ids
        for panel in panels:
            assert panel["targets"] and panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        # Each query is one that Prometheus reads: as the rule of a file of rules.
        queries = [target["expr"] for panel in panels for target in panel["targets"]]
        rules = [{"record": f"q:{n}", "expr": query.replace("$__rate_interval", "5m")} for n, query in enumerate(queries)]
        rules = json.dumps({"groups": [{"name": "dashboard", "rules": rules}]})
        (world.folder / "dashboard.rules").write_text(rules)
        promtool("check", "rules", str(world.folder / "dashboard.rules"))

    return [
        ("every metric is explained, with its unit", explained),
        ("promtool finds no fault in the metrics", conventional),
        ("calls have the labels of go-grpc, and only those that came", labelled),
        ("what is measured is so", true),
        ("the alerts ask for what is exposed", functools.partial(known, "alerts.yaml")),
        ("the dashboard asks for what is exposed", functools.partial(known, "dashboard.json")),
        ("what is exposed is shown or watched", shown),
        ("the alerts read", functools.partial(promtool, "check", "rules", "alerts.yaml")),
        ("the alerts fire when they should", functools.partial(promtool, "test", "rules", "alerts.test.yaml")),
        ("the tools find what is wrong", controls),
        ("the dashboard reads", dashboard),
    ]


def samples(text):
    return {re.split(r"[{ ]", line, maxsplit=1)[0] for line in text.splitlines() if line and not line.startswith("#")}


def base_of(name, text):
    """The name of the metric whose sample this is."""
    base = PARTS.sub("", name)
    return base if f"# TYPE {base} histogram" in text else name


def scraped(world):
    """The metrics of a registry and of a consultation service after a few calls, and of a registry that trusts an issuer, as text; and
    the size of the first one's log."""
    with started(world, "registry") as (registry, of_registry), started(world, "consultation", "--registry", f"http://{registry}") as (
        consultation,
        of_consultation,
    ):
        get, create = (f"{REGISTRY}.OrganizationService/{method}" for method in ("GetOrganization", "CreateOrganization"))
        for _ in range(3):
            call(world, registry, get, {"name": "organizations/none"})
        made = {"organization_id": "metered", "organization": {"kind": "KIND_OTHER", "titles": [{"language_code": "en", "text": "M"}]}}
        call(world, registry, create, made)
        law = {"draft_law_id": "metered", "draft_law": {"titles": [{"language_code": "en", "text": "M"}]}}
        call(world, consultation, f"{CONSULTATION}.DraftLawService/CreateDraftLaw", law)
        watch = f"{CONSULTATION.rsplit('.', 2)[0]}.record.v1.EventStreamService/WatchEvents"
        call(world, consultation, watch, {})
        size = int(read(f"http://{registry}/record/checkpoint").split("\n")[1])
        # A third one knows its callers by tokens, and so has what is measured of issuers.
        folder = str(world.folder / "issuer-of-operations")
        database = ["--database", f"{folder}/registry.db", "--local-issuer", folder]
        with started(world, "registry", *database, log=world.folder / "issuer-of-operations.log") as (_, of_guarded):
            return [read(f"http://{operator}/metrics") for operator in (of_registry, of_consultation, of_guarded)], size


def call(world, address, method, request):
    world.grpcurl("-max-time", "1", "-H", "kenes-subject: demo|operator", "-d", json.dumps(request), address, method)


@contextlib.contextmanager
def started(world, which, *more, environment=None, log=None):
    """A service in a process of its own, while the block runs: its address, and that of its operator's port."""
    folder = world.folder / f"{which}-of-operations"
    log = log or world.folder / f"{which}-of-operations.log"
    command = [world.kenes, which, "serve", "--address", "127.0.0.1:0", "--metrics-address", "127.0.0.1:0", "--log-format", "json"]
    if "--database" not in more:
        command += ["--data-dir", str(folder)]
    with open(log, "wb") as out:
        process = subprocess.Popen([*command, *more], stderr=out, stdout=out, env=environment)
    try:
        until = time.monotonic() + PATIENCE
        while not (found := re.search(r'"address":"([^"]+)","metrics":"([^"]+)"', log.read_text())):
            assert process.poll() is None and time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        for _ in range(100):
            with contextlib.suppress(OSError):
                if read(f"http://{found[2]}/readyz") == "ready\n":
                    break
            time.sleep(0.05)
        yield found[1], found[2]
    finally:
        process.terminate()
        process.wait(PATIENCE)


def read(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode()


def run(command, text="", folder=None):
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, cwd=folder, check=False)
