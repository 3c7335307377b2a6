"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("deputy", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("reviewer", name="pk_absences"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_checkpoints"),
    )
    op.create_table(
        "concerns",
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("fresh", sa.SmallInteger(), nullable=True),
        sa.Column("filing_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("route", sa.Integer(), nullable=False),
        sa.Column("size_class", sa.SmallInteger(), nullable=False),
        sa.Column("readers", sa.SmallInteger(), nullable=False),
        sa.Column("opened", sa.SmallInteger(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("released", sa.Integer(), nullable=True),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.Column("due_kind", sa.String(length=16), nullable=True),
        sa.Column("told_state", sa.SmallInteger(), nullable=False),
        sa.Column("told_due", sa.Integer(), nullable=True),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.SmallInteger(), nullable=False),
        sa.Column("handler", sa.String(length=64), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=True),
        sa.Column("category", sa.SmallInteger(), nullable=False),
        sa.Column("journal", sa.Integer(), nullable=False),
        sa.Column("paused", sa.Integer(), nullable=True),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("alarm", sa.BigInteger(), nullable=True),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("leaf", sa.LargeBinary(length=32), nullable=False),
        sa.Column("happened", sa.LargeBinary(), nullable=False),
        sa.Column("opening", sa.LargeBinary(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", name="pk_concerns"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_concerns_fresh",
        "concerns",
        ["fresh"],
        sqlite_where=sa.text("fresh IS NOT NULL"),
        postgresql_where=sa.text("fresh IS NOT NULL"),
    )
    op.create_table(
        "directories",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("file", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_directories"),
    )
    op.create_table(
        "leaves",
        sa.Column("idx", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tree_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=True),
        sa.Column("event", sa.LargeBinary(length=121), nullable=True),
        sa.Column("blank", sa.LargeBinary(length=48), nullable=True),
        sa.PrimaryKeyConstraint("idx", name="pk_leaves"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_leaves_tree_hash", "leaves", ["tree_hash"], unique=True)
    op.create_table(
        "log_head",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("peaks", sa.LargeBinary(), nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_log_head"),
    )
    op.create_table(
        "pending_leaves",
        sa.Column("tree_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("event", sa.LargeBinary(length=121), nullable=False),
        sa.PrimaryKeyConstraint("tree_hash", name="pk_pending_leaves"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "presence",
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("doing", sa.String(length=8), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "reviewer", name="pk_presence"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rules",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("made_of", sa.LargeBinary(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_rules"),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wait_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_sign_in_failures"),
    )
    op.create_table(
        "spent_challenges",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_spent_challenges"),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("reviewer", sa.String(length=64), nullable=True),
        sa.Column("app", sa.LargeBinary(), nullable=True),
        sa.Column("app_used", sa.BigInteger(), nullable=False),
        sa.Column("app_offered", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
    )
    op.create_index("ix_staff_name", "staff", ["name"], unique=True)
    op.create_table(
        "statements",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_statements"),
    )
    op.create_table(
        "tiles",
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "idx", name="pk_tiles"),
    )
    op.create_table(
        "epochs",
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("epoch", sa.SmallInteger(), nullable=False),
        sa.Column("fresh", sa.SmallInteger(), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("cover", sa.Integer(), nullable=True),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox"], ["concerns.mailbox"], name="fk_epochs_mailbox", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("mailbox", "epoch", name="pk_epochs"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "grants",
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("kid", sa.LargeBinary(length=32), nullable=False),
        sa.Column("fresh", sa.SmallInteger(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox"], ["concerns.mailbox"], name="fk_grants_mailbox", initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("mailbox", "epoch", "kid", name="pk_grants"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "holders",
        sa.Column("holder", sa.LargeBinary(length=16), nullable=False),
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("fresh", sa.SmallInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mailbox"],
            ["concerns.mailbox"],
            name="fk_holders_mailbox",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("holder", name="pk_holders"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_holders_mailbox", "holders", ["mailbox"], unique=False)
    op.create_table(
        "journal",
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.SmallInteger(), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("sender", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox"],
            ["concerns.mailbox"],
            name="fk_journal_mailbox",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("mailbox", "number", name="pk_journal"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "journal_grants",
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kid", sa.LargeBinary(length=32), nullable=False),
        sa.Column("fresh", sa.SmallInteger(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox"],
            ["concerns.mailbox"],
            name="fk_journal_grants_mailbox",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("mailbox", "number", "kid", name="pk_journal_grants"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "messages",
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.SmallInteger(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("direction", sa.SmallInteger(), nullable=False),
        sa.Column("act", sa.SmallInteger(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("sender", sa.LargeBinary(length=32), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mailbox"],
            ["concerns.mailbox"],
            name="fk_messages_mailbox",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("mailbox", "seq", name="pk_messages"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "readers",
        sa.Column("mailbox", sa.LargeBinary(length=16), nullable=False),
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("sort_hour", sa.Integer(), nullable=True),
        sa.Column("opened", sa.Integer(), nullable=True),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("cover", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mailbox"],
            ["concerns.mailbox"],
            name="fk_readers_mailbox",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("mailbox", "reviewer", name="pk_readers"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_readers_inbox",
        "readers",
        ["reviewer", "state", "sort_hour", "mailbox"],
        sqlite_where=sa.text("sort_hour IS NOT NULL"),
        postgresql_where=sa.text("sort_hour IS NOT NULL"),
    )
    op.create_index(
        "ix_readers_unread",
        "readers",
        ["reviewer", "mailbox"],
        sqlite_where=sa.text("unread > 0"),
        postgresql_where=sa.text("unread > 0"),
    )
    op.create_table(
        "reminders",
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=True),
        sa.Column("queued", sa.Integer(), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.BigInteger(), nullable=True),
        sa.Column("failing_since", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_reminders_staff_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", name="pk_reminders"),
    )
    op.create_table(
        "staff_passkeys",
        sa.Column("id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_staff_passkeys_staff_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_passkeys"),
    )
    op.create_index("ix_staff_passkeys_staff_id", "staff_passkeys", ["staff_id"])
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("staff_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_staff_sessions_staff_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_sessions"),
    )
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])
