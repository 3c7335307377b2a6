"""A person's own account: where they are signed in, and what they sign in with. Every change is a form of its own."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from whistle.domain.errors import Malformed, NotFound
from whistle.services import codes, exposure, own_sessions, signing_in
from whistle.web import sessions
from whistle.web.pages import MAKE_KEY
from whistle.web.serving import house, pages

account = Blueprint("account", __name__, url_prefix="/staff/account")

HOW = {
    signing_in.PASSWORD: "with a password alone",
    signing_in.CODE: "with a password and a code",
    signing_in.PASSKEY: "with a passkey",
}


@account.get("")
def own() -> ResponseReturnValue:
    """Sessions, passkeys, the app."""
    from flask_wtf.csrf import generate_csrf

    who = sessions.person()
    if who is None:
        return redirect("/staff/sign-in", 303)
    return render_template(
        "account/account.html",
        person=who,
        own=own_sessions.own(house(), who, sessions.token()),
        keys=exposure.of_person(house(), who.reviewer) if who.reviewer else (),
        entry=house().entry,
        how=HOW,
        when=_when,
        csrf_token=generate_csrf,
        **pages().context,
    )


@account.get("/key-lost")
def key_lost() -> ResponseReturnValue:
    """What a lost or stolen key of one's own could read, and what to do: in numbers of one's own alone."""
    from flask_wtf.csrf import generate_csrf

    if elsewhere := sessions.first_to():
        return redirect(elsewhere, 303)
    who = sessions.holder()
    if who.reviewer is None:
        raise NotFound
    return render_template(
        "account/key_lost.html",
        person=who,
        keys=exposure.of_person(house(), who.reviewer),
        csrf_token=generate_csrf,
        **pages().context,
    )


@account.get("/key")
def make_key() -> ResponseReturnValue:
    """Where a reviewer makes a key: for anyone, since whoever is to join has no account yet."""
    return pages().shells[MAKE_KEY].answer(request)


@account.post("/sessions/end")
def end() -> ResponseReturnValue:
    """End one of the person's own sessions."""
    sessions.protect_from_forgery()
    own_sessions.end(house(), sessions.holder(), request.form.get("id", ""))
    return _back("That session was ended.")


@account.post("/sessions/end-others")
def end_others() -> ResponseReturnValue:
    """End all of them but this."""
    sessions.protect_from_forgery()
    count = own_sessions.end_others(house(), sessions.holder(), sessions.token())
    return _back("1 other session was ended." if count == 1 else f"{count} other sessions were ended.")


@account.post("/passkeys/remove")
def remove_passkey() -> ResponseReturnValue:
    """Take a passkey out of the account."""
    sessions.protect_from_forgery()
    own_sessions.remove_passkey(house(), sessions.holder(), sessions.token(), request.form.get("id", ""))
    return _back("The passkey was removed, and every other session was ended.")


@account.post("/app")
def offer_app() -> ResponseReturnValue:
    """Show the secret of a new app: this once, in the answer itself."""
    sessions.protect_from_forgery()
    who, token = sessions.holder(), sessions.token()
    session = own_sessions.check_fresh(house(), who, token)
    return _app_page(codes.offer(house(), who.id, who.name, session))


@account.post("/app/confirm")
def confirm_app() -> ResponseReturnValue:
    """Put it in force, once a code shows that it works; a wrong code can be tried again, without the secret."""
    from whistle.web.account.forms import AppCode

    sessions.protect_from_forgery()
    who, token = sessions.holder(), sessions.token()
    session = own_sessions.check_fresh(house(), who, token)
    form = AppCode()
    if form.validate_on_submit():
        try:
            codes.confirm(house(), who.id, session, form.code.data)
            return _back(
                "The app was added: your password needs its codes now. Every other session was ended."
            )
        except Malformed as error:
            form.code.errors = [str(error)]
    return _app_page(None, form), 400


@account.post("/app/remove")
def remove_app() -> ResponseReturnValue:
    """Take the app out of the account."""
    sessions.protect_from_forgery()
    own_sessions.remove_app(house(), sessions.holder(), sessions.token())
    return _back("The app was removed, and every other session was ended.")


def _app_page(offer: codes.Offer | None, form: object = None) -> str:
    from flask_wtf.csrf import generate_csrf

    from whistle.web.account.forms import AppCode

    return render_template(
        "account/app.html",
        person=sessions.holder(),
        offer=offer,
        picture=_qr_code(offer.uri) if offer else None,
        form=form or AppCode(formdata=None),
        csrf_token=generate_csrf,
        **pages().context,
    )


def _back(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("account.own"), 303)


def _when(moment: int) -> str:
    """A time of the person's own doing, in the service's zone of the day: UTC, and it says so."""
    return f"{dt.datetime.fromtimestamp(moment, dt.UTC):%-d %B %Y, %H:%M} UTC"


def _qr_code(uri: str) -> Markup:
    import segno

    code = segno.make(uri, micro=False, error="m")
    return Markup(code.svg_inline(omitsize=True, border=4, light="#fff", svgclass=None, lineclass=None))  # noqa: S704 - its text is digits
