"""What a request to the desk says of itself: who asks, and about which concern."""

from __future__ import annotations

import re
from typing import Any

from flask import request

from whistle.domain.errors import Malformed, MalformedFrame, NotFound
from whistle.domain.roles import Role
from whistle.web import sessions
from whistle.web.frames import read_json

REVIEWERS = (Role.REVIEWER, Role.LEAD)
NO_LIST = "There is no such list."


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


def flag(name: str) -> bool:
    """Whether ``?name=1`` stands in the address. Raises MalformedFrame for anything else but nothing."""
    text = request.args.get(name, "")
    if text not in ("", "1"):
        raise MalformedFrame(NO_LIST)
    return bool(text)


def number(name: str) -> int | None:
    """The number of ``?name=`` in the address, up to 65,535. Raises MalformedFrame for what is none."""
    text = request.args.get(name, "")
    if text and not re.fullmatch(r"[0-9]{1,5}", text):
        raise MalformedFrame(NO_LIST)
    return int(text) if text else None


def posted() -> dict[str, Any]:
    """The JSON object that was posted. Raises WrongType or Malformed."""
    found = read_json(request)
    if not isinstance(found, dict):
        raise Malformed
    return found


def whole(name: str) -> int | None:
    """The hour or the place of ``?name=`` in the address. Raises Malformed for what is none."""
    text = request.args.get(name, "")
    if text and not re.fullmatch(r"[0-9]{1,7}", text):
        raise Malformed
    return int(text) if text else None
