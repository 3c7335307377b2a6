"""Every setting, read once from ``WHISTLE_*`` variables and checked before anything else happens.

No secret has a default, and none is a variable: secrets are files under ``WHISTLE_STATE`` that only the
service's user can read. Whether this is the demonstration is not a setting at all: only ``whistle demo`` makes one.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from whistle.domain.errors import CannotStart, Malformed
from whistle.domain.hours import EVERY_TICK, NINE_TO_FIVE, HandOver, Staffed

if TYPE_CHECKING:
    from whistle.services.mailing import MailServer
    from whistle.services.work_networks import Network

ROOT = Path(__file__).resolve().parent

DEMONSTRATION_TICK = 10
"""Seconds between two ticks of the demonstration: nobody who tries it waits an hour, and nobody is betrayed."""

Mode = Literal["service", "demonstration"]

# The secrets of one installation, each 32 bytes as hex in a file of its own: one key has one purpose.
SECRETS = ("log", "promise", "challenge", "session")

HOLIDAYS = ("England", "Wales", "Scotland", "Northern Ireland", "none")
"""The parts of the UK, each of which has bank holidays of its own."""

SecondFactor = Literal["required", "offered"]

SEVEN = HandOver(7)
MOST_PROXIES = 8

# Where a browser treats plain http as safe, or the network itself is authenticated and encrypted.
_PLAIN_HTTP_HOSTS = re.compile(r"localhost|127\.0\.0\.1|\[::1\]|[a-z2-7]{56}\.onion")

_MAIL_SERVER = re.compile(r"[A-Za-z0-9.-]{1,253}|::1")
_MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Settings:
    """What this installation was told. Paths are absolute; ``tick_seconds`` is the time between two ticks."""

    state: Path
    keys: Path
    database_url: str
    run_by: str
    address: str
    tick_seconds: int = 3600
    mode: Mode = "service"
    release_at: HandOver = SEVEN
    staffed: Staffed = NINE_TO_FIVE
    holidays: str = "England"
    work_networks: tuple[Network, ...] = ()
    proxies: int = 0
    data: Path | None = None
    mail: MailServer | None = None
    second_factor: SecondFactor = "required"
    idle_minutes: int = 60
    session_hours: int = 12

    @property
    def directory_path(self) -> Path:
        return self.keys / "directory.json"

    @property
    def authority_path(self) -> Path:
        return self.keys / "authority.pub"

    @property
    def demonstration(self) -> bool:
        return self.mode == "demonstration"

    @property
    def secure_cookies(self) -> bool:
        """Browsers drop Secure cookies on plain http, which is allowed for loopback and onion names only."""
        return self.address.startswith("https://")

    def secret(self, name: str) -> bytes:
        """The 32 bytes of ``STATE/<name>.key``.

        Raises CannotStart when the file is missing, malformed, or readable by other users.
        """
        path = self.state / f"{name}.key"
        try:
            open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
            text = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            raise CannotStart(f"Cannot read the key file {path}. Run `whistle init` to make it.") from None
        if open_to_others:
            raise CannotStart(f"Other users can read {path}. Run `chmod 600 {path}`.")
        if not re.fullmatch(r"[0-9a-f]{64}", text):
            raise CannotStart(f"{path} does not hold 32 bytes in hex. Restore it from a backup.")
        return bytes.fromhex(text)

    def as_demonstration(self) -> Settings:
        """The same settings for the demonstration, which ticks often, and which this computer alone may reach."""
        host = urlsplit(self.address).hostname
        if host not in {"localhost", "127.0.0.1", "::1"}:
            raise CannotStart(
                "The demonstration runs on this computer only: WHISTLE_ADDRESS must be http://localhost."
            )
        return replace(
            self,
            mode="demonstration",
            tick_seconds=DEMONSTRATION_TICK,
            release_at=EVERY_TICK,
            # Its passwords are printed for whoever tries it, and open nothing that is real.
            second_factor="offered",
            mail=None,
        )


def settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read and check the settings. Raises CannotStart, naming the variable and what to do about it."""
    env = os.environ if environ is None else environ
    state = _directory(env, "WHISTLE_STATE", "the directory that `whistle init` made, for keys and data")
    return Settings(
        state=state,
        keys=_directory(
            env, "WHISTLE_KEYS", "the directory of directory.json and authority.pub", ROOT / "keys"
        ),
        database_url=_database(env, state),
        run_by=_text(
            env, "WHISTLE_RUN_BY", "the name of the body that runs this service, as visitors should see it"
        ),
        address=_address(env),
        tick_seconds=_hours(env, "WHISTLE_TICK_SECONDS"),
        release_at=_release(env),
        staffed=_staffed(env),
        holidays=_holidays(env),
        work_networks=_work_networks(env),
        proxies=_proxies(env),
        data=_directory(env, "WHISTLE_DATA", "a folder of data files that replace those of Whistle")
        if env.get("WHISTLE_DATA")
        else None,
        mail=_mail(env, state),
        second_factor=_second_factor(env),
        idle_minutes=_limit(env, "WHISTLE_IDLE_MINUTES", "minutes", 5, 60, 480),
        session_hours=_limit(env, "WHISTLE_SESSION_HOURS", "hours", 1, 12, 24),
    )


