"""Who may sign in, and what for. A reporter has no account and therefore no role."""

from __future__ import annotations

from enum import StrEnum

from whistle.domain.errors import Malformed


class Role(StrEnum):
    """What an account is for. One account has one role; whoever reads concerns does not audit them."""

    REVIEWER = "reviewer"
    LEAD = "lead"
    AUDITOR = "auditor"

    @classmethod
    def parse(cls, text: str) -> Role:
        """The role of that name; raises Malformed for any other."""
        try:
            return cls(text)
        except ValueError:
            raise Malformed(f"A role is one of {', '.join(cls)}.") from None

    @property
    def reviews(self) -> bool:
        """Works at the desk: reads and answers the concerns that a reporter granted."""
        return self is not Role.AUDITOR

    @property
    def audits(self) -> bool:
        """Sees the figures and the record, and never a concern."""
        return self is Role.AUDITOR

    @property
    def home(self) -> str:
        """Where a person of this role goes after signing in."""
        return "/staff/audit/" if self.audits else "/staff/review/"
