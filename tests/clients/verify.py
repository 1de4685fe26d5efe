#!/usr/bin/env python3
"""A second verifier of receipts, that shares nothing with the first: verify.py ANSWER.json --key VKEY [--body FILE]

It follows c2sp.org/tlog-proof, signed-note, tlog-checkpoint and tlog-cosignature; RFC 6962, 2.1; and the comments of
proto/kenes/record/v1 (receipt, entry), and has no code in common with the first. It takes a receipt or an answer as grpcurl printed
it, with all the receipts that are in it. It knows no protobuf: --body is a file with the bytes of slot 1, --identity one with those of
slot 2, which a leaf that names nobody does not have, --caller the subject of slot 3, of the one receipt that is given. Without them nothing is said of the salts, which nothing else is bound to.
The exit codes are those of `kenes verify`.
"""

import argparse
import base64
import functools
import hashlib
import hmac
import json
import pathlib
import re
import sys
from collections import namedtuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LOGGED, DIFFERS, REDACTED, WRONG_KEY, WRONG_ORIGIN = 0, 20, 21, 22, 23
BROKEN_PROOF, WRONG_SIGNATURE, MALFORMED, UNWITNESSED, USAGE = 24, 25, 26, 27, 64
LABELS = {1: b"body", 2: b"identity", 3: b"caller"}
HEAD = 102
LOG, WITNESS = 1, 4


