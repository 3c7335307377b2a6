"""A person who renews a key is one person: to the directory, to whoever left them out, and to those who read on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.envelope.world import (
    AMAL,
    AMAL_2,
    REPORTER,
    RUTH,
    TOKEN,
    Mailbox,
    a_filing,
    directory,
    entry,
)
from tests.vectors.makers.changing import changed
from whistle.domain.errors import MalformedDirectory
from whistle.domain.events import EventType
from whistle.envelope.compose import compose, file_concern, leave, share
from whistle.envelope.directory import Directory

RENEWED = [
    entry("amal-2", name="Amal Haddad", renews="amal"),
    entry("tom-2", name="Tom Price", renews="tom"),
]


def renewing(**changes: dict[str, Any]) -> Directory:
    old = [entry(name, **changes.get(name, {})) for name in ("ruth", "amal", "tom")]
    return directory(version=2, reviewers=[*old, *RENEWED])


TWO = renewing()


def begun(known: Directory = TWO) -> Mailbox:
    box = Mailbox(a_filing()).tick().say(RUTH, "acknowledgement", "I have read it.")
    box.directory = known
    return box


def ids(readers: Any) -> list[str]:
    return [reviewer.id for reviewer in readers]


def test_a_person_is_every_entry_of_theirs_the_oldest_first() -> None:
    for one in ("amal", "amal-2"):
        assert ids(TWO.person(one)) == ["amal", "amal-2"]
    assert ids(TWO.person("ruth")) == ["ruth"]
    assert TWO.person("nobody") == ()
    assert TWO.people(["tom-2", "nobody"]) == {"tom", "tom-2", "nobody"}


def test_a_reader_moves_to_a_new_key_and_reads_everything_with_it() -> None:
    box = begun()
    change = share(AMAL, box.read(AMAL), TWO, ["amal-2"])
    assert change.message.act == EventType.SHARED
    view = box.change(change).say(AMAL_2, "reply", "With my new key.").read(REPORTER)
    assert (view.warnings, ids(view.readers)) == ((), ["ruth", "amal-2"])
    assert [message.problem for message in view.messages] == [None] * 3
    (shown,) = view.changes
    assert (shown.added, shown.removed, ids(shown.renewed)) == ((), (), ["amal-2"])
    assert [message.text for message in box.read(AMAL_2).messages][1:] == [
        "I have read it.",
        "With my new key.",
    ]
    assert box.read(AMAL).epochs.key is None  # type: ignore[union-attr]


@pytest.mark.parametrize("maker", [RUTH, REPORTER], ids=["a colleague", "the reporter"])
def test_others_can_move_somebody_to_their_new_key(maker: Any) -> None:
    box = begun()
    view = box.change(share(maker, box.read(maker), TWO, ["amal-2"])).read(REPORTER)
    assert (view.warnings, ids(view.readers)) == ((), ["ruth", "amal-2"])


def test_an_older_key_does_not_put_out_the_newer_one() -> None:
    box = begun()
    box.change(share(AMAL, box.read(AMAL), TWO, ["amal-2"]))
    assert ids(box.change(share(RUTH, box.read(RUTH), TWO, ["amal"])).read(REPORTER).readers) == [
        "ruth",
        "amal",
        "amal-2",
    ]


def test_nobody_puts_a_colleague_out_by_moving_them_back_to_a_key_that_they_may_have_lost() -> None:
    box = begun()
    box.change(share(AMAL, box.read(AMAL), TWO, ["amal-2"]))
    view = changed(box, RUTH, [REPORTER, RUTH, AMAL], number=2).read(AMAL_2)
    assert (view.warnings, ids(view.readers)) == (("bad-epoch",), ["ruth", "amal-2"])


def test_whoever_leaves_leaves_with_every_key() -> None:
    box = begun()
    box.change(share(AMAL, box.read(AMAL), TWO, ["amal-2"]))
    box.change(share(RUTH, box.read(RUTH), TWO, ["amal"]))
    view = box.change(leave(AMAL_2, box.read(AMAL_2), TWO)).read(REPORTER)
    assert (view.warnings, ids(view.readers)) == ((), ["ruth"])
    assert ids(view.changes[-1].removed) == ["amal", "amal-2"]


def test_whoever_is_left_out_by_one_entry_is_left_out_by_all() -> None:
    box = begun()
    with pytest.raises(MalformedDirectory, match="left out"):
        share(RUTH, box.read(RUTH), TWO, ["tom-2"])
    for left_out in ("amal", "amal-2"):
        with pytest.raises(MalformedDirectory):
            file_concern(TOKEN, TWO, 1, ["ruth", "amal"], "Text.", leave_out=[left_out])


def test_a_revoked_key_is_not_what_keeps_a_person() -> None:
    known = renewing(amal={"revoked": "2026-11-01"})
    box = changed(begun(known), RUTH, [REPORTER, RUTH])
    assert box.read(REPORTER).warnings == ()
    box = changed(begun(), RUTH, [REPORTER, RUTH])
    assert box.read(REPORTER).warnings == ("bad-epoch",)


def test_a_message_by_the_key_that_was_given_up_does_not_count() -> None:
    box = begun()
    late = compose(AMAL, box.read(AMAL), "reply", "Still with the old one.")
    box.change(share(AMAL, box.read(AMAL), TWO, ["amal-2"])).say(AMAL_2, "reply", "With the new one.")
    problems = [message.problem for message in box.post(late).tick().read(RUTH).messages]
    assert problems == [None, None, None, "out-of-order"]
