"""message.json: M, and the plaintext inside."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from tests.envelope.world import REPORTER, RUTH, SERVICE, seed
from tests.vectors.makers.openings import shown
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.message import CHANGE, FROM_REPORTER, FROM_REVIEWER, Message

ABOUT = "The head M of a message, and its padded plaintext, which must repeat M (PROTOCOL section 4)."
_CONCERN = Message(
    SERVICE,
    REPORTER.mailbox,
    REPORTER.signing.public,
    FROM_REPORTER,
    1,
    0,
    0,
    seed("H(O)"),
    seed("H(age file)"),
)
_REPLY = replace(
    _CONCERN,
    sender=RUTH.signing.public,
    direction=FROM_REVIEWER,
    act=5,
    seen=1,
    follows=seed("H(M)"),
    epoch=2,
)
_SAID = replace(_CONCERN, act=8, seen=1, follows=seed("H(M)"))
Json = dict[str, Any]


def vectors(blobs: Blobs) -> list[Vector]:
    files = replace(_REPLY, files=2, files_hash=seed("files"))
    out = [
        Vector(name, "All its fields.", "message", {"data": message.encode().hex()}, shown(message))
        for name, message in (
            ("from the reporter", _CONCERN),
            ("from a reviewer", _REPLY),
            ("of a change of membership", replace(_REPLY, direction=CHANGE, act=12)),
            ("of an act that nobody knows", replace(_REPLY, act=255)),
            ("with files", files),
            ("largest numbers", replace(_REPLY, epoch=2**32 - 1, seen=2**32 - 1)),
        )
    ]
    data = _REPLY.encode()
    direction = 19 + 32 + 16 + 32
    for name, bad in (
        ("too short", data[:-1]),
        ("too long", data + b"\0"),
        ("another label", data.replace(b"/v1/", b"/v2/", 1)),
        ("direction 0", data[:direction] + b"\0" + data[direction + 1 :]),
        ("direction 4", data[:direction] + b"\4" + data[direction + 1 :]),
        ("no files but their hash", replace(_REPLY, files_hash=seed("files")).encode()),
    ):
        out.append(Vector(name, "Not a message.", "message", {"data": bad.hex()}, error="MalformedFrame"))
    return out + _plain(blobs)


def _plain(blobs: Blobs) -> list[Vector]:
    def said(message: Message, kind: str, **more: Any) -> Json:
        return {
            "v": 1, "kind": kind, "mailbox": message.mailbox.hex(), "sender": message.sender.hex(),
            "epoch": message.epoch, "follows": message.follows.hex(), "text": "Some text.", **more,
        }  # fmt: skip

    def given(message: Message, padded: bytes) -> Json:
        return {"message": message.encode().hex(), "plain": blobs.write(padded)}

    concern = said(
        _CONCERN, "concern", answers={"stage": "closure", "wrong": ["K1", "D1"]}, leave_out=["tom"]
    )
    reply, closing = said(_REPLY, "reply"), said(_REPLY, "closing", reason="action-taken")
    acknowledging, closes = replace(_REPLY, act=4), replace(_REPLY, act=6)
    asks, answers = replace(_REPLY, act=9), replace(_SAID, act=10)
    holds, checks = replace(_REPLY, act=19), replace(_REPLY, act=20)
    disputes, withdraws, harmed = (replace(_SAID, act=act) for act in (11, 15, 16))
    asked = [
        {"text": "When was it?", "asks": "words", "identifies": False},
        {"text": "May we tell the officer who asks?", "asks": "consent", "identifies": True},
    ]
    question = said(asks, "question", questions=asked)
    answer = said(answers, "answer", of=seed("H(question)").hex(), replies=["In March.", ""])
    dispute = said(disputes, "dispute", of=seed("H(closing)").hex())
    out = []
    for name, message, content in (
        ("concern", _CONCERN, concern),
        ("concern, the least", _CONCERN, said(_CONCERN, "concern")),
        ("reply of a reviewer", _REPLY, reply),
        ("reply of the reporter", _SAID, said(_SAID, "reply")),
        ("acknowledgement", acknowledging, said(acknowledging, "acknowledgement", text="")),
        ("closing", closes, closing),
        ("holding reply", holds, said(holds, "holding", text="")),
        ("check", checks, said(checks, "check")),
        ("question", asks, {**question, "text": ""}),
        ("eight questions", asks, {**question, "questions": asked * 4}),
        ("answer", answers, answer),
        ("answer to eight questions", answers, {**answer, "replies": [""] * 7 + ["yes"]}),
        ("dispute", disputes, {**dispute, "text": ""}),
        ("withdrawal", withdraws, said(withdraws, "withdrawal", text="")),
        ("detriment", harmed, said(harmed, "detriment")),
        (
            "every kind of letter",
            _REPLY,
            {**reply, "text": 'caffè, “D’Arcy”, Łódź, 漢字, \U0001f600, \t\n\\"'},
        ),
        ("a member nobody knows", _REPLY, {**reply, "mood": "good"}),
        ("four deep", _REPLY, {**reply, "mood": [[["good"]]]}),
        ("brackets in the text", _REPLY, {**reply, "text": '[[[[{{{{"\\'}),
        ("the largest and the smallest number", _REPLY, {**reply, "most": 2**53 - 1, "least": 1 - 2**53}),
        (
            "longest of class 1",
            _REPLY,
            {**reply, "text": "x" * (16_384 - 4 - len(_json({**reply, "text": ""})))},
        ),
        (
            "shortest of class 2",
            _REPLY,
            {**reply, "text": "x" * (16_385 - 4 - len(_json({**reply, "text": ""})))},
        ),
    ):
        ok = {"kind": content["kind"], "text": content["text"]}
        if content["kind"] == "concern":
            ok |= {"answers": content.get("answers", {}), "leave_out": content.get("leave_out", [])}
        ok |= {name: content[name] for name in ("reason", "questions", "of", "replies") if name in content}
        out.append(Vector(name, "Says this.", "plain", given(message, _pad(_json(content))), ok))
    half = _json(reply).replace(b"Some text.", rb"half \ud83d of it")
    ok = {"kind": "reply", "text": "half \ufffd of it"}
    out.append(Vector("half a character", "Shown as a mark.", "plain", given(_REPLY, _pad(half)), ok))

    wrong: list[tuple[str, Message, bytes]] = [
        ("padding not zero", _REPLY, _pad(_json(reply))[:-1] + b"\1"),
        ("length beyond the end", _REPLY, b"\xff" * 4 + _pad(_json(reply))[4:]),
        ("length too small", _REPLY, (10).to_bytes(4, "big") + _pad(_json(reply))[4:]),
        ("of another size", _REPLY, _pad(_json(reply)) + bytes(100)),
        ("nothing", _REPLY, b""),
        ("not json", _REPLY, _pad(_json(reply)[:-1])),
        ("not utf-8", _REPLY, _pad(_json(reply).replace(b"Some", b"\xff\xff"))),
        ("two documents", _REPLY, _pad(_json(reply) + b"{}")),
        ("a byte order mark", _REPLY, _pad(b"\xef\xbb\xbf" + _json(reply))),
        ("a list", _REPLY, _pad(b"[" + _json(reply) + b"]")),
        ("nan", _REPLY, _pad(_json(reply)[:-1] + b',"x":NaN}')),
        ("a hundred thousand brackets", _REPLY, _pad(b"[" * 16_380)),
        ("a name twice, first too deep", _REPLY, _pad(b'{"mood":[[[[]]]],"mood":1,' + _json(reply)[1:])),
        ("six thousand deep", _REPLY, _pad(_json(reply)[:-1] + b',"x":' + b"[" * 6000 + b"]" * 6000 + b"}")),
        ("a number too large for any", _REPLY, _pad(_json(reply)[:-1] + b',"x":1e400}')),
        ("a number of 5,000 digits", _REPLY, _pad(_json(reply)[:-1] + b',"x":' + b"9" * 5000 + b"}")),
    ]
    twice = _pad(b'{"x":' + b"9" * 5000 + b',"x":1,' + _json(reply)[1:])
    about = "Only the last one counts, for every reader."
    ok = {"kind": "reply", "text": "Some text."}
    out.append(Vector("a name twice, first too large", about, "plain", given(_REPLY, twice), ok))
    for name, more in (
        ("five deep", [[[["good"]]]]),
        ("a number beyond the safe ones", 2**53),
        ("a number below the safe ones", -(2**53)),
        ("a fraction", 0.5),
    ):
        wrong.append((name, _REPLY, _pad(_json({**reply, "mood": more}))))
    for name, message, content in (
        ("version 2", _REPLY, {**reply, "v": 2}),
        ("version true", _REPLY, {**reply, "v": True}),
        ("version missing", _REPLY, {k: v for k, v in reply.items() if k != "v"}),
        ("another mailbox", _REPLY, {**reply, "mailbox": seed("m", 16).hex()}),
        ("mailbox in capitals", _REPLY, {**reply, "mailbox": reply["mailbox"].upper()}),
        ("another sender", _REPLY, {**reply, "sender": seed("s").hex()}),
        ("another epoch", _REPLY, {**reply, "epoch": 3}),
        ("epoch as text", _REPLY, {**reply, "epoch": "2"}),
        ("follows another", _REPLY, {**reply, "follows": seed("f").hex()}),
        ("an unknown kind", _REPLY, {**reply, "kind": "order"}),
        ("kind missing", _REPLY, {k: v for k, v in reply.items() if k != "kind"}),
        ("text missing", _REPLY, {k: v for k, v in reply.items() if k != "text"}),
        ("text a number", _REPLY, {**reply, "text": 1}),
        ("concern of a reviewer", _REPLY, {**reply, "kind": "concern"}),
        ("concern that is not the first", replace(_CONCERN, seen=1), concern),
        ("concern of a later epoch", replace(_CONCERN, epoch=1), {**concern, "epoch": 1}),
        ("acknowledgement of the reporter", replace(_SAID, act=4), said(_SAID, "acknowledgement")),
        ("closing of the reporter", replace(_SAID, act=6), said(_SAID, "closing", reason="resolved")),
        ("question of the reporter", replace(_SAID, act=9), said(_SAID, "question", questions=asked)),
        (
            "answer of a reviewer",
            replace(_REPLY, act=10),
            {**reply, **_only(answer, "kind", "of", "replies")},
        ),
        ("dispute of a reviewer", replace(_REPLY, act=11), {**reply, **_only(dispute, "kind", "of")}),
        ("withdrawal of a reviewer", replace(_REPLY, act=15), {**reply, "kind": "withdrawal"}),
        ("detriment of a reviewer", replace(_REPLY, act=16), {**reply, "kind": "detriment"}),
        ("reply in a change of membership", replace(_REPLY, direction=CHANGE, act=12), reply),
        ("reply under the act of an acknowledgement", acknowledging, reply),
        ("reply under the act of a holding reply", holds, reply),
        ("holding reply under the act of a reply", _REPLY, {**reply, "kind": "holding"}),
        ("check under the act of a reply", _REPLY, {**reply, "kind": "check"}),
        ("check under the act of a detriment", replace(_REPLY, act=16), {**reply, "kind": "check"}),
        ("holding reply of the reporter", replace(_SAID, act=19), said(_SAID, "holding")),
        ("check of the reporter", replace(_SAID, act=20), said(_SAID, "check")),
        ("reply under the act of a category", replace(_REPLY, act=21), reply),
        ("acknowledgement under the act of a reply", _REPLY, {**reply, "kind": "acknowledgement"}),
        ("reply of a reviewer under the reporter's act", replace(_REPLY, act=8), reply),
        ("reply of the reporter under a reviewer's act", replace(_SAID, act=5), said(_SAID, "reply")),
        ("withdrawal under the act of a reply", _SAID, said(_SAID, "withdrawal")),
        ("reply under the act of a withdrawal", withdraws, said(withdraws, "reply")),
        ("concern under the act of a reply", replace(_CONCERN, act=8), concern),
        ("reply under an act that nobody knows", replace(_REPLY, act=255), reply),
        ("reply under act 0", replace(_REPLY, act=0), reply),
        ("closing without a reason", closes, {k: v for k, v in closing.items() if k != "reason"}),
        ("closing with an unknown reason", closes, {**closing, "reason": "because"}),
        ("closing with a reason that is a list", closes, {**closing, "reason": []}),
        ("question without questions", asks, {k: v for k, v in question.items() if k != "questions"}),
        ("question with no question", asks, {**question, "questions": []}),
        ("nine questions", asks, {**question, "questions": asked * 4 + asked[:1]}),
        ("questions an object", asks, {**question, "questions": {}}),
        ("a question text alone", asks, {**question, "questions": ["When was it?"]}),
        (
            "a question without a text",
            asks,
            {**question, "questions": [_only(asked[0], "asks", "identifies")]},
        ),
        ("a question's text a number", asks, {**question, "questions": [{**asked[0], "text": 1}]}),
        (
            "a question that asks for something else",
            asks,
            {**question, "questions": [{**asked[0], "asks": "money"}]},
        ),
        (
            "a question that does not say what it asks for",
            asks,
            {**question, "questions": [_only(asked[0], "text", "identifies")]},
        ),
        (
            "a question that identifies by a number",
            asks,
            {**question, "questions": [{**asked[0], "identifies": 1}]},
        ),
        (
            "a question that does not say whether it identifies",
            asks,
            {**question, "questions": [_only(asked[0], "text", "asks")]},
        ),
        ("answer to nothing", answers, {k: v for k, v in answer.items() if k != "of"}),
        ("answer to a hash in capitals", answers, {**answer, "of": answer["of"].upper()}),
        ("answer to a hash too short", answers, {**answer, "of": answer["of"][:-2]}),
        ("answer without replies", answers, {k: v for k, v in answer.items() if k != "replies"}),
        ("answer with no reply", answers, {**answer, "replies": []}),
        ("answer with nine replies", answers, {**answer, "replies": [""] * 9}),
        ("answer with a reply that is null", answers, {**answer, "replies": [None]}),
        ("dispute of nothing", disputes, {k: v for k, v in dispute.items() if k != "of"}),
        ("dispute of null", disputes, {**dispute, "of": None}),
        ("answers a list", _CONCERN, {**concern, "answers": []}),
        ("an answer a number", _CONCERN, {**concern, "answers": {"stage": 1}}),
        ("an answer a list of numbers", _CONCERN, {**concern, "answers": {"stage": [1]}}),
        ("leave_out text", _CONCERN, {**concern, "leave_out": "tom"}),
        ("leave_out of numbers", _CONCERN, {**concern, "leave_out": [1]}),
    ):
        wrong.append((name, message, _pad(_json(content))))
    for name, message, padded in wrong:
        out.append(Vector(name, "Not shown.", "plain", given(message, padded), error="MalformedFrame"))
    return out


def _only(content: Json, *names: str) -> Json:
    return {name: content[name] for name in names}


def _json(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _pad(data: bytes) -> bytes:
    padded = len(data).to_bytes(4, "big") + data
    return padded.ljust(16_384 if len(padded) <= 16_384 else 65_536, b"\0")
