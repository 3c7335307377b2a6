"""What happened stands in the log and in the tables, or in neither: whichever statement of the database fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest

from tests.services import noting
from tests.services.agreeing import Faults, agree, concerns, log
from tests.services.people import Dana, Desk, Force
from whistle.clock import SetClock
from whistle.domain.events import EventType
from whistle.domain.limits import DueKind, LateReason
from whistle.domain.rules import USUAL
from whistle.envelope.content import Question
from whistle.services import explaining, following, journal, raising, reviewing, sharing, ticking
from whistle.services.house import House
from whistle.store.engine import Store

DAY = 24


@dataclass
class Scene:
    """A service with a concern that Amira and Ben have read, and everyone who can do something about it."""

    force: Force
    store: Store
    clock: SetClock
    house: House
    dana: Dana
    sam: Dana
    amira: Desk
    ben: Desk

    @property
    def concern(self) -> bytes:
        return self.dana.mailbox

    def later(self, hours: int = 1) -> None:
        self.clock.advance(hours=hours)

    def ticks(self) -> None:
        ticking.tick(self.house)

    def goes_on(self, days: int) -> None:
        self.later(days * DAY)
        ticking.tick(self.house, accept_jump=True)

    def post(self, kind: str, reason: str | None = None, **content: object) -> Callable[[], object]:
        """Amira's next message, sealed; sent when it is called."""
        words = "" if kind == "question" else "Words."
        frame = self.amira.writes(self.concern, kind, words, reason, **content).encode()
        return lambda: reviewing.post(self.house, "amira", self.concern, reason, frame)

    def hears(self, kind: str, **content: object) -> Callable[[], object]:
        """What the reporter writes, which the next tick hands over."""
        self.dana.says("Words." if kind in ("reply", "answer", "detriment") else "", kind, **content)
        self.later()
        return self.ticks

    def closed(self) -> None:
        self.post("closing", "resolved")()
        self.later()
        self.ticks()


@pytest.fixture
def scene(force: Force, store: Store, clock: SetClock) -> Scene:
    house = force.open(store, clock)
    scene = Scene(
        force, store, clock, house, Dana(house), Dana(house), Desk(house, "amira"), Desk(house, "ben")
    )
    scene.dana.raises()
    scene.ticks()
    scene.amira.opens(scene.concern)
    scene.later()
    scene.ticks()
    return scene


def raises(scene: Scene, *, urgent: bool = False) -> Callable[[], object]:
    frame = Dana(scene.house).seals(urgent=urgent).encode()
    return lambda: raising.file_concern(scene.house, frame)


def is_raised(scene: Scene) -> Callable[[], object]:
    Dana(scene.house).raises()
    scene.later()
    return scene.ticks


def first_act_on_something_urgent(scene: Scene) -> Callable[[], object]:
    scene.dana = Dana(scene.house)
    scene.dana.raises(urgent=True)
    scene.later()
    return scene.post("acknowledgement")


def asks(scene: Scene) -> Callable[[], object]:
    return scene.post("question", questions=(Question("Who was there?"),))


def answers(scene: Scene) -> Callable[[], object]:
    asks(scene)()
    scene.later()
    scene.ticks()
    return scene.hears("answer", of=scene.dana.reads().messages[-1].hash)


def disputes(scene: Scene) -> Callable[[], object]:
    scene.closed()
    return scene.hears("dispute", of=scene.dana.reads().messages[-1].hash)


def reopens(scene: Scene) -> Callable[[], object]:
    scene.closed()
    return scene.post("reply")


def checks(scene: Scene) -> Callable[[], object]:
    scene.closed()
    scene.goes_on(31)
    return scene.post("check")


def lets_somebody_in(scene: Scene) -> Callable[[], object]:
    frame = scene.amira.lets_in(scene.concern, "carys").encode()
    reviewing.change(scene.house, "amira", scene.concern, frame)
    scene.later()
    return scene.ticks


def steps_back(scene: Scene) -> Callable[[], object]:
    reviewing.change(scene.house, "ben", scene.concern, scene.ben.steps_back(scene.concern).encode())
    scene.later()
    return scene.ticks


def hands_over(scene: Scene) -> Callable[[], object]:
    sharing.change(scene.house, scene.dana.hands_to(scene.sam).encode())
    scene.later()
    return scene.ticks


