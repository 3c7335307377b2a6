"""What the browser's workers do in a thread beyond replies, read here: other acts, and changes of who may read."""

from __future__ import annotations

from typing import Any

from tests.envelope.test_browser_agrees import BEGIN, as_bytes, browser, of_bytes, pages, pytestmark
from tests.envelope.test_membership import NAMES, begun
from tests.envelope.world import (
    AMAL,
    AUTHORITY,
    REPORTER,
    RUTH,
    SERVICE,
    SIMRAN,
    TOKEN,
    directory_body,
    entry,
    seed,
)
from whistle.envelope.compose import compose
from whistle.envelope.content import Question
from whistle.envelope.directory import sign_directory
from whistle.envelope.frame import parse_epoch, parse_message, parse_notice
from whistle.envelope.reviewer_key import seal_key
from whistle.envelope.token import Reporter, Token

__all__ = ["pytestmark"]

_FOUR = sign_directory(directory_body(version=2, reviewers=[entry(name) for name in NAMES]), AUTHORITY)
_BEGIN = {**BEGIN, "directory": _FOUR.decode()}
_UNLOCK = ("unlock", {"token": TOKEN.text})
_QUESTIONS: list[dict[str, Any]] = [
    {"text": "When was it?", "asks": "words", "identifies": False},
    {"text": "May we tell the officer?", "asks": "consent", "identifies": True},
]


def worker(name: str, *calls: tuple[str, Any]) -> list[Any]:
    return browser(name, *calls, begin=_BEGIN)


def test_questions_asked_at_a_browsers_desk_are_answered_in_a_browser() -> None:
    box = begun()
    key = seal_key(RUTH, "correct horse battery", log_n=10)
    concern = REPORTER.mailbox.hex()
    asking = {"concern": concern, "kind": "question", "text": "", "questions": _QUESTIONS}
    *_, asked = worker(
        "desk",
        ("unlockKey", {"file": as_bytes(key), "passphrase": "correct horse battery"}),
        ("openPages", {"pages": pages(box, RUTH), "concern": concern}),
        ("sealMessage", asking),
    )
    question = parse_message(of_bytes(asked["frame"]))
    question.verify(SERVICE)
    box.post(question).tick()
    shown = box.read(AMAL).messages[-1]
    assert shown.content is not None
    assert shown.content.questions == tuple(Question(**each) for each in _QUESTIONS)

    of = question.message.hash.hex()
    for sending, act in (
        ({"kind": "answer", "text": "", "of": of, "replies": ["In March.", "no"]}, 10),
        ({"kind": "dispute", "text": "That is not what I asked.", "of": of}, 11),
        ({"kind": "withdrawal", "text": ""}, 15),
        ({"kind": "detriment", "text": "My shifts were changed."}, 16),
        ({"kind": "reply", "text": "One more thing."}, 8),
    ):
        *_, sealed = worker(
            "follow", _UNLOCK, ("openPages", {"pages": pages(box, REPORTER)}), ("sealMessage", sending)
        )
        posted = parse_message(of_bytes(sealed["frame"]))
        posted.verify(SERVICE)
        assert (posted.message.act, posted.message.hash.hex()) == (act, sealed["hash"])
        said = box.post(posted).tick().read(RUTH).messages[-1]
        assert (said.problem, said.kind, said.text) == (None, sending["kind"], sending["text"])
        assert said.content is not None
        assert list(said.content.replies) == sending.get("replies", [])
        assert (said.content.of.hex() if said.content.of else None) == sending.get("of")


def test_one_whom_the_browser_lets_in_reads_what_was_said_before() -> None:
    box = begun()
    *_, sealed = worker(
        "follow",
        _UNLOCK,
        ("openPages", {"pages": pages(box, REPORTER)}),
        ("sealShare", {"readers": ["simran"]}),
    )
    change = parse_epoch(of_bytes(sealed["frame"]))
    change.verify(SERVICE)
    assert (change.message.act, change.message.hash.hex()) == (12, sealed["hash"])
    view = box.change(change).say(SIMRAN, "reply", "I was let in.").read(SIMRAN)
    assert view.warnings == ()
    assert all(message.confirmed for message in view.messages)
    assert view.access == ("Ruth Adeyemi", "Amal Haddad", "Simran Gill")
    assert box.read(REPORTER).warnings == box.read(AMAL).warnings == ()


def test_one_to_whom_the_browser_hands_over_goes_on_here_and_there() -> None:
    box = begun()
    _, _, made, sealed = worker(
        "follow",
        _UNLOCK,
        ("openPages", {"pages": pages(box, REPORTER)}),
        ("newHolder", None),
        ("sealHandOver", None),
    )
    change = parse_epoch(of_bytes(sealed["frame"]))
    change.verify(SERVICE)
    holder = Reporter(Token.parse(made["token"]), SERVICE)
    assert (change.message.act, change.epoch.reporter) == (17, holder.signing.public)
    box.change(change)
    box.post(compose(holder, box.read(holder), "reply", "From here.")).tick()
    _, view, there = worker(
        "follow",
        ("unlock", {"token": holder.token.text}),
        ("openPages", {"pages": pages(box, holder)}),
        ("sealMessage", {"kind": "reply", "text": "From there."}),
    )
    assert view["known"]
    assert view["warnings"] == []
    posted = parse_message(of_bytes(there["frame"]))
    posted.verify(SERVICE)
    said = box.post(posted).tick().read(RUTH)
    assert [(message.author, message.text, message.problem) for message in said.messages[-2:]] == [
        ("reporter", "From here.", None),
        ("reporter", "From there.", None),
    ]
    assert box.read(REPORTER).handed_over


def test_a_notice_made_in_the_browser_holds() -> None:
    challenge = seed("challenge")
    _, sealed = worker("follow", _UNLOCK, ("sealNotice", {"challenge": challenge.hex()}))
    notice = parse_notice(of_bytes(sealed["frame"]))
    notice.verify(SERVICE)
    assert (notice.mailbox, notice.challenge) == (REPORTER.mailbox, challenge)
