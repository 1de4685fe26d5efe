"""What somebody with grpcurl expects of any gRPC server: lists, descriptions, templates, errors that can be read."""

import http.client
import json
import urllib.request

from world import CONSULTATION, REGISTRY

GET = f"{REGISTRY}.OrganizationService/GetOrganization"
CREATE = f"{REGISTRY}.OrganizationService/CreateOrganization"
CNOK = '{"name":"organizations/cnok"}'
OWN = {"grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"}


def checks(world):
    registry, consultation = world.addresses[REGISTRY], world.addresses[CONSULTATION]

    def grpcurl(*arguments, code=0, **more):
        done = world.grpcurl(*arguments, **more)
        assert done.returncode == code, f"exit {done.returncode}, expected {code}\n{done.stdout}{done.stderr}"
        return done

    def serves_tiles():
        for address in world.addresses.values():
            with urllib.request.urlopen(f"http://{address}/record/checkpoint") as answer:
                origin, size, root, empty, signature = answer.read().decode().split("\n")[:5]
            assert int(size) > 0 and len(root) == 44 and not empty, (size, root, empty)
            assert signature.startswith(f"\u2014 {origin} "), signature
            with urllib.request.urlopen(f"http://{address}/record/tile/entries/000.p/1") as answer:
                bundle = answer.read()
            assert len(bundle) == 2 + int.from_bytes(bundle[:2]), len(bundle)

    def lists_services():
        for package, address in world.addresses.items():
            listed = set(grpcurl(address, "list").stdout.split())
            ours = set(world.services(package))
            assert ours and ours <= listed, f"not listed: {sorted(ours - listed)}"
            assert OWN <= listed, f"not listed: {sorted(OWN - listed)}"
            strangers = {name for name in listed - ours if name.startswith("kenes.")}
            assert not strangers, f"listed and not served here: {sorted(strangers)}"

    def lists_methods():
        for package, address in world.addresses.items():
            for service, methods in world.services(package).items():
                listed = grpcurl(address, "list", service).stdout.split()
                assert sorted(listed) == sorted(f"{service}.{method}" for method in methods), listed

    def shows_rules():
        shown = grpcurl(registry, "describe", f".{REGISTRY}.GetOrganizationRequest").stdout
        for part in ["string name = 1", "buf.validate.field", "pattern", "google.api.field_behavior", "REQUIRED"]:
            assert part in shown, f"{part} is not in\n{shown}"

    def gives_a_template():
        shown = grpcurl("-msg-template", registry, "describe", f".{REGISTRY}.CreateOrganizationRequest").stdout
        template = json.loads(shown.split("Message template:")[1])
        assert {"organization", "organizationId", "requestId", "validateOnly"} <= set(template), template

    def gets_by_both_spellings():
        slash = grpcurl("-d", CNOK, registry, GET).stdout
        dot = grpcurl("-d", CNOK, registry, GET.replace("/", ".")).stdout
        assert json.loads(slash) == json.loads(dot)
        assert json.loads(slash)["name"] == "organizations/cnok"
        assert json.loads(slash)["createTime"].endswith("Z"), "times are RFC 3339"

    def emits_defaults():
        bare = json.loads(grpcurl("-d", CNOK, registry, GET).stdout)
        full = json.loads(grpcurl("-emit-defaults", "-d", CNOK, registry, GET).stdout)
        assert set(bare) < set(full) and "deleteTime" in full, sorted(full)

    def speaks_the_text_format():
        shown = grpcurl("-format", "text", "-d", 'name: "organizations/cnok"', registry, GET).stdout
        assert 'name: "organizations/cnok"' in shown, shown

    def reads_standard_input():
        shown = grpcurl("-d", "@", registry, GET, stdin=CNOK + "\n").stdout
        assert json.loads(shown)["name"] == "organizations/cnok"

    def bad_field_name():
        done = grpcurl("-d", '{"nam":"organizations/cnok"}', registry, GET, code=1)
        assert "nam" in done.stderr and "no known field" in done.stderr, done.stderr

    def invalid_values():
        wrong = '{"organization_id":"Upper","request_id":"x","organization":{"kind":99}}'
        done = grpcurl("-H", "kenes-subject: demo|aigul", "-d", wrong, registry, CREATE, code=67)
        for part in ["InvalidArgument", "BadRequest", "ErrorInfo", "FIELD_INVALID", "organization_id", "request_id", "organization.kind"]:
            assert part in done.stderr, f"{part} is not in\n{done.stderr}"

    def missing_thing():
        done = grpcurl("-d", '{"name":"organizations/no-such"}', registry, GET, code=69)
        for part in ["NotFound", "ErrorInfo", "RESOURCE_NOT_FOUND", "registry.kenes", "ResourceInfo", "organizations/no-such"]:
            assert part in done.stderr, f"{part} is not in\n{done.stderr}"
        assert "not recognized" not in done.stderr, f"a detail cannot be read\n{done.stderr}"

    def error_as_json():
        done = grpcurl("-format-error", "-d", '{"name":"organizations/no-such"}', registry, GET, code=69)
        status = json.loads(done.stderr)
        kinds = {detail["@type"].rsplit(".", 1)[-1] for detail in status["details"]}
        assert status["code"] == 5 and {"ErrorInfo", "ResourceInfo"} <= kinds, status

    def deadline_of_the_client():
        grpcurl("-max-time", "5", "-d", CNOK, registry, GET)
        done = grpcurl("-max-time", "1", registry, "grpc.health.v1.Health/Watch", code=68)
        assert "SERVING" in done.stdout and "DeadlineExceeded" in done.stderr, done.stdout + done.stderr

    def header_from_the_environment():
        request = '{"organization_id":"demo-header","validate_only":true,"organization":{"kind":"KIND_OTHER","titles":[{"language_code":"en","text":"Header"}]}}'
        arguments = ["-H", "kenes-subject: ${WHO}", "-d", request, registry, CREATE]
        grpcurl("-expand-headers", *arguments, environment={"WHO": "demo|aigul"})
        done = grpcurl("-d", request, registry, CREATE, code=80)
        assert "SUBJECT_MISSING" in done.stderr, done.stderr

    def health():
        for package, address in world.addresses.items():
            for service in ["", *world.services(package)]:
                answer = grpcurl("-d", json.dumps({"service": service}), address, "grpc.health.v1.Health/Check").stdout
                assert json.loads(answer) == {"status": "SERVING"}, answer
            grpcurl("-d", '{"service":"no.such"}', address, "grpc.health.v1.Health/Check", code=69)

    def offline_schema():
        target = str(world.folder / "offline.protoset")
        grpcurl("-protoset-out", target, registry, "describe")
        listed = set(world.grpcurl("-protoset", target, "list").stdout.split())
        assert set(world.services(REGISTRY)) <= listed, listed
        shown = world.grpcurl("-protoset", target, "describe", f"{REGISTRY}.OrganizationService").stdout
        assert "// Gives" in shown or "//" in shown, "the comments travel too"

    def verbose():
        done = grpcurl("-v", "-d", CNOK, registry, GET)
        assert "x-request-id: " in done.stdout, done.stdout
        done = grpcurl("-v", "-H", "x-request-id: order-17", "-d", CNOK, registry, GET)
        assert "x-request-id: order-17" in done.stdout, done.stdout

    def unknown_method():
        done = grpcurl("-d", "{}", registry, f"{REGISTRY}.OrganizationService/NoSuch", code=1)
        assert "does not include a method" in done.stderr, done.stderr

    def plain_http():
        for address in [registry, consultation]:
            host, port = address.rsplit(":", 1)
            connection = http.client.HTTPConnection(host, int(port), timeout=5)
            connection.request("GET", "/")
            answer = connection.getresponse()
            text = answer.read().decode()
            assert answer.status == 415 and f"grpcurl -plaintext" in text and port in text, f"{answer.status} {text}"

    return [
        ("1 list", lists_services),
        ("2 list of a service", lists_methods),
        ("4 describe shows the rules of fields", shows_rules),
        ("5 message template", gives_a_template),
        ("6 a method by both spellings", gets_by_both_spellings),
        ("7 defaults", emits_defaults),
        ("7 text format", speaks_the_text_format),
        ("7 standard input", reads_standard_input),
        ("8 a field that is not there is refused at home", bad_field_name),
        ("9 every invalid field in one answer", invalid_values),
        ("10 a thing that is not there", missing_thing),
        ("11 the error as JSON", error_as_json),
        ("12, 14 the client's deadline, also on a stream", deadline_of_the_client),
        ("13 a header from the environment", header_from_the_environment),
        ("15 health of each service, and of one that is not there", health),
        ("17 the schema offline", offline_schema),
        ("20 the request's id", verbose),
        ("a method that is not there", unknown_method),
        ("25 a plain HTTP client is shown the way", plain_http),
        ("the log as tiles, with a plain HTTP client", serves_tiles),
    ]
