"""Bech32 (BIP 173) without its length limit, as age writes keys."""

from __future__ import annotations

import functools
import operator

from whistle.domain.errors import MalformedKey

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
# What five bits pushed out at the top do to the checksum: one entry for each of their values.
_STEPS = tuple(
    functools.reduce(operator.xor, (g for i, g in enumerate(_GENERATOR) if top >> i & 1), 0)
    for top in range(32)
)
_LONGEST = 4096  # no key of ours is longer; bounds the work done on a stranger's text


def encode(prefix: str, data: bytes) -> str:
    """Lower-case Bech32 text of ``data`` under the human-readable ``prefix``."""
    values = _regroup(data, 8, 5, pad=True)
    check = _polymod([*_expand(prefix), *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [(check >> 5 * (5 - i)) & 31 for i in range(6)]
    return prefix + "1" + "".join(_LETTERS[value] for value in values)


def decode(text: str, prefix: str) -> bytes:
    """The bytes in ``text``, which must be in one case and carry this ``prefix`` (in lower case)."""
    if len(text) > _LONGEST or not text.isascii():
        raise MalformedKey("This is not a key.")
    if text != text.lower() and text != text.upper():
        raise MalformedKey("A key is written in one case only.")
    text = text.lower()
    found, separator, rest = text.rpartition("1")
    if not separator or found != prefix or len(rest) < 6:
        raise MalformedKey(f"This is not a key that begins with {prefix}1.")
    try:
        values = [_VALUES[letter] for letter in rest]
    except KeyError:
        raise MalformedKey("The key holds a letter that no key has.") from None
    if _polymod([*_expand(prefix), *values]) != 1:
        raise MalformedKey("The key has a typing mistake.")
    return bytes(_regroup(values[:-6], 5, 8, pad=False))


def _expand(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        check = (check & 0x1FFFFFF) << 5 ^ value ^ _STEPS[check >> 25]
    return check


def _regroup(values: bytes | list[int], width: int, to: int, *, pad: bool) -> list[int]:
    """Groups of ``width`` bits as groups of ``to`` bits; what is left over must be padding of zeros."""
    held = bits = 0
    out = []
    for value in values:
        held = (held << width | value) & 0xFFF
        bits += width
        while bits >= to:
            bits -= to
            out.append(held >> bits & ((1 << to) - 1))
    rest = held & ((1 << bits) - 1)
    if pad:
        if bits:
            out.append(rest << (to - bits))
    elif bits >= width or rest:
        raise MalformedKey("The key has a second way of being written.")
    return out
