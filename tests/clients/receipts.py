"""Receipts, before two verifiers that share nothing: `kenes verify`, and verify.py, which was written from the specification.

Both must say the same of thousands of receipts and of whatever is done to them. The proofs that the service gives are
compared with those of the tree that is rebuilt here from its entries.
"""

import base64
import collections
import concurrent.futures
import json
import os
import random
import subprocess
import sys
import tempfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from google.protobuf import json_format, message_factory

import verify
from world import CONSULTATION, RECORD, ROOT, request_id

CREATE = f"{CONSULTATION}.CommentService/CreateComment"
ROUND, VERSION, WHO = "consultations/demo-second-round", "draftLaws/demo-public-participation/versions/v2", "demo|aigul"
NGO = "//registry.kenes/organizations/demo-adilet"
COUNT = int(os.environ.get("KENES_RECEIPTS", "10000"))
IN_FLIGHT = 256
# `kenes verify` is a process a time, so it sees the words of some only. Without words it takes many receipts at once.
WITH_WORDS, AT_ONCE = 200, 500
Made = collections.namedtuple("Made", "text body identity answer")


def checks(world):
    desk = Desk(world)
    return [
        ("a receipt of another implementation verifies with both", desk.vector_verifies),
        ("a person keeps the answer of grpcurl, and proves the words with it", desk.flow_of_a_person),
        (f"{COUNT} receipts verify with verify.py, words and author too", desk.all_verify_here),
        (f"{COUNT} receipts verify with kenes verify", desk.all_verify_there),
        (f"{WITH_WORDS} of them, words and author too, with kenes verify", desk.words_verify_there),
        ("each fault has its own outcome, the same with both", desk.faults_agree),
        ("every byte of a receipt changed: the same outcome with both", desk.every_byte_agrees),
        (f"a byte of each part of {COUNT} receipts changed: all refused", desk.all_mutants_refused),
        ("the service's proofs are those of the tree of its entries", desk.proofs_agree),
    ]


VECTOR_KEYS = (
    "log.consult.example/2026+26566c27+Aa+WsHXmtkbN6iJqc371mB7YHItIqfN2BKz4doNUhkzr",
    "witness.example/w1+3241aa56+BKcpc60ZmkT4S66tI9OTPcBFsvWDdIKV6VTQwgROuiqi",
)
VECTOR = """\
c2sp.org/tlog-proof@v1
extra EXTRA
index 1
G5Xzk5g7Yewb3ezIasX6myfrT7RvAnhylMKpykfaWDA=
8+VRTc9/FWIF1qEicOZeGU7F+suaCAr0TwA/xCZSIzU=

log.consult.example/2026
3
z3y0CgBfOTomndAnnPTpXcXl0ReBbPhKno7rlzUajpg=

\u2014 log.consult.example/2026 JlZsJ+/ifagXP33x+jVxlG0ofbbI+6DFbx28MKAfnU6LHqsPjSUeE87Yfeegy3FlUbShr592YhG5Th1np1LaY9h/dQA=
\u2014 witness.example/w1 MkGqVgAAAABrBBhAxqw9uDYKHxkEtxoR7a6/LNCDGqffFK2zGMUuuEnXHnPbE5I2KHJ4G9RpYOEUGQUvoWs6xQxQjT4EbRJ+LHtgDQ==
"""
VECTOR_LEAF = (
    "636f6e73756c742d656e7472792f763203000001a207feaf42000660ef3adc9405c2cb219e65a8c24cb3cce63373b4f5ef3d9562628cce"
    "9e778323e6c1b8852e890000000172a574f2b922fa0e9eac9796fca5a8c65ae57d9bc9c197c886983dc2bf952c3502017110a036054b24"
    "5d48d489b1ce59f709a8bd9f0aca5ca2eab64937b4b9a1a6c603c8479fbbd907a6aa928144d82701f5bd06a886cf6acf7a1f3a3001a8f7"
    "48d7c1"
)
VECTOR_SALT = "5ef89eab6ed3ff1d4f8a65a207418cb47a2c7fab138a6e75c12e91dbf2cefe92"
VECTOR_BODY = "Статья 12: срок обсуждения продлить до 30 дней"


