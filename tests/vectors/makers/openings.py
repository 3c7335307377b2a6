"""opening.json: openings, changes of membership, and grants."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from tests.envelope.world import AMAL, REPORTER, RUTH, SERVICE, a_filing, seed
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.hashing import sha256
from whistle.envelope.keys import Identity
from whistle.envelope.message import Epoch
from whistle.envelope.opening import Grant, Opening

ABOUT = "Openings, changes of membership and grants (PROTOCOL section 3)."
THREAD = Identity(seed("T_0"))


def vectors(blobs: Blobs) -> list[Vector]:
    opening = a_filing(thread=THREAD, seal=blobs.seal).opening
    epoch = Epoch(
        SERVICE, opening.mailbox, 1, opening.reporter, opening.recipient_hash, seed("H(T_1)"), seed("H(link)"),
        opening.slots,
    )  # fmt: skip
    out = [
        _parsed("opening", "opening", opening),
        _parsed("opening, urgent", "opening", replace(opening, urgent=True)),
        _parsed("epoch", "epoch", epoch),
    ]
    data = opening.encode()
    urgent = 19 + 32 + 16 + 32 + 32 + 4 + 32 + 32 + 2
    for name, kind, bad in (
        ("opening, urgent is 2", "opening", data[:urgent] + b"\2" + data[urgent + 1 :]),
        ("opening, another label", "opening", data.replace(b"/v1/", b"/v2/", 1)),
        ("opening, too short", "opening", data[:-1]),
        ("opening, too long", "opening", data + b"\0"),
        ("epoch, another label", "epoch", epoch.encode().replace(b"/v1/", b"/v2/", 1)),
        ("epoch, too short", "epoch", epoch.encode()[:-1]),
        ("epoch, too long", "epoch", epoch.encode() + b"\0"),
    ):
        out.append(Vector(name, "Not what it should be.", kind, {"data": bad.hex()}, error="MalformedFrame"))
    return out + _grants(opening, blobs)


def _parsed(name: str, kind: str, thing: Opening | Epoch) -> Vector:
    return Vector(name, "All its fields.", kind, {"data": thing.encode().hex()}, shown(thing))


def shown(thing: Any) -> dict[str, Any]:
    """The fields of a signed thing, as they stand in vectors."""
    values = {field.name: getattr(thing, field.name) for field in fields(thing)}
    return {name: _value(value) for name, value in values.items()}


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [[kid.hex(), grant.hex()] for kid, grant in value]
    return value.hex() if isinstance(value, bytes) else value


def _grants(opening: Opening, blobs: Blobs) -> list[Vector]:
    reporter = opening.reporter
    right = Grant(SERVICE, opening.mailbox, reporter, 0, to=RUTH.kid, granter=reporter, identity=THREAD)

    def vector(
        name: str, grant: Grant | bytes, error: str | None, signed: bytes | None = None, kid: bytes = RUTH.kid
    ) -> Vector:
        plain = grant if isinstance(grant, bytes) else grant.encode()
        sealed = blobs.seal(RUTH.identity.recipient, plain)
        slot = (kid, signed or sha256(sealed))
        under = replace(opening, slots=tuple(slot if old[0] == RUTH.kid else old for old in opening.slots))
        given = {
            "sign": RUTH.signing.seed.hex(),
            "identity": RUTH.identity.seed.hex(),
            "opening": under.encode().hex(),
            "grant": blobs.write(sealed),
        }
        if error:
            return Vector(name, "Nothing is opened with it.", "grant", given, error=error)
        return Vector(name, "Gives T_0.", "grant", given, {"identity": str(THREAD)})

    text = right.encode()
    capitals = text.replace(SERVICE.hex().encode(), SERVICE.hex().upper().encode())
    mistyped = text[:-2] + (b"Q" if text[-2:-1] != b"Q" else b"P") + b"\n"
    return [
        vector("grant", right, None),
        vector("grant for another service", replace(right, service=seed("s")), "BadSignature"),
        vector("grant for another mailbox", replace(right, mailbox=seed("m", 16)), "BadSignature"),
        vector("grant for another reporter", replace(right, reporter=seed("r")), "BadSignature"),
        vector("grant for another epoch", replace(right, epoch=1), "BadSignature"),
        vector("grant to someone else", replace(right, to=AMAL.kid), "BadSignature"),
        vector("grant from someone else", replace(right, granter=AMAL.signing.public), "BadSignature"),
        vector("grant of another key", replace(right, identity=Identity(seed("T_1"))), "BadSignature"),
        vector("grant that was not signed", right, "BadSignature", signed=seed("hash")),
        vector("grant beside another kid", right, "BadSignature", kid=REPORTER.kid),
        vector("grant in capitals", capitals, "MalformedKey"),
        vector("grant of another version", text.replace(b"/v1/", b"/v2/"), "MalformedKey"),
        vector("grant with a mistyped key", mistyped, "MalformedKey"),
        vector("grant without its last line end", text[:-1] + b" ", "MalformedKey"),
    ]
