"""The one place where an error becomes an answer: RFC 9457 on the interfaces, a page elsewhere.

Every answer is one of a short list made at the start. The detail comes from that list and not from the error,
so that no path, row or exception can leak. A few kinds speak for themselves: their sentences are written for the
person, who must know what stands in the way and where else to go.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from whistle.domain import errors
from whistle.web import languages, quiet
from whistle.web.held import Holding

PROBLEM_JSON = "application/problem+json"

# Where programs read the answers. Everything else is read by people.
_INTERFACES = ("/api/", "/staff/api/", "/.well-known/")
_STAFF = "/staff/"


@dataclass(frozen=True)
class Problem:
    """What went wrong, for a person (``title``, ``detail``) and for a program (``status``, ``code``)."""

    status: int
    code: str
    title: str
    detail: str


_NOT_FOUND = Problem(
    404,
    "not-found",
    "Page not found",
    "There is nothing at this address. If you typed it, check that it is correct.",
)
_NOT_READABLE = "What arrived is not in the form that this service reads. Nothing was stored."
_NOT_SIGNED_IN = Problem(401, "not-signed-in", "Sign in first", "You are not signed in, or were signed out.")
_UNEXPECTED = Problem(
    500,
    "unexpected",
    "Something went wrong here",
    "This is our fault. If you were sending something, keep the page open and send it again: "
    "that cannot make a second copy.",
)
_UNAVAILABLE = Problem(
    503,
    "unavailable",
    "The service is not available",
    "Try again in a few minutes. If you were sending something, keep the page open and send it again then.",
)

# Each error of the tree, most general first; the nearest ancestor in this table decides.
BY_ERROR: Mapping[type[Exception], Problem] = {
    errors.WhistleError: Problem(400, "bad-request", "Not understood", _NOT_READABLE),
    errors.Malformed: Problem(400, "malformed", "Not understood", _NOT_READABLE),
    errors.BadSignature: Problem(
        401,
        "bad-signature",
        "Signature not valid",
        "The signature on what arrived is not valid, so it was refused. Nothing was stored.",
    ),
    errors.NotSignedIn: _NOT_SIGNED_IN,
    errors.Forbidden: Problem(
        403,
        "forbidden",
        "Not for this account",
        "That is not for this account. Sign in again if it should be.",
    ),
    errors.OneFactorOnly: Problem(
        403,
        "second-factor",
        "Add a passkey or an app first",
        "Your account has a password alone. Add a passkey or an authenticator app to it, then go on.",
    ),
    errors.SignInAgain: Problem(
        403,
        "sign-in-again",
        "Sign in again first",
        "How you sign in can be changed within 15 minutes of signing in. Sign out, sign in again, then do it.",
    ),
    errors.NotFound: _NOT_FOUND,
    errors.Conflict: Problem(
        409,
        "conflict",
        "Something else is already there",
        "Something different was already sent with this token. What was sent first is kept.",
    ),
    errors.DirectoryReplaced: Problem(
        409,
        "directory-replaced",
        "The list of readers has changed",
        "The list of people who read concerns has changed. Load the page again and choose again who may read.",
    ),
    errors.StaleChallenge: Problem(
        409,
        "stale-challenge",
        "That took too long",
        "The request is too old, or this device's clock is wrong. Try again: a new one is made each time.",
    ),
    errors.OutOfStep: Problem(
        409,
        "out-of-step",
        "The conversation has moved on",
        "There are messages that this one does not follow. Load the conversation again, then send.",
    ),
    errors.ChangeWaiting: Problem(
        409,
        "change-waiting",
        "A change is waiting",
        "A change of who may read this is waiting already. The next can be made once that has taken effect.",
    ),
    errors.TooLarge: Problem(
        413, "too-large", "Too large", "What arrived is larger than this service takes. Nothing was stored."
    ),
    errors.WrongType: Problem(
        415,
        "wrong-type",
        "Wrong type of content",
        "This address takes another type of content. Nothing was stored.",
    ),
    errors.TooMany: Problem(429, "too-many", "Too many attempts", "Wait a few minutes, then try again."),
    errors.Paused: Problem(
        503, "paused", "New concerns are paused", "New concerns are not taken at present. Follow-up goes on."
    ),
    errors.CannotStart: _UNAVAILABLE,
}

_SPEAKING = (errors.Forbidden, errors.Conflict, errors.TooMany, errors.Paused)

# The refusals of the web server's own layer.
BY_STATUS: Mapping[int, Problem] = {
    400: BY_ERROR[errors.WhistleError],
    401: _NOT_SIGNED_IN,
    403: BY_ERROR[errors.Forbidden],
    404: _NOT_FOUND,
    405: Problem(
        405, "method-not-allowed", "Not possible here", "This address does not take that kind of request."
    ),
    411: Problem(
        411, "length-required", "Length missing", "The request must say how long it is. Nothing was stored."
    ),
    413: BY_ERROR[errors.TooLarge],
    415: BY_ERROR[errors.WrongType],
    429: BY_ERROR[errors.TooMany],
    500: _UNEXPECTED,
    503: _UNAVAILABLE,
}


def problem_of(error: Exception) -> Problem:
    """The answer to ``error``; anything that nobody foresaw is a 500 that says nothing about itself."""
    if isinstance(error, HTTPException):
        return BY_STATUS.get(error.code or 500, BY_STATUS[400] if (error.code or 500) < 500 else _UNEXPECTED)
    for kind in type(error).__mro__:
        if kind in BY_ERROR:
            found = BY_ERROR[kind]
            if isinstance(error, _SPEAKING) and str(error):
                return replace(found, detail=str(error))
            return found
    return _UNEXPECTED


def document(problem: Problem) -> Response:
    """``problem`` as RFC 9457 has it; ``about:blank`` says that the title is the status's own."""
    body = json.dumps(
        {
            "type": "about:blank",
            "title": HTTPStatus(problem.status).phrase,
            "status": problem.status,
            "detail": problem.detail,
            "code": problem.code,
        },
        separators=(",", ":"),
    )
    return Response(body, status=problem.status, content_type=PROBLEM_JSON)


def install(app: Flask, render: Callable[[Problem, str], Holding], frames: Iterable[str]) -> None:
    """Answer every error of ``app``; ``render`` makes the page for a frame, nearly all ahead of time."""
    problems = {*BY_ERROR.values(), *BY_STATUS.values()}
    pages = {(problem, frame): render(problem, frame) for problem in problems for frame in frames}

    @app.errorhandler(Exception)
    def answer(error: Exception) -> Response:
        if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
            return Response(error.get_response().data, error.code, error.get_headers())
        problem = problem_of(error)
        if problem is _UNEXPECTED:
            quiet.unexpected(error)
        if request.path.startswith(_INTERFACES):
            response = document(problem)
        else:
            frame = "staff" if request.path.startswith(_STAFF) else languages.of_path(request.path)
            response = (pages.get((problem, frame)) or render(problem, frame)).answer(request)
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response
