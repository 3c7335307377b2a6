"""The challenge that a read is signed over: the same for everyone, and new every five minutes (PROTOCOL section 6)."""

from __future__ import annotations

import datetime as dt
import hmac

from whistle.domain.errors import StaleChallenge
from whistle.envelope.hashing import label

SECONDS = 300
STALE = "This page has been open for a while. Nothing was lost: try again."


def present(key: bytes, now: dt.datetime) -> bytes:
    """The challenge at that moment."""
    return _at(key, int(now.timestamp()) // SECONDS)


def check(key: bytes, now: dt.datetime, challenge: bytes) -> None:
    """Raises StaleChallenge unless this is the present challenge or the one before it."""
    window = int(now.timestamp()) // SECONDS
    if not any(hmac.compare_digest(challenge, _at(key, at)) for at in (window, window - 1)):
        raise StaleChallenge(STALE)


def _at(key: bytes, window: int) -> bytes:
    return hmac.digest(key, label("whistle/v1/challenge") + window.to_bytes(8, "big"), "sha256")
