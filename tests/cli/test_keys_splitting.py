"""A key that K of N holders open together, and fewer do not."""

from __future__ import annotations

import re
import shutil
import stat
import subprocess
from itertools import combinations, permutations
from pathlib import Path

import pytest

from tests.cli.conftest import Whistle
from tests.cli.test_opening import age_version
from whistle.cli.keys.authority import open_authority, seal_authority
from whistle.domain.errors import CannotOpen, WhistleError
from whistle.envelope.age import open_sealed, seal_passphrase
from whistle.envelope.ed25519 import SigningKey
from whistle.envelope.keys import Identity
from whistle.envelope.reviewer_key import ReviewerKey, open_key, seal_key

PASSPHRASE = "correct horse battery staple"
NAMES = ("amal", "beth", "carys")


class Vault:
    """A reviewer's key, and three holders with keys of their own as `age-keygen -pq` writes them."""

    def __init__(self, folder: Path, whistle: Whistle) -> None:
        self.folder, self.whistle = folder, whistle
        self.key = ReviewerKey.generate("DI Ruth Okafor")
        (folder / "ruth.key.age").write_bytes(seal_key(self.key, PASSPHRASE, log_n=10))
        (folder / "passphrase").write_text(PASSPHRASE + "\n")
        self.holders = {name: Identity.generate() for name in NAMES}
        for name, holder in self.holders.items():
            text = f"# created: 2026-11-21T10:00:00Z\n# public key: {holder.recipient}\n{holder}\n"
            (folder / f"{name}.key").write_text(text)
            (folder / f"{name}.pub").write_text(f"{holder.recipient}\n")

    def run(self, *words: object) -> int:
        return self.whistle("keys", *words, "--passphrase-file", self.folder / "passphrase")

    def splits(self, need: int, to: tuple[str, ...] = NAMES, file: str = "ruth.key.age") -> int:
        recipients = [self.folder / f"{name}.pub" for name in to]
        return self.run(
            "split", self.folder / file, "--to", *recipients, "--need", need, "--out", self.shares
        )

    def joins(self, share: str, *names: str, out: str = "again.key.age") -> int:
        keys = [self.folder / f"{name}.key" for name in names]
        file = self.folder / share if (self.folder / share).exists() else self.shares / share
        return self.run("join", file, "--key", *keys, "--out", self.folder / out)

    @property
    def shares(self) -> Path:
        return self.folder / "shares"


@pytest.fixture
def vault(tmp_path: Path, whistle: Whistle, monkeypatch: pytest.MonkeyPatch) -> Vault:
    def quickly(text: bytes, passphrase: str, _log_n: int = 18) -> bytes:
        return seal_passphrase(text, passphrase, log_n=10)

    monkeypatch.setattr("whistle.envelope.age.seal_passphrase", quickly)
    return Vault(tmp_path, whistle)


def test_there_is_a_file_for_each_choice_of_holders_and_nobody_else_reads_them(vault: Vault) -> None:
    assert vault.splits(2) == 0
    files = {path.name for path in vault.shares.iterdir()} - {"README.txt"}
    assert files == {"amal+beth.age", "amal+carys.age", "beth+carys.age"}
    assert {stat.S_IMODE((vault.shares / name).stat().st_mode) for name in files} == {0o600}
    assert stat.S_IMODE(vault.shares.stat().st_mode) == 0o700


@pytest.mark.parametrize("need", [2, 3])
def test_that_many_holders_open_it_in_order_and_in_no_other(vault: Vault, need: int) -> None:
    assert vault.splits(need) == 0
    for chosen in combinations(NAMES, need):
        sealed = (vault.shares / f"{'+'.join(chosen)}.age").read_bytes()
        for order in permutations(chosen):
            inside, opened = sealed, True
            for name in order:
                try:
                    inside = open_sealed(vault.holders[name], inside)
                except WhistleError:
                    opened = False
                    break
            assert opened is (order == chosen)
            assert (inside == vault.key.encode()) is opened


def test_no_fewer_holders_than_needed_open_anything(vault: Vault) -> None:
    assert vault.splits(3) == 0
    sealed = (vault.shares / "amal+beth+carys.age").read_bytes()
    inside = open_sealed(vault.holders["beth"], open_sealed(vault.holders["amal"], sealed))
    assert vault.key.encode() not in inside
    for name in ("amal", "beth"):
        with pytest.raises(CannotOpen):
            open_sealed(vault.holders[name], inside)


