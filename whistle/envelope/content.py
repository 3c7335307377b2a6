"""What stands inside a sealed message: a text and its kind, repeating what M says (PROTOCOL section 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from whistle.domain.concern import Action, ClosingReason, ReporterAction
from whistle.domain.errors import MalformedFrame
from whistle.domain.events import EventType
from whistle.envelope import fields
from whistle.envelope.hashing import HASH
from whistle.envelope.message import FROM_REPORTER, FROM_REVIEWER, Message, parse_plain, to_json
from whistle.envelope.padding import class_for, pad

CONCERN, QUESTION, ANSWER, DISPUTE, CLOSING = "concern", "question", "answer", "dispute", "closing"
ACTS: Mapping[tuple[int, str], EventType] = {
    (FROM_REPORTER, CONCERN): EventType.RECEIVED,
    **{(FROM_REPORTER, action.kind): action.event for action in ReporterAction},
    **{(FROM_REVIEWER, action.kind): action.event for action in Action},
}
"""(direction, kind) -> act: a kind may stand in a message of this direction and act only."""
KINDS: Mapping[tuple[int, int], str] = {(direction, act): kind for (direction, kind), act in ACTS.items()}
MOST_QUESTIONS = 8
_ASKS = ("words", "consent")
_REASONS = {reason.code for reason in ClosingReason}
_HALF = re.compile("[\ud800-\udfff]")

Answers = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    """One of the questions of a message. ``asks`` is "words" or "consent" (answered by "yes" or "no")."""

    text: str
    asks: str = "words"
    identifies: bool = False


@dataclass(frozen=True)
class Content:
    """What a sender wrote. ``answers`` and ``leave_out`` belong to a concern, ``reason`` to a closing.

    ``of`` is H(M) of the questions that are answered, or of what is disputed; an empty reply skips its question.
    """

    kind: str
    text: str
    answers: Answers = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()
    reason: str | None = None
    questions: tuple[Question, ...] = ()
    of: bytes | None = None
    replies: tuple[str, ...] = ()


def write_content(message: Message, content: Content) -> bytes:
    """The padded plaintext, in the smallest size class that holds it. Of M, only what is repeated is read."""
    said: dict[str, Any] = {"v": 1, "kind": content.kind, **_repeated(message), "text": whole(content.text)}
    if content.kind == CONCERN:
        said["answers"] = {whole(name): _whole_answer(answer) for name, answer in content.answers.items()}
        said["leave_out"] = list(content.leave_out)
    if content.kind == CLOSING:
        said["reason"] = content.reason
    if content.kind == QUESTION:
        said["questions"] = [_said_question(question) for question in content.questions]
    if content.kind in (ANSWER, DISPUTE):
        said["of"] = content.of.hex() if content.of else None
    if content.kind == ANSWER:
        said["replies"] = [whole(reply) for reply in content.replies]
    data = to_json(said)
    return pad(data, class_for(len(data)))


def read_content(padded: bytes, message: Message) -> Content:
    """What a plaintext says; ``MalformedFrame`` unless it is well-formed, repeats M and may stand there."""
    said = parse_plain(padded)
    for name, value in {"v": 1, **_repeated(message)}.items():
        if said.get(name) != value or isinstance(said[name], bool):
            raise MalformedFrame("The text inside does not repeat what was signed.")
    try:
        kind, text = said["kind"], whole(string(said["text"]))
        reason = string(said["reason"]) if kind == CLOSING else None
        answers = _answers(said.get("answers", {})) if kind == CONCERN else {}
        leave_out = fields.each(said.get("leave_out", []), string) if kind == CONCERN else ()
        questions = fields.each(said["questions"], _question) if kind == QUESTION else ()
        of = fields.hex_of(said["of"], HASH) if kind in (ANSWER, DISPUTE) else None
        replies = tuple(map(whole, fields.each(said["replies"], string))) if kind == ANSWER else ()
    except fields.WRONG:
        raise MalformedFrame("The text inside is not what the protocol says.") from None
    if not _may_stand(kind, message) or (kind == CLOSING and reason not in _REASONS):
        raise MalformedFrame("This kind of message may not stand here.")
    for asked, named in ((QUESTION, questions), (ANSWER, replies)):
        if kind == asked and not 1 <= len(named) <= MOST_QUESTIONS:
            raise MalformedFrame("There are one to eight questions.")
    return Content(kind, text, answers, leave_out, reason, questions, of, replies)


def _repeated(message: Message) -> dict[str, Any]:
    return {
        "mailbox": message.mailbox.hex(),
        "sender": message.sender.hex(),
        "epoch": message.epoch,
        "follows": message.follows.hex(),
    }


def _may_stand(kind: Any, message: Message) -> bool:
    if kind == CONCERN and (message.epoch or message.seen):
        return False
    return isinstance(kind, str) and KINDS.get((message.direction, message.act)) == kind


def _question(value: Any) -> Question:
    text, asks, identifies = whole(string(value["text"])), value["asks"], value["identifies"]
    if asks not in _ASKS or not isinstance(identifies, bool):
        raise ValueError("not a question")
    return Question(text, asks, identifies)


def _said_question(question: Question) -> dict[str, Any]:
    return {"text": whole(question.text), "asks": question.asks, "identifies": question.identifies}


def _answers(value: Any) -> Answers:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return {
        whole(name): whole(answer)
        if isinstance(answer, str)
        else tuple(map(whole, fields.each(answer, string)))
        for name, answer in value.items()
    }


def _whole_answer(answer: Any) -> str | list[str]:
    return whole(answer) if isinstance(answer, str) else [whole(part) for part in answer]


def string(value: Any) -> str:
    """A text of a plaintext, which may hold half a character; raises one of ``fields.WRONG`` for anything else."""
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def whole(text: str) -> str:
    """Half a character, as a cut-off paste can leave it, would otherwise fail far from here when it is printed."""
    return _HALF.sub("\ufffd", text)
