"""A request to join the directory (PROTOCOL section 8): the public half of a new key, signed by that key."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from dataclasses import dataclass

from whistle.domain.errors import BadSignature, MalformedKey
from whistle.envelope import ed25519, fields
from whistle.envelope.hashing import label
from whistle.envelope.keys import Recipient
from whistle.envelope.opening import member_id
from whistle.envelope.reviewer_key import ReviewerKey

FORMAT = "whistle/v1/request"
LONGEST = 10_000  # bytes; a request has some 3,500
LONGEST_NAME = 200  # characters
# An id of the directory, as the tables keep it.
_ID = re.compile(r"[^\s]{1,64}")


@dataclass(frozen=True)
class JoiningRequest:
    """A request whose signature holds. That it comes from whom it names is for people to find out, by voice."""

    service: bytes
    name: str
    recipient: Recipient
    verify: bytes
    renews: str
    made: dt.date

    @property
    def kid(self) -> bytes:
        return member_id(self.verify, self.recipient.raw)

    @classmethod
    def parse(cls, data: bytes) -> JoiningRequest:
        """Read a request. ``BadSignature`` unless the key that asks signed it, ``MalformedKey`` for another file."""
        try:
            if len(data) > LONGEST:
                raise ValueError("too long")
            outer = fields.parse(data.decode("utf-8"))
            if outer["format"] != FORMAT:
                raise ValueError("another format")
            body = fields.text(outer["body"])
            signature = base64.b64decode(fields.text(outer["signature"]), validate=True)
            request = cls._read(body)
        except fields.WRONG:
            raise MalformedKey("This is not a request to join.") from None
        ed25519.verify(request.verify, signature, _covered(body))
        return request

    @classmethod
    def _read(cls, body: str) -> JoiningRequest:
        content = fields.parse(body)
        renews = fields.text(content["renews"])
        if renews and not _ID.fullmatch(renews):
            raise ValueError("not an id")
        return cls(
            service=fields.hex_of(content["service"], 32),
            name=check_name(fields.text(content["name"])),
            recipient=Recipient.parse(fields.text(content["recipient"])),
            verify=ed25519.check_key(fields.hex_of(content["verify"], 32)),
            renews=renews,
            made=fields.date(content["made"]),
        )

    def check_service(self, service: bytes) -> None:
        """Raise ``BadSignature`` for a request that was made for another service."""
        if self.service != service:
            raise BadSignature("This request was made for another service.")


def check_name(name: str) -> str:
    """Return ``name`` if it may stand in a directory; ``MalformedKey`` otherwise."""
    try:
        return fields.line(name, LONGEST_NAME)
    except ValueError:
        raise MalformedKey(
            f"A name has 1 to {LONGEST_NAME} letters that can be seen, and single spaces."
        ) from None


def sign_request(key: ReviewerKey, service: bytes, made: dt.date, renews: str = "") -> bytes:
    """The file that asks for ``key`` to be admitted; ``renews`` names the entry whose place it is to take."""
    body = json.dumps(
        {
            "service": service.hex(),
            "name": check_name(key.name),
            "recipient": str(key.identity.recipient),
            "verify": key.signing.public.hex(),
            "renews": renews,
            "made": made.isoformat(),
        },
        ensure_ascii=False,
        indent=1,
    )
    signature = base64.b64encode(key.signing.sign(_covered(body))).decode("ascii")
    return (json.dumps({"format": FORMAT, "body": body, "signature": signature}, indent=1) + "\n").encode(
        "ascii"
    )


def _covered(body: str) -> bytes:
    return label(FORMAT) + body.encode("utf-8")
