"""The rooms keep to their contracts, and each contract bites: a deliberate violation of it is found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

# Contract, room that breaks it, and what it must not import.
VIOLATIONS = [
    ("arrow", "domain/concern.py", "whistle.services.raising"),
    ("arrow", "store/engine.py", "whistle.envelope.frame"),
    ("arrow", "services/raising.py", "whistle.web.headers"),
    ("arrow", "web/headers.py", "whistle.cli.main"),
    ("audiences", "web/report/views.py", "whistle.web.desk.views"),
    ("audiences", "web/desk/views.py", "whistle.web.audit"),
    ("pure", "envelope/frame.py", "whistle.clock"),
    ("pure", "ledger/tick.py", "sqlalchemy"),
    ("pure", "domain/taxonomy.py", "flask"),
    ("rules", "domain/concern.py", "cryptography"),
    ("no-web-below", "services/raising.py", "flask"),
    ("no-web-below", "store/engine.py", "werkzeug"),
    ("no-sql-above", "web/report/views.py", "sqlalchemy"),
    ("no-sql-above", "web/desk/views.py", "whistle.store.engine"),
    ("settings", "services/house.py", "config"),
    ("offline", "cli/offline/__init__.py", "whistle.store.engine"),
    ("offline", "cli/offline/__init__.py", "urllib.request"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of the rooms, somewhere where it may be broken."""
    target = tmp_path_factory.mktemp("rooms")
    shutil.copytree(
        ROOT / "whistle", target / "whistle", ignore=shutil.ignore_patterns("client", "static", "*.pyc")
    )
    for name in ("pyproject.toml", "config.py"):
        shutil.copy(ROOT / name, target)
    return target


def lint(place: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache", *options],
        cwd=place,
        env=os.environ | {"PYTHONPATH": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_rooms_keep_every_contract(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("contract", "room", "imported"), VIOLATIONS)
def test_a_deliberate_violation_is_found(copy: Path, contract: str, room: str, imported: str) -> None:
    module = copy / "whistle" / room
    whole = module.read_text()
    try:
        module.write_text(f"{whole}\nimport {imported}\n")
        result = lint(copy, "--contract", contract)
    finally:
        module.write_text(whole)
    assert result.returncode == 1
    assert f"-> {imported.split('.')[0]}" in result.stdout.replace("\n", " ")


def test_a_room_that_no_contract_names_is_found(copy: Path) -> None:
    attic = copy / "whistle" / "utils.py"
    try:
        attic.write_text('"""Everything else."""\n')
        result = lint(copy, "--contract", "arrow")
    finally:
        attic.unlink()
    assert result.returncode == 1
    assert "utils" in result.stdout


def test_every_contract_has_a_violation_that_shows_it() -> None:
    assert {contract["id"] for contract in CONTRACTS} == {contract for contract, _, _ in VIOLATIONS}
