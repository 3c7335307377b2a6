"""What auditors take away: the record, the figures, a quarterly return.

That a copy was taken is logged before it is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from sqlalchemy import Connection

from whistle.domain.errors import NotFound
from whistle.domain.events import Copy
from whistle.domain.stated import Span, Statement
from whistle.ledger.checkpoint import read_checkpoint
from whistle.ledger.quarterly import make_return, return_of
from whistle.services import measuring, record, recording, writing
from whistle.services.house import House
from whistle.services.signing_in import Person
from whistle.store import log

NOTHING = "No quarter with enough concerns is settled yet."


def of_record(house: House, who: Person) -> Iterator[str]:
    """The record as text, piece by piece. Raises NotFound before the first tick."""
    pieces = record.lines(house)
    first = next(pieces)
    _took(house, who, Copy.RECORD)
    return chain([first], pieces)


def of_figures(house: House, who: Person) -> Statement:
    """The statement, for what leaves the desk of it. Raises NotFound where nothing is settled."""
    found = settled(house)
    _took(house, who, Copy.FIGURES)
    return found


def of_return(house: House, who: Person, span: Span) -> str:
    """The signed return of a settled span. Raises NotFound for any other."""
    found = measuring.audit(house)
    if found.statement is None or found.note is None:
        raise NotFound(NOTHING)
    checkpoint = read_checkpoint(found.note, house.log.name, house.log.verifier)
    text = make_return(return_of(found.statement, span, checkpoint), house.log)
    _took(house, who, Copy.QUARTERLY_RETURN)
    return text


def settled(house: House) -> Statement:
    """What was counted last, of which something may leave the desk. Raises NotFound where nothing is settled."""
    found = measuring.audit(house).statement
    if found is None or not found.spans:
        raise NotFound(NOTHING)
    return found


def _took(house: House, who: Person, copy: Copy) -> None:
    hour = house.hour()

    def write(connection: Connection) -> None:
        writing.check_clock(connection, hour)
        log.wait(connection, [recording.exported(copy, hour, who.id)])

    house.commit(write)
