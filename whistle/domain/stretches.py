"""How the time of a concern is cut: from receipt or a reopening to a closing, and the pauses in between.

Hours are all that is known, so what several things in one hour mean is settled here: never in favour of whoever could
have put them there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from whistle.domain.dates import days_later


class Stretch(NamedTuple):
    """From receipt or a reopening to a closing, if there was one, and to the reopening after it, if there was one."""

    number: int
    start: int
    end: int | None
    reopened: int | None
    shared: bool
    """Whether the stretch before it ended in the hour in which this one begins."""

    def has(self, hours: list[int]) -> list[int]:
        """Those of the hours, given in order, in which something was done for it.

        In an hour in which a concern was both closed and opened again, it was done before the closing: else to reply,
        to close and to be asked again would be an answer twice.
        """
        first = bisect_left(hours, self.start + self.shared)
        return hours[first : len(hours) if self.end is None else bisect_right(hours, self.end)]


class Stop(NamedTuple):
    """For how long a question stops the clocks. ``waits`` while there is neither an answer nor a closing: then ``end``
    is when they run again at the latest.
    """

    start: int
    end: int
    waits: bool


def stretches(received: int, closings: Sequence[int], reopenings: Sequence[int]) -> list[Stretch]:
    """The stretches of a concern, in order, from the hours of its closings and reopenings, in order.

    The two alternate, whatever their hours say: the first reopening is of the first closing. It may bear an earlier
    hour, in which a reporter wrote what was handed over after the closing, and then counts from the closing.
    """
    found: list[Stretch] = []
    start, shared = received, False
    for number, closing in enumerate(closings):
        end = max(start, closing)
        if number == len(reopenings):
            found.append(Stretch(number, start, end, None, shared))
            return found
        reopened = max(end, reopenings[number])
        found.append(Stretch(number, start, end, reopened, shared))
        start, shared = reopened, reopened == end
    found.append(Stretch(len(closings), start, None, None, shared))
    return found


def stops(asked: Sequence[int], written: Sequence[int], end: int | None, days: int) -> list[Stop]:
    """How questions in one stretch stop its clocks, from the hours, in order, of them and of what the reporter wrote.

    A question stops them until the reporter writes, the concern is closed, or so many days are over; another one does
    so only once the reporter has written since, for else the clocks would stand still for ever.
    """
    found: list[Stop] = []
    heard: int | None = -1
    for question in asked:
        if heard is None or question < heard:
            continue
        place = bisect_left(written, question)
        heard = written[place] if place < len(written) else None
        ends = [hour for hour in (heard, end) if hour is not None]
        stop = Stop(question, min([days_later(question, days), *ends]), not ends)
        if stop.end > question:
            found.append(stop)
    return found
