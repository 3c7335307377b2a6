"""Staff sessions: a cookie under /staff that names a session which the server can end.

The cookie is signed and holds the session's token, the seed of the form's protection, and for a moment the challenge
for a passkey or what the account page has to say; nothing else. A second
one stays after a sign-out: it tells that this browser has signed in before, so that strangers' wrong passwords keep
nobody waiting here. No path of a reporter reads or sets either.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from flask import Flask, current_app, g, request, session

from whistle.domain.errors import Forbidden, NotSignedIn, OneFactorOnly
from whistle.services import signing_in, slowing
from whistle.web.serving import house

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from whistle.services.signing_in import Person

STAFF = "/staff"
ACCOUNT = "/staff/account"
_SESSION, _CHALLENGE = "session", "challenge"
_DEVICE_LASTS = 180 * 24 * 3600
"""Seconds since the latest sign-in."""

P = ParamSpec("P")
R = TypeVar("R")


def install(app: Flask, key: bytes, *, secure: bool) -> None:
    """Configure the cookie; the name's prefix makes browsers refuse one that was set without Secure."""
    app.secret_key = key
    app.config.update(
        SESSION_COOKIE_NAME="__Secure-staff" if secure else "staff",
        SESSION_COOKIE_PATH=STAFF,
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        # Browsers send no referrer here, by our own policy; SameSite=Strict and the token do the work.
        WTF_CSRF_SSL_STRICT=False,
    )


def begin(token: str) -> Person:
    """Sign this browser in; a new form seed, so that nothing from before the sign-in counts."""
    session.clear()
    session[_SESSION] = token
    g.pop("person", None)
    who = person()
    if who is None:
        raise NotSignedIn
    return who


def device() -> str:
    """The device cookie, as it came."""
    return request.cookies.get(_device_cookie(), "")


def remember_device(response: Response, who: Person) -> None:
    """Let this browser be told from strangers when ``who`` signs in the next time. A new one each time."""
    response.set_cookie(
        _device_cookie(),
        slowing.new_device(house(), who.name),
        max_age=_DEVICE_LASTS,
        path=STAFF,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
    )


def end() -> None:
    """Sign this browser out, on the server as well."""
    ended = token()
    session.clear()
    if ended:
        signing_in.sign_out(house(), ended)


def person() -> Person | None:
    """Who is signed in, looked up once a request."""
    if "person" not in g:
        g.person = signing_in.session(house(), token()) if token() else None
    return g.person  # type: ignore[no-any-return]


def token() -> str:
    """The session's token; empty where there is none."""
    found = session.get(_SESSION)
    return found if isinstance(found, str) else ""


def holder() -> Person:
    """Whose account this is, in whichever role, and with a password alone too. Raises NotSignedIn."""
    who = person()
    if who is None:
        raise NotSignedIn
    return who


def home(who: Person) -> str:
    """Where a person goes after signing in: to add a second factor, where they must and have none; else to work."""
    return ACCOUNT if _one_factor_only(who) else who.role.home


def first_to() -> str | None:
    """Where a page sends whoever may not see it yet."""
    who = person()
    if who is None:
        return "/staff/sign-in"
    return ACCOUNT if _one_factor_only(who) else None


def keep_challenge(given: bytes) -> None:
    """Give this browser a challenge, in place of an earlier one."""
    session[_CHALLENGE] = given.hex()


def take_challenge() -> bytes:
    """The challenge that this browser was given; it is gone from here, whatever comes of it."""
    try:
        return bytes.fromhex(session.pop(_CHALLENGE, ""))
    except (TypeError, ValueError):
        return b""


def signed_in(*roles: str) -> Person:
    """Who is signed in, in one of ``roles``. Raises NotSignedIn, OneFactorOnly or Forbidden."""
    who = holder()
    if _one_factor_only(who):
        raise OneFactorOnly
    if who.role not in roles:
        raise Forbidden
    return who


def require(*roles: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only people in one of ``roles`` reach a view."""

    def around(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            signed_in(*roles)
            return view(*args, **kwargs)

        return checked

    return around


def protect_from_forgery() -> None:
    """Check the form's token of a POST: the cookie alone proves nothing about who made the request."""
    if request.method == "POST":
        from flask_wtf.csrf import validate_csrf
        from wtforms.validators import ValidationError

        given = request.headers.get("X-CSRFToken") or request.form.get("csrf_token")
        try:
            validate_csrf(given)
        except ValidationError:
            raise Forbidden("This page was open for too long. Load it again, then try once more.") from None


def _one_factor_only(who: Person) -> bool:
    return house().entry.required and not who.guarded


def _device_cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"
