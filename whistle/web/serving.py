"""What a request handler may reach: the house and the pages, put there by ``whistle.app`` and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Flask, current_app

from whistle.web.pages import Pages

if TYPE_CHECKING:
    from whistle.services.house import House


def serve(app: Flask, house: House, pages: Pages) -> None:
    """Give ``app`` what its handlers reach through this module."""
    app.extensions["whistle"] = (house, pages)


def house() -> House:
    """The house that serves the present request."""
    return cast("House", current_app.extensions["whistle"][0])


def pages() -> Pages:
    """The pages held in memory."""
    return cast(Pages, current_app.extensions["whistle"][1])
