"""A reporter chooses messages of their thread and signs that they show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from whistle.domain.errors import BadDisclosure
from whistle.envelope import age
from whistle.envelope.directory import Directory, authority_hash
from whistle.envelope.disclosure.checking import check
from whistle.envelope.disclosure.form import MOST_MESSAGES, Chosen, Disclosure, Receipt, check_nonce
from whistle.envelope.epochs import Epochs
from whistle.envelope.frame import parse_page
from whistle.envelope.hashing import sha256
from whistle.envelope.items import EpochItem, InclusionItem, Item, MessageItem, OpeningItem
from whistle.envelope.judging import ShownMessage
from whistle.envelope.message import Message
from whistle.envelope.thread import ThreadView, verify_thread
from whistle.envelope.token import Reporter

T = TypeVar("T")
SHOWN_ALL_THE_SAME = (None, "revoked")
"""The problems of a message that can be shown: else a service could take back what was written by revoking a key."""


def disclose(
    pages: Sequence[bytes],
    directory: bytes,
    authority: tuple[bytes, ...],
    reporter: Reporter,
    places: Iterable[int],
    nonce: str,
    *,
    with_receipt: bool = True,
    with_inclusion: bool = True,
) -> bytes:
    """The file that shows the messages at ``places`` of the thread to whoever gave ``nonce``.

    ``pages`` is the thread as the server gives it to the reporter, ``directory`` the directory.json in force. Only
    whoever raised the concern has a receipt; whether that and the inclusion hold is for the caller to say: it is the
    log's matter.
    Raises ``BadDisclosure`` for what cannot be shown, and another ``WhistleError`` for a thread that cannot be read.
    """
    check_nonce(nonce)
    known = Directory.parse(directory, authority)
    view = verify_thread(pages, known, reporter, reporter.mailbox)
    _, epochs = view.whole
    items = [item for page in pages for item in parse_page(page).items]
    posted = _all(items, MessageItem)
    wanted = {place: _shown(place, view) for place in sorted(set(places))}
    messages = tuple(_chosen(message, posted, epochs) for message in wanted.values())
    receipt = _receipt(view, reporter, posted, with_inclusion=with_inclusion) if with_receipt else None
    if not (messages or receipt) or len(messages) > MOST_MESSAGES:
        raise BadDisclosure("malformed", f"Choose 1 to {MOST_MESSAGES} messages.")
    maker = reporter.signing.public
    since = next(epoch.epoch for epoch in epochs.memberships if epoch.reporter == maker)
    newest = max([since, *(each.message.epoch for each in wanted.values() if each.message)])
    made = Disclosure(
        nonce=nonce,
        maker=maker,
        authority=authority,
        directory=directory,
        head=view.head,
        hashes=tuple(sha256(item.message) for item in posted if item.place),
        opening=_all(items, OpeningItem)[0],
        epochs=tuple(_all(items, EpochItem)[:newest]),
        messages=messages,
        receipt=receipt,
    ).sign(reporter.signing)
    check(made, authority_hash(authority), nonce)  # nobody is to carry to a tribunal what is refused there
    return made


def _shown(place: int, view: ThreadView) -> ShownMessage:
    found = [message for message in view.messages if place and message.place == place]
    if len(found) != 1 or not found[0].content or found[0].problem not in SHOWN_ALL_THE_SAME:
        raise BadDisclosure("not-in-place", f"There is no message {place} that was delivered and confirmed.")
    return found[0]


def _chosen(shown: ShownMessage, posted: Iterable[MessageItem], epochs: Epochs) -> Chosen:
    item = next(each for each in posted if (each.place, sha256(each.message)) == (shown.place, shown.hash))
    key = age.file_key_of(epochs.keys[Message.parse(item.message).epoch], item.body)
    return Chosen(item.place, item.message, item.signature, item.body, key)


def _receipt(
    view: ThreadView, reporter: Reporter, posted: Iterable[MessageItem], *, with_inclusion: bool
) -> Receipt | None:
    """What only whoever raised the concern can open: the blind of any other token is not that of its receipt."""
    opening, _ = view.whole
    if view.receipt is None or view.concern is None or opening.reporter != reporter.signing.public:
        return None
    first = next(item for item in posted if sha256(item.message) == view.concern.hash)
    proof = InclusionItem(view.inclusion) if view.inclusion and with_inclusion else None
    return Receipt(reporter.blind, first.message, first.signature, view.receipt, proof)


def _all(items: Iterable[Item], kind: type[T]) -> list[T]:
    return [item for item in items if isinstance(item, kind)]
