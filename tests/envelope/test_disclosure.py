"""What a proof for a tribunal gives away and how it can be forged; ``tests/vectors/disclosure.json`` has the rules."""

from __future__ import annotations

import base64
import json
import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.envelope.receipts import event_of, inclusion_of, receipt_of
from tests.envelope.world import AMAL, AUTHORITY, DIRECTORY, REPORTER, RUTH, Mailbox, a_filing, directory_body
from whistle.domain.errors import BadDisclosure, MalformedAge, WhistleError
from whistle.envelope import age
from whistle.envelope.compose import share
from whistle.envelope.directory import sign_directory
from whistle.envelope.disclosure.checking import Proved, check
from whistle.envelope.disclosure.form import LONGEST, Disclosure, Signed
from whistle.envelope.disclosure.making import disclose
from whistle.envelope.hashing import sha256
from whistle.envelope.keys import Identity

NONCE = "Case 6001234/2027"
THREAD = Identity.generate()
KNOWN = sign_directory(directory_body(), AUTHORITY)


@pytest.fixture(scope="module")
def box() -> Mailbox:
    """A concern with four messages and a receipt."""
    box = Mailbox(a_filing(thread=THREAD)).tick()
    box.say(RUTH, "reply", "When was it?").say(REPORTER, "reply", "In March.").say(
        AMAL, "reply", "Thank you."
    )
    event = event_of(box.filing)
    box.more += [receipt_of(event), inclusion_of(event)]
    return box


@pytest.fixture(scope="module")
def file(box: Mailbox) -> bytes:
    """What shows the second and the third."""
    return disclose(box.pages(REPORTER), KNOWN, (AUTHORITY.public,), REPORTER, [2, 3], NONCE)


def checked(file: bytes) -> Proved:
    return check(file, DIRECTORY.authority, NONCE)


def refused(file: bytes) -> str:
    with pytest.raises(BadDisclosure) as caught:
        checked(file)
    return caught.value.reason


def changed(file: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    """The file with another body, signed by the reporter all the same."""
    outer = json.loads(file)
    body = json.loads(outer["body"])
    change(body)
    outer["body"] = json.dumps(body)
    covered = b"whistle/v1/disclosure\0" + DIRECTORY.service + sha256(outer["body"].encode())
    outer["signature"] = base64.b64encode(REPORTER.signing.sign(covered)).decode()
    return json.dumps(outer).encode()


# ---- what it gives away ---------------------------------------------------------------------------------------


def test_it_holds_no_key_but_those_of_the_files_that_are_shown(box: Mailbox, file: bytes) -> None:
    outer = json.loads(file)
    parts = [file, outer["body"].encode(), *unpacked(json.loads(outer["body"]))]
    secret = {
        "token": REPORTER.token.raw,
        "P": REPORTER.identity.seed,
        "T_0": THREAD.seed,
        "signing key": REPORTER.signing.seed,
        "the concern's file key": age.file_key_of(THREAD, box.posted[0].body),
        "the last reply's file key": age.file_key_of(THREAD, box.posted[3].body),
    }
    texts = [REPORTER.token.text, str(REPORTER.identity), str(THREAD)]
    forms = [
        form for raw in secret.values() for form in (raw, raw.hex().encode(), base64.b64encode(raw)[:20])
    ]
    for form in forms + [text.encode() for text in texts]:
        assert all(form.lower() not in part.lower() for part in parts)


def unpacked(value: Any) -> list[bytes]:
    """Every text in it, and the bytes of those that are base64."""
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return [part for each in inside for part in unpacked(each)]
    if not isinstance(value, str):
        return []
    try:
        return [value.encode(), base64.b64decode(value, validate=True)]
    except ValueError:
        return [value.encode()]


def test_nobodys_other_message_stands_in_it(box: Mailbox, file: bytes) -> None:
    shown = Signed.parse(file).disclosure
    assert [chosen.body for chosen in shown.messages] == [box.posted[1].body, box.posted[2].body]
    everything = b"".join(unpacked(json.loads(json.loads(file)["body"])))
    for other in (box.posted[0], box.posted[3]):
        assert other.body[:100] not in everything
        assert other.body[-100:] not in everything
    assert box.posted[3].message not in everything  # of the concern, the receipt needs M


def test_a_file_key_opens_its_own_file_and_no_other_of_the_thread(box: Mailbox, file: bytes) -> None:
    for chosen in Signed.parse(file).disclosure.messages:
        for item in box.posted:
            if item.body == chosen.body:
                assert age.open_by_file_key(chosen.file_key, item.body) == age.open_sealed(THREAD, item.body)
            else:
                with pytest.raises(MalformedAge):
                    age.open_by_file_key(chosen.file_key, item.body)


def test_a_file_does_not_open_by_its_key_once_anything_of_it_was_altered() -> None:
    sealed = age.seal(THREAD.recipient, b"In March.")
    key = age.file_key_of(THREAD, sealed)
    assert age.open_by_file_key(key, sealed) == b"In March."
    header = age.HYBRID_HEADER
    for at in (
        0,
        30,
        60,
        1000,
        header - 90,
        header - 20,
        header - 1,
        header + 3,
        header + 20,
        len(sealed) - 1,
    ):
        with pytest.raises(MalformedAge):
            age.open_by_file_key(key, sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :])
    for cut in (0, 10, header, header + 10, len(sealed) - 1):
        with pytest.raises(MalformedAge):
            age.open_by_file_key(key, sealed[:cut])
    with pytest.raises(MalformedAge):
        age.open_by_file_key(key, sealed + b"\0")
    with pytest.raises(MalformedAge):
        age.open_by_file_key(bytes(16), sealed)


