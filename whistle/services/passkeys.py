"""Passkeys: WebAuthn with the user verified, made and shown for this service's own address.

A challenge authenticates itself, says when it was made and for which session, and counts once. What a browser posts
has exactly the fields below: whatever else comes, above all the output of the PRF extension, which may open a
reviewer's key, is refused unread.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from whistle.domain.errors import Conflict, Malformed, NotFound, NotSignedIn
from whistle.envelope.hashing import label, sha256
from whistle.services import slowing
from whistle.services.house import House
from whistle.services.own_sessions import check_fresh
from whistle.services.signing_in import PASSKEY, Person, begin, token_hash
from whistle.store import passkeys, staff

LASTS = 300
"""Seconds in which a challenge must be answered."""
MOST = 10
"""Passkeys that one account may have."""
LONGEST_ID = 1023
"""Bytes: WebAuthn's own limit."""

ALGORITHMS = (-8, -7, -257)
"""Ed25519, ES256, RS256, in COSE's numbers: what every authenticator has one of."""

MADE = {"id", "clientDataJSON", "attestationObject", "name"}
SHOWN = {"id", "clientDataJSON", "authenticatorData", "signature", "userHandle"}
"""All that is posted of a new passkey, and of one that signs somebody in."""

NOT_ACCEPTED = "That passkey was not accepted."
COPIED = (
    "That passkey counts less than it did before, as a copy of it would. It was refused. "
    "Sign in another way, and remove it."
)

_NONCE, _TIME = 16, 8


def challenge(house: House, token: str = "") -> bytes:
    """A new challenge: to sign in, or to add a passkey in the session of that ``token``."""
    begun = secrets.token_bytes(_NONCE) + int(house.clock.now().timestamp()).to_bytes(_TIME, "big")
    return begun + _tag(house, begun, token)


def options_to_show(house: House, given: bytes) -> dict[str, Any]:
    """What the browser asks an authenticator, in WebAuthn's own words: no account is named, so none is told."""
    return {
        "challenge": _text(given),
        "rpId": _rp_id(house),
        "timeout": 1000 * LASTS,
        "userVerification": "required",
    }


def options_to_make(house: House, person: Person, given: bytes) -> dict[str, Any]:
    """The same to make a passkey. Raises Conflict when there are enough of them."""
    with house.store.read() as connection:
        there = passkeys.of(connection, person.id)
    if len(there) >= MOST:
        raise Conflict(f"There are {MOST} passkeys already. Remove one that you do not use.")
    return {
        "challenge": _text(given),
        "rp": {"id": _rp_id(house), "name": house.directory().name},
        "user": {"id": _text(person.id), "name": person.name, "displayName": person.name},
        "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in ALGORITHMS],
        "timeout": 1000 * LASTS,
        "excludeCredentials": [{"type": "public-key", "id": _text(each.id)} for each in there],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    }


