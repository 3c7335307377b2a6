"""Reviewers of the tests' installation at work elsewhere, and what several of them at their desks share."""

from __future__ import annotations

from dataclasses import dataclass

from tests.services.people import Desk
from tests.support.running import Service
from whistle.envelope.reviewer_key import ReviewerKey


@dataclass
class Elsewhere(Desk):
    """A reviewer who works beside the browser, by the functions that the service itself calls."""

    service: Service

    @property
    def key(self) -> ReviewerKey:
        return self.service.installation.reviewers[self.reviewer]


def elsewhere(service: Service, reviewer: str) -> Elsewhere:
    return Elsewhere(service.house, reviewer, service)
