"""journals.json: whole journals, as their readers see them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.envelope.journals import Journal, paged
from tests.envelope.world import AMAL, AMAL_2, REPORTER, RUTH, SIMRAN, TOM, seed
from tests.vectors.makers.changing import AFTER, STRANGER, a_directory, changed
from tests.vectors.makers.noting import Noting, key, noted
from tests.vectors.makers.reading import flip, people
from tests.vectors.makers.renewals import TWO
from tests.vectors.vector import Blobs, Vector
from whistle.envelope.compose import leave, share
from whistle.envelope.frame import build_page
from whistle.envelope.keys import Identity
from whistle.envelope.message import encode_plain

ABOUT = "Journals as their readers see them, each with one fault or none (PROTOCOL section 4, Journal)."


def vectors(blobs: Blobs) -> list[Vector]:
    maker = Noting(blobs)
    _whole(maker)
    _passed_on(maker)
    _renewed(maker)
    _chained(maker)
    _signed(maker)
    _inside(maker)
    _before(maker)
    _granted(maker)
    _fetched(maker)
    _deceived(maker)
    return maker.out


def _whole(maker: Noting) -> None:
    maker.look("a journal without entries", "Anybody who reads the concern may begin it.", maker.journal())
    journal = maker.write(maker.journal(), RUTH, text="One.")
    maker.write(journal, AMAL, "decision", "Two.", why="Because.")
    maker.write(journal, RUTH, "access", "", until=0)
    for name, member in people(ruth=RUTH, amal=AMAL):
        maker.look(f"three entries, as {name} reads them", "Each has the key before.", journal, member)
    maker.look("the least that is needed", "A grant for the newest entry alone.", journal, AMAL,
               grants=journal.grants(AMAL)[-1:])  # fmt: skip
    long = maker.write(maker.journal(), RUTH, text="x" * 20_000)
    maker.look("a long one", "Of class 2.", long)
    pages = maker.journal()
    for number in range(7):
        maker.write(pages, RUTH, text=f"Number {number + 1}.")
    maker.look("two pages", "The key is on the first, and opens what is on both.", pages)
    amal = pages.box.directory.reviewer("amal")
    handled = maker.write(maker.journal(), RUTH, "handler", "", handler=amal)
    maker.write(maker.write(handled, AMAL, "category", "", category=2), RUTH)
    maker.look("a handler and a category", "They hold until they are changed.", handled)
    maker.look("a handler whose key was revoked", "They read no more.", handled,
               directory=a_directory(amal={"revoked": "2026-11-01"}), expect=[None, "revoked", None])  # fmt: skip
    maker.change(handled.box, leave, AMAL)
    maker.look("a handler who has left", "Nobody handles it now.", handled)
    maker.look("by a reviewer whose time has ended", "An ended key may finish what it began.", journal,
               directory=a_directory(amal={"until": "2026-10-02"}))  # fmt: skip


def _passed_on(maker: Noting) -> None:
    amal = maker.journal().box.directory.reviewer("amal")
    journal = maker.write(maker.journal(), RUTH, "handler", "One.", handler=amal, category=4)
    maker.change(journal.box, share, REPORTER, ["simran"])
    for name, member in people(ruth=RUTH, simran=SIMRAN):
        maker.look(f"let in since, as {name} reads it", "Who handles it is signed, whoever can read why.", journal,
                   member, expect=["cannot-open" if member is SIMRAN else None])  # fmt: skip
    maker.write(journal, RUTH, "passed", "")
    maker.look("passed on", "Whoever can open one entry can open all before it.", journal, SIMRAN)
    journal = maker.write(maker.journal(), AMAL, text="One.")
    maker.change(journal.box, leave, AMAL)
    maker.write(journal, RUTH, text="Two.")
    maker.look("written after one left, as they read it", "They can open none that come after.", journal, AMAL,
               expect=[None, "cannot-open"])  # fmt: skip
    maker.change(journal.box, share, RUTH, ["amal"], key=AFTER)
    maker.look("come back, and nothing written since", "Their own grant is for what they had.", journal, AMAL,
               expect=[None, "cannot-open"])  # fmt: skip
    maker.change(journal.box, leave, RUTH, key=Identity(seed("T_3")))
    maker.write(journal, AMAL, text="Three.")
    maker.look("nobody is left who could read the newest", "The next leads to what its writer could open.", journal,
               AMAL, expect=[None, "cannot-open", None])  # fmt: skip
    alone = maker.write(maker.journal(), RUTH, text="One.")
    changed(alone.box, REPORTER, [REPORTER, SIMRAN])
    maker.write(alone, SIMRAN, text="Two.")
    maker.look("nobody is left who could read any", "The next leads to none.", alone, SIMRAN,
               expect=["cannot-open", None])  # fmt: skip
    maker.look("nobody is left who could read any, as one reads it who could", "It leads to none for them either.",
               alone, RUTH, expect=[None, "cannot-open"])  # fmt: skip


def _renewed(maker: Noting) -> None:
    journal = maker.journal(TWO)
    maker.write(journal, AMAL, text="One.", handler=journal.box.directory.reviewer("amal"))
    maker.write(journal, AMAL, "passed", "", renew=True)
    maker.look("granted to a new key before the move", "", journal, AMAL, directory=TWO)
    maker.change(journal.box, share, AMAL, ["amal-2"])
    for name, member in people(new=AMAL_2, old=AMAL):
        maker.look(f"moved to a new key, as the {name} one reads it", "The person handles it still.", journal, member,
                   directory=TWO)  # fmt: skip
    late = maker.write(maker.journal(TWO), AMAL, text="One.")
    maker.change(late.box, share, AMAL, ["amal-2"])
    maker.look("moved to a new key that was not granted it", "It is not for that key.", late, AMAL_2, directory=TWO,
               expect=["cannot-open"])  # fmt: skip
    maker.write(late, AMAL, "passed", "")
    maker.look(
        "passed on by the old key after the move",
        "It signs until it is revoked.",
        late,
        AMAL_2,
        directory=TWO,
    )


def _three(maker: Noting) -> Journal:
    journal = noted(noted(maker.journal(), RUTH, "One."), AMAL, "Two.")
    return noted(journal, RUTH, "Three.")


def _chained(maker: Noting) -> None:
    journal = _three(maker)
    one, two, three = journal.entries
    about = "Nothing is shown from there on."

    def broken(name: str, entries: Any, left: int) -> None:
        maker.look(name, about, journal, entries=entries, expect=[None] * left, broken=True)

    def cut(name: str, entries: Any, left: int) -> None:
        maker.look(name, about, journal, entries=entries, expect=["cannot-open"] * left, broken=True)

    broken("the first is missing", [two, three], 0)
    cut("the second is missing", [one, three], 1)
    cut("the second twice", [one, two, two], 2)
    cut("the first twice", [one, one, two, three], 1)
    cut("two change places", [one, three, two], 1)
    cut("a J that is none", [one, replace(two, entry=b"W" + two.entry[1:]), three], 1)
    altered = replace(two, entry=flip(two.entry))
    maker.look("a J altered", "The next does not follow it.", journal, entries=[one, altered, three],
               expect=["cannot-open", "bad-signature"], broken=True)  # fmt: skip
    maker.look("the newest is withheld", "Only a colleague who saw it can tell.", journal, AMAL, entries=[one, two],
               grants=[], expect=["cannot-open"] * 2)  # fmt: skip
    for name, elsewhere in (("service", {"service": seed("svc")}), ("mailbox", {"mailbox": seed("m", 16)})):
        other = noted(noted(maker.journal(), RUTH, "One."), RUTH, "Two.", j=elsewhere)
        maker.look(f"an entry of another {name}", about, other, expect=["cannot-open"], broken=True)
    other = noted(noted(maker.journal(), RUTH, "One."), RUTH, "Two.", j={"previous": seed("H(J)")})
    maker.look("an entry that follows another", about, other, expect=["cannot-open"], broken=True)
    other = noted(noted(maker.journal(), RUTH, "One."), RUTH, "Two.", j={"number": 3})
    maker.look("a number left out", about, other, expect=["cannot-open"], broken=True)


def _signed(maker: Noting) -> None:
    def second(name: str, about: str, problem: str, by: Any = RUTH, **wrong: Any) -> None:
        journal = noted(noted(maker.journal(), RUTH, "One."), by, "Two.", **wrong)
        maker.look(name, about, noted(journal, RUTH, "Three."), AMAL, expect=[None, problem, None])

    unsigned = {"given": {"signature": bytes(64)}}
    second("signature altered", "Nobody can be said to have written it.", "bad-signature", **unsigned)
    named = noted(noted(maker.journal(), RUTH, "One."), RUTH, "Two.", j={"sender": AMAL.signing.public})
    maker.look("signed by another than it names", "The text names them as well.", noted(named, RUTH, "Three."),
               expect=["cannot-open", "bad-signature", None])  # fmt: skip
    second("by a stranger", "Signed, by a key that is in no directory.", "unknown-sender", STRANGER)
    second("by the reporter", "They are no reviewer.", "unknown-sender", REPORTER)
    second("by one who could never read the concern", "", "not-a-member", SIMRAN)
    second("by one whom the concern leaves out", "", "not-a-member", TOM)
    journal = noted(noted(maker.journal(), RUTH, "One."), AMAL, "Two.")
    maker.look("by a revoked reviewer", "What leads to the first still does.", noted(journal, AMAL, "Three."), AMAL,
               directory=a_directory(ruth={"revoked": "2026-11-01"}), expect=["revoked", None, None])  # fmt: skip
    handled = maker.write(maker.journal(), RUTH, category=3)
    theirs: list[tuple[str, str, Any, dict[str, Any]]] = [
        ("whose signature is altered", "bad-signature", RUTH, unsigned),
        ("of a stranger", "unknown-sender", STRANGER, {}),
        ("of one who could never read the concern", "not-a-member", SIMRAN, {}),
    ]
    for name, problem, by, wrong in theirs:
        journal = Journal(handled.box, list(handled.written))
        noted(journal, by, "Mine now.", j={"category": 5, "handler": AMAL.kid}, **wrong)
        maker.look(f"a handler and a category {name}", "They do not count.", journal, expect=[None, problem])
    journal = Journal(handled.box, list(handled.written))
    noted(journal, AMAL, "Mine now.", sealed_to=key(9), j={"category": 5, "handler": AMAL.kid})
    maker.look("a handler and a category beside a text that does not open", "They were signed.", journal,
               expect=["cannot-open"] * 2)  # fmt: skip


def _inside(maker: Noting) -> None:
    def second(name: str, about: str, problem: str, **wrong: Any) -> None:
        journal = noted(noted(maker.journal(), RUTH, "One."), AMAL, "Two.", **wrong)
        maker.look(name, about, journal, expect=["cannot-open", problem])

    def plain(number: int = 2, **changes: Any) -> bytes:
        said = {
            "v": 1, "kind": "note", "mailbox": REPORTER.mailbox.hex(), "sender": AMAL.signing.public.hex(),
            "number": number, "before": str(key(1)), "text": "Two.", **changes,
        }  # fmt: skip
        return encode_plain(said, 1)

    second("text altered", "A byte of the sealed text.", "mismatch", given={"body": bytes(18_043)})
    second("J names another text", "", "mismatch", j={"body_hash": seed("text")})
    second("sealed to another key", "", "cannot-open", sealed_to=key(9))
    second(
        "of another key than J names",
        "The grant is not of it.",
        "cannot-open",
        j={"recipient_hash": seed("N")},
    )
    second("the text says another number", "", "mismatch", plain=plain(3))
    second("the text is of an unknown kind", "", "mismatch", plain=plain(kind="order"))
    second("the text is empty", "", "mismatch", plain=plain(text=""))
    second("the text is another sender's", "", "mismatch", plain=plain(sender=RUTH.signing.public.hex()))
    swapped = _three(maker)
    one, two, three = swapped.entries
    maker.look("texts swapped", "Two sealed texts change places.", swapped,
               entries=[replace(one, body=two.body), replace(two, body=one.body), three],
               expect=["mismatch", "mismatch", None])  # fmt: skip


def _before(maker: Noting) -> None:
    def after(name: str, about: str, expect: Any, **wrong: Any) -> None:
        journal = noted(noted(maker.journal(), RUTH, "One."), AMAL, "Two.")
        maker.look(name, about, noted(journal, AMAL, "Three.", **wrong), expect=expect)

    cut = "It would cut colleagues off from what they could read."
    unread = ["cannot-open", "cannot-open", "mismatch"]
    after("it leads to no entry", cut, unread, before=Identity(seed("another")))
    after("it leads to none, though colleagues could read the one before", cut, unread, before=None)
    after(
        "it leads past one that colleagues could read", cut, [None, "cannot-open", "mismatch"], before=key(1)
    )
    after("it leads to itself", cut, unread, before=key(3))
    first = noted(maker.journal(), RUTH, "One.", before=key(9))
    maker.look("the first leads to another", "There is none.", first, expect=["mismatch"])
    journal = noted(noted(maker.journal(), RUTH, "One."), RUTH, "Two.", readers=[RUTH])
    noted(journal, AMAL, "Three.", readers=[AMAL], before=key(1))
    maker.look("it leads past one that none of its readers could read", "As a colleague may who came back.", journal,
               AMAL, expect=[None, "cannot-open", None])  # fmt: skip
    journal = noted(noted(maker.journal(), RUTH, "One.", readers=[RUTH]), AMAL, "Two.", readers=[AMAL],
                    before=Identity(seed("another")))  # fmt: skip
    maker.look("it leads to no entry, where it may lead to none", "It must be said that it leads to none.", journal,
               AMAL, expect=["cannot-open", "mismatch"])  # fmt: skip
    mended = noted(noted(maker.journal(), RUTH, "One."), AMAL, "Two.", before=Identity(seed("another")))
    maker.look("the key to an entry that was cut off, from one's own grant", "A grant is given for each of one's keys.",
               mended, grants=[*Journal(mended.box, mended.written[:1]).grants(RUTH), *mended.grants(RUTH)],
               expect=[None, "mismatch"])  # fmt: skip


def _granted(maker: Noting) -> None:
    def granting(name: str, **grant: Any) -> None:
        journal = noted(noted(maker.journal(), RUTH, "One."), AMAL, "Two.", grant=grant)
        maker.look(f"a grant {name}", "Nothing is opened with it.", journal, expect=["cannot-open"] * 2)

    granting("of another number", epoch=1)
    granting("of another key", identity=Identity(seed("another")))
    granting("from someone else", granter=RUTH.signing.public)
    granting("to someone else", to=AMAL.kid)
    granting("of another reporter", reporter=RUTH.signing.public)
    granting("of another mailbox", mailbox=seed("m", 16))
    granting("of another service", service=seed("svc"))
    journal = noted(noted(maker.journal(), RUTH, "One."), AMAL, "Two.")
    (grant,) = journal.grants(RUTH)
    hidden = ["cannot-open"] * 2
    maker.look("no grant", "", journal, grants=[], expect=hidden)
    maker.look(
        "a grant altered", "", journal, grants=[replace(grant, grant=flip(grant.grant))], expect=hidden
    )
    maker.look("someone else's grant", "", journal, grants=journal.grants(AMAL), expect=hidden)
    theirs = replace(journal.grants(AMAL)[0], kid=RUTH.kid)
    maker.look("someone else's grant under this kid", "", journal, grants=[theirs], expect=hidden)
    maker.look("a grant for no entry", "", journal, grants=[replace(grant, epoch=9)], expect=hidden)
    maker.look("a grant under another number", "", journal, grants=[replace(grant, epoch=1)], expect=hidden)
    slots = journal.written[1].entry.slots
    unnamed = tuple((kid, seed("H(grant)") if kid == RUTH.kid else digest) for kid, digest in slots)
    unsigned = noted(noted(maker.journal(), RUTH, "One."), AMAL, "Two.", j={"slots": unnamed})
    maker.look("a grant that J does not name", "", unsigned, expect=hidden)


def _fetched(maker: Noting) -> None:
    journal = maker.journal()
    for number in range(7):
        noted(journal, RUTH, f"Number {number + 1}.")
    first, second = paged(journal.grants(RUTH), journal.entries)
    for name, pages, error in (
        ("no pages", [], "MalformedFrame"),
        ("the second page of two", [second], "MalformedFrame"),
        ("pages in the wrong order", [second, first], "MalformedFrame"),
        ("pages of two moments", [first, build_page(1, 3, journal.entries[6:])], "Conflict"),
        ("a page of the thread", journal.box.pages(RUTH), "MalformedFrame"),
    ):
        maker.look(name, "Nothing is shown.", journal, pages=pages, error=error)


def _deceived(maker: Noting) -> None:
    journal = noted(
        noted(maker.journal(), RUTH, "One."), AMAL, "Two.", grant={"granter": RUTH.signing.public}
    )
    noted(journal, RUTH, "Three.", before=key(1))
    each = [Journal(journal.box, journal.written[:number]).grants(RUTH)[0] for number in (1, 2, 3)]
    whoever = "Whoever granted falsely would else end the journal."
    maker.look("it leads past one that was granted falsely", whoever, journal, grants=each,
               expect=[None, "cannot-open", None])  # fmt: skip
    past = [None, "cannot-open", "mismatch"]
    maker.look(
        "it leads past one of which no grant was given", "The server may keep it back.", journal, expect=past
    )
    other = [each[0], replace(each[1], grant=flip(each[1].grant)), each[2]]
    maker.look("it leads past one of which a grant was altered", "It is not the one that was signed.", journal,
               grants=other, expect=past)  # fmt: skip
