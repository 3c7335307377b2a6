"""A journal of the small world, as an honest server keeps it; tests change what it hands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.envelope.world import HOUR, Mailbox
from whistle.envelope.epochs import Member
from whistle.envelope.frame import GrantItem, JournalItem, Written, build_page
from whistle.envelope.journal.content import Note
from whistle.envelope.journal.reading import JournalView, verify_journal
from whistle.envelope.journal.writing import write_entry

_ON_A_PAGE = 6


def item_of(written: Written) -> JournalItem:
    return JournalItem(HOUR, written.entry.encode(), written.signature, written.body)


def paged(grants: Sequence[GrantItem], entries: Sequence[JournalItem]) -> list[bytes]:
    """The grants and six entries on a page, so that a journal need not be long to have two."""
    pages = [entries[at : at + _ON_A_PAGE] for at in range(0, len(entries), _ON_A_PAGE)] or [()]
    return [
        build_page(number, len(pages), [*(() if number else grants), *items])
        for number, items in enumerate(pages)
    ]


@dataclass
class Journal:
    """``written`` is what was sent. The thread is that of ``box``, whoever may read it at the time."""

    box: Mailbox
    written: list[Written] = field(default_factory=list)

    @property
    def entries(self) -> list[JournalItem]:
        return [item_of(written) for written in self.written]

    def grants(self, member: Member) -> list[GrantItem]:
        """The member's own grant for the newest entry for which they have one."""
        found = [
            GrantItem(written.entry.number, kid, grant)
            for written in self.written
            for (kid, _), grant in zip(written.entry.slots, written.grants, strict=True)
            if kid == member.kid
        ]
        return found[-1:]

    def read(self, member: Member, pages: Sequence[bytes] | None = None) -> JournalView:
        pages = paged(self.grants(member), self.entries) if pages is None else pages
        return verify_journal(pages, self.box.read(member), self.box.directory, member)

    def write(self, member: Member, kind: str = "note", text: str = "A note.", **more: Any) -> Journal:
        """``member`` reads, and writes the next entry; the handler and the category stay unless they are given."""
        inside = {name: more.pop(name) for name in ("why", "until") if name in more}
        view = self.read(member)
        kept = {"handler": view.handler, "category": view.category, "seal": self.box.seal}
        self.written.append(
            write_entry(
                member,
                self.box.read(member),
                view,
                self.box.directory,
                Note(kind, text, **inside),
                **{**kept, **more},
            )
        )
        return self
