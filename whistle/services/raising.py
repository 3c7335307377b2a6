"""Raising a concern."""

from __future__ import annotations

from whistle.services.house import House


def file_concern(house: House, frame: bytes) -> bytes:
    """Keeps a filing (frame kind 1) and gives the answer (kind 6) with the receipt; the same bytes again, the same answer.

    Raises MalformedFrame, BadSignature, Conflict (other bytes for this mailbox, or a directory that has been
    replaced) or Paused.
    """
    raise NotImplementedError
