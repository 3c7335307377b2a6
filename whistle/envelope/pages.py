"""Pages and answers that the server gives (PROTOCOL section 5): of one length, whatever is in them."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whistle.domain.errors import MalformedFrame
from whistle.envelope.framing import ANSWER, ANSWER_LENGTH, PAGE, PAGE_LENGTH, PREFIX, Cursor, prefix
from whistle.envelope.items import (
    GrantItem,
    Item,
    JournalItem,
    MessageItem,
    ThreadHead,
    encode_items,
    item_length,
    parse_items,
)

_PAGE_NUMBERS = struct.Struct(">II")
_PAGE_ROOM = PAGE_LENGTH - PREFIX - _PAGE_NUMBERS.size


@dataclass(frozen=True)
class Page:
    """Kind 5: page ``number`` of ``pages``, counted from 0."""

    number: int
    pages: int
    items: tuple[Item, ...]


def build_page(number: int, pages: int, items: Iterable[Item]) -> bytes:
    """131,072 bytes, whatever is in them."""
    return prefix(PAGE, 0) + _PAGE_NUMBERS.pack(number, pages) + encode_items(items, _PAGE_ROOM)


def parse_page(data: bytes) -> Page:
    """A page of a thread."""
    page = _parse(data)
    if page.number and not all(isinstance(item, ThreadHead | MessageItem) for item in page.items):
        raise MalformedFrame("A later page carries the head and messages, and nothing else.")
    if any(isinstance(item, JournalItem) for item in page.items):
        raise MalformedFrame("Nothing of a journal stands in a thread.")
    return page


def parse_journal_page(data: bytes) -> Page:
    """A page of a journal."""
    page = _parse(data)
    if not all(isinstance(item, JournalItem | GrantItem) for item in page.items):
        raise MalformedFrame("A page of a journal carries entries and the key to them, and nothing else.")
    if page.number and not all(isinstance(item, JournalItem) for item in page.items):
        raise MalformedFrame("A later page of a journal carries entries, and nothing else.")
    return page


def _parse(data: bytes) -> Page:
    cursor = Cursor(data, PAGE)
    number, pages = _PAGE_NUMBERS.unpack(cursor.take(_PAGE_NUMBERS.size))
    if number >= pages:
        raise MalformedFrame("The page's number is not among the pages.")
    return Page(number, pages, tuple(parse_items(cursor.rest())))


def build_answer(items: Iterable[Item]) -> bytes:
    """1,024 bytes, whatever is in them."""
    return prefix(ANSWER, 0) + encode_items(items, ANSWER_LENGTH - PREFIX)


def parse_answer(data: bytes) -> tuple[Item, ...]:
    return tuple(parse_items(Cursor(data, ANSWER).rest()))


def paginate(head: ThreadHead, fixed: Sequence[Item], messages: Iterable[Item]) -> list[list[Item]]:
    """The items of each page: the head on every page, ``fixed`` on page 0, no item split.

    ``fixed`` are the items 7, 2, 3, 5, 6 and 8 that exist, in that order.
    """
    pages: list[list[Item]] = [[head, *fixed]]
    room = _PAGE_ROOM - sum(map(item_length, pages[0]))
    for message in messages:
        length = item_length(message)
        if length > room:
            pages.append([head])
            room = _PAGE_ROOM - item_length(head)
        pages[-1].append(message)
        room -= length
    return pages
