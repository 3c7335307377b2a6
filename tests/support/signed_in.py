"""A session as the sign-in page gives it, made without the page: for tests of what comes after."""

from __future__ import annotations

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import BrowserContext

from tests.support.running import Service
from whistle.services import signing_in
from whistle.store import staff
from whistle.web import sessions


def let_in(context: BrowserContext, service: Service, name: str) -> None:
    """Gives that browser a new session of whoever has that name."""
    with service.house.store.read() as connection:
        account = staff.by_name(connection, name)
    assert account is not None
    token = signing_in.begin(service.house, account.id, signing_in.PASSWORD, lambda _: True)
    app = Flask(__name__)
    sessions.install(app, service.installation.settings.secret("session"), secure=False)
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    name_of_cookie = app.config["SESSION_COOKIE_NAME"]
    value = signer.dumps({sessions._SESSION: token})
    context.add_cookies(
        [{"name": name_of_cookie, "value": value, "domain": "localhost", "path": sessions.STAFF}]
    )
