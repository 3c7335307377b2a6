"""How the answers of a service stand, whoever asks: from its signed record, and without what protects small numbers."""

from __future__ import annotations

from collections import Counter

from whistle.domain.cases import Cases
from whistle.domain.deadlines import Standing, clocks
from whistle.domain.limits import DueKind
from whistle.domain.rules import Rules
from whistle.services import record
from whistle.services.house import House


def standings(house: House) -> Counter[tuple[DueKind, Standing]]:
    """Of everything that anybody was owed, as at the newest checkpoint: how many stand how."""
    reader, cases = record.reader(house), Cases()
    for tick in reader:
        for _, event in tick.events:
            cases.add(event)
    now = reader.checkpoint.hour
    found: Counter[tuple[DueKind, Standing]] = Counter()
    for case, _, filed in cases.receipts(now):
        if filed:
            limits = Rules.parse(reader.rules[filed.rules])
            told = clocks(cases.happened(case, now), limits, now, route=filed.route, urgent=filed.urgent)
            found.update((duty.kind, duty.standing) for duty in told.duties)
    return found
