"""A concern as a zip of sealed files, for a reviewer who works offline.

    README.txt              the lines to type
    head.bin                the signed head of the thread: item 1 of a page
    opening.bin             O ‖ signature ‖ recipient(P): item 2
    grant.age               opened by the reviewer's key; what is inside opens the messages
    messages/0001.age       the sealed text of the first message
    messages/0001.bin       place ‖ hour ‖ M ‖ signature of the first message: item 4 without that text

Further epochs are ``epoch-1.bin`` (item 8) and ``grant-1.age`` and so on. Nothing in it was readable by the server.
"""

from __future__ import annotations

import io
import struct
import zipfile

from sqlalchemy import Connection

from whistle.envelope.items import ThreadHead
from whistle.envelope.message import FROM_REVIEWER, MESSAGE
from whistle.services import members, thread_page
from whistle.store import concerns, messages

_SIGNED = MESSAGE + 64

README = """\
A concern raised with Whistle, still sealed, as the reviewer who asked for it may read it.

With Whistle, which also checks who wrote what:

    whistle open this-file.zip --key your-key.age --directory the-folder-of-directory.json

With age 1.3 or newer, which only decrypts (https://age-encryption.org):

    age -d your-key.age > key.txt                        asks for your passphrase
    age -d -i key.txt grant.age > thread.txt
    age -d -i thread.txt messages/0001.age | tail -c +5 | tr -d '\\0'

Where there is an epoch-1.bin, who may read was changed, and grant-1.age opens the messages from then on. If you have no
grant.age, you were let in then, and the new key opens the one before it:

    age -d -i key.txt grant-1.age > thread-1.txt
    tail -c +1926 epoch-1.bin | head -c 2109 | age -d -i thread-1.txt > thread.txt

Work on a disk that is encrypted, and delete key.txt and thread.txt afterwards.
"""


def pack(connection: Connection, concern: concerns.Concern, kid: bytes, head: ThreadHead) -> bytes:
    """The zip, for the reviewer ``kid``. The same thread and head give the same bytes: no other times, no names."""
    shown = thread_page.visible(messages.headers(connection, concern.mailbox), FROM_REVIEWER)
    sealed = messages.sealed(connection, concern.mailbox, [header.seq for header in shown])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        _add(archive, "README.txt", README.encode())
        _add(archive, "head.bin", head.encode())
        _add(archive, "opening.bin", concern.opening)
        for epoch, grant in concerns.grants_of(connection, concern.mailbox, kid, concern.epoch):
            _add(archive, f"grant-{epoch}.age" if epoch else "grant.age", grant)
        for change in members.in_force(connection, concern):
            _add(archive, f"epoch-{change.epoch}.bin", change.item)
        for number, header in enumerate(shown, 1):
            data = sealed[header.seq]
            _add(archive, f"messages/{number:04}.age", data[_SIGNED:])
            when = struct.pack(">II", header.place or 0, header.hour)
            _add(archive, f"messages/{number:04}.bin", when + data[:_SIGNED])
    return buffer.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name)  # 1980: the zip's own beginning of time
    info.external_attr = 0o600 << 16
    archive.writestr(info, data)
