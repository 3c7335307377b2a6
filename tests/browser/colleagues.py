"""Reviewers of the tests' installation at work elsewhere, and what several of them at their desks share."""

from __future__ import annotations

from dataclasses import dataclass

from tests.services.people import Desk
from tests.support.running import Service
from whistle.envelope.reviewer_key import ReviewerKey
from whistle.services import reviewing


@dataclass
class Elsewhere(Desk):
    """A reviewer who works beside the browser, by the functions that the service itself calls."""

    service: Service

    @property
    def key(self) -> ReviewerKey:
        return self.service.installation.reviewers[self.reviewer]

    def lets_cover(self, mailbox: bytes, other: str, until: int) -> None:
        """Lets a colleague in until that hour, at the next tick."""
        change = self.lets_in(mailbox, other)
        reviewing.change(self.house, self.reviewer, mailbox, change.encode(), until)


def elsewhere(service: Service, reviewer: str) -> Elsewhere:
    return Elsewhere(service.house, reviewer, service)
