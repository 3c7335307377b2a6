"""What a person reads instead of a code."""

from __future__ import annotations

from whistle.domain import taxonomy

PROBLEMS = {
    "bad-signature": "the signature does not fit the message: it was altered, or made by someone else",
    "mismatch": "what is inside does not agree with what was signed",
    "unknown-sender": "it is signed with a key of neither the reporter at the time nor any reviewer",
    "revoked": "it is signed with a key that has been withdrawn",
    "not-a-member": "it is signed by a reviewer who could not read this concern at the time",
    "withheld": "its sender had seen messages that are not here",
    "wrong-follows": "it answers a message that is not here",
    "out-of-order": "it stands in the wrong place",
    "cannot-open": "this concern's key does not open it",
}

WARNINGS = {
    "withheld": "Messages are missing.",
    "out-of-order": "The messages do not match the signed list of them. One may be missing, added or moved.",
    "bad-head": "The list of messages is not signed with the log's key.",
    "directory-older": "This concern was sealed under a newer directory than the one you gave.",
    "directory-differs": "This concern was sealed under another directory than the one you gave.",
    "bad-epoch": "Someone tried to change who can read this without the right to. The change was ignored.",
    "state": "The server says that this is closed, and no confirmed message closes it.",
}

KINDS = {
    "question": "Asks the reporter:",
    "answer": "Answers {about}:",
    "dispute": "Disputes {about}.",
    "withdrawal": "Withdraws the concern.",
    "detriment": "Tells of what has been done to the reporter since:",
    "holding": "Says that it was received, and nothing of the matter yet.",
    "check": "Asks, after the closing, how the reporter has been treated since.",
}

QUESTIONS = {question.key: question.words for question in taxonomy.QUESTIONS}

_CODES = {
    question.key: {entry.code: entry.words for entry in question.entries} for question in taxonomy.QUESTIONS
}
_CODES["faults"] = {code: f"{words} ({code})" for code, words in _CODES["faults"].items()}


def in_words(question: str, answer: str | tuple[str, ...]) -> str:
    """An answer of codes, in words; whatever is no code stays as it is."""
    codes = (answer,) if isinstance(answer, str) else answer
    known = _CODES.get(question, {})
    return "; ".join(known.get(code, code) for code in codes)
