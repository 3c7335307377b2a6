"""Keys for those who read: eight sealed grants, of which nobody can tell how many are real (PROTOCOL section 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from whistle.envelope.keys import Recipient
from whistle.envelope.opening import GRANT, SLOTS, Grant

Seal = Callable[[Recipient, bytes], bytes]


def grant_all(
    grant: Grant,
    members: Sequence[tuple[bytes, Recipient]],
    random: Callable[[int], bytes],
    seal: Seal,
) -> list[tuple[bytes, bytes]]:
    """Eight pairs of kid and sealed grant in random order: a place says nothing about whose it is."""
    slots = [(kid, seal(recipient, replace(grant, to=kid).encode())) for kid, recipient in members]
    slots += [(random(32), random(GRANT)) for _ in range(SLOTS - len(slots))]
    return sorted(slots, key=lambda _: random(16))
