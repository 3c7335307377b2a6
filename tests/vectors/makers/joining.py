"""joining.json"""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

from tests.envelope.world import AMAL, RUTH, SERVICE
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.ed25519 import SMALL_ORDER_Y, SigningKey
from whistle.envelope.hashing import label
from whistle.envelope.joining import FORMAT, JoiningRequest, sign_request
from whistle.envelope.reviewer_key import ReviewerKey

ABOUT = "Requests to join the directory, each signed by the key that asks (PROTOCOL section 8)."
_DAY = dt.date(2026, 11, 21)


def vectors(_: Blobs) -> list[Vector]:
    file = sign_request(RUTH, SERVICE, _DAY).decode()
    outer = json.loads(file)
    welsh = ReviewerKey("Siân Ŵyn", RUTH.signing, RUTH.identity)
    out = [
        _right("request", file),
        _right("a renewal", sign_request(RUTH, SERVICE, _DAY, "r1").decode()),
        _right("a name with marks", sign_request(welsh, SERVICE, _DAY).decode()),
        _right("a member nobody knows", _signed(motto="x")),
        _right("a name of 200 letters", _signed(name="é" * 200)),
    ]
    signature = base64.b64decode(outer["signature"])
    for name, bad in {
        "body altered": file.replace("Adeyemi", "Adeyeni"),
        "signature altered": _with(outer, _base64(signature[:-1] + bytes((signature[-1] ^ 1,)))),
        "signature short": _with(outer, _base64(signature[:-1])),
        "signed by another key": _signed(signing=AMAL.signing),
        "signed without the label": _signed(covered=b""),
        "signed under the directory's label": _signed(covered=label("whistle/v1/directory")),
    }.items():
        out.append(_wrong(name, bad, "BadSignature"))
    for name, bad in {
        "another format": json.dumps({**outer, "format": "whistle/v2/request"}),
        "a directory": json.dumps({**outer, "format": "whistle/v1/directory"}),
        "nothing": "",
        "not json": file[:-3],
        "a list": "[]",
        "body not text": json.dumps({**outer, "body": json.loads(outer["body"])}),
        "body missing": json.dumps({k: v for k, v in outer.items() if k != "body"}),
        "signature missing": json.dumps({k: v for k, v in outer.items() if k != "signature"}),
        "signature not base64": _with(outer, "***"),
        "longer than any request": file + " " * 10_000,
        "service short": _signed(service=SERVICE.hex()[2:]),
        "service in capitals": _signed(service=SERVICE.hex().upper()),
        "no name": _signed(name=""),
        "a name of 201 letters": _signed(name="é" * 201),
        "a name with a line end": _signed(name="Ruth\nAdeyemi"),
        "a name that turns its letters round": _signed(name="Ruth \N{RIGHT-TO-LEFT OVERRIDE}imeyedA"),
        "a name with a space of no width": _signed(name="Ruth\N{ZERO WIDTH SPACE}Adeyemi"),
        "a name with a hard space": _signed(name="Ruth\N{NO-BREAK SPACE}Adeyemi"),
        "a name that begins with a space": _signed(name=" Ruth Adeyemi"),
        "a name with two spaces": _signed(name="Ruth  Adeyemi"),
        "recipient mistyped": _signed(recipient=str(RUTH.identity.recipient)[:-1] + "b"),
        "recipient an identity": _signed(recipient=str(RUTH.identity)),
        "verification key short": _signed(verify=RUTH.signing.public.hex()[2:]),
        "verification key of small order": _signed(verify=max(SMALL_ORDER_Y).to_bytes(32, "little").hex()),
        "renews missing": _signed(renews=...),
        "renews nothing": _signed(renews=None),
        "renews two": _signed(renews="r1 r2"),
        "renews an id of 65 letters": _signed(renews="r" * 65),
        "made on the 31st of November": _signed(made="2026-11-31"),
        "made at an hour": _signed(made="2026-11-21T10"),
        "made missing": _signed(made=...),
    }.items():
        out.append(_wrong(name, bad, "MalformedKey"))
    return out


def _signed(*, signing: SigningKey = RUTH.signing, covered: bytes = label(FORMAT), **changes: Any) -> str:
    body = json.loads(json.loads(sign_request(RUTH, SERVICE, _DAY))["body"]) | changes
    text = json.dumps({k: v for k, v in body.items() if v is not ...}, ensure_ascii=False)
    signature = _base64(signing.sign(covered + text.encode()))
    return json.dumps({"format": FORMAT, "body": text, "signature": signature})


def _with(outer: dict[str, Any], signature: str) -> str:
    return json.dumps({**outer, "signature": signature})


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _right(name: str, file: str) -> Vector:
    found = JoiningRequest.parse(file.encode())
    ok = {
        "service": SERVICE.hex(),
        "name": json.loads(json.loads(file)["body"])["name"],
        "recipient": str(RUTH.identity.recipient),
        "verify": RUTH.signing.public.hex(),
        "renews": found.renews,
        "made": "2026-11-21",
        "kid": RUTH.kid.hex(),
    }
    return Vector(name, "Read.", "joining", {"file": file}, ok)


def _wrong(name: str, file: str, error: str) -> Vector:
    return Vector(name, "Refused.", "joining", {"file": file}, error=error)
