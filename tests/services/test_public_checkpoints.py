"""What everyone can fetch of the log tells a reviewer who was left out of a concern nothing of it.

Roots are random, since blank leaves and salts are. Sizes and hours are what is left to compare.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.services.people import MORNING, Dana, Desk, Force
from tests.store.conftest import blank_database
from whistle.clock import SetClock
from whistle.domain.hours import EVERY_TICK, HandOver
from whistle.ledger.checkpoint import read_checkpoint
from whistle.services import ticking
from whistle.services.house import House
from whistle.store import log
from whistle.store.engine import open_store

__all__ = ["blank_database"]

HOURS = 34
Seen = list[tuple[int, int]]


def checkpoints(house: House) -> Seen:
    """Size and hour of each checkpoint, as anybody can keep them."""
    with house.store.read() as connection:
        notes = [note for _, note in log.checkpoints_after(connection, 0, 1 << 40, 1000)]
    found = [read_checkpoint(note, house.log.name, house.log.verifier) for note in notes]
    return [(each.size, each.hour) for each in found]


def lived(file: Path, blank: Path, hand_over: HandOver, *, left_out: bool, urgent: bool = False) -> Seen:
    """A day and a half of a service, in which a concern that leaves Ben out is raised and answered, or is not."""
    shutil.copy(blank, file)
    clock = SetClock(MORNING)
    house = Force().open(open_store(f"sqlite:///{file}"), clock, hand_over=hand_over)
    dana, sam, amira, ben = Dana(house), Dana(house), Desk(house, "amira"), Desk(house, "ben")
    for hour in range(HOURS):
        match hour:
            case 2:
                dana.raises()
            case 23:
                ben.acknowledges(dana.mailbox)
            case 26:
                dana.says("Thank you.")
        if left_out:
            match hour:
                case 3:
                    sam.raises(readers=("amira",), urgent=urgent)
                case 24:
                    amira.opens(sam.mailbox)
                    amira.acknowledges(sam.mailbox)
                case 25:
                    amira.replies(sam.mailbox, "We are on it.")
                case 26:
                    sam.says("There is more.")
                case 28:
                    amira.closes(sam.mailbox)
                case 29:
                    sam.says("No.", "dispute")
        ticking.tick(house)
        clock.advance(hours=1)
    seen = checkpoints(house)
    house.store.close()
    return seen


@pytest.mark.parametrize(
    ("hand_over", "urgent"),
    [(EVERY_TICK, False), (HandOver(7), True)],
    ids=["every tick", "once a day, and urgent"],
)
def test_checkpoints_are_as_large_at_every_hour_with_and_without_a_concern_that_leaves_a_reviewer_out(
    tmp_path: Path, blank_database: Path, hand_over: HandOver, urgent: bool
) -> None:
    without = lived(tmp_path / "without.db", blank_database, hand_over, left_out=False)
    with_it = lived(tmp_path / "with.db", blank_database, hand_over, left_out=True, urgent=urgent)
    assert with_it == without
    assert len(without) == HOURS


def test_only_an_hour_with_more_than_sixteen_things_shows_that_it_was_busy(
    tmp_path: Path, blank_database: Path
) -> None:
    """What PROTOCOL says of it: whoever counts on seeing nearly all of a busy service learns of an hour that it was
    busier than what they saw.
    """
    shutil.copy(blank_database, tmp_path / "busy.db")
    house = Force().open(open_store(f"sqlite:///{tmp_path / 'busy.db'}"), SetClock(MORNING))
    for _ in range(10):
        Dana(house).raises()
    ticking.tick(house)
    assert [size for size, _ in checkpoints(house)] == [32]
    house.store.close()
