"""age.json"""

from __future__ import annotations

from tests.envelope.world import seed
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.age import HYBRID_HEADER
from whistle.envelope.keys import Identity

ABOUT = "age files with one hybrid stanza, or one scrypt stanza. The CCTV vectors beside these go further."
_PASSPHRASE = "correct horse battery staple"


def vectors(blobs: Blobs) -> list[Vector]:
    identity = Identity(seed("age"))
    out = []
    for name, plaintext in {"empty": b"", "short": b"hello\n"}.items():
        given = {"identity": str(identity), "file": blobs.write(blobs.seal(identity.recipient, plaintext))}
        out.append(Vector(name, "Opens.", "age", given, {"plaintext": plaintext.hex()}))
    sealed = blobs.seal(identity.recipient, b"hello\n")
    header, payload = sealed[:HYBRID_HEADER], sealed[HYBRID_HEADER:]
    lines = header.split(b"\n")
    for name, (bad, error) in {
        "another version": (sealed.replace(b"/v1\n", b"/v2\n", 1), "MalformedAge"),
        "another stanza": (sealed.replace(b"mlkem768x25519", b"mlkem768x25518", 1), "MalformedAge"),
        "lower case arrow line, an argument more": (
            _line(sealed, lines, 1, lines[1] + b" x"),
            "MalformedAge",
        ),
        "two stanzas": (b"\n".join([lines[0], *lines[1:3], *lines[1:]]) + payload, "MalformedAge"),
        "line ends cr lf": (header.replace(b"\n", b"\r\n") + payload, "MalformedAge"),
        "share with padding": (_line(sealed, lines, 1, lines[1] + b"=="), "MalformedAge"),
        "share not canonical": (_line(sealed, lines, 1, _stray(lines[1])), "MalformedAge"),
        "body not canonical": (_line(sealed, lines, 2, _stray(lines[2])), "MalformedAge"),
        "body too short": (_line(sealed, lines, 2, lines[2][:-4]), "MalformedAge"),
        "mac not canonical": (_line(sealed, lines, 3, _stray(lines[3])), "MalformedAge"),
        "mac altered": (_line(sealed, lines, 3, _other(lines[3], 10)), "MalformedAge"),
        "share altered": (_line(sealed, lines, 1, _other(lines[1], 100)), "CannotOpen"),
        "body altered": (_line(sealed, lines, 2, _other(lines[2], 10)), "CannotOpen"),
        "nonce altered": (header + _flip(payload, 0), "MalformedAge"),
        "payload altered": (header + _flip(payload, 17), "MalformedAge"),
        "tag altered": (header + _flip(payload, -1), "MalformedAge"),
        "a byte short": (sealed[:-1], "MalformedAge"),
        "a byte more": (sealed + b"\0", "MalformedAge"),
        "no payload": (header, "MalformedAge"),
        "nonce only": (header + payload[:16], "MalformedAge"),
        "header only half": (header[:800], "MalformedAge"),
        "armour": (b"-----BEGIN AGE ENCRYPTED FILE-----\n", "MalformedAge"),
        "nothing": (b"", "MalformedAge"),
    }.items():
        given = {"identity": str(identity), "file": blobs.write(bad)}
        out.append(Vector(name, "Does not open.", "age", given, error=error))
    given = {"identity": str(Identity(seed("someone else"))), "file": blobs.write(sealed)}
    out.append(Vector("another's", "Well-formed, for someone else.", "age", given, error="CannotOpen"))
    return out + _passphrase(blobs)


def _passphrase(blobs: Blobs) -> list[Vector]:
    sealed = blobs.seal_passphrase(b"a key\n", _PASSPHRASE, 10)
    given = {"passphrase": _PASSPHRASE, "file": blobs.write(sealed)}
    out = [Vector("passphrase", "Opens.", "passphrase", given, {"plaintext": b"a key\n".hex()})]
    mac = sealed.index(b"\n--- ") + 5
    for name, (passphrase, bad, error) in {
        "wrong passphrase": ("correct horse", sealed, "CannotOpen"),
        "too much work": (_PASSPHRASE, sealed.replace(b" 10\n", b" 21\n", 1), "MalformedAge"),
        "work written 010": (_PASSPHRASE, sealed.replace(b" 10\n", b" 010\n", 1), "MalformedAge"),
        "work written 09": (_PASSPHRASE, sealed.replace(b" 10\n", b" 09\n", 1), "MalformedAge"),
        "work in other digits": (_PASSPHRASE, sealed.replace(b" 10\n", b" \xd9\xa1\n", 1), "MalformedAge"),
        "no work": (_PASSPHRASE, sealed.replace(b" 10\n", b"\n", 1), "MalformedAge"),
        "mac of a key file altered": (_PASSPHRASE, _other(sealed, mac), "MalformedAge"),
        "a hybrid file": (
            _PASSPHRASE,
            blobs.seal(Identity(seed("age")).recipient, b"hello\n"),
            "MalformedAge",
        ),
    }.items():
        given = {"passphrase": passphrase, "file": blobs.write(bad)}
        out.append(Vector(name, "Does not open.", "passphrase", given, error=error))
    return out


def _line(sealed: bytes, lines: list[bytes], number: int, line: bytes) -> bytes:
    return b"\n".join([*lines[:number], line, *lines[number + 1 :]]) + sealed[HYBRID_HEADER:]


def _stray(line: bytes) -> bytes:
    """The last letter with a bit set that carries no data: 32 bytes leave two such bits, 1120 bytes four."""
    letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return line[:-1] + letters[letters.index(line[-1]) | 1 :][:1]


def _other(line: bytes, at: int) -> bytes:
    return line[:at] + (b"A" if line[at : at + 1] != b"A" else b"B") + line[at + 1 :]


def _flip(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)
