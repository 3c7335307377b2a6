"""The desk's interface: a reviewer sees and answers what was granted, and nothing else exists for them."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.installation import Installation
from tests.web.conftest import (
    OCTETS,
    START,
    WORDS,
    Desk,
    Raised,
    Read,
    Seal,
    Send,
    Thread,
    damage,
    problem,
    sign_in,
)
from whistle.app import app_for, house_for
from whistle.clock import SetClock
from whistle.domain.deadlines import Duty
from whistle.domain.limits import DueKind
from whistle.envelope.compose import compose, share
from whistle.envelope.frame import ThreadHead, parse_answer
from whistle.envelope.thread import ThreadView, verify_thread
from whistle.services import ticking
from whistle.services.house import House
from whistle.web.desk import clocks


@pytest.fixture
def where(raised: Raised) -> str:
    """The address of the concern under the interface."""
    return f"concerns/{raised.reporter.mailbox.hex()}"


@pytest.fixture
def view(asha: Desk, raised: Raised, where: str, installation: Installation) -> Thread:
    """The thread as Asha reads it now."""

    def now() -> ThreadView:
        page = asha.get(f"{where}/pages/0").get_data()
        key = installation.reviewers["r1"]
        return verify_thread([page], installation.directory, key, raised.reporter.mailbox)

    return now


@pytest.fixture
def write(installation: Installation, view: Thread) -> Callable[..., bytes]:
    """Asha's next message, sealed and signed."""

    def sealed(kind: str, text: str, reason: str | None = None) -> bytes:
        return compose(installation.reviewers["r1"], view(), kind, text, reason=reason).encode()

    return sealed


def test_the_list_holds_what_is_due_and_no_content(asha: Desk, raised: Raised) -> None:
    told = asha.get("concerns").get_json()
    assert told["next"] is None
    (row,) = told["items"]
    assert row["concern"] == raised.reporter.mailbox.hex()
    assert (row["state"], row["route"], row["due_kind"]) == ("new", 1, "acknowledgement")
    assert set(row) == {
        "concern", "due_hour", "due_kind", "state", "urgent", "unread", "received_hour", "route", "size_class",
        "handler", "waiting", "cover_until", "category", "paused",
    }  # fmt: skip


def test_a_long_list_comes_a_page_at_a_time(asha: Desk, seal: Seal, send: Send, house: House) -> None:
    for _ in range(53):
        send("/api/v1/concerns", seal().filing.encode())
    ticking.tick(house)
    first = asha.get("concerns").get_json()
    second = asha.get("concerns", after=first["next"]).get_json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 3, None)
    assert len({row["concern"] for row in first["items"] + second["items"]}) == 53


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"route": "1"}, 1),
        ({"route": "2"}, 0),
        ({"state": "new", "route": "1"}, 1),
        ({"urgent": "1"}, 0),
        ({"mine": "1"}, 0),
        ({"waiting": "1"}, 0),
        ({"cover": "1"}, 0),
        ({"urgent": "", "mine": "", "route": "", "state": "", "after": ""}, 1),
    ],
)
def test_the_list_is_filtered_by_what_stands_in_the_address(
    asha: Desk, raised: Raised, query: dict[str, str], found: int
) -> None:
    told = asha.get("concerns", **query).get_json()
    assert (len(told["items"]), told["next"]) == (found, None)


@pytest.mark.parametrize(
    "query",
    [
        {"state": "secret"}, {"after": "x"}, {"after": "9" * 400}, {"after": "1." + "z" * 32},
        {"route": "-1"}, {"route": "one"}, {"route": "9" * 400}, {"route": "\u0661"},
        {"mine": "2"}, {"urgent": "true"}, {"waiting": "no"}, {"cover": "0"},
        {"after": f"{1 << 31}." + "0" * 32},
    ],
)  # fmt: skip
def test_a_list_that_does_not_exist_is_a_calm_problem(asha: Desk, query: dict[str, str]) -> None:
    assert problem(asha.get("concerns", **query)) == (400, "malformed")


@pytest.mark.parametrize("seen", ["9" * 25, "-" + "9" * 25, "9" * 5000, "-1", "1.5", "\u0661"])
def test_a_place_that_no_thread_has_is_a_calm_problem(asha: Desk, where: str, seen: str) -> None:
    assert problem(asha.post(f"{where}/opened", seen=seen)) == (400, "malformed")


def test_a_reviewer_reads_and_answers(
    asha: Desk,
    where: str,
    view: Thread,
    write: Callable[..., bytes],
    house: House,
    raised: Raised,
    read: Read,
    installation: Installation,
    clock: SetClock,
) -> None:
    concern = view().concern
    assert concern is not None
    assert concern.text == WORDS
    assert asha.post(f"{where}/opened").status_code == 204
    answer = asha.post(f"{where}/messages", write("acknowledgement", "I have read it."))
    assert answer.status_code == 200
    assert isinstance(parse_answer(answer.get_data())[0], ThreadHead)
    assert asha.post(f"{where}/messages", write("reply", "Who else knew?")).status_code == 200
    closing = write("closing", "A risk assessment was done.", "action-taken")
    assert asha.post(f"{where}/messages", closing, reason="action-taken").status_code == 200
    assert asha.get("concerns").get_json()["items"] == []
    assert asha.get("concerns", state="closed").get_json()["items"][0]["state"] == "closed"

    clock.advance(hours=1)
    ticking.tick(house)
    page = read(raised.reporter).get_data()
    theirs = verify_thread([page], installation.directory, raised.reporter, raised.reporter.mailbox)
    assert [(message.kind, message.confirmed) for message in theirs.messages] == [
        ("concern", True),
        ("acknowledgement", True),
        ("reply", True),
        ("closing", True),
    ]


