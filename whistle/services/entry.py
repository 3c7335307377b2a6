"""How staff may come in: what an installation decides about sessions, second factors and passkeys."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

IDLE = 3600
"""Seconds after which an unused session has ended."""
LONGEST = 12 * 3600
"""Seconds that a session lasts at most: a long shift."""


@dataclass(frozen=True)
class Entry:
    """``origin`` is the address as browsers see it; ``required``: nobody works with a password alone."""

    origin: str = "http://localhost:8000"
    required: bool = False
    idle: int = IDLE
    longest: int = LONGEST

    @property
    def passkeys_for(self) -> str | None:
        """The name that passkeys are made for, WebAuthn's rp id: none where there is only an address of numbers."""
        host = urlsplit(self.origin).hostname or ""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return host or None
        return None


USUAL = Entry()
"""For a house on nobody's network."""
