"""What stands inside an entry: a note or a decision, repeating what J says (PROTOCOL section 4, Journal)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whistle.domain.errors import MalformedFrame, MalformedKey
from whistle.envelope import fields
from whistle.envelope.content import string, whole
from whistle.envelope.journal.entry import Entry
from whistle.envelope.keys import Identity
from whistle.envelope.message import parse_plain, to_json
from whistle.envelope.padding import class_for, pad

NOTE, DECISION, HANDLER, CATEGORY = "note", "decision", "handler", "category"
LINK, ACCESS, PASSED = "link", "access", "passed"
KINDS = (NOTE, DECISION, HANDLER, CATEGORY, LINK, ACCESS, PASSED)
_MAILBOX = 16
_LAST_HOUR = 2**32 - 1


@dataclass(frozen=True)
class Note:
    """What a reviewer wrote. ``before`` is the N of an earlier entry; ``why`` belongs to a decision.

    ``concern`` is the mailbox that a link leads to, ``until`` the hour to which access was given (0: none was said).
    """

    kind: str
    text: str = ""
    why: str = ""
    concern: bytes | None = None
    until: int = 0
    before: Identity | None = None


def write_note(entry: Entry, note: Note) -> bytes:
    """The padded plaintext, in the smallest size class that holds it. Of J, only what is repeated is read.

    Raises ``MalformedFrame`` for what a reader would refuse.
    """
    said: dict[str, Any] = {
        "v": 1, "kind": note.kind, **_repeated(entry), "before": str(note.before) if note.before else "",
        "text": whole(note.text),
    }  # fmt: skip
    if note.kind == DECISION:
        said["why"] = whole(note.why)
    if note.kind == LINK:
        said["concern"] = note.concern.hex() if note.concern else None
    if note.kind == ACCESS:
        said["until"] = note.until
    data = to_json(said)
    padded = pad(data, class_for(len(data)))
    read_note(padded, entry)
    return padded


def read_note(padded: bytes, entry: Entry) -> Note:
    """What a plaintext says; ``MalformedFrame`` unless it is well-formed, repeats J and may stand in an entry."""
    said = parse_plain(padded)
    for name, value in {"v": 1, **_repeated(entry)}.items():
        if said.get(name) != value or isinstance(said[name], bool):
            raise MalformedFrame("The text inside does not repeat what was signed.")
    try:
        kind, text = said["kind"], whole(string(said["text"]))
        before = Identity.parse(string(said["before"])) if said["before"] != "" else None
        why = whole(string(said["why"])) if kind == DECISION else ""
        concern = fields.hex_of(said["concern"], _MAILBOX) if kind == LINK else None
        until = _hour(said["until"]) if kind == ACCESS else 0
    except (*fields.WRONG, MalformedKey):
        raise MalformedFrame("The text inside is not what the protocol says.") from None
    if kind not in KINDS or (kind in (NOTE, DECISION) and not text) or (kind == DECISION and not why):
        raise MalformedFrame("This kind of entry is not known, or has no text.")
    return Note(kind, text, why, concern, until, before)


def _repeated(entry: Entry) -> dict[str, Any]:
    return {"mailbox": entry.mailbox.hex(), "sender": entry.sender.hex(), "number": entry.number}


def _hour(value: Any) -> int:
    # That it is whole has been looked at; JSON does not tell 5.0 from 5.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LAST_HOUR:
        raise ValueError("not an hour")
    return int(value)
