"""What Asha has done before a test looks: sealed and signed by her key, outside the browser."""

from __future__ import annotations

from typing import Any

from tests.services.people import Dana
from tests.support.running import Service
from whistle.envelope.compose import compose
from whistle.envelope.thread import verify_thread
from whistle.services import reviewing


def writes_to(
    service: Service, dana: Dana, kind: str, text: str, *, reason: str | None = None, **content: Any
) -> bytes:
    """A message of Asha's in Dana's concern; gives its H(M)."""
    asha, mailbox = service.installation.reviewers["r1"], dana.mailbox
    page = reviewing.read_concern(service.house, "r1", mailbox, 0)
    view = verify_thread([page], service.installation.directory, asha, mailbox)
    posted = compose(asha, view, kind, text, reason=reason, **content)
    reviewing.post(service.house, "r1", mailbox, reason, posted.encode())
    return posted.message.hash


def replies(service: Service, dana: Dana, text: str) -> bytes:
    return writes_to(service, dana, "reply", text)
