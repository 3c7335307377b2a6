"""Making, showing and signing keys."""

from __future__ import annotations

import io
import json
import shutil
import stat
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from tests.cli.conftest import Whistle
from whistle.__main__ import open_house
from whistle.cli.keys.authority import open_authority, seal_authority
from whistle.cli.main import run
from whistle.domain.errors import CannotOpen, MalformedKey
from whistle.envelope.age import seal_passphrase
from whistle.envelope.directory import Directory, parse_authority
from whistle.envelope.reviewer_key import open_key

DRAFT = """
service = "Northmoor concerns"
issued = 2026-11-01
expires = 2027-02-01
[log]
origin = "concerns.example/log"
key = "{log}"
[promise]
key = "{promise}"
[[reviewers]]
id = "r1"
{reviewer}
from = 2026-11-01
until = 2027-11-01
[[routes]]
id = 1
name = "Professional standards"
about = "How a case was handled."
readers = [{readers}]
[[outside]]
name = "Protect"
contact = "protect-advice.org.uk"
about = "Advice."
"""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority, a reviewer's key and a draft, in one folder; made once, since a passphrase costs a second."""
    folder = tmp_path_factory.mktemp("ceremony")
    (folder / "passphrase").write_text("correct horse battery staple\n")
    passphrase = ("--passphrase-file", str(folder / "passphrase"))
    printed = io.StringIO()
    with redirect_stdout(printed):
        for words in (
            ("init", f"{folder}/state", "--host", "concerns.example"),
            (
                "keys",
                "authority",
                f"{folder}/authority.key.age",
                "--public",
                f"{folder}/authority.pub",
                *passphrase,
            ),
            ("keys", "reviewer", f"{folder}/r1.key.age", "--name", "Ruth Okafor", *passphrase),
        ):
            assert run(words, open_house) == 0
    entry = printed.getvalue().partition("[[reviewers]]\n")[2]
    lines = (folder / "state" / "directory.toml").read_text().split("\n")
    log, promise = (line.split('"')[1] for line in lines if line.startswith("key = "))
    draft = DRAFT.format(log=log, promise=promise, reviewer=entry, readers='"r1"')
    (folder / "directory.toml").write_text(draft)
    # The same key again at the lowest cost, for the tests that only sign with it.
    key = open_authority(folder / "authority.key.age", "correct horse battery staple")
    (folder / "quick.key.age").write_bytes(seal_authority(key, "correct horse battery staple", log_n=10))
    return folder


@pytest.fixture
def ceremony(begun: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(begun, tmp_path / "ceremony"))


def sign(whistle: Whistle, folder: Path, passphrase: Path) -> int:
    return whistle(
        "keys", "sign", folder / "directory.toml", "--key", folder / "quick.key.age",
        "--authority", folder / "authority.pub", "--out", folder / "directory.json", "--passphrase-file", passphrase,
    )  # fmt: skip


def read(folder: Path) -> Directory:
    authority = parse_authority((folder / "authority.pub").read_text())
    return Directory.parse((folder / "directory.json").read_bytes(), authority)


def test_a_draft_becomes_a_directory_that_every_client_reads(
    ceremony: Path, whistle: Whistle, passphrase: Path
) -> None:
    assert sign(whistle, ceremony, passphrase) == 0
    directory = read(ceremony)
    key = open_key((ceremony / "r1.key.age").read_bytes(), "correct horse battery staple")
    assert (directory.version, directory.previous) == (1, None)
    assert directory.reviewers[0].kid == key.kid


def test_signing_again_names_the_predecessor(ceremony: Path, whistle: Whistle, passphrase: Path) -> None:
    sign(whistle, ceremony, passphrase)
    first = read(ceremony)
    assert sign(whistle, ceremony, passphrase) == 0
    assert (read(ceremony).version, read(ceremony).previous) == (2, first.hash)