def test_the_same_message_twice_gets_the_same_answer(
    asha: Desk, where: str, write: Callable[..., bytes]
) -> None:
    frame = write("acknowledgement", "I have read it.")
    first = asha.post(f"{where}/messages", frame)
    again = asha.post(f"{where}/messages", frame)
    assert first.get_data() == again.get_data()


def test_a_reviewer_who_was_left_out_finds_nothing(carol: Desk, where: str) -> None:
    assert carol.get("concerns").get_json() == {"items": [], "next": None}
    for answer in (
        carol.get(f"{where}/pages/0"),
        carol.get(f"{where}/export"),
        carol.post(f"{where}/opened"),
    ):
        assert problem(answer) == (404, "not-found")
    there = carol.get(f"{where}/pages/0").get_data()
    nowhere = carol.get(f"concerns/{'0' * 32}/pages/0").get_data()
    assert there == nowhere


def test_a_message_signed_with_another_key_is_refused(
    carol: Desk, asha: Desk, where: str, write: Callable[..., bytes], staff: Callable[[str], Desk]
) -> None:
    frame = write("acknowledgement", "I have read it.")
    assert problem(carol.post(f"{where}/messages", frame))[0] in {401, 404}
    tom = staff("Tom Ellery")
    assert problem(tom.post(f"{where}/messages", frame)) == (401, "bad-signature")
    assert problem(asha.post(f"{where}/messages", frame[:-1])) == (400, "malformed")


@pytest.mark.parametrize(
    ("kind", "query"),
    [("closing", {}), ("closing", {"reason": "because"}), ("reply", {"reason": "resolved"})],
)
def test_a_reason_that_does_not_exist_or_belong_there_changes_nothing(
    asha: Desk, where: str, write: Callable[..., bytes], kind: str, query: dict[str, str]
) -> None:
    frame = write(kind, "Hello.", "resolved")
    assert problem(asha.post(f"{where}/messages", frame, **query)) == (400, "malformed")
    assert asha.get("concerns").get_json()["items"][0]["state"] == "new"


def test_a_change_needs_the_token_against_forged_requests(
    asha: Desk, where: str, write: Callable[..., bytes]
) -> None:
    frame = write("acknowledgement", "I have read it.")
    for csrf in ("", "guess", asha.csrf[:-1]):
        assert problem(asha.post(f"{where}/messages", frame, csrf=csrf)) == (
            403,
            "forbidden",
        )
        assert problem(asha.post(f"{where}/opened", csrf=csrf)) == (403, "forbidden")
    assert asha.get("concerns").get_json()["items"][0]["state"] == "new"


def test_a_reviewer_changes_who_can_read(
    asha: Desk,
    carol: Desk,
    where: str,
    view: Thread,
    installation: Installation,
    house: House,
    clock: SetClock,
) -> None:
    change = share(installation.reviewers["r1"], view(), installation.directory, ["r3"])
    frame = change.encode()
    for csrf in ("", "guess"):
        assert problem(asha.post(f"{where}/epochs", frame, csrf=csrf)) == (403, "forbidden")
    assert problem(carol.post(f"{where}/epochs", frame)) == (401, "bad-signature")
    own = dataclasses.replace(change.message, sender=installation.reviewers["r3"].signing.public)
    signature = installation.reviewers["r3"].signing.sign(own.encode())
    theirs = dataclasses.replace(change, message=own, signature=signature).encode()
    assert problem(carol.post(f"{where}/epochs", theirs)) == (404, "not-found")
    assert problem(asha.post(f"{where}/epochs", damage(frame, 99))) == (401, "bad-signature")
    assert problem(asha.post(f"{where}/epochs", frame[:-1])) == (400, "malformed")
    assert problem(asha.post(f"{where}/epochs", frame + b"x")) == (413, "too-large")
    answer = asha.post(f"{where}/epochs", frame)
    assert (answer.status_code, len(answer.get_data())) == (200, 1024)
    assert asha.post(f"{where}/epochs", frame).get_data() == answer.get_data()
    assert carol.get("concerns").get_json()["items"] == []
    clock.advance(hours=1)
    ticking.tick(house)
    assert len(carol.get("concerns").get_json()["items"]) == 1
    assert view().access == ("Asha Rahman", "Tom Ellery", "Carol Finch")


