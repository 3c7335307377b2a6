"""The browser's workers and this room, each opening what the other sealed. The workers are the real ones."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.envelope.world import (
    AMAL,
    AUTHORITY,
    DIRECTORY,
    HOUR,
    LOG,
    PROMISE,
    REPORTER,
    RUTH,
    SERVICE,
    TOKEN,
    TOM,
    Mailbox,
    a_filing,
    directory_body,
    seed,
)
from whistle.cli.offline.receipts import disclose_most, received
from whistle.domain.errors import CannotOpen
from whistle.domain.events import EventType
from whistle.envelope.directory import authority_hash, sign_directory
from whistle.envelope.disclosure.checking import check
from whistle.envelope.frame import (
    Filing,
    InclusionItem,
    ReceiptItem,
    parse_filing,
    parse_message,
    parse_read,
)
from whistle.envelope.reviewer_key import seal_key
from whistle.envelope.token import Reporter, Token
from whistle.ledger import merkle
from whistle.ledger.checkpoint import Checkpoint, Proof, make_checkpoint, make_proof
from whistle.ledger.event import Event, tree_hash
from whistle.ledger.notes import NoteSigner
from whistle.ledger.promise import make_promise

CLIENT = Path(__file__).parents[2] / "whistle" / "client"
LOG_NOTES = NoteSigner(DIRECTORY.log.name, LOG)
PROMISE_NOTES = NoteSigner(DIRECTORY.promise.name, PROMISE)
BEGIN = {
    "directory": sign_directory(directory_body(), AUTHORITY).decode(),
    "authority": AUTHORITY.public.hex() + "\n",
    "today": "2026-11-20",
    "nowHour": HOUR,
}
TEXT = "A forced marriage was closed in a day. “No risk”, they said: ⚖ 風险 \N{PILE OF POO}"
ANSWERS = {"case": ["forced-marriage"], "stage": "closure"}

pytestmark = pytest.mark.skipif(
    not shutil.which("node") or not (CLIENT / "node_modules").is_dir(),
    reason="node and its packages are needed",
)


def browser(worker: str, *calls: tuple[str, Any], begin: dict[str, Any] = BEGIN) -> list[Any]:
    """The worker's answers to these calls, after it has read the directory."""
    asked = [{"worker": worker, "call": call, "input": given} for call, given in [("begin", begin), *calls]]
    script = CLIENT / "test" / "support" / "exchange.mjs"
    done = subprocess.run(
        ["node", script], input=json.dumps(asked).encode(), stdout=subprocess.PIPE, check=True, timeout=120
    )
    answers = json.loads(done.stdout)
    assert not [answer["error"] for answer in answers if "error" in answer]
    return [answer["value"] for answer in answers[1:]]


def as_bytes(data: bytes) -> dict[str, str]:
    return {"hex": data.hex()}


def of_bytes(value: dict[str, str]) -> bytes:
    return bytes.fromhex(value["hex"])


def receipt(filing: Filing, reporter: Reporter) -> tuple[ReceiptItem, InclusionItem]:
    """What the server answers a filing with, and what it shows after the tick: the third of three leaves."""
    event = Event(
        EventType.RECEIVED,
        HOUR,
        seed("case", 16),
        DIRECTORY.version,
        DIRECTORY.hash,
        reporter.presence,
        reporter.content(filing.hash),
    )
    leaf = tree_hash(seed("salt"), event)
    tiles = merkle.MemoryTiles()
    head = merkle.append(tiles, merkle.Head(), [seed("leaf 1"), seed("leaf 2"), leaf])
    note = make_checkpoint(Checkpoint(DIRECTORY.origin, head.size, head.root, 498_765), LOG_NOTES)
    proof = make_proof(Proof(2, tuple(merkle.inclusion_proof(tiles, 2, 3)), note))
    promise = make_promise(DIRECTORY.origin, leaf, HOUR + 2, PROMISE_NOTES)
    return ReceiptItem(seed("salt"), event.encode(), promise), InclusionItem(proof)