class Refused(Exception):
    """Why a receipt shows nothing, with the exit code that says so."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


Key = namedtuple("Key", "name id kind public")
Receipt = namedtuple("Receipt", "leaf commitments salts index path checkpoint")


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def check(is_so, what, code=MALFORMED):
    if not is_so:
        raise Refused(code, what)


def base64_of(text, what, length=None):
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused(MALFORMED, f"{what} is not base64") from None
    # Only one text stands for some bytes: with its padding, and with nothing in the bits that are left over.
    check(base64.b64encode(found).decode() == text, f"{what} is not base64 as it is written")
    check(length in (None, len(found)), f"{what} has {len(found)} bytes")
    return found


def decimal(text, what):
    check(re.fullmatch("0|[1-9][0-9]{0,19}", text) and int(text) < 2**64, f"{what} is not a decimal number")
    return int(text)


def key_of(text):
    """A verifier key: `name+hex(id)+base64(kind, key)`."""
    try:
        name, hex_id, encoded = text.split("+", 2)
        key = base64_of(encoded, "the key", 33)
        found = Key(name, bytes.fromhex(hex_id), key[0], key[1:])
    except (ValueError, Refused) as error:
        raise Refused(USAGE, f"not a verifier key: {error}") from None
    check(found.kind in (LOG, WITNESS), "not an Ed25519 key", USAGE)
    check(found.id == sha256(name.encode(), b"\n", key)[:4], "the key is not the one that its id says", USAGE)
    return found


def leaf_of(extra):
    """The leaf at the beginning of the line `extra`, its commitments by slot, and the salts behind it by slot."""
    check(extra[:16] == b"consult-entry/v2" and len(extra) >= HEAD, "no leaf")
    length = HEAD + 33 * extra[HEAD - 1]
    leaf, rest = extra[:length], extra[length:]
    check(len(leaf) == length and len(rest) % 33 == 0, "the leaf or the salts are cut")
    for part in (leaf[HEAD:], rest):
        check(list(part[::33]) == sorted(set(part[::33])), "slots that are not in order")
    commitments, salts = ({part[at]: part[at + 1 : at + 33] for at in range(0, len(part), 33)} for part in (leaf[HEAD:], rest))
    check(set(salts) <= set(commitments), "a salt of no slot")
    return leaf, commitments, salts


def receipt_of(text):
    check(not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text), "a control character")
    head, empty, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    check(empty and len(lines) >= 3 and lines[0] == "c2sp.org/tlog-proof@v1", "not a proof")
    check(lines[1].startswith("extra ") and lines[2].startswith("index "), "extra and index are expected")
    leaf, commitments, salts = leaf_of(base64_of(lines[1][6:], "extra"))
    path = [base64_of(line, "a hash", 32) for line in lines[3:]]
    check(len(path) <= 64, "a path that is longer than that of any tree")
    return Receipt(leaf, commitments, salts, decimal(lines[2][6:], "the index"), path, checkpoint)


@functools.lru_cache(4096)
def note_of(note):
    """A signed note: its text, and its signatures as (name, key id, signature)."""
    text, empty, below = note.rpartition("\n\n")
    check(empty and below.endswith("\n"), "no signatures, or the last is cut")
    signatures = []
    for line in below[:-1].split("\n"):
        found = re.fullmatch(r"\u2014 ([^\s+]+) (.*)", line)
        check(found, "not a signature")
        name, signed = found[1], base64_of(found[2], "a signature")
        check(len(signed) > 4, "a signature without a key id")
        signatures.append((name, signed[:4], signed[4:]))
    return text + "\n", signatures


@functools.lru_cache(4096)
def signed_by(note, key):
    """Whether the key signed the note. Who claims to be the key and is not makes the whole note wrong."""
    text, signatures = note_of(note)
    mine = [signature for name, key_id, signature in signatures if (name, key_id) == (key.name, key.id)]
    for signature in mine:
        signed = text.encode()
        if key.kind == WITNESS:
            seconds, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            signed = f"cosignature/v1\ntime {seconds}\n".encode() + signed
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, signed)
        except InvalidSignature:
            raise Refused(WRONG_SIGNATURE, f"wrong signature of {key.name}") from None
    return bool(mine)


def checkpoint_of(text):
    origin, size, root, *_ = text.split("\n") + ["", ""]
    check(origin, "no origin")
    return origin, decimal(size, "the size"), base64_of(root, "the root", 32)


def root_of(hash, index, size, path):
    """RFC 6962, 2.1.1, read backwards: which half of the tree the leaf is in says on which side its sibling stands."""
    if size == 1:
        return hash if not path else None
    if not path:
        return None
    half = 1 << (size - 1).bit_length() - 1
    left = index < half
    inner = root_of(hash, index, half, path[:-1]) if left else root_of(hash, index - half, size - half, path[:-1])
    return inner and sha256(b"\1", *((inner, path[-1]) if left else (path[-1], inner)))


def verify(text, key, body=None, identity=None, caller=None, witnesses=(), quorum=0):
    """The receipt in a text, if it is sound and these are its words; `Refused` otherwise."""
    receipt = receipt_of(text)
    origin, size, root = checkpoint_of(note_of(receipt.checkpoint)[0])
    check(origin == key.name, f"a receipt of the log {origin}", WRONG_ORIGIN)
    check(signed_by(receipt.checkpoint, key), "signed by no key that is believed", WRONG_KEY)
    found = receipt.index < size and root_of(sha256(b"\0", receipt.leaf), receipt.index, size, receipt.path)
    check(found == root, "the path does not lead from the leaf to the root", BROKEN_PROOF)
    signed = sum(signed_by(receipt.checkpoint, witness) for witness in witnesses)
    check(signed >= quorum, f"{signed} witnesses signed of {quorum}", UNWITNESSED)
    for slot, data in ((1, body), (2, identity), (3, caller)):
        if slot == 2 and slot not in receipt.commitments:
            check(not data, "the entry is in the log, and names nobody", DIFFERS)
        elif data is not None:
            check(slot in receipt.salts, "no salt: nobody can tell the words", REDACTED)
            said = b"consult-commit/v2\0" + LABELS[slot] + b"\0" + data
            made = hmac.digest(receipt.salts[slot], said, "sha256")
            check(made == receipt.commitments[slot], "the entry is in the log, with other words", DIFFERS)
    return receipt


def receipts_in(text):
    """The receipts in what somebody keeps: a receipt by itself, or answers in JSON that carry some."""
    if not text.lstrip().startswith("{"):
        return [text]
    found, waiting, rest = [], [], text.strip()
    try:
        while rest:
            answer, end = json.JSONDecoder().raw_decode(rest)
            waiting.append(answer)
            rest = rest[end:].lstrip()
    except ValueError as error:
        raise Refused(MALFORMED, f"an answer that is cut, or is no JSON: {error}") from None
    pending = False
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, dict) and isinstance(part.get("proof"), str) and part["proof"]:
            found.append(part["proof"])
        elif isinstance(part, (dict, list)):
            pending = pending or isinstance(part, dict) and part.get("pending") is True
            waiting += part.values() if isinstance(part, dict) else part
    check(found or not pending, "the receipt is pending: ask for it with kenes.record.v1.RecordService/FetchReceipt")
    check(found, "there is no receipt in this answer")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0], allow_abbrev=False)
    parser.add_argument("receipt", type=pathlib.Path, help="a receipt, or an answer as grpcurl printed it")
    parser.add_argument("--key", required=True, help="the verifier key of the log")
    parser.add_argument("--witness", action="append", default=[], help="the verifier key of a witness that must have signed")
    parser.add_argument("--body", type=pathlib.Path)
    parser.add_argument("--identity", type=pathlib.Path)
    parser.add_argument("--caller")
    asked = parser.parse_args()
    body, identity = (file and file.read_bytes() for file in (asked.body, asked.identity))
    try:
        witnesses = [key_of(witness) for witness in asked.witness]
        texts, key = receipts_in(asked.receipt.read_bytes().decode()), key_of(asked.key)
        caller = asked.caller and asked.caller.encode()
        check(len(texts) == 1 or body is identity is caller is None, "these are the words of one receipt, and there are more", USAGE)
        receipts = [verify(text, key, body, identity, caller, witnesses, len(witnesses)) for text in texts]
    except UnicodeDecodeError:
        return MALFORMED, "not a text in UTF-8"
    except Refused as refused:
        return refused.code, str(refused)
    said = "\n".join(f"logged: entry {receipt.index}" for receipt in receipts)
    return LOGGED, said + (", and these are its words" if body is not None else "")


if __name__ == "__main__":
    code, said = main()
    print(said, file=sys.stderr if code else sys.stdout)
    sys.exit(code)
