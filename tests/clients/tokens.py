"""Callers who are known by access tokens: a pair of services of its own that trusts a local issuer, and the tokens of `kenes token`."""

import contextlib
import functools
import json
import pathlib
import stat

from operations import started
from world import CONSULTATION, REGISTRY, run

CREATE = f"{REGISTRY}.OrganizationService/CreateOrganization"
LIST = f"{REGISTRY}.OrganizationService/ListOrganizations"
UNAUTHENTICATED = 64 + 16


def checks(world):
    pair = contextlib.ExitStack()
    services = functools.cache(lambda: pair.enter_context(served(world)))
    return [
        ("a token of the local issuer writes, for its own service only", lambda: written(world, services())),
        ("nobody writes without one, and anybody reads", lambda: anonymous(world, services())),
        ("the key is its owner's, and no token is in a log", lambda: kept(world)),
        ("a service says all that is wrong with its issuers", lambda: told(world)),
        ("kenes import writes each line in the name that it says", lambda: imported(world, services())),
        ("they stop", pair.close),
    ]


@contextlib.contextmanager
def served(world):
    """Both services, which trust the issuer of one folder; the addresses."""
    trust = ["--local-issuer", str(issuer(world))]
    with started(world, "registry", *trust, log=log(world, "registry")) as (registry, _):
        more = ["--registry", f"http://{registry}", *trust]
        with started(world, "consultation", *more, log=log(world, "consultation")) as (consultation, _):
            yield registry, consultation


def issuer(world):
    return world.folder / "issuer"


def log(world, which):
    return world.folder / f"{which}-of-tokens.log"


@functools.cache
def token(world, service, person="aigul"):
    done = run([world.kenes, "token", "--data-dir", str(issuer(world)), "--person", person, "--for", service])
    assert done.returncode == 0 and done.stdout.count("\n") == 1, done.stderr
    assert f"local|{person}" in done.stderr and done.stdout.strip() not in done.stderr, done.stderr
    return done.stdout.strip()


def create(world, address, name, *more, bearer=None):
    """Creates an organization with grpcurl, which takes the token from its environment."""
    if bearer:
        more = ["-expand-headers", "-H", "authorization: Bearer ${TOKEN}", *more]
    made = {"organization_id": name, "organization": {"kind": "KIND_NGO", "titles": [{"language_code": "en", "text": name}]}}
    return world.grpcurl(*more, "-d", json.dumps(made), address, CREATE, environment={"TOKEN": bearer or ""})


def refused(done, reason):
    assert done.returncode == UNAUTHENTICATED and f'"{reason}"' in done.stderr, f"{done.returncode} {done.stdout}{done.stderr}"


def written(world, services):
    registry, _ = services
    done = create(world, registry, "by-token", bearer=token(world, "registry"))
    assert done.returncode == 0 and json.loads(done.stdout)["name"] == "organizations/by-token", done.stderr
    refused(create(world, registry, "other", bearer=token(world, "consultation")), "TOKEN_AUDIENCE_MISMATCH")
    refused(create(world, registry, "other", bearer=token(world, "registry")[:-4] + "AAAA"), "TOKEN_INVALID")
    subject = ["-H", "kenes-subject: demo|aigul"]
    refused(create(world, registry, "other", *subject, bearer=token(world, "registry")), "TOKEN_REQUIRED")
    refused(create(world, registry, "other", *subject), "TOKEN_REQUIRED")


def anonymous(world, services):
    registry, consultation = services
    refused(create(world, registry, "other"), "SUBJECT_MISSING")
    for address, package in ((registry, REGISTRY), (consultation, CONSULTATION)):
        done = world.grpcurl(address, "list")
        assert done.returncode == 0 and package in done.stdout, done.stderr
        done = run([world.kenes, "healthcheck", "--address", address])
        assert done.returncode == 0, done.stderr
    done = world.grpcurl("-d", "{}", registry, LIST)
    assert done.returncode == 0, done.stderr
    # The same with a token that is not one: the client learns so at once.
    done = world.grpcurl("-rpc-header", "authorization: Bearer a.b.c", "-d", "{}", registry, LIST)
    refused(done, "TOKEN_INVALID")


def imported(world, services):
    registry, consultation = services
    lines = world.folder / "by-token.jsonl"
    line = lambda name: {"organization": {"name": f"organizations/{name}", "kind": "KIND_NGO", "titles": [{"languageCode": "en", "text": name}]}}
    said = [line("first"), {**line("second"), "subject": "local|dana"}, {**line("third"), "subject": "demo|dana"}]
    lines.write_text("".join(json.dumps(one) + "\n" for one in said))
    load = [world.kenes, "import", str(lines), "--registry", f"http://{registry}", "--consultation", f"http://{consultation}"]
    done = run([*load, "--local-issuer", str(issuer(world)), "--subject", "local|aigul"])
    assert done.returncode == 1 and "demo|dana is not a subject of the local issuer" in done.stderr, done.stderr
    for name in ("first", "second"):
        done = world.grpcurl("-d", json.dumps({"name": f"organizations/{name}"}), registry, f"{REGISTRY}.OrganizationService/GetOrganization")
        assert done.returncode == 0, done.stderr
    done = run([*load, "--local-issuer", str(issuer(world))])
    assert done.returncode == 64 and "--subject: must be local|NAME" in done.stderr, done.stderr


def kept(world):
    mode = lambda path: stat.S_IMODE(pathlib.Path(path).stat().st_mode)
    folder = issuer(world)
    assert (mode(folder), mode(folder / "issuer.key")) == (0o700, 0o600)
    public = json.loads((folder / "issuer.jwks").read_text())["keys"]
    assert [sorted(key) for key in public] == [["alg", "crv", "kid", "kty", "use", "x"]], public
    said = "".join(log(world, which).read_text() for which in ("registry", "consultation"))
    assert "TOKEN_AUDIENCE_MISMATCH" in said, "refusals are logged"
    for service in ("registry", "consultation"):
        parts = token(world, service).split(".")
        assert len(parts) == 3 and not any(part in said for part in parts), "a part of a token is in a log"


def told(world):
    issuers = world.folder / "issuers.json"
    issuers.write_text('{"issuers": [{"issuer": "http://id.example.org", "assurance": "sure"}]}')
    serve = [world.kenes, "registry", "serve", "--data-dir", str(world.folder / "never"), "--issuers", str(issuers)]
    done = run([*serve, "--audience", "consultation.kenes"])
    assert done.returncode == 64, done.returncode
    for wrong in ("issuers[0].issuer: ", "issuers[0].assurance: ", "--audience: "):
        assert wrong in done.stderr, done.stderr
