"""A reviewer with two keys is one person: what they read, write and open with either of them counts as theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.services.people import BEN, CARYS, Dana, Desk, Force
from whistle.clock import SetClock
from whistle.domain.errors import BadSignature, Forbidden, NotFound
from whistle.domain.events import EventType
from whistle.envelope.compose import compose, share
from whistle.envelope.frame import parse_page
from whistle.envelope.items import GrantItem
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.envelope.thread import verify_thread
from whistle.services import inbox, persons, reviewing, ticking
from whistle.services.house import House
from whistle.store import concerns, log, readers
from whistle.store.engine import Store

NEW = ReviewerKey.generate("Ben Ode")
"""Ben's second key, of the entry ``ben-2``."""


def renewed(force: Force, revoked: Sequence[str] = ()) -> dict[str, Any]:
    """The directory's reviewers and routes, after Ben has renewed his key."""
    entries = force.body()["reviewers"]
    ben = next(entry for entry in entries if entry["id"] == "ben")
    keys = {"recipient": str(NEW.identity.recipient), "verify": NEW.signing.public.hex()}
    entries.append({**ben, **keys, "id": "ben-2", "renews": "ben"})
    for entry in entries:
        if entry["id"] in revoked:
            entry["revoked"] = "2026-11-01"
    readers = ["amira", "ben", "ben-2", "carys"]
    return {
        "reviewers": entries,
        "routes": [{"id": 1, "name": "Forced marriage", "about": "", "readers": readers}],
    }


@pytest.fixture
def house(force: Force, store: Store, clock: SetClock) -> House:
    """Ben's account goes by either id."""
    return force.open(store, clock, force.directory(**renewed(force)))


@pytest.fixture
def after(force: Force, store: Store, clock: SetClock, house: House) -> Any:
    """The same service once these keys were revoked."""
    return lambda *ids: force.open(store, clock, force.after(house.directory(), **renewed(force, ids)))


@pytest.fixture
def concern(house: House, dana: Dana) -> bytes:
    """Released to Amira, and to Ben with both his keys."""
    dana.raises(readers=("amira", "ben", "ben-2"))
    ticking.tick(house)
    return dana.mailbox


def of_new_key_only(house: House, clock: SetClock) -> bytes:
    dana = Dana(house)
    dana.raises(readers=("ben-2",))
    clock.advance(hours=1)
    ticking.tick(house)
    return dana.mailbox


@pytest.mark.parametrize("account", ["ben", "ben-2"])
def test_a_person_has_one_inbox_whichever_entry_their_account_names(
    house: House, clock: SetClock, concern: bytes, account: str
) -> None:
    later = of_new_key_only(house, clock)
    rows = inbox.show(house, account).items
    assert {row.concern for row in rows} == {concern.hex(), later.hex()}
    assert len(rows) == 2


def test_their_list_has_no_end_missing_where_both_keys_read_everything(
    house: House, clock: SetClock, concern: bytes
) -> None:
    mailboxes = {concern.hex()}
    for _ in range(4):
        dana = Dana(house)
        dana.raises(readers=("ben", "ben-2"))
        mailboxes.add(dana.mailbox.hex())
    clock.advance(hours=1)
    ticking.tick(house)
    seen, place = [], None
    while True:
        page = inbox.show(house, "ben", after=place, limit=1)
        seen += [row.concern for row in page.items]
        place = page.next
        if place is None:
            break
    assert sorted(seen) == sorted(mailboxes)


def test_what_either_entry_handles_is_theirs(house: House, concern: bytes) -> None:
    with house.store.read() as connection:
        who = persons.person(house, "ben-2")
        assert persons.concern_of(connection, who, concern).mailbox == concern
    assert who.known_as == who.ids == ("ben", "ben-2")
    for handler in who.known_as:
        keep_handler(house, concern, handler)
        assert inbox.show(house, "ben", inbox.Which(mine=True)).items
        assert not inbox.show(house, "amira", inbox.Which(mine=True)).items


def keep_handler(house: House, mailbox: bytes, handler: str) -> None:
    def keep(connection: Any) -> None:
        found = concerns.find(connection, mailbox)
        assert found
        concerns.change(connection, [replace(found, handler=handler)])

    house.store.commit(keep)


