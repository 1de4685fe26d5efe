"""A log whose database lost what was signed: no service signs on it, `kenes recover` goes on, and an auditor is told."""

import contextlib
import json
import sqlite3

from operations import started
from world import REGISTRY, run

CREATE = f"{REGISTRY}.OrganizationService/CreateOrganization"
REASON = "The disk of 3 May was lost."


def checks(world):
    return [("what is lost is said, and the log goes on by decision", lambda: recovered(world))]


def folder(world):
    return world.folder / "recover"


@contextlib.contextmanager
def registry(world):
    log = world.folder / "recover.log"
    with started(world, "registry", "--database", str(folder(world) / "registry.db"), log=log) as (address, _):
        yield address


def write(world, address, name):
    made = {"organization_id": name, "organization": {"kind": "KIND_NGO", "titles": [{"language_code": "en", "text": name}]}}
    done = world.grpcurl("-H", "kenes-subject: demo|registrar", "-d", json.dumps(made), address, CREATE)
    assert done.returncode == 0, done.stderr


def recover(world, *more):
    return run([world.kenes, "recover", "registry", "--data-dir", str(folder(world)), *more])


def audit(world, address, key, state):
    return run([world.kenes, "audit", address, "--key", key, "--state", str(world.folder / state)])


def ended(world):
    serve = [world.kenes, "registry", "serve", "--data-dir", str(folder(world)), "--address", "127.0.0.1:0", "--metrics-address", "off"]
    return run(serve)


def recovered(world):
    with registry(world) as address:
        key = run([world.kenes, "key", "show", str(folder(world)), "registry"]).stdout.strip()
        done = audit(world, address, key, "early")
        assert done.returncode == 0, done.stderr
        assert recover(world, "--reason", REASON).returncode == 69, "it runs"
        for name in ("one", "two"):
            write(world, address, name)
        assert audit(world, address, key, "late").returncode == 0
    done = recover(world, "--reason", REASON)
    assert done.returncode == 1 and "nothing was lost" in done.stderr, done.stderr
    done = recover(world, "--reason", " ")
    assert done.returncode == 64 and "--reason: " in done.stderr, done.stderr

    database = sqlite3.connect(folder(world) / "registry.db")
    last = database.execute("SELECT max(entry) FROM revision").fetchone()[0]
    database.execute("DELETE FROM organization WHERE name IN (SELECT name FROM revision WHERE entry = ?)", (last,))
    database.execute("DELETE FROM revision WHERE entry = ?", (last,))
    database.commit()
    database.close()
    done = ended(world)
    assert done.returncode == 76 and "kenes recover" in done.stderr, f"{done.returncode} {done.stderr}"
    done = recover(world, "--reason", REASON)
    assert done.returncode == 0, done.stderr
    assert f"had signed {last + 1} entries" in done.stderr and f"{last} are left" in done.stderr and key in done.stderr, done.stderr
    assert done.stdout.startswith(key.split("+")[0] + "/recovered-1+"), done.stdout
    new = done.stdout.strip()

    with registry(world) as address:
        write(world, address, "three")
        # Who saw nothing of what is gone follows it; who saw it is told, until he says that he knows.
        done = audit(world, address, key, "early")
        assert done.returncode == 0 and f"{last} are left of them: {REASON}" in done.stdout, done.stdout + done.stderr
        done = audit(world, address, key, "late")
        assert done.returncode == 29 and REASON in done.stderr, f"{done.returncode} {done.stderr}"
        assert audit(world, address, new, "late").returncode == 0
