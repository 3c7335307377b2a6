"""The auditor's page, over a log that the service itself has written."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests.support.dozen import DOZEN, NOW
from tests.support.installation import Installation
from tests.web.conftest import WORDS, Desk, Raised
from whistle.cli.auditing import verify
from whistle.clock import SetClock
from whistle.domain.figures import figures
from whistle.envelope.compose import compose
from whistle.envelope.thread import verify_thread
from whistle.services import ticking
from whistle.services.house import House
from whistle.store import tables
from whistle.web.audit.chart import RADIUS, WIDTH, bar, strip

AUDIT = "/staff/audit/"


@pytest.fixture
def six(
    seal: Callable[..., Raised],
    send: Callable[[str, bytes], TestResponse],
    staff: Callable[[str], Desk],
    house: House,
    clock: SetClock,
    installation: Installation,
) -> list[Raised]:
    """Six concerns of one morning. Asha acknowledges five at noon and forgets one; two days go by."""
    raised = [seal() for _ in range(6)]
    for each in raised:
        assert send("/api/v1/concerns", each.filing.encode()).status_code == 200
    clock.advance(hours=3)
    ticking.tick(house)
    asha = staff("Asha Rahman")
    for each in raised[:5]:
        where = f"concerns/{each.reporter.mailbox.hex()}"
        page = asha.get(f"{where}/pages/0").get_data()
        key = installation.reviewers["r1"]
        view = verify_thread([page], installation.directory, key, each.reporter.mailbox)
        frame = compose(key, view, "acknowledgement", "I have read this.").encode()
        assert asha.post(f"{where}/messages", frame).status_code == 200
    clock.advance(hours=45)
    ticking.tick(house)
    return raised


@pytest.fixture
def audit(six: list[Raised], staff: Callable[[str], Desk]) -> Callable[..., TestResponse]:
    """What an auditor who signs in after all that is given."""

    def seen(path: str = "") -> TestResponse:
        return staff("Ines Okoro").client.get(AUDIT + path)

    return seen


def text_of(page: TestResponse) -> str:
    """What a person reads, tags left out and white space folded."""
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)).split())


def test_the_page_opens_with_one_sentence_counted_from_the_log(audit: Callable[..., TestResponse]) -> None:
    text = text_of(audit())
    assert "Were people answered in time? 5 of 6 concerns were acknowledged in time." in text
    assert "Acknowledged 24 hours aim 5 0 1 overdue 0" in text
    assert "March 2026 6 not shown" in text
    assert "Held before hand-over: median 3 h, longest 3 h." in text
    assert "Do not rely" not in text


def test_a_concern_that_has_just_come_changes_no_figure(
    audit: Callable[..., TestResponse],
    seal: Callable[..., Raised],
    send: Callable[[str, bytes], TestResponse],
    clock: SetClock,
    house: House,
) -> None:
    send("/api/v1/concerns", seal().filing.encode())
    clock.advance(hours=1)
    ticking.tick(house)
    assert "5 of 6 concerns were acknowledged in time." in text_of(audit())


def test_four_concerns_are_too_few_for_figures(
    raised: Raised, clock: SetClock, staff: Callable[[str], Desk]
) -> None:
    clock.advance(hours=30)
    text = text_of(staff("Ines Okoro").client.get(AUDIT))
    assert "Fewer than 5 concerns so far" in text
    assert "How each answer went" not in text
    assert "Held before hand-over: shown from 5 concerns on." in text


def test_before_the_first_tick_the_page_says_so(ines: Desk) -> None:
    text = text_of(ines.client.get(AUDIT))
    assert "There is no concern to count yet." in text
    assert "The first checkpoint is signed at the next tick." in text
    assert ines.client.get(f"{AUDIT}record.txt").status_code == 404


def test_the_record_can_be_counted_again_elsewhere(audit: Callable[..., TestResponse], house: House) -> None:
    answer = audit("record.txt")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="record.txt"'
    said = verify(answer.get_data(as_text=True), str(house.log.verifier), house.hour())
    assert "5 of 6 concerns were acknowledged in time." in said


def test_the_command_on_the_page_names_the_key_that_signs(
    audit: Callable[..., TestResponse], house: House
) -> None:
    assert f"whistle audit verify record.txt --key '{house.log.verifier}'" in unescape(text_of(audit()))


def test_a_record_edited_in_the_database_gets_a_warning_and_no_figures(
    audit: Callable[..., TestResponse], house: House
) -> None:
    house.store.commit(lambda c: c.execute(update(tables.leaves).values(salt=bytes(32))))
    text = text_of(audit())
    assert "Do not rely on this record" in text
    assert "acknowledged in time" not in text
    assert audit("record.txt").status_code == 200


@pytest.mark.parametrize("path", ["", "record.txt"])
def test_a_reviewer_does_not_see_it(asha: Desk, path: str) -> None:
    assert asha.client.get(AUDIT + path).status_code == 403


def test_without_a_session_the_page_leads_to_the_sign_in(client: FlaskClient) -> None:
    page = client.get(AUDIT)
    assert (page.status_code, page.location) == (303, "/staff/sign-in")
    assert client.get(f"{AUDIT}record.txt").status_code == 401


def test_the_page_has_nothing_that_the_policy_refuses_and_no_content(
    audit: Callable[..., TestResponse], six: list[Raised]
) -> None:
    page = audit().get_data(as_text=True)
    assert not re.search(r"<(style|script)| style=| on[a-z]+=", page)
    assert WORDS not in page
    assert all(each.reporter.mailbox.hex() not in page for each in six)


def test_a_dot_stands_on_its_side_of_the_limit() -> None:
    for answers in figures(DOZEN, NOW).answers:
        drawn = strip(answers)
        assert len(drawn.dots) == len(answers.duties)
        assert len({(dot.x, dot.y) for dot in drawn.dots}) == len(drawn.dots)
        for dot in drawn.dots:
            assert RADIUS <= dot.x <= WIDTH - RADIUS
            assert RADIUS <= dot.y <= drawn.height
        late = sum(dot.x > WIDTH // 2 for dot in drawn.dots)
        assert late == answers.late + answers.overdue


def test_a_bar_is_as_wide_as_all_its_parts() -> None:
    for answers in figures(DOZEN, NOW).answers:
        parts = bar(answers)
        assert abs(sum(part.width for part in parts) - WIDTH) < 1
        assert [part.x for part in parts] == sorted(part.x for part in parts)