def warns(scene: Scene) -> Callable[[], object]:
    return lambda: following.notice(scene.house, scene.dana.warns())


def opens(scene: Scene) -> Callable[[], object]:
    return lambda: scene.ben.opens(scene.concern)


def categorises(scene: Scene) -> Callable[[], object]:
    frame = noting.written(scene.amira, scene.concern, category=3).encode()
    return lambda: journal.write(scene.house, "amira", scene.concern, frame)


def explains(scene: Scene) -> Callable[[], object]:
    scene.goes_on(8)
    late = (scene.concern, DueKind.REPLY, LateReason.SAFETY)
    return lambda: explaining.explain(scene.house, "amira", *late)


def takes_a_copy(scene: Scene) -> Callable[[], object]:
    return lambda: reviewing.export(scene.house, bytes(16), "amira", scene.concern)


def was_down(scene: Scene) -> Callable[[], object]:
    scene.later(5)
    return scene.ticks


def starts_anew(scene: Scene) -> Callable[[], object]:
    """With other limits, and a directory in which a key is revoked."""
    revoked = scene.force.after(scene.house.directory(), reviewers=scene.force.revoked("carys"))
    return lambda: scene.force.open(scene.store, scene.clock, revoked, limits=replace(USUAL, pause_days=14))


T = EventType
DEEDS: dict[Callable[[Scene], Callable[[], object]], list[EventType]] = {
    raises: [T.RECEIVED],
    lambda scene: raises(scene, urgent=True): [T.RECEIVED, T.RELEASED],
    is_raised: [T.RELEASED],
    opens: [T.OPENED],
    lambda scene: scene.post("acknowledgement"): [T.ACKNOWLEDGED],
    first_act_on_something_urgent: [T.ACKNOWLEDGED],
    asks: [T.ASKED],
    lambda scene: scene.post("holding"): [T.HOLDING],
    lambda scene: scene.post("reply"): [T.REPLIED],
    reopens: [T.REOPENED, T.REPLIED],
    lambda scene: scene.post("closing", "resolved"): [T.CLOSED],
    checks: [T.CHECKED],
    lambda scene: scene.hears("reply"): [T.REPORTER_WROTE],
    answers: [T.ANSWERED],
    disputes: [T.REOPENED, T.DISPUTED],
    lambda scene: scene.hears("withdrawal"): [T.WITHDRAWN],
    lambda scene: scene.hears("detriment"): [T.DETRIMENT],
    lets_somebody_in: [T.SHARED],
    steps_back: [T.RECUSED],
    hands_over: [T.HANDED_OVER],
    warns: [T.UNMASKING],
    categorises: [T.CATEGORISED],
    explains: [T.EXPLAINED],
    takes_a_copy: [T.EXPORTED],
    was_down: [T.DOWN],
    starts_anew: [T.DIRECTORY, T.KEY_ENDED, T.RULES],
}
"""What can be done, and all that the log gets of it."""

AT_THE_FIRST_START = {T.KEY_LISTED}


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: f"{DEEDS[deed][-1].name.lower()}-{deed.__name__}")
def test_whichever_statement_fails_the_log_has_what_the_tables_have(
    scene: Scene, tmp_path: Path, deed: Callable[[Scene], Callable[[], object]]
) -> None:
    """All of it or nothing. The scene is put back after each fault, and the same is tried again."""
    act = deed(scene)
    faults = Faults(scene.store)
    restore = faults.snapshot(tmp_path / "before.db")
    before, rows = log(scene.house), concerns(scene.house)
    outcomes = set()
    for at in count(1):
        restore()
        struck = faults.strike(at, act)
        agree(scene.house)
        new = Counter(each.type for each in log(scene.house)) - Counter(each.type for each in before)
        done = bool(new)
        assert new == Counter(DEEDS[deed] if done else ()), f"at statement {at}"
        assert done or concerns(scene.house) == rows
        outcomes.add(done)
        if not struck:
            assert done
            break
    assert outcomes == {True, False}


def test_every_kind_of_event_is_written_by_something_tried_above() -> None:
    assert AT_THE_FIRST_START.union(*DEEDS.values()) == set(EventType)
