"""An exported concern becomes the pages that a member reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from whistle.domain.errors import MalformedFrame
from whistle.envelope.frame import build_page, paginate
from whistle.envelope.hashing import sha256
from whistle.envelope.items import (
    EpochItem,
    GrantItem,
    Item,
    JournalItem,
    MessageItem,
    OpeningItem,
    ThreadHead,
)
from whistle.envelope.journal.entry import Entry
from whistle.envelope.message import Epoch
from whistle.envelope.opening import Opening, Slots

_GRANT = re.compile(r"grant(?:-([1-9][0-9]{0,8}))?\.age")
_EPOCH = re.compile(r"epoch-([1-9][0-9]{0,8})\.bin")
_MESSAGE = re.compile(r"messages/([0-9]{4,9})\.bin")
_ENTRY = re.compile(r"journal/([0-9]{4,9})\.bin")
_ENTRY_GRANT = re.compile(r"journal/grant-([0-9]{4,9})\.age")


def pages_of(files: Mapping[str, bytes], kid: bytes) -> list[bytes]:
    """The thread as the pages that the server would have given to the member ``kid``. Raises MalformedFrame."""
    try:
        head = ThreadHead.parse(files["head.bin"])
        opening = OpeningItem.parse(files["opening.bin"])
        messages = [
            MessageItem.parse(files[name] + files[name.removesuffix(".bin") + ".age"])
            for _, name in numbered(files, _MESSAGE)
        ]
    except KeyError as missing:
        raise MalformedFrame(f"The export is not whole: {missing.args[0]} is missing.") from None
    changes = [EpochItem.parse(files[name]) for _, name in numbered(files, _EPOCH)]
    given = {granted: to for slots in _signed_slots(opening, changes) for to, granted in slots}
    grants = [
        GrantItem(epoch, given.get(sha256(files[name]), kid), files[name])
        for epoch, name in numbered(files, _GRANT)
    ]
    spread = paginate(head, [opening, *grants, *changes], messages)
    return [build_page(number, len(spread), items) for number, items in enumerate(spread)]


def journal_pages_of(files: Mapping[str, bytes], kid: bytes) -> list[bytes]:
    """The journal in the same way; no page when the export has none. Raises MalformedFrame."""
    try:
        entries = [
            JournalItem.parse(files[name] + files[name.removesuffix(".bin") + ".age"])
            for _, name in numbered(files, _ENTRY)
        ]
    except KeyError as missing:
        raise MalformedFrame(f"The export is not whole: {missing.args[0]} is missing.") from None
    if not entries:
        return []
    given = {granted: to for entry in entries for to, granted in _slots_of(entry)}
    grants = {
        to: GrantItem(number, to, files[name])  # of several the newest, which opens the entries before it
        for number, name in numbered(files, _ENTRY_GRANT)
        for to in (given.get(sha256(files[name]), kid),)
    }
    spread: list[Sequence[Item]] = [list(grants.values()), *([entry] for entry in entries)]
    return [build_page(number, len(spread), items) for number, items in enumerate(spread)]


def _slots_of(item: JournalItem) -> Slots:
    try:
        return Entry.parse(item.entry).slots
    except MalformedFrame:  # whoever reads it says so
        return ()


def _signed_slots(opening: OpeningItem, changes: Iterable[EpochItem]) -> Iterator[Slots]:
    """Who was given which grant: one person's export can hold grants to the key before the present one as well."""
    yield Opening.parse(opening.opening).slots
    for change in changes:
        with suppress(MalformedFrame):  # whoever reads it says so
            yield Epoch.parse(change.epoch).slots


def numbered(files: Mapping[str, bytes], form: re.Pattern[str]) -> list[tuple[int, str]]:
    """The files whose names have that form, with the number in the name (0 where there is none), in that order."""
    return sorted((int(match[1] or 0), name) for name in files if (match := form.fullmatch(name)))
