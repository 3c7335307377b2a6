"""A request becomes an entry of the directory, or an entry is withdrawn; the service starts on what comes of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Whistle
from tests.support.installation import Installation
from whistle.cli.keys.authority import seal_authority
from whistle.clock import SystemClock
from whistle.envelope.directory import Directory
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.joining import JoiningRequest, sign_request
from whistle.envelope.reviewer_key import ReviewerKey, open_key, seal_key

PASSPHRASE = "correct horse battery staple"
TODAY = SystemClock().now().date()


class Ceremony:
    """The authority's computer: an installation's directory, and a key that signs the next one."""

    def __init__(self, folder: Path, whistle: Whistle) -> None:
        self.installation = Installation(folder)
        self.keys, self.whistle = self.installation.keys, whistle
        (self.keys / "authority.key.age").write_bytes(
            seal_authority(self.installation.authority, PASSPHRASE, log_n=10)
        )
        (self.keys / "passphrase").write_text(PASSPHRASE + "\n")
        self.ruth = ReviewerKey.generate("DI Ruth Okafor")

    @property
    def directory(self) -> Directory:
        return self.installation.directory

    def asks(self, renews: str = "", key: ReviewerKey | None = None, service: bytes | None = None) -> Path:
        file = self.keys / "request.json"
        file.write_bytes(sign_request(key or self.ruth, service or self.directory.service, TODAY, renews))
        return file

    def admits(self, *more: object, heard: str | None = None, request: Path | None = None) -> int:
        said = heard if heard is not None else self.ruth.kid.hex()[:32]
        return self.signs("admit", request or self.keys / "request.json", "--heard", said, *more)

    def signs(self, *words: object) -> int:
        return self.whistle(
            "keys", *words, "--directory", self.keys / "directory.json", "--key", self.keys / "authority.key.age",
            "--passphrase-file", self.keys / "passphrase",
        )  # fmt: skip

    def readers(self) -> Sequence[tuple[str, ...]]:
        return [route.readers for route in self.directory.routes]


@pytest.fixture
def ceremony(tmp_path: Path, whistle: Whistle) -> Ceremony:
    return Ceremony(tmp_path / "w", whistle)


def test_whoever_asks_is_admitted_for_a_year_on_the_routes_named(ceremony: Ceremony) -> None:
    before = ceremony.directory
    ceremony.asks()
    assert ceremony.admits("--id", "r4", "--routes", "2") == 0
    directory = ceremony.directory
    entry = directory.reviewer("r4")
    assert entry
    assert (entry.kid, entry.name, entry.revoked) == (ceremony.ruth.kid, "DI Ruth Okafor", None)
    assert (entry.since, entry.until) == (TODAY, TODAY + dt.timedelta(days=365))
    assert ceremony.readers() == [("r1", "r2", "r3"), ("r2", "r4")]
    assert (directory.version, directory.previous) == (2, before.hash)
    assert directory.expires == TODAY + (before.expires - before.issued)
    directory.check_succeeds(before)


def test_a_service_that_ran_on_the_one_before_starts_on_it(ceremony: Ceremony) -> None:
    ceremony.installation.prepare()
    ceremony.asks()
    assert ceremony.admits("--id", "r4", "--routes", "1") == 0
    house = ceremony.installation.house()
    assert [each.version for each in house.directories] == [2, 1]
    house.store.close()


@pytest.mark.parametrize("text", ["", "R4", "r 4", "r" * 65, "-r4", "r\u0131"])
def test_an_id_is_one_that_people_can_type_and_the_tables_can_hold(ceremony: Ceremony, text: str) -> None:
    before = ceremony.directory
    ceremony.asks()
    with pytest.raises(SystemExit):
        ceremony.admits(f"--id={text}", "--routes", "1")
    assert ceremony.directory.version == before.version


def test_days_are_as_they_were_asked_for(ceremony: Ceremony) -> None:
    ceremony.asks()
    assert (
        ceremony.admits(
            "--id", "r4", "--from", "2027-01-02", "--until", "2027-03-04", "--expires", "2027-02-01"
        )
        == 0
    )
    entry = ceremony.directory.reviewer("r4")
    assert entry
    assert (str(entry.since), str(entry.until)) == ("2027-01-02", "2027-03-04")
    assert str(ceremony.directory.expires) == "2027-02-01"
    assert ceremony.readers() == [("r1", "r2", "r3"), ("r2",)]


def test_a_renewal_takes_the_old_entrys_place_on_every_route(ceremony: Ceremony) -> None:
    ceremony.asks(renews="r2")
    assert ceremony.admits("--id", "r4", "--renews", "r2") == 0
    assert ceremony.readers() == [("r1", "r4", "r3"), ("r4",)]
    assert [entry.id for entry in ceremony.directory.person("r4")] == ["r2", "r4"]
    old = ceremony.directory.reviewer("r2")
    assert old
    assert old.revoked is None


def test_a_renewal_with_routes_of_its_own_leaves_the_old_entry_on_none(ceremony: Ceremony) -> None:
    ceremony.asks(renews="r1")
    assert ceremony.admits("--id", "r4", "--renews", "r1", "--routes", "2") == 0
    assert ceremony.readers() == [("r2", "r3"), ("r2", "r4")]


@pytest.mark.parametrize(
    ("asked", "said"), [("r1", ()), ("r1", ("--renews", "r2")), ("", ("--renews", "r1"))], ids=str
)
def test_nobody_takes_anothers_place_unless_request_and_authority_both_say_so(
    ceremony: Ceremony, capsys: pytest.CaptureFixture[str], asked: str, said: tuple[str, ...]
) -> None:
    ceremony.asks(renews=asked)
    assert ceremony.admits("--id", "r4", *said) == 1
    assert "take the place of r1" in capsys.readouterr().err
    assert ceremony.directory.version == 1


@pytest.mark.parametrize("heard", ["", "0000 0000", "0" * 32, "kid"])
def test_a_request_that_was_swapped_on_its_way_is_found_out_by_what_is_heard(
    ceremony: Ceremony, capsys: pytest.CaptureFixture[str], heard: str
) -> None:
    ceremony.asks(key=ReviewerKey.generate("DI Ruth Okafor"))
    said = ceremony.ruth.kid.hex()[:32] if heard == "kid" else heard
    assert ceremony.admits("--id", "r4", heard=said) == 1
    assert "not this key's fingerprint" in capsys.readouterr().err
    assert ceremony.directory.version == 1


def test_what_is_heard_may_be_typed_in_groups_and_capitals(ceremony: Ceremony) -> None:
    from whistle.cli.keys.showing import in_groups

    ceremony.asks()
    assert ceremony.admits("--id", "r4", heard=f" {in_groups(ceremony.ruth.kid).upper()} ") == 0


def test_without_a_terminal_nobody_is_asked_what_they_heard(
    ceremony: Ceremony, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", open("/dev/null"))  # noqa: PTH123, SIM115
    assert ceremony.signs("admit", ceremony.asks(), "--id", "r4") == 1
    assert "--heard" in capsys.readouterr().err


def test_a_request_to_another_service_is_refused(
    ceremony: Ceremony, capsys: pytest.CaptureFixture[str]
) -> None:
    ceremony.asks(service=bytes(32))
    assert ceremony.admits("--id", "r4") == 1
    assert "another service" in capsys.readouterr().err


def test_an_altered_request_is_refused(ceremony: Ceremony, capsys: pytest.CaptureFixture[str]) -> None:
    file = ceremony.asks()
    file.write_text(file.read_text().replace("Okafor", "Okafar"))
    assert ceremony.admits("--id", "r4") == 1
    assert "signature" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--id", "r1"), "twice"),
        (("--id", "r4", "--routes", "9"), "no route 9"),
        (("--id", "r4", "--from", "2027-01-02", "--until", "2027-01-01"), "before the first"),
    ],
)
def test_what_no_client_would_take_is_not_signed(
    ceremony: Ceremony, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], words: str
) -> None:
    ceremony.asks()
    before = (ceremony.keys / "directory.json").read_bytes()
    assert ceremony.admits(*more) == 1
    assert words in capsys.readouterr().err
    assert (ceremony.keys / "directory.json").read_bytes() == before


def test_a_key_admitted_once_is_not_admitted_under_another_id(ceremony: Ceremony) -> None:
    ceremony.asks()
    assert ceremony.admits("--id", "r4") == 0
    assert ceremony.admits("--id", "r5") == 1
    assert ceremony.directory.version == 2


def test_a_namesake_is_pointed_out(ceremony: Ceremony, capsys: pytest.CaptureFixture[str]) -> None:
    ceremony.ruth = ReviewerKey.generate("Asha Rahman")
    ceremony.asks()
    assert ceremony.admits("--id", "r4") == 0
    assert "r1 has the same name" in capsys.readouterr().out


def test_another_key_than_the_authoritys_signs_nothing(ceremony: Ceremony) -> None:
    ceremony.asks()
    (ceremony.keys / "authority.key.age").write_bytes(
        seal_authority(SigningKey.generate(), PASSPHRASE, log_n=10)
    )
    assert ceremony.admits("--id", "r4") == 1
    assert ceremony.directory.version == 1


def test_a_key_that_is_revoked_is_on_no_route_and_stays_listed(
    ceremony: Ceremony, capsys: pytest.CaptureFixture[str]
) -> None:
    before = ceremony.directory
    assert ceremony.signs("revoke", "r1") == 0
    entry = ceremony.directory.reviewer("r1")
    assert entry
    assert entry.revoked == TODAY
    assert ceremony.readers() == [("r2", "r3"), ("r2",)]
    ceremony.directory.check_succeeds(before)
    assert "restart the service" in capsys.readouterr().out


def test_a_route_is_not_left_without_anybody(ceremony: Ceremony, capsys: pytest.CaptureFixture[str]) -> None:
    assert ceremony.signs("revoke", "r2") == 1
    assert "route 2 (Head of profession)" in capsys.readouterr().err
    assert ceremony.directory.version == 1
    assert ceremony.signs("revoke", "r2", "--instead", "r3") == 0
    assert ceremony.readers() == [("r1", "r3"), ("r3",)]


def test_nor_to_one_whose_key_is_not_in_force(ceremony: Ceremony, capsys: pytest.CaptureFixture[str]) -> None:
    assert ceremony.signs("revoke", "r1") == 0
    for instead in ("r1", "r2", "r9"):
        assert ceremony.signs("revoke", "r2", "--instead", instead) == 1
        assert "no key in force" in capsys.readouterr().err
    assert ceremony.directory.version == 2


@pytest.mark.parametrize(("who", "words"), [("r9", "no reviewer r9"), ("r1", "already")])
def test_a_key_is_revoked_once(
    ceremony: Ceremony, capsys: pytest.CaptureFixture[str], who: str, words: str
) -> None:
    assert ceremony.signs("revoke", "r1") == 0
    assert ceremony.signs("revoke", who) == 1
    assert words in capsys.readouterr().err


def test_a_stolen_key_can_be_renewed_after_it_was_revoked(ceremony: Ceremony) -> None:
    assert ceremony.signs("revoke", "r1") == 0
    ceremony.asks(renews="r1")
    assert ceremony.admits("--id", "r4", "--renews", "r1", "--routes", "1") == 0
    assert ceremony.readers() == [("r2", "r3", "r4"), ("r2",)]


def test_revoking_a_key_that_was_renewed_says_what_it_takes_along(
    ceremony: Ceremony, capsys: pytest.CaptureFixture[str]
) -> None:
    ceremony.asks(renews="r1")
    assert ceremony.admits("--id", "r4", "--renews", "r1") == 0
    capsys.readouterr()
    assert ceremony.signs("revoke", "r3") == 0
    assert "does not count any more" not in capsys.readouterr().out
    assert ceremony.signs("revoke", "r1") == 0
    assert "what it moved to r4 does not count any more" in capsys.readouterr().out
    assert ceremony.readers() == [("r4", "r2"), ("r2",)]


def test_the_program_makes_a_key_and_a_request_that_belong_together(
    ceremony: Ceremony, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("whistle.envelope.reviewer_key.seal_key", lambda key, words: seal_key(key, words, 10))
    words = ("--name", "DI Ruth Okafor", "--request", tmp_path / "ruth.json", "--renews", "r1")
    made = (
        *words,
        "--authority",
        ceremony.keys / "authority.pub",
        "--passphrase-file",
        ceremony.keys / "passphrase",
    )
    assert ceremony.whistle("keys", "reviewer", tmp_path / "ruth.key.age", *made) == 0
    key = open_key((tmp_path / "ruth.key.age").read_bytes(), PASSPHRASE)
    request = JoiningRequest.parse((tmp_path / "ruth.json").read_bytes())
    assert (request.kid, request.renews, request.made) == (key.kid, "r1", TODAY)
    assert request.service == ceremony.directory.service
    capsys.readouterr()
    shown = ("keys", "request", tmp_path / "ruth.json", "--authority", ceremony.keys / "authority.pub")
    assert ceremony.whistle(*shown) == 0
    said = capsys.readouterr().out
    assert "signature good" in said
    assert "Takes the place of r1" in said
    assert ceremony.whistle("keys", "reviewer", tmp_path / "again.key.age", *made) == 1
    assert not (tmp_path / "again.key.age").exists()


@pytest.mark.parametrize(
    "more", [("--name", "A\N{RIGHT-TO-LEFT OVERRIDE}B"), ("--name", "DI Ruth Okafor", "--request", "r.json")]
)
def test_no_key_is_made_where_the_request_could_not_be(
    ceremony: Ceremony, tmp_path: Path, more: tuple[str, ...]
) -> None:
    file = tmp_path / "ruth.key.age"
    assert (
        ceremony.whistle("keys", "reviewer", file, *more, "--passphrase-file", ceremony.keys / "passphrase")
        == 1
    )
    assert not file.exists()


def test_a_request_of_another_service_is_told_when_it_is_shown(ceremony: Ceremony) -> None:
    ceremony.asks(service=bytes(32))
    shown = ("keys", "request", ceremony.keys / "request.json")
    assert ceremony.whistle(*shown) == 0
    assert ceremony.whistle(*shown, "--authority", ceremony.keys / "authority.pub") == 1


def test_the_body_that_was_signed_can_be_changed_and_signed_again(ceremony: Ceremony, tmp_path: Path) -> None:
    assert ceremony.signs("revoke", "r1") == 0
    draft = tmp_path / "draft.json"
    assert ceremony.whistle("keys", "draft", ceremony.keys / "directory.json", "--out", draft) == 0
    body = json.loads(draft.read_text())
    body["routes"][0]["about"] = "Something else."
    draft.write_text(json.dumps(body))
    authority = ("--key", ceremony.keys / "authority.key.age", "--authority", ceremony.keys / "authority.pub")
    out = ("--out", ceremony.keys / "directory.json", "--passphrase-file", ceremony.keys / "passphrase")
    assert ceremony.whistle("keys", "sign", draft, *authority, *out) == 0
    assert ceremony.directory.version == 3
    assert ceremony.directory.routes[0].about == "Something else."
