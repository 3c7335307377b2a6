"""Dataclasses as a line, and back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

import pytest

from whistle.domain.errors import Malformed
from whistle.domain.packing import pack, unpack


class Colour(StrEnum):
    RED = "red"


class Size(IntEnum):
    SMALL = 1


@dataclass(frozen=True)
class Leaf:
    colour: Colour
    size: Size | None


@dataclass(frozen=True)
class Tree:
    name: str
    high: int | None
    leaves: tuple[Leaf, ...]
    first: Leaf | None


TREE = Tree("ash\n", 3, (Leaf(Colour.RED, Size.SMALL), Leaf(Colour.RED, None)), None)


@pytest.mark.parametrize("tree", [TREE, Tree("", None, (), Leaf(Colour.RED, None))])
def test_what_is_packed_is_what_is_unpacked(tree: Tree) -> None:
    line = pack(tree)
    assert "\n" not in line
    found = unpack(line, Tree)
    assert found == tree
    assert all(isinstance(leaf.colour, Colour) for leaf in found.leaves)


@pytest.mark.parametrize(
    "line", ["", "{}", "[]", '["ash",3,[["blue",1]],null]', '["ash",3,[["red"]],null]', "3"]
)
def test_other_lines_are_refused(line: str) -> None:
    with pytest.raises(Malformed):
        unpack(line, Tree)
