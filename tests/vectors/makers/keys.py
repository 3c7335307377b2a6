"""keys.json"""

from __future__ import annotations

from tests.envelope.world import seed
from tests.vectors.vector import Blobs, Vector
from whistle.envelope import bech32
from whistle.envelope.keys import Identity

ABOUT = "age hybrid identities and recipients as text, and how the one follows from the other."
_IDENTITY, _RECIPIENT = "age-secret-key-pq-", "age1pq"


def vectors(_: Blobs) -> list[Vector]:
    out = []
    for name, raw in {"zeros": bytes(32), "an identity": seed("identity")}.items():
        identity = Identity(raw)
        ok = {"seed": raw.hex(), "recipient": str(identity.recipient)}
        out.append(Vector(name, "Identity and recipient.", "identity", {"text": str(identity)}, ok))
    text = str(Identity(seed("identity")))
    padded = _with_stray_bits(_IDENTITY, seed("identity"))
    for name, bad in {
        "lower case": text.lower(),  # the stock age refuses it
        "mixed case": text[:30] + text[30:].lower(),
        "a letter changed": text[:-1] + ("Q" if text[-1] != "Q" else "P"),
        "a letter missing": text[:-1],
        "a letter that no key has": text[:30] + "B" + text[31:],
        "an x25519 identity": bech32.encode("age-secret-key-", seed("identity")).upper(),
        "a recipient": str(Identity(seed("identity")).recipient),
        "31 bytes": bech32.encode(_IDENTITY, seed("identity", 31)).upper(),
        "33 bytes": bech32.encode(_IDENTITY, seed("identity", 33)).upper(),
        "stray bits": padded.upper(),
        "a space after it": text + " ",
        "empty": "",
        "no separator": text.replace("1", "", 1),
    }.items():
        out.append(Vector(name, "Not an identity.", "identity", {"text": bad}, error="MalformedKey"))
    recipient = Identity(seed("identity")).recipient
    given, ok = {"text": str(recipient)}, {"raw": recipient.raw.hex()}
    out.append(Vector("recipient", "1216 bytes.", "recipient", given, ok))
    for name, bad in {
        "recipient, upper case": str(recipient).upper(),
        "recipient, mixed case": str(recipient)[:40] + str(recipient)[40:].upper(),
        "recipient, a letter changed": str(recipient)[:-1] + ("q" if str(recipient)[-1] != "q" else "p"),
        "recipient, 1215 bytes": bech32.encode(_RECIPIENT, recipient.raw[:-1]),
        "recipient, 1217 bytes": bech32.encode(_RECIPIENT, recipient.raw + b"\0"),
        "recipient, x25519": bech32.encode("age", recipient.raw[-32:]),
        "recipient, an identity": text,
    }.items():
        out.append(Vector(name, "Not a recipient.", "recipient", {"text": bad}, error="MalformedKey"))
    # Twelve bits of ones are more than q - 1 = 3328.
    for name, raw in {
        "coefficient not reduced": b"\xff\xff" + recipient.raw[2:],
        "x25519 share zero": recipient.raw[:-32] + bytes(32),
    }.items():
        given = {"recipient": bech32.encode(_RECIPIENT, raw)}
        out.append(Vector(name, "Nothing may be sealed to it.", "seal", given, error="MalformedKey"))
    return out


def _with_stray_bits(prefix: str, data: bytes) -> str:
    """A second way to write ``data``: a bit of padding is not zero, and the checksum is right."""
    values = bech32._regroup(data, 8, 5, pad=True)
    values[-1] |= 1
    check = bech32._polymod([*bech32._expand(prefix), *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [(check >> 5 * (5 - i)) & 31 for i in range(6)]
    return prefix + "1" + "".join(bech32._LETTERS[value] for value in values)
