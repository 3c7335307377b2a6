"""The auditors' pages, over a log that is really signed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from tests.support.installation import Installation
from tests.web.auditing import AUDIT, PAGES, AuditedService, stated, text_of
from tests.web.conftest import WORDS, Desk, Raised
from whistle.clock import SetClock
from whistle.domain.small_numbers import NOT_SHOWN, Shown
from whistle.domain.stated import TOO_FEW, Counted, Late, Statement
from whistle.envelope.compose import compose
from whistle.envelope.thread import verify_thread
from whistle.services import measuring, ticking
from whistle.services.house import House
from whistle.store import tables
from whistle.web.audit import tables as shown
from whistle.web.audit import words
from whistle.web.audit.views import WORST


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedService]:
    service = AuditedService(tmp_path_factory.mktemp("audited") / "w")
    yield service
    service.house.store.close()


@pytest.fixture
def showing(service: AuditedService, monkeypatch: pytest.MonkeyPatch) -> Callable[..., measuring.Audit]:
    """Lets the pages show another audit than the service's own."""
    own = measuring.audit(service.house)

    def show(**changed: object) -> measuring.Audit:
        statement = changed.get("statement")
        late = {"late": len(statement.late)} if isinstance(statement, Statement) else {}
        found = replace(own, **late | changed)  # type: ignore[arg-type]
        monkeypatch.setattr(measuring, "audit", lambda _: found)
        return found

    return show


def test_the_first_page_opens_with_one_sentence_then_what_was_late_then_how_to_check_it(
    service: AuditedService,
) -> None:
    text = text_of(service.page())
    order = [
        "Were people answered in time?",
        service.statement.sentence,
        "What was late, and why",
        "Check the record",
        "The quarterly return",
    ]
    places = [text.rindex(each) for each in order]
    assert places == sorted(places)
    assert f"from {service.made.size:,} entries of the record" in text
    assert "Do not rely" not in text


def test_each_late_answer_stands_there_with_its_reason_and_without_a_date(service: AuditedService) -> None:
    late = service.statement.late
    assert late
    text = text_of(service.page())
    for each in late[:WORST]:
        assert f"{each.words} {each.reason}" in text
    table = text[text.index("What was late") : text.index("Check the record")]
    assert "No reason given" in table
    assert not re.search(r"\b20[0-9]{2}\b", table)


def test_the_commands_name_the_key_that_signs(service: AuditedService) -> None:
    text = text_of(service.page())
    key = f"whistle audit verify record.txt --key '{service.house.log.verifier}'"
    assert text.count(key) == 3
    assert f"{key} --kept" in text
    assert f"{key} --against" in text


def test_how_each_answer_went_is_a_row_and_a_drawing_with_a_sentence(service: AuditedService) -> None:
    text = text_of(service.page("answers"))
    for answers in service.statement.answers:
        assert words.name(answers.kind) in text
        if answers.settled:
            assert answers.sentence in text
        if answers.spread and answers.spread.median is not None:
            assert words.time(answers.spread.median) in text
    assert "Law None of these limits is given as law." in text
    assert "Check after closing: 1 month, 3 months, 6 months and 12 months after it." in text


def test_quarters_and_months_stand_with_what_may_be_said_of_them(service: AuditedService) -> None:
    text = text_of(service.page("periods"))
    spans = service.statement.spans
    assert spans
    for span in spans:
        assert span.name in text
        for month in span.months:
            assert month.name in text
    assert "1 to 4 concerns is counted together with the next" in text
    assert "Hours without a tick" in text


def test_routes_and_categories_are_counted_one_at_a_time(
    service: AuditedService, showing: Callable[..., measuring.Audit]
) -> None:
    showing(statement=stated(600))
    route, category = text_of(service.page("groups")), text_of(service.page("groups?by=category"))
    assert "Professional standards" in route
    assert "Risk assessment" not in route
    assert "Risk assessment" in category
    assert "Professional standards" not in category
    for text in (route, category):
        assert "One of them at a time" in text
    assert text_of(service.page("groups?by=route&by=category")) == route


def test_a_route_that_the_directory_no_longer_names_keeps_its_number(
    service: AuditedService, showing: Callable[..., measuring.Audit]
) -> None:
    statement = stated(600)
    years = [replace(each, routes=(replace(each.routes[0], number=77),)) for each in statement.years]
    showing(statement=replace(statement, years=tuple(years)))
    assert "Route 77" in text_of(service.page("groups"))


def test_the_backlog_and_what_else_happened_stand_together(service: AuditedService) -> None:
    text = text_of(service.page("safeguards"))
    found = service.statement
    for each in (*found.backlog, *found.now, *found.totals, *found.service, *found.reasons):
        assert f"{each.name} {each.shown.words}" in text


