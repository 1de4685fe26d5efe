"""The two services under test and the three clients that ask them. Knows no rule of the contract."""

import functools
import json
import os
import pathlib
import subprocess
import uuid

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.rpc import error_details_pb2
from grpc_status import rpc_status

ROOT = pathlib.Path(__file__).resolve().parents[2]
REGISTRY, CONSULTATION = "kenes.registry.v1", "kenes.consultation.v1"
# Served by both, each over its own log. Where one is meant and none is named it is the consultation.
RECORD = "kenes.record.v1"
CLIENT_SECONDS = 20


class World:
    """Where the services are, and how each client calls them."""

    def __init__(self, registry, consultation, folder):
        self.addresses = {REGISTRY: registry, CONSULTATION: consultation}
        self.folder = pathlib.Path(folder)

    def address_of(self, symbol):
        """The address of the service that serves `symbol`, by its package."""
        return self.addresses[REGISTRY if symbol.startswith(REGISTRY) else CONSULTATION]

    # === grpcurl

    def grpcurl(self, *arguments, stdin=None, environment=None):
        """Runs grpcurl without TLS and answers the finished process."""
        return run(["grpcurl", "-plaintext", *arguments], stdin=stdin, environment=environment)

    def ask(self, method, request=None, subject=None):
        """Calls a method with grpcurl, asserts that it succeeds and answers its JSON."""
        who = ["-H", f"kenes-subject: {subject}"] if subject else []
        data = json.dumps(request or {}, ensure_ascii=False)
        done = self.grpcurl(*who, "-d", data, self.address_of(method), method)
        assert done.returncode == 0, f"{method} {data}\nexit {done.returncode}\n{done.stderr}"
        return json.loads(done.stdout)

    @functools.cached_property
    def kenes(self):
        """The program itself, for what it does without a network: `$KENES`, or the one that was built here last."""
        built = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
        found = [built / kind / "kenes" for kind in ("release", "debug") if (built / kind / "kenes").exists()]
        newest = max(found, key=lambda file: file.stat().st_mtime, default=None)
        assert os.environ.get("KENES") or newest, f"kenes is not built in {built}; say in KENES where it is"
        return os.environ.get("KENES") or str(newest)

    # === what the services say of themselves

    @functools.cached_property
    def files(self):
        """The descriptor set that the services give away, as FileDescriptorProtos by name."""
        target = self.folder / "kenes.protoset"
        found = {}
        for address in self.addresses.values():
            done = self.grpcurl("-protoset-out", str(target), address, "describe")
            assert done.returncode == 0, done.stderr
            some = descriptor_pb2.FileDescriptorSet.FromString(target.read_bytes())
            found.update({file.name: file for file in some.file})
            target.unlink()
        return found

    @functools.cached_property
    def own_files(self):
        """Our files as they are in the sources, with their comments."""
        target = self.folder / "sources.protoset"
        done = run(["buf", "build", str(ROOT / "proto"), "--path", str(ROOT / "proto/kenes"), "--output", f"{target}#format=binpb"])
        assert done.returncode == 0, done.stderr
        found = descriptor_pb2.FileDescriptorSet.FromString(target.read_bytes()).file
        return [file for file in found if file.name.startswith("kenes/")]

    @functools.cached_property
    def reasons(self):
        """The reasons of refusal, each with its comment."""
        file = next(file for file in self.own_files if file.name.endswith("/error_reason.proto"))
        comments = {tuple(at.path): at.leading_comments for at in file.source_code_info.location}
        values = enumerate(file.enum_type[0].value)
        return {value.name.removeprefix("ERROR_REASON_"): comments[(5, 0, 2, n)].strip() for n, value in values}

    def services(self, package):
        """Full names of the services that the service of a package serves, with their methods."""
        return {
            f"{file.package}.{service.name}": [method.name for method in service.method]
            for file in self.own_files
            if file.package in (package, RECORD)
            for service in file.service
        }

    # === grpcio

    @functools.cached_property
    def channels(self):
        return {package: grpc.insecure_channel(address) for package, address in self.addresses.items()}

    @functools.cached_property
    def pool(self):
        pool, waiting = descriptor_pool.DescriptorPool(), dict(self.files)

        def add(name):
            file = waiting.pop(name, None)
            if file is not None:
                for other in file.dependency:
                    add(other)
                pool.Add(file)

        for name in list(waiting):
            add(name)
        return pool

    def method(self, name):
        """A method's channel, path, and message classes; `name` is `kenes.registry.v1.PersonService/GetPerson`."""
        service, rpc = name.split("/")
        found = self.pool.FindServiceByName(service).FindMethodByName(rpc)
        package = REGISTRY if service.startswith(REGISTRY) else CONSULTATION
        classes = [message_factory.GetMessageClass(t) for t in (found.input_type, found.output_type)]
        return self.channels[package], f"/{name}", *classes

    def call(self, name, request=None, subject=None, timeout=CLIENT_SECONDS):
        """Calls a method with grpcio and answers its message; raises grpc.RpcError."""
        channel, path, asked, answered = self.method(name)
        message = json_format.ParseDict(request or {}, asked())
        metadata = [("kenes-subject", subject)] if subject else []
        rpc = channel.unary_unary(path, asked.SerializeToString, answered.FromString)
        return rpc(message, metadata=metadata, timeout=timeout)

    def send(self, name, data, subject="demo|aigul", timeout=CLIENT_SECONDS, **more):
        """Sends bytes as the request of a method, whatever they are; answers the bytes of the answer."""
        channel, path, *_ = self.method(name)
        rpc = channel.unary_unary(path, lambda raw: raw, lambda raw: raw)
        return rpc(data, metadata=[("kenes-subject", subject)], timeout=timeout, **more)


def run(command, stdin=None, environment=None, cwd=None):
    """Runs a client to its end, which it must reach by itself."""
    return subprocess.run(
        command,
        input=stdin if stdin is not None else "",
        capture_output=True,
        text=True,
        timeout=CLIENT_SECONDS,
        env={**os.environ, **(environment or {})},
        cwd=cwd,
        check=False,
    )


def refusal(call):
    """What a refused call says: its gRPC code and the messages of `google.rpc` in its details, by type name."""
    try:
        answer = call()
    except grpc.RpcError as error:
        status = rpc_status.from_call(error)
        assert status is not None, f"{error.code()} without google.rpc.Status: {error.details()}"
        details = {}
        for any_message in status.details:
            kind = any_message.type_url.rsplit(".", 1)[-1]
            message = getattr(error_details_pb2, kind)()
            assert any_message.Unpack(message), f"{kind} does not unpack"
            assert kind not in details, f"{kind} stands twice"
            details[kind] = message
        return error.code().name, status.message, details
    raise AssertionError(f"not refused but answered: {answer!r:.300}")


def fresh():
    """A suffix for ids that no other run used."""
    return uuid.uuid4().hex[:12]


def request_id():
    return str(uuid.uuid4())