def test_joined_it_is_a_key_file_again_under_a_new_passphrase(vault: Vault) -> None:
    assert vault.splits(2) == 0
    (vault.folder / "passphrase").write_text("another one for it\n")
    assert vault.joins("amal+carys.age", "amal", "carys") == 0
    assert open_key((vault.folder / "again.key.age").read_bytes(), "another one for it") == vault.key


def test_holders_who_do_not_meet_take_off_a_layer_each(
    vault: Vault, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vault.splits(2) == 0
    assert vault.joins("beth+carys.age", "beth", out="next.age") == 0
    assert "still sealed" in capsys.readouterr().out
    assert vault.joins("next.age", "carys") == 0
    assert open_key((vault.folder / "again.key.age").read_bytes(), PASSPHRASE) == vault.key


def test_in_another_order_it_says_what_is_wrong(vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    assert vault.splits(2) == 0
    assert vault.joins("amal+beth.age", "beth", "amal") == 1
    assert "The file's name gives the order" in capsys.readouterr().err
    assert not (vault.folder / "again.key.age").exists()


def test_a_holders_own_key_may_be_under_a_passphrase(vault: Vault) -> None:
    assert vault.splits(2) == 0
    plain = (vault.folder / "amal.key").read_bytes()
    (vault.folder / "amal.key").write_bytes(seal_passphrase(plain, PASSPHRASE, log_n=10))
    assert vault.joins("amal+beth.age", "amal", "beth") == 0


def test_the_authoritys_key_can_be_split_as_well(vault: Vault) -> None:
    key = SigningKey.generate()
    (vault.folder / "authority.key.age").write_bytes(seal_authority(key, PASSPHRASE, log_n=10))
    assert vault.splits(2, file="authority.key.age") == 0
    assert vault.joins("amal+beth.age", "amal", "beth") == 0
    assert open_authority(vault.folder / "again.key.age", PASSPHRASE) == key


@pytest.mark.parametrize("need", [-1, 0, 1, 4])
def test_one_holder_alone_is_never_enough_nor_more_than_there_are(vault: Vault, need: int) -> None:
    assert vault.splits(need) == 1
    assert not vault.shares.exists()


def test_eight_holders_are_too_many(vault: Vault) -> None:
    names = [f"holder{number}" for number in range(8)]
    for name in names:
        (vault.folder / f"{name}.pub").write_text(str(Identity.generate().recipient))
    assert vault.splits(2, tuple(names)) == 1
    assert vault.splits(2, tuple(names[:7])) == 0
    assert len(list(vault.shares.glob("*.age"))) == 21


def test_one_person_does_not_count_as_two(vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(vault.folder / "amal.pub", vault.folder / "annie.pub")
    assert vault.splits(2, ("amal", "annie")) == 1
    assert "another holder's too" in capsys.readouterr().err
    assert not vault.shares.exists()


def test_nothing_but_a_key_is_split(vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    (vault.folder / "letter.age").write_bytes(seal_passphrase(b"Dear all,\n", PASSPHRASE, log_n=10))
    assert vault.splits(2, file="letter.age") == 1
    assert "no key file" in capsys.readouterr().err
    assert not vault.shares.exists()


def test_a_folder_that_is_there_is_left_alone(vault: Vault) -> None:
    vault.shares.mkdir()
    assert vault.splits(2) == 1
    assert list(vault.shares.iterdir()) == []


@pytest.mark.skipif(age_version() < (1, 3), reason="needs age 1.3 or newer on PATH")
def test_the_lines_in_the_folder_open_it_with_the_stock_age(vault: Vault) -> None:
    (vault.folder / "ruth.pub").write_text(f"{vault.holders['beth'].recipient}\n")
    (vault.folder / "ruth.key").write_text(f"{vault.holders['beth']}\n")
    assert vault.splits(2, ("amal", "ruth", "carys")) == 0
    lines = re.findall(r"^    (age .*)$", (vault.shares / "README.txt").read_text(), re.MULTILINE)
    assert len(lines) == 2
    for name in ("amal.key", "ruth.key"):
        shutil.copy(vault.folder / name, vault.shares)
    subprocess.run(["sh", "-ec", "\n".join(lines)], cwd=vault.shares, check=True)
    assert (vault.shares / "key.txt").read_bytes() == vault.key.encode()
