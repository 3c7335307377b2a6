"""An entry as it is brought to the server (PROTOCOL section 5)."""

from __future__ import annotations

from dataclasses import dataclass

from whistle.envelope import ed25519
from whistle.envelope.framing import JOURNAL_FRAME, Cursor, must, prefix, size_class_of
from whistle.envelope.hashing import sha256
from whistle.envelope.items import SIGNATURE
from whistle.envelope.journal.entry import JOURNAL, Entry
from whistle.envelope.opening import GRANT, SLOTS


@dataclass(frozen=True)
class Written:
    """Kind 8: a new entry, with a grant for each slot."""

    entry: Entry
    signature: bytes
    grants: tuple[bytes, ...]
    body: bytes

    @property
    def size_class(self) -> int:
        return size_class_of(self.body)

    def encode(self) -> bytes:
        head = prefix(JOURNAL_FRAME, self.size_class) + self.entry.encode() + self.signature
        return head + b"".join(self.grants) + self.body

    def verify(self, service: bytes) -> None:
        """Raise ``BadSignature`` unless its sender signed it. Whether the sender may read the concern is not asked."""
        j = self.entry
        must(j.service == service, "This was made for another service.")
        ed25519.verify(j.sender, self.signature, j.encode())
        hashes = tuple(grant for _, grant in j.slots)
        must(hashes == tuple(map(sha256, self.grants)), "The grants are not those that were signed.")
        must(j.body_hash == sha256(self.body), "The sealed text is not the one that was signed.")


def parse_entry(data: bytes) -> Written:
    cursor = Cursor(data, JOURNAL_FRAME)
    entry, signature = Entry.parse(cursor.take(JOURNAL)), cursor.take(SIGNATURE)
    return Written(entry, signature, tuple(cursor.take(GRANT) for _ in range(SLOTS)), cursor.rest())
