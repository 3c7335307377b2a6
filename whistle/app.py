"""The one place that wires: settings and files become a house, the house becomes a Flask application."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask
from markupsafe import Markup

from config import ROOT, Settings, settings
from whistle.clock import Clock, SystemClock
from whistle.domain import taxonomy
from whistle.domain.errors import CannotStart
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.hashing import label
from whistle.services.entry import Entry
from whistle.services.house import House, open_house
from whistle.services.work_networks import WorkNetworks
from whistle.store.engine import open_store
from whistle.web import advice, headers, problems, public, quiet, serving, sessions
from whistle.web.account import passkeys, signing_in
from whistle.web.account import views as account
from whistle.web.audit import views as audit
from whistle.web.data import places
from whistle.web.desk import views as desk
from whistle.web.limits import limits
from whistle.web.pages import FRAMES, Pages, use_templates
from whistle.web.reply_templates import reply_templates
from whistle.web.report import views as report


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """The whole service. Raises CannotStart rather than start without keys or a valid directory."""
    return app_for(settings, house_for(settings, clock or SystemClock()))


def service() -> Flask:
    """The service as the variables describe it; where it cannot start, one plain sentence ends the process."""
    with _plainly("Whistle"):
        return create_app(settings())


def demonstration() -> Flask:
    """The service of ``whistle demo``, with the page /demo: there is no setting that makes one."""
    from whistle.cli.demo.making import Place
    from whistle.cli.demo.stage import Stage
    from whistle.web.demo import views as demo

    with _plainly("The demonstration"):
        chosen = settings().as_demonstration()
        house = house_for(chosen, SystemClock())
        app = app_for(chosen, house)
        demo.install(app, Stage(Place(chosen.state.parent), house))
        return app


@contextmanager
def _plainly(what: str) -> Iterator[None]:
    try:
        yield
    except CannotStart as error:
        raise SystemExit(f"{what} cannot start. {error}") from None


def house_for(settings: Settings, clock: Clock) -> House:
    """Open the database, check keys and directory; leave no connection open, since servers fork after this."""
    house = open_house(
        open_store(settings.database_url),
        clock,
        directory=_read(settings.directory_path),
        authority=_read(settings.authority_path).decode("ascii", "replace"),
        log_key=SigningKey.from_seed(settings.secret("log")),
        promise_key=SigningKey.from_seed(settings.secret("promise")),
        challenge_key=settings.secret("challenge"),
        sign_in_key=_derive(settings.secret("session"), "whistle/v1/sign-in"),
        tick_seconds=settings.tick_seconds,
        hand_over=settings.release_at,
        staffed=settings.staffed,
        bank_holidays=settings.holidays,
        work_networks=WorkNetworks(settings.work_networks, settings.proxies),
        mail=settings.mail,
        limits=limits(settings.data, settings.staffed),
        entry=Entry(
            settings.address,
            settings.second_factor == "required",
            60 * settings.idle_minutes,
            3600 * settings.session_hours,
        ),
    )
    _keep_demonstrations_apart(settings, house.directory().origin)
    return house


def app_for(settings: Settings, house: House) -> Flask:
    """A Flask application over ``house``."""
    app = Flask("whistle.app", static_folder=None, template_folder=None)
    app.config.update(
        PROVIDE_AUTOMATIC_OPTIONS=False,
        # Longer than any frame; each address checks its own length before reading a byte.
        MAX_CONTENT_LENGTH=128 * 1024,
        MAX_FORM_MEMORY_SIZE=16 * 1024,
    )
    quiet.install()
    headers.install(app, https=settings.secure_cookies)
    use_templates(app, ROOT / "templates")
    pages = Pages(app, _context(settings, house))
    problems.install(app, pages.error, FRAMES)
    sessions.install(app, settings.secret("session"), secure=settings.secure_cookies)
    serving.serve(app, house, pages)
    public.install(app, pages, directory=settings.directory_path, authority=settings.authority_path)
    app.register_blueprint(report.interface)
    app.register_blueprint(desk.desk)
    app.register_blueprint(audit.audit)
    app.register_blueprint(signing_in.door)
    app.register_blueprint(account.account)
    app.register_blueprint(passkeys.interface)
    return app


def _derive(secret: bytes, purpose: str) -> bytes:
    """A key of its own for another purpose, from a secret that is there already."""
    return HKDF(SHA256(), 32, salt=None, info=label(purpose)).derive(secret)


def _context(settings: Settings, house: House) -> dict[str, object]:
    """What a page may know: the same for every visitor."""
    directory = house.directory()
    return {
        "service": {"name": directory.name, "run_by": settings.run_by},
        "directory": directory,
        "signed": {
            "directory": _read(settings.directory_path).decode(),
            "authority": _read(settings.authority_path).decode("ascii"),
        },
        "taxonomy": taxonomy,
        "places": places(settings.data),
        "reply_templates": reply_templates(settings.data),
        "address": settings.address,
        "qr": _qr_code(settings.address),
        "support": advice.support(settings.data),
        "protections": advice.protections(settings.data),
        "demonstration": settings.demonstration,
        "asset": lambda name: f"/static/{name}",
    }


def _qr_code(address: str) -> Markup:
    """``address`` as an inline SVG, for a phone's camera: with nothing in it that the pages' policy forbids."""
    import segno  # one page's need, and not the desk's commands'

    code = segno.make(address, micro=False, error="m")
    return Markup(code.svg_inline(omitsize=True, border=4, light="#fff", svgclass=None, lineclass=None))  # noqa: S704 - its text is digits


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise CannotStart(f"Cannot read {path}. Make it with `whistle keys`, or set WHISTLE_KEYS.") from None


def _keep_demonstrations_apart(settings: Settings, origin: str) -> None:
    """Keys of a demonstration are known to whoever ran it, so no real service may start on them."""
    invented = "DEMONSTRATION" in origin
    if invented and not settings.demonstration:
        raise CannotStart("These keys were made for the demonstration. Run `whistle init` to make real ones.")
    if settings.demonstration and not invented:
        raise CannotStart(
            "The demonstration does not start on real keys. Run `whistle demo`, which makes its own."
        )
