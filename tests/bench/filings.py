"""Filings to send, sealed beforehand.

One filing is sealed for real. The others take over its sealed parts, with a token, keys, hashes and signatures of
their own: to the server, which cannot look inside, each is a new concern and as much work as any.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from tests.support.installation import Installation
from whistle.envelope.compose import file_concern
from whistle.envelope.directory import service_id
from whistle.envelope.frame import Filing
from whistle.envelope.hashing import sha256
from whistle.envelope.token import Token, reporter_of

TEXT = "The risk assessment was never done. " * 55
"""About 2,000 characters."""


def sealed(installation: Installation, token: Token | None = None) -> Filing:
    """One concern, sealed for all three readers of the first route."""
    readers = tuple(installation.reviewers)
    return file_concern(token or Token.new(), installation.directory, 1, readers, TEXT)


def many(installation: Installation) -> Iterator[bytes]:
    """Frames without end, each a different reporter's."""
    service = service_id(installation.authority.public)
    first = sealed(installation)
    known = {reviewer.kid for reviewer in installation.directory.reviewers}
    spare = [at for at, (kid, _) in enumerate(first.opening.slots) if kid not in known]
    while True:
        reporter = reporter_of(Token.new(), service)
        recipient = reporter.identity.recipient.raw
        slots = list(first.opening.slots)
        slots[spare[0]] = (reporter.kid, slots[spare[0]][1])
        opening = dataclasses.replace(
            first.opening,
            mailbox=reporter.mailbox,
            reporter=reporter.signing.public,
            recipient_hash=sha256(recipient),
            slots=tuple(slots),
        )
        message = dataclasses.replace(
            first.message, mailbox=reporter.mailbox, sender=reporter.signing.public, follows=opening.hash
        )
        yield dataclasses.replace(
            first,
            opening=opening,
            opening_signature=reporter.signing.sign(opening.encode()),
            recipient=recipient,
            message=message,
            message_signature=reporter.signing.sign(message.encode()),
        ).encode()
