"""``whistle prove``: made from a running service with a token that is typed, and checked with nothing but the file."""

from __future__ import annotations

import getpass
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import Whistle
from tests.envelope.receipts import event_of, inclusion_of, receipt_of
from tests.envelope.world import (
    AMAL,
    AUTHORITY,
    DIRECTORY,
    REPORTER,
    RUTH,
    Mailbox,
    a_filing,
    directory_body,
    entry,
)
from tests.services.people import Dana
from tests.support.running import Service
from whistle.cli.demo.reading import read_as_reviewer
from whistle.cli.keys.showing import in_groups
from whistle.domain.errors import CannotStart
from whistle.envelope.compose import compose, share
from whistle.envelope.directory import sign_directory
from whistle.envelope.disclosure.making import disclose
from whistle.services import reviewing

NONCE = "Case 6001234/2027, bundle 3"
FINGERPRINT = in_groups(DIRECTORY.authority)
KNOWN = sign_directory(directory_body(), AUTHORITY)
SLY = "Well.\n\x1b[2J\u202eevil\n" + "─" * 72 + "\nMessage 9 of 9, by Ruth Adeyemi. Proved\n" + "x" * 200


def a_file(box: Mailbox, places: list[int], nonce: str = NONCE) -> bytes:
    return disclose(box.pages(REPORTER), KNOWN, (AUTHORITY.public,), REPORTER, places, nonce)


@pytest.fixture(scope="module")
def box() -> Mailbox:
    box = Mailbox(a_filing(answers={"faults": ("C4",), "own": SLY})).tick()
    box.say(RUTH, "reply", "When was it?").say(REPORTER, "reply", SLY).say(
        AMAL, "closing", "Shut.", "action-taken"
    )
    event = event_of(box.filing)
    box.more += [receipt_of(event), inclusion_of(event)]
    return box


@pytest.fixture
def proof(box: Mailbox, tmp_path: Path) -> Path:
    path = tmp_path / "proof.json"
    path.write_bytes(a_file(box, [1, 2, 3]))
    return path


