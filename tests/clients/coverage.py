"""Whether the suites ask everything that the contract promises: read in the source, so nothing is left out unnoticed.

A method counts as tested if tests/it calls it; a reason of refusal, if a test names it: in tests/it, in tests/faults, in
the unit tests of the services, or in the list of `reasons`.
"""

import os
import re

import reasons
from world import CONSULTATION, REGISTRY, ROOT


def checks(world):
    return [
        ("every method of the contract is called by the integration suite", lambda: methods_called(world)),
        ("every reason of the contract is asserted by a test", lambda: reasons_asserted(world)),
        ("every file is short and says what it owns", files_are_short),
    ]


def methods_called(world):
    modules = {}
    for file in sorted((ROOT / "tests/it").rglob("*.rs")):
        family = file.relative_to(ROOT / "tests/it").parts[0].removesuffix(".rs")
        modules[family] = modules.get(family, "") + file.read_text()
    services = {**world.services(REGISTRY), **world.services(CONSULTATION)}
    known = [method for methods in services.values() for method in methods]
    missing = []
    for service, methods in services.items():
        client = service.rsplit(".", 1)[-1] + "Client"
        for method in methods:
            # Where two services have a method of one name, only a module that has this one's client can mean it.
            mean = [text for text in modules.values() if known.count(method) == 1 or client in text]
            if not any(calls(text, method) for text in mean):
                missing.append(f"{service}/{method}")
    assert len(known) > 80 and not missing, f"of {len(known)} not called in tests/it: " + ", ".join(missing)


def calls(text, method):
    return re.search(rf"\.{snake(method)}\s*\(", text)


def reasons_asserted(world):
    names = [name for name in world.reasons if name != "UNSPECIFIED"]
    assert len(names) > 50, names
    text = "\n".join(tests_of_rust())
    named = set(re.findall(r"\b(?:Reason|ErrorReason)::([A-Za-z]+)", text))
    here = {case.reason for case in reasons.CASES}
    quoted = set(re.findall(r'"([A-Z][A-Z_]+)"', text))
    missing = [name for name in names if camel(name) not in named and name not in here | quoted]
    assert not missing, "asserted by no test: " + ", ".join(missing)


def tests_of_rust():
    for folder in ("tests/it", "tests/faults"):
        for file in (ROOT / folder).rglob("*.rs"):
            yield file.read_text()
    for file in (ROOT / "services").rglob("*.rs"):
        text = file.read_text()
        if "tests" in file.parts or file.name == "tests.rs":
            yield text
        elif "#[cfg(test)]" in text:
            yield text.split("#[cfg(test)]", 1)[1]


# An enum is one list, however long: it cannot be in two files.
ONE_LIST = {"proto/kenes/type/v1/error_reason.proto"}


def files_are_short():
    wrong = []
    for file in [file for folder in ["proto/kenes", "services", "tests"] for file in (ROOT / folder).rglob("*")]:
        if file.suffix in (".rs", ".py", ".proto") or file.is_file() and os.access(file, os.X_OK):
            lines = file.read_text().splitlines()
            place = file.relative_to(ROOT)
            if str(place) not in ONE_LIST and len(lines) > (40 if file.name == "main.rs" and "services" in place.parts else 450):
                wrong.append(f"{place} has {len(lines)} lines")
            if file.suffix == ".rs" and not any(line.startswith("//!") for line in lines[:5]):
                wrong.append(f"{place} does not say what it owns")
    assert not wrong, ", ".join(sorted(wrong))


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def camel(name):
    return "".join(part.capitalize() for part in name.split("_"))