class Desk:
    """The receipts, the key that is believed, and both verifiers."""

    def __init__(self, world):
        self.world, self.receipts = world, []
        self.dice = random.Random(seed := random.randrange(10**6))
        print(f"        receipts: seed {seed}", flush=True)
        first = self.entries(0, 1)[0]
        found = world.pool.FindMessageTypeByName(f"{RECORD}.LogKey")
        # Whoever runs the log publishes its key; here it is taken from the log's own first entry.
        self.text_of_key = message_factory.GetMessageClass(found).FromString(first.body).verifier_key
        self.key = verify.key_of(self.text_of_key)

    def entries(self, start, count):
        asked = {"from_index": start, "page_size": count}
        return self.world.call(f"{RECORD}.RecordService/ListEntries", asked).entries

    # === both verifiers

    def here(self, text, body=None, identity=None, key=None, witness=None):
        """The outcome of verify.py for the bytes of a receipt."""
        try:
            witnesses = [witness] if witness else []
            verify.verify(text.decode(), key or self.key, body, identity, WHO.encode() if identity is not None else None, witnesses, len(witnesses))
        except UnicodeDecodeError:
            return verify.MALFORMED
        except verify.Refused as refused:
            return refused.code
        return verify.LOGGED

    def there(self, *arguments):
        """The finished process of `kenes verify`."""
        command = [self.world.kenes, "verify", "--lang", "en", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    def agree(self, cases):
        """Asserts that both say the same of each (title, receipt, words to check, what verify.py says)."""

        def ask(case):
            title, text, words, said = case
            with tempfile.NamedTemporaryFile(dir=self.world.folder) as file:
                file.write(text)
                file.flush()
                done = self.there(file.name, "--key", self.text_of_key, *words)
            return f"{title}: {said} here, {done.returncode} there: {done.stderr.strip()}" if done.returncode != said else ""

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            differing = [told for told in pool.map(ask, cases) if told]
        assert not differing, f"{len(differing)} of {len(cases)} differ:\n" + "\n".join(differing)

    # === receipts

    def made(self):
        """The receipts of as many comments, made once, by one process with many calls in flight."""
        if self.receipts:
            return self.receipts
        channel, path, asked, answered = self.world.method(CREATE)
        rpc = channel.unary_unary(path, asked.SerializeToString, answered.FromString)
        waiting = collections.deque()
        for number in range(COUNT):
            text = f"Please say who answers, and when: {number}."
            said = comment(text) | ({"author": {"on_behalf_of": NGO}} if number % 2 else {})
            request = {"parent": ROUND, "comment": said, "request_id": request_id()}
            message = json_format.ParseDict(request, asked())
            waiting.append(rpc.future(message, metadata=[("kenes-subject", WHO)], timeout=60))
            if len(waiting) == IN_FLIGHT:
                self.receipts.append(self.kept(waiting.popleft().result()))
        self.receipts += [self.kept(call.result()) for call in waiting]
        return self.receipts

    def kept(self, answer):
        if answer.receipt.pending:
            asked = {"name": answer.name, "revision": 1}
            answer.receipt.CopyFrom(self.world.call(f"{RECORD}.RecordService/FetchReceipt", asked, WHO))
        text = answer.receipt.proof.encode()
        assert text, f"no receipt: {answer}"
        return Made(text, *self.parts(answer), answer)

    def parts(self, answer):
        """What the first two slots of the leaf commit to: the answer, taken apart as its message's option `recorded` says."""
        options = message_factory.GetMessageClass(self.world.pool.FindMessageTypeByName("google.protobuf.MessageOptions"))
        recorded = options.FromString(answer.DESCRIPTOR.GetOptions().SerializeToString())
        recorded = recorded.Extensions[self.world.pool.FindExtensionByName("kenes.type.v1.recorded")]
        body, who = type(answer)(), type(answer)()
        body.CopyFrom(answer)
        for name in recorded.answer_fields:
            body.ClearField(name)
        for path in recorded.identity_fields:
            above, field = path.split(".")
            if getattr(getattr(body, above), field):
                source, target = getattr(body, above), getattr(who, above)
                target.MergeFrom(type(target)(**{field: getattr(source, field)}))
                source.ClearField(field)
        return body.SerializeToString(deterministic=True), who.SerializeToString(deterministic=True)

    def file(self, name, content):
        file = self.world.folder / name
        file.write_bytes(content)
        return file

    # === the checks

    def vector_verifies(self):
        """Made with throw-away keys by neither of the two."""
        extra = base64.b64encode(bytes.fromhex(VECTOR_LEAF) + b"\1" + bytes.fromhex(VECTOR_SALT)).decode()
        text, body = VECTOR.replace("EXTRA", extra).encode(), VECTOR_BODY.encode()
        log, witness = map(verify.key_of, VECTOR_KEYS)
        policy = self.file("policy", "log {}\nwitness w {}\nquorum w\n".format(*VECTOR_KEYS).encode())
        for data, code in [(body, 0), (body[1:], verify.DIFFERS)]:
            done = self.there(self.file("receipt", text), "--policy", policy, "--body", self.file("body", data))
            assert (self.here(text, data, key=log, witness=witness), done.returncode) == (code, code), f"{done}"

    def flow_of_a_person(self):
        request = {"parent": ROUND, "comment": comment("Twenty days are enough only if the text is whole.")}
        printed = self.world.grpcurl(
            "-H", f"kenes-subject: {WHO}", "-d", json.dumps(request), self.world.address_of(CREATE), CREATE
        ).stdout
        answer = self.file("answer.json", printed.encode())
        done = self.there(answer, "--key", self.text_of_key, "--body", answer)
        assert done.returncode == 0 and "The body matches" in done.stdout, f"{done}"
        changed = self.file("changed.json", printed.replace("Twenty days", "Thirty days").encode())
        done = self.there(answer, "--key", self.text_of_key, "--body", changed)
        assert done.returncode == verify.DIFFERS and "does not match" in done.stderr, f"{done}"
        # The other verifier, by itself: of the answer as it is kept, of two of them, and of one without a receipt.
        for data, code, count in [(printed, 0, 1), (printed * 2, 0, 2), (printed[:-9], verify.MALFORMED, 0), ("{}", verify.MALFORMED, 0)]:
            command = [ROOT / "tests/clients/verify.py", self.file("kept.json", data.encode()), "--key", self.text_of_key]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            assert (done.returncode, done.stdout.count("logged: entry ")) == (code, count), f"{done}"
        message = json_format.Parse(printed, self.world.method(CREATE)[3]())
        receipt, (body, identity) = self.file("receipt", message.receipt.proof.encode()), self.parts(message)
        for data, code in [(body, 0), (body + b"!", verify.DIFFERS)]:
            files = ["--body", self.file("body", data), "--identity", self.file("identity", identity), "--caller", WHO]
            command = [sys.executable, ROOT / "tests/clients/verify.py", receipt, "--key", self.text_of_key, *files]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == code, f"{done}"

    def all_verify_here(self):
        wrong = [(made.text, said) for made in self.made() if (said := self.here(*made[:3]))]
        assert not wrong, f"{len(wrong)} do not, the first with {wrong[0][1]}:\n{wrong[0][0].decode()}"
        indexes = {verify.receipt_of(made.text.decode()).index for made in self.made()}
        assert len(indexes) == COUNT, f"{len(indexes)} places for {COUNT} comments"

    def all_verify_there(self):
        files = [self.file(f"receipt-{number}", made.text) for number, made in enumerate(self.made())]
        for at in range(0, COUNT, AT_ONCE):
            some = files[at : at + AT_ONCE]
            done = self.there(*some, "--key", self.text_of_key)
            assert done.returncode == 0 and done.stdout.count("Logged:") == len(some), done.stderr[:2000]
        # The control: one among many that is wrong.
        bad = self.file("bad", files[0].read_bytes().replace(b"\nindex ", b"\nindex 1"))
        done = self.there(bad, *files[:9], "--key", self.text_of_key)
        assert done.returncode == verify.BROKEN_PROOF and done.stdout.count("Logged:") == 9, f"{done}"
        for file in files:
            file.unlink()

    def words_verify_there(self):
        some = self.dice.sample(self.made(), WITH_WORDS)
        self.agree([(made.answer.name, made.text, self.words(made, n), 0) for n, made in enumerate(some)])

    def words(self, made, number=0):
        answer = self.file(f"answer-{number}", json_format.MessageToJson(made.answer).encode())
        return ["--body", answer, "--by", WHO]

    def faults_agree(self):
        made = self.made()[0]
        text, words = made.text.decode(), self.words(made)
        log, other = self.key.name, Ed25519PrivateKey.generate()
        lines, signed = text.split("\n"), text.split("\n\n")[1].encode() + b"\n"
        bare = verify.receipt_of(text).leaf
        cases = {
            "as it is": (text, verify.LOGGED),
            "another place": (text.replace("\nindex ", "\nindex 1"), verify.BROKEN_PROOF),
            "a hash less": ("\n".join(lines[:3] + lines[4:]), verify.BROKEN_PROOF),
            "two hashes exchanged": ("\n".join([*lines[:3], lines[4], lines[3], *lines[5:]]), verify.BROKEN_PROOF),
            "65 hashes more": ("\n".join([*lines[:3], *[lines[3]] * 65, *lines[3:]]), verify.MALFORMED),
            "no salts": (text.replace(lines[1], "extra " + base64.b64encode(bare).decode()), verify.REDACTED),
            "another log": (text.replace(f"\n\n{log}\n", "\n\nother.kenes/1\n"), verify.WRONG_ORIGIN),
            "signed by a stranger": (text.split("\u2014")[0] + line_of(log, verify.LOG, other, signed), verify.WRONG_KEY),
            "a larger tree": (text.replace(f"\n\n{log}\n", f"\n\n{log}\n1"), verify.WRONG_SIGNATURE),
            "17 signatures": (text + line_of("some.example", verify.LOG, other, signed) * 16, verify.LOGGED),
            "a name with a plus": (text + line_of("some+body", verify.LOG, other, signed), verify.MALFORMED),
            "ends of lines of another system": (text.replace("\n", "\r\n"), verify.MALFORMED),
            "lines exchanged": ("\n".join([lines[0], lines[2], lines[1], *lines[3:]]), verify.MALFORMED),
            "a leading zero": (text.replace("\nindex ", "\nindex 0"), verify.MALFORMED),
            "a place beyond 64 bits": (text.replace(lines[2], f"index {2**64}"), verify.MALFORMED),
            "the last place there is": (text.replace(lines[2], f"index {2**64 - 1}"), verify.BROKEN_PROOF),
        }
        for title, (changed, code) in cases.items():
            said = self.here(changed.encode(), made.body, made.identity)
            assert said == code, f"{title}: {said}, expected {code}"
        cases = [(title, changed.encode(), words, code) for title, (changed, code) in cases.items()]
        cut = [made.text[:end] for end in range(0, len(made.text), 7)]
        cut = [(f"cut at {len(some)}", some, words, self.here(some, made.body, made.identity)) for some in cut]
        assert all(said for *_, said in cut), "a part is not the whole"
        self.agree(cases + cut)
        self.witnesses_agree(made, signed)

    def witnesses_agree(self, made, signed):
        """A policy asks for a witness that did not sign, did, or is somebody else; both know the same key for it."""
        one, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        key = verify.key_of(text_of("w.example/1", verify.WITNESS, one))
        text = f"log {self.text_of_key}\nwitness w {text_of('w.example/1', verify.WITNESS, one)}\nquorum w\n"
        policy = self.file("policy", text.encode())
        false = line_of("w.example/1", verify.WITNESS, one, b"other words\n")
        for line, code in [
            ("", verify.UNWITNESSED),
            (line_of("w.example/1", verify.WITNESS, one, signed), verify.LOGGED),
            (line_of("w.example/1", verify.WITNESS, other, signed), verify.UNWITNESSED),
            (false, verify.WRONG_SIGNATURE),
        ]:
            text = made.text + line.encode()
            done = self.there(self.file("receipt", text), "--policy", policy)
            assert (self.here(text, witness=key), done.returncode) == (code, code), f"{code}: {line} {done}"

    def every_byte_agrees(self):
        made = self.dice.choice(self.made())
        words, cases = self.words(made), []
        for at in range(len(made.text)):
            text = self.changed(made.text, at)
            cases.append((f"byte {at}", text, words, self.here(text, made.body, made.identity)))
        assert all(said for *_, said in cases), "a changed byte that nobody saw"
        assert {verify.DIFFERS, verify.BROKEN_PROOF, verify.WRONG_SIGNATURE, verify.MALFORMED} <= {case[3] for case in cases}
        self.agree(cases)

    def changed(self, text, at):
        return text[:at] + bytes([text[at] ^ self.dice.randrange(1, 256)]) + text[at + 1 :]

    def all_mutants_refused(self):
        """A byte of each line of the proof and of each line of the note; of some receipts, every byte there is."""
        count = 0
        for number, made in enumerate(self.made()):
            places = range(len(made.text)) if number % (COUNT // 10) == 0 else self.places(made.text)
            for at in places:
                text = self.changed(made.text, at)
                count += 1
                assert self.here(text, made.body, made.identity), f"byte {at} of\n{made.text.decode()}is\n{text!r}"
        assert count > 7 * COUNT, count

    def places(self, text):
        """A place in the header, `extra`, the index, the path, the text of the checkpoint, its signature, an end of a line."""
        lines = [text.index(b"\n", 0)]
        while len(lines) < 3:
            lines.append(text.index(b"\n", lines[-1] + 1))
        path, note = text.index(b"\n\n"), text.rindex(b"\n\n")
        bounds = [0, *lines, path, note, len(text)]
        ends = [at for at, byte in enumerate(text) if byte == 10]
        return [*(self.dice.randrange(*bound) for bound in zip(bounds, bounds[1:])), self.dice.choice(ends)]

    def proofs_agree(self):
        self.made()
        service, leaves = f"{RECORD}.RecordService", []
        while entries := self.entries(len(leaves), 1000):
            leaves += [verify.sha256(b"\0", entry.leaf) for entry in entries]
        size, roots = len(leaves), {}

        def root(start, end):
            if end - start == 1:
                return leaves[start]
            if (start, end) not in roots:
                half = start + (1 << (end - start - 1).bit_length() - 1)
                roots[start, end] = verify.sha256(b"\1", root(start, half), root(half, end))
            return roots[start, end]

        def path(m, start, end):
            if end - start == 1:
                return []
            half = start + (1 << (end - start - 1).bit_length() - 1)
            return [*path(m, start, half), root(half, end)] if m < half else [*path(m, half, end), root(start, half)]

        def proof(m, start, end, whole):
            if m == end:
                return [] if whole else [root(start, end)]
            half = start + (1 << (end - start - 1).bit_length() - 1)
            if m <= half:
                return [*proof(m, start, half, whole), root(half, end)]
            return [*proof(m, half, end, False), root(start, half)]

        for _ in range(500):
            to = self.dice.randrange(1, size + 1)
            at, since = self.dice.randrange(to), self.dice.randrange(1, to + 1)
            given = self.world.call(f"{service}/ProveInclusion", {"index": at, "size": to})
            assert list(given.path) == path(at, 0, to), f"inclusion of {at} in {to}"
            assert verify.root_of(leaves[at], at, to, list(given.path)) == root(0, to), f"{at} in {to}"
            given = self.world.call(f"{service}/ProveConsistency", {"from_size": since, "to_size": to})
            assert list(given.path) == proof(since, 0, to, True), f"consistency of {since} and {to}"
        _, signed, head = verify.checkpoint_of(self.made()[-1].text.decode().split("\n\n")[1] + "\n")
        assert head == root(0, signed), "what is signed is the tree of these entries"


def comment(text):
    return {"texts": [{"text": text, "language_code": "en"}], "target": {"version": VERSION}}


def text_of(name, kind, private):
    """The verifier key of a private one."""
    key = bytes([kind]) + private.public_key().public_bytes_raw()
    return f"{name}+{id_of(name, kind, private).hex()}+{base64.b64encode(key).decode()}"


def id_of(name, kind, private):
    return verify.sha256(name.encode(), b"\n", bytes([kind]), private.public_key().public_bytes_raw())[:4]


def line_of(name, kind, private, signed):
    """The line with which a key signs the text of a checkpoint."""
    seconds = 1_795_430_464
    time = seconds.to_bytes(8, "big") if kind == verify.WITNESS else b""
    head = f"cosignature/v1\ntime {seconds}\n".encode() if time else b""
    signature = id_of(name, kind, private) + time + private.sign(head + signed)
    return f"\u2014 {name} {base64.b64encode(signature).decode()}\n"