# ---- its form -------------------------------------------------------------------------------------------------


def test_it_is_written_as_a_browser_writes_it(file: bytes) -> None:
    assert file.startswith(
        b'{"format":"whistle/v1/disclosure","body":"{\\"nonce\\":\\"Case 6001234/2027\\",\\"maker\\":'
    )
    assert file.endswith(b'"}\n')
    assert file.count(b"\n") == 1
    assert b": " not in file


def test_whoever_checks_does_not_mind_how_it_is_written(file: bytes) -> None:
    assert checked(json.dumps(json.loads(file), indent=2).encode()).messages == checked(file).messages


def test_no_byte_of_it_can_be_altered(file: bytes) -> None:
    chance = random.Random(5)
    for at in [
        *chance.sample(range(len(file) - 1), 60),
        *range(40, 60),
        *range(len(file) - 95, len(file) - 2),
    ]:
        spoilt = file[:at] + bytes((file[at] ^ chance.choice((1, 2, 4, 32)),)) + file[at + 1 :]
        try:
            checked(spoilt)
        except BadDisclosure:
            continue
        pytest.fail(f"byte {at}: {file[at - 20 : at + 20]!r}")


@pytest.mark.parametrize("cut", [0, 1, 100, 5000, -2])
def test_a_part_of_it_is_refused(file: bytes, cut: int) -> None:
    assert refused(file[:cut]) == "malformed"


def of_another_form(name: str) -> Callable[[dict[str, Any]], None]:
    def change(body: dict[str, Any]) -> None:
        first = body["messages"][0]
        raw = base64.b64decode(first["message"])
        match name:
            case "a member more":
                body["comment"] = "Read this."
            case "a member less":
                del body["head"]
            case "a member more, of a message":
                first["hour"] = 490_000
            case "a member less, of the receipt":
                del body["receipt"]["inclusion"]
            case "a place in letters":
                first["place"] = "2"
            case "a place that is a fraction":
                first["place"] = 2.5
            case "a place that is true":
                first["place"] = True
            case "hex in capitals":
                first["key"] = "AB" * 16
            case "a key too long":
                first["key"] += "00"
            case "base64 without padding":
                body["opening"] = body["opening"].rstrip("=")
            case "base64 with a line end":
                body["opening"] = body["opening"][:76] + "\n" + body["opening"][76:]
            case "base64 for addresses":
                body["hashes"] = body["hashes"].replace("+", "-").replace("/", "_") + "____"
            case "base64 with stray bits":
                body["head"] = body["head"].rstrip("=")[:-1] + "9="
            case "an opening cut short":
                body["opening"] = base64.b64encode(bytes(1993)).decode()
            case "a message of no size":
                first["message"] = base64.b64encode(raw[:-1]).decode()
            case "a change of no size":
                body["epochs"] = [base64.b64encode(bytes(4303)).decode()]
            case "a receipt cut short":
                body["receipt"]["item"] = base64.b64encode(bytes(153)).decode()
            case "a promise that is no text":
                body["receipt"]["item"] = base64.b64encode(bytes(153) + b"\xff").decode()
            case "no keys":
                body["authority"] = []
            case "too many keys":
                body["authority"] *= 17
            case "too many changes":
                body["epochs"] = [base64.b64encode(bytes(4304)).decode()] * 12
            case "too many messages":
                body["messages"] = [{**first, "place": place} for place in range(1, 102)]
            case "too many hashes":
                body["hashes"] = base64.b64encode(bytes(32 * 10_001)).decode()
            case "a directory too large":
                body["directory"] = base64.b64encode(bytes(1_000_001)).decode()
            case "half a letter":
                body["nonce"] = "Case \ud800"
            case "no messages":
                body["messages"] = None

    return change


FORMS = [
    "a member more", "a member less", "a member more, of a message", "a member less, of the receipt",
    "a place in letters", "a place that is a fraction", "a place that is true", "hex in capitals", "a key too long",
    "base64 without padding", "base64 with a line end", "base64 for addresses", "base64 with stray bits",
    "an opening cut short", "a message of no size", "a change of no size", "a receipt cut short",
    "a promise that is no text", "no keys", "too many keys", "too many changes", "too many messages",
    "too many hashes", "a directory too large", "half a letter", "no messages",
]  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_body_of_another_form_is_refused_although_it_is_signed(file: bytes, name: str) -> None:
    assert checked(changed(file, lambda _: None)).messages
    assert refused(changed(file, of_another_form(name))) == "malformed"


