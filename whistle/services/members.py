"""Who holds the reporter's side of a thread, and who may read it: by what was signed, as the members walk it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from whistle.envelope.frame import EpochItem, OpeningItem
from whistle.envelope.keys import RECIPIENT
from whistle.envelope.membership import Membership, walk
from whistle.envelope.opening import Opening, mailbox_of, member_id
from whistle.services import readership
from whistle.services.house import House
from whistle.store import concerns, epochs


def concern_of(connection: Connection, mailbox: bytes, *, lock: bool = False) -> concerns.Concern | None:
    """The concern that was raised under a mailbox, or handed to its owner; that hand-over may still wait."""
    concern = concerns.find(connection, mailbox, lock=lock)
    if concern is None and (handed := epochs.handed_to(connection, mailbox)):
        return concerns.find(connection, handed, lock=lock)
    return concern


def memberships(
    house: House, concern: concerns.Concern, changes: Sequence[epochs.Change]
) -> list[Membership]:
    """The epochs of a concern up to the last of these changes."""
    opening = OpeningItem.parse(concern.opening)
    items = [EpochItem.parse(change.item) for change in changes]
    return walk(Opening.parse(opening.opening), opening.recipient, items, house.directory())


def in_force(connection: Connection, concern: concerns.Concern) -> list[epochs.Change]:
    """The changes that have taken effect."""
    if not concern.epoch:
        return []
    return [change for change in epochs.all_of(connection, concern.mailbox) if change.epoch <= concern.epoch]


def reporter_kid(house: House, connection: Connection, concern: concerns.Concern, key: bytes) -> bytes | None:
    """The name, among the members, of whoever has or had the reporter's side with that key; None for anyone else."""
    if not concern.epoch:
        return member_id(key, concern.opening[-RECIPIENT:]) if mailbox_of(key) == concern.mailbox else None
    found = memberships(house, concern, in_force(connection, concern))
    mine = next((each for each in reversed(found) if each.reporter == key), None)
    return member_id(key, mine.recipient) if mine else None


def is_holder(house: House, connection: Connection, concern: concerns.Concern, key: bytes) -> bool:
    """Whether that key has the reporter's side now."""
    if not concern.epoch:
        return mailbox_of(key) == concern.mailbox
    return memberships(house, concern, in_force(connection, concern))[-1].reporter == key


def was_member(house: House, connection: Connection, concern: concerns.Concern, kid: bytes) -> bool:
    """Whether that key could ever read the concern: in an epoch that holds, be it this one or one before."""
    found = memberships(house, concern, in_force(connection, concern))
    return any(each.has(kid) for each in found)


def fall_back(house: House, connection: Connection, concern: concerns.Concern) -> concerns.Concern:
    """The concern in the last epoch that its members still take; what came after it is forgotten.

    A change falls with the key of the reviewer who made it, once that is revoked, and takes all later ones with it
    (PROTOCOL, Epochs). Everyone then writes in the epoch before, and so must the service.
    """
    found = memberships(house, concern, in_force(connection, concern))
    now = found[-1]
    if now.epoch == concern.epoch:
        return concern
    epochs.forget(connection, concern.mailbox, now.epoch + 1)
    epochs.hand_back(connection, concern.mailbox, {mailbox_of(each.reporter) for each in found})
    concern = readership.settle(house, connection, concern, {kid for kid, _ in now.slots})
    concern = replace(concern, epoch=now.epoch)
    concerns.change(connection, [concern])
    return concern