def test_bodies_are_refused_as_they_are_for_reporters(asha: Desk, where: str) -> None:
    for content_type, body, expected in (
        ("text/plain", b"x", (415, "wrong-type")),
        (OCTETS, b"x" * 67_476, (413, "too-large")),
        (OCTETS, b"x" * 300, (400, "malformed")),
    ):
        answer = asha.post(f"{where}/messages", body, content_type=content_type)
        assert problem(answer) == expected


@pytest.mark.parametrize("name", ["0" * 31, "0" * 33, "G" * 32, "..", "0" * 30 + "%00"])
def test_an_address_that_is_no_concern_is_not_found(asha: Desk, name: str) -> None:
    assert asha.get(f"concerns/{name}/pages/0").status_code == 404


@pytest.mark.parametrize("page", ["1", "99999", "4294967295", "4294967296", "-1", "x", "1e9"])
def test_a_page_that_is_not_there_is_no_500(asha: Desk, where: str, page: str) -> None:
    assert asha.get(f"{where}/pages/{page}").status_code < 500


def test_the_export_is_sealed_and_its_name_tells_nothing(asha: Desk, where: str, raised: Raised) -> None:
    answer = asha.get(f"{where}/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="concern.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        assert {"README.txt", "opening.bin", "grant.age", "messages/0001.age"} <= set(archive.namelist())
        assert all(WORDS.encode() not in archive.read(name) for name in archive.namelist())


def test_a_message_that_missed_another_is_out_of_step(
    asha: Desk, where: str, view: Thread, installation: Installation
) -> None:
    posted = compose(installation.reviewers["r1"], view(), "reply", "About what you said.")
    message = dataclasses.replace(posted.message, follows=bytes(32))
    key = installation.reviewers["r1"].signing
    forged = dataclasses.replace(posted, message=message, signature=key.sign(message.encode()))
    assert problem(asha.post(f"{where}/messages", forged.encode())) == (409, "out-of-step")


def test_a_revoked_reviewer_reads_nothing_more(
    installation: Installation, house: House, raised: Raised, where: str
) -> None:
    reviewers = installation.directory_body()["reviewers"]
    reviewers[0]["revoked"] = str(START.date())
    installation.write_directory(version=2, previous=installation.directory.hash.hex(), reviewers=reviewers)
    later = house_for(installation.settings, house.clock)
    client = app_for(installation.settings, later).test_client()
    sign_in(client, "Asha Rahman")
    answer = client.get(f"/staff/api/v1/{where}/pages/0")
    assert problem(answer) == (403, "forbidden")
    assert "revoked" in answer.get_json(force=True)["detail"]
    later.store.close()


def test_an_error_page_of_the_staff_leads_back_to_their_own_page(asha: Desk, client: FlaskClient) -> None:
    for path in ("/staff/audit/", "/staff/nothing-here"):
        page = asha.client.get(path).get_data(as_text=True)
        assert 'href="/staff/"' in page
        assert "Read your replies" not in page
    assert "Read your replies" in client.get("/nothing-here").get_data(as_text=True)


def test_the_clocks_say_what_is_owed_and_which_reasons_there_are(asha: Desk, where: str) -> None:
    found = asha.get(f"{where}/clocks").json
    assert found is not None
    assert [(duty["kind"], duty["standing"], duty["done"]) for duty in found["duties"]] == [
        ("acknowledgement", "still running", None),
        ("reply", "still running", None),
        ("outcome", "still running", None),
        ("reason", "still running", None),
    ]
    assert (found["pauses"], found["paused"]) == ([], False)
    for duty in found["duties"]:
        assert (duty["resumes"], duty["disputed"], duty["minutes"], duty["minutes_allowed"]) == (
            None,
            False,
            None,
            None,
        )
    assert {"code": "waited-for-others", "words": "Waited for another body or department"} in found["reasons"]


@pytest.mark.parametrize(("took", "told"), [(0, 0), (1, 60), (60, 60), (61, 120), (107, 120), (None, None)])
def test_how_long_a_triage_took_is_told_in_hours_for_its_minutes_would_say_when_the_reporter_wrote(
    took: int | None, told: int | None
) -> None:
    duty = Duty(DueKind.TRIAGE, 5, 6, 6, 9, minutes=took, minutes_allowed=60)
    assert clocks._duty(duty)["minutes"] == told
    assert duty._replace(minutes=told).standing is duty.standing


def test_a_reason_is_taken_only_for_what_is_late_and_only_in_known_words(asha: Desk, where: str) -> None:
    def say(said: object, **more: str) -> TestResponse:
        return asha.post(f"{where}/late", json.dumps(said).encode(), content_type="application/json", **more)

    late = {"kind": "acknowledgement", "reason": "overlooked"}
    assert say(late).status_code == 204  # due within a day
    assert problem(say({**late, "kind": "reply"})) == (409, "conflict")
    others: list[object] = [
        {**late, "kind": "lunch"},
        {**late, "reason": "rain"},
        {**late, "more": 1},
        {"kind": 3, "reason": 1},
        [],
    ]
    for wrong in others:
        assert problem(say(wrong)) == (400, "malformed"), wrong
    assert problem(say(late, csrf="")) == (403, "forbidden")
