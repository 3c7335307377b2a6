"""directory.json"""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.envelope.world import (
    AUTHORITY,
    DIRECTORY,
    LOG,
    RUTH,
    SERVICE,
    TOM,
    directory_body,
    entry,
    seed,
    vkey,
)
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.directory import Directory, parse_authority, sign_directory
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.hashing import sha256

ABOUT = "Directories: the signature first, then every member (PROTOCOL section 8)."
_KEYS = AUTHORITY.public.hex() + "\n"


def vectors(_: Blobs) -> list[Vector]:
    second = SigningKey(seed("second authority"))
    two = _KEYS + second.public.hex() + "\n"
    file = sign_directory(directory_body(), AUTHORITY).decode()
    outer = json.loads(file)
    twice = {**outer, "signatures": [{"key": seed("x").hex(), "signature": "AAAA"}, *outer["signatures"]]}
    renewed = entry("amal-2", renews="amal")
    again = {**entry("simran"), "renews": "amal-2"}
    revoked = directory_body(reviewers=[entry("ruth"), entry("amal"), entry("tom", revoked="2026-11-01")])
    elsewhere = {**directory_body()["routes"][0], "outside": True}
    out = [
        _right("directory", file, _KEYS),
        _right("signed by the second key", sign_directory(directory_body(), second).decode(), two),
        _right("a second signature that does not hold", json.dumps(twice), _KEYS),
        _right("a member nobody knows", _signed(directory_body(motto="x")), _KEYS),
        _right("a revoked reviewer", _signed(revoked), _KEYS),
        _right("a route that leads outside", _signed(directory_body(routes=[elsewhere])), _KEYS),
        _right("authority file with empty lines", file, "\n" + _KEYS + "\n"),
        _right("a renewed key", _signed(_with_people(renewed))),
        _right("a key renewed twice, one after the other", _signed(_with_people(renewed, again))),
        _right("two people who renewed a key", _signed(_with_people(renewed, entry("tom-2", renews="tom")))),
        _right("an entry that renews none", _signed(_with_people({**renewed, "renews": None}))),
    ]
    stranger = SigningKey(seed("stranger"))
    signature = base64.b64decode(outer["signatures"][0]["signature"])
    for name, bad, authority in (
        ("body altered", file.replace("Northmoor", "Southmoor"), _KEYS),
        ("signed by a stranger", sign_directory(directory_body(), stranger).decode(), _KEYS),
        ("a stranger's signature under our key's name", _under(outer, stranger.sign(b"x")), _KEYS),
        ("signature altered", _under(outer, signature[:-1] + bytes((signature[-1] ^ 1,))), _KEYS),
        ("signature not base64", json.dumps(_entry(outer, signature="***")), _KEYS),
        ("signature empty", json.dumps(_entry(outer, signature="")), _KEYS),
        ("key not hex", json.dumps(_entry(outer, key="zz" * 32)), _KEYS),
        ("no signature", json.dumps({**outer, "signatures": []}), _KEYS),
        ("another authority", file, stranger.public.hex() + "\n"),
    ):
        out.append(_wrong(name, bad, authority, "BadSignature"))
    for name, bad, authority in (
        ("another format", json.dumps({**outer, "format": "whistle/v2/directory"}), _KEYS),
        ("nothing", "", _KEYS),
        ("not json", file[:-3], _KEYS),
        ("a list", "[]", _KEYS),
        ("body not text", json.dumps({**outer, "body": json.loads(outer["body"])}), _KEYS),
        ("signatures an object", json.dumps({**outer, "signatures": {}}), _KEYS),
        ("body missing", json.dumps({k: v for k, v in outer.items() if k != "body"}), _KEYS),
        ("no authority", file, "\n"),
        ("authority too short", file, _KEYS[2:]),
        ("authority not hex", file, "zz" + _KEYS[2:]),
    ):
        out.append(_wrong(name, bad, authority, "MalformedDirectory"))
    for name, changes in _faults().items():
        body = {k: v for k, v in directory_body(**changes).items() if v is not ...}
        out.append(_wrong(name, _signed(body), _KEYS, "MalformedDirectory"))
    return out


