"""renewals.json: what members read where somebody has renewed a key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.envelope.world import (
    AMAL,
    AMAL_2,
    AUTHORITY,
    REPORTER,
    RUTH,
    TOM_2,
    Mailbox,
    directory_body,
    entry,
)
from tests.vectors.makers.changing import AFTER, EVERYONE, NEXT, Changing, changed, written
from tests.vectors.makers.reading import filing_with, people
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.compose import leave, share
from whistle.envelope.directory import sign_directory
from whistle.envelope.epochs import Member

ABOUT = (
    "Keys that were renewed: a person is one, whatever entry of theirs is named (PROTOCOL sections 4 and 8)."
)
_MOVED: list[Member] = [REPORTER, RUTH, AMAL_2]


def renewing(**changes: dict[str, Any]) -> str:
    """Ruth, Amal and Tom, and the entries that renew those of Amal and Tom."""
    old = [entry(name, **changes.get(name, {})) for name in ("ruth", "amal", "tom")]
    new = [
        entry("amal-2", **{"name": "Amal Haddad", "renews": "amal", **changes.get("amal2", {})}),
        entry("tom-2", name="Tom Price", renews="tom"),
    ]
    return sign_directory(directory_body(version=2, reviewers=[*old, *new]), AUTHORITY).decode()


TWO = renewing()


def vectors(blobs: Blobs) -> list[Vector]:
    maker = Changing(blobs)
    _moved(maker)
    _kept(maker)
    _left_out(maker)
    return maker.out


def _moved(maker: Changing) -> None:
    def moved(by: Member = AMAL, members: Sequence[Member] = _MOVED, **how: Any) -> Mailbox:
        return changed(maker.begun(TWO), by, members, **how)

    box = maker.change(maker.begun(TWO), share, AMAL, ["amal-2"]).say(AMAL_2, "reply", "With my new key.")
    for name, member in people(reporter=REPORTER, ruth=RUTH, amal=AMAL_2):
        maker.read(f"moved to a new key, as {name} reads it", "Nobody was let in, and nobody left.", box, member,
                   directory=TWO)  # fmt: skip
    maker.read(
        "moved to a new key, as the old one reads it", "It has no more than it had.", box, AMAL, directory=TWO
    )
    for name, by in people(colleague=RUTH, reporter=REPORTER):
        maker.read(f"moved to a new key by the {name}", "They can do it as well.", moved(by), directory=TWO)
    both = [*EVERYONE, AMAL_2]
    maker.read("a new key beside the old one", "Both are kept.", moved(members=both), directory=TWO)
    left = changed(moved(members=both), RUTH, _MOVED, number=2, before=NEXT, key=AFTER)
    maker.read("one of two keys let go", "The person is kept.", left, directory=TWO)
    maker.bad("moved to a new key, and it is called leaving", moved(act=13), directory=TWO)
    maker.bad("moved to a key that renews nobody's", moved(), directory=renewing(amal2={"renews": None}),
              about="To those who read, it is a stranger's.")  # fmt: skip
    maker.bad("moved to a key that is revoked", moved(), directory=renewing(amal2={"revoked": "2026-11-01"}),
              about="Nothing of theirs would be left.")  # fmt: skip
    maker.bad("moved by a key that is revoked", moved(), directory=renewing(amal={"revoked": "2026-11-01"}))
    maker.read("an old key revoked after a colleague's move", "The new one reads on.", moved(RUTH), AMAL_2,
               directory=renewing(amal={"revoked": "2026-11-01"}))  # fmt: skip
    late = written(written(moved(), AMAL_2, "With the new one."), AMAL, "With the old one.")
    maker.read("a message by the old key, of the epoch after the move", "", late, directory=TWO,
               expect=[None, None, None, "not-a-member"])  # fmt: skip


def _kept(maker: Changing) -> None:
    def keeping(name: str, members: Sequence[Member], by: Member = RUTH, **more: Any) -> None:
        act = more.pop("act", 12)
        maker.bad(name, changed(maker.begun(TWO), by, members, act=act), directory=TWO, **more)

    keeping("a reviewer puts out a colleague who could renew", [REPORTER, RUTH])
    keeping("a reviewer leaves by act 12 though they could renew", [REPORTER, RUTH], by=AMAL)
    keeping("a reviewer moves and puts a colleague out", [REPORTER, AMAL_2], by=AMAL)
    box = maker.change(maker.begun(TWO), share, AMAL, ["amal-2"])
    maker.change(box, leave, AMAL_2, key=AFTER)
    maker.read("left with the new key", "Nothing of theirs is kept.", box, directory=TWO)
    both = changed(maker.begun(TWO), AMAL, [*EVERYONE, AMAL_2])
    changed(both, AMAL_2, EVERYONE, act=13, number=2, before=NEXT, key=AFTER)
    maker.bad("left with one key and not with the other", both, directory=TWO, about="They still read.")


def _left_out(maker: Changing) -> None:
    for name, by in people(reviewer=RUTH, reporter=REPORTER):
        box = changed(maker.begun(TWO), by, [*EVERYONE, TOM_2])
        maker.bad(f"the {name} lets in the new key of one whom the concern leaves out", box, directory=TWO)
        maker.read(f"the new key of one whom the concern leaves out, let in by the {name}", "", box, TOM_2,
                   directory=TWO, error="CannotOpen")  # fmt: skip
    box = Mailbox(
        filing_with(maker, ("amal-2",)), maker.blobs.seal, directory=maker.begun(TWO).directory
    ).tick()
    changed(box, RUTH, EVERYONE)
    maker.bad("the old key of one who is left out by the new", box, directory=TWO,
              about="Whichever entry was named, it is the person.")  # fmt: skip
