"""Every vector of tests/vectors, read by the Python room. Each shows one success or one failure."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import pytest

from tests.vectors.generate import generate
from tests.vectors.makers.directories import shown_people
from tests.vectors.makers.noting import shown_journal
from tests.vectors.makers.openings import shown
from tests.vectors.makers.proofs import shown_proof, written_file
from tests.vectors.makers.reading import shown_view
from tests.vectors.vector import BLOBS, HERE, read_bytes
from whistle.cli.offline.receipts import disclose_most
from whistle.domain import errors
from whistle.envelope import age, ed25519, frame
from whistle.envelope.content import read_content
from whistle.envelope.directory import Directory, parse_authority, service_id
from whistle.envelope.epochs import own_key
from whistle.envelope.frame import GrantItem
from whistle.envelope.hashing import sha256
from whistle.envelope.joining import JoiningRequest
from whistle.envelope.journal.content import read_note
from whistle.envelope.journal.entry import Entry
from whistle.envelope.journal.reading import verify_journal
from whistle.envelope.keys import Identity, Recipient
from whistle.envelope.membership import first_membership
from whistle.envelope.message import Epoch, Message
from whistle.envelope.opening import Opening, member_id
from whistle.envelope.reviewer_key import open_key
from whistle.envelope.thread import verify_thread
from whistle.envelope.token import Reporter, Token
from whistle.ledger.merkle import verify_consistency
from whistle.ledger.notes import NoteVerifier
from whistle.ledger.quarterly import read_return
from whistle.ledger.record import Reader

Given = dict[str, Any]
_BLOBS = json.loads(BLOBS.read_text())
_FILES = sorted(path for path in HERE.glob("*.json") if path != BLOBS)
VECTORS: dict[str, Any] = {
    f"{path.stem}: {vector['name']}": vector
    for path in _FILES
    for vector in json.loads(path.read_text())["vectors"]
}
# What a token's three faults are called in the vectors, and a word of each in what a person is told.
_WHY = {"letter": "letter or sign", "length": "has 28 letters", "check": "mistake"}


def data(value: Any) -> bytes:
    return read_bytes(value, _BLOBS)


def token(given: Given) -> Given:
    reporter = Reporter(Token(data(given["raw"])), data(given["service"]))
    held = reporter.within(data(given["thread"]))
    return {
        "text": reporter.token.text,
        "sign": reporter.signing.seed.hex(),
        "verify": reporter.signing.public.hex(),
        "identity": reporter.identity.seed.hex(),
        "recipient_hash": sha256(reporter.identity.recipient.raw).hex(),
        "blind": reporter.blind.hex(),
        "mailbox": reporter.mailbox.hex(),
        "kid": reporter.kid.hex(),
        "held": held.identity.seed.hex(),
        "held_kid": held.kid.hex(),
        "presence": reporter.presence.hex(),
    }


def consistency(given: Given) -> Given:
    old_root, new_root = data(given["old_root"]), data(given["new_root"])
    verify_consistency(
        given["old"], old_root, given["new"], new_root, [data(each) for each in given["proof"]]
    )
    return {}


def token_text(given: Given) -> Given:
    return {"raw": Token.parse(given["text"]).raw.hex()}


def signature(given: Given) -> Given:
    ed25519.verify(data(given["key"]), data(given["signature"]), data(given["message"]))
    return {}


def identity(given: Given) -> Given:
    found = Identity.parse(given["text"])
    return {"seed": found.seed.hex(), "recipient": str(found.recipient)}


def recipient(given: Given) -> Given:
    return {"raw": Recipient.parse(given["text"]).raw.hex()}


def seal(given: Given) -> Given:
    age.seal(Recipient.parse(given["recipient"]), b"")
    return {}


def age_file(given: Given) -> Given:
    return {"plaintext": age.open_sealed(Identity.parse(given["identity"]), data(given["file"])).hex()}


def passphrase(given: Given) -> Given:
    return {"plaintext": age.open_passphrase(data(given["file"]), given["passphrase"]).hex()}


def opening(given: Given) -> Given:
    return shown(Opening.parse(data(given["data"])))


def message(given: Given) -> Given:
    return shown(Message.parse(data(given["data"])))


def epoch(given: Given) -> Given:
    return shown(Epoch.parse(data(given["data"])))


@dataclass(frozen=True)
class AMember:
    """Whoever has these two seeds."""

    signing: ed25519.SigningKey
    identity: Identity

    @property
    def kid(self) -> bytes:
        return member_id(self.signing.public, self.identity.recipient.raw)


def member(given: Given) -> AMember:
    return AMember(ed25519.SigningKey(data(given["sign"])), Identity(data(given["identity"])))


def grant(given: Given) -> Given:
    me = member(given)
    item, opening = GrantItem(0, me.kid, data(given["grant"])), Opening.parse(data(given["opening"]))
    return {"identity": str(own_key(item, first_membership(opening, b""), opening, me))}


def plain(given: Given) -> Given:
    found = read_content(data(given["plain"]), Message.parse(data(given["message"])))
    said: Given = {"kind": found.kind, "text": found.text}
    if found.kind == "concern":
        answers = {k: v if isinstance(v, str) else list(v) for k, v in found.answers.items()}
        said |= {"answers": answers, "leave_out": list(found.leave_out)}
    if found.kind == "closing":
        said["reason"] = found.reason
    if found.kind == "question":
        said["questions"] = [asdict(question) for question in found.questions]
    if found.of:
        said["of"] = found.of.hex()
    return said | ({"replies": list(found.replies)} if found.kind == "answer" else {})


def filing(given: Given) -> Given:
    found = frame.parse_filing(data(given["frame"]))
    found.verify(data(given["service"]))
    assert found.encode() == data(given["frame"])
    return {"hash": found.hash.hex()}


def posted(given: Given) -> Given:
    found = frame.parse_message(data(given["frame"]))
    found.verify(data(given["service"]))
    assert found.encode() == data(given["frame"])
    return {"hash": found.message.hash.hex()}


def change(given: Given) -> Given:
    found = frame.parse_epoch(data(given["frame"]))
    found.verify(data(given["service"]))
    assert found.encode() == data(given["frame"])
    assert frame.EpochItem.parse(found.item.encode()) == found.item
    return {"hash": found.message.hash.hex()}


def notice(given: Given) -> Given:
    found = frame.parse_notice(data(given["frame"]))
    found.verify(data(given["service"]))
    assert found.encode() == data(given["frame"])
    return {"what": found.what}


def notice_made(given: Given) -> Given:
    signing = ed25519.SigningKey(data(given["sign"]))
    made = frame.sign_notice(signing, data(given["service"]), data(given["challenge"]))
    return {"frame": made.encode().hex()}


def read(given: Given) -> Given:
    found = frame.parse_read(data(given["frame"]))
    found.verify(data(given["service"]))
    assert found.encode() == data(given["frame"])
    return {"page": found.page}


def read_made(given: Given) -> Given:
    signing = ed25519.SigningKey(data(given["sign"]))
    made = frame.sign_read(signing, data(given["service"]), data(given["challenge"]), given["page"])
    return {"frame": made.encode().hex()}


def pairs(items: tuple[frame.Item, ...]) -> list[list[Any]]:
    return [[item.type, item.encode().hex()] for item in items]


def page(given: Given) -> Given:
    found = frame.parse_page(data(given["frame"]))
    assert frame.build_page(found.number, found.pages, found.items) == data(given["frame"])
    return {"page": found.number, "pages": found.pages, "items": pairs(found.items)}


def answer(given: Given) -> Given:
    return {"items": pairs(frame.parse_answer(data(given["frame"])))}


def head(given: Given) -> Given:
    found = frame.ThreadHead.parse(data(given["item"]))
    found.verify(data(given["key"]), data(given["service"]), data(given["mailbox"]))
    return {"count": found.count, "head": found.head.hex(), "hour": found.hour}


def read_directory(file: str, authority: str) -> Directory:
    return Directory.parse(file.encode(), parse_authority(authority))


def directory(given: Given) -> Given:
    found = read_directory(given["file"], given["authority"])
    return {
        "service": found.service.hex(),
        "authority": found.authority.hex(),
        "hash": found.hash.hex(),
        "version": found.version,
        "name": found.name,
        "reviewers": [[reviewer.id, reviewer.kid.hex()] for reviewer in found.reviewers],
        **shown_people(found),
    }


def key_file(given: Given) -> Given:
    key = open_key(data(given["file"]), given["passphrase"])
    return {"name": key.name, "verify": key.signing.public.hex(), "identity": str(key.identity)}


def joining(given: Given) -> Given:
    found = JoiningRequest.parse(given["file"].encode())
    return {
        "service": found.service.hex(),
        "name": found.name,
        "recipient": str(found.recipient),
        "verify": found.verify.hex(),
        "renews": found.renews,
        "made": found.made.isoformat(),
        "kid": found.kid.hex(),
    }


def thread(given: Given) -> Given:
    known = read_directory(given["directory"], given["authority"])
    pages = [data(value) for value in given["pages"]]
    return shown_view(verify_thread(pages, known, member(given), data(given["mailbox"])))


def entry(given: Given) -> Given:
    return shown(Entry.parse(data(given["data"])))


def note(given: Given) -> Given:
    found = read_note(data(given["plain"]), Entry.parse(data(given["entry"])))
    said: Given = {"kind": found.kind, "text": found.text}
    said["before"] = str(found.before) if found.before else ""
    if found.kind == "decision":
        said["why"] = found.why
    if found.concern:
        said["concern"] = found.concern.hex()
    return said | ({"until": found.until} if found.kind == "access" else {})


def written(given: Given) -> Given:
    found = frame.parse_entry(data(given["frame"]))
    found.verify(data(given["service"]))
    assert found.encode() == data(given["frame"])
    return {"hash": found.entry.hash.hex()}


def journal_page(given: Given) -> Given:
    found = frame.parse_journal_page(data(given["frame"]))
    assert frame.build_page(found.number, found.pages, found.items) == data(given["frame"])
    return {"page": found.number, "pages": found.pages, "items": pairs(found.items)}


def journal(given: Given) -> Given:
    known, me = read_directory(given["directory"], given["authority"]), member(given)
    found = verify_thread([data(value) for value in given["pages"]], known, me, data(given["mailbox"]))
    return shown_journal(verify_journal([data(value) for value in given["journal"]], found, known, me))


def disclosure_made(given: Given) -> Given:
    pages = [data(value) for value in given["pages"]]
    keys = parse_authority(given["authority"])
    reporter = Reporter(Token(data(given["token"])), service_id(keys[0]))
    file, _ = disclose_most(
        pages, given["directory"].encode(), keys, reporter, given["places"], given["nonce"]
    )
    return {"hash": sha256(file).hex()}


def disclosure(given: Given) -> Given:
    return shown_proof(written_file(given["body"], data(given["signature"]), data), given)


def record(given: Given) -> Given:
    reader = Reader(given["text"].encode().splitlines(keepends=True), NoteVerifier.parse(given["key"]))
    ticks = [[tick.first, tick.checkpoint.size, tick.checkpoint.hour, len(tick.events)] for tick in reader]
    return {"ticks": ticks, "rules": {str(version): text for version, text in reader.rules.items()}}


def quarterly_return(given: Given) -> Given:
    verifier = NoteVerifier.parse(given["key"])
    said = read_return(given["note"], verifier.name, verifier)
    return {
        "period": said.period, "hour": said.hour, "size": said.size, "root": said.root.hex(), "lines": list(said.lines),
    }  # fmt: skip


READERS: dict[str, Callable[[Given], Given]] = {
    "token": token,
    "token-text": token_text,
    "consistency": consistency,
    "ed25519": signature,
    "identity": identity,
    "recipient": recipient,
    "seal": seal,
    "age": age_file,
    "passphrase": passphrase,
    "opening": opening,
    "message": message,
    "epoch": epoch,
    "grant": grant,
    "plain": plain,
    "filing": filing,
    "posted": posted,
    "change": change,
    "notice": notice,
    "notice-made": notice_made,
    "read": read,
    "read-made": read_made,
    "page": page,
    "answer": answer,
    "head": head,
    "directory": directory,
    "key-file": key_file,
    "joining": joining,
    "thread": thread,
    "entry": entry,
    "note": note,
    "written": written,
    "journal-page": journal_page,
    "journal": journal,
    "disclosure-made": disclosure_made,
    "disclosure": disclosure,
    "record": record,
    "return": quarterly_return,
}


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_vector(vector: Given) -> None:
    reader, expect = READERS[vector["kind"]], vector["expect"]
    if "ok" in expect:
        assert reader(vector["input"]) == expect["ok"]
        return
    with pytest.raises(errors.WhistleError) as caught:
        reader(vector["input"])
    assert type(caught.value).__name__ == expect["error"]
    if "reason" in expect:
        assert isinstance(caught.value, errors.BadDisclosure)
        assert caught.value.reason == expect["reason"]
    if "names" in expect:
        assert expect["names"] in str(caught.value)
    if "why" in expect:
        assert _WHY[expect["why"]] in str(caught.value)


def test_every_kind_is_used() -> None:
    assert {vector["kind"] for vector in VECTORS.values()} == set(READERS)


def test_the_generator_makes_the_same_files_again() -> None:
    for name, text in generate().items():
        assert (HERE / name).read_text() == text, f"{name}: run python -m tests.vectors.generate"
