"""Sealing for both sides: a new concern, and the next message of a thread."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from whistle.envelope import age
from whistle.envelope.directory import Directory
from whistle.envelope.frame import Filing, Posted
from whistle.envelope.keys import Identity, Recipient
from whistle.envelope.thread import Member, ThreadView
from whistle.envelope.token import Token

Seal = Callable[[Recipient, bytes], bytes]


def file_concern(
    token: Token,
    directory: Directory,
    route: int,
    readers: Sequence[str],
    text: str,
    *,
    leave_out: Sequence[str] = (),
    answers: Mapping[str, Any] | None = None,
    urgent: bool = False,
    thread: Identity | None = None,
    random: Callable[[int], bytes] = secrets.token_bytes,
    seal: Seal = age.seal,
) -> Filing:
    """A filing ready to send: ``readers`` are the reviewer ids that get a grant, and the reporter gets one."""
    raise NotImplementedError


def compose(
    member: Member,
    view: ThreadView,
    kind: str,
    text: str,
    *,
    reason: str | None = None,
    seal: Seal = age.seal,
) -> Posted:
    """The next message by ``member``: kind "reply", "acknowledgement" or "closing" (then with a reason's code)."""
    raise NotImplementedError
