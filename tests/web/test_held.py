"""What is held in memory is the same for everyone; only its form depends on what the browser understands."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from whistle.web.held import Held, compress_in_background, hold_folder

PAGE = b"<p>The same words for everyone, again and again.</p>\n" * 50


def asking(accept_encoding: str | None = None) -> Request:
    headers = [] if accept_encoding is None else [("Accept-Encoding", accept_encoding)]
    return Request(EnvironBuilder(headers=headers).get_environ())


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        (None, None),
        ("identity", None),
        ("*", None),
        ("br;q=0, gzip", "gzip"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.1, gzip;q=0.9", "br"),
        ("nonsense;;;q=x", None),
    ],
)
def test_the_smallest_form_that_the_browser_names_is_sent(accept: str | None, encoding: str | None) -> None:
    answer = Held(PAGE, "text/html; charset=utf-8").answer(asking(accept))
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    decode = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding]
    assert decode(answer.get_data()) == PAGE


def test_compressed_forms_are_the_same_whenever_they_are_made() -> None:
    one, other = Held(PAGE, "text/css"), Held(PAGE, "text/css")
    compress_in_background([one]).join()
    for encoding in ("br", "gzip"):
        assert one.form(encoding) == other.form(encoding)


@pytest.mark.parametrize("held", [Held(b"short", "text/plain"), Held(PAGE, "image/png")])
def test_what_is_too_small_or_compressed_already_stays_as_it_is(held: Held) -> None:
    answer = held.answer(asking("gzip, br"))
    assert answer.get_data() == held.body
    assert "Content-Encoding" not in answer.headers


def test_only_known_kinds_of_files_are_served(tmp_path: Path) -> None:
    for name in ("report.js", "notes.py", ".secret", "report.js.map"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "folder.js").mkdir()
    assert set(hold_folder(tmp_path)) == {"report.js"}
