"""What the account's script asks and posts: challenges, and what an authenticator answered to them."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, request
from flask.typing import ResponseReturnValue

from whistle.services import passkeys
from whistle.services.own_sessions import check_fresh
from whistle.web import sessions
from whistle.web.frames import read_json
from whistle.web.serving import house

interface = Blueprint("passkeys", __name__, url_prefix="/staff/api/v1/passkeys")


@interface.post("/sign-in/challenge")
def to_show() -> Response:
    """What to ask an authenticator, the same for every account."""
    sessions.protect_from_forgery()
    given = passkeys.challenge(house())
    sessions.keep_challenge(given)
    return jsonify(passkeys.options_to_show(house(), given))


@interface.post("/sign-in")
def sign_in() -> Response:
    """Sign in whoever's passkey answered the challenge that this browser was given."""
    sessions.protect_from_forgery()
    who = sessions.begin(passkeys.sign_in(house(), sessions.take_challenge(), read_json(request)))
    answer = jsonify(to=sessions.home(who))
    sessions.remember_device(answer, who)
    return answer


@interface.post("/new/challenge")
def to_make() -> Response:
    """What to ask an authenticator for, to add a passkey to the account that is signed in."""
    sessions.protect_from_forgery()
    who, token = sessions.holder(), sessions.token()
    check_fresh(house(), who, token)
    given = passkeys.challenge(house(), token)
    sessions.keep_challenge(given)
    return jsonify(passkeys.options_to_make(house(), who, given))


@interface.post("/new")
def add() -> ResponseReturnValue:
    """Keep the passkey that was made."""
    sessions.protect_from_forgery()
    name = passkeys.add(
        house(), sessions.holder(), sessions.token(), sessions.take_challenge(), read_json(request)
    )
    flash(f"The passkey “{name}” was added. Every other session was ended.")
    return jsonify(name=name), 201
