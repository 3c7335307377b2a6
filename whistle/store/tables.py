"""The tables.

Rules that the tests keep: a row that tells of a reporter stands in a table ``WITHOUT ROWID`` under a random key, so
that no serial number tells when it came; times are whole hours, but for one (``alarm``); ``fresh`` marks what arrived
or changed since the last tick, which puts those rows back in a random order (`whistle.store.shuffling`). Wide columns
come last, so that looking at a row's narrow ones does not walk through its ciphertext.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _mailbox() -> Column[bytes]:
    # Deferred, because the tick takes a concern out and puts it back while its messages stay.
    concern = ForeignKey("concerns.mailbox", deferrable=True, initially="DEFERRED")
    return Column("mailbox", LargeBinary(16), concern, primary_key=True)


def _fresh() -> Column[int | None]:
    # 1 or null rather than true or false, so that one partial index serves SQLite and PostgreSQL alike.
    return Column("fresh", SmallInteger)


concerns = Table(
    "concerns",
    metadata,
    Column("mailbox", LargeBinary(16), primary_key=True),
    _fresh(),
    Column("filing_hash", LargeBinary(32), nullable=False),
    Column("case_id", LargeBinary(16), nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("route", Integer, nullable=False),
    Column("size_class", SmallInteger, nullable=False),
    Column("readers", SmallInteger, nullable=False),
    Column("opened", SmallInteger, nullable=False),
    Column("received", Integer, nullable=False),
    Column("released", Integer),
    Column("due", Integer),
    Column("due_kind", String(16)),
    Column("told_state", SmallInteger, nullable=False),
    Column("told_due", Integer),
    Column("written", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("epoch", SmallInteger, nullable=False),
    Column("handler", String(64)),
    Column("asked", Integer),
    Column("category", SmallInteger, nullable=False),
    Column("journal", Integer, nullable=False),
    Column("paused", Integer),
    Column("rules", Integer, nullable=False),
    Column("alarm", BigInteger),
    Column("head", LargeBinary(32), nullable=False),
    Column("leaf", LargeBinary(32), nullable=False),
    Column("happened", LargeBinary, nullable=False),
    Column("opening", LargeBinary, nullable=False),
    Column("receipt", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""``happened`` is all that happened to it (`whistle.ledger.happened`), ``rules`` the version of the limits it keeps.
``due`` and ``due_kind`` follow from these; so does ``paused``, the hour at which a clock that a question stopped runs
again at the latest. ``alarm`` is the minute (unix) in which something urgent was released, until somebody acts on it.
``written`` counts the messages kept, ``count`` those with a place, ``head`` chains the latter. What the reporter has
been told lags behind until the tick, as messages do. ``epoch`` is the one in force. ``handler`` is the reviewer who
deals with it, ``category`` what they put it under, ``journal`` how many entries that has; ``asked`` the hour of a
question that the reporter has written nothing after. ``opening`` is item 2 of a page, ``receipt`` item 5."""

Index(
    "ix_concerns_fresh",
    concerns.c.fresh,
    sqlite_where=concerns.c.fresh.is_not(None),
    postgresql_where=concerns.c.fresh.is_not(None),
)

readers = Table(
    "readers",
    metadata,
    _mailbox(),
    Column("reviewer", String(64), primary_key=True),
    Column("state", SmallInteger, nullable=False),
    Column("sort_hour", Integer),
    Column("opened", Integer),
    Column("unread", Integer, nullable=False),
    Column("cover", Integer),
    sqlite_with_rowid=False,
)
"""Who may read a concern, and the inbox. ``sort_hour`` is null before release, then the hour something is due; where
nothing is due any more it puts the latest closing first (`whistle.services.progress`). With ``state`` a copy of the
concern's, so that an inbox page is one index range. ``cover`` is the hour until which they stand in for somebody."""

Index(
    "ix_readers_inbox",
    readers.c.reviewer,
    readers.c.state,
    readers.c.sort_hour,
    readers.c.mailbox,
    sqlite_where=readers.c.sort_hour.is_not(None),
    postgresql_where=readers.c.sort_hour.is_not(None),
)

Index(
    "ix_readers_unread",
    readers.c.reviewer,
    readers.c.mailbox,
    sqlite_where=readers.c.unread > 0,
    postgresql_where=readers.c.unread > 0,
)