def add(house: House, person: Person, token: str, given: bytes, posted: object) -> str:
    """Keeps a new passkey, ends the person's other sessions, and gives its name.

    Raises Malformed, Conflict (a passkey that is there) or what `check_fresh` raises.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers.cose import COSEAlgorithmIdentifier

    this = check_fresh(house, person, token)
    made = _fields(posted, MADE)
    name = " ".join(made["name"].split())[:64] or "Passkey"
    _check(house, given, token)
    try:
        verified = verify_registration_response(
            credential=_credential(made),
            expected_challenge=given,
            expected_rp_id=_rp_id(house),
            expected_origin=house.entry.origin,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(alg) for alg in ALGORITHMS],
        )
    except Exception:  # it reads strangers' bytes, and what it meets there it raises as it finds it
        raise Malformed(NOT_ACCEPTED) from None
    if not len(verified.credential_id) <= LONGEST_ID:
        raise Malformed(NOT_ACCEPTED)
    now = int(house.clock.now().timestamp())
    key, count = verified.credential_public_key, verified.sign_count
    passkey = passkeys.Passkey(verified.credential_id, person.id, name, key, count, now, None)

    def keep(connection: Connection) -> None:
        _spend(connection, given, now)
        if passkeys.by_id(connection, passkey.id):
            raise Conflict("That passkey is there already.")
        if len(passkeys.of(connection, person.id)) >= MOST:
            raise Conflict(f"There are {MOST} passkeys already. Remove one that you do not use.")
        passkeys.add(connection, passkey)
        staff.end_sessions(connection, person.id, but=this)

    house.store.commit(keep)
    return name


def sign_in(house: House, given: bytes, posted: object) -> str:
    """A fresh session's token for whoever's passkey answered. Raises NotSignedIn, Malformed or TooMany."""
    from webauthn import verify_authentication_response

    shown = _fields(posted, SHOWN)
    _check(house, given)
    with house.store.read() as connection:
        passkey = passkeys.by_id(connection, _bytes(shown["id"]))
    # Nobody comes upon another's passkey by guessing, so a try that names none is not worth counting.
    if passkey is None or not hmac.compare_digest(_bytes(shown["userHandle"]), passkey.staff_id):
        raise NotSignedIn(NOT_ACCEPTED)
    slot = slowing.count_try(house, f"passkey {passkey.id.hex()}")
    try:
        verified = verify_authentication_response(
            credential=_credential(shown),
            expected_challenge=given,
            expected_rp_id=_rp_id(house),
            expected_origin=house.entry.origin,
            credential_public_key=passkey.key,
            # The count is compared where it is kept, or two at once would both find the old one.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception:  # as above
        raise NotSignedIn(NOT_ACCEPTED) from None
    now = int(house.clock.now().timestamp())

    def taken(connection: Connection) -> bool:
        _spend(connection, given, now)
        if not passkeys.use(connection, passkey.id, verified.new_sign_count, now):
            # Removed meanwhile, or counted less: an honest answer, for its signature was right.
            raise Conflict(COPIED)
        staff.forget_failures(connection, slot)
        return True

    return begin(house, passkey.staff_id, PASSKEY, taken)


def _rp_id(house: House) -> str:
    """Raises NotFound where the address is one that no passkey can be made for."""
    found = house.entry.passkeys_for
    if found is None:
        raise NotFound
    return found


def _tag(house: House, begun: bytes, token: str) -> bytes:
    session = token_hash(token) if token else bytes(32)
    return hmac.digest(house.sign_in_key, label("whistle/v1/sign-in/challenge") + begun + session, "sha256")


def _check(house: House, given: bytes, token: str = "") -> None:
    begun, tag = given[: _NONCE + _TIME], given[_NONCE + _TIME :]
    if len(begun) < _NONCE + _TIME or not hmac.compare_digest(tag, _tag(house, begun, token)):
        raise NotSignedIn(NOT_ACCEPTED)
    age = int(house.clock.now().timestamp()) - int.from_bytes(begun[_NONCE:], "big")
    if not 0 <= age <= LASTS:
        raise NotSignedIn(NOT_ACCEPTED)


def _spend(connection: Connection, given: bytes, now: int) -> None:
    if not passkeys.spend(connection, sha256(given), now + LASTS, now):
        raise NotSignedIn(NOT_ACCEPTED)


def _fields(posted: object, names: set[str]) -> Mapping[str, str]:
    """The fields, exactly these and all of them text, and Base64 but for the name. Raises Malformed."""
    if not isinstance(posted, dict) or set(posted) != names:
        raise Malformed("A passkey is posted with its own fields and no others.")
    if not all(isinstance(value, str) for value in posted.values()):
        raise Malformed("A passkey's fields are text.")
    for name, value in posted.items():
        if name != "name" and not re.fullmatch(r"[A-Za-z0-9_-]+", value):
            raise Malformed("A passkey's fields are Base64.")
    return posted


def _credential(fields: Mapping[str, str]) -> dict[str, Any]:
    """As the library reads it."""
    response = {name: value for name, value in fields.items() if name not in {"id", "name"}}
    return {"id": fields["id"], "rawId": fields["id"], "type": "public-key", "response": response}


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise Malformed("A passkey's fields are Base64.") from None
