"""Every setting is checked once, at the start, and what is wrong is said with its remedy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import DEMONSTRATION_TICK, ROOT, SECRETS, settings
from whistle.domain.errors import CannotStart
from whistle.domain.hours import HandOver, Staffed


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    for name in SECRETS:
        key = tmp_path / f"{name}.key"
        key.write_text("ab" * 32 + "\n")
        key.chmod(0o600)
    return {
        "WHISTLE_STATE": str(tmp_path),
        "WHISTLE_KEYS": str(tmp_path),
        "WHISTLE_RUN_BY": "Northmoor Police",
        "WHISTLE_ADDRESS": "https://concerns.example.org",
    }


def test_settings_are_read_from_the_variables(environ: dict[str, str], tmp_path: Path) -> None:
    found = settings(environ)
    assert found.run_by == "Northmoor Police"
    assert found.address == "https://concerns.example.org"
    assert found.directory_path == tmp_path / "directory.json"
    assert found.authority_path == tmp_path / "authority.pub"
    assert found.tick_seconds == 3600
    assert found.secure_cookies
    assert not found.demonstration


def test_the_database_is_in_the_state_directory_unless_another_is_named(
    environ: dict[str, str], tmp_path: Path
) -> None:
    assert settings(environ).database_url == f"sqlite:///{tmp_path / 'whistle.db'}"
    elsewhere = environ | {"WHISTLE_DATABASE_URL": "postgresql+psycopg://whistle@/whistle"}
    assert settings(elsewhere).database_url == "postgresql+psycopg://whistle@/whistle"


@pytest.mark.parametrize("name", ["WHISTLE_STATE", "WHISTLE_RUN_BY", "WHISTLE_ADDRESS"])
def test_what_is_required_is_named_when_it_is_missing(environ: dict[str, str], name: str) -> None:
    del environ[name]
    with pytest.raises(CannotStart, match=f"{name} is not set. Set it to"):
        settings(environ)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WHISTLE_STATE", "/nowhere/at/all"),
        ("WHISTLE_KEYS", "/nowhere/at/all"),
        ("WHISTLE_RUN_BY", "   "),
        ("WHISTLE_ADDRESS", "concerns.example.org"),
        ("WHISTLE_ADDRESS", "https://"),
        ("WHISTLE_ADDRESS", "https://concerns.example.org:port"),
        ("WHISTLE_ADDRESS", "https://someone@concerns.example.org"),
        ("WHISTLE_ADDRESS", "https://concerns.example.org/whistle"),
        ("WHISTLE_ADDRESS", "http://concerns.example.org"),
        ("WHISTLE_ADDRESS", "http://localhost.example.org"),
        ("WHISTLE_DATABASE_URL", "mysql://whistle:secret@db/whistle"),
        ("WHISTLE_TICK_SECONDS", "0"),
        ("WHISTLE_TICK_SECONDS", "-5"),
        ("WHISTLE_TICK_SECONDS", "an hour"),
        ("WHISTLE_TICK_SECONDS", "10"),
        ("WHISTLE_TICK_SECONDS", "5400"),
        ("WHISTLE_TICK_SECONDS", "90000"),
        ("WHISTLE_TICK_SECONDS", "999999999999"),
        ("WHISTLE_RELEASE_AT", "7"),
        ("WHISTLE_RELEASE_AT", "07:30"),
        ("WHISTLE_STAFFED", "always"),
        ("WHISTLE_STAFFED", "Mon-Fri 17:00-09:00"),
        ("WHISTLE_HOLIDAYS", "Cornwall"),
        ("WHISTLE_WORK_NETWORKS", "/nowhere/at/all"),
        ("WHISTLE_PROXIES", "-1"),
        ("WHISTLE_PROXIES", "9"),
        ("WHISTLE_PROXIES", "one"),
        ("WHISTLE_DATA", "/nowhere/at/all"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(
    environ: dict[str, str], name: str, value: str
) -> None:
    with pytest.raises(CannotStart, match=name) as refused:
        settings(environ | {name: value})
    assert "secret" not in str(refused.value)


def test_what_is_not_said_is_what_most_forces_need(environ: dict[str, str]) -> None:
    found = settings(environ)
    assert (found.release_at, found.staffed) == (HandOver(7), Staffed.parse("Mon-Fri 09:00-17:00"))
    assert (found.holidays, found.work_networks, found.proxies, found.data) == ("England", (), 0, None)


def test_what_reporters_wrote_can_be_handed_over_at_another_hour_or_at_every_tick(
    environ: dict[str, str],
) -> None:
    assert settings(environ | {"WHISTLE_RELEASE_AT": "05:00"}).release_at == HandOver(5)
    assert settings(environ | {"WHISTLE_RELEASE_AT": "tick"}).release_at == HandOver()


def test_the_forces_networks_are_read_from_a_file(environ: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "networks"
    file.write_text("# The force's own\n192.0.2.0/24\n\n2001:db8::/32  # and its newer one\n198.51.100.7\n")
    found = settings(environ | {"WHISTLE_WORK_NETWORKS": str(file), "WHISTLE_PROXIES": "2"})
    assert list(map(str, found.work_networks)) == ["192.0.2.0/24", "2001:db8::/32", "198.51.100.7/32"]
    assert found.proxies == 2


@pytest.mark.parametrize(
    "line", ["192.0.2.0/33", "192.0.2.1/24", "the office", "192.0.2.0 - 192.0.2.9", "/24"]
)
def test_a_line_that_is_no_network_is_named(environ: dict[str, str], tmp_path: Path, line: str) -> None:
    file = tmp_path / "networks"
    file.write_text(f"192.0.2.0/24\n# a comment\n{line}\n")
    with pytest.raises(CannotStart, match=r"^Line 3 of .*WHISTLE_WORK_NETWORKS"):
        settings(environ | {"WHISTLE_WORK_NETWORKS": str(file)})


MAIL = {"WHISTLE_MAIL_SERVER": "smtp.example.org", "WHISTLE_MAIL_FROM": "whistle@example.org"}


def test_reminders_go_by_mail_where_a_server_is_named(environ: dict[str, str], tmp_path: Path) -> None:
    assert settings(environ).mail is None
    mail = settings(environ | MAIL).mail
    assert mail
    assert (mail.server, mail.port, mail.tls, mail.sender) == (
        "smtp.example.org", 587, "starttls", "whistle@example.org",
    )  # fmt: skip
    assert mail.address == "https://concerns.example.org/staff/"
    assert mail.login == tmp_path / "mail.login"
    chosen = settings(environ | MAIL | {"WHISTLE_MAIL_TLS": "tls", "WHISTLE_MAIL_PORT": "2465"}).mail
    assert chosen
    assert (chosen.port, chosen.tls) == (2465, "tls")


def test_a_mail_server_on_this_computer_needs_no_encryption(environ: dict[str, str]) -> None:
    mail = settings(environ | MAIL | {"WHISTLE_MAIL_SERVER": "localhost"}).mail
    assert mail
    assert (mail.port, mail.tls) == (25, "none")


def test_the_demonstration_reminds_nobody(environ: dict[str, str]) -> None:
    shown = settings(environ | MAIL | {"WHISTLE_ADDRESS": "http://localhost:8000"}).as_demonstration()
    assert shown.mail is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WHISTLE_MAIL_SERVER", "smtp.example.org:587"),
        ("WHISTLE_MAIL_SERVER", "smtp://example.org"),
        ("WHISTLE_MAIL_PORT", "0"),
        ("WHISTLE_MAIL_PORT", "70000"),
        ("WHISTLE_MAIL_PORT", "smtp"),
        ("WHISTLE_MAIL_TLS", "none"),
        ("WHISTLE_MAIL_TLS", "ssl"),
        ("WHISTLE_MAIL_FROM", ""),
        ("WHISTLE_MAIL_FROM", "Whistle <whistle@example.org>"),
        ("WHISTLE_MAIL_FROM", "whistle@example.org, tom@example.org"),
    ],
)
def test_a_wrong_value_about_mail_is_refused_by_its_name(
    environ: dict[str, str], name: str, value: str
) -> None:
    with pytest.raises(CannotStart, match=name):
        settings(environ | MAIL | {name: value})


def test_a_folder_of_data_is_named_as_it_is(environ: dict[str, str], tmp_path: Path) -> None:
    assert settings(environ | {"WHISTLE_DATA": str(tmp_path)}).data == tmp_path


@pytest.mark.parametrize(
    "address",
    ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000", f"http://{'a' * 56}.onion"],
)
def test_plain_http_is_for_loopback_and_onion_names_and_has_no_secure_cookies(
    environ: dict[str, str], address: str
) -> None:
    assert not settings(environ | {"WHISTLE_ADDRESS": address}).secure_cookies


def test_a_secret_is_32_bytes_from_a_file_of_its_own(environ: dict[str, str]) -> None:
    found = settings(environ)
    assert {name: found.secret(name) for name in SECRETS} == dict.fromkeys(SECRETS, b"\xab" * 32)


def test_a_missing_secret_has_no_default(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "log.key").unlink()
    with pytest.raises(CannotStart, match=r"log\.key.*whistle init"):
        settings(environ).secret("log")


def test_a_secret_that_others_can_read_is_refused(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "log.key").chmod(0o644)
    with pytest.raises(CannotStart, match="chmod 600"):
        settings(environ).secret("log")


@pytest.mark.parametrize("text", ["", "ab" * 31, "zz" * 32, "AB" * 32, "é" * 64])
def test_a_malformed_secret_is_refused_and_not_repeated(
    environ: dict[str, str], tmp_path: Path, text: str
) -> None:
    (tmp_path / "log.key").write_text(text, encoding="utf-8")
    with pytest.raises(CannotStart) as refused:
        settings(environ).secret("log")
    assert not text or text not in str(refused.value)


def test_no_variable_makes_a_demonstration(environ: dict[str, str]) -> None:
    tried = environ | {"WHISTLE_MODE": "demonstration", "WHISTLE_DEMONSTRATION": "1"}
    assert not settings(tried).demonstration


def test_a_demonstration_is_for_this_computer_only(environ: dict[str, str]) -> None:
    with pytest.raises(CannotStart, match="this computer only"):
        settings(environ).as_demonstration()
    assert settings(environ | {"WHISTLE_ADDRESS": "http://localhost:8000"}).as_demonstration().demonstration


def test_ticks_come_by_the_hour_except_in_the_demonstration(environ: dict[str, str]) -> None:
    assert settings(environ | {"WHISTLE_TICK_SECONDS": "7200"}).tick_seconds == 7200
    shown = settings(environ | {"WHISTLE_ADDRESS": "http://localhost:8000"}).as_demonstration()
    assert shown.tick_seconds == DEMONSTRATION_TICK
    assert shown.release_at == HandOver()


def test_settings_cannot_be_changed_once_checked(environ: dict[str, str]) -> None:
    with pytest.raises(AttributeError):
        settings(environ).run_by = "Someone else"  # type: ignore[misc]


def test_every_setting_is_documented() -> None:
    source = (ROOT / "config.py").read_text(encoding="utf-8")
    documented = (ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8")
    named = set(re.findall(r'"(WHISTLE_[A-Z_]+)"', source))
    assert named
    assert sorted(name for name in named if name not in documented) == []
