"""One concern from the token to the reply, through the services and the real envelope."""

from __future__ import annotations

from tests.services.people import Dana, Desk
from whistle.clock import SetClock, hour_of
from whistle.envelope.frame import ReceiptItem, ThreadHead
from whistle.ledger.checkpoint import verify_proof
from whistle.ledger.event import Event, EventType, tree_hash
from whistle.ledger.notes import NoteVerifier
from whistle.ledger.promise import read_promise
from whistle.services import ticking
from whistle.services.house import House
from whistle.store import log


def events(house: House) -> list[tuple[EventType, int]]:
    """What the log says, in no order."""
    with house.store.read() as connection:
        found = [Event.parse(leaf.event) for leaf in log.all_leaves(connection) if leaf.event]
    return sorted((event.type, event.hour) for event in found)


def test_a_concern_is_raised_read_answered_and_closed(
    house: House, clock: SetClock, dana: Dana, amira: Desk, ben: Desk
) -> None:
    dana.raises("The forced marriage case was closed with no risk assessment.")
    ticking.tick(house)

    assert [row.concern for row in amira.inbox().items] == [dana.mailbox.hex()]
    amira.opens(dana.mailbox)
    thread = amira.reads(dana.mailbox)
    assert thread.concern is not None
    assert thread.concern.text == "The forced marriage case was closed with no risk assessment."

    amira.acknowledges(dana.mailbox, "I have read this.")
    amira.replies(dana.mailbox, "Was the victim seen alone?")
    clock.advance(hours=1)
    ticking.tick(house)

    seen = dana.reads()
    assert [(m.text, m.confirmed) for m in seen.messages] == [
        ("The forced marriage case was closed with no risk assessment.", True),
        ("I have read this.", True),
        ("Was the victim seen alone?", True),
    ]
    assert seen.warnings == ()

    dana.says("No, never.")
    clock.advance(hours=1)
    ticking.tick(house)
    assert ben.reads(dana.mailbox).messages[-1].text == "No, never."

    ben.closes(dana.mailbox, "A new investigation was opened.", "action-taken")
    clock.advance(hours=1)
    ticking.tick(house)
    seen = dana.reads()
    assert seen.messages[-1].reason == "action-taken"
    assert seen.state is not None
    # When somebody will ask how they have been treated is for the reviewers.
    assert (seen.state.state, seen.state.due_hour, seen.state.opened, seen.state.readers) == (3, 0, 1, 2)

    clock.advance(hours=1)
    ticking.tick(house)
    start = hour_of(clock.now()) - 4
    assert events(house) == [
        (EventType.RECEIVED, start),
        (EventType.RELEASED, start),
        (EventType.OPENED, start),
        (EventType.ACKNOWLEDGED, start),
        (EventType.REPLIED, start),
        (EventType.CLOSED, start + 2),
        (EventType.DIRECTORY, start),
        (EventType.REPORTER_WROTE, start + 1),
        (EventType.RULES, start),
        *[(EventType.KEY_LISTED, start)] * 3,
    ]


def test_the_receipt_promises_what_the_log_then_proves(house: House, clock: SetClock, dana: Dana) -> None:
    (receipt,) = dana.raises()
    assert isinstance(receipt, ReceiptItem)
    event = Event.parse(receipt.event)
    leaf = tree_hash(receipt.salt, event)
    directory = house.directory()
    promise = read_promise(receipt.promise, directory.origin, NoteVerifier.parse(directory.promise.text))
    assert promise.tree_hash == leaf
    assert event.presence == dana.reporter.presence
    assert dana.reads().inclusion is None

    ticking.tick(house)
    proof = dana.reads().inclusion
    assert proof is not None
    verify_proof(proof, leaf, directory.origin, NoteVerifier.parse(directory.log.text))
    assert house.hour() <= promise.by_hour


def test_the_answer_to_a_message_is_the_head_that_both_sides_have(house: House, dana: Dana) -> None:
    dana.raises()
    ticking.tick(house)
    (head,) = dana.says("One more thing.")
    assert isinstance(head, ThreadHead)
    head.verify(house.log_key.public, house.service, dana.mailbox)
    assert head.count == 1
