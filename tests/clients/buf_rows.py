"""The same questions by `buf curl`, which speaks reflection v1 and no v1alpha."""

import json

from world import REGISTRY, run

GET = f"{REGISTRY}.OrganizationService/GetOrganization"


def checks(world):
    def buf(address, path, *arguments, code=0):
        command = ["buf", "curl", "--http2-prior-knowledge", "--protocol", "grpc", "--reflect-protocol", "grpc-v1"]
        done = run([*command, *arguments, f"http://{address}{path}"])
        assert done.returncode == code, f"exit {done.returncode}, expected {code}\n{done.stdout}{done.stderr}"
        return done

    def lists():
        for package, address in world.addresses.items():
            services = world.services(package)
            listed = set(buf(address, "", "--list-services").stdout.split())
            assert {*services, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection"} <= listed, listed
            methods = buf(address, "", "--list-methods").stdout.split()
            ours = {f"{service}/{method}" for service, own in services.items() for method in own}
            assert ours and ours <= set(methods), f"not listed: {sorted(ours - set(methods))}"

    def gets():
        done = buf(world.addresses[REGISTRY], f"/{GET}", "--data", '{"name":"organizations/cnok"}')
        assert json.loads(done.stdout)["name"] == "organizations/cnok"

    def refuses():
        # Its exit code is the gRPC code times eight.
        done = buf(world.addresses[REGISTRY], f"/{GET}", "--data", '{"name":"organizations/no-such"}', code=5 * 8)
        status = json.loads(done.stderr)
        kinds = {detail["type"].rsplit(".", 1)[-1] for detail in status["details"]}
        assert status["code"] == "not_found" and {"ErrorInfo", "ResourceInfo"} <= kinds, status

    return [
        ("23 services and methods", lists),
        ("23 a call", gets),
        ("23 a refusal with its details", refuses),
    ]
