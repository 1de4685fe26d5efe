"""How any gRPC server behaves: health, reflection, compression, and calls that are not quite one call."""

import json

import grpc
from grpc_reflection.v1alpha import reflection_pb2

from world import CONSULTATION, RECORD, REGISTRY, refusal

HEALTH = "grpc.health.v1.Health"
GET = f"{REGISTRY}.OrganizationService/GetOrganization"
CNOK = b"\x0a\x12organizations/cnok"


def checks(world):
    def watches_what_is_not_there():
        for address in world.addresses.values():
            done = world.grpcurl("-max-time", "1", "-d", '{"service":"no.such"}', address, f"{HEALTH}/Watch")
            assert json.loads(done.stdout) == {"status": "SERVICE_UNKNOWN"}, done.stdout
            # Kept until the client's own deadline, and told nothing else.
            assert "DeadlineExceeded" in done.stderr, done.stderr

    def lists_health():
        for package, address in world.addresses.items():
            done = world.grpcurl(address, f"{HEALTH}/List")
            statuses = json.loads(done.stdout)["statuses"]
            assert set(statuses) == {"", *world.services(package)}, sorted(statuses)
            assert all(status == {"status": "SERVING"} for status in statuses.values()), statuses

    def reflects_inside_the_stream():
        asked = ["no.such.Thing", f"{REGISTRY}.OrganizationService", f"{CONSULTATION}.NoSuch", "kenes.type.v1.ErrorReason"]
        for channel in world.channels.values():
            for version in ("v1", "v1alpha"):
                path = f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo"
                rpc = channel.stream_stream(
                    path,
                    reflection_pb2.ServerReflectionRequest.SerializeToString,
                    reflection_pb2.ServerReflectionResponse.FromString,
                )
                requests = [reflection_pb2.ServerReflectionRequest(file_containing_symbol=name) for name in asked]
                answers = list(rpc(iter(requests), timeout=5))
                kinds = [answer.WhichOneof("message_response") for answer in answers]
                wanted = ["error_response", "file_descriptor_response", "error_response", "file_descriptor_response"]
                assert kinds == wanted, f"{version}: {kinds}"
                codes = {answers[at].error_response.error_code for at in (0, 2)}
                assert codes == {grpc.StatusCode.NOT_FOUND.value[0]}, codes

    def refuses_a_second_message():
        for messages in ([CNOK, CNOK], []):
            rpc = world.channels[REGISTRY].stream_unary(f"/{GET}", lambda raw: raw, lambda raw: raw)
            code, _, details = refusal(lambda: rpc(iter(messages), timeout=5))
            assert (code, details["ErrorInfo"].reason) == ("INVALID_ARGUMENT", "MESSAGE_MALFORMED"), f"{code} {details}"

    def names_the_limit_of_metadata():
        for size in (9 << 10, 30 << 10):
            rpc = world.channels[REGISTRY].unary_unary(f"/{GET}", lambda raw: raw, lambda raw: raw)
            code, message, details = refusal(lambda: rpc(CNOK, metadata=[("x-long", "x" * size)], timeout=5))
            info = details["ErrorInfo"]
            assert (code, info.reason) == ("RESOURCE_EXHAUSTED", "METADATA_TOO_LARGE"), f"{code} {details}"
            assert info.metadata["limit_bytes"] == "8192" and "RetryInfo" not in details, details
            assert "8192" in message, message

    def speaks_gzip():
        """grpcio always says that it accepts it. What it was sent it does not say: tests/it/manners.rs looks."""
        plain = world.send(GET, CNOK)
        assert plain == world.send(GET, CNOK, compression=grpc.Compression.Gzip)
        for channel in world.channels.values():
            rpc = channel.unary_unary(f"/{RECORD}.RecordService/ListEntries", lambda raw: raw, lambda raw: raw)
            assert len(rpc(b"", timeout=5, compression=grpc.Compression.Gzip)) > 1024

    return [
        ("health of what is not there is watched, not refused", watches_what_is_not_there),
        ("health of all services in one list", lists_health),
        ("reflection says inside the stream what it does not know", reflects_inside_the_stream),
        ("two messages in a unary call, and none", refuses_a_second_message),
        ("gzip both ways", speaks_gzip),
        ("metadata over the limit, which is named", names_the_limit_of_metadata),
    ]
