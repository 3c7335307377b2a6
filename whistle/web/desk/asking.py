"""What a request to the desk says of itself: who asks, and about which concern."""

from __future__ import annotations

import re

from whistle.domain.errors import NotFound
from whistle.domain.roles import Role
from whistle.web import sessions

REVIEWERS = (Role.REVIEWER, Role.LEAD)


def reviewer() -> str:
    """The directory's id of the reviewer who is signed in; an account without one has no concerns."""
    who = sessions.signed_in(*REVIEWERS)
    if who.reviewer is None:
        raise NotFound
    return who.reviewer


def mailbox(text: str) -> bytes:
    """The mailbox in an address: 32 lower-case hex digits. Raises NotFound."""
    if not re.fullmatch(r"[0-9a-f]{32}", text):
        raise NotFound
    return bytes.fromhex(text)


def page_number(page: int) -> int:
    """The number of a page in an address, as far as frames can carry it. Raises NotFound."""
    if page >= 1 << 32:
        raise NotFound
    return page
