"""Who may do what: every route and every role, in a table. A route that nobody has put into it fails a test.

Requests come with a good form token, and with a body that is no frame: whoever may do a thing has just that refused
(400, 411 or 415), and whoever may not is told before anything of the body is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.roles import ROLES, World, rules

WELL_KNOWN = ("authority.pub", "checkpoint", "directory.json", "manifest.json")
PAGES = ("", "before-you-start", "follow-up", "keys", "protections", "raise", "support", "verify")

FOR_ANYBODY = {
    **{f"GET /{page}": 200 for page in PAGES},
    **{f"GET /cy/{page}": 200 for page in PAGES},
    **{f"GET /.well-known/whistle/{name}": 200 for name in WELL_KNOWN},
    **{f"GET /{path}": 200 for path in ("api/v1/network", "api/v1/service", "healthz", "static/<name>")},
    "GET /.well-known/whistle/checkpoint/<int:size>": 200,
    "GET /api/v1/consistency/<int:old>/<int:new>": 200,
    **{f"POST /api/v1/{path}": 415 for path in ("concerns", "epochs", "messages", "notices", "threads/read")},
    "GET /favicon.ico": 404,
}

# A body that is no frame is refused before it is known whom the concern is for; real ones are in `test_left_out`.
FOR_STAFF = """
#                                                       anon  read   out  lead  none  gone audit   one
# The door
GET /staff/                                               303   303   303   303   303   303   303   303
GET /staff/sign-in                                        200   303   303   303   303   303   303   303
POST /staff/sign-in                                       400   303   303   303   303   303   303   303
POST /staff/sign-out                                      303   303   303   303   303   303   303   303
POST /staff/api/v1/passkeys/sign-in                       415   415   415   415   415   415   415   415
POST /staff/api/v1/passkeys/sign-in/challenge             200   200   200   200   200   200   200   200
# One's own account, whoever one is
GET /staff/account                                        303   200   200   200   200   200   200   200
GET /staff/account/key                                    200   200   200   200   200   200   200   200
GET /staff/account/key-lost                               303   200   200   200   404   200   404   303
POST /staff/account/app                                   401   200   200   200   200   200   200   200
POST /staff/account/app/confirm                           401   400   400   400   400   400   400   400
POST /staff/account/app/remove                            401   303   303   303   303   303   303   409
POST /staff/account/passkeys/remove                       401   404   404   404   404   404   404   404
POST /staff/account/sessions/end                          401   303   303   303   303   303   303   303
POST /staff/account/sessions/end-others                   401   303   303   303   303   303   303   303
POST /staff/api/v1/passkeys/new                           401   415   415   415   415   415   415   415
POST /staff/api/v1/passkeys/new/challenge                 401   200   200   200   200   200   200   200
GET /staff/api/v1/session                                 401   200   200   200   200   200   200   403
# The desk. A body that is no frame is refused before it is known whom the concern is for.
GET /staff/review/                                        303   200   200   200   200   200   403   303
GET /staff/api/v1/concerns                                401   200   200   200   404   403   403   403
GET /staff/api/v1/concerns/<mailbox>/pages/<int:page>     401   200   404   200   404   403   403   403
GET /staff/api/v1/concerns/<mailbox>/export               401   200   404   200   404   403   403   403
GET /staff/api/v1/concerns/<mailbox>/clocks               401   200   404   200   404   403   403   403
POST /staff/api/v1/concerns/<mailbox>/late                401   415   415   415   404   415   403   403
POST /staff/api/v1/concerns/<mailbox>/opened              401   204   404   204   404   403   403   403
POST /staff/api/v1/concerns/<mailbox>/messages            401   415   415   415   404   415   403   403
POST /staff/api/v1/concerns/<mailbox>/epochs              401   415   415   415   404   415   403   403
POST /staff/api/v1/concerns/<mailbox>/here                401   415   415   415   404   415   403   403
GET /staff/api/v1/concerns/<mailbox>/journal/pages/<int:page> 401 200 404   200   404   403   403   403
POST /staff/api/v1/concerns/<mailbox>/journal             401   415   415   415   404   415   403   403
GET /staff/api/v1/colleagues                              401   200   200   200   404   403   403   403
POST /staff/api/v1/away                                   401   415   415   415   404   415   403   403
GET /staff/api/v1/key                                     401   200   200   200   404   403   403   403
# The auditors' pages, of a record too new for figures to take away
GET /staff/audit/                                         303   403   403   403   403   403   200   303
GET /staff/audit/answers                                  303   403   403   403   403   403   200   303
GET /staff/audit/groups                                   303   403   403   403   403   403   200   303
GET /staff/audit/late                                     303   403   403   403   403   403   200   303
GET /staff/audit/periods                                  303   403   403   403   403   403   200   303
GET /staff/audit/safeguards                               303   403   403   403   403   403   200   303
GET /staff/audit/returns                                  303   403   403   403   403   403   200   303
GET /staff/audit/returns/<quarter>                        303   403   403   403   403   403   404   303
POST /staff/audit/record.txt                              401   403   403   403   403   403   200   403
POST /staff/audit/figures.csv                             401   403   403   403   403   403   404   403
POST /staff/audit/figures.json                            401   403   403   403   403   403   404   403
POST /staff/audit/returns/<quarter>.txt                   401   403   403   403   403   403   404   403
"""


def _table() -> dict[str, tuple[int, ...]]:
    """What each role is answered, in the order of `ROLES`, by route."""
    table = {route: (status,) * len(ROLES) for route, status in FOR_ANYBODY.items()}
    for line in FOR_STAFF.strip().splitlines():
        if not line.startswith("#"):
            method, rule, *statuses = line.split()
            table[f"{method} {rule}"] = tuple(map(int, statuses))
    return table


TABLE = _table()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World.prepare(tmp_path_factory.mktemp("world") / "w")
    world.raise_concern()
    yield world
    world.house.store.close()


def test_every_route_stands_in_the_table_and_nothing_else_does(world: World) -> None:
    assert rules(world.app) == sorted(TABLE)


@pytest.mark.parametrize("route", TABLE)
def test_each_role_gets_as_far_as_the_table_says(world: World, route: str) -> None:
    answered = {role: world.ask(role, route).status_code for role in ROLES}
    assert answered == dict(zip(ROLES, TABLE[route], strict=True))


@pytest.mark.parametrize("route", [route for route in TABLE if route.startswith("POST /staff/")])
def test_nothing_is_changed_for_a_page_of_somebody_else(world: World, route: str) -> None:
    refused = 400 if route.endswith("/staff/sign-in") else 403
    for role in set(ROLES) - {"stranger"}:
        if (
            route != "POST /staff/sign-in"
        ):  # whoever is signed in already is sent on before the form is looked at
            assert world.ask(role, route, forged=True).status_code == refused, role
    assert world.ask("stranger", route, forged=True).status_code == refused