def _text(env: Mapping[str, str], name: str, meaning: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise CannotStart(f"{name} is not set. Set it to {meaning}.")
    return value


def _directory(env: Mapping[str, str], name: str, meaning: str, default: Path | None = None) -> Path:
    path = default if default and not env.get(name) else Path(_text(env, name, meaning))
    if not path.is_dir():
        raise CannotStart(f"{name} is {path}, which is not a directory. Set it to {meaning}.")
    return path.resolve()


def _database(env: Mapping[str, str], state: Path) -> str:
    url = env.get("WHISTLE_DATABASE_URL", "").strip() or f"sqlite:///{state / 'whistle.db'}"
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        # The address may hold a password, so it is not repeated.
        raise CannotStart("WHISTLE_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return url


def _address(env: Mapping[str, str]) -> str:
    value = _text(env, "WHISTLE_ADDRESS", "the address people type, for example https://concerns.example.org")
    try:
        parts = urlsplit(value)
        host = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
    except ValueError:
        parts, host = urlsplit(""), ""
    if (
        parts.scheme not in {"http", "https"}
        or not host
        or "@" in host
        or parts.path not in {"", "/"}
        or parts.query
    ):
        raise CannotStart("WHISTLE_ADDRESS must be like https://concerns.example.org, with no path.")
    if parts.scheme == "http" and not _PLAIN_HTTP_HOSTS.fullmatch(host):
        raise CannotStart(
            "WHISTLE_ADDRESS is plain http, which others on the way can read and change. Use https."
        )
    return value.rstrip("/")


def _hours(env: Mapping[str, str], name: str) -> int:
    text = env.get(name, "").strip() or "3600"
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) not in range(3600, 86_401, 3600):
        raise CannotStart(
            f"{name} must be whole hours in seconds: 3600, 7200 and so on, up to 86400. "
            "Ticks that come more often would tell more exactly than by the hour when somebody wrote."
        )
    return int(text)


def _release(env: Mapping[str, str]) -> HandOver:
    try:
        return HandOver.parse(env.get("WHISTLE_RELEASE_AT", "").strip() or "07:00")
    except ValueError:
        raise CannotStart(
            "WHISTLE_RELEASE_AT must be a whole hour such as 07:00, at which reviewers are given what reporters wrote, "
            "or tick, for every tick."
        ) from None


def _staffed(env: Mapping[str, str]) -> Staffed:
    try:
        return Staffed.parse(env.get("WHISTLE_STAFFED", "").strip() or "Mon-Fri 09:00-17:00")
    except ValueError:
        raise CannotStart(
            "WHISTLE_STAFFED must be days and hours, such as: Mon-Fri 09:00-17:00, Sat 10:00-12:30. "
            "Days begin on Monday, and times are quarters of an hour up to 24:00."
        ) from None


def _holidays(env: Mapping[str, str]) -> str:
    found = env.get("WHISTLE_HOLIDAYS", "").strip() or HOLIDAYS[0]
    if found not in HOLIDAYS:
        raise CannotStart(f"WHISTLE_HOLIDAYS must be one of: {', '.join(HOLIDAYS)}.")
    return found


def _work_networks(env: Mapping[str, str]) -> tuple[Network, ...]:
    name = env.get("WHISTLE_WORK_NETWORKS", "").strip()
    if not name:
        return ()
    from whistle.services.work_networks import parse

    try:
        return parse(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise CannotStart(f"WHISTLE_WORK_NETWORKS is {name}, which cannot be read as a text file.") from None
    except ValueError as line:
        raise CannotStart(
            f"Line {line} of {name}, the file that WHISTLE_WORK_NETWORKS names, is not a network such as "
            "192.0.2.0/24 or 2001:db8::/32, with nothing but zeros after the network's own bits."
        ) from None


def _proxies(env: Mapping[str, str]) -> int:
    text = env.get("WHISTLE_PROXIES", "").strip() or "0"
    if not re.fullmatch(r"[0-9]", text) or int(text) > MOST_PROXIES:
        raise CannotStart(
            f"WHISTLE_PROXIES must be how many reverse proxies stand before the service: 0 to {MOST_PROXIES}."
        )
    return int(text)


def _mail(env: Mapping[str, str], state: Path) -> MailServer | None:
    """Where reminders go, if the operator names a mail server. A name and a password for it are a file, read later."""
    server = env.get("WHISTLE_MAIL_SERVER", "").strip()
    if not server:
        return None
    from whistle.domain.reminders import read_address
    from whistle.services.mailing import MailServer, Tls

    if not _MAIL_SERVER.fullmatch(server):
        raise CannotStart("WHISTLE_MAIL_SERVER must be a name such as smtp.example.org, without a port.")
    here = server in _THIS_COMPUTER
    try:
        tls = Tls(env.get("WHISTLE_MAIL_TLS", "").strip() or (Tls.NONE if here else Tls.STARTTLS))
    except ValueError:
        raise CannotStart("WHISTLE_MAIL_TLS must be starttls, tls or none.") from None
    if tls is Tls.NONE and not here:
        raise CannotStart(
            "WHISTLE_MAIL_TLS is none, which is for a mail server on this computer: others on the way could read who "
            "is reminded. Use starttls or tls."
        )
    port = env.get("WHISTLE_MAIL_PORT", "").strip() or str(_MAIL_PORTS[tls])
    if not re.fullmatch(r"[0-9]{1,5}", port) or not 0 < int(port) < 65_536:
        raise CannotStart("WHISTLE_MAIL_PORT must be a port such as 587.")
    try:
        sender = read_address(_text(env, "WHISTLE_MAIL_FROM", "the address that reminders come from"))
    except Malformed:
        raise CannotStart("WHISTLE_MAIL_FROM must be an address such as whistle@example.org.") from None
    address = _address(env)
    if not address.isascii():
        raise CannotStart("WHISTLE_ADDRESS must be written in ASCII (xn--…) where reminders go out by mail.")
    return MailServer(server, int(port), tls, sender, f"{address}/staff/", state / "mail.login")


def _second_factor(env: Mapping[str, str]) -> SecondFactor:
    text = env.get("WHISTLE_SECOND_FACTOR", "").strip() or "required"
    if text == "required":
        return "required"
    if text == "offered":
        return "offered"
    raise CannotStart(
        "WHISTLE_SECOND_FACTOR must be required, so that nobody works with a password alone, or offered."
    )


def _limit(env: Mapping[str, str], name: str, unit: str, least: int, usual: int, most: int) -> int:
    text = env.get(name, "").strip() or str(usual)
    if not re.fullmatch(r"[0-9]{1,4}", text) or not least <= int(text) <= most:
        raise CannotStart(f"{name} must be a number of {unit} from {least} to {most}.")
    return int(text)
