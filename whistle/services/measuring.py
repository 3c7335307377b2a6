"""Figures for auditors, from the log as its last checkpoint signs it, never from tables that could be edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from whistle.domain.errors import NotFound, WhistleError
from whistle.domain.figures import Figures, Period, figures, periods
from whistle.ledger import record
from whistle.ledger.checkpoint import read_checkpoint
from whistle.services.house import House
from whistle.store import log


@dataclass(frozen=True)
class Audit:
    """What the auditor's page shows.

    ``note`` is the last checkpoint and ``key`` the verifier key it is signed with. ``problem`` says why the record
    cannot be relied on; then there are no figures.
    """

    note: str | None
    key: str
    size: int
    figures: Figures
    periods: list[Period] | None
    problem: str | None = None


def audit(house: House) -> Audit:
    """The figures, after checking that every entry of the record leads to the root that is signed."""
    now, key = house.hour(), str(house.log.verifier)
    with house.store.read() as connection:
        note = log.last_checkpoint(connection)
        if note is None:
            return Audit(None, key, 0, figures((), now), None)
        try:
            checkpoint = read_checkpoint(note, house.log.name, house.log.verifier)
            events = record.check(log.all_leaves(connection), checkpoint)
        except WhistleError as error:
            return Audit(note, key, 0, figures((), now), None, problem=str(error))
    return Audit(note, key, checkpoint.size, figures(events, now), periods(events, now))


def export(house: House) -> Iterator[str]:
    """The whole record as text, with its last checkpoint, to check elsewhere. Raises NotFound before the first tick."""
    with house.store.read() as connection:
        note = log.last_checkpoint(connection)
        if note is None:
            raise NotFound("The record has no entries yet.")
        yield from record.write(log.all_leaves(connection), note)