grants = Table(
    "grants",
    metadata,
    _mailbox(),
    Column("epoch", Integer, primary_key=True),
    Column("kid", LargeBinary(32), primary_key=True),
    _fresh(),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

messages = Table(
    "messages",
    metadata,
    _mailbox(),
    Column("seq", Integer, primary_key=True),
    _fresh(),
    Column("place", Integer),
    Column("direction", SmallInteger, nullable=False),
    Column("act", SmallInteger, nullable=False),
    Column("hour", Integer, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("length", Integer, nullable=False),
    Column("sender", LargeBinary(32), nullable=False),
    Column("seen", Integer, nullable=False),
    Column("answer", LargeBinary),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""``seq`` is the order within one thread, ``place`` the same once the other side has it. ``sealed`` is
M ‖ signature ‖ age file, ``length`` its length, ``act`` what it does, ``answer`` item 1 as it was answered."""

epochs = Table(
    "epochs",
    metadata,
    _mailbox(),
    Column("epoch", SmallInteger, primary_key=True),
    _fresh(),
    Column("hour", Integer, nullable=False),
    Column("cover", Integer),
    Column("hash", LargeBinary(32), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("item", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""Changes of who may read: item 8 of a page. What is beyond the concern's own epoch waits, and its grants with it.
``cover`` is the hour until which those it lets in stand in for somebody."""

holders = Table(
    "holders",
    metadata,
    Column("holder", LargeBinary(16), primary_key=True),
    Column(
        "mailbox",
        LargeBinary(16),
        ForeignKey("concerns.mailbox", deferrable=True, initially="DEFERRED"),
        nullable=False,
        index=True,
    ),
    _fresh(),
    sqlite_with_rowid=False,
)
"""Whom a concern was handed to, by the mailbox of their own key."""

journal = Table(
    "journal",
    metadata,
    _mailbox(),
    Column("number", Integer, primary_key=True),
    _fresh(),
    Column("hour", Integer, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("length", Integer, nullable=False),
    Column("sender", LargeBinary(32), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""What reviewers note and decide among themselves. ``sealed`` is J ‖ signature ‖ age file, ``length`` its length,
``hash`` H(J), ``sender`` as J says it."""

journal_grants = Table(
    "journal_grants",
    metadata,
    _mailbox(),
    Column("number", Integer, primary_key=True),
    Column("kid", LargeBinary(32), primary_key=True),
    _fresh(),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

presence = Table(
    "presence",
    metadata,
    Column("mailbox", LargeBinary(16), primary_key=True),
    Column("reviewer", String(64), primary_key=True),
    Column("doing", String(8), nullable=False),
    Column("until", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Who has a concern before them now. ``until`` is in unix seconds, since a minute later it says nothing any more."""

absences = Table(
    "absences",
    metadata,
    Column("reviewer", String(64), primary_key=True),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("deputy", String(64)),
)
"""Who is away, from the first hour to the last. ``reviewer`` is the first entry of the person in the directory, which
stays the same when their key is renewed."""

pending_leaves = Table(
    "pending_leaves",
    metadata,
    Column("tree_hash", LargeBinary(32), primary_key=True),
    Column("salt", LargeBinary(32), nullable=False),
    Column("event", LargeBinary(121), nullable=False),
    sqlite_with_rowid=False,
)

leaves = Table(
    "leaves",
    metadata,
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("tree_hash", LargeBinary(32), nullable=False),
    Column("salt", LargeBinary(32)),
    Column("event", LargeBinary(121)),
    Column("blank", LargeBinary(48)),
    sqlite_with_rowid=False,
)
"""The log: an event with its salt, or a blank leaf's own bytes."""

Index("ix_leaves_tree_hash", leaves.c.tree_hash, unique=True)

tiles = Table(
    "tiles",
    metadata,
    Column("level", SmallInteger, primary_key=True),
    Column("idx", BigInteger, primary_key=True),
    Column("hashes", LargeBinary, nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("hour", Integer, nullable=False),
    Column("note", Text, nullable=False),
)

log_head = Table(
    "log_head",
    metadata,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
    Column("slot", BigInteger, nullable=False),
    Column("hour", Integer, nullable=False),
)
"""One row: the tree's size and peaks, and the tick that ran last, whether or not it had something to do."""

rules = Table(
    "rules",
    metadata,
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("hour", Integer, nullable=False),
    Column("made_of", LargeBinary(32), nullable=False),
    Column("text", Text, nullable=False),
)
"""The versions of the limits, each from the hour on. ``made_of`` names the settings that gave the text, so that a
start that finds them unchanged need not make it again."""

statements = Table(
    "statements",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("hour", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""The figures counted from the log's first ``size`` entries, so that they need not be counted at every visit."""

directories = Table(
    "directories",
    metadata,
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("hour", Integer, nullable=False),
    Column("file", LargeBinary, nullable=False),
)

staff = Table(
    "staff",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("name", String(128), nullable=False),
    Column("role", String(16), nullable=False),
    Column("password", String(255), nullable=False),
    Column("reviewer", String(64)),
    Column("app", LargeBinary),
    Column("app_used", BigInteger, nullable=False, default=0),
    Column("app_offered", LargeBinary),
)
"""``app`` is the sealed secret of an authenticator app, ``app_used`` the time step of the code taken last, and
``app_offered`` a secret that counts once a code of it was typed."""

Index("ix_staff_name", staff.c.name, unique=True)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column(
        "staff_id", LargeBinary(16), ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("created", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("how", String(16), nullable=False),
)

staff_passkeys = Table(
    "staff_passkeys",
    metadata,
    Column("id", LargeBinary(1023), primary_key=True),
    Column(
        "staff_id", LargeBinary(16), ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("name", String(64), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("added", BigInteger, nullable=False),
    Column("used", BigInteger),
)

spent_challenges = Table(
    "spent_challenges",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("until", BigInteger, nullable=False),
)
"""Challenges that a passkey answered rightly, so that no answer counts twice. Strangers add none."""

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("failures", Integer, nullable=False),
    Column("wait_until", BigInteger, nullable=False),
)
"""Wrong passwords by a short keyed hash of the name that was typed, whether or not there is such an account: neither
slowing down nor a copy of this tells who works here."""

reminders = Table(
    "reminders",
    metadata,
    Column("staff_id", ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
    Column("address", String(254), nullable=False),
    Column("day", Integer, nullable=False),
    Column("told", LargeBinary, nullable=False),
    Column("state", String(8)),
    Column("queued", Integer),
    Column("sent", Integer),
    Column("tries", Integer, nullable=False),
    Column("next_try", BigInteger),
    Column("failing_since", Integer),
    Column("reason", String(16)),
)
"""Who is reminded by mail, and how their latest reminder stands. ``day`` is the hour at which the day began that was
last looked at, ``told`` names the urgent things that they were told of. ``next_try`` is in unix seconds, the rest in
hours. Nothing in a row says what a reminder was for."""
