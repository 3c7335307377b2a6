"""key-file.json"""

from __future__ import annotations

from tests.envelope.world import AMAL, RUTH, reviewer_key
from tests.vectors.vector import Blobs, Vector

ABOUT = "Reviewers' key files (PROTOCOL section 8)."
_PASSPHRASE = "Seven green kettles"


def vectors(blobs: Blobs) -> list[Vector]:
    def vector(name: str, plain: bytes, error: str | None = None, passphrase: str = _PASSPHRASE) -> Vector:
        sealed = blobs.seal_passphrase(plain, _PASSPHRASE, 10)
        given = {"file": blobs.write(sealed), "passphrase": passphrase}
        if error:
            return Vector(name, "Refused.", "key-file", given, error=error)
        ok = {"name": plain.decode().split("\n")[1][7:], "verify": RUTH.signing.public.hex()}
        return Vector(name, "Opens.", "key-file", given, {**ok, "identity": str(RUTH.identity)})

    plain = RUTH.encode()
    welsh = plain.replace(b"Ruth Adeyemi", "Siân Ŵyn".encode())
    return [
        vector("key file", plain),
        vector("a name with marks", welsh),
        vector("another passphrase", plain, "CannotOpen", "Seven green kettle"),
        vector("passphrase in another case", plain, "CannotOpen", _PASSPHRASE.upper()),
        vector("another version", plain.replace(b"/v1/", b"/v2/"), "MalformedKey"),
        vector("no name", plain.replace(b"Ruth Adeyemi", b""), "MalformedKey"),
        vector("name not utf-8", plain.replace(b"Ruth", b"\xff\xff"), "MalformedKey"),
        vector("verification key of someone else", _swap(plain), "MalformedKey"),
        vector("hex in capitals", _capitals(plain), "MalformedKey"),
        vector(
            "identity mistyped", plain[:-2] + (b"Q" if plain[-2:-1] != b"Q" else b"P") + b"\n", "MalformedKey"
        ),
        vector("no last line end", plain[:-1], "MalformedKey"),
        vector("a line more", plain + b"\n", "MalformedKey"),
        vector("line ends cr lf", plain.replace(b"\n", b"\r\n"), "MalformedKey"),
        vector("nothing", b"", "MalformedKey"),
    ]


def _swap(plain: bytes) -> bytes:
    return plain.replace(RUTH.signing.public.hex().encode(), AMAL.signing.public.hex().encode())


def _capitals(plain: bytes) -> bytes:
    text = reviewer_key("Ruth Adeyemi").signing.seed.hex()
    return plain.replace(text.encode(), text.upper().encode())
