"""Sealing for both sides: a new concern, and the next message of a thread."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from whistle.domain.errors import CannotOpen, MalformedDirectory, MalformedFrame
from whistle.envelope import age
from whistle.envelope.content import ACTS, CLOSING, CONCERN, Content, Question, write_content
from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.epochs import Member
from whistle.envelope.frame import Filing, Posted
from whistle.envelope.hashing import ZEROS, sha256
from whistle.envelope.keys import Identity, Recipient
from whistle.envelope.message import FROM_REPORTER, FROM_REVIEWER, Message
from whistle.envelope.opening import GRANT, SLOTS, Grant, Opening
from whistle.envelope.thread import ThreadView
from whistle.envelope.token import Reporter, Token

Seal = Callable[[Recipient, bytes], bytes]


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
    slots = _grants(reporter, _chosen(directory, route, readers, leave_out), identity, random, seal)
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
    if view.opening is None or not view.epochs:
        raise CannotOpen("There is no thread here to write in.")
    opening, key, sender = view.opening, view.epochs[-1], member.signing.public
    direction = FROM_REPORTER if sender == opening.reporter else FROM_REVIEWER
    act = ACTS.get((direction, kind))
    if act is None:
        raise MalformedFrame("There is no such kind of message.")
    # Never less than the same sender said before, though a message may have lost its confirmation since.
    said = [m.message.seen for m in view.confirmed if m.message and m.message.sender == sender]
    head = Message(
        opening.service,
        opening.mailbox,
        sender,
        direction,
        act,
        key.epoch,
        seen=max([len(view.confirmed), *said]),
        follows=view.confirmed[-1].hash if view.confirmed else opening.hash,
        body_hash=ZEROS,
    )
    content = Content(
        kind, text, reason=reason if kind == CLOSING else None, questions=tuple(questions),
        of=of, replies=tuple(replies),
    )  # fmt: skip
    return _post(member, head, key.identity, content, seal)


def _post(sender: Member, head: Message, identity: Identity, content: Content, seal: Seal) -> Posted:
    body = seal(identity.recipient, write_content(head, content))
    message = replace(head, body_hash=sha256(body))
    return Posted(message, sender.signing.sign(message.encode()), body)


def _chosen(
    directory: Directory, route: int, readers: Sequence[str], leave_out: Sequence[str]
) -> list[Reviewer]:
    found = directory.route(route)
    if found is None or not readers or not set(readers) <= set(found.readers) - set(leave_out):
        raise MalformedDirectory("Choose at least one reader, among those of the route who are not left out.")
    return [reviewer for reviewer in map(directory.reviewer, dict.fromkeys(readers)) if reviewer]


def _grants(
    reporter: Reporter,
    readers: Sequence[Reviewer],
    identity: Identity,
    random: Callable[[int], bytes],
    seal: Seal,
) -> list[tuple[bytes, bytes]]:
    """Eight pairs of kid and sealed grant in random order: a place says nothing about whose it is."""
    vk = reporter.signing.public
    members = [(reporter.kid, reporter.identity.recipient), *((r.kid, r.recipient) for r in readers)]
    slots = []
    for kid, recipient in members:
        grant = Grant(reporter.service, reporter.mailbox, vk, 0, kid, vk, identity)
        slots.append((kid, seal(recipient, grant.encode())))
    slots += [(random(32), random(GRANT)) for _ in range(SLOTS - len(slots))]
    return sorted(slots, key=lambda _: random(16))
