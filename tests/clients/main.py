"""Runs the checks of every module against two running services, and counts them. Started by `run`."""

import importlib
import sys
import tempfile
import time
import traceback

from world import World

# In this order: the chain and the examples expect the demo as it starts, and only the chain leaves it so; the abuse comes when
# everything else has been asked.
MODULES = [
    "chain", "examples", "rows", "buf_rows", "manual", "reasons", "coverage", "receipts", "recover", "manners", "operations", "tokens",
    "canary", "export", "tables", "documents", "files", "search", "first_day", "abuse",
]


def main(registry, consultation, chosen):
    unknown = set(chosen) - set(MODULES)
    if unknown:
        sys.exit(f"no such checks: {', '.join(sorted(unknown))}; there are {', '.join(MODULES)}")
    passed, failed = 0, []
    with tempfile.TemporaryDirectory(prefix="kenes-clients.") as folder:
        world = World(registry, consultation, folder)
        for name in [m for m in MODULES if not chosen or m in chosen]:
            begun, before = time.monotonic(), passed + len(failed)
            for title, check in checks_of(name, world):
                title = f"{name}: {title}"
                try:
                    check()
                    passed += 1
                    print(f"ok      {title}", flush=True)
                except Exception as error:  # whatever it is, it is that check's failure and not the end of the run
                    failed.append(title)
                    print(f"FAILED  {title}\n{told(error)}", flush=True)
            count = passed + len(failed) - before
            if count == 0:
                failed.append(f"{name}: checked nothing")
            print(f"        {name}: {count} checks, {time.monotonic() - begun:.1f} s", flush=True)
    for title in failed:
        print(f"failed: {title}")
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


def checks_of(name, world):
    """The checks of a module: pairs of a title and something to call. A module that cannot even list them has one."""
    try:
        return list(importlib.import_module(name).checks(world))
    except Exception as error:
        message = told(error)

        def broken():
            raise AssertionError(message)

        return [("its checks can be listed", broken)]


def told(error):
    """An error in lines that stand out from the list; where it was raised, unless it is an assertion of ours."""
    text = str(error)
    if not isinstance(error, AssertionError) or not text:
        text = "".join(traceback.format_exception(error))
    lines = text.splitlines()
    if len(lines) > 40:
        lines = lines[:40] + [f"... and {len(lines) - 40} lines more"]
    return "\n".join("        | " + line[:400] for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
