"""Whoever was left out learns nothing: two services that differ in one concern alone answer them alike, byte for byte.

Every route of the staff's is tried, those with a mailbox with that of the concern itself, with an empty body and with
frames that are whole, made and signed by the one who was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.web.conftest import OCTETS
from tests.web.roles import World, rules
from whistle.envelope.compose import compose, share
from whistle.envelope.thread import ThreadView, verify_thread
from whistle.services import reviewing

OUTSIDERS = ("left-out", "keyless", "revoked", "stranger")

RANDOM = re.compile("sign-in|sign-out|/account|/passkeys")
"""A person's own account and the door, where answers hold what is made by chance: there the status must be the same."""


@dataclass
class Worlds:
    """The same service twice: in ``one`` there is a concern, in ``none`` there is not."""

    one: World
    none: World

    def alike(self, role: str, route: str, **request: Any) -> bool:
        """Whether one request is answered alike in both."""
        return _seen(route, self.one.ask(role, route, **request)) == _seen(
            route, self.none.ask(role, route, **request)
        )


def _seen(route: str, answer: TestResponse) -> tuple[object, ...]:
    """All that comes back; the form's token, which is made by chance, blotted out."""
    body = re.sub(rb'("csrf": *")[^"]+"', rb"\1", answer.get_data())
    if RANDOM.search(route):
        return (answer.status,)
    return answer.status, body, sorted(each for each in answer.headers if each[0] != "Set-Cookie")


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    folder = tmp_path_factory.mktemp("worlds")
    none = World.prepare(folder / "none")
    one = none.copy(folder / "one")
    one.raise_concern()
    none.mailbox = one.mailbox
    none.tick()
    yield Worlds(one, none)
    for world in (one, none):
        world.house.store.close()


def view(worlds: Worlds) -> ThreadView:
    """The thread as Asha reads it, whom the reporter did choose."""
    house, keys = worlds.one.house, worlds.one.installation.reviewers
    page = reviewing.read_concern(house, "r1", worlds.one.mailbox, 0)
    return verify_thread([page], house.directory(), keys["r1"], worlds.one.mailbox)


def staff_routes(worlds: Worlds) -> list[str]:
    return [route for route in rules(worlds.one.app) if " /staff/" in route and "/audit/" not in route]


@pytest.mark.parametrize("role", OUTSIDERS)
def test_every_route_answers_as_if_there_were_no_concern(worlds: Worlds, role: str) -> None:
    routes = staff_routes(worlds)
    assert len(routes) > 20
    told = [route for route in routes if not worlds.alike(role, route)]
    told += [route for route in routes if not worlds.alike(role, route, data=b"", content_type=OCTETS)]
    told += [route for route in routes if not worlds.alike(role, route, json={})]
    assert told == []


@pytest.mark.parametrize(
    "query", ["state=new", "state=closed", "after=1.{mailbox}", "state=new&after=1.{mailbox}"]
)
def test_no_filter_of_the_list_and_no_place_in_it_tells(worlds: Worlds, query: str) -> None:
    asked = query.format(mailbox=worlds.one.mailbox.hex())
    assert worlds.alike("left-out", "GET /staff/api/v1/concerns", query_string=asked)


def test_whole_frames_of_their_own_are_answered_as_if_there_were_no_concern(worlds: Worlds) -> None:
    carol, thread = worlds.one.installation.reviewers["r3"], view(worlds)
    directory = worlds.one.installation.directory
    frames = {
        "messages": compose(carol, thread, "reply", "Who are you?").encode(),
        "epochs": share(carol, thread, directory, ["r3"]).encode(),
    }
    for name, frame in frames.items():
        route = f"POST /staff/api/v1/concerns/<mailbox>/{name}"
        assert worlds.alike("left-out", route, data=frame, content_type=OCTETS), name
        assert worlds.one.ask("left-out", route, data=frame, content_type=OCTETS).status_code == 404


def test_those_who_were_chosen_are_told_apart_by_the_same_means(worlds: Worlds) -> None:
    """The comparison can fail: it finds a difference for whoever can read the concern."""
    told = [route for route in staff_routes(worlds) if not worlds.alike("reader", route)]
    assert "GET /staff/api/v1/concerns" in told
    assert "GET /staff/api/v1/concerns/<mailbox>/pages/<int:page>" in told
