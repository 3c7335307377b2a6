"""Who is at a concern, over the wire."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.web.conftest import Desk, Raised, problem
from whistle.services.house import House

JSON = "application/json"


@pytest.fixture
def where(raised: Raised) -> str:
    return f"concerns/{raised.reporter.mailbox.hex()}/here"


def at(desk: Desk, where: str, body: bytes = b'{"doing":"reading"}', **more: Any) -> TestResponse:
    return desk.post(where, body, content_type=JSON, **more)


def test_readers_are_told_of_each_other(
    asha: Desk, staff: Callable[[str], Desk], where: str, house: House
) -> None:
    tom = staff("Tom Ellery")
    assert at(asha, where, b'{"doing":"writing"}').status_code == 200
    assert at(tom, where).get_json() == {
        "count": 1,
        "journal": 0,
        "handler": None,
        "category": 0,
        "readers": [
            {"id": "r1", "opened": None, "cover_until": None},
            {"id": "r2", "opened": None, "cover_until": None},
        ],
        "here": [{"id": "r1", "doing": "writing"}],
    }
    at(asha, where, b'{"doing":"left"}')
    assert at(tom, where).get_json()["here"] == []


def test_whoever_was_left_out_gets_the_same_bytes_as_for_no_concern(
    asha: Desk, carol: Desk, where: str
) -> None:
    at(asha, where)
    there, nowhere = at(carol, where), at(carol, f"concerns/{'0' * 32}/here")
    assert problem(there) == (404, "not-found")
    assert there.get_data() == nowhere.get_data()
    assert sorted(there.headers) == sorted(nowhere.headers)


DEEP = b'{"doing":' * 12_000


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"doing":1}', b'{"doing":"asleep"}', b'"reading"', b"[" * 120_000, DEEP]
)
def test_what_does_not_say_what_is_done_is_refused(asha: Desk, where: str, body: bytes) -> None:
    assert problem(at(asha, where, body)) == (400, "malformed")


def test_it_is_json_with_the_token_against_forged_requests(asha: Desk, where: str) -> None:
    assert problem(at(asha, where, csrf="guess")) == (403, "forbidden")
    assert problem(asha.post(where, b'{"doing":"reading"}')) == (415, "wrong-type")