@pytest.mark.parametrize(
    "data",
    [
        b"[]", b"null", b'"x"', b"\xff", b"\xef\xbb\xbf{}", b"{}", b"{", b"NaN", b"[" * 100_000, b'{"a":' * 100_000,
        b'{"format":"whistle/v1/disclosure","body":{},"signature":""}',
        b'{"format":"whistle/v1/disclosure","body":"[]","signature":""}',
        b'{"format":"whistle/v2/disclosure","body":"{}","signature":""}',
    ],
)  # fmt: skip
def test_what_is_no_proof_at_all_is_refused(data: bytes) -> None:
    assert refused(data) == "malformed"


def test_a_huge_file_is_refused_at_once() -> None:
    begun = time.perf_counter()
    assert refused(b" " * (LONGEST + 1)) == "malformed"
    assert time.perf_counter() - begun < 0.1


def test_the_largest_that_is_read_is_refused_soon() -> None:
    inner = "[" * 100_000
    begun = time.perf_counter()
    assert refused(b'{"format":"' + b"x" * (LONGEST - 20)) == "malformed"
    assert refused(json.dumps({"format": "x", "body": inner, "signature": ""}).encode()) == "malformed"
    assert time.perf_counter() - begun < 5


def test_a_hundred_of_the_longest_messages_fit() -> None:
    longest = (206 + 64 + 67_195) * 4 // 3 + 100
    assert 100 * longest + 8 * 1_000_000 * 4 // 6 < LONGEST


# ---- what it takes to lie -------------------------------------------------------------------------------------


def test_a_reporter_cannot_lend_the_words_of_one_message_to_the_sender_of_another(
    box: Mailbox, file: bytes
) -> None:
    shown = Signed.parse(file).disclosure
    ruth, own = shown.messages
    forged = replace(own, place=2, signature=ruth.signature, message=ruth.message)
    assert refused(signed(replace(shown, messages=(forged,)))) == "mismatch"
    claimed = replace(own, message=own.message[:67] + ruth.message[67:99] + own.message[99:])
    assert refused(signed(replace(shown, messages=(replace(claimed, place=3),)))) == "bad-message"


def test_whoever_was_shown_it_cannot_show_it_in_the_reporters_place(file: bytes) -> None:
    shown = Signed.parse(file).disclosure
    again = replace(shown, nonce="Another tribunal").sign(RUTH.signing)
    with pytest.raises(BadDisclosure) as caught:
        check(again, DIRECTORY.authority, "Another tribunal")
    assert caught.value.reason == "bad-signature"


def signed(shown: Disclosure) -> bytes:
    return shown.sign(REPORTER.signing)


def test_a_change_that_a_reporter_makes_for_the_file_is_said_to_be_theirs() -> None:
    """Nothing that the service or a reviewer signs names an S, so whoever may make one can put theirs in its place."""
    box = Mailbox(a_filing(thread=THREAD, readers=["ruth"], leave_out=[])).tick()
    before = box.read(REPORTER)
    box.change(share(REPORTER, before, DIRECTORY, ["amal"])).say(RUTH, "reply", "Welcome.")
    shown = Signed.parse(
        disclose(box.pages(REPORTER), KNOWN, (AUTHORITY.public,), REPORTER, [2], NONCE)
    ).disclosure
    other = share(REPORTER, before, DIRECTORY, ["amal", "tom"]).item
    (message,) = checked(signed(replace(shown, epochs=(other,)))).messages
    assert [each.id for each in message.readers] == ["ruth", "amal", "tom"]
    assert message.named_by is None


def test_a_change_of_a_reviewer_is_said_to_be_theirs() -> None:
    box = Mailbox(a_filing(thread=THREAD, readers=["ruth"], leave_out=[])).tick()
    box.change(share(RUTH, box.read(RUTH), DIRECTORY, ["amal"])).say(AMAL, "reply", "Here I am.")
    file = disclose(box.pages(REPORTER), KNOWN, (AUTHORITY.public,), REPORTER, [1, 2], NONCE)
    first, second = checked(file).messages
    assert (first.named_by, second.named_by) == (None, DIRECTORY.reviewer("ruth"))


def test_a_fingerprint_must_be_whole(file: bytes) -> None:
    for length in (0, 1, 15):
        with pytest.raises(BadDisclosure) as caught:
            check(file, DIRECTORY.authority[:length], NONCE)
        assert caught.value.reason == "other-service"
    assert check(file, DIRECTORY.authority[:16], NONCE).messages


def test_what_is_refused_says_nothing_that_a_terminal_would_obey(file: bytes) -> None:
    def change(body: dict[str, Any]) -> None:
        body["nonce"] = "Case \x1b[2J"

    with pytest.raises(BadDisclosure) as caught:
        checked(changed(file, change))
    assert "\x1b" not in str(caught.value)


def test_no_more_is_made_than_is_read(box: Mailbox) -> None:
    many = Mailbox(a_filing(thread=THREAD)).tick()
    with pytest.raises(WhistleError):
        disclose(many.pages(REPORTER), KNOWN, (AUTHORITY.public,), REPORTER, range(1, 102), NONCE)
