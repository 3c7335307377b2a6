"""How a vector of a whole thread is made: an honest thread, what it is spoilt with, and how it is then read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.envelope.world import (
    AMAL,
    AUTHORITY,
    REPORTER,
    RUTH,
    Mailbox,
    a_filing,
    directory_body,
    in_thread,
)
from tests.vectors.makers.openings import THREAD
from tests.vectors.vector import Blobs, Vector
from whistle.domain.errors import WhistleError
from whistle.envelope.content import Content, write_content
from whistle.envelope.directory import Directory, parse_authority, sign_directory
from whistle.envelope.epochs import Member
from whistle.envelope.frame import Filing
from whistle.envelope.hashing import sha256
from whistle.envelope.thread import Changed, ThreadView, verify_thread

KEYS = AUTHORITY.public.hex() + "\n"


class Maker:
    """One honest thread of five messages, and ways to spoil it."""

    def __init__(self, blobs: Blobs) -> None:
        self.blobs = blobs
        self.filing = a_filing(thread=THREAD, seal=blobs.seal)
        self.out: list[Vector] = []

    def mailbox(self, filing: Filing | None = None, length: int = 5) -> Mailbox:
        box = Mailbox(filing or self.filing, self.blobs.seal).tick()
        said: list[tuple[Member, str, str, str | None]] = [
            (RUTH, "acknowledgement", "I have read it.", None),
            (RUTH, "reply", "When was it?", None),
            (REPORTER, "reply", "In March.", None),
            (AMAL, "closing", "The case is open again.", "action-taken"),
        ]
        for member, kind, text, reason in said[: length - 1]:
            box.say(member, kind, text, reason)
        return box

    def add(
        self,
        name: str,
        about: str,
        pages: Sequence[bytes],
        member: Member = REPORTER,
        directory: str | None = None,
        expect: Sequence[str | None] | None = None,
        warnings: Sequence[str] = (),
        error: str | None = None,
        mailbox: bytes | None = None,
    ) -> None:
        """``expect``: the problem of each message, as this vector was meant; the view is asked whether it agrees."""
        mailbox = mailbox or self.filing.opening.mailbox
        text = directory or sign_directory(directory_body(), AUTHORITY).decode()
        given = {
            "directory": text,
            "authority": KEYS,
            "sign": member.signing.seed.hex(),
            "identity": in_thread(member, self.filing.opening.mailbox).identity.seed.hex(),
            "mailbox": mailbox.hex(),
            "pages": [self.blobs.write(page) for page in pages],
        }
        read = Directory.parse(text.encode(), parse_authority(KEYS))
        if error:
            with pytest.raises(WhistleError) as caught:
                verify_thread(pages, read, member, mailbox)
            assert type(caught.value).__name__ == error, name
            self.out.append(Vector(name, about, "thread", given, error=error))
            return
        view = verify_thread(pages, read, member, mailbox)
        problems = [message.problem for message in view.messages]
        wanted = [None] * len(problems) if expect is None else list(expect)
        assert problems == wanted, f"{name}: {problems}"
        assert sorted(view.warnings) == sorted(warnings), f"{name}: {view.warnings}"
        self.out.append(Vector(name, about, "thread", given, shown_view(view)))


def shown_view(view: ThreadView) -> dict[str, Any]:
    """A view in the form of the vectors."""
    return {
        "known": view.known,
        "warnings": sorted(view.warnings),
        "readers": [reviewer.id for reviewer in view.readers],
        "messages": [
            {
                "place": message.place,
                "author": message.author,
                "mine": message.mine,
                "problem": message.problem,
                "kind": message.kind,
                "text": message.text,
            }
            for message in view.messages
        ],
        **({"changes": [_shown_change(change) for change in view.changes]} if view.changes else {}),
        **({"handed_over": True} if view.handed_over else {}),
    }


def _shown_change(change: Changed) -> dict[str, Any]:
    return {
        "after": change.after,
        "by": change.reviewer.name if change.reviewer else None,
        "added": [reviewer.name for reviewer in change.added],
        "removed": [reviewer.name for reviewer in change.removed],
        "handed_over": change.handed_over,
        **({"renewed": [reviewer.name for reviewer in change.renewed]} if change.renewed else {}),
    }


def filing_with(maker: Maker, leave_out: tuple[str, ...] = ("tom",), **changes: Any) -> Filing:
    """The filing, signed with another opening, or leaving out others; its message follows that."""
    filing, signer = maker.filing, REPORTER.signing
    opening = replace(filing.opening, **changes)
    head = replace(filing.message, follows=opening.hash)
    content = Content("concern", "The case was closed without a risk assessment.", {}, leave_out)
    body = maker.blobs.seal(THREAD.recipient, write_content(head, content))
    message = replace(head, body_hash=sha256(body))
    return replace(
        filing,
        opening=opening,
        opening_signature=signer.sign(opening.encode()),
        message=message,
        message_signature=signer.sign(message.encode()),
        body=body,
    )


def people(**members: Member) -> Iterable[tuple[str, Member]]:
    return members.items()


def flip(data: bytes) -> bytes:
    return data[:-1] + bytes((data[-1] ^ 1,))
