"""A concern as a zip of sealed files, for a reviewer who works offline, and for whoever it is handed to.

    README.txt              what this is, and the lines to type
    SHA256SUMS              of every other file, for ``sha256sum -c``
    directory.json          the directory in force, and
    authority.pub           whose keys signed it: to open all this without the service
    checkpoint.txt          the record's newest checkpoint, once there is one: its size and root, signed
    head.bin                the signed head of the thread: item 1 of a page
    opening.bin             O ‖ signature ‖ recipient(P): item 2
    grant.age               opened by the reviewer's key; what is inside opens the messages
    messages/0001.age       the sealed text of the first message
    messages/0001.bin       place ‖ hour ‖ M ‖ signature of the first message: item 4 without that text

    journal/0001.age        the reviewers' notes and decisions, in the same way: the sealed text of the first entry,
    journal/0001.bin        hour ‖ J ‖ signature: item 9 without that text
    journal/grant-0001.age  opened by the reviewer's key; what is inside opens that entry

Further epochs are ``epoch-1.bin`` (item 8) and ``grant-1.age`` and so on. Nothing in it was readable by the server.

The concern's own entry in the record is not among them, with or without a proof of it. Whoever has that and a copy of
the record finds by the entry's ``case`` all the others: that the reporter warned of an attempt to unmask them, which is
for auditors alone, and how the concern went on, which is not for those who have left. The reporter alone can show it.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Sequence
from hashlib import sha256

from sqlalchemy import Connection

from whistle.envelope.journal.entry import JOURNAL
from whistle.envelope.message import FROM_REVIEWER, MESSAGE
from whistle.services import members, thread_page
from whistle.services.house import House
from whistle.store import concerns, directories, journal, log, messages

_SIGNED, _SIGNED_NOTE = MESSAGE + 64, JOURNAL + 64

README = """\
A concern raised with Whistle, still sealed, as the reviewer who asked for this copy may read it.

IS IT WHOLE?
In this folder, type

    sha256sum -c SHA256SUMS

(on a Mac: shasum -a 256 -c SHA256SUMS). If you pass this on as evidence, write down the SHA-256 of the zip, or of
the file SHA256SUMS, on a paper that goes another way.

READ IT WITH WHISTLE
This also checks who wrote what, in which order, and whether anything is missing:

    whistle open this-folder --key your-key.age --fingerprint "the service's fingerprint"

The fingerprint is on the service's posters and its page "Who holds the keys", and the authority has it on paper.
Whoever has directory.json and authority.pub from the authority itself gives their folder instead: --directory FOLDER.
Whoever is no reviewer and was handed the key to this one concern types --thread thread.txt in place of --key.

READ IT WITH AGE
The age command, 1.3 or newer (https://age-encryption.org), only decrypts:

    age -d your-key.age > key.txt                        asks for your passphrase
    age -d -i key.txt grant.age > thread.txt
    age -d -i thread.txt messages/0001.age | tail -c +5 | tr -d '\\0'

Where there is an epoch-1.bin, who may read was changed, and grant-1.age opens the messages from then on. If you have no
grant.age, you were let in then, and the new key opens the one before it:

    age -d -i key.txt grant-1.age > thread-1.txt
    tail -c +1926 epoch-1.bin | head -c 2109 | age -d -i thread-1.txt > thread.txt

What reviewers noted and decided among themselves is in the folder journal, if it is in this copy. Each of your
grants opens the entry of its number, and that names, as "before", the key to the entry before it:

    age -d -i key.txt journal/grant-0001.age > note.txt
    age -d -i note.txt journal/0001.age | tail -c +5 | tr -d '\\0'

Work on a disk that is encrypted, and delete key.txt, thread.txt and note.txt afterwards.

WHAT IT SHOWS
opening.bin and each messages/*.bin are signed by who wrote them, head.bin by the service: these messages, in this
order, were there when this was exported. checkpoint.txt is what the service had signed of its public record by then.
Hours are the service's own word. That the concern was entered in the record, and when, only the reporter can show,
with the token: anyone else could then follow the concern through the record.
"""


def pack(
    house: House, connection: Connection, concern: concerns.Concern, kids: Sequence[bytes], *, notes: bool
) -> bytes:
    """The zip, for the reviewer with these keys, the oldest first.

    The same thread, head and record give the same bytes: there are no other times in it.
    """
    files = dict(_files(house, connection, concern, kids))
    if notes:
        files |= dict(_journal(connection, concern.mailbox, kids))
    sums = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in {"SHA256SUMS": sums.encode(), **files}.items():
            info = zipfile.ZipInfo(name)  # 1980: the zip's own beginning of time
            info.external_attr = 0o600 << 16
            archive.writestr(info, data)
    return buffer.getvalue()


def _files(
    house: House, connection: Connection, concern: concerns.Concern, kids: Sequence[bytes]
) -> Iterator[tuple[str, bytes]]:
    yield "README.txt", README.encode()
    yield "directory.json", directories.newest(connection, 1)[0].file
    yield "authority.pub", house.authority.encode()
    if checkpoint := log.last_checkpoint(connection):
        yield "checkpoint.txt", checkpoint.encode()
    yield "head.bin", thread_page.head(house, concern.mailbox, concern).encode()
    yield "opening.bin", concern.opening
    for kid in kids:  # of two in one epoch the newer key's stays
        for epoch, grant in concerns.grants_of(connection, concern.mailbox, kid, concern.epoch):
            yield f"grant-{epoch}.age" if epoch else "grant.age", grant
    for change in members.in_force(connection, concern):
        yield f"epoch-{change.epoch}.bin", change.item
    yield from _messages(connection, concern)


def _messages(connection: Connection, concern: concerns.Concern) -> Iterator[tuple[str, bytes]]:
    shown = thread_page.visible(messages.headers(connection, concern.mailbox), FROM_REVIEWER)
    sealed = messages.sealed(connection, concern.mailbox, [header.seq for header in shown])
    for number, header in enumerate(shown, 1):
        data = sealed[header.seq]
        yield f"messages/{number:04}.age", data[_SIGNED:]
        when = struct.pack(">II", header.place or 0, header.hour)
        yield f"messages/{number:04}.bin", when + data[:_SIGNED]


def _journal(connection: Connection, mailbox: bytes, kids: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    for kid in kids:
        for number, grant in journal.grants_of(connection, mailbox, kid):
            yield f"journal/grant-{number:04}.age", grant
    headers = journal.headers(connection, mailbox)
    sealed = journal.sealed(connection, mailbox, [header.number for header in headers])
    for header in headers:
        data = sealed[header.number]
        yield f"journal/{header.number:04}.age", data[_SIGNED_NOTE:]
        yield f"journal/{header.number:04}.bin", struct.pack(">I", header.hour) + data[:_SIGNED_NOTE]
