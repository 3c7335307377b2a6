"""A journal as one of its readers sees it: nothing is believed because the server says it (PROTOCOL section 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from whistle.domain.errors import Conflict, MalformedFrame, WhistleError
from whistle.envelope import age, ed25519
from whistle.envelope.directory import Directory, Reviewer
from whistle.envelope.epochs import Epochs, Member, granted
from whistle.envelope.hashing import sha256
from whistle.envelope.items import GrantItem, Item, JournalItem
from whistle.envelope.journal.content import Note, read_note
from whistle.envelope.journal.entry import Entry
from whistle.envelope.keys import Identity
from whistle.envelope.opening import Opening
from whistle.envelope.pages import parse_journal_page
from whistle.envelope.thread import ThreadView

PROBLEMS = (
    "bad-signature",  # the signature does not verify
    "unknown-sender",  # not a reviewer of the directory
    "revoked",  # the sender's key was revoked
    "not-a-member",  # a reviewer who could never read the concern
    "mismatch",  # what is inside is not what was signed, or does not lead to the entry before
    "cannot-open",  # no key that the reader has opens it
)
"""Why an entry is not confirmed. The first that applies is given; "mismatch" of what is inside comes last."""
_OF_THE_SENDER = PROBLEMS[:4]


@dataclass(frozen=True)
class ShownEntry:
    """One entry. ``note`` is there if it could be read and was signed by the sender that is named."""

    entry: Entry
    hour: int
    reviewer: Reviewer | None
    mine: bool
    problem: str | None = None
    note: Note | None = None

    @property
    def confirmed(self) -> bool:
        return self.problem is None

    @property
    def binding(self) -> bool:
        """Whether its handler and category count: J is signed by one who may, whoever can read what is inside."""
        return self.problem not in _OF_THE_SENDER


@dataclass(frozen=True)
class JournalView:
    """The entries up to the first that does not follow (``broken``), and the keys that the reader has to them.

    ``without`` are those who read the concern and cannot open the newest entry. ``spoilt``: whoever wrote that granted
    it to the reader in a way that opens nothing.
    """

    entries: tuple[ShownEntry, ...]
    keys: Mapping[int, Identity]
    broken: bool
    handler: Reviewer | None
    category: int
    without: tuple[Reviewer, ...]
    spoilt: bool = False

    @property
    def newest(self) -> Entry | None:
        return self.entries[-1].entry if self.entries else None

    @property
    def readable(self) -> bool:
        """Whether the reader has the key to the newest entry, if there is any."""
        return not self.entries or len(self.entries) in self.keys


def verify_journal(
    pages: Sequence[bytes], thread: ThreadView, directory: Directory, member: Member
) -> JournalView:
    """Read a concern's journal as ``member``, who has read its thread: all pages, in order from 0.

    Raises a ``WhistleError`` when the pages cannot be read; a fault of one entry is shown beside it.
    """
    items = _items(pages)
    opening, epochs = thread.whole
    given = [item for item in items if isinstance(item, JournalItem)]
    entries = _followed(given, opening)
    grants = {
        item.epoch: item.grant for item in items if isinstance(item, GrantItem) and item.kid == member.kid
    }
    opened = _open_all(entries, given, grants, opening, member)

    def spoilt(entry: Entry) -> bool:
        return entry.number not in opened.keys and _is_spoilt(entry, grants, opening, member)

    shown = []
    for entry, item in zip(entries, given, strict=False):
        reviewer, mine = directory.reviewer_by_key(entry.sender), entry.sender == member.signing.public
        problem, note = _judged(entry, item, entries, opened, spoilt, _sender_problem(reviewer, epochs))
        shown.append(ShownEntry(entry, item.hour, reviewer, mine, problem, note))
    present = epochs.newest.present(directory)
    binding = next((each.entry for each in reversed(shown) if each.binding), None)
    return JournalView(
        entries=tuple(shown),
        keys=opened.keys,
        broken=len(entries) < len(given),
        handler=_handler(binding, present, directory),
        category=binding.category if binding else 0,
        without=tuple(each for each in present if entries and each.kid not in entries[-1].kids),
        spoilt=bool(entries) and spoilt(entries[-1]),
    )


def _items(pages: Sequence[bytes]) -> list[Item]:
    parsed = [parse_journal_page(page) for page in pages]
    if len({page.pages for page in parsed}) > 1:
        raise Conflict("The journal changed while it was being fetched. Fetch it again.")
    if not parsed or [page.number for page in parsed] != list(range(parsed[0].pages)):
        raise MalformedFrame("Pages of the journal are missing.")
    return [item for page in parsed for item in page.items]


def _followed(given: Iterable[JournalItem], opening: Opening) -> list[Entry]:
    """The entries up to the first that is none, is of another concern, or does not follow the one before."""
    entries: list[Entry] = []
    for item in given:
        try:
            entry = Entry.parse(item.entry)
        except MalformedFrame:
            break
        here = (entry.service, entry.mailbox) == (opening.service, opening.mailbox)
        if not here or not entry.follows(entries[-1] if entries else None):
            break
        entries.append(entry)
    return entries


@dataclass(frozen=True)
class _Opened:
    """What the reader has a key to, by number. A note is None where it is not as the protocol says."""

    keys: dict[int, Identity]
    notes: dict[int, Note | None]


def _open_all(
    entries: Sequence[Entry],
    given: Sequence[JournalItem],
    grants: Mapping[int, bytes],
    opening: Opening,
    member: Member,
) -> _Opened:
    """From the newest entry down. Whoever wrote a ``before``, a hash that was signed tells what it is the key to."""
    opened = _Opened({}, {})
    for entry, item in reversed(list(zip(entries, given, strict=False))):
        number = entry.number
        try:
            if number not in opened.keys:
                opened.keys[number] = granted(
                    grants[number], entry.slots, number, entry.recipient_hash, entry.sender, opening, member
                )
            if sha256(item.body) != entry.body_hash:
                continue
            padded = age.open_sealed(opened.keys[number], item.body)
        except (KeyError, WhistleError):
            continue
        try:
            note = opened.notes[number] = read_note(padded, entry)
        except MalformedFrame:
            opened.notes[number] = None
            continue
        earlier = _led_to(note, entry, entries)
        if note.before and earlier:
            opened.keys.setdefault(earlier.number, note.before)
    return opened


def _is_spoilt(entry: Entry, grants: Mapping[int, bytes], opening: Opening, member: Member) -> bool:
    """Whether the reader's grant is the one that was signed, and does not open the entry: its writer's own doing."""
    sealed = grants.get(entry.number, b"")
    if (member.kid, sha256(sealed)) not in entry.slots:
        return False
    try:
        granted(sealed, entry.slots, entry.number, entry.recipient_hash, entry.sender, opening, member)
    except WhistleError:
        return True
    return False


def _led_to(note: Note, entry: Entry, entries: Sequence[Entry]) -> Entry | None:
    """The newest entry before this one to which its ``before`` is the key."""
    digest = sha256(note.before.recipient.raw) if note.before else None
    earlier = reversed(entries[: entry.number - 1])
    return next((each for each in earlier if each.recipient_hash == digest), None)


def _leads(note: Note, entry: Entry, entries: Sequence[Entry], spoilt: Callable[[Entry], bool]) -> bool:
    """Whether the note hands on the key that it should, so that nobody is cut off from what came before."""
    if entry.number == 1:
        return note.before is None
    last, led_to = entries[entry.number - 2], _led_to(note, entry, entries)
    known = note.before is None or led_to is not None
    return led_to is last or (known and (not entry.kids & last.kids or spoilt(last)))


def _sender_problem(reviewer: Reviewer | None, epochs: Epochs) -> str | None:
    if reviewer is None:
        return "unknown-sender"
    if reviewer.revoked is not None:
        return "revoked"
    return None if any(epoch.has(reviewer.kid) for epoch in epochs.memberships) else "not-a-member"


def _judged(
    entry: Entry,
    item: JournalItem,
    entries: Sequence[Entry],
    opened: _Opened,
    spoilt: Callable[[Entry], bool],
    sender_problem: str | None,
) -> tuple[str | None, Note | None]:
    """What is wrong with an entry, if anything, and what its sender says in it."""
    try:
        ed25519.verify(entry.sender, item.signature, item.entry)
    except WhistleError:
        return "bad-signature", None
    if sha256(item.body) != entry.body_hash:
        return sender_problem or "mismatch", None
    if entry.number not in opened.notes:
        return sender_problem or "cannot-open", None
    note = opened.notes[entry.number]
    whole = note is not None and _leads(note, entry, entries, spoilt)
    return sender_problem or (None if whole else "mismatch"), note


def _handler(binding: Entry | None, present: Iterable[Reviewer], directory: Directory) -> Reviewer | None:
    """Who handles the concern, by the key with which they read it now; nobody once they have left."""
    named = next((each for each in directory.reviewers if binding and each.kid == binding.handler), None)
    person = directory.person(named.id) if named else ()
    return next((each for each in present if each in person), None)
