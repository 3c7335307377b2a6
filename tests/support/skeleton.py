"""A started service on a free port. For now pages only: the rooms behind them are still being built.

.venv/bin/python -m tests.support.running
"""

from __future__ import annotations

import sys
import tempfile
import types
from pathlib import Path
from unittest.mock import MagicMock

for missing, name in (
    ("whistle.envelope.directory", "Directory"),
    ("whistle.ledger.notes", "NoteSigner"),
    ("whistle.store.engine", "open_store"),
):
    try:
        getattr(__import__(missing, fromlist=[name]), name)
    except (ImportError, AttributeError):
        sys.modules[missing] = MagicMock()

from config import ROOT, Settings  # noqa: E402
from whistle.app import app_for  # noqa: E402


def main() -> None:
    from werkzeug.serving import make_server

    state = Path(tempfile.mkdtemp(prefix="whistle-"))
    for name in ("session",):
        (state / f"{name}.key").write_text("11" * 32)
        (state / f"{name}.key").chmod(0o600)
    (state / "directory.json").write_text("{}")
    (state / "authority.pub").write_text("")
    settings = Settings(state, state, "sqlite://", "Northmoor Police", "http://localhost:8000")
    house = MagicMock()
    house.directory.return_value = types.SimpleNamespace(
        service="Northmoor concerns", version=1, reviewers=[]
    )
    app = app_for(settings, house)
    app.jinja_env.auto_reload = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(
        f"http://127.0.0.1:{server.port} (templates from {ROOT / 'templates'}; restart to see changes)",
        flush=True,
    )
    server.serve_forever()


if __name__ == "__main__":
    main()
