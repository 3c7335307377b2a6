"""What a row keeps of what happened to its concern."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whistle.domain.errors import MalformedFrame
from whistle.domain.events import EventType, Happening
from whistle.ledger.happened import pack, unpack

small = st.integers(0, 255)
happenings = st.builds(
    Happening,
    st.sampled_from(EventType),
    st.integers(0, 2**32 - 1),
    small,
    small,
    st.none() | st.integers(0, 2**32 - 2),
)


@given(st.lists(happenings))
def test_what_is_packed_is_what_is_unpacked(happened: list[Happening]) -> None:
    def everything(each: Happening) -> tuple[int, ...]:
        return (each.type, each.hour, each.detail, each.more, -1 if each.minutes is None else each.minutes)

    assert sorted(unpack(pack(happened)), key=everything) == sorted(happened, key=everything)


@given(st.lists(happenings), st.randoms())
def test_the_bytes_do_not_tell_in_which_order_things_came(happened: list[Happening], dice: object) -> None:
    shuffled = list(happened)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert pack(shuffled) == pack(happened)


def test_hours_stand_in_order() -> None:
    late, early = Happening(EventType.RECEIVED, 300), Happening(EventType.CLOSED, 2, detail=4)
    assert unpack(pack([late, early])) == (early, late)


@pytest.mark.parametrize("raw", [bytes(10), bytes(11), bytes(4) + b"\xff" + bytes(6)])
def test_other_bytes_are_refused(raw: bytes) -> None:
    with pytest.raises(MalformedFrame):
        unpack(raw)


def test_a_number_that_does_not_fit_is_refused() -> None:
    with pytest.raises(MalformedFrame):
        pack([Happening(EventType.CLOSED, 1, detail=256)])