@pytest.mark.parametrize("concerns", [0, 3, 6, 19, 31, 300])
def test_every_page_holds_for_few_concerns_and_for_many(
    service: AuditedService, showing: Callable[..., measuring.Audit], concerns: int
) -> None:
    statement = stated(concerns)
    showing(statement=statement)
    for path in PAGES:
        page = service.page(path)
        assert statement.sentence in text_of(page) or path
        html = page.get_data(as_text=True)
        assert not re.search(r"<(style|script)| style=| on[a-z]+=", html), path
    for span in statement.spans:
        assert span.name in text_of(service.page(f"returns/{words.quarter(span)}"))


def test_with_too_few_concerns_the_first_page_says_so_and_shows_no_figure(
    service: AuditedService, showing: Callable[..., measuring.Audit]
) -> None:
    showing(statement=stated(4))
    text = text_of(service.page())
    assert TOO_FEW in text
    assert "What was late" not in text
    assert "concerns are counted" not in text


def test_thousands_of_late_answers_are_shown_page_by_page(
    service: AuditedService, showing: Callable[..., measuring.Audit]
) -> None:
    statement = service.statement
    one = statement.late[0]
    late = tuple(
        Late(one.kind, one.standing, number % 7 == 0, f"{number} days late", "No reason given")
        for number in range(3 * shown.MOST_LATE - 1, 0, -1)
    )
    showing(statement=replace(statement, late=late))
    first = text_of(service.page())
    assert f"All {len(late)} late answers" in first
    assert first.count("days late") == WORST
    seen: list[str] = []
    for number in (1, 2, 3):
        page = text_of(service.page(f"late?page={number}"))
        assert ("After these" in page, "Before these" in page) == (number < 3, number > 1)
        seen += re.findall(r"(\d+ days late)", page)
    assert seen == [each.words for each in late]
    assert service.page("late?page=4").status_code == 404
    assert service.page("late?page=-3").status_code == 200
    showing(statement=replace(statement, late=late), late=100_000)
    assert "More late answers , of 100,000. These are the 15 worst." in text_of(service.page())
    assert "100,000 late answers" in text_of(service.page("late"))
    assert f"The {len(late)} worst of them are listed here." in text_of(service.page("late"))


def test_where_the_record_was_edited_there_are_no_figures_but_what_to_do(
    service: AuditedService, showing: Callable[..., measuring.Audit]
) -> None:
    showing(statement=None, problem="Entry 7 was edited.")
    text = text_of(service.page())
    assert "Do not rely on this record Entry 7 was edited." in text
    assert "in time." not in text
    for path in PAGES[1:]:
        assert service.page(path).location == AUDIT
    assert service.take("figures.csv").status_code == 404


def test_a_page_asks_no_service_to_count_again(
    service: AuditedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.page()
    monkeypatch.setattr(measuring, "_count", lambda _: 1 / 0)
    assert service.page().status_code == 200


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


def test_what_happened_at_the_desk_is_counted_from_the_log_and_tells_no_word(
    six: list[Raised], staff: Callable[[str], Desk]
) -> None:
    page = staff("Ines Okoro").client.get(AUDIT)
    assert "5 of 6 concerns were acknowledged in time." in text_of(page)
    html = page.get_data(as_text=True)
    assert WORDS not in html
    assert all(each.reporter.mailbox.hex() not in html for each in six)


def test_a_concern_that_has_just_come_changes_no_figure(
    six: list[Raised],
    staff: Callable[[str], Desk],
    seal: Callable[..., Raised],
    send: Callable[[str, bytes], TestResponse],
    clock: SetClock,
    house: House,
) -> None:
    send("/api/v1/concerns", seal().filing.encode())
    clock.advance(hours=1)
    ticking.tick(house)
    assert "5 of 6 concerns were acknowledged in time." in text_of(staff("Ines Okoro").client.get(AUDIT))


def test_before_the_first_tick_the_page_says_so(ines: Desk) -> None:
    text = text_of(ines.client.get(AUDIT))
    assert "There is no concern to count yet." in text
    assert "The first checkpoint is signed at the next tick." in text
    assert ines.client.get(f"{AUDIT}answers").location == AUDIT


def test_a_record_edited_in_the_database_is_noticed_at_the_next_tick(
    six: list[Raised], staff: Callable[[str], Desk], house: House, clock: SetClock
) -> None:
    house.store.commit(lambda c: c.execute(update(tables.leaves).values(salt=bytes(32))))
    clock.advance(hours=1)
    ticking.tick(house)
    text = text_of(staff("Ines Okoro").client.get(AUDIT))
    assert "Do not rely on this record" in text
    assert "acknowledged in time" not in text


def test_a_backlog_of_which_nothing_is_shown_is_not_drawn(
    service: AuditedService, showing: Callable[..., measuring.Audit]
) -> None:
    def bars(*counts: Shown) -> int:
        ages = tuple(Counted(f"Age {place}", shown) for place, shown in enumerate(counts))
        showing(statement=replace(service.statement, backlog=ages))
        return service.page("safeguards").get_data(as_text=True).count('fill="#12436D"')

    assert bars(NOT_SHOWN, NOT_SHOWN, Shown.of(0)) == 0
    assert bars(NOT_SHOWN, NOT_SHOWN, Shown.of(7)) == 1
