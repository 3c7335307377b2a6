"""The pages alone, while the services are being written."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest.mock import MagicMock

from tests.support.installation import Installation
from whistle.app import app_for


def main() -> None:
    from werkzeug.serving import make_server

    installation = Installation(Path(tempfile.mkdtemp(prefix="whistle-")) / "w")
    house = MagicMock()
    house.directory.return_value = installation.directory
    server = make_server("127.0.0.1", 0, app_for(installation.settings, house), threaded=True)
    print(f"http://127.0.0.1:{server.port} pages only; restart to see changes", flush=True)
    server.serve_forever()
