"""Sealing for both sides: a new concern, the next message of a thread, and a change of who may read it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from whistle.domain.errors import CannotOpen, MalformedDirectory, MalformedFrame
from whistle.domain.events import EventType
from whistle.envelope import age
from whistle.envelope.content import ACTS, CLOSING, CONCERN, Content, Question, write_content
from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.epochs import Member
from whistle.envelope.granting import Seal, grant_all
from whistle.envelope.hashing import ZEROS, sha256
from whistle.envelope.keys import Identity, Recipient
from whistle.envelope.message import CHANGE, FROM_REPORTER, FROM_REVIEWER, Epoch, Message
from whistle.envelope.opening import SLOTS, Grant, Opening, member_id
from whistle.envelope.requests import Change, Filing, Posted
from whistle.envelope.thread import ThreadView
from whistle.envelope.token import Reporter, Token


def file_concern(
    token: Token,
    directory: Directory,
    route: int,
    readers: Sequence[str],
    text: str,
    *,
    leave_out: Sequence[str] = (),
    answers: Mapping[str, str | tuple[str, ...]] | None = None,
    urgent: bool = False,
    thread: Identity | None = None,
    random: Callable[[int], bytes] = secrets.token_bytes,
    seal: Seal = age.seal,
) -> Filing:
    """A filing ready to send: the reporter and the reviewers with the ids ``readers`` get a grant.

    ``thread`` is T_0; ``random`` and ``seal`` are given by the vectors' generator only.
    """
    reporter = Reporter(token, directory.service)
    identity = thread or Identity(random(32))
    chosen = _chosen(directory, route, readers, leave_out)
    vk = reporter.signing.public
    grant = Grant(directory.service, reporter.mailbox, vk, 0, reporter.kid, vk, identity)
    members = [(reporter.kid, reporter.identity.recipient), *((each.kid, each.recipient) for each in chosen)]
    slots = grant_all(grant, members, random, seal)
    opening = Opening(
        service=directory.service,
        mailbox=reporter.mailbox,
        reporter=reporter.signing.public,
        recipient_hash=sha256(reporter.identity.recipient.raw),
        directory_version=directory.version,
        directory_hash=directory.hash,
        thread_hash=sha256(identity.recipient.raw),
        route=route,
        urgent=urgent,
        slots=tuple((kid, sha256(grant)) for kid, grant in slots),
    )
    content = Content(CONCERN, text, answers or {}, tuple(leave_out))
    head = Message(
        opening.service, opening.mailbox, opening.reporter, FROM_REPORTER, ACTS[FROM_REPORTER, CONCERN],
        epoch=0, seen=0, follows=opening.hash, body_hash=ZEROS,
    )  # fmt: skip
    posted = _post(reporter, head, identity, content, seal)
    filing = Filing(
        opening=opening,
        opening_signature=reporter.signing.sign(opening.encode()),
        recipient=reporter.identity.recipient.raw,
        presence=reporter.presence,
        content=ZEROS,
        grants=tuple(grant for _, grant in slots),
        message=posted.message,
        message_signature=posted.signature,
        body=posted.body,
    )
    return replace(filing, content=reporter.content(filing.hash))


def compose(
    member: Member,
    view: ThreadView,
    kind: str,
    text: str,
    *,
    reason: str | None = None,
    questions: Sequence[Question] = (),
    of: bytes | None = None,
    replies: Sequence[str] = (),
    seal: Seal = age.seal,
) -> Posted:
    """The next message by ``member``, of a kind that their side has: what it does follows from its kind.

    A "closing" has a reason, a "question" its questions, an "answer" or "dispute" the H(M) of what it is about,
    and an answer as many replies as there were questions.

    What is not confirmed does not count as seen: else whoever slips it in could make an honest answer look wrong.
    """
    opening, epochs = view.whole
    now, key = epochs.newest, epochs.key
    if key is None:
        raise CannotOpen("You can no longer write here.")
    direction = FROM_REPORTER if member.signing.public == now.reporter else FROM_REVIEWER
    act = ACTS.get((direction, kind))
    if act is None:
        raise MalformedFrame("There is no such kind of message.")
    head = _head(member, view, opening, direction, act, now.epoch)
    content = Content(
        kind, text, reason=reason if kind == CLOSING else None, questions=tuple(questions),
        of=of, replies=tuple(replies),
    )  # fmt: skip
    return _post(member, head, key, content, seal)


def share(
    maker: Member, view: ThreadView, directory: Directory, readers: Sequence[str], **made: Any
) -> Change:
    """Lets these reviewers read as well, signed by the reporter or a reader; whose key was revoked is let go.

    Each takes the place of older entries of the same person: so a reader moves to the entry that renews their key.
    Raises ``MalformedDirectory`` for one whom the concern leaves out or who is not in force, and for too many, and
    ``CannotOpen`` where the concern that would say whom it leaves out is not confirmed.
    """
    now = view.whole[1].newest
    if view.left_out is None:
        raise CannotOpen("It cannot be confirmed whom this concern leaves out, so nobody can be let in.")
    chosen = [directory.reviewer(reader) for reader in dict.fromkeys(readers)]
    left_out = directory.people(view.left_out)
    new = [each for each in chosen if each and each.revoked is None and each.id not in left_out]
    if not new or len(new) != len(chosen):
        raise MalformedDirectory("Choose among the people in the directory who are not left out.")
    renewed = [old for each in new for old in directory.older(each)]
    members = [each for each in dict.fromkeys([*now.present(directory), *new]) if each not in renewed]
    return _change(maker, view, EventType.SHARED, members, now.reporter, now.recipient, **made)


def hand_over(
    reporter: Reporter, view: ThreadView, directory: Directory, to: Reporter, **made: Any
) -> Change:
    """Gives the reporter's side to the holder of another token; the same reviewers go on."""
    opening, epochs = view.whole
    members = epochs.newest.present(directory)
    recipient = to.within(opening.mailbox).identity.recipient.raw
    return _change(reporter, view, EventType.HANDED_OVER, members, to.signing.public, recipient, **made)


