"""A directory after another: what was once said of a reviewer stays said (PROTOCOL section 8)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.envelope.world import AUTHORITY, DIRECTORY, LOG, directory, entry, reviewer_key, seed
from whistle.domain.errors import MalformedDirectory
from whistle.envelope.directory import Directory, authority_hash, parse_authority
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.hashing import sha256

SIMRAN = reviewer_key("Simran Gill")
PEOPLE = [entry("ruth"), entry("amal"), entry("tom")]


def after(reviewers: list[dict[str, Any]], earlier: Directory = DIRECTORY) -> Directory:
    routes = [{"id": 1, "name": "Standards", "about": "", "readers": ["amal"]}]
    return directory(version=2, previous=earlier.hash.hex(), reviewers=reviewers, routes=routes)


def test_entries_may_be_added_ended_revoked_and_renamed() -> None:
    simran = {
        **entry("tom"), "id": "simran", "verify": SIMRAN.signing.public.hex(),
        "recipient": str(SIMRAN.identity.recipient),
    }  # fmt: skip
    ruth = entry("ruth", revoked="2026-11-01", name="Ruth Price")
    after([ruth, entry("amal", until="2026-12-01"), entry("tom"), simran]).check_succeeds(DIRECTORY)


@pytest.mark.parametrize(
    "reviewers",
    [
        PEOPLE[:2],
        [{**PEOPLE[0], "id": "amal"}, {**PEOPLE[1], "id": "ruth"}, PEOPLE[2]],
        [{**PEOPLE[0], "id": "rita"}, *PEOPLE[1:]],
        [{**PEOPLE[0], "recipient": str(SIMRAN.identity.recipient)}, *PEOPLE[1:]],
        [{**PEOPLE[0], "verify": SIMRAN.signing.public.hex()}, *PEOPLE[1:]],
    ],
    ids=["left out", "ids swapped", "another id", "another recipient", "another verification key"],
)
def test_no_reviewer_of_before_becomes_another(reviewers: list[dict[str, Any]]) -> None:
    with pytest.raises(MalformedDirectory, match="leaves out"):
        after(reviewers).check_succeeds(DIRECTORY)


def test_what_is_revoked_stays_revoked() -> None:
    earlier = directory(reviewers=[entry("ruth", revoked="2026-11-01"), *PEOPLE[1:]])
    after([entry("ruth", revoked="2026-11-01"), *PEOPLE[1:]], earlier).check_succeeds(earlier)
    with pytest.raises(MalformedDirectory, match="revoked"):
        after([entry("ruth"), *PEOPLE[1:]], earlier).check_succeeds(earlier)


def test_an_entry_renews_the_same_one_for_ever() -> None:
    renewed = entry("amal-2", renews="amal")
    earlier = directory(reviewers=[*PEOPLE, renewed])
    after([*PEOPLE, renewed], earlier).check_succeeds(earlier)
    after([*PEOPLE, renewed], DIRECTORY).check_succeeds(DIRECTORY)
    for changed in ({**renewed, "renews": None}, {**renewed, "renews": "tom"}):
        with pytest.raises(MalformedDirectory, match="whose key"):
            after([*PEOPLE, changed], earlier).check_succeeds(earlier)
    plain = directory(reviewers=[*PEOPLE, {**renewed, "renews": None}])
    with pytest.raises(MalformedDirectory, match="whose key"):
        after([*PEOPLE, renewed], plain).check_succeeds(plain)


def test_the_fingerprint_covers_every_key_in_its_order() -> None:
    first, second = AUTHORITY.public, SigningKey(seed("second authority")).public
    assert DIRECTORY.authority == sha256(b"whistle/v1/authority\0", first)
    marks = {
        authority_hash(keys) for keys in ((first,), (first, second), (second, first), (first, LOG.public))
    }
    assert len(marks) == 4
    assert authority_hash(parse_authority(f"\n{first.hex()}\n{second.hex()}\n")) in marks
