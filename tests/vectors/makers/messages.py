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
    SERVICE, REPORTER.mailbox, REPORTER.signing.public, FROM_REPORTER, 0, 0, seed("H(O)"), seed("H(age file)")
)
_REPLY = replace(
    _CONCERN, sender=RUTH.signing.public, direction=FROM_REVIEWER, seen=1, follows=seed("H(M)"), epoch=2
)
Json = dict[str, Any]


def vectors(blobs: Blobs) -> list[Vector]:
    files = replace(_REPLY, files=2, files_hash=seed("files"))
    out = [
        Vector(name, "All its fields.", "message", {"data": message.encode().hex()}, shown(message))
        for name, message in (
            ("from the reporter", _CONCERN),
            ("from a reviewer", _REPLY),
            ("of a change of membership", replace(_REPLY, direction=CHANGE)),
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
    out = []
    for name, message, content in (
        ("concern", _CONCERN, concern),
        ("concern, the least", _CONCERN, said(_CONCERN, "concern")),
        ("reply of a reviewer", _REPLY, reply),
        ("reply of the reporter", replace(_CONCERN, seen=1), said(_CONCERN, "reply")),
        ("acknowledgement", _REPLY, said(_REPLY, "acknowledgement", text="")),
        ("closing", _REPLY, closing),
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
        if content["kind"] == "closing":
            ok |= {"reason": content["reason"]}
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
        (
            "acknowledgement of the reporter",
            replace(_CONCERN, seen=1),
            {**concern, "kind": "acknowledgement"},
        ),
        ("closing of the reporter", _CONCERN, {**concern, "kind": "closing", "reason": "resolved"}),
        ("closing without a reason", _REPLY, {k: v for k, v in closing.items() if k != "reason"}),
        ("closing with an unknown reason", _REPLY, {**closing, "reason": "because"}),
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


def _json(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _pad(data: bytes) -> bytes:
    padded = len(data).to_bytes(4, "big") + data
    return padded.ljust(16_384 if len(padded) <= 16_384 else 65_536, b"\0")
