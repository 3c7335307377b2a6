"""A reviewer's work: what may be read, what a message does, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.services.people import AMIRA, Dana, Desk, Force
from whistle.clock import SetClock
from whistle.domain.errors import BadSignature, Conflict, Forbidden, MalformedFrame, NotFound, OutOfStep
from whistle.envelope import age
from whistle.envelope.keys import Identity
from whistle.envelope.message import parse_plain
from whistle.envelope.opening import read_grant
from whistle.ledger.event import Event, EventType
from whistle.services import inbox, reviewing, ticking
from whistle.services.house import House
from whistle.store import tables
from whistle.store.engine import Store


@pytest.fixture
def concern(house: House, dana: Dana) -> bytes:
    """Dana's concern, released."""
    dana.raises()
    ticking.tick(house)
    return dana.mailbox


Attempt = Callable[[House, str, bytes], object]


def take_a_copy(house: House, reviewer: str, mailbox: bytes) -> object:
    return reviewing.export(house, bytes(16), reviewer, mailbox)


def read_first_page(house: House, reviewer: str, mailbox: bytes) -> bytes:
    return reviewing.read_concern(house, reviewer, mailbox, 0)


def waiting(house: House) -> list[Event]:
    with house.store.read() as connection:
        return [Event.parse(raw) for raw in connection.scalars(select(tables.pending_leaves.c.event))]


def test_before_the_tick_a_concern_is_not_there(house: House, dana: Dana, amira: Desk) -> None:
    dana.raises()
    assert amira.inbox().items == []
    with pytest.raises(NotFound):
        reviewing.read_concern(house, "amira", dana.mailbox, 0)


@pytest.mark.parametrize("attempt", [read_first_page, reviewing.opened, take_a_copy])
def test_for_whoever_was_left_out_it_never_is(house: House, concern: bytes, attempt: Attempt) -> None:
    """And what is said is the same as for one that nobody ever raised."""
    said = []
    for mailbox in (concern, bytes(16)):
        with pytest.raises(NotFound) as refusal:
            attempt(house, "carys", mailbox)
        said.append(str(refusal.value))
    assert said[0] == said[1]


def test_one_left_out_cannot_write_either(house: House, concern: bytes, amira: Desk, carys: Desk) -> None:
    stolen = replace(amira.writes(concern, "reply", "Hello."))
    head = replace(stolen.message, sender=carys.key.signing.public)
    frame = replace(stolen, message=head, signature=carys.key.signing.sign(head.encode())).encode()
    with pytest.raises(NotFound):
        reviewing.post(house, "carys", concern, None, frame)


def test_a_reader_gets_their_own_grant_and_no_receipt(house: House, concern: bytes, ben: Desk) -> None:
    thread = ben.reads(concern)
    assert thread.concern is not None
    assert thread.concern.text == "The case was closed."
    assert thread.receipt is None


def test_opening_is_noted_once_and_clears_what_is_unread(
    house: House, concern: bytes, dana: Dana, amira: Desk
) -> None:
    amira.opens(concern)
    amira.opens(concern)
    assert [each.type for each in waiting(house)] == [EventType.OPENED]
    assert amira.inbox().items[0].unread == 0
    seen = dana.reads().state
    assert seen is not None
    assert (seen.opened, seen.readers) == (1, 2)


def test_opening_again_writes_nothing(house: House, concern: bytes, amira: Desk) -> None:
    amira.opens(concern)
    reviewing.opened(replace(house, store=ReadOnly(house.store)), "amira", concern)  # type: ignore[arg-type]


class ReadOnly:
    def __init__(self, store: Store) -> None:
        self.read = store.read


