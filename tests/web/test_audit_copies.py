"""What an auditor takes away, and scenario 8: on another computer, with the public key alone, it comes to the same."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.auditing import AuditedService, token_of
from tests.web.conftest import Desk
from whistle.app import house_for
from whistle.cli.main import run
from whistle.domain.events import Copy, EventType
from whistle.envelope.hashing import label, sha256
from whistle.ledger.event import Event
from whistle.ledger.quarterly import read_return
from whistle.services.recording import PSEUDONYM
from whistle.store import log, staff
from whistle.web.audit import words

KINDS = {
    "record.txt": Copy.RECORD,
    "figures.csv": Copy.FIGURES,
    "figures.json": Copy.FIGURES,
    "returns/{quarter}.txt": Copy.QUARTERLY_RETURN,
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AuditedService]:
    service = AuditedService(tmp_path_factory.mktemp("audited") / "w")
    yield service
    service.house.store.close()


@pytest.fixture(scope="module")
def quarter(service: AuditedService) -> str:
    """The latest settled one, as an address names it."""
    return words.quarter(service.statement.spans[-1])


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, service: AuditedService, quarter: str) -> Path:
    """A folder of the auditor's own, with a copy of everything."""
    folder = tmp_path_factory.mktemp("auditor")
    for path in KINDS:
        answer = service.take(path.format(quarter=quarter))
        assert answer.status_code == 200
        name = re.fullmatch(r'attachment; filename="([a-z0-9.-]+)"', answer.headers["Content-Disposition"])
        assert name
        (folder / name[1]).write_bytes(answer.get_data())
    return folder


def logged(service: AuditedService) -> list[Event]:
    """The copies that wait to be taken into the log."""
    with service.house.store.read() as connection:
        events = [Event.parse(each.event) for each in log.waiting(connection)]
    return [event for event in events if event.type is EventType.EXPORTED]


@pytest.mark.parametrize("path", KINDS)
def test_each_copy_is_logged_under_a_pseudonym_before_it_is_given(
    service: AuditedService, quarter: str, path: str
) -> None:
    before = len(logged(service))
    assert service.take(path.format(quarter=quarter)).status_code == 200
    with service.house.store.read() as connection:
        account = staff.by_name(connection, "Ines Okoro")
    assert account
    added = logged(service)
    assert len(added) == before + 1
    pseudonym = sha256(label("whistle/v1/account"), account.id)[:16]
    assert any(
        (event.happening.detail, event.content[PSEUDONYM], event.case) == (KINDS[path], pseudonym, bytes(16))
        for event in added
    )


@pytest.mark.parametrize("path", KINDS)
def test_no_copy_is_given_without_the_form_s_own_token_or_by_an_address_alone(
    service: AuditedService, quarter: str, path: str
) -> None:
    before = len(logged(service))
    address = path.format(quarter=quarter)
    assert service.take(address, token="").status_code == 403
    assert service.take(address, token=token_of(service.page())[:-2]).status_code == 403
    assert service.page(address).status_code in {404, 405}
    assert len(logged(service)) == before


def test_a_copy_that_is_not_there_is_not_logged(service: AuditedService, desk: Path) -> None:
    before = len(logged(service))
    for path in ("returns/2019-q1.txt", "returns/x.txt"):
        assert service.take(path).status_code == 404
    assert len(logged(service)) == before


def test_every_form_says_that_a_copy_is_logged(service: AuditedService, quarter: str) -> None:
    for path in ("", "returns", f"returns/{quarter}"):
        html = service.page(path).get_data(as_text=True)
        assert 'method="post" action="/staff/audit/' in html
        assert re.search(r"copy[^<]* is logged", html), path


def test_the_figures_are_those_of_settled_quarters_and_no_cell_is_a_formula(
    desk: Path, service: AuditedService
) -> None:
    rows = list(csv.reader(io.StringIO((desk / "figures.csv").read_text())))
    assert rows[0] == ["period", "figure", "value"]
    spans, years = service.statement.spans, service.statement.years
    assert {row[0] for row in rows[1:]} <= {each.name for each in spans} | {each.name for each in years}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    running = service.statement.running
    assert running
    assert running.name not in (desk / "figures.json").read_text()


def test_the_return_is_signed_and_says_what_its_page_says(
    desk: Path, service: AuditedService, quarter: str
) -> None:
    verifier = service.house.log.verifier
    said = read_return((desk / f"return-{quarter}.txt").read_bytes(), verifier.name, verifier)
    page = service.page(f"returns/{quarter}").get_data(as_text=True)
    assert said.period in page
    for line in said.lines:
        if not line.startswith(("Period: ", "Note: ")):
            name, _, value = line.rpartition(": ")
            assert re.search(f"{re.escape(name)}</th><td[^>]*>{re.escape(value)}</td>", page), line
    for part in (verifier, words.when(said.hour), f"{said.size:,} entries"):
        assert str(part).replace("+", "&#43;") in page or str(part) in page


def verified(service: AuditedService, record: Path, *more: object) -> int:
    """``whistle audit verify`` with nothing of the service but its public key."""
    command = ["audit", "verify", record, "--key", service.house.log.verifier, *more]
    return run([str(each) for each in command], house_for)


def test_on_another_computer_record_figures_and_return_come_to_the_same(
    desk: Path, service: AuditedService, quarter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    against = [
        part
        for name in ("figures.csv", "figures.json", f"return-{quarter}.txt")
        for part in ("--against", desk / name)
    ]
    assert verified(service, desk / "record.txt", *against) == 0
    said = capsys.readouterr().out
    assert service.statement.sentence in said
    assert said.count("says what this record gives.") == 3


@pytest.mark.parametrize("name", ["figures.csv", "figures.json", "return-{quarter}.txt"])
def test_figures_that_somebody_edited_are_refused(
    desk: Path, service: AuditedService, quarter: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = name.format(quarter=quarter)
    text = (desk / name).read_text()
    edited = re.sub(
        r"(Concerns received(?:: |,)|\"received\": )(\d+)",
        lambda at: f"{at[1]}{int(at[2]) + 1}",
        text,
        count=1,
    )
    assert edited != text
    other = desk / f"edited-{name}"
    other.write_text(edited)
    assert verified(service, desk / "record.txt", "--against", other) == 1
    assert "whistle: " in capsys.readouterr().err


def test_a_record_of_which_one_letter_was_changed_is_refused(
    desk: Path, service: AuditedService, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (desk / "record.txt").read_text().splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith("event ") and number > 1000)
    lines[at] = lines[at][:-2] + ("1" if lines[at][-2] == "0" else "0") + "\n"
    edited = desk / "edited-record.txt"
    edited.write_text("".join(lines))
    assert verified(service, edited) == 1
    assert re.search(r"Entry \d+ was edited", capsys.readouterr().err)


def test_nobody_else_takes_a_copy(asha: Desk, ines: Desk) -> None:
    for path in KINDS:
        address = f"/staff/audit/{path.format(quarter='2026-q1')}"
        assert asha.client.post(address, headers={"X-CSRFToken": asha.csrf}).status_code == 403
        assert ines.client.post(address, headers={"X-CSRFToken": ines.csrf}).status_code == 404
