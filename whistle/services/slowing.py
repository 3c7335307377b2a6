"""Guesses at a password are slowed, and nobody's guesses keep anybody else out.

Tries are counted by the name that was typed. A browser that has signed in to an account carries a device cookie,
which nobody can make without the key: its tries have a count and a turn of their own, so strangers who guess at that
name, or who keep the server busy, slow other strangers only.

The counts stand in a fixed number of slots under a keyed hash. However many names are made up, the table does not
grow, and sixteen bits tell nothing of what was typed, which may have been a password in the wrong field.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from sqlalchemy import Connection

from whistle.domain.errors import TooMany
from whistle.envelope.hashing import label
from whistle.services.house import House
from whistle.store import staff

FREE_TRIES = 5
LONGEST_WAIT = 300
"""Seconds. Longer would keep an owner out who has a new device, for as long as somebody guesses."""
FORGOTTEN_AFTER = 24 * 3600
SLOTS = 1 << 16
"""For strangers, and as many again for devices. Two names that share a slot share a wait: one pair in 65,536."""
TURN = 1.0
"""Seconds to wait for a turn at hashing. Longer would let a flood of guesses take all the server's threads."""

WAIT = "Too many tries. Wait {} seconds, then try again."
BUSY = "Too many people are signing in just now. Wait a few seconds, then try again."

_DEVICE = 16

# A hash takes 19 MiB, so there are two at once in a process: one for strangers, and one that they cannot take.
_turns = {known: BoundedSemaphore(1) for known in (False, True)}


@contextmanager
def one_try(house: House, name: str, device: str) -> Iterator[int]:
    """Room to check one password for ``name``; gives the slot to forget once it was right. Raises TooMany.

    The try is counted before the check, or those who guess at the same moment would all find the old count.
    """
    device_id = _known(house, name, device)
    slot = _slot(house, name, device_id)
    now = int(house.clock.now().timestamp())
    with house.store.read() as connection:
        _refuse(_wait(staff.failures(connection, slot), now))
    turn = _turns[device_id is not None]
    if not turn.acquire(timeout=TURN):
        raise TooMany(BUSY)
    try:
        _refuse(house.store.commit(lambda connection: _count(connection, slot, now)))
        yield slot
    finally:
        turn.release()


def count_try(house: House, name: str) -> int:
    """Counts a try that needs no hashing, and so no turn; gives the slot as ``one_try`` does. Raises TooMany."""
    slot, now = _slot(house, name, None), int(house.clock.now().timestamp())
    _refuse(house.store.commit(lambda connection: _count(connection, slot, now)))
    return slot


def new_device(house: House, name: str) -> str:
    """The device cookie of a browser that has signed in under ``name``. It does not hold the name."""
    device_id = secrets.token_bytes(_DEVICE)
    return base64.urlsafe_b64encode(device_id + _tag(house, name, device_id)).decode()


def _known(house: House, name: str, device: str) -> bytes | None:
    """The device's id, if it is one of this name."""
    try:
        raw = base64.urlsafe_b64decode(device)
    except (binascii.Error, ValueError):
        return None
    device_id, tag = raw[:_DEVICE], raw[_DEVICE:]
    return device_id if hmac.compare_digest(tag, _tag(house, name, device_id)) else None


def _tag(house: House, name: str, device_id: bytes) -> bytes:
    return _keyed(house, "whistle/v1/sign-in/device", device_id, name)


def _slot(house: House, name: str, device_id: bytes | None) -> int:
    keyed = _keyed(house, "whistle/v1/sign-in/slot", device_id or bytes(_DEVICE), name)
    return int.from_bytes(keyed[:8], "big") % SLOTS + (SLOTS if device_id else 0)


def _keyed(house: House, purpose: str, device_id: bytes, name: str) -> bytes:
    return hmac.digest(house.sign_in_key, label(purpose) + device_id + name.encode(), "sha256")


def _count(connection: Connection, slot: int, now: int) -> int:
    """Counts a try, unless there is something to wait for: the seconds left."""
    found = staff.failures(connection, slot, to_change=True)
    if wait := _wait(found, now):
        return wait
    count = 1 + (found.count if found.wait_until > now - FORGOTTEN_AFTER else 0)
    wait = min(2 ** min(count - FREE_TRIES, 16), LONGEST_WAIT) if count >= FREE_TRIES else 0
    staff.keep_failures(connection, slot, staff.Failures(count, now + wait))
    return 0


def _wait(found: staff.Failures, now: int) -> int:
    return max(0, found.wait_until - now)


def _refuse(wait: int) -> None:
    if wait:
        raise TooMany(WAIT.format(wait))
