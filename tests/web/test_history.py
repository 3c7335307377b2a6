"""What anybody may fetch of how the log grew, so that two visits can be held against each other."""

from __future__ import annotations

from itertools import combinations

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import CONCERNS, Seal, Send, problem
from whistle.clock import SetClock
from whistle.domain.errors import BadProof
from whistle.ledger.checkpoint import Checkpoint, read_checkpoint
from whistle.ledger.merkle import verify_consistency
from whistle.ledger.notes import decode_base64
from whistle.services import ticking
from whistle.services.house import House

NEWEST = "/.well-known/whistle/checkpoint"


@pytest.fixture
def signed(house: House, clock: SetClock, client: FlaskClient, seal: Seal, send: Send) -> list[str]:
    """Each checkpoint as it was given out in its own hour; in the third, more came than one batch takes."""
    notes = []
    for concerns in (0, 1, 17, 0):
        for _ in range(concerns):
            send(CONCERNS, seal().filing.encode())
        ticking.tick(house)
        notes.append(client.get(NEWEST).text)
        clock.advance(hours=1)
    return notes


def opened(house: House, notes: list[str]) -> list[Checkpoint]:
    return [read_checkpoint(note, house.directory().origin, house.log.verifier) for note in notes]


def test_what_was_signed_in_an_earlier_hour_can_still_be_had(
    house: House, client: FlaskClient, signed: list[str]
) -> None:
    for note, checkpoint in zip(signed, opened(house, signed), strict=True):
        answer = client.get(f"{NEWEST}/{checkpoint.size}")
        assert answer.text == note
        assert answer.content_type == "text/plain; charset=utf-8"


def test_each_checkpoint_is_shown_to_continue_each_before_it(
    house: House, client: FlaskClient, signed: list[str]
) -> None:
    checkpoints = opened(house, signed)
    assert len({each.size for each in checkpoints}) == 4
    for old, new in combinations(checkpoints, 2):
        answer = client.get(f"/api/v1/consistency/{old.size}/{new.size}")
        assert answer.content_type == "text/plain; charset=utf-8"
        proof = [decode_base64(line) for line in answer.text.splitlines()]
        verify_consistency(old.size, old.root, new.size, new.root, proof)
        with pytest.raises(BadProof):
            verify_consistency(old.size, bytes(32), new.size, new.root, proof)


def test_a_checkpoint_continues_itself_with_nothing_to_show(client: FlaskClient, signed: list[str]) -> None:
    assert client.get("/api/v1/consistency/16/16").data == b""


@pytest.mark.parametrize(
    "sizes", ["0/16", "16/17", "15/32", "32/16", "16/48", f"16/{2**63}", f"{2**70}/{2**70}"]
)
def test_nothing_is_shown_of_a_size_at_which_nothing_was_signed(
    client: FlaskClient, signed: list[str], sizes: str
) -> None:
    assert problem(client.get(f"/api/v1/consistency/{sizes}")) == (404, "not-found")


@pytest.mark.parametrize("size", ["0", "17", "48", str(2**63), str(2**200), "-16", "x"])
def test_there_is_no_checkpoint_of_such_a_size(client: FlaskClient, signed: list[str], size: str) -> None:
    assert problem(client.get(f"{NEWEST}/{size}")) == (404, "not-found")


@pytest.mark.parametrize("address", [f"{NEWEST}/16", "/api/v1/consistency/16/32"])
def test_everyone_gets_the_same(client: FlaskClient, signed: list[str], address: str) -> None:
    first = client.get(address)
    again = client.get(
        address, headers={"User-Agent": "another", "Cookie": "staff=1", "Accept-Language": "cy"}
    )
    assert first.status_code == 200
    assert (first.data, list(first.headers)) == (again.data, list(again.headers))
    assert "Set-Cookie" not in first.headers
