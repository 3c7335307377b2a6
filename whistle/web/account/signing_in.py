"""The door: signing in with a password and a code, and out. `passkeys` is the other way in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from whistle.domain.errors import NotSignedIn, TooMany
from whistle.services import signing_in
from whistle.web import sessions
from whistle.web.serving import house, pages

door = Blueprint("door", __name__, url_prefix="/staff")


@door.get("/")
def staff() -> ResponseReturnValue:
    """Where each person works."""
    who = sessions.person()
    return redirect(sessions.home(who) if who else url_for("door.sign_in"), 303)


@door.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for a passkey, or name, password and code. A wrong one never says which, and the page keeps the name."""
    from whistle.web.account.forms import SignIn

    if who := sessions.person():
        return redirect(sessions.home(who), 303)
    form = SignIn()
    problem, status = None, 200
    if form.validate_on_submit():
        try:
            name, password, code = (field.data or "" for field in (form.name, form.password, form.code))
            who = sessions.begin(signing_in.sign_in(house(), name, password, sessions.device(), code))
            answer = redirect(sessions.home(who), 303)
            sessions.remember_device(answer, who)
            return answer
        except NotSignedIn as error:
            problem, status = str(error), 401
        except TooMany as error:
            problem, status = str(error), 429
    elif form.is_submitted():
        if "csrf_token" in form.errors:
            problem = "This page was open for too long. Enter your name and password again."
        status = 400
    passkeys = house().entry.passkeys_for is not None
    shown = {"form": form, "problem": problem, "passkeys": passkeys, **pages().context}
    return render_template("account/sign_in.html", **shown), status


@door.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session on the server and in this browser."""
    sessions.protect_from_forgery()
    sessions.end()
    return redirect(url_for("door.sign_in"), 303)
