"""Changing who may read: the reporter lets others in or hands the concern over; a reviewer lets a colleague in or
steps back (PROTOCOL, Epochs).

A change is kept with its grants and waits, as a message does, whoever made it. It takes effect at the tick that places
what waited before it; until then it is there for nobody but whoever sends the same bytes again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection

from whistle.domain.errors import (
    BadSignature,
    ChangeWaiting,
    Conflict,
    DirectoryReplaced,
    MalformedFrame,
    NotFound,
    OutOfStep,
)
from whistle.domain.events import EventType, Happening
from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.frame import Change, EpochItem, ThreadHead, build_answer, parse_epoch
from whistle.envelope.membership import Membership
from whistle.envelope.message import FROM_REPORTER, Epoch, Message
from whistle.envelope.opening import mailbox_of, member_id
from whistle.services import members, progress, readership, recording, thread_page, writing
from whistle.services.house import House
from whistle.services.persons import Person
from whistle.store import concerns, epochs, log, messages, readers
from whistle.store.readers import Reader

MOST_CHANGES = 12
"""In a thread ever: each comes with every first page, and all must fit."""

KEPT_FOR_REPORTERS = 4
"""Of these: reviewers cannot use up what the reporter needs to let someone in, or to hand the concern over."""

LONGEST_COVER = 366 * 24
"""Hours ahead that somebody can stand in for somebody."""

NO_COVER = "Somebody stands in for somebody until an hour that is yet to come, and a year ahead at most."
WAITING = "A change of who may read this is waiting already. The next can be made once that has taken effect."
MOVED = "Who may read this has changed since you last looked. Load the thread again, then try once more."
FULL = "Who may read this has changed as often as it can. Go on in a new concern."
NOBODY = "Choose at least one person who can read concerns at present."
GONE = "One of the people you chose does not read concerns at present. Load the page again and choose anew."
ALONE = "Nobody would be able to read this. Let a colleague in first."
SAME = "This would change nothing about who can read it."
OLDER = "Somebody you chose reads this with a newer key already. Load the page again and choose anew."
TAKEN = "That token is in use already. Let the next holder make a new one."


def change(house: House, frame: bytes) -> bytes:
    """Keeps a change (frame kind 3) by whoever has the reporter's side, and answers (kind 6) with the thread's head.

    The same bytes again get the same answer. Raises MalformedFrame, BadSignature, NotFound, OutOfStep,
    ChangeWaiting, DirectoryReplaced, Conflict or ClockWentBack.
    """
    asked = parse_epoch(frame)
    asked.verify(house.service)
    head = house.commit(lambda connection: _keep(house, connection, asked))
    return build_answer([ThreadHead.parse(head)])


def change_by(house: House, who: Person, asked: Change, cover: int | None = None) -> bytes:
    """Keeps a change that this reviewer has signed, and answers (kind 6) with the thread's head as it stands.

    ``cover`` is the hour until which those it lets in stand in for somebody. Nothing ends then: a key that was given
    cannot be taken back, so that it is for whoever covers to step back, and for the others to see that they did.

    The answer is the same whether or not another change waits already, since that would tell in which minute the
    reporter was here: the first is kept, and what took effect is seen in the thread. Raises MalformedFrame, NotFound,
    OutOfStep, BadSignature, DirectoryReplaced, Conflict or ClockWentBack.
    """
    head = house.commit(lambda connection: _keep_by(house, connection, who, asked, cover))
    return build_answer([ThreadHead.parse(head)])


def take_effect(
    house: House, connection: Connection, concern: concerns.Concern, waiting: epochs.Change
) -> list[log.Pending]:
    """Puts a change in force, once what waited before it has its place; gives what the log gets of it.

    One whose maker was revoked while it waited is forgotten: no reader would take it.
    """
    kept = epochs.all_of(connection, concern.mailbox)
    if len(members.memberships(house, concern, kept)) <= waiting.epoch:
        epochs.forget(connection, concern.mailbox, waiting.epoch)
        return []
    item = EpochItem.parse(waiting.item)
    kids = {kid for kid, _ in Epoch.parse(item.epoch).slots}
    unread = messages.placed_after(connection, concern.mailbox, 0, FROM_REPORTER)
    newcomer = Reader(concern.state, progress.sort_hour(concern), None, unread, waiting.cover)
    now = readership.settle(house, connection, concern, kids, newcomer)
    act = EventType(Message.parse(item.message).act)
    changed = progress.note(replace(now, epoch=waiting.epoch), Happening(act, waiting.hour))
    concerns.change(connection, [changed.concern])
    return recording.leaves(concern, changed.happened)


def _keep(house: House, connection: Connection, asked: Change) -> bytes:
    """Everything is checked before anything is written, so that a refusal leaves nothing behind."""
    concern, hour = concerns.find(connection, asked.epoch.mailbox, lock=True), house.hour()
    if concern is None:
        raise NotFound(writing.GONE)
    concern = members.fall_back(house, connection, concern)
    kept = epochs.all_of(connection, concern.mailbox)
    for each in kept:
        if each.hash == asked.message.hash:
            return each.answer
    past = members.memberships(house, concern, [each for each in kept if each.epoch <= concern.epoch])
    if asked.message.sender != past[-1].reporter:
        # Whoever had it once may know that it went on; to anyone else there is nothing here.
        raise (
            OutOfStep(MOVED)
            if any(each.reporter == asked.message.sender for each in past)
            else NotFound(writing.GONE)
        )
    if len(kept) > concern.epoch:
        raise ChangeWaiting(WAITING)
    if len(kept) >= MOST_CHANGES:
        raise Conflict(FULL)
    _check(house, connection, concern, kept, past, asked)
    writing.check_clock(connection, hour, concern.received)
    answer = thread_page.head(house, concern.mailbox, concern).encode()
    _add(house, connection, concern, asked, hour, answer)
    if asked.epoch.reporter != past[-1].reporter:
        epochs.hand(connection, mailbox_of(asked.epoch.reporter), concern.mailbox)
    return answer


def _keep_by(house: House, connection: Connection, who: Person, asked: Change, cover: int | None) -> bytes:
    """As `_keep`, for a reviewer: nothing that waits makes a difference to what they are told."""
    concern, hour = concerns.find(connection, asked.epoch.mailbox, lock=True), house.hour()
    if concern is None or not readers.find_any(connection, concern.mailbox, who.ids):
        raise NotFound(writing.GONE)
    concern = members.fall_back(house, connection, concern)
    kept = epochs.all_of(connection, concern.mailbox)
    answer = thread_page.head(house, concern.mailbox, concern).encode()
    if any(each.hash == asked.message.hash for each in kept):
        return answer
    if cover is not None and not hour < cover <= hour + LONGEST_COVER:
        raise MalformedFrame(NO_COVER)
    in_force = [each for each in kept if each.epoch <= concern.epoch]
    past = members.memberships(house, concern, in_force)
    if len(in_force) >= MOST_CHANGES - KEPT_FOR_REPORTERS:
        raise Conflict(FULL)
    chosen = _chosen(house, asked)
    if not any(each.revoked is None for each in chosen):
        raise Conflict(ALONE)
    _check(house, connection, concern, in_force, past, asked)
    if tuple(chosen) == past[-1].readers(house.directory()):
        raise Conflict(SAME)
    if any(_goes_back(each, chosen, past[-1], house.directory()) for each in chosen):
        raise Conflict(OLDER)
    writing.check_clock(connection, hour, concern.received)
    if len(kept) == len(in_force):
        _add(house, connection, concern, asked, hour, answer, cover)
    return answer


def _add(
    house: House,
    connection: Connection,
    concern: concerns.Concern,
    asked: Change,
    hour: int,
    answer: bytes,
    cover: int | None = None,
) -> None:
    """Keeps the change, and its grants but for the dummies."""
    kids = {member_id(asked.epoch.reporter, asked.recipient), *(each.kid for each in _chosen(house, asked))}
    grants = {kid: grant for (kid, _), grant in zip(asked.epoch.slots, asked.grants, strict=True)}
    concerns.add_grants(
        connection, concern.mailbox, asked.epoch.epoch, {kid: grants[kid] for kid in kids if kid in grants}
    )
    new = epochs.Change(asked.epoch.epoch, hour, asked.message.hash, answer, asked.item.encode(), cover)
    epochs.add(connection, concern.mailbox, new)
    concerns.change(connection, [concern])


def _check(
    house: House,
    connection: Connection,
    concern: concerns.Concern,
    kept: list[epochs.Change],
    past: list[Membership],
    asked: Change,
) -> None:
    """Raises unless every reader would take the change, and those it lets in can read at present."""
    if asked.epoch.epoch != concern.epoch + 1 or len(past) != concern.epoch + 1:
        raise OutOfStep(MOVED)
    new = epochs.Change(asked.epoch.epoch, 0, asked.message.hash, b"", asked.item.encode())
    if len(members.memberships(house, concern, [*kept, new])) != len(past) + 1:
        raise BadSignature("A change of who may read this is not one that its maker could make.")
    today = house.clock.now().date()
    chosen = _chosen(house, asked)
    if any(not each.is_current(today) and not past[-1].has(each.kid) for each in chosen):
        raise DirectoryReplaced(GONE)
    if not any(each.revoked is None for each in chosen):
        raise DirectoryReplaced(NOBODY)
    if asked.epoch.reporter != past[-1].reporter:
        to = mailbox_of(asked.epoch.reporter)
        if concerns.find(connection, to) or epochs.handed_to(connection, to):
            raise Conflict(TAKEN)


def _goes_back(
    entry: Reviewer, chosen: Collection[Reviewer], before: Membership, directory: Directory
) -> bool:
    """Whether somebody would go back to this key, or have it beside a newer one with which they read.

    Moved to and fro between two keys of one person, a concern would soon take no change of its reviewers any more.
    """
    person = directory.person(entry.id)
    newer = person[person.index(entry) + 1 :]
    if not any(each.revoked is None and before.has(each.kid) for each in newer):
        return False
    return not before.has(entry.kid) or not any(each.revoked is None and each in chosen for each in newer)


def _chosen(house: House, asked: Change) -> list[Reviewer]:
    slots = {kid for kid, _ in asked.epoch.slots}
    return [reviewer for reviewer in house.directory().reviewers if reviewer.kid in slots]
