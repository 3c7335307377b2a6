"""Changes of who may read, made by the browser's worker and opened here, and the other way round."""

from __future__ import annotations

import shutil

import pytest

from tests.envelope.test_browser_agrees import CLIENT, browser, of_bytes, pages
from tests.envelope.world import (
    AMAL,
    DIRECTORY,
    REPORTER,
    RUTH,
    SERVICE,
    TOKEN,
    Mailbox,
    a_filing,
    seed,
)
from whistle.domain.events import EventType
from whistle.envelope.compose import hand_over, share
from whistle.envelope.frame import parse_epoch, parse_notice
from whistle.envelope.token import Reporter, Token

pytestmark = pytest.mark.skipif(
    not shutil.which("node") or not (CLIENT / "node_modules").is_dir(),
    reason="node and its packages are needed",
)


def begun() -> Mailbox:
    return Mailbox(a_filing(readers=["ruth"])).tick().say(RUTH, "acknowledgement", "I have read it.")


def test_whom_a_reporter_lets_in_with_the_browser_reads_everything_here() -> None:
    box = begun()
    _, view, shared = browser(
        "report",
        ("unlock", {"token": TOKEN.text}),
        ("openPages", {"pages": pages(box, REPORTER)}),
        ("sealShare", {"readers": ["amal"]}),
    )
    assert {"id": "amal", "name": "Amal Haddad"} in view["canAdd"]
    change = parse_epoch(of_bytes(shared["frame"]))
    change.verify(SERVICE)
    assert change.message.hash.hex() == shared["hash"]
    box.change(change).say(AMAL, "reply", "So have I.")
    for member in (RUTH, AMAL, REPORTER):
        read = box.read(member)
        assert read.warnings == ()
        assert [reader.id for reader in read.readers] == ["ruth", "amal"]
        assert [message.text for message in read.messages[1:]] == ["I have read it.", "So have I."]


def test_what_a_reporter_hands_over_with_the_browser_is_held_here_by_the_next() -> None:
    box = begun()
    _, _, token, handed = browser(
        "report",
        ("unlock", {"token": TOKEN.text}),
        ("openPages", {"pages": pages(box, REPORTER)}),
        ("newHolder", None),
        ("sealHandOver", None),
    )
    change = parse_epoch(of_bytes(handed["frame"]))
    change.verify(SERVICE)
    heir = Reporter(Token.parse(token["token"]), SERVICE)
    box.change(change).say(heir, "reply", "I speak for her now.")
    for member in (RUTH, heir):
        read = box.read(member)
        assert (read.warnings, read.handed_over) == ((), False)
        assert read.messages[-1].text == "I speak for her now."
    assert box.read(REPORTER).handed_over


def test_whoever_holds_the_reporters_side_after_a_change_made_here_goes_on_in_the_browser() -> None:
    box, next_token = begun(), Token(seed("next", 16))
    heir = Reporter(next_token, SERVICE)
    box.change(share(REPORTER, box.read(REPORTER), DIRECTORY, ["amal"]))
    box.change(hand_over(REPORTER, box.read(REPORTER), DIRECTORY, heir))
    box.say(AMAL, "reply", "Welcome.")
    _, view, withdrawn = browser(
        "report",
        ("unlock", {"token": next_token.text}),
        ("openPages", {"pages": pages(box, heir)}),
        ("sealMessage", {"kind": "withdrawal", "text": ""}),
    )
    assert (view["warnings"], view["receiptElsewhere"], view["handedOver"]) == ([], True, False)
    assert [message["from"] for message in view["messages"]] == ["reporter", "reviewer", "reviewer"]
    assert [(change["added"], change["handedOver"]) for change in view["changes"]] == [
        (["Amal Haddad"], False),
        ([], True),
    ]
    assert withdrawn["hash"]
    _, left = browser(
        "report", ("unlock", {"token": TOKEN.text}), ("openPages", {"pages": pages(box, REPORTER)})
    )
    assert left["handedOver"]
    assert [message["text"] for message in left["messages"][1:]] == ["I have read it."]


def test_the_browser_signs_the_notice_that_the_server_takes() -> None:
    _, sealed = browser(
        "report",
        ("unlock", {"token": TOKEN.text}),
        ("sealNotice", {"challenge": seed("challenge").hex()}),
    )
    notice = parse_notice(of_bytes(sealed["frame"]))
    notice.verify(SERVICE)
    assert (notice.what, notice.mailbox) == (EventType.UNMASKING, REPORTER.mailbox)
