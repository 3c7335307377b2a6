"""Requests and answers of the API (PROTOCOL section 5): fixed lengths, checked before anything is read."""

from whistle.envelope.asking import Notice, Read, parse_notice, parse_read, sign_notice, sign_read
from whistle.envelope.framing import (
    ANSWER_LENGTH,
    EPOCH_FRAME,
    FILING,
    JOURNAL_FRAME,
    LENGTHS,
    LONGEST_REQUEST,
    MESSAGE_FRAME,
    NOTICE,
    PAGE_LENGTH,
    READ,
)
from whistle.envelope.items import (
    EpochItem,
    GrantItem,
    InclusionItem,
    Item,
    JournalItem,
    MessageItem,
    OpeningItem,
    ReceiptItem,
    StateItem,
    ThreadHead,
    chain_next,
    chain_start,
    sign_head,
)
from whistle.envelope.journal.frame import Written, parse_entry
from whistle.envelope.pages import (
    Page,
    build_answer,
    build_page,
    paginate,
    parse_answer,
    parse_journal_page,
    parse_page,
)
from whistle.envelope.requests import Change, Filing, Posted, parse_epoch, parse_filing, parse_message

__all__ = [
    "ANSWER_LENGTH", "EPOCH_FRAME", "FILING", "JOURNAL_FRAME", "LENGTHS", "LONGEST_REQUEST", "MESSAGE_FRAME",
    "NOTICE", "PAGE_LENGTH", "READ", "Change", "EpochItem", "Filing", "GrantItem", "InclusionItem", "Item",
    "JournalItem", "MessageItem", "Notice", "OpeningItem", "Page", "Posted", "Read", "ReceiptItem",
    "StateItem", "ThreadHead", "Written", "build_answer", "build_page", "chain_next", "chain_start",
    "paginate", "parse_answer", "parse_entry", "parse_epoch", "parse_filing",
    "parse_journal_page", "parse_message", "parse_notice", "parse_page", "parse_read", "sign_head",
    "sign_notice", "sign_read",
]  # fmt: skip
