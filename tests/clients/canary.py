"""No secret leaves the program: not by a help, an error, a log or a metric. What may hold one is given one, and looked for.

With `KENES_TEST_DATABASE` (tests/postgres) a service runs on a database whose URL has a password; without it, the URL of one that
cannot be reached.
"""

import os
import re
import subprocess
import uuid

import operations

CANARY = f"c4nary{uuid.uuid4().hex}"
# The kinds of values of which a part may be a password, as the help names them, and one each.
KINDS = {
    "URL": f"http://user:{CANARY}@127.0.0.1:1",
    "FILE|URL": f"postgres://user:{CANARY}@127.0.0.1:1/x?application_name={CANARY}&password={CANARY}",
    "HOST:PORT": f"user:{CANARY}@127.0.0.1:1",
}
BROKEN = [f"postgres://user:a?{CANARY}@h/x", f"postgres://u:a@{CANARY}@h:port/x", f"mysql://u:{CANARY}@h/x", f"postgres://h/x?{CANARY}=1"]


def checks(world):
    commands = all_commands(world)
    variables = {name for help_of in commands.values() for name in re.findall(r"\[env:\s+(KENES_\w+)", help_of)}
    assert len(commands) > 10 and len(variables) > 15, f"{sorted(commands)} {sorted(variables)}"

    def kenes(*arguments, **environment):
        plain = {name: value for name, value in os.environ.items() if not name.startswith("KENES_")}
        command = [world.kenes, *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=30, env={**plain, **environment}, stdin=subprocess.DEVNULL, check=False
        )
        assert CANARY not in done.stdout + done.stderr, f"{' '.join(arguments)} {environment}\n{done.stdout}{done.stderr}"
        return done

    def helps():
        secret = dict.fromkeys(variables, CANARY)
        for command in commands:
            for words in ([*command, "--help"], [*command, "-h"], ["help", *command]):
                done = kenes(*words, **secret)
                assert done.returncode == 0 and "Usage: kenes" in done.stdout, f"{words}: {done}"

    def errors():
        count = 0
        for command, help_of in commands.items():
            for option, kind, variable in options(help_of):
                kind = "FILE|URL" if "database" in option else kind
                for value in [KINDS[kind], *(BROKEN if kind == "FILE|URL" else [])] if kind in KINDS else [CANARY]:
                    # So that a service comes to its database, which is not there.
                    more = {"KENES_LOG_DIR": str(world.folder / "log")} if kind == "FILE|URL" else {}
                    done = kenes(*command, *positional(command), **{variable: value, **more})
                    assert done.returncode in (64, 69), f"{command} {variable}={value}: {done}"
                    done = kenes(*command, *positional(command), f"--{option}", value, **more)
                    assert done.returncode in (64, 69), f"{command} --{option} {value}: {done}"
                    count += 1
        assert count > 10, count
        for words in (["audit", KINDS["HOST:PORT"]], [KINDS["FILE|URL"]], ["registry", "serve", KINDS["FILE|URL"]]):
            assert kenes(*words).returncode == 64, words

    def warnings():
        done = kenes("version", KENES_PASSWORD=CANARY, KENES_VERSION="1.0")
        assert done.returncode == 0, done
        for name in ("KENES_PASSWORD", "KENES_VERSION"):
            assert f"the variable {name} means nothing here" in done.stderr, done.stderr
        assert "warning" not in kenes("version", KENES_LOG_LEVEL="info").stderr

    def running():
        database = os.environ.get("KENES_TEST_DATABASE")
        more, environment = [], {**os.environ, "KENES_PASSWORD": CANARY, "KENES_LOG_LEVEL": "trace,h2=trace"}
        if database:
            database = database.replace("@", f":{CANARY}@")
            assert kenes("registry", "migrate", "--database", database).returncode == 0
            more = ["--database", database, "--log-dir", str(world.folder / "canary-log")]
        log = world.folder / "canary.log"
        with operations.started(world, "registry", *more, environment=environment, log=log) as (address, operator):
            world.grpcurl(address, "list")
            world.grpcurl("-d", '{"name":"organizations/none"}', address, "kenes.registry.v1.OrganizationService/GetOrganization")
            pages = "".join(operations.read(f"http://{operator}/{page}") for page in ("metrics", "readyz", "livez"))
        said = log.read_text()
        assert '"level":"TRACE"' in said and "KENES_PASSWORD" in said, said[:2000]
        assert CANARY not in said, next(line for line in said.splitlines() if CANARY in line)
        assert CANARY not in pages, pages

    def control():
        """The canary is found where it is said."""
        try:
            kenes("verify", CANARY, "--key", "x")
        except AssertionError as found:
            assert CANARY in str(found)
        else:
            raise AssertionError("a file's name is told, and was not found")

    return [
        ("no help shows what a variable holds", helps),
        ("no error repeats what may be a secret", errors),
        ("variables that mean nothing are named, not shown", warnings),
        ("neither the log nor a page of a running service shows it", running),
        ("what is told is found", control),
    ]


def all_commands(world):
    """The help of each command, by its words."""
    found, waiting = {}, [()]
    while waiting:
        words = waiting.pop()
        done = subprocess.run([world.kenes, *words, "--help"], capture_output=True, text=True, timeout=30, check=True)
        found[words] = done.stdout
        listed = re.search(r"^Commands:\n(.*?)\n\n", done.stdout, re.S | re.M)
        names = re.findall(r"^  ([a-z]+)  ", listed[1], re.M) if listed else []
        waiting += [(*words, name) for name in names if name != "help"]
    return found


def options(help_of):
    """The options of a command with their kind and variable: those that may hold a secret, or are refused for what they hold."""
    for text in re.split(r"\n(?=\s+(?:-\w, )?--[a-z])", help_of):
        named = re.match(r"\s+(?:-\w, )?--([\w-]+) <([^>]+)>", text)
        variable = re.search(r"\[env:\s+(KENES_\w+)\]", text)
        # A path, a name and a filter are no secrets, and may be told.
        if named and variable and named[2] not in ("DIR", "FILE", "NAME", "SUBJECT", "FILTER"):
            yield named[1], named[2], variable[1]


def positional(command):
    """What a command needs besides its options, none of which is there."""
    return {
        ("init",): ["/nowhere"],
        ("attach",): ["/nowhere/x.pdf"],
        ("import",): ["/nowhere/x.jsonl"],
        ("verify",): ["/nowhere/x.json"],
        ("audit",): ["127.0.0.1:1"],
        ("fsck",): ["/nowhere"],
        ("key", "show"): ["/nowhere"],
        ("key", "rotate"): ["registry"],
        ("completion",): ["bash"],
    }.get(command, [])
