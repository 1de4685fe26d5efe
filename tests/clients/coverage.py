"""Whether the suites ask everything that the contract promises: read in the source, so nothing is left out unnoticed.

A method counts as tested if a module of tests/it that has its service's client calls it; a reason of refusal, if a test
names it: in tests/it, in the unit tests of the services, or in the list of `reasons`.
"""

import re

import reasons
from world import CONSULTATION, REGISTRY, ROOT


def checks(world):
    return [
        ("every method of the contract is called by the integration suite", lambda: methods_called(world)),
        ("every reason of the contract is asserted by a test", lambda: reasons_asserted(world)),
        ("no file is longer than 450 lines", files_are_short),
    ]


def methods_called(world):
    modules = {}
    for file in sorted((ROOT / "tests/it").rglob("*.rs")):
        family = file.relative_to(ROOT / "tests/it").parts[0].removesuffix(".rs")
        modules[family] = modules.get(family, "") + file.read_text()
    missing = []
    for package in (REGISTRY, CONSULTATION):
        for service, methods in world.services(package).items():
            name = service.rsplit(".", 1)[-1]
            asking = [text for text in modules.values() if f"{name}Client" in text]
            missing += [f"{name}/{method}" for method in methods if not any(calls(text, method) for text in asking)]
    assert not missing, "not called in tests/it: " + ", ".join(missing)


def calls(text, method):
    return re.search(rf"\.{snake(method)}\s*\(", text)


def reasons_asserted(world):
    values = [value.name for file in world.own_files for enum in file.enum_type if enum.name == "ErrorReason" for value in enum.value]
    names = [value.removeprefix("ERROR_REASON_") for value in values][1:]
    assert len(names) > 50, names
    text = "\n".join(tests_of_rust())
    named = set(re.findall(r"\b(?:Reason|ErrorReason)::([A-Za-z]+)", text))
    here = {case.reason for case in reasons.CASES}
    quoted = set(re.findall(r'"([A-Z][A-Z_]+)"', text))
    missing = [name for name in names if camel(name) not in named and name not in here | quoted]
    assert not missing, "asserted by no test: " + ", ".join(missing)


def tests_of_rust():
    for file in (ROOT / "tests/it").rglob("*.rs"):
        yield file.read_text()
    for file in (ROOT / "services").rglob("*.rs"):
        text = file.read_text()
        if "tests" in file.parts or file.name == "tests.rs":
            yield text
        elif "#[cfg(test)]" in text:
            yield text.split("#[cfg(test)]", 1)[1]


def files_are_short():
    long = []
    for folder in ["proto/kenes", "services", "tests"]:
        for file in (ROOT / folder).rglob("*"):
            if file.suffix in (".rs", ".py", ".proto") or file.name in ("run", "install", "postgres"):
                lines = len(file.read_text().splitlines())
                if lines > 450:
                    long.append(f"{file.relative_to(ROOT)} ({lines})")
    assert not long, ", ".join(sorted(long))


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def camel(name):
    return "".join(part.capitalize() for part in name.split("_"))
