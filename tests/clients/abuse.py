"""What no honest client sends. Every answer is a clean status, memory stays flat, and the services go on serving."""

import concurrent.futures
import os
import pathlib
import re
import socket

import grpc

from world import CONSULTATION, REGISTRY, refusal

CREATE = f"{REGISTRY}.OrganizationService/CreateOrganization"
COMMENT = f"{CONSULTATION}.CommentService/CreateComment"
IMPORT = f"{CONSULTATION}.DraftLawService/ImportAkomaNtoso"
# How much a service may hold after the abuse more than before it, and at the worst moment.
GROWTH_MIB, PEAK_MIB = 48, 320
LIMIT = 4 << 20


def checks(world):
    def refused(method, data, code, reason):
        got, _, details = refusal(lambda: world.send(method, data))
        assert (got, details["ErrorInfo"].reason) == (code, reason), f"{got} {details}"

    def malformed():
        for method in [CREATE, COMMENT]:
            for data in [
                field(2, b"\xff\xfe is no UTF-8")[:-4],  # a length that reaches past the end
                field(3, b"\xd0"),  # half a letter
                field(2, field(12, b"\xff\xff")),  # a text that is no message
                b"\xff" * 20,  # a tag without end
                b"\x0b" * 200,  # groups in groups
            ]:
                refused(method, data, "INVALID_ARGUMENT", "MESSAGE_MALFORMED")

    def deep():
        data = b""
        for _ in range(5_000):
            data = field(2, data)
        # Unknown or nested too deep: refused either way, and not by a stack that overflows.
        code, _, details = refusal(lambda: world.send(CREATE, data))
        assert code == "INVALID_ARGUMENT" and details["ErrorInfo"].reason, code

    def too_large():
        for method in [CREATE, COMMENT, IMPORT]:
            code, _, details = refusal(lambda method=method: world.send(method, field(2, bytes(LIMIT + 1))))
            info = details["ErrorInfo"]
            assert (code, info.reason) == ("RESOURCE_EXHAUSTED", "MESSAGE_TOO_LARGE"), f"{code} {info}"
            assert int(info.metadata["limit_bytes"]) <= LIMIT

    def empty_messages():
        """4 MiB of empty sub-messages: two bytes each on the wire, much more in memory."""
        room = LIMIT - 64
        calls = [
            (CREATE, field(2, b"\x62\x00" * (room // 2))),  # organization.titles
            (COMMENT, field(2, b"\x7a\x00" * (room // 2))),  # comment.texts
            (COMMENT, b"\x12\x00" * (room // 2)),  # the comment itself, again and again
            (IMPORT, b"\x12\x00" * (room // 2)),  # documents
        ]
        pids = {package: listener(address) for package, address in world.addresses.items()}
        for method, data in calls:
            refusal(lambda method=method, data=data: world.send(method, data))
        before = {pid: memory(pid, "VmRSS") for pid in pids.values()}
        for pid in before:
            pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            codes = set(pool.map(lambda call: refusal(lambda: world.send(*call))[0], calls * 5))
        assert codes <= {"INVALID_ARGUMENT", "RESOURCE_EXHAUSTED"}, codes
        for pid, held in before.items():
            now, peak = memory(pid, "VmRSS"), memory(pid, "VmHWM")
            print(f"        process {pid}: {held} MiB before, {now} MiB after, {peak} MiB at most")
            assert now - held <= GROWTH_MIB, f"{held} MiB before and {now} MiB after"
            assert peak <= PEAK_MIB, f"{peak} MiB at the worst moment"

    def gzip_bombs():
        """A message of 64 MiB that comes as 64 KiB: refused at the limit of what it is inflated to, which it never reaches."""
        pids = [listener(address) for address in world.addresses.values()]
        before = {pid: memory(pid, "VmRSS") for pid in pids}
        for pid in pids:
            pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")
        bomb = field(2, bytes(64 << 20))
        for method in [CREATE, COMMENT, IMPORT] * 5:
            code, _, details = refusal(lambda method=method: world.send(method, bomb, compression=grpc.Compression.Gzip))
            assert (code, details["ErrorInfo"].reason) == ("RESOURCE_EXHAUSTED", "MESSAGE_TOO_LARGE"), f"{code} {details}"
        for pid, held in before.items():
            peak = memory(pid, "VmHWM")
            print(f"        process {pid}: {held} MiB before, {peak} MiB at most")
            assert peak - held <= GROWTH_MIB, f"{held} MiB before and {peak} MiB at most"

    def xml_bombs():
        version = "draftLaws/demo-public-participation/versions/v2"
        entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        documents = {
            "laughs": f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">{entities}]><a>&l9;</a>',
            "outside": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            "deep": "<a>" * 50_000 + "</a>" * 50_000,
            "cut": "<akomaNtoso><bill><body><article eId='art_1'>",
            "other": "<html/>",
        }
        for name, text in documents.items():
            data = field(1, version.encode()) + field(2, field(1, text.encode()) + field(2, f"{name}.xml".encode()))
            code, message, details = refusal(lambda data=data: world.send(IMPORT, data, subject="demo|ministry"))
            reason = details["ErrorInfo"].reason
            # The version is frozen too; whichever is said first, no entity was followed.
            assert reason in ("XML_INVALID", "VERSION_FROZEN"), f"{name}: {code} {reason} {message}"
            assert "root:" not in message, message

    def noise():
        for address in world.addresses.values():
            host, port = address.rsplit(":", 1)
            for data in [b"\x00" * 100, b"GET / HTTP/1.1\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\xff" * 100, b"\x16\x03\x01\x02\x00\x01"]:
                with socket.create_connection((host, int(port)), timeout=5) as peer:
                    # Answered with a few bytes or cut: either is well, to be left hanging is not.
                    try:
                        peer.sendall(data)
                        peer.shutdown(socket.SHUT_WR)
                        while peer.recv(4096):
                            pass
                    except TimeoutError:
                        raise
                    except OSError:
                        pass

    def still_serving():
        for package, address in world.addresses.items():
            done = world.grpcurl("-d", "{}", address, "grpc.health.v1.Health/Check")
            assert done.returncode == 0 and "SERVING" in done.stdout, done.stderr
        answer = world.call(f"{REGISTRY}.OrganizationService/GetOrganization", {"name": "organizations/cnok"})
        assert answer.name == "organizations/cnok"

    return [
        ("bytes that are no message", malformed),
        ("messages in messages in messages", deep),
        ("messages above the limit, which is named", too_large),
        ("4 MiB of empty messages, and memory stays flat", empty_messages),
        ("64 MiB in 64 KiB of gzip, and memory stays flat", gzip_bombs),
        ("XML with entities, without end, of another kind", xml_bombs),
        ("bytes that are no HTTP/2", noise),
        ("the services go on serving", still_serving),
    ]


def field(number, data):
    """A field of bytes as it stands on the wire."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def listener(address):
    """The process that listens on a port of this machine."""
    port = int(address.rsplit(":", 1)[1])
    sockets = set()
    for table in ["/proc/net/tcp", "/proc/net/tcp6"]:
        for line in pathlib.Path(table).read_text().splitlines()[1:]:
            parts = line.split()
            if parts[3] == "0A" and int(parts[1].rsplit(":", 1)[1], 16) == port:
                sockets.add(f"socket:[{parts[9]}]")
    for folder in pathlib.Path("/proc").glob("[0-9]*/fd"):
        try:
            if any(os.readlink(link) in sockets for link in folder.iterdir()):
                return int(folder.parent.name)
        except OSError:  # it ended meanwhile, or is not ours to look into
            continue
    raise AssertionError(f"nobody listens on {port}")


def memory(pid, key):
    """A figure of a process's memory, in MiB."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{key}:\s+(\d+) kB", text, re.MULTILINE)[1]) // 1024
