"""Every command in the comments of the contract and in the README, run as it stands, in the order of the files.

Only the ports are replaced. A reader pastes these lines: one that fails is a fault of the service, the demo or the comment.
"""

import re
import shlex

from first_day import SECTION
from world import CONSULTATION, REGISTRY, ROOT, run

PORTS = {"localhost:50051": REGISTRY, "localhost:50052": CONSULTATION}
# So many methods as the contract has at least; if fewer examples are found, the search is broken.
FEWEST = 80
# The code with which grpcurl ends: 64 and that of gRPC.
DEADLINE_EXCEEDED = 64 + 4


def checks(world):
    found = [*of_contract(), *of_readme()]
    assert len(found) >= FEWEST, f"only {len(found)} examples found"
    for place, command in found:
        yield place, lambda command=command: works(world, command)
    yield "every method has one", lambda: each_method(world, [command for _, command in found])


def of_contract():
    for package in ["type", "record", "registry", "consultation"]:
        for file in sorted((ROOT / "proto/kenes" / package / "v1").glob("*.proto")):
            for number, line in enumerate(file.read_text().splitlines(), 1):
                at = line.find("grpcurl ")
                if at >= 0 and line.lstrip().startswith("//     "):
                    yield f"{file.relative_to(ROOT)}:{number}", line[at:]


def of_readme():
    """The commands in the README's blocks of shell, which may go over several lines; `first_day` pastes those that begin with
    nothing."""
    text = re.sub(rf"^## {SECTION}\n.*?(?=^## )", "", (ROOT / "README.md").read_text(), flags=re.MULTILINE | re.DOTALL)
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for command in re.findall(r"^(grpcurl (?:.*\\\n|[^'\n]*'[^']*'|[^'\n])*)", block, re.MULTILINE):
            if "localhost:" in command:
                yield f"README.md: {command.split()[-1]}", command.replace("\\\n", " ")


def works(world, command):
    for port, package in PORTS.items():
        command = command.replace(port, world.addresses[package])
    done = run(shlex.split(command))
    # A stream without an end is ended by its caller, who must have been told something by then.
    ended = " -max-time " in command and done.returncode == DEADLINE_EXCEEDED and done.stdout
    assert done.returncode == 0 or ended, f"{command}\nexit {done.returncode}\n{done.stderr}"


def each_method(world, commands):
    missing = [
        f"{service}/{method}"
        for package in (REGISTRY, CONSULTATION)
        for service, methods in world.services(package).items()
        for method in methods
        if not any(command.endswith(f" {service}/{method}") for command in commands)
    ]
    assert not missing, "without an example: " + ", ".join(missing)
