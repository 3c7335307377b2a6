"""The keys of a thread, one an epoch, and who was a member in each (PROTOCOL sections 3 and 4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from whistle.domain.errors import BadSignature, CannotOpen, WhistleError
from whistle.envelope import ed25519
from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.hashing import sha256
from whistle.envelope.items import EpochItem, GrantItem
from whistle.envelope.keys import Identity
from whistle.envelope.message import CHANGE, Epoch, Message
from whistle.envelope.opening import Opening, Slots, read_grant


class Member(Protocol):
    """The reporter (``token.Reporter``) or a reviewer (``reviewer_key.ReviewerKey``)."""

    @property
    def signing(self) -> ed25519.SigningKey: ...
    @property
    def identity(self) -> Identity: ...
    @property
    def kid(self) -> bytes: ...


@dataclass(frozen=True)
class EpochKey:
    """T_e, and the slots that say who else holds it."""

    epoch: int
    identity: Identity
    slots: Slots

    def has(self, reviewer: Reviewer) -> bool:
        return any(kid == reviewer.kid for kid, _ in self.slots)


def first_epoch(opening: Opening, grants: Iterable[GrantItem], member: Member) -> EpochKey:
    """T_0 from the member's own grant, under what the reporter signed. Raises ``CannotOpen`` if there is none."""
    mine = _own_grant(grants, 0, member)
    if mine is None:
        raise CannotOpen("There is no key to this concern for you.")
    # Only the reporter can have granted T_0: nobody else had it.
    signed = Epoch(opening.service, opening.mailbox, 0, opening.thread_hash, opening.slots)
    return _take(mine, signed, opening.reporter, opening.reporter, member)


def next_epoch(
    item: EpochItem, before: EpochKey, opening: Opening, directory: Directory, left_out: Sequence[str]
) -> tuple[Epoch, Message]:
    """S and its M, if a member of the epoch before signed them and they let in nobody whom the reporter left out."""
    s, m = Epoch.parse(item.epoch), Message.parse(item.message)
    reviewer = directory.reviewer_by_key(m.sender)
    may = m.sender == opening.reporter or (reviewer and reviewer.revoked is None and before.has(reviewer))
    kids = {kid for kid, _ in s.slots}
    sound = (
        may
        and (s.service, s.mailbox) == (m.service, m.mailbox) == (opening.service, opening.mailbox)
        and s.epoch == before.epoch + 1
        and m.direction == CHANGE
        and m.epoch == s.epoch
        and m.body_hash == s.hash
        and not any(entry.kid in kids for entry in directory.reviewers if entry.id in left_out)
    )
    if not sound:
        raise BadSignature("A change of who may read this is not one that a reader could make.")
    ed25519.verify(m.sender, item.signature, item.message)
    return s, m


def later_epochs(
    items: Iterable[EpochItem],
    grants: Sequence[GrantItem],
    first: EpochKey,
    opening: Opening,
    directory: Directory,
    member: Member,
    left_out: Sequence[str],
) -> tuple[list[EpochKey], bool]:
    """All epochs up to the last that holds, and whether every one announced did."""
    epochs = [first]
    try:
        for item in items:
            s, m = next_epoch(item, epochs[-1], opening, directory, left_out)
            mine = _own_grant(grants, s.epoch, member)
            if mine is None:  # someone who has left sees that the thread went on, and no more
                break
            epochs.append(_take(mine, s, m.sender, opening.reporter, member))
    except WhistleError:
        return epochs, False
    return epochs, True


def _own_grant(grants: Iterable[GrantItem], epoch: int, member: Member) -> GrantItem | None:
    return next((g for g in grants if g.epoch == epoch and g.kid == member.kid), None)


def _take(item: GrantItem, signed: Epoch, granter: bytes, reporter: bytes, member: Member) -> EpochKey:
    """T_e, once the grant is the one that was signed and says what it should."""
    if (member.kid, sha256(item.grant)) not in signed.slots:
        raise BadSignature("The key to this concern is not the one that was signed.")
    grant = read_grant(member.identity, item.grant)
    said = (grant.service, grant.mailbox, grant.reporter, grant.epoch, grant.to, grant.granter)
    if said != (signed.service, signed.mailbox, reporter, signed.epoch, member.kid, granter):
        raise BadSignature("The key to this concern was made for something else.")
    if sha256(grant.identity.recipient.raw) != signed.thread_hash:
        raise BadSignature("The key to this concern is not the one that was signed.")
    return EpochKey(signed.epoch, grant.identity, signed.slots)
