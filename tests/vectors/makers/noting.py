"""Journals made by hand: any entry, any field wrong. Right ones are made by ``write_entry`` instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.envelope.journals import Journal, paged
from tests.envelope.world import AMAL, RUTH, SERVICE, seed, stream
from tests.vectors.makers.changing import FOUR, Changing, read_directory
from tests.vectors.makers.reading import KEYS
from tests.vectors.vector import Vector
from whistle.domain.errors import WhistleError
from whistle.envelope.epochs import Member
from whistle.envelope.frame import GrantItem, JournalItem, Written
from whistle.envelope.hashing import ZEROS, sha256
from whistle.envelope.journal.content import Note, write_note
from whistle.envelope.journal.entry import NOBODY, Entry
from whistle.envelope.journal.reading import JournalView, verify_journal
from whistle.envelope.keys import Identity
from whistle.envelope.opening import GRANT, Grant
from whistle.envelope.thread import verify_thread

BOTH: list[Member] = [RUTH, AMAL]


def key(number: int) -> Identity:
    """The N of an entry."""
    return Identity(seed(f"N_{number}"))


@dataclass(frozen=True)
class Wrong:
    """What is altered of an entry before it is signed; ``given`` afterwards. ``plain`` is sealed for the note."""

    j: Mapping[str, Any] = field(default_factory=dict)
    grant: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, Any] = field(default_factory=dict)
    plain: bytes | None = None
    sealed_to: Identity | None = None
    before: Identity | str | None = "right"


def noted(
    journal: Journal, by: Member, text: str = "By hand.", *, readers: Sequence[Member] = BOTH, **wrong: Any
) -> Journal:
    """``journal`` with one more note, whether it holds or not."""
    spoilt, opening, number = Wrong(**wrong), journal.box.filing.opening, len(journal.written) + 1
    seal, vk, new = journal.box.seal, by.signing.public, key(number)
    grant = Grant(SERVICE, opening.mailbox, opening.reporter, number, ZEROS, vk, new)
    grants = [
        (each.kid, seal(each.identity.recipient, replace(grant, **{"to": each.kid, **spoilt.grant}).encode()))
        for each in readers
    ]
    grants += [(seed(f"kid {number} {n}"), seed(f"grant {n}", GRANT)) for n in range(8 - len(grants))]
    last = journal.written[-1].entry if journal.written else None
    entry = Entry(
        SERVICE, opening.mailbox, vk, number, last.hash if last else ZEROS, NOBODY, 0, sha256(new.recipient.raw),
        ZEROS, tuple((kid, sha256(sealed)) for kid, sealed in grants),
    )  # fmt: skip
    right = key(number - 1) if last else None
    before = spoilt.before if isinstance(spoilt.before, Identity | None) else right
    plain = spoilt.plain or write_note(entry, Note("note", text, before=before))
    body = seal((spoilt.sealed_to or new).recipient, plain)
    entry = replace(entry, **{"body_hash": sha256(body), **spoilt.j})
    made = Written(entry, by.signing.sign(entry.encode()), tuple(sealed for _, sealed in grants), body)
    journal.written.append(replace(made, **spoilt.given))
    return journal


class Noting(Changing):
    """The thread is that of ``Changing``; a journal begins empty."""

    def journal(self, directory: str = FOUR) -> Journal:
        return Journal(self.begun(directory))

    def write(
        self, journal: Journal, by: Member, kind: str = "note", text: str = "A note.", **more: Any
    ) -> Journal:
        """``journal`` with one more entry that holds."""
        number = len(journal.written) + 1
        options = {"identity": key(number), "random": stream(f"{len(self.out)} entry {number}")}
        return journal.write(by, kind, text, **options, **more)

    def look(
        self,
        name: str,
        about: str,
        journal: Journal,
        member: Member = RUTH,
        *,
        directory: str = FOUR,
        entries: Sequence[JournalItem] | None = None,
        grants: Sequence[GrantItem] | None = None,
        pages: Sequence[bytes] | None = None,
        expect: Sequence[str | None] | None = None,
        broken: bool = False,
        error: str | None = None,
    ) -> None:
        """``expect``: the problem of each entry, as this vector was meant; the view is asked whether it agrees."""
        entries = journal.entries if entries is None else entries
        grants = journal.grants(member) if grants is None else grants
        pages = paged(grants, entries) if pages is None else pages
        mailbox, thread = journal.box.asked_by(member), journal.box.pages(member)
        given = {
            "directory": directory,
            "authority": KEYS,
            "sign": member.signing.seed.hex(),
            "identity": member.identity.seed.hex(),
            "mailbox": mailbox.hex(),
            "pages": [self.blobs.write(page) for page in thread],
            "journal": [self.blobs.write(page) for page in pages],
        }
        known = read_directory(directory)
        read = verify_thread(thread, known, member, mailbox)
        if error:
            with pytest.raises(WhistleError) as caught:
                verify_journal(pages, read, known, member)
            assert type(caught.value).__name__ == error, name
            self.out.append(Vector(name, about, "journal", given, error=error))
            return
        view = verify_journal(pages, read, known, member)
        problems = [shown.problem for shown in view.entries]
        wanted = [None] * len(problems) if expect is None else list(expect)
        assert problems == wanted, f"{name}: {problems}"
        assert view.broken == broken, name
        self.out.append(Vector(name, about, "journal", given, shown_journal(view)))


def shown_journal(view: JournalView) -> dict[str, Any]:
    """A view in the form of the vectors."""
    return {
        "broken": view.broken,
        "readable": view.readable,
        "handler": view.handler.id if view.handler else None,
        "category": view.category,
        "without": [reviewer.id for reviewer in view.without],
        "entries": [
            {
                "number": shown.entry.number,
                "by": shown.reviewer.name if shown.reviewer else None,
                "mine": shown.mine,
                "problem": shown.problem,
                "kind": shown.note.kind if shown.note else None,
                "text": shown.note.text if shown.note else None,
            }
            for shown in view.entries
        ],
    }