@pytest.mark.parametrize(("text", "length"), [(TEXT, 37_253), (TEXT * 400, 86_405)])
def test_what_a_reporter_seals_in_the_browser_is_opened_here(text: str, length: int) -> None:
    draft = {
        "route": 1,
        "urgent": True,
        "readers": ["ruth", "amal"],
        "leaveOut": ["tom"],
        "text": text,
        "answers": ANSWERS,
    }
    token, _, sealed = browser(
        "raise", ("newToken", None), ("prepare", {"readers": ["ruth", "amal"]}), ("seal", draft)
    )
    frame = of_bytes(sealed["frame"])
    assert len(frame) == length
    filing = parse_filing(frame)
    filing.verify(SERVICE)
    assert filing.encode() == frame
    assert filing.hash.hex() == sealed["filing"]
    reporter = Reporter(Token.parse(token["token"]), SERVICE)
    assert (filing.presence, filing.content) == (reporter.presence, reporter.content(filing.hash))
    assert (filing.opening.route, filing.opening.urgent) == (1, True)
    assert (filing.opening.directory_version, filing.opening.directory_hash) == (1, DIRECTORY.hash)

    mailbox = Mailbox(filing).tick()
    for member in (RUTH, AMAL, reporter):
        view = mailbox.read(member)
        assert view.warnings == ()
        assert view.concern is not None
        assert view.concern.text == text
        assert view.concern.content is not None
        assert view.concern.content.leave_out == ("tom",)
        assert dict(view.concern.content.answers) == {"case": ("forced-marriage",), "stage": "closure"}
        assert [reader.id for reader in view.readers] == ["ruth", "amal"]
    with pytest.raises(CannotOpen):
        mailbox.read(TOM)


def test_the_browser_checks_the_receipt_that_is_made_here() -> None:
    mailbox = Mailbox(a_filing()).tick()
    mailbox.more = list(receipt(mailbox.filing, REPORTER))
    _, view = browser(
        "follow", ("unlock", {"token": TOKEN.text}), ("openPages", {"pages": pages(mailbox, REPORTER)})
    )
    assert view["receipt"] == {"hour": HOUR, "promisedBy": HOUR + 2, "included": True, "ok": True}
    assert view["warnings"] == []


def test_a_reporter_reads_in_the_browser_what_was_answered_here_and_writes_back() -> None:
    mailbox = Mailbox(a_filing()).tick()
    mailbox.more = list(receipt(mailbox.filing, REPORTER))
    mailbox.say(RUTH, "acknowledgement", "I have read it.").say(AMAL, "reply", "Who decided?")
    challenge = seed("challenge")
    _, request, view, reply = browser(
        "follow",
        ("unlock", {"token": TOKEN.text.lower()}),
        ("readRequest", {"challenge": challenge.hex(), "page": 0}),
        ("openPages", {"pages": pages(mailbox, REPORTER)}),
        ("sealMessage", {"kind": "reply", "text": TEXT}),
    )
    read = parse_read(of_bytes(request["frame"]))
    read.verify(SERVICE)
    assert (read.mailbox, read.challenge, read.page) == (REPORTER.mailbox, challenge, 0)

    assert view["known"]
    assert view["concern"] == REPORTER.mailbox.hex()
    assert (view["state"], view["dueHour"], view["opened"], view["readers"]) == (
        "acknowledged",
        HOUR + 24,
        1,
        2,
    )
    assert [(m["from"], m.get("name"), m["kind"], m["confirmed"]) for m in view["messages"]] == [
        ("you", None, "concern", True),
        ("reviewer", "Ruth Adeyemi", "acknowledgement", True),
        ("reviewer", "Amal Haddad", "reply", True),
    ]

    posted = parse_message(of_bytes(reply["frame"]))
    posted.verify(SERVICE)
    assert posted.message.hash.hex() == reply["hash"]
    mailbox.post(posted).tick()
    for member in (RUTH, AMAL):
        shown = mailbox.read(member).messages[-1]
        assert (shown.confirmed, shown.author, shown.text) == (True, "reporter", TEXT)


