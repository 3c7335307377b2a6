"""Sealing the next entry of a journal, for everyone who reads the concern now (PROTOCOL section 4, Journal)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace

from whistle.domain.errors import CannotOpen, Conflict
from whistle.envelope import age
from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.epochs import Member
from whistle.envelope.granting import Seal, grant_all
from whistle.envelope.hashing import ZEROS, sha256
from whistle.envelope.journal.content import LINK, Note, write_note
from whistle.envelope.journal.entry import NOBODY, Entry
from whistle.envelope.journal.frame import Written
from whistle.envelope.journal.reading import JournalView
from whistle.envelope.keys import Identity
from whistle.envelope.opening import Grant
from whistle.envelope.thread import ThreadView


def write_entry(
    member: Member,
    thread: ThreadView,
    journal: JournalView,
    directory: Directory,
    note: Note,
    *,
    handler: Reviewer | None,
    category: int,
    other: ThreadView | None = None,
    renew: bool = False,
    identity: Identity | None = None,
    random: Callable[[int], bytes] = secrets.token_bytes,
    seal: Seal = age.seal,
) -> Written:
    """The next entry. ``handler`` and ``category`` are those from here on: give the journal's own to keep them.

    ``other`` is the thread that a link leads to; ``renew`` lets the writer's newest key read as well, before they
    move to it. What stands in the note as ``before`` is not read. Raises ``CannotOpen`` for one who cannot read the
    concern or its journal, and ``Conflict`` for a link that may not be.
    ``identity`` is N; it, ``random`` and ``seal`` are given by the vectors' generator only.
    """
    opening, _ = thread.whole
    present, own = _present(thread, directory), _own(member, directory)
    if not any(each in own for each in present):
        raise CannotOpen("You can no longer write here.")
    if note.kind == LINK:
        note = replace(note, concern=_linked(thread, other, directory))
    note = replace(note, before=_before(journal, present, directory))
    readers = dict.fromkeys([*present, *(own[-1:] if renew else ())])
    new, newest = identity or Identity(random(32)), journal.newest
    number, vk = newest.number + 1 if newest else 1, member.signing.public
    grant = Grant(opening.service, opening.mailbox, opening.reporter, number, ZEROS, vk, new)
    slots = grant_all(grant, [(each.kid, each.recipient) for each in readers], random, seal)
    entry = Entry(
        opening.service, opening.mailbox, vk, number,
        previous=newest.hash if newest else ZEROS,
        handler=handler.kid if handler else NOBODY,
        category=category,
        recipient_hash=sha256(new.recipient.raw),
        body_hash=ZEROS,
        slots=tuple((kid, sha256(sealed)) for kid, sealed in slots),
    )  # fmt: skip
    body = seal(new.recipient, write_note(entry, note))
    entry = replace(entry, body_hash=sha256(body))
    signature = member.signing.sign(entry.encode())
    return Written(entry, signature, tuple(sealed for _, sealed in slots), body)


def _present(thread: ThreadView, directory: Directory) -> list[Reviewer]:
    """Who reads now, but for a person whom the concern leaves out: an opening may yet have granted it to them."""
    if thread.left_out is None:
        raise CannotOpen(
            "It cannot be confirmed whom this concern leaves out, so nothing can be written here."
        )
    left_out = directory.people(thread.left_out)
    return [each for each in thread.whole[1].newest.present(directory) if each.id not in left_out]


def _own(member: Member, directory: Directory) -> list[Reviewer]:
    """The writer's entries that are not revoked, if their key is one of these."""
    entry = directory.reviewer_by_key(member.signing.public)
    if entry is None or entry.revoked is not None:
        return []
    return [each for each in directory.person(entry.id) if each.revoked is None]


def _before(journal: JournalView, present: Iterable[Reviewer], directory: Directory) -> Identity | None:
    """The key to hand on: that of the newest entry, unless no key of anybody who is left opens it, or it was granted
    to the writer falsely.
    """
    newest, last = journal.newest, journal.entries[-1] if journal.entries else None
    keys = [each for reader in present for each in directory.person(reader.id) if each.revoked is None]
    # What stands upon an entry that the server made up would be lost to everybody who is given the true ones.
    if journal.broken or (last and not last.binding and last.problem != "revoked"):
        raise CannotOpen("This journal is not whole. Fetch it again before you write in it.")
    stuck = newest and not journal.readable and not journal.spoilt
    if stuck and newest and any(each.kid in newest.kids for each in keys):
        raise CannotOpen("You cannot read this journal yet. Ask a colleague who can to let you read it.")
    return journal.keys[max(journal.keys)] if journal.keys else None


def _linked(thread: ThreadView, other: ThreadView | None, directory: Directory) -> bytes:
    """The mailbox of the other concern, which must leave out the same persons: else a link could tell one of them.

    Whoever is let into one concern later reads in its journal that there is the other.
    """
    here, there = thread.left_out, other.left_out if other else None
    if other is None or here is None or there is None or directory.people(here) != directory.people(there):
        raise Conflict("Only concerns that leave out the same people can be linked.")
    if other.whole[0].mailbox == thread.whole[0].mailbox:
        raise Conflict("A concern cannot be linked with itself.")
    return other.whole[0].mailbox
