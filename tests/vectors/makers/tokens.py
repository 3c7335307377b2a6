"""token.json"""

from __future__ import annotations

from tests.envelope.world import SERVICE, seed
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.hashing import sha256
from whistle.envelope.token import Reporter, Token

ABOUT = "Tokens as written and typed, and everything that follows from one (PROTOCOL section 2)."

_ANOTHER = seed("another thread", 16)


def vectors(_: Blobs) -> list[Vector]:
    out = [
        _derived("all zeros", bytes(16)),
        _derived("all ones", b"\xff" * 16),
        _derived("a token", seed("t", 16)),
    ]
    raw = seed("token as typed", 16)
    text = Token(raw).text
    typed = {
        "as written": text,
        "without hyphens": text.replace("-", ""),
        "in lower case": text.lower(),
        "with spaces": text.replace("-", " \t\u00a0"),
        "with line ends": text.replace("-", "\r\n"),
        "with dashes": text.replace("-", "\u2013"),
        "with minus signs": text.replace("-", "\u2212"),
    }
    for name, form in typed.items():
        out.append(_text(name, form, raw=raw))
    # 0x00… begins with zeros, and its check has whatever it has: letters that are misread stand for digits.
    zeros = Token(bytes(16)).text
    out.append(_text("o for zero", zeros.replace("0", "O", 3).replace("0", "o", 3), raw=bytes(16)))
    ones, ones_text = next(
        (t.raw, t.text) for n in range(99) if (t := Token(seed(f"1 {n}", 16))).text.count("1") > 1
    )
    out.append(_text("i and l for one", ones_text.replace("1", "I", 1).replace("1", "l", 1), raw=ones))
    last = text[-1]
    other = "7" if last != "7" else "8"
    swapped = text[1] + text[0] + text[2:]
    wrong = {
        "empty": ("", "length"),
        "one letter short": (text[:-1], "length"),
        "one letter more": (text + "0", "length"),
        "the letter u": ("U" + text[1:], "letter"),
        "a punctuation mark": ("." + text[1:], "letter"),
        "a letter of another alphabet": ("\u0410" + text[1:], "letter"),  # Cyrillic A
        "a letter that upper-cases into ours": ("\u017f" + text[1:], "letter"),  # long s
        "a full-width digit": ("\uff10" + text[1:], "letter"),
        "a digit of another script": ("\u0660" + text[1:], "letter"),
        "a null": (text + "\0", "letter"),
        "the last letter wrong": (text[:-1] + other, "check"),
        "two letters swapped": (swapped, "check"),
    }
    for name, (form, why) in wrong.items():
        out.append(_text(name, form, why=why))
    return out


def _derived(name: str, raw: bytes) -> Vector:
    reporter = Reporter(Token(raw), SERVICE)
    ok = {
        "text": reporter.token.text,
        "sign": reporter.signing.seed.hex(),
        "verify": reporter.signing.public.hex(),
        "identity": reporter.identity.seed.hex(),
        "recipient_hash": sha256(reporter.identity.recipient.raw).hex(),
        "blind": reporter.blind.hex(),
        "mailbox": reporter.mailbox.hex(),
        "kid": reporter.kid.hex(),
        "held": reporter.within(_ANOTHER).identity.seed.hex(),
        "held_kid": reporter.within(_ANOTHER).kid.hex(),
        "presence": reporter.presence.hex(),
    }
    return Vector(
        name,
        "All that follows from a token.",
        "token",
        {"raw": raw.hex(), "service": SERVICE.hex(), "thread": _ANOTHER.hex()},
        ok,
    )


def _text(name: str, text: str, *, raw: bytes = b"", why: str = "") -> Vector:
    if why:
        about = "Refused, and why is said."
        return Vector(name, about, "token-text", {"text": text}, error="MalformedToken", extra={"why": why})
    return Vector(name, "Read as it was meant.", "token-text", {"text": text}, {"raw": raw.hex()})