def test_they_are_given_the_grants_of_both_keys(house: House, concern: bytes) -> None:
    frame = reviewing.read_concern(house, "ben", concern, 0)
    kids = {item.kid for item in parse_page(frame).items if isinstance(item, GrantItem)}
    assert kids == {BEN.kid, NEW.kid}
    for key in (BEN, NEW):
        view = verify_thread([frame], house.directory(), key, concern)
        assert view.concern


def test_they_write_with_either_key_and_with_nobody_elses(house: House, concern: bytes, amira: Desk) -> None:
    for key, text in ((BEN, "One."), (NEW, "Two.")):
        view = verify_thread(
            [reviewing.read_concern(house, "ben", concern, 0)], house.directory(), key, concern
        )
        reviewing.post(house, "ben", concern, None, compose(key, view, "reply", text).encode())
    written = amira.reads(concern).messages[1:]
    assert [message.confirmed for message in written] == [True, True]
    with pytest.raises(BadSignature):
        reviewing.post(house, "ben", concern, None, amira.writes(concern, "reply", "Three.").encode())


def test_with_a_key_that_was_not_let_in_nothing_is_written(
    house: House, clock: SetClock, concern: bytes
) -> None:
    """Its words would stand there as not confirmed: no reader takes them for those of a member."""
    mailbox = of_new_key_only(house, clock)
    view = verify_thread([reviewing.read_concern(house, "ben", mailbox, 0)], house.directory(), NEW, mailbox)
    with pytest.raises(NotFound):
        reviewing.post(house, "ben", mailbox, None, compose(BEN, view, "reply", "Hello.").encode())
    frame = share(BEN, view, house.directory(), ["carys"]).encode()
    with pytest.raises((NotFound, BadSignature)):
        reviewing.change(house, "ben", mailbox, frame)


def test_to_open_it_with_both_counts_once(house: House, concern: bytes, dana: Dana) -> None:
    reviewing.opened(house, "ben", concern, seen=0)
    assert [row.unread for row in inbox.show(house, "ben").items] == [1]
    reviewing.opened(house, "ben-2", concern)
    with house.store.read() as connection:
        waiting = [leaf.event[0] for leaf in log.waiting(connection)]
        known = readers.all_of(connection, concern)
    assert {(known[each].unread, known[each].opened) for each in ("ben", "ben-2")} == {(0, house.hour())}
    assert waiting.count(EventType.OPENED) == 1
    state = dana.reads().state
    assert state
    assert state.opened == 1
    assert [row.unread for row in inbox.show(house, "ben").items] == [0]


def test_a_revoked_key_works_no_longer_while_the_other_does(
    house: House, clock: SetClock, concern: bytes, dana: Dana, after: Any
) -> None:
    only_old = Dana(house)
    only_old.raises(readers=("amira", "ben"))
    clock.advance(hours=1)
    ticking.tick(house)
    view = verify_thread([reviewing.read_concern(house, "ben", concern, 0)], house.directory(), BEN, concern)
    stolen = compose(BEN, view, "reply", "Sent by a thief.").encode()
    now = after("ben")
    for account in ("ben", "ben-2"):
        assert [row.concern for row in inbox.show(now, account).items] == [concern.hex()]
        with pytest.raises(NotFound):
            reviewing.read_concern(now, account, only_old.mailbox, 0)
        with pytest.raises(BadSignature):
            reviewing.post(now, account, concern, None, stolen)
        frame = reviewing.read_concern(now, account, concern, 0)
        grants = [item for item in parse_page(frame).items if isinstance(item, GrantItem)]
        assert [grant.kid for grant in grants] == [NEW.kid]
    view = verify_thread([frame], now.directory(), NEW, concern)
    reviewing.post(now, "ben", concern, None, compose(NEW, view, "reply", "Sent by Ben.").encode())


def test_with_every_key_revoked_they_can_do_nothing_more(house: House, concern: bytes, after: Any) -> None:
    now = after("ben", "ben-2")
    for account in ("ben", "ben-2"):
        with pytest.raises(Forbidden, match="revoked"):
            inbox.show(now, account)
        with pytest.raises(Forbidden, match="revoked"):
            reviewing.read_concern(now, account, concern, 0)
    assert CARYS.kid not in persons.person(now, "amira").kids