def test_what_the_browser_shows_a_tribunal_holds_here_and_is_what_this_room_makes() -> None:
    mailbox = Mailbox(a_filing(TEXT)).tick()
    mailbox.more = list(receipt(mailbox.filing, REPORTER))
    mailbox.say(RUTH, "reply", "Nothing was done.").say(REPORTER, "reply", "Why?").tick()
    nonce = "Case 6001234/2027, bundle 3: “Okafor”"
    _, _, made, proof = browser(
        "follow",
        ("unlock", {"token": TOKEN.text}),
        ("openPages", {"pages": pages(mailbox, REPORTER)}),
        ("disclose", {"places": [2, 1], "nonce": nonce}),
        ("proof", None),
    )
    file = of_bytes(made["file"])
    proved = check(file, authority_hash((AUTHORITY.public,)), nonce)
    assert [(shown.place, shown.content.text) for shown in proved.messages] == [
        (1, TEXT),
        (2, "Nothing was done."),
    ]
    told = received(proved)
    assert told
    assert told.hour == HOUR
    assert told.included
    frames = mailbox.pages(REPORTER)
    keys = (AUTHORITY.public,)
    same, _ = disclose_most(frames, str(BEGIN["directory"]).encode(), keys, REPORTER, [1, 2], nonce)
    assert file == same
    for secret in (TOKEN.text, TOKEN.text.replace("-", ""), TOKEN.raw.hex(), "Why?"):
        assert secret.encode() not in file
        assert secret not in proof["text"]


def test_a_reviewer_opens_their_key_at_the_desk_and_closes_what_was_filed_here() -> None:
    mailbox = Mailbox(a_filing(TEXT, answers=ANSWERS)).tick()
    key = seal_key(RUTH, "correct horse battery", log_n=10)
    unlocked, view, title, closing = browser(
        "desk",
        ("unlockKey", {"file": as_bytes(key), "passphrase": "correct horse battery"}),
        ("openPages", {"pages": pages(mailbox, RUTH), "concern": REPORTER.mailbox.hex()}),
        ("title", {"page": pages(mailbox, RUTH)[0]}),
        (
            "sealMessage",
            {
                "concern": REPORTER.mailbox.hex(),
                "kind": "closing",
                "text": "We reopened it.",
                "reason": "action-taken",
            },
        ),
    )
    assert (unlocked["reviewer"], unlocked["name"], unlocked["renewedBy"]) == ("ruth", "Ruth Adeyemi", None)
    assert view["warnings"] == []
    assert view["answers"] == ANSWERS
    assert view["leaveOut"] == ["Tom Price"]
    assert view["reviewersWithAccess"] == ["Ruth Adeyemi", "Amal Haddad"]
    assert view["messages"][0]["text"] == TEXT
    assert title["title"] == "A forced marriage was closed in a day."

    posted = parse_message(of_bytes(closing["frame"]))
    posted.verify(SERVICE)
    shown = mailbox.post(posted).tick().read(REPORTER).messages[-1]
    assert (shown.confirmed, shown.kind, shown.reason) == (True, "closing", "action-taken")
    assert shown.reviewer is not None
    assert shown.reviewer.id == "ruth"


def test_a_thread_of_many_pages_is_read_alike() -> None:
    mailbox = Mailbox(a_filing()).tick()
    mailbox.more = list(receipt(mailbox.filing, REPORTER))
    for number in range(8):
        mailbox.say(AMAL if number % 2 else REPORTER, "reply", f"Message {number}. " + "x" * 5000)
    given = pages(mailbox, REPORTER)
    assert len(given) > 1
    _, part, whole = browser(
        "follow",
        ("unlock", {"token": TOKEN.text}),
        ("openPages", {"pages": given[:1]}),
        ("openPages", {"pages": given}),
    )
    assert (part["complete"], part["pagesTotal"], part["warnings"]) == (False, len(given), [])
    assert whole["complete"]
    assert whole["warnings"] == []
    here = mailbox.read(REPORTER).messages
    assert [m["text"] for m in whole["messages"]] == [m.text for m in here]
    assert all(m["confirmed"] for m in whole["messages"])


def pages(mailbox: Mailbox, member: Any) -> list[dict[str, str]]:
    return [as_bytes(page) for page in mailbox.pages(member)]
