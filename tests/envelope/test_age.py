"""Sealed files: sizes, constant memory, hostile headers, and the stock ``age`` command as a second opinion."""

from __future__ import annotations

import io
import os
import pty
import re
import shutil
import subprocess
import time
import tracemalloc
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from tests.envelope.world import RUTH, Mailbox, a_filing
from whistle.domain.errors import CannotOpen, MalformedAge, MalformedKey
from whistle.envelope import age
from whistle.envelope.age_payload import CHUNK
from whistle.envelope.keys import Identity, Recipient
from whistle.envelope.padding import PLAIN, SEALED
from whistle.envelope.reviewer_key import open_key, seal_key

IDENTITY = Identity.generate()
MIB = 1 << 20


@pytest.mark.parametrize("length", [0, 1, 450, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5])
def test_a_file_of_any_length_opens_again_and_has_the_length_that_was_foretold(length: int) -> None:
    plaintext = os.urandom(length)
    sealed = age.seal(IDENTITY.recipient, plaintext)
    assert len(sealed) == age.sealed_length(length)
    assert age.open_sealed(IDENTITY, sealed) == plaintext


def test_the_sizes_that_travel_are_those_of_the_protocol() -> None:
    assert (PLAIN, SEALED) == ({1: 16_384, 2: 65_536}, {1: 18_043, 2: 67_195})
    assert age.sealed_length(450) == 2109


def test_no_two_files_are_alike() -> None:
    assert age.seal(IDENTITY.recipient, b"x") != age.seal(IDENTITY.recipient, b"x")


class _Zeros(io.RawIOBase):
    """``length`` bytes that are never in memory all at once, in pieces as a pipe gives them."""

    def __init__(self, length: int) -> None:
        self.left = length

    def read(self, size: int = -1) -> bytes:
        given = min(size, self.left, 10_000)
        self.left -= given
        return bytes(given)


class _Count(io.RawIOBase):
    total = 0

    def write(self, data: object) -> int:
        assert isinstance(data, bytes)
        self.total += len(data)
        return len(data)


def test_a_large_file_is_sealed_and_opened_in_constant_memory(tmp_path: Path) -> None:
    path, opened = tmp_path / "large.age", _Count()
    tracemalloc.start()
    with path.open("wb") as dst:
        age.encrypt(cast(BinaryIO, _Zeros(16 * MIB)), dst, IDENTITY.recipient)
    with path.open("rb") as src:
        age.decrypt(src, cast(BinaryIO, opened), IDENTITY)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert opened.total == 16 * MIB
    assert peak < MIB


def test_a_hostile_header_is_read_no_further_than_an_honest_one() -> None:
    stanza = b"-> mlkem768x25519 " + b"A" * 100 + b"\n" + b"A" * 43 + b"\n"
    hostile = io.BytesIO(b"age-encryption.org/v1\n" + stanza * 100_000)
    with pytest.raises(MalformedAge):
        age.decrypt(hostile, io.BytesIO(), IDENTITY)
    assert hostile.tell() == 1627
    began = time.process_time()
    with pytest.raises(MalformedAge):
        age.open_passphrase(b"age-encryption.org/v1\n" + b"-> scrypt A 1\n" * 1_000_000, "x")
    assert time.process_time() - began < 0.5


def test_a_key_file_that_asks_for_endless_work_is_refused_before_any_is_done() -> None:
    sealed = age.seal_passphrase(b"x", "x", 10).replace(b" 10\n", b" 63\n", 1)
    began = time.process_time()
    with pytest.raises(MalformedAge):
        age.open_passphrase(sealed, "x")
    assert time.process_time() - began < 0.5


def test_a_passphrase_that_is_not_text_opens_nothing() -> None:
    with pytest.raises(CannotOpen):
        age.open_passphrase(age.seal_passphrase(b"x", "x", 10), "half \ud83d")


def test_nothing_is_sealed_to_a_recipient_of_zeros() -> None:
    with pytest.raises(MalformedKey):
        age.seal(Recipient(bytes(1216)), b"x")


def test_keys_do_not_show_their_secrets() -> None:
    assert str(IDENTITY) not in repr(IDENTITY)
    assert IDENTITY.seed.hex() not in repr(IDENTITY)
    assert Identity.parse(str(IDENTITY)) == IDENTITY
    assert Recipient.parse(str(IDENTITY.recipient)) == IDENTITY.recipient


# ---- the stock age command ------------------------------------------------------------------------------------


def _stock_age() -> str | None:
    path = shutil.which("age")
    if path is None:
        return None
    text = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)\.(\d+)", text)
    return path if found and tuple(map(int, found.groups())) >= (1, 3) else None


AGE = _stock_age()
needs_age = pytest.mark.skipif(AGE is None, reason="needs age 1.3 or newer on the PATH")


def _age(*arguments: str | Path, given: bytes = b"") -> bytes:
    assert AGE
    done = subprocess.run(
        [AGE, *map(str, arguments)], input=given, capture_output=True, check=True, timeout=120
    )
    return done.stdout


@needs_age
def test_the_stock_age_opens_what_is_sealed_here(tmp_path: Path) -> None:
    key = tmp_path / "key.txt"
    key.write_text(f"{IDENTITY}\n")
    for length in (0, 450, CHUNK, CHUNK + 1):
        plaintext = os.urandom(length)
        assert _age("-d", "-i", key, given=age.seal(IDENTITY.recipient, plaintext)) == plaintext


@needs_age
def test_what_the_stock_age_seals_opens_here(tmp_path: Path) -> None:
    plaintext = os.urandom(CHUNK + 5)
    sealed = _age("-r", str(IDENTITY.recipient), given=plaintext)
    assert age.open_sealed(IDENTITY, sealed) == plaintext
    assert len(sealed) == age.sealed_length(len(plaintext))


@needs_age
def test_a_reviewer_reads_a_concern_with_the_stock_age_alone(tmp_path: Path) -> None:
    """Key file, then grant, then message: the three lines that the documentation gives."""
    box = Mailbox(a_filing("Closed with no risk assessment.")).tick()
    (tmp_path / "ruth.age").write_bytes(seal_key(RUTH, "kettle", log_n=12))
    grant = next(item for item in box.fixed(RUTH) if item.type == 3)
    (tmp_path / "grant.age").write_bytes(grant.encode()[36:])
    (tmp_path / "1.age").write_bytes(box.filing.body)
    _with_passphrase("kettle", f"{AGE} -d -o ruth.txt ruth.age", tmp_path)
    assert (
        open_key((tmp_path / "ruth.age").read_bytes(), "kettle").encode()
        == (tmp_path / "ruth.txt").read_bytes()
    )
    _age("-d", "-i", tmp_path / "ruth.txt", "-o", tmp_path / "grant.txt", tmp_path / "grant.age")
    text = _age("-d", "-i", tmp_path / "grant.txt", tmp_path / "1.age")
    assert b"Closed with no risk assessment." in text


def _with_passphrase(passphrase: str, command: str, folder: Path) -> None:
    """Run a command that asks at the terminal; age takes a passphrase from nowhere else."""
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover
        os.chdir(folder)
        os.execv("/bin/sh", ["sh", "-c", command])
    said = b""
    while b"passphrase" not in said.lower():
        said += os.read(terminal, 1000)
    os.write(terminal, passphrase.encode() + b"\n")
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0, said
