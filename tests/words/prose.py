"""Finds sentences in a script that are no messages: words that would be English on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel.messages.jslexer import Token, tokenize

# Two words in a row, of letters alone: not a class, an identifier, a code or an address.
_PROSE = re.compile(r"(?<![\w-])[A-Za-z’']{2,}[,:]? [a-z’']+(?![\w-])|^[A-Z][a-z]+[.?!:]?$|[a-z]\.$")
# What is for whoever reads the code; and codes, keys, selectors and patterns.
_FOR_PROGRAMMERS = {"Error", "TypeError", "Refused"}
_CODES = re.compile(r"in doubt|not sealed|Shift|Enter|Escape|(?:(?:input|textarea|select)(?:, )?)+|.*\\.*")
_SAYS = {"t", "tn"}


def outside_messages(source: str) -> list[str]:
    """The texts of ``source`` that look like something a person reads and are in no call of `t` or `tn`."""
    return [
        text for text in _texts(source) if _PROSE.search(_without_values(text)) and not _CODES.fullmatch(text)
    ]


def _without_values(text: str) -> str:
    return re.sub(r"\$\{[^}]*\}", "0", text)


def _texts(source: str) -> Iterator[str]:
    tokens = [
        token
        for token in tokenize(source)
        if token.type not in ("whitespace", "linecomment", "multilinecomment")
    ]
    inside: list[bool] = []  # for each bracket that is open, whether it is a call that takes English
    for index, token in enumerate(tokens):
        if token.value == "(":
            inside.append(_takes_english(tokens, index))
        elif token.value == ")" and inside:
            inside.pop()
        elif token.type in ("string", "template_string") and not any(inside) and not _imported(tokens, index):
            yield token.value[1:-1]


def _takes_english(tokens: list[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].value in _SAYS | _FOR_PROGRAMMERS


def _imported(tokens: list[Token], index: int) -> bool:
    return index > 0 and tokens[index - 1].value in ("from", "import")
