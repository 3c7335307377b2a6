"""Codes of an authenticator app: RFC 6238, six digits every thirty seconds, each taken once.

The secret is sealed under a key derived from the session secret, and bound to its account: a copy of the database
makes no codes, and a secret that was moved to another account opens nothing there.
"""

from __future__ import annotations

import hmac
import re
import secrets
from base64 import b32encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from whistle.domain.errors import Conflict, Malformed, NotFound
from whistle.envelope.hashing import label
from whistle.store import staff

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    from whistle.services.house import House

SECRET = 20
"""Bytes: 160 bits, as RFC 4226 recommends, and what every app takes."""
STEP = 30
DIGITS = 6
DRIFT = 1
"""Steps that a phone's clock may be off, either way."""
WRONG = (
    "That code is not right. Check that your phone's clock is right, and enter the code that is shown now."
)

_NONCE = 12


@dataclass(frozen=True)
class Offer:
    """What the app needs: ``uri`` for its camera, ``secret`` in Base32 to type. Shown once."""

    uri: str
    secret: str


def offer(house: House, account_id: bytes, name: str, session: bytes) -> Offer:
    """A new secret, which counts once ``confirm`` had a code of it from the same session."""
    secret = secrets.token_bytes(SECRET)
    sealed = _seal(house, secret, account_id, session)
    house.store.commit(lambda connection: staff.offer_app(connection, account_id, sealed))
    return Offer(_totp(secret).get_provisioning_uri(name, house.directory().name), b32encode(secret).decode())


def confirm(house: House, account_id: bytes, session: bytes, code: str) -> None:
    """Puts the offered secret in force. Raises NotFound where none is offered, Malformed for a wrong code."""
    with house.store.read() as connection:
        sealed = staff.offered_app(connection, account_id)
    if sealed is None:
        raise NotFound
    secret = _open(house, sealed, account_id, session)
    step = _step(house, secret, code)
    if step is None:
        raise Malformed(WRONG)
    kept = _seal(house, secret, account_id)

    def put(connection: Connection) -> bool:
        # Another tab may have been offered another secret since.
        if staff.offered_app(connection, account_id) != sealed:
            return False
        staff.set_app(connection, account_id, kept, step)
        staff.end_sessions(connection, account_id, but=session)
        return True

    if not house.store.commit(put):
        raise Conflict("Another app was begun meanwhile. Start again.")


def step_of(house: House, account: staff.Account | None, code: str) -> int | None:
    """The time step whose code this is, if it is one and none as late was taken; it is for `store.staff` to take it."""
    if account is None or account.app is None:
        return None
    step = _step(house, _open(house, account.app, account.id), code)
    return step if step is not None and step > account.app_used else None


def _step(house: House, secret: bytes, code: str) -> int | None:
    typed = re.sub(r"\s", "", code)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", typed, re.ASCII):
        return None
    now, totp = int(house.clock.now().timestamp()) // STEP, _totp(secret)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(totp.generate(step * STEP), typed.encode()):
            return step
    return None


def _totp(secret: bytes) -> TOTP:
    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    # SHA-1 is what apps take, and HMAC needs no more of it. Keys of this length are all there are.
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303


def _seal(house: House, secret: bytes, account_id: bytes, session: bytes = b"") -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = secrets.token_bytes(_NONCE)
    return nonce + ChaCha20Poly1305(_key(house)).encrypt(nonce, secret, account_id + session)


def _open(house: House, sealed: bytes, account_id: bytes, session: bytes = b"") -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return ChaCha20Poly1305(_key(house)).decrypt(sealed[:_NONCE], sealed[_NONCE:], account_id + session)
    except InvalidTag:
        raise NotFound from None


def _key(house: House) -> bytes:
    return hmac.digest(house.sign_in_key, label("whistle/v1/sign-in/app"), "sha256")