def test_what_a_message_does_is_logged_in_the_hour_it_is_written(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    hour = house.hour()
    amira.acknowledges(concern)
    amira.closes(concern, reason="not-enough-to-act")
    events = {each.type: each for each in waiting(house)}
    assert set(events) == {EventType.ACKNOWLEDGED, EventType.CLOSED}
    assert events[EventType.CLOSED].content == bytes([6]) + bytes(31)
    assert events[EventType.CLOSED].hour == hour


def test_an_action_that_makes_no_sense_is_refused_and_leaves_nothing(
    house: House, concern: bytes, amira: Desk, ben: Desk
) -> None:
    amira.acknowledges(concern)
    with pytest.raises(Conflict, match="already"):
        ben.acknowledges(concern)
    with pytest.raises(MalformedFrame):
        reviewing.post(
            house, "ben", concern, None, ben.writes(concern, "closing", "Done.", "resolved").encode()
        )
    assert len(ben.reads(concern).messages) == 2
    assert len(waiting(house)) == 1


@pytest.mark.parametrize(("kind", "reason"), [("closing", "because"), ("reply", "resolved")])
def test_a_reason_that_does_not_exist_or_belong_there_is_refused(
    house: House, concern: bytes, amira: Desk, kind: str, reason: str
) -> None:
    frame = amira.writes(concern, kind, "Hello.", "resolved").encode()
    with pytest.raises(MalformedFrame):
        reviewing.post(house, "amira", concern, reason, frame)


def test_what_a_message_does_is_what_its_writer_signed(house: House, concern: bytes, amira: Desk) -> None:
    """No one on the way can turn a reply into a closing, nor say that a reporter's act is a reviewer's."""
    posted = amira.writes(concern, "reply", "Hello.")
    for act in (EventType.CLOSED, EventType.ACKNOWLEDGED):
        altered = replace(posted, message=replace(posted.message, act=act))
        with pytest.raises(BadSignature):
            reviewing.post(house, "amira", concern, None, altered.encode())
    for act in (EventType.WITHDRAWN, EventType.OPENED, EventType.HANDED_OVER):
        head = replace(posted.message, act=act)
        signed = replace(posted, message=head, signature=AMIRA.signing.sign(head.encode()))
        with pytest.raises(MalformedFrame):
            reviewing.post(house, "amira", concern, None, signed.encode())
    assert waiting(house) == []


def test_nobody_writes_with_a_colleagues_key(house: House, concern: bytes, amira: Desk) -> None:
    frame = amira.writes(concern, "reply", "Hello.").encode()
    with pytest.raises(BadSignature):
        reviewing.post(house, "ben", concern, None, frame)


def test_a_message_signed_for_another_concern_is_refused(
    house: House, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    other = Dana(house)
    other.raises()
    clock.advance(hours=1)
    ticking.tick(house)
    frame = amira.writes(other.mailbox, "reply", "Hello.").encode()
    with pytest.raises(BadSignature):
        reviewing.post(house, "amira", concern, None, frame)


def test_the_reporters_message_does_not_come_in_by_the_desk(house: House, concern: bytes, dana: Dana) -> None:
    with pytest.raises(BadSignature):
        reviewing.post(house, "amira", concern, None, dana.writes("Hello.").encode())


def test_a_reply_sent_twice_is_kept_once_and_does_once_what_it_does(
    house: House, concern: bytes, amira: Desk
) -> None:
    frame = amira.writes(concern, "acknowledgement", "I have read this.").encode()
    first = reviewing.post(house, "amira", concern, None, frame)
    assert reviewing.post(house, "amira", concern, None, frame) == first
    assert len(waiting(house)) == 1


def test_a_reply_to_what_was_not_seen_is_out_of_step(house: House, concern: bytes, amira: Desk) -> None:
    posted = amira.writes(concern, "reply", "Hello.")
    head = replace(posted.message, seen=5)
    frame = replace(posted, message=head, signature=AMIRA.signing.sign(head.encode())).encode()
    with pytest.raises(OutOfStep):
        reviewing.post(house, "amira", concern, None, frame)


def test_a_revoked_reviewer_can_do_nothing_more(
    force: Force, house: House, store: Store, clock: SetClock, concern: bytes, amira: Desk
) -> None:
    frame = amira.writes(concern, "reply", "Hello.").encode()
    now = force.open(store, clock, force.after(house.directory(), reviewers=force.revoked("amira")))
    for attempt in (
        lambda: inbox.show(now, "amira"),
        lambda: reviewing.read_concern(now, "amira", concern, 0),
        lambda: reviewing.post(now, "amira", concern, None, frame),
        lambda: reviewing.opened(now, "amira", concern),
        lambda: reviewing.export(now, bytes(16), "amira", concern),
    ):
        with pytest.raises(Forbidden, match="revoked"):
            attempt()
    assert inbox.show(now, "ben").items


def test_an_account_that_is_no_reviewer_is_told_so(house: House) -> None:
    with pytest.raises(Forbidden):
        inbox.show(house, "nobody")


def test_the_export_opens_with_the_reviewers_key_alone(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    amira.replies(concern, "Who else knows?")
    clock.advance(hours=1)
    ticking.tick(house)
    dana.says("Not yet released.")
    with zipfile.ZipFile(io.BytesIO(reviewing.export(house, bytes(16), "amira", concern))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert {name for name in files if name.startswith(("grant", "messages/"))} == {
        "grant.age",
        *("messages/0001.age", "messages/0001.bin", "messages/0002.age", "messages/0002.bin"),
    }
    grant = read_grant(AMIRA.identity, files["grant.age"])
    thread: Identity = grant.identity
    assert parse_plain(age.open_sealed(thread, files["messages/0001.age"]))["text"] == "The case was closed."
    assert parse_plain(age.open_sealed(thread, files["messages/0002.age"]))["text"] == "Who else knows?"
    assert len(files["opening.bin"]) == 714 + 64 + 1216
    assert len(files["messages/0001.bin"]) == 4 + 4 + 206 + 64


def test_the_same_thread_exports_to_the_same_bytes(house: House, concern: bytes) -> None:
    assert reviewing.export(house, bytes(16), "ben", concern) == reviewing.export(
        house, bytes(16), "ben", concern
    )


def test_what_came_after_the_page_was_fetched_stays_unread(
    house: House, clock: SetClock, concern: bytes, dana: Dana, amira: Desk
) -> None:
    shown = len(amira.reads(concern).messages)
    dana.says("More.")
    clock.advance(hours=1)
    ticking.tick(house)
    reviewing.opened(house, "amira", concern, seen=shown)
    assert amira.inbox().items[0].unread == 1
    reviewing.opened(house, "amira", concern, seen=shown + 1)
    assert amira.inbox().items[0].unread == 0


def test_who_does_not_say_what_they_saw_has_read_all(house: House, concern: bytes, amira: Desk) -> None:
    amira.opens(concern)
    assert amira.inbox().items[0].unread == 0
