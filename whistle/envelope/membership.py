"""Who may read a thread, epoch by epoch, by what was signed alone (PROTOCOL section 4, Epochs).

No key is needed to follow it: the server walks the same way as the members do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from whistle.domain.errors import BadSignature, WhistleError
from whistle.domain.events import EventType
from whistle.envelope import ed25519
from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.hashing import sha256
from whistle.envelope.items import EpochItem
from whistle.envelope.message import CHANGE, Epoch, Message
from whistle.envelope.opening import Opening, Slots, member_id


@dataclass(frozen=True)
class Membership:
    """One epoch: O says who may read in epoch 0, and an S in each later one."""

    epoch: int
    reporter: bytes
    recipient: bytes
    thread_hash: bytes
    slots: Slots
    maker: bytes
    act: int = EventType.RECEIVED
    link: bytes = b""

    def has(self, kid: bytes) -> bool:
        return any(kid == each for each, _ in self.slots)

    def readers(self, directory: Directory) -> tuple[Reviewer, ...]:
        """The reviewers who may read."""
        return tuple(reviewer for reviewer in directory.reviewers if self.has(reviewer.kid))

    def present(self, directory: Directory) -> list[Reviewer]:
        """Who reads and may go on: a key that was revoked is given nothing more."""
        return [reviewer for reviewer in self.readers(directory) if reviewer.revoked is None]


def first_membership(opening: Opening, recipient: bytes) -> Membership:
    """Epoch 0. Only the reporter can have granted T_0: nobody else had it."""
    return Membership(0, opening.reporter, recipient, opening.thread_hash, opening.slots, opening.reporter)


def walk(
    opening: Opening, recipient: bytes, items: Iterable[EpochItem], directory: Directory
) -> list[Membership]:
    """Epoch 0, and all that follow up to the last that holds. Whom the concern leaves out is not known here."""
    epochs = [first_membership(opening, recipient)]
    try:
        for item in items:
            epochs.append(_following(item, epochs[-1], opening, directory))
    except WhistleError:
        pass
    return epochs


def without(
    left_out: Collection[str], epochs: Sequence[Membership], directory: Directory
) -> Sequence[Membership]:
    """The epochs before the first that lets in a person whom the reporter left out. Epoch 0 is the reporter's own."""
    names = directory.people(left_out)
    kids = [reviewer.kid for reviewer in directory.reviewers if reviewer.id in names]
    for epoch in epochs[1:]:
        if any(map(epoch.has, kids)):
            return epochs[: epoch.epoch]
    return epochs


def _following(item: EpochItem, before: Membership, opening: Opening, directory: Directory) -> Membership:
    s, m = Epoch.parse(item.epoch), Message.parse(item.message)
    now = Membership(s.epoch, s.reporter, item.recipient, s.thread_hash, s.slots, m.sender, m.act, item.link)
    here = (s.service, s.mailbox) == (m.service, m.mailbox) == (opening.service, opening.mailbox)
    whole = (
        m.direction == CHANGE
        and m.epoch == s.epoch == before.epoch + 1
        and m.body_hash == s.hash
        and (s.recipient_hash, s.link_hash) == (sha256(item.recipient), sha256(item.link))
        and now.has(member_id(s.reporter, item.recipient))
    )
    if not here or not whole or not _may(now, before, directory):
        raise BadSignature("A change of who may read this is not one that a reader could make.")
    ed25519.verify(m.sender, item.signature, item.message)
    return now


def _may(now: Membership, before: Membership, directory: Directory) -> bool:
    """Whether the one who made this epoch was a member who may change that much."""
    if now.maker == before.reporter:
        handed = now.reporter != before.reporter
        stays = handed or now.recipient == before.recipient
        return stays and now.act == (EventType.HANDED_OVER if handed else EventType.SHARED)
    maker = directory.reviewer_by_key(now.maker)
    if maker is None or maker.revoked is not None or not before.has(maker.kid):
        return False
    own = directory.person(maker.id)
    others = [each for each in before.present(directory) if each not in own]
    stays = (now.reporter, now.recipient) == (before.reporter, before.recipient)
    act = EventType.SHARED if _keeps(now, own) else EventType.RECUSED
    return stays and now.act == act and all(_keeps(now, _from(each, directory)) for each in others)


def _from(reviewer: Reviewer, directory: Directory) -> tuple[Reviewer, ...]:
    """This entry and those that renewed it. An older key may be lost: with that alone, its owner would be put out."""
    person = directory.person(reviewer.id)
    return person[person.index(reviewer) :]


def _keeps(now: Membership, person: Iterable[Reviewer]) -> bool:
    """Whether the person can go on reading, by whichever of these keys."""
    return any(each.revoked is None and now.has(each.kid) for each in person)
