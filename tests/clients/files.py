"""Files that go with what is said, by grpcio: sent by chunks with a break, gone on with, read by ranges, and their hash."""

import base64
import hashlib
import os
import subprocess

from world import CONSULTATION, fresh, refusal

FILES, STREAMS = f"{CONSULTATION}.AttachmentService", f"{CONSULTATION}.AttachmentStreamService"
AIGUL = "demo|aigul"
CHUNK = 1 << 20


def checks(world):
    tag = fresh()
    yield "a file is sent by chunks, goes on after a break, and is read by ranges as it was sent", lambda: sent(world, tag)
    yield "named by a comment it is everybody's", lambda: named(world, tag)
    yield "kenes attach goes on with what was begun, and prints the document of a request", lambda: attached(world, tag)


def announced(name, data, media_type="text/plain"):
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    return {"name": name, "media_type": media_type, "size": len(data), "sha256": digest}


def chunk(whole, data, begin, end):
    return {**whole, "offset": begin, "data": base64.b64encode(data[begin:end]).decode()}


def upload(world, whole, data, begin, end, subject=AIGUL):
    return world.call(f"{FILES}/UploadAttachment", chunk(whole, data, begin, end), subject)


def download(world, name, subject=None, **more):
    channel, path, asked, answered = world.method(f"{STREAMS}/DownloadAttachment")
    rpc = channel.unary_stream(path, asked.SerializeToString, answered.FromString)
    metadata = [("kenes-subject", subject)] if subject else []
    chunks = list(rpc(asked(name=name, **more), metadata=metadata, timeout=20))
    at = more.get("offset", 0)
    for one in chunks:
        assert one.offset == at, (one.offset, at)
        at += len(one.data)
    return b"".join(one.data for one in chunks)


def lines(tag, size):
    return (f"{tag}: ten days are too few.\n".encode() * (size // 20))[:size]


def sent(world, tag):
    data, name = lines(tag, 3 * CHUNK + 12_345), f"attachments/check-{tag}"
    whole = announced(name, data)
    upload(world, whole, data, 0, CHUNK)
    # Half of a chunk went, as if the line had broken in it.
    upload(world, whole, data, CHUNK, CHUNK + CHUNK // 2)
    code, message, details = refusal(lambda: upload(world, whole, data, 3 * CHUNK, len(data)))
    assert details["ErrorInfo"].reason == "ATTACHMENT_INCOMPLETE", (code, message)
    known = world.call(f"{FILES}/GetAttachment", {"name": name}, AIGUL)
    at = known.received_size
    assert at == CHUNK + CHUNK // 2, known
    while at < len(data):
        at = upload(world, whole, data, at, min(at + CHUNK, len(data))).received_size
    known = world.call(f"{FILES}/GetAttachment", {"name": name}, AIGUL)
    assert known.state == 2 and known.sha256 == hashlib.sha256(data).digest(), known
    assert download(world, name, AIGUL) == data
    for offset, length in ((0, 10), (CHUNK - 1, 2), (len(data) - 5, 0), (777, 1_000_000), (len(data), 0)):
        wanted = data[offset : offset + length] if length else data[offset:]
        assert download(world, name, AIGUL, offset=offset, length=length) == wanted, (offset, length)
    code, *_ = refusal(lambda: download(world, name))
    assert code == "NOT_FOUND", code


def named(world, tag):
    name = f"attachments/check-{tag}"
    known = world.call(f"{FILES}/GetAttachment", {"name": name}, AIGUL)
    document = {
        "document_type": "letter",
        "attachment": name,
        "mime_type": known.media_type,
        "sha256": base64.b64encode(known.sha256).decode(),
    }
    comment = {
        "target": {"version": "draftLaws/demo-public-participation/versions/v2", "eid": "art_5__para_2"},
        "texts": [{"language_code": "en", "text": f"A letter goes with it: {tag}."}],
        "attachments": [document],
    }
    request = {"parent": "consultations/demo-second-round", "comment": comment}
    made = world.call(f"{CONSULTATION}.CommentService/CreateComment", request, AIGUL)
    assert made.attachments[0].sha256 == known.sha256
    assert hashlib.sha256(download(world, name)).digest() == known.sha256


def attached(world, tag):
    data, name = lines(f"again {tag}", 2 * CHUNK + 99), f"attachments/attach-{tag}"
    file = world.folder / "letter.txt"
    file.write_bytes(data)
    whole = announced(name, data)
    upload(world, whole, data, 0, CHUNK)
    command = [world.kenes, "attach", str(file), "--name", name, "--subject", AIGUL]
    command += ["--consultation", f"http://{world.addresses[CONSULTATION]}"]
    plain = {key: value for key, value in os.environ.items() if not key.startswith("KENES_")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=plain)
    assert done.returncode == 0, done.stdout + done.stderr
    assert whole["sha256"] in done.stdout and hashlib.sha256(data).hexdigest() in done.stdout, done.stdout
    assert download(world, name, AIGUL) == data
    command[3:5] = ["--name", f"attachments/no-{tag}", "--media-type", "application/pdf"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=plain)
    assert done.returncode == 1 and "is no application/pdf" in done.stderr, done.stdout + done.stderr
