"""Staff sessions: a cookie under /staff that names a session which the server can end.

The cookie is signed and holds the session's token and the seed of the form's protection, nothing else. A second
one stays after a sign-out: it tells that this browser has signed in before, so that strangers' wrong passwords keep
nobody waiting here. No path of a reporter reads or sets either.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from flask import Flask, current_app, g, request, session

from whistle.domain.errors import Forbidden, NotSignedIn
from whistle.services import signing_in, slowing
from whistle.web.serving import house

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from whistle.services.signing_in import Person

STAFF = "/staff"
_SESSION = "session"
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
    token = session.get(_SESSION)
    session.clear()
    if isinstance(token, str):
        signing_in.sign_out(house(), token)


def person() -> Person | None:
    """Who is signed in, looked up once a request."""
    if "person" not in g:
        token = session.get(_SESSION)
        g.person = signing_in.session(house(), token) if isinstance(token, str) else None
    return g.person  # type: ignore[no-any-return]


def signed_in(*roles: str) -> Person:
    """Who is signed in, in one of ``roles``. Raises NotSignedIn or Forbidden."""
    who = person()
    if who is None:
        raise NotSignedIn
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


def _device_cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"
