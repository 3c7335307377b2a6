"""The keys of a thread, one an epoch: from a member's own grants, or from a later epoch's link (PROTOCOL section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from whistle.domain.errors import BadSignature, CannotOpen, WhistleError
from whistle.envelope import ed25519
from whistle.envelope.hashing import ZEROS, sha256
from whistle.envelope.items import GrantItem
from whistle.envelope.keys import Identity
from whistle.envelope.membership import Membership
from whistle.envelope.opening import Grant, Opening, Slots, read_grant


class Member(Protocol):
    """The reporter (``token.Reporter``) or a reviewer (``reviewer_key.ReviewerKey``)."""

    @property
    def signing(self) -> ed25519.SigningKey: ...
    @property
    def identity(self) -> Identity: ...
    @property
    def kid(self) -> bytes: ...


@dataclass(frozen=True)
class Bystander:
    """Somebody who is no member and was handed keys of the thread itself, such as an investigator: they only read."""

    threads: tuple[Identity, ...]
    signing: ed25519.SigningKey = field(default_factory=ed25519.SigningKey.generate)
    """Nobody's: whoever is asked for a key to tell their own messages by has none."""
    kid: bytes = ZEROS

    @property
    def identity(self) -> Identity:
        raise CannotOpen("There is no key to this for you.")


@dataclass(frozen=True)
class Epochs:
    """All epochs that hold, and the keys of those that the member may read."""

    memberships: Sequence[Membership]
    keys: Mapping[int, Identity]

    @property
    def newest(self) -> Membership:
        return self.memberships[-1]

    @property
    def key(self) -> Identity | None:
        """The newest epoch's key; None for one who is no longer a member."""
        return self.keys.get(self.newest.epoch)

    def membership(self, epoch: int) -> Membership | None:
        return self.memberships[epoch] if epoch < len(self.memberships) else None

    def is_over(self, epoch: int) -> bool:
        """Whether the epoch came after the member's own time in the thread."""
        return max(self.keys) < epoch < len(self.memberships)


def open_epochs(
    memberships: Sequence[Membership], grants: Iterable[GrantItem], opening: Opening, member: Member
) -> Epochs:
    """The member's keys. Raises ``CannotOpen`` or ``BadSignature`` where there is none that can be trusted.

    A later epoch ends the walk if the member's grant is wrong, or missing although a slot is theirs.
    """
    if isinstance(member, Bystander):
        handed = {sha256(key.recipient.raw): key for key in member.threads}
        found = {
            n: handed[each.thread_hash] for n, each in enumerate(memberships) if each.thread_hash in handed
        }
        return _with_links(memberships, found, opening)
    own = {grant.epoch: grant for grant in grants if grant.kid == member.kid}
    keys: dict[int, Identity] = {}
    for number, epoch in enumerate(memberships):
        if not epoch.has(member.kid) and number not in own:
            continue
        try:
            keys[number] = own_key(own.get(number), epoch, opening, member)
        except WhistleError:
            if not number:
                raise
            memberships = memberships[:number]
            break
    return _with_links(memberships, keys, opening)


def _with_links(memberships: Sequence[Membership], keys: dict[int, Identity], opening: Opening) -> Epochs:
    """With the keys of the epochs before, from what the makers of the later ones left."""
    if not keys:
        raise CannotOpen("There is no key to this concern for you.")
    for number in range(max(keys), 0, -1):
        if number in keys and number - 1 not in keys:
            earlier = _linked_key(keys[number], memberships[number], memberships[number - 1], opening)
            keys |= {number - 1: earlier} if earlier else {}
    return Epochs(memberships, keys)


def own_key(item: GrantItem | None, epoch: Membership, opening: Opening, member: Member) -> Identity:
    """T_e, once the grant is the one that was signed and says what it should."""
    if item is None:
        raise CannotOpen("There is no key to this concern for you.")
    return granted(item.grant, epoch.slots, epoch.epoch, epoch.thread_hash, epoch.maker, opening, member)


def granted(
    sealed: bytes, slots: Slots, number: int, key: bytes, maker: bytes, opening: Opening, member: Member
) -> Identity:
    """The identity inside a grant of the member's, of which ``maker`` signed ``slots``; ``key`` is H(recipient)."""
    if (member.kid, sha256(sealed)) not in slots:
        raise BadSignature("The key to this concern is not the one that was signed.")
    return _checked(read_grant(member.identity, sealed), number, key, opening, to=member.kid, maker=maker)


def _linked_key(key: Identity, now: Membership, before: Membership, opening: Opening) -> Identity | None:
    """T_(e-1), from what whoever made the epoch left for those who came later; None if that cannot be trusted."""
    try:
        grant = read_grant(key, now.link)
        return _checked(grant, before.epoch, before.thread_hash, opening, to=now.thread_hash, maker=now.maker)
    except WhistleError:
        return None


def _checked(grant: Grant, number: int, key: bytes, opening: Opening, to: bytes, maker: bytes) -> Identity:
    said = (grant.service, grant.mailbox, grant.reporter, grant.epoch, grant.to, grant.granter)
    if said != (opening.service, opening.mailbox, opening.reporter, number, to, maker):
        raise BadSignature("The key to this concern was made for something else.")
    if sha256(grant.identity.recipient.raw) != key:
        raise BadSignature("The key to this concern is not the one that was signed.")
    return grant.identity
