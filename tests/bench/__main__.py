"""`make bench`: the figures of this machine, beside the floor of the same run; also in bench/latest.json."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from config import ROOT
from tests.bench import auditing, browsing, log_price, report, serving
from tests.support.running import running


def main() -> int:
    rows: list[report.Row] = []

    def add(row: report.Row) -> None:
        rows.append(row)
        print(f"{row.what}: {row.ours}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="whistle-bench-") as name:
        folder = Path(name)
        with running(folder / "load") as service:
            for row in serving.file_rows(service, folder):
                add(row)
            add(serving.memory_row(service))
            add(serving.tick_row(service))
        for row in serving.slow_rows(folder):
            add(row)
        with running(folder / "visits") as service:
            add(serving.visit_row(service))
            serving.fill(service, 1000)
            add(serving.inbox_row(service, 1000))
        add(serving.start_row())
        with running(folder / "browser") as service:
            for row in browsing.rows(service):
                add(row)
        for row in log_price.rows(folder / "log"):
            add(row)
        for row in auditing.rows(folder / "record"):
            add(row)
    print(report.table(rows))
    report.write(rows, ROOT / "bench/latest.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