def _faults() -> dict[str, dict[str, Any]]:
    route = directory_body()["routes"][0]
    ruth, log = entry("ruth"), "northmoor.example/log"
    key = vkey(log, LOG.public)
    people = [entry("ruth"), entry("amal"), entry("tom")]
    same_key = {**entry("tom"), "verify": RUTH.signing.public.hex()}
    renewed = entry("amal-2", renews="amal")
    return {
        "version missing": {"version": ...},
        "version text": {"version": "1"},
        "version true": {"version": True},
        "version not whole": {"version": 1.5},
        "version negative": {"version": -1},
        "service missing": {"service": ...},
        "expires not a date": {"expires": "soon"},
        "expires a week": {"expires": "2026-W01-1"},
        "expires on the 31st of November": {"expires": "2026-11-31"},
        "reviewers missing": {"reviewers": ...},
        "reviewers an object": {"reviewers": {}},
        "reviewer text": {"reviewers": ["ruth", *people[1:]]},
        "reviewer id twice": {"reviewers": [*people, {**entry("tom"), "id": "ruth"}]},
        "reviewer key twice": {"reviewers": [*people[:2], same_key]},
        "recipient mistyped": {
            "reviewers": [{**ruth, "recipient": ruth["recipient"][:-1] + "b"}, *people[1:]]
        },
        "recipient an identity": {"reviewers": [{**ruth, "recipient": str(RUTH.identity)}, *people[1:]]},
        "verification key short": {
            "reviewers": [{**ruth, "verify": TOM.signing.public.hex()[2:]}, *people[1:]]
        },
        "verification key in capitals": {
            "reviewers": [{**ruth, "verify": ruth["verify"].upper()}, *people[1:]]
        },
        "revoked true": {"reviewers": [{**ruth, "revoked": True}, *people[1:]]},
        "renews an unknown entry": {"reviewers": [*people, {**renewed, "renews": "nobody"}]},
        "renews nothing by a name": {"reviewers": [*people, {**renewed, "renews": ""}]},
        "renews a number": {"reviewers": [*people, {**renewed, "renews": 1}]},
        "renews itself": {"reviewers": [*people, {**renewed, "renews": "amal-2"}]},
        "renews one that is listed later": {"reviewers": [renewed, *people]},
        "two entries renew the same": {"reviewers": [*people, renewed, entry("tom-2", renews="amal")]},
        "route id twice": {"routes": [route, route]},
        "route id text": {"routes": [{**route, "id": "1"}]},
        "route id too large": {"routes": [{**route, "id": 65_536}]},
        "route without readers": {"routes": [{**route, "readers": []}]},
        "route outside in words": {"routes": [{**route, "outside": "yes"}]},
        "route with an unknown reader": {"routes": [{**route, "readers": ["ruth", "nobody"]}]},
        "log missing": {"log": ...},
        "log key without its number": {"log": {"origin": log, "key": key.split("+", 1)[0]}},
        "log key with another number": {"log": {"origin": log, "key": key.replace("+", "+0", 1)}},
        "log key of another kind": {"log": {"origin": log, "key": _other_kind(log)}},
        "outside text": {"outside": "Elsewhere"},
    }


def _other_kind(name: str) -> str:
    raw = b"\4" + LOG.public
    return f"{name}+{sha256(name.encode(), bytes((10,)), raw)[:4].hex()}+{base64.b64encode(raw).decode()}"


def _signed(body: dict[str, Any]) -> str:
    return sign_directory(body, AUTHORITY).decode()


def _under(outer: dict[str, Any], signature: bytes) -> str:
    return json.dumps(_entry(outer, signature=base64.b64encode(signature).decode()))


def _entry(outer: dict[str, Any], **changes: str) -> dict[str, Any]:
    return {**outer, "signatures": [{**outer["signatures"][0], **changes}]}


def _with_people(*more: dict[str, Any]) -> dict[str, Any]:
    return directory_body(reviewers=[entry("ruth"), entry("amal"), entry("tom"), *more])


def _right(name: str, file: str, authority: str = _KEYS) -> Vector:
    found = Directory.parse(file.encode(), parse_authority(authority))
    assert found.service == SERVICE == DIRECTORY.service
    ok = {
        "service": SERVICE.hex(),
        "authority": sha256(b"whistle/v1/authority\0" + bytes.fromhex("".join(authority.split()))).hex(),
        "hash": found.hash.hex(),
        "version": 1,
        "name": "Northmoor Police",
        "reviewers": [[reviewer.id, reviewer.kid.hex()] for reviewer in found.reviewers],
        **shown_people(found),
    }
    return Vector(name, "Read.", "directory", {"file": file, "authority": authority}, ok)


def shown_people(directory: Directory) -> dict[str, Any]:
    """Whoever has more than one entry, the oldest first."""
    people = dict.fromkeys(directory.person(reviewer.id) for reviewer in directory.reviewers)
    renewed = [[each.id for each in person] for person in people if len(person) > 1]
    return {"people": renewed} if renewed else {}


def _wrong(name: str, file: str, authority: str, error: str) -> Vector:
    return Vector(name, "Refused.", "directory", {"file": file, "authority": authority}, error=error)
