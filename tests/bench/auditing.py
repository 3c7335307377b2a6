"""An auditor's check of a long record, on a computer of their own, beside hashing the file and reading its lines."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench import statements
from tests.bench.report import Row
from tests.support import long_log
from tests.support.installation import Installation
from whistle.services import record

EVENTS = 1_000_000
FLOOR = """
import sys
from hashlib import sha256
with open(sys.argv[1], "rb") as file:
    whole, lines = sha256(), 0
    for line in file:
        whole.update(line)
        lines += 1
print(whole.hexdigest(), lines)
"""
VERIFYING = """
import sys
from whistle.cli.main import run
code = run(["audit", "verify", sys.argv[1], "--key", sys.argv[2]], None)
assert code == 0
"""
READING = """
import sys
from whistle.ledger.notes import NoteVerifier
from whistle.ledger.record import Reader, lines_of
with open(sys.argv[1], "rb") as file:
    print(sum(len(tick.events) for tick in Reader(lines_of(file), NoteVerifier.parse(sys.argv[2]))))
"""
PEAK = """
import re, resource
used = resource.getrusage(resource.RUSAGE_SELF)
peak = re.search(r"VmHWM:\\s+([0-9]+)", open("/proc/self/status").read())[1]
print(used.ru_utime + used.ru_stime, peak, file=sys.stderr)
"""
"""What it says of itself at the end: a process counts the memory of the one that started it as its own peak."""


@dataclass(frozen=True)
class Ran:
    """A process that came to its end: seconds on the wall and of the processor, and the most memory that it had."""

    wall: float
    processor: float
    mib: float


def rows(folder: Path) -> Iterator[Row]:
    """The whole command, and what of its memory is not the cases."""
    installation = Installation(folder)
    house = installation.prepare()
    made = long_log.fill(house.store, house.log, EVENTS, until=house.hour() - 1)
    file = folder / "record.txt"
    with file.open("w", encoding="utf-8") as text:
        text.writelines(record.lines(house))
    yield from statements.rows(installation, house, made.size)
    house.store.close()
    key = str(house.log.verifier)
    floor = run(FLOOR, file)
    verified = run(VERIFYING, file, key)
    reading = run(READING, file, key)
    yield Row(
        f"verifying a record of {made.size:,} entries",
        f"{verified.wall:.1f} s ({verified.processor:.1f} s of processor)",
        f"{floor.wall:.1f} s for SHA-256 of the file",
        "60 s",
        verified.wall <= 60,
    )
    yield Row(
        f"its peak memory, {made.concerns:,} concerns",
        f"{verified.mib:.0f} MiB; {reading.mib:.0f} MiB without the figures",
        f"{floor.mib:.0f} MiB",
        "400 MiB",
        verified.mib <= 400,
    )
    file.unlink()


def run(code: str, *arguments: object) -> Ran:
    """Runs this code with these arguments in a Python of its own. Raises RuntimeError where it fails."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code + PEAK, *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    _, said = process.communicate()
    wall = time.perf_counter() - begun
    if process.returncode:
        raise RuntimeError(said)
    processor, kib = said.split()[-2:]
    return Ran(wall, float(processor), int(kib) / 1024)
