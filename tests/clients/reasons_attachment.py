"""The reasons of uploaded files. Read by `reasons`."""

import functools

from files import FILES, STREAMS, announced, chunk
from fixtures import Case, en
from world import CONSULTATION

TEXT = b"Ten days are too few.\n"
BOMB_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(what, data=TEXT, begin=0, end=None, media_type="text/plain", **more):
    """The request of a chunk under a name of its own."""
    whole = {**announced(f"attachments/{what}-{{tag}}", data, media_type), **more}
    return chunk(whole, data, begin, len(data) if end is None else end)


def bomb():
    """A workbook of nothing but a directory, which says that it would be a gigabyte."""
    entries = b"PK\x03\x04" + bytes(1024)
    at = len(entries)
    for name in (b"[Content_Types].xml", b"xl/workbook.xml"):
        entry = bytearray(b"PK\x01\x02" + bytes(42))
        entry[24:28], entry[28] = (1 << 29).to_bytes(4, "little"), len(name)
        entries += bytes(entry) + name
    end = b"PK\x05\x06\0\0\0\0\x02\0\x02\0" + (len(entries) - at).to_bytes(4, "little") + at.to_bytes(4, "little")
    return entries + end + b"\0\0"


def comment_with(fixtures, what, **more):
    document = {"document_type": "letter", "attachment": f"attachments/{what}-{fixtures.tag}", **more}
    document.setdefault("sha256", announced("", TEXT)["sha256"])
    comment = {
        "target": {"version": "draftLaws/demo-public-participation/versions/v2", "eid": "art_5__para_2"},
        "texts": en("A comment for a check."),
        "attachments": [document],
    }
    request = {"parent": "consultations/demo-second-round", "comment": comment}
    return fixtures.consultation("CommentService/CreateComment", request, "demo|aigul")


def half(fixtures):
    """A file of which half has come, and a comment that names it."""
    fixtures.consultation("AttachmentService/UploadAttachment", fixtures.fill(upload("half", end=9)), "demo|aigul")
    return comment_with(fixtures, "half")


def other(fixtures):
    """A file that is there, and a comment with another hash."""
    fixtures.consultation("AttachmentService/UploadAttachment", fixtures.fill(upload("other")), "demo|aigul")
    return comment_with(fixtures, "other", sha256=announced("", b"other")["sha256"])


def erased(fixtures):
    """A file whose comment two officers erased."""
    fixtures.consultation("AttachmentService/UploadAttachment", fixtures.fill(upload("gone")), "demo|aigul")
    made = comment_with(fixtures, "gone")
    request = {"name": made.name, "action": "ACTION_ERASE", "basis_code": "court-order", "reasons": en("A check.")}
    redaction = fixtures.consultation("CommentService/RedactComment", request, "demo|officer")
    fixtures.consultation("CommentService/ApproveRedaction", {"name": redaction.name}, "demo|second-officer")
    request = {"name": f"attachments/gone-{fixtures.tag}"}
    return fixtures.world.call(f"{STREAMS}/DownloadAttachment", request, "demo|aigul")


def no_file(fixtures):
    return comment_with(fixtures, "none")


OF_UPLOADS = functools.partial(Case, method=f"{FILES}/UploadAttachment")
OF_COMMENTS = functools.partial(Case, method=f"{CONSULTATION}.CommentService/CreateComment")
CASES = [
    OF_UPLOADS("ATTACHMENT_INCOMPLETE", "FAILED_PRECONDITION", request=upload("gap", begin=4)),
    OF_UPLOADS("ATTACHMENT_MISMATCH", "INVALID_ARGUMENT", request=upload("pdf", media_type="application/pdf")),
    OF_UPLOADS("ATTACHMENT_MISMATCH", "INVALID_ARGUMENT", request=upload("hash", sha256=announced("", b"other")["sha256"])),
    OF_UPLOADS("ATTACHMENT_TYPE_NOT_ALLOWED", "INVALID_ARGUMENT", request=upload("svg", media_type="image/svg+xml")),
    OF_UPLOADS("ATTACHMENT_TOO_LARGE", "INVALID_ARGUMENT", request=upload("large", size=1 << 40)),
    OF_UPLOADS("ATTACHMENT_TOO_LARGE", "INVALID_ARGUMENT", request=upload("bomb", bomb(), media_type=BOMB_TYPE)),
    OF_UPLOADS("SUBJECT_MISSING", "UNAUTHENTICATED", request=upload("nobody"), subject=None),
    OF_COMMENTS("ATTACHMENT_INCOMPLETE", "FAILED_PRECONDITION", send=half),
    OF_COMMENTS("ATTACHMENT_MISMATCH", "INVALID_ARGUMENT", send=other),
    OF_COMMENTS("REFERENCE_NOT_FOUND", "INVALID_ARGUMENT", send=no_file),
    Case("ATTACHMENT_REMOVED", "FAILED_PRECONDITION", f"{STREAMS}/DownloadAttachment", send=erased),
    Case("RESOURCE_NOT_FOUND", "NOT_FOUND", f"{STREAMS}/DownloadAttachment", {"name": "attachments/none"}),
    Case("RESOURCE_NOT_FOUND", "NOT_FOUND", f"{FILES}/GetAttachment", {"name": "attachments/none"}),
]
