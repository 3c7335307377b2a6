"""The page's addresses. They take no words: the search runs in the browser, over bytes that are fetched whole."""

from __future__ import annotations

from typing import Any, Protocol

from flask import Blueprint, Flask, Response, jsonify, request

from whistle.domain.errors import Forbidden, NotFound
from whistle.web import serving

# A page of another site cannot send this header, so it cannot break anything here.
ASKED = "X-Whistle-Demo"


class Stage(Protocol):
    """What the page shows and breaks."""

    def context(self) -> dict[str, Any]: ...
    def key_file(self, account: str) -> bytes | None: ...
    def stored(self) -> bytes: ...
    def rows(self) -> list[list[dict[str, Any]]]: ...
    def flip(self) -> dict[str, Any]: ...
    def check(self, *, edited: bool) -> dict[str, Any]: ...


def install(app: Flask, stage: Stage) -> None:
    """Add the page and what its script asks for."""
    demo = Blueprint("demo", __name__, url_prefix="/demo")
    with app.app_context():
        page = serving.pages().hold_page("demo/demo.html", **stage.context())

    @demo.get("")
    def show() -> Response:
        return page.answer(request)

    @demo.get("/key/<account>")
    def key_file(account: str) -> Response:
        data = stage.key_file(account)
        if data is None:
            raise NotFound("There is no such key file.")
        response = Response(data, content_type="application/octet-stream")
        response.headers["Content-Disposition"] = f'attachment; filename="DEMONSTRATION-{account}.key.age"'
        return response

    @demo.get("/stored")
    def stored() -> Response:
        return Response(stage.stored(), content_type="application/octet-stream")

    @demo.get("/rows")
    def rows() -> Response:
        return jsonify(stage.rows())

    @demo.post("/flip")
    def flip() -> Response:
        _asked()
        return jsonify(stage.flip())

    @demo.post("/check/<record>")
    def check(record: str) -> Response:
        _asked()
        return jsonify(stage.check(edited=record == "edited"))

    app.register_blueprint(demo)


def _asked() -> None:
    if ASKED not in request.headers:
        raise Forbidden("This belongs to the page /demo.")
