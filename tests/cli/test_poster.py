"""The sheet to pin up: what it says, that its code can be read, and that it asks nothing of anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
import zxingcpp

from tests.cli.conftest import Whistle
from tests.support.installation import Installation
from whistle.cli.keys.showing import in_groups
from whistle.cli.poster import pdf, svg
from whistle.cli.poster.sheet import INK, PAGE, Box, Line, Sheet, make
from whistle.cli.poster.type import Face, lines, width
from whistle.cli.poster.words import LANGUAGES
from whistle.domain.errors import CannotStart

SVG = "{http://www.w3.org/2000/svg}"
ONION = "http://" + "abcdefghijklmnopqrstuvwxyz234567" * 2
ADDRESSES = ("https://concerns.northmoor.example", ONION[:63] + ".onion", "https://x.example:8443")
FINGERPRINT = "3f1c 92ab 77d0 1e4f 8a21 c6b9 50ee 7d13"
Rectangle = tuple[float, float, float, float]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Installation:
    installation = Installation(tmp_path / "w", address="https://concerns.northmoor.example")
    for name, value in installation.environ.items():
        monkeypatch.setenv(name, value)
    return installation


def a_sheet(language: str = "en", address: str = ADDRESSES[0], run_by: str = "Northmoor Police") -> Sheet:
    return make(language, address, FINGERPRINT, run_by)


def words_of(drawing: bytes) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(drawing).iter(f"{SVG}text")]


def read_code(dark: Iterable[Rectangle]) -> list[str]:
    """What a phone's camera would read from these rectangles, in millimetres on white paper."""
    across, down = (int(side * 8) for side in PAGE)
    paper = bytearray(b"\xff" * (across * down))
    for x, y, wide, high in dark:
        left, right = round(x * 8), round((x + wide) * 8)
        for row in range(round(y * 8), round((y + high) * 8)):
            paper[row * across + left : row * across + right] = bytes(right - left)
    view = memoryview(bytes(paper)).cast("B", (down, across))
    return [found.text for found in zxingcpp.read_barcodes(view)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_writes_both_files_with_the_fingerprint_that_the_keys_command_shows(
    installed: Installation,
    whistle: Whistle,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    language: str,
) -> None:
    assert whistle("poster", "--language", language, "--out", tmp_path / "wall") == 0
    fingerprint = in_groups(installed.directory.authority)
    assert fingerprint in capsys.readouterr().out
    text = words_of((tmp_path / "wall.svg").read_bytes())
    printed = (tmp_path / "wall.pdf").read_bytes()
    assert fingerprint in text
    assert f"({fingerprint}) Tj".encode() in printed
    assert LANGUAGES[language].run_by.format(name="Northmoor Police") in text
    assert whistle("keys", "fingerprint", installed.keys / "directory.json") == 0
    assert fingerprint in capsys.readouterr().out


def test_a_place_that_cannot_be_written_is_said_plainly(
    installed: Installation, whistle: Whistle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert whistle("poster", "--out", tmp_path / "nowhere" / "wall") == 1
    assert re.search(r"^whistle: Cannot write .*wall\.svg", capsys.readouterr().err)


def test_a_directory_that_is_not_signed_makes_no_poster(
    installed: Installation, whistle: Whistle, tmp_path: Path
) -> None:
    path = installed.keys / "directory.json"
    path.write_bytes(path.read_bytes().replace(b"Asha Rahman", b"Asha Rahmen"))
    assert whistle("poster", "--out", tmp_path / "wall") == 1
    assert not list(tmp_path.glob("wall*"))


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_reads_the_address_from_the_code_on_either_file(address: str, language: str) -> None:
    sheet = a_sheet(language, address)
    target = address + LANGUAGES[language].path
    drawn = ElementTree.fromstring(svg.draw(sheet)).iter(f"{SVG}rect")
    dark = [
        (
            float(each.attrib["x"]),
            float(each.attrib["y"]),
            float(each.attrib["width"]),
            float(each.attrib["height"]),
        )
        for each in drawn
        if each.get("fill") == INK
    ]
    assert read_code(dark) == [target]
    # A colour is set before each rectangle; the code is in the ink's.
    ink = r"0\.0431 0\.0471 0\.0471 rg\n([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re"
    printed = [tuple(map(float, found)) for found in re.findall(ink, pdf.draw(sheet).decode("latin-1"))]
    assert len(printed) == len(dark)
    assert read_code((x, y, wide, high) for x, y, wide, high in printed) == [target]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_says_where_how_and_by_whom_and_every_strip_has_the_address(language: str) -> None:
    words = LANGUAGES[language]
    text = " ".join(words_of(svg.draw(a_sheet(language))))
    for said in (
        words.question,
        words.answer,
        words.device,
        *words.advice,
        words.limits,
        words.danger,
        words.check,
    ):
        assert said in text
    assert "999" in words.danger
    assert text.count(f"concerns.northmoor.example{words.path}".rstrip("/")) == 1 + 9


def test_the_english_sheet_says_it_is_for_ones_own_phone() -> None:
    assert "From your own phone, not from work" in " ".join(words_of(svg.draw(a_sheet())))


def test_the_drawing_refers_to_nothing_outside_itself() -> None:
    drawing = svg.draw(a_sheet()).decode()
    assert not re.search(r"href|url\(|<(script|style|image|use|foreignObject)|@import|<!|<\?", drawing)
    assert re.findall(r"https?://[^\s\"<]+", drawing) == ["http://www.w3.org/2000/svg"]


def test_the_same_sheet_has_the_same_bytes_and_no_date_or_maker() -> None:
    assert svg.draw(a_sheet()) == svg.draw(a_sheet())
    printed = pdf.draw(a_sheet())
    assert printed == pdf.draw(a_sheet())
    assert not re.search(rb"/(CreationDate|ModDate|Producer|Creator|Author|ID)\b", printed)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "run_by", ["Gwent", "The Independent Office for Police Conduct and Others in the North"]
)
def test_nothing_runs_off_the_page_or_into_anything_else(language: str, address: str, run_by: str) -> None:
    shapes = a_sheet(language, address, run_by).shapes
    across = [each for each in shapes if isinstance(each, Line) and not each.up]
    for line in across:
        assert line.x >= 12
        assert line.x + width(line.words, line.face, line.size) <= 198 + 1e-6
        assert line.y <= 242
    code = [each for each in shapes if isinstance(each, Box) and each.colour == INK]
    quiet = 4 * code[0].height
    left, top = min(each.x for each in code), min(each.y for each in code)
    right, bottom = max(each.x + each.width for each in code), max(each.y + each.height for each in code)
    for line in across:
        beside = line.x < right + quiet and line.x + width(line.words, line.face, line.size) > left
        level = line.y + 0.22 * line.size > top - quiet and line.y - 0.73 * line.size < bottom + quiet
        assert not (beside and level), line.words
    # Lines that share a height stand clear of each other.
    for one in across:
        for other in across:
            if (
                one is not other
                and one.x <= other.x
                and abs(one.y - other.y) < 0.7 * min(one.size, other.size)
            ):
                assert one.x + width(one.words, one.face, one.size) < other.x, (one.words, other.words)
    for strip in (each for each in shapes if isinstance(each, Line) and each.up):
        assert strip.y - width(strip.words, strip.face, strip.size) >= 244


def test_what_is_read_across_a_room_is_large_enough() -> None:
    """Capitals of 7 mm are read at 2 m with a third of ordinary eyesight."""
    tall = {
        each.words: each.size * 0.72 for each in a_sheet().shapes if isinstance(each, Line) and not each.up
    }
    for words in (
        "mishandled?",
        "Say so without giving your name.",
        "concerns.northmoor.example",
        "phone, not from work",
    ):
        assert tall[words] >= 7 - 0.5, words


def test_welsh_letters_that_the_printers_faces_lack_are_set_from_their_parts() -> None:
    printed = pdf.draw(a_sheet("cy", run_by="Heddlu Tŷ Gŵyr")).decode("latin-1")
    spans = re.findall(
        r"/Span\s<</ActualText <FEFF(\w{4})>>>\sBDC(.*?)EMC", printed, re.DOTALL | re.IGNORECASE
    )
    assert [chr(int(code, 16)) for code, _ in spans] == ["ŷ", "ŵ"]
    for (_, drawn), base in zip(spans, "yw", strict=True):
        assert re.findall(r"\((.)\) Tj", drawn) == [base, "\x88"]  # the circumflex in the faces' encoding
    assert "Tŷ Gŵyr" in unescape(svg.draw(a_sheet("cy", run_by="Heddlu Tŷ Gŵyr")).decode())


def test_a_letter_that_cannot_be_printed_is_refused_by_name() -> None:
    with pytest.raises(CannotStart, match="The letter 風 cannot be printed"):
        pdf.draw(a_sheet(run_by="風"))


def test_names_with_signs_of_the_formats_stay_words() -> None:
    sheet = a_sheet(run_by=r"A (B) <C> & \D")
    assert r"Run by A (B) <C> & \D" in words_of(svg.draw(sheet))
    assert rb"(Run by A \(B\) <C> & \\D) Tj" in pdf.draw(sheet)


def test_a_long_address_is_broken_and_no_letter_of_it_is_lost() -> None:
    broken = lines(ADDRESSES[1], Face.BOLD, 8, 186)
    assert len(broken) > 1
    assert "".join(broken) == ADDRESSES[1]
