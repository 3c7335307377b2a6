"""What a reviewer takes away of a concern: whole, still sealed, and nothing that is somebody else's."""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from hashlib import sha256

import pytest

from tests.services.people import Dana, Desk
from whistle.clock import SetClock
from whistle.domain.errors import NotFound
from whistle.envelope import age
from whistle.envelope.directory import Directory, parse_authority
from whistle.envelope.items import ReceiptItem
from whistle.envelope.journal.content import Note
from whistle.envelope.journal.reading import verify_journal
from whistle.envelope.journal.writing import write_entry
from whistle.envelope.keys import Identity
from whistle.ledger.checkpoint import read_checkpoint
from whistle.services import journal, reviewing, ticking
from whistle.services.house import House
from whistle.store import concerns


@pytest.fixture
def mailbox(house: House, clock: SetClock, dana: Dana, amira: Desk) -> bytes:
    dana.raises()
    ticking.tick(house)
    amira.acknowledges(dana.mailbox)
    clock.advance(hours=1)
    ticking.tick(house)
    return dana.mailbox


def exported(house: House, mailbox: bytes, reviewer: str = "amira") -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(reviewing.export(house, bytes(16), reviewer, mailbox))) as archive:
        assert not archive.testzip()
        return {info.filename: archive.read(info) for info in archive.infolist()}


def test_the_sums_name_every_other_file_and_are_right(house: House, mailbox: bytes) -> None:
    files = exported(house, mailbox)
    listed = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS").decode().splitlines())
    assert listed == {name: sha256(data).hexdigest() for name, data in files.items()}
    assert {"README.txt", "head.bin", "opening.bin", "grant.age", "messages/0002.age"} < files.keys()


def test_the_same_thread_gives_the_same_bytes(house: House, mailbox: bytes) -> None:
    assert reviewing.export(house, bytes(16), "amira", mailbox) == reviewing.export(
        house, bytes(16), "amira", mailbox
    )


def test_it_has_what_it_takes_to_check_it_without_the_service(house: House, mailbox: bytes) -> None:
    files = exported(house, mailbox)
    keys = parse_authority(files["authority.pub"].decode())
    assert Directory.parse(files["directory.json"], keys).hash == house.directory().hash
    checkpoint = read_checkpoint(files["checkpoint.txt"], house.log.name, house.log.verifier)
    assert checkpoint.size == 32


def test_before_the_first_tick_it_goes_without_a_checkpoint(house: House, dana: Dana) -> None:
    dana.raises(urgent=True)
    assert "checkpoint.txt" not in exported(house, dana.mailbox)


def test_it_holds_no_key_that_was_given_to_anybody_else(house: House, mailbox: bytes) -> None:
    files = exported(house, mailbox)
    with house.store.read() as connection:
        own, others = (
            [grant for _, grant in concerns.grants_of(connection, mailbox, kid, 0)]
            for kid in (Desk(house, "amira").key.kid, Desk(house, "ben").key.kid)
        )
    assert [data for name, data in files.items() if name.startswith("grant")] == own
    whole = b"".join(files.values())
    assert others
    assert not any(grant in whole for grant in others)


def test_nothing_in_it_leads_to_the_concerns_entries_in_the_record(house: House, mailbox: bytes) -> None:
    """By the case that they share, they would tell of an attempt to unmask, and of what came after one has left."""
    with house.store.read() as connection:
        concern = concerns.find(connection, mailbox)
    assert concern
    receipt = ReceiptItem.parse(concern.receipt)
    whole = b"".join(exported(house, mailbox).values())
    for secret in (concern.case_id, concern.leaf, receipt.salt, receipt.event):
        for form in (secret, secret.hex().encode(), b64encode(secret)):
            assert form not in whole


def test_whoever_was_left_out_has_nothing_to_take_away(house: House, mailbox: bytes) -> None:
    with pytest.raises(NotFound):
        reviewing.export(house, bytes(16), "carys", mailbox)


def notes(desk: Desk, mailbox: bytes, text: str) -> None:
    house, view = desk.house, desk.reads(mailbox)
    pages = [journal.read(house, desk.reviewer, mailbox, 0)]
    so_far = verify_journal(pages, view, house.directory(), desk.key)
    written = write_entry(
        desk.key, view, so_far, house.directory(), Note("note", text), handler=None, category=0
    )
    journal.write(house, desk.reviewer, mailbox, written.encode())


def test_notes_go_along_with_ones_own_grants_to_them_or_stay_out(
    house: House, mailbox: bytes, amira: Desk, ben: Desk
) -> None:
    for desk, text in ((amira, "She rang twice."), (ben, "Ask the unit.")):
        notes(desk, mailbox, text)
    with_notes = exported(house, mailbox)
    names = {name for name in with_notes if name.startswith("journal/")}
    assert names == {
        f"journal/{name}"
        for name in ("0001.age", "0001.bin", "grant-0001.age", "0002.age", "0002.bin", "grant-0002.age")
    }
    for number in (1, 2):
        opened = age.open_sealed(amira.key.identity, with_notes[f"journal/grant-000{number}.age"])
        key = Identity.parse(opened.decode().splitlines()[-1])
        assert b'"text":"' in age.open_sealed(key, with_notes[f"journal/000{number}.age"]).replace(b" ", b"")
    with zipfile.ZipFile(
        io.BytesIO(reviewing.export(house, bytes(16), "amira", mailbox, notes=False))
    ) as archive:
        without = {name: archive.read(name) for name in archive.namelist()}
    assert b"journal/" not in without.pop("SHA256SUMS")
    assert without == {name: data for name, data in with_notes.items() if name not in {*names, "SHA256SUMS"}}