def leave(reviewer: Member, view: ThreadView, directory: Directory, **made: Any) -> Change:
    """Takes the reviewer themselves out, with every key of theirs; everyone else goes on."""
    now, entry = view.whole[1].newest, directory.reviewer_by_key(reviewer.signing.public)
    own = directory.person(entry.id) if entry else ()
    members = [each for each in now.present(directory) if each not in own]
    return _change(reviewer, view, EventType.RECUSED, members, now.reporter, now.recipient, **made)


def _change(
    maker: Member,
    view: ThreadView,
    act: EventType,
    members: Sequence[Reviewer],
    reporter: bytes,
    recipient: bytes,
    *,
    thread: Identity | None = None,
    random: Callable[[int], bytes] = secrets.token_bytes,
    seal: Seal = age.seal,
) -> Change:
    """The next epoch: a new key for its members, and a link from it to the key before.

    ``thread`` is T_e; it, ``random`` and ``seal`` are given by the vectors' generator only.
    """
    opening, epochs = view.whole
    before, key = epochs.newest.epoch, epochs.key
    if key is None:
        raise CannotOpen("You can no longer change who may read this.")
    if len(members) >= SLOTS:
        raise MalformedDirectory(f"At most {SLOTS - 1} people can read a concern.")
    identity = thread or Identity(random(32))
    new = identity.recipient
    earlier = Grant(
        opening.service, opening.mailbox, opening.reporter, before, sha256(new.raw), maker.signing.public, key
    )
    link = seal(new, earlier.encode())
    side = [(member_id(reporter, recipient), Recipient(recipient))]
    grant = replace(earlier, epoch=before + 1, identity=identity)
    slots = grant_all(grant, [*side, *((each.kid, each.recipient) for each in members)], random, seal)
    epoch = Epoch(
        opening.service, opening.mailbox, before + 1, reporter, sha256(recipient), sha256(new.raw), sha256(link),
        tuple((kid, sha256(sealed)) for kid, sealed in slots),
    )  # fmt: skip
    message = replace(_head(maker, view, opening, CHANGE, act, epoch.epoch), body_hash=epoch.hash)
    signature = maker.signing.sign(message.encode())
    return Change(epoch, recipient, link, tuple(sealed for _, sealed in slots), message, signature)


def _head(
    member: Member, view: ThreadView, opening: Opening, direction: int, act: EventType, epoch: int
) -> Message:
    """M of what comes next; what it covers is still to be named."""
    sender = member.signing.public
    # Never less than the same sender said before, though a message may have lost its confirmation since.
    said = [m.message.seen for m in view.confirmed if m.message and m.message.sender == sender]
    return Message(
        opening.service, opening.mailbox, sender, direction, act, epoch,
        seen=max([len(view.confirmed), *said]),
        follows=view.confirmed[-1].hash if view.confirmed else opening.hash,
        body_hash=ZEROS,
    )  # fmt: skip


def _post(sender: Member, head: Message, identity: Identity, content: Content, seal: Seal) -> Posted:
    body = seal(identity.recipient, write_content(head, content))
    message = replace(head, body_hash=sha256(body))
    return Posted(message, sender.signing.sign(message.encode()), body)


def _chosen(
    directory: Directory, route: int, readers: Sequence[str], leave_out: Sequence[str]
) -> list[Reviewer]:
    found, without = directory.route(route), directory.people(leave_out)
    if found is None or not readers or not set(readers) <= set(found.readers) - without:
        raise MalformedDirectory("Choose at least one reader, among those of the route who are not left out.")
    return [reviewer for reviewer in map(directory.reviewer, dict.fromkeys(readers)) if reviewer]
