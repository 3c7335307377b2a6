"""What the machine says of a running service: its memory, its start, a slower disk."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.processes import family


def memory_mib(pid: int) -> float:
    """The proportional set size of a process and its children, in MiB: shared pages are counted once."""
    total = 0
    for each in family(pid):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def slow_disk(folder: Path) -> dict[str, str] | None:
    """The variables of a process whose every fsync takes 5 ms longer; None where there is no C compiler."""
    library = folder / "slow_fsync.so"
    source = Path(__file__).with_name("slow_fsync.c")
    try:
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return {"LD_PRELOAD": str(library)}