def test_the_words_are_shown_with_who_when_and_where(
    proof: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    assert whistle("prove", "--check", proof, "--fingerprint", FINGERPRINT, "--nonce", NONCE) == 0
    said = capsys.readouterr().out
    for line in (
        "Result         It holds. What it does not show stands at the end.\n",
        f"Made for       {NONCE}\n",
        "Made by        whoever raised the concern\n",
        "Route          Standards\n",
        "Messages       4 were delivered in all; shown here: 1, 2, 3\n",
        "Received       24 November 2025, 16:00 UTC, as the service signed\n",
        "In its record  by 24 November 2025, 17:00 UTC, of 16 entries\n",
        "Message 1 of 4, by the reporter. Proved\n",
        "   Seen by Ruth Adeyemi, who signed so with message 2\n",
        "Message 2 of 4, by Ruth Adeyemi. Proved\n",
        "   Delivered between 24 November 2025, 16:00 UTC and 24 November 2025,\n   16:00 UTC\n",
        "   Named as readers: Ruth Adeyemi, Amal Haddad\n",
        "   │ When was it?\n",
        "   │ Must never be let in: Tom Price\n",
        "This does not show:\n",
    ):
        assert line in said, line
    assert "Shut." not in said
    assert "Compare these words" not in said


def test_nothing_that_somebody_wrote_can_look_like_what_was_proved(
    proof: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    whistle("prove", "--check", proof, "--fingerprint", FINGERPRINT, "--nonce", NONCE)
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert re.findall(r"^Message .*", said, re.MULTILINE) == [
        "Message 1 of 4, by the reporter. Proved",
        "Message 2 of 4, by Ruth Adeyemi. Proved",
        "Message 3 of 4, by the reporter. Proved",
    ]
    assert "   │ Message 9 of 9, by Ruth Adeyemi. Proved\n" in said
    assert max(map(len, said.split("\n"))) <= 80
    assert said.replace("\n   │ ", "").count("x" * 200) == 2  # nothing is lost where a line was broken


def test_without_the_words_somebody_is_told_to_compare_them(
    proof: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    assert whistle("prove", "--check", proof, "--fingerprint", FINGERPRINT) == 0
    assert "Compare these words, letter for letter" in capsys.readouterr().out


def test_the_fingerprint_may_be_written_in_any_way_and_the_keys_do_as_well(
    proof: Path, whistle: Whistle, tmp_path: Path
) -> None:
    for written in (FINGERPRINT.upper(), FINGERPRINT.replace(" ", ""), FINGERPRINT.replace(" ", "-")):
        assert whistle("prove", "--check", proof, "--fingerprint", written) == 0
    (tmp_path / "authority.pub").write_text(AUTHORITY.public.hex() + "\n")
    assert whistle("prove", "--check", proof, "--authority", tmp_path / "authority.pub") == 0


def test_a_proof_that_does_not_hold_says_why_and_shows_nothing(
    proof: Path, whistle: Whistle, capsys: pytest.CaptureFixture[str]
) -> None:
    good = proof.read_text()
    for text, options, reason in (
        (good, ["--nonce", "Another tribunal"], "other-nonce"),
        (good.replace("bundle 3", "bundle 4"), [], "bad-signature"),
        (good[:-10], [], "malformed"),
    ):
        proof.write_text(text)
        assert whistle("prove", "--check", proof, "--fingerprint", FINGERPRINT, *options) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("REFUSED  Nothing of this is proved. ")
        assert f"({reason})" in err
        assert (f"“{NONCE}”. Where a keyboard changed" in err) == (reason == "other-nonce")
    proof.write_text(good)
    assert whistle("prove", "--check", proof, "--fingerprint", "0" * 32) == 1
    assert "(other-service)" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["", "12", "g" * 32, "0" * 31, "0" * 33])
def test_half_a_fingerprint_is_no_fingerprint(
    proof: Path, whistle: Whistle, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert whistle("prove", "--check", proof, "--fingerprint", given) == 1
    assert "A fingerprint has 32 digits" in capsys.readouterr().err


def test_a_key_that_was_withdrawn_since_is_said_and_changes_the_exit_code(
    box: Mailbox, proof: Path, whistle: Whistle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [entry("ruth"), entry("amal", revoked="2026-11-01"), entry("tom")]
    (tmp_path / "newer.json").write_bytes(
        sign_directory(directory_body(version=2, reviewers=people), AUTHORITY)
    )
    proof.write_bytes(a_file(box, [2, 4]))
    command = ("prove", "--check", proof, "--fingerprint", FINGERPRINT, "--nonce", NONCE)
    assert whistle(*command) == 0
    assert whistle(*command, "--directory", tmp_path / "newer.json") == 3
    said = capsys.readouterr().out
    assert "Message 4 of 4, by Amal Haddad. KEY WITHDRAWN\n" in said
    assert "This key was withdrawn on 2026-11-01" in said
    assert "WARNING        Not everything is confirmed" in said
    assert "Result         Not everything is confirmed: see the warning at the end.\n" in said


def test_a_change_by_a_key_that_was_withdrawn_since_does_not_look_like_a_forgery(
    whistle: Whistle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box = Mailbox(a_filing(readers=["ruth"], leave_out=[])).tick()
    box.change(share(RUTH, box.read(RUTH), DIRECTORY, ["amal"])).say(AMAL, "reply", "Here I am.")
    people = [entry("ruth", revoked="2026-11-01"), entry("amal"), entry("tom")]
    newer, proof = tmp_path / "newer.json", tmp_path / "proof.json"
    newer.write_bytes(sign_directory(directory_body(version=2, reviewers=people), AUTHORITY))
    for places, code in (([2], 1), ([1], 0)):
        proof.write_bytes(a_file(box, places))
        assert whistle("prove", "--check", proof, "--fingerprint", FINGERPRINT, "--directory", newer) == code
        said = capsys.readouterr().err
        assert ("Ask for a file of what was written before, which can hold. (bad-epoch)" in said) == bool(
            code
        )


def test_it_is_checked_on_a_computer_that_has_never_seen_the_service(proof: Path, tmp_path: Path) -> None:
    """No server's code, no network, no setting, nothing in the folder or at home."""
    look = (
        "import socket, sys; from whistle.__main__ import open_house; from whistle.cli.main import run\n"
        "def none(*_): raise AssertionError('the network was used')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = none\n"
        "code = run(sys.argv[1:], open_house)\n"
        "far = {'flask', 'sqlalchemy', 'config', 'whistle.services', 'whistle.store', 'whistle.web', 'http.client'}\n"
        "print(*sorted(far & sys.modules.keys()), file=sys.stderr); sys.exit(code)"
    )
    empty = tmp_path / "empty"
    empty.mkdir()
    words = ["prove", "--check", str(proof), "--fingerprint", FINGERPRINT, "--nonce", NONCE]
    environ = {"PATH": os.environ["PATH"], "HOME": str(empty), "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", look, *words], capture_output=True, cwd=empty, env=environ, encoding="utf-8"
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert "When was it?" in done.stdout
    assert list(empty.iterdir()) == []


def test_a_terminal_of_few_letters_is_shown_everything_all_the_same(proof: Path) -> None:
    """As where a Windows console writes to a file: a letter that it does not have must not end the check halfway."""
    words = ["prove", "--check", str(proof), "--fingerprint", FINGERPRINT]
    environ = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    done = subprocess.run([sys.executable, "-m", "whistle", *words], capture_output=True, env=environ)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u2502 When was it?" in done.stdout
    assert done.stdout.rstrip().endswith(b"That what is said is true.")


# ---- made from a running service ------------------------------------------------------------------------------


@dataclass
class Asked:
    """A terminal at which a token is typed."""

    token: str
    times: int = 0

    def __call__(self, prompt: str) -> str:
        self.times += 1
        assert "not shown" in prompt
        return self.token


@pytest.fixture
def dana(service: Service) -> Dana:
    """Dana's concern, to which Asha has replied; Dana thanked her."""
    dana, house = Dana(service.house), service.house
    dana.raises("The case was closed.", readers=("r1", "r2"))
    service.tick()
    key = service.installation.reviewers["r1"]
    reviewing.opened(house, "r1", dana.mailbox)
    reply = compose(
        key, read_as_reviewer(house, "r1", key, dana.mailbox), "reply", "We have opened it again."
    )
    reviewing.post(house, "r1", dana.mailbox, None, reply.encode())
    service.tick()
    return dana


@pytest.fixture
def typed(dana: Dana, monkeypatch: pytest.MonkeyPatch) -> Asked:
    asked = Asked(dana.token.text)
    monkeypatch.setattr(getpass, "getpass", asked)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    return asked


@pytest.fixture
def prove(service: Service, whistle: Whistle, tmp_path: Path) -> Callable[..., int]:
    def call(*arguments: object, fingerprint: str = "", url: str = "") -> int:
        fingerprint = fingerprint or in_groups(service.house.directory().authority)
        return whistle("prove", "--service", url or service.url, "--fingerprint", fingerprint, *arguments)

    return call


def test_a_proof_is_made_with_a_typed_token_and_holds(
    dana: Dana,
    typed: Asked,
    prove: Callable[..., int],
    service: Service,
    whistle: Whistle,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert prove() == 0
    listed = capsys.readouterr().out
    assert re.search(r"^ +1  .* UTC  reporter: The case was closed\.$", listed, re.MULTILINE)
    assert re.search(r"^ +2  .* UTC  Asha Rahman: We have opened it again\.$", listed, re.MULTILINE)
    out = tmp_path / "mine.json"
    assert prove("--message", 2, "--nonce", NONCE, "--out", out) == 0
    assert typed.times == 2
    told = f"Wrote {out}. Whoever has it can read message 2 and no other,\nand knows that this concern is yours.\n"
    assert capsys.readouterr().out == told
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert dana.token.text not in out.read_text()
    fingerprint = in_groups(service.house.directory().authority)
    assert whistle("prove", "--check", out, "--fingerprint", fingerprint, "--nonce", NONCE) == 0
    said = capsys.readouterr().out
    assert "Message 2 of 2, by Asha Rahman. Proved\n" in said
    assert "   │ We have opened it again.\n" in said
    assert "In its record  by " in said
    assert "The case was closed." not in said
    assert prove("--message", 2, "--nonce", NONCE, "--out", out) == 1
    assert "exists already" in capsys.readouterr().err


def test_it_says_which_messages_can_be_read(
    dana: Dana, typed: Asked, prove: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prove("--message", 2, "--message", 1, "--nonce", NONCE, "--out", tmp_path / "mine.json") == 0
    assert "can read messages 1 and 2 and no others,\n" in capsys.readouterr().out


def test_the_receipt_alone_can_be_shown(
    typed: Asked, prove: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mine.json"
    assert prove("--nonce", NONCE, "--out", out) == 0
    assert "can read none of the messages," in capsys.readouterr().out
    assert json.loads(json.loads(out.read_text())["body"])["messages"] == []


def test_what_is_not_in_the_concern_cannot_be_shown_and_nothing_is_written(
    typed: Asked, prove: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mine.json"
    for wrong in (("--message", 9), ("--message", 0), ("--message", -1)):
        assert prove(*wrong, "--nonce", NONCE, "--out", out) == 1
        assert "There is no message" in capsys.readouterr().err
    assert prove("--message", 2, "--nonce", "Case\n6", "--out", out) == 1
    assert not out.exists()


def test_another_service_is_asked_for_nothing_and_no_token_is_typed(
    typed: Asked, prove: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert prove(fingerprint="0" * 32) == 1
    assert typed.times == 0
    assert "another service" in capsys.readouterr().err


def test_a_mistyped_token_is_said_and_never_repeated(
    dana: Dana, typed: Asked, prove: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    typed.token = dana.token.text[:-1] + ("A" if dana.token.text[-1] != "A" else "B")
    assert prove() == 1
    err = capsys.readouterr().err
    assert "mistake in it" in err
    assert typed.token[:9] not in err


def test_a_token_of_no_concern_is_told_so(
    typed: Asked, prove: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    from whistle.envelope.token import Token

    typed.token = Token.new().text
    assert prove() == 1
    assert "There is no concern with this token" in capsys.readouterr().err


def test_the_token_is_not_taken_from_a_pipe(
    dana: Dana, prove: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert prove() == 1
    assert "Type it at a terminal" in capsys.readouterr().err


@pytest.mark.parametrize(
    "url",
    [
        "http://whistle.example", "ftp://whistle.example", "file:///etc/passwd", "whistle.example", "https://",
        "https://whistle.example/follow-up", "https://me@whistle.example", "https://whistle.example:x", "https://[",
    ],
)  # fmt: skip
def test_an_address_that_is_not_private_is_not_asked(url: str) -> None:
    from whistle.cli.fetching import Service as Far

    with pytest.raises(CannotStart):
        Far(url)


def test_a_service_that_does_not_answer_is_said(
    prove: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert prove(url="http://localhost:1") == 1
    assert "There is no answer from http://localhost:1." in capsys.readouterr().err
