"""What a newcomer reads first."""

from __future__ import annotations

import json
import os
from pathlib import Path

from whistle.cli.demo import cast
from whistle.cli.demo.making import TICK_SECONDS, Place

BANNER = """
  DEMONSTRATION. Invented data, on this computer only. Do not type a real concern.

  Begin here      {address}/demo

  A reporter      {address}/follow-up
                  token       {token}
  A reviewer      {address}/staff/sign-in
                  name        {reviewer}
                  password    {password}
                  key file    {key_file}
                  passphrase  {passphrase}
  An auditor      {address}/staff/sign-in
                  name        {auditor}
                  password    {password}

  What is sent waits for a tick: {seconds} seconds here. In a real service replies wait
  for the hour, and what reporters write until seven in the morning.
  Stop it with Ctrl-C. Start it again and everything is made anew; to go on with today's data: {keep}
"""


def banner(place: Place, port: int) -> str:
    """The text that ``whistle demo`` prints once the server answers."""
    notes = json.loads(place.notes.read_text(encoding="utf-8"))
    shown = next(note for note in notes if note["show"])
    return BANNER.format(
        address=f"http://localhost:{port}",
        token=shown["token"],
        reviewer=cast.REVIEWER.account,
        auditor=cast.AUDITOR.account,
        password=cast.PASSWORD,
        key_file=_short(place.key_file(cast.REVIEWER)),
        passphrase=cast.PASSPHRASE,
        seconds=TICK_SECONDS,
        keep="make run KEEP=1",
    )


def _short(path: Path) -> str:
    """From here, where that is shorter than the whole path."""
    here = os.path.relpath(path)
    return str(path) if here.startswith("..") else here
