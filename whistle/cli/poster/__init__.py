"""``whistle poster``: an A4 sheet to pin up, with strips to tear off, as SVG and as PDF.

It is the same sheet for everyone: an address of its own for a place or a person would tell which poster somebody saw.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from whistle.cli.poster.words import LANGUAGES
from whistle.domain.errors import CannotStart

if TYPE_CHECKING:
    from whistle.cli.commands import Commands


def add(commands: Commands) -> None:
    command = commands.add_parser("poster", help="write a sheet to print and pin up, as SVG and as PDF")
    command.add_argument(
        "--language", choices=sorted(LANGUAGES), default="en", help="of the sheet and of the page it leads to"
    )
    command.add_argument(
        "--out",
        type=Path,
        default=Path("poster"),
        help="where to write, without .svg and .pdf (default: poster)",
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    from config import settings
    from whistle.cli.keys.showing import in_groups, read_directory
    from whistle.cli.poster import pdf, svg
    from whistle.cli.poster.sheet import make

    chosen = settings()
    fingerprint = in_groups(read_directory(chosen.directory_path, chosen.authority_path).authority)
    sheet = make(arguments.language, chosen.address, fingerprint, chosen.run_by)
    out: Path = arguments.out
    for suffix, data in (("svg", svg.draw(sheet)), ("pdf", pdf.draw(sheet))):
        path = out.with_name(f"{out.name}.{suffix}")
        try:
            path.write_bytes(data)
        except OSError as error:
            raise CannotStart(f"Cannot write {path}: {error.strerror}.") from None
        print(f"Wrote {path}.")
    print(f"It leads to {sheet.address}. Try the code with a phone before you print many.")
    print(f"The service's fingerprint on it is {fingerprint}. Compare it with the authority's own note.")
    return 0
