"""``whistle`` and ``python -m whistle``: hands the commands what only the wiring can make."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from whistle.cli.main import run

if TYPE_CHECKING:
    from config import Settings
    from whistle.clock import Clock
    from whistle.services.house import House


def open_house(settings: Settings, clock: Clock) -> House:
    """Imported only when a command needs the service: `whistle open` runs without any of it."""
    from whistle.app import house_for

    return house_for(settings, clock)


def main() -> None:
    sys.exit(run(sys.argv[1:], open_house))


if __name__ == "__main__":
    main()
