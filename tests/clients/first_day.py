"""The README's "Running it for real", pasted: from an empty folder to the comment of an NGO, a conclusion and its answers.

Only the folder, the ports and where the program is are replaced. Runs on SQLite, and on PostgreSQL too where
KENES_TEST_DATABASE says where that is (`tests/postgres` does).
"""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time

from world import ROOT, run

SECTION = "Running it for real"
COMMENT = "consultations/first/comments/first"
SECONDS = 60


def checks(world):
    yield "on SQLite: a verified comment, an adopted conclusion, an answer to each point", lambda: first_day(world, None)
    yield "init again changes nothing, and other answers are refused", lambda: again(world)
    database = os.environ.get("KENES_TEST_DATABASE")
    if database:
        yield "on PostgreSQL: the same", lambda: first_day(world, database)


def again(world):
    with tempfile.TemporaryDirectory(prefix="kenes-init.") as folder:
        def init(name="A body", origin="consult.example.org", operator="example|operator"):
            answers = ["--name", name, "--origin", origin, "--operator", operator]
            return run([world.kenes, "init", folder, *answers])

        first, same = init(), init()
        assert first.returncode == same.returncode == 0 and first.stdout == same.stdout, first.stderr + same.stderr
        for other in (init(name="Another body"), init(origin="other.example.org")):
            assert other.returncode == 1 and "already" in other.stderr, other.stderr
        for wrong in (init(origin="https://consult.example.org"), init(operator=""), init(name="")):
            assert wrong.returncode == 64, wrong.stderr


def blocks():
    """The blocks of shell of the section, those with another database aside."""
    text = (ROOT / "README.md").read_text().split(f"## {SECTION}\n", 1)[1].split("\n## ", 1)[0]
    found = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [block for block in found if "-database" not in block and "--database" not in block]


def first_day(world, database):
    with tempfile.TemporaryDirectory(prefix="kenes-first-day.") as folder:
        day = Day(world, pathlib.Path(folder) / "kenes", database)
        try:
            day.live()
        finally:
            day.end()


class Day:
    """One pair of services, from its beginning to its end."""

    def __init__(self, world, folder, database):
        self.world, self.folder = world, folder
        self.registry, self.consultation = free_port(), free_port()
        self.servers = []
        self.databases = {}
        if database:
            for service in ("registry", "consultation"):
                self.databases[service] = own_database(database, f"first_day_{service}_{os.getpid()}")

    def live(self):
        where = ROOT
        said = []
        for block in blocks():
            for line in commands(block):
                if line.startswith("cd "):
                    where = ROOT / line[3:]
                elif line.endswith(" &"):
                    self.serve(self.own(line[:-2]))
                else:
                    done = run(["bash", "-c", self.own(line)], environment={"PATH": self.path()}, cwd=where)
                    assert done.returncode == 0, f"{line}\nexit {done.returncode}\n{done.stdout}\n{done.stderr}"
                    said.append(done.stdout)
        assert len(self.servers) == 2 and len(said) == 8, f"{len(self.servers)} services, {len(said)} answers"
        assert "consult.example.org/kenes/registry" in said[0], said[0]
        comment = json.loads(said[3])
        assert comment["verification"] == "VERIFICATION_VERIFIED", said[3]
        assert comment["receipt"]["proof"], said[3]
        assert "written to" in said[6] and "organizations" in said[6], said[6]
        lines = (self.folder / "registry.jsonl").read_text().splitlines()
        assert any(line.startswith('{"membership":') for line in lines) and (self.folder / "kenes.xlsx").stat().st_size, said[7]
        steps = json.loads(said[5])["steps"]
        kinds = {step["kind"] for step in steps}
        assert {"KIND_COMMENT", "KIND_RECOMMENDATION", "KIND_RESPONSE"} <= kinds, kinds
        conclusion = self.ask("RecommendationService/GetRecommendation", {"name": "recommendations/first"})
        assert conclusion["state"] == "STATE_ANSWERED" and conclusion["session"] == "hearings/first-session", conclusion
        answer = self.ask("RecommendationService/GetResponse", {"name": "recommendations/first/responses/ministry"})
        assert [point["number"] for point in answer["pointAnswers"]] == [1, 2], answer

    def ask(self, method, request):
        service = f"kenes.consultation.v1.{method}"
        done = self.world.grpcurl("-d", json.dumps(request), f"localhost:{self.consultation}", service)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def own(self, line):
        """A line with this day's folder and ports in it."""
        for service, url in self.databases.items():
            line = line.replace(f"--data-dir /var/lib/kenes/{service}", f"--database '{url}' --log-dir {self.folder}/{service}")
        if line.startswith("kenes init") and self.databases:
            line += "".join(f" --{service}-database '{url}'" for service, url in self.databases.items())
        line = line.replace("/var/lib/kenes", str(self.folder))
        line = re.sub(r"(127\.0\.0\.1|localhost):50051", rf"\1:{self.registry}", line)
        line = re.sub(r"(127\.0\.0\.1|localhost):50052", rf"\1:{self.consultation}", line)
        if line.startswith(("kenes import", "kenes export")):
            line += f" --registry http://127.0.0.1:{self.registry} --consultation http://127.0.0.1:{self.consultation}"
        return line

    def path(self):
        return f"{pathlib.Path(self.world.kenes).resolve().parent}:{os.environ['PATH']}"

    def serve(self, line):
        port = self.registry if " registry " in line else self.consultation
        line = f"exec {line} --address 127.0.0.1:{port} --metrics-address off"
        log = open(self.folder / f"{port}.log", "w")
        environment = {**os.environ, "PATH": self.path()}
        self.servers.append(subprocess.Popen(["bash", "-c", line], env=environment, stderr=log, stdout=log))
        for _ in range(SECONDS * 10):
            if run([self.world.kenes, "healthcheck", "--address", f"127.0.0.1:{port}"]).returncode == 0:
                return
            assert self.servers[-1].poll() is None, (self.folder / f"{port}.log").read_text()
            time.sleep(0.1)
        raise AssertionError(f"{line} does not serve after {SECONDS} s")

    def end(self):
        for server in self.servers:
            server.send_signal(signal.SIGTERM)
        for server in self.servers:
            assert server.wait(SECONDS) == 0, "it did not stop well"


def commands(block):
    """The commands of a block: a line each, but for what is quoted or continued."""
    return [c.strip() for c in re.findall(r"(?:[^'\n\\]|'[^']*'|\\\n)+", block) if c.strip()]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as port:
        return port.getsockname()[1]


def own_database(url, name):
    done = run(["psql", url, "-c", f"CREATE DATABASE {name}"])
    assert done.returncode == 0, done.stderr
    return url.rsplit("/", 1)[0] + f"/{name}"