def test_a_draft_whose_route_names_nobody_is_refused_before_anything_is_written(
    ceremony: Path, whistle: Whistle, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = ceremony / "directory.toml"
    draft.write_text(draft.read_text().replace('readers = ["r1"]', 'readers = ["r9"]'))
    assert sign(whistle, ceremony, passphrase) == 1
    assert capsys.readouterr().err.startswith("whistle: ")
    assert not (ceremony / "directory.json").exists()


def test_a_json_draft_is_as_good_as_a_toml_one(ceremony: Path, whistle: Whistle, passphrase: Path) -> None:
    from whistle.cli.keys.signing import read_draft

    (ceremony / "directory.json.draft").write_text(json.dumps(read_draft(ceremony / "directory.toml")))
    assert read_draft(ceremony / "directory.json.draft") == read_draft(ceremony / "directory.toml")


def test_a_key_file_is_private_and_never_replaced(
    ceremony: Path, whistle: Whistle, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = ceremony / "authority.key.age"
    before = key.read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert whistle("keys", "authority", key, "--passphrase-file", passphrase) == 1
    assert "exists already" in capsys.readouterr().err
    assert key.read_bytes() == before


def test_an_authority_key_opens_with_its_passphrase_alone(ceremony: Path) -> None:
    key = open_authority(ceremony / "quick.key.age", "correct horse battery staple")
    assert key.public.hex() in (ceremony / "authority.pub").read_text()
    with pytest.raises(CannotOpen):
        open_authority(ceremony / "quick.key.age", "another passphrase")


def test_another_file_under_a_passphrase_is_no_authority_key(tmp_path: Path) -> None:
    (tmp_path / "letter.age").write_bytes(
        seal_passphrase(b"Dear all,", "correct horse battery staple", log_n=10)
    )
    with pytest.raises(MalformedKey):
        open_authority(tmp_path / "letter.age", "correct horse battery staple")


def test_a_fingerprint_tells_who_can_read(
    ceremony: Path, whistle: Whistle, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sign(whistle, ceremony, passphrase)
    capsys.readouterr()
    assert whistle("keys", "fingerprint", ceremony / "directory.json") == 0
    said = capsys.readouterr().out
    assert "signature good" in said
    assert "Ruth Okafor, 2026-11-01 to 2027-11-01" in said


def test_a_key_added_to_the_authority_changes_the_service_s_fingerprint(
    ceremony: Path, whistle: Whistle, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sign(whistle, ceremony, passphrase)

    def shown() -> str:
        capsys.readouterr()
        assert whistle("keys", "fingerprint", ceremony / "directory.json") == 0
        return next(line for line in capsys.readouterr().out.splitlines() if line.startswith("Service"))

    before = shown()
    with (ceremony / "authority.pub").open("a") as public:
        public.write("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29\n")
    assert shown() != before


def test_a_directory_of_another_authority_has_no_fingerprint(
    ceremony: Path, whistle: Whistle, passphrase: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sign(whistle, ceremony, passphrase)
    (ceremony / "other.pub").write_text("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29\n")
    assert (
        whistle("keys", "fingerprint", ceremony / "directory.json", "--authority", ceremony / "other.pub")
        == 1
    )
    assert "signature good" not in capsys.readouterr().out


def test_without_a_terminal_nobody_is_asked(
    tmp_path: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", open("/dev/null"))  # noqa: PTH123, SIM115
    assert whistle("keys", "authority", tmp_path / "key.age") == 1
    assert "--passphrase-file" in capsys.readouterr().err
    assert not (tmp_path / "key.age").exists()


@pytest.mark.parametrize("chosen", ["", "\n", "eleven char\n", "\ncorrect horse battery staple\n"])
@pytest.mark.parametrize(
    "what",
    [("authority", "new.age", "--public", "new.pub"), ("reviewer", "new.age", "--name", "DI Ruth Okafor")],
)
def test_a_new_key_wants_a_passphrase_of_some_length_also_from_a_file(
    tmp_path: Path,
    whistle: Whistle,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    what: tuple[str, ...],
    chosen: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short").write_text(chosen)
    assert whistle("keys", *what, "--passphrase-file", "short") == 1
    assert "at least 12 characters" in capsys.readouterr().err
    assert not (tmp_path / "new.age").exists()
