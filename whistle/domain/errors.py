"""Every error that Whistle raises on purpose.

    WhistleError
    ├── Malformed            the bytes are not what the protocol says (400)
    │   ├── MalformedAge         an age file
    │   ├── MalformedKey         a recipient, an identity or a key file
    │   ├── MalformedToken       a token as typed
    │   ├── MalformedFrame       a request, an answer or a part of one
    │   ├── MalformedNote        a signed note, checkpoint or proof
    │   └── MalformedDirectory   a directory file
    ├── CannotOpen           well-formed, but this key or passphrase does not open it
    ├── BadSignature         a signature, its key or what it covers does not verify (401)
    ├── BadProof             an inclusion or consistency proof does not lead to the root
    ├── BadDisclosure        a proof for a tribunal does not hold
    ├── NotSignedIn          no valid staff session (401)
    ├── Forbidden            this person may not do this (403)
    │   ├── OneFactorOnly        signed in with a password alone, where that is not enough
    │   └── SignInAgain          signed in too long ago to change how one signs in
    ├── NotFound             no such thing for this person (404)
    ├── Conflict             valid, but something else is already there (409)
    │   ├── DirectoryReplaced    the directory that it was made for is no longer in force
    │   ├── StaleChallenge       the challenge is too old; ask for a new one
    │   ├── OutOfStep            follows something that is not in the thread
    │   └── ChangeWaiting        a change of who may read waits already, and there is room for one
    ├── TooLarge             the body is longer than any frame (413)
    ├── WrongType            the content type is not the one this address takes (415)
    ├── TooMany              slow down (429)
    ├── Paused               new concerns are not taken at present (503)
    │   ├── ClockWentBack        the service's clock stands before its last tick
    │   └── ClockJumped          the clock stands so far after the last tick that it may be wrong
    ├── MailFailed           the mail server did not take a reminder
    └── CannotStart          settings, keys or directory do not allow a start

Only ``whistle.web.problems`` turns these into pages and RFC 9457 problem documents, and only
``whistle.cli`` into exit codes. Messages are for the person at the other end: plain, calm, no internals.
"""


class WhistleError(Exception):
    """The root. Its text may be shown to the person it concerns."""


class Malformed(WhistleError):
    """Bytes that do not follow the protocol."""


class MalformedAge(Malformed):
    """Not an age file of the form that Whistle reads."""


class MalformedKey(Malformed):
    """Not a recipient, an identity or a key file."""


class MalformedToken(Malformed):
    """Not a token; says whether length, a letter or the check is wrong, never repeats the token."""


class MalformedFrame(Malformed):
    """Not a frame, or a field of one has an impossible value."""


class MalformedNote(Malformed):
    """Not a signed note, checkpoint or tlog-proof."""


class MalformedDirectory(Malformed):
    """Not a directory."""


class CannotOpen(WhistleError):
    """A well-formed age file that the given identity or passphrase does not open."""


class BadSignature(WhistleError):
    """A signature does not verify, or its key is not one that may sign here."""


class BadProof(WhistleError):
    """A Merkle proof does not lead to the root."""


class BadDisclosure(WhistleError):
    """What is shown of a concern does not hold, or cannot be shown. ``reason`` is a code of PROTOCOL section 7."""

    def __init__(self, reason: str, words: str = "") -> None:
        super().__init__(words)
        self.reason = reason


class NotSignedIn(WhistleError):
    """There is no valid staff session."""


class Forbidden(WhistleError):
    """The person is known, and may not do this."""


class OneFactorOnly(Forbidden):
    """The account has a password alone, and this service asks for more before anything is shown."""


class SignInAgain(Forbidden):
    """Ways to sign in are changed soon after signing in only, so that no found browser adds its own."""


class NotFound(WhistleError):
    """Not there, or not for this person: the two look the same."""


class Conflict(WhistleError):
    """Valid, but something else stands in its place."""


class DirectoryReplaced(Conflict):
    """Made for a directory, or for readers, that are no longer in force: to be made again, with the new one."""


class StaleChallenge(Conflict):
    """The signed challenge is neither the present nor the previous one."""


class OutOfStep(Conflict):
    """The message follows one that is not in the thread, or claims to have seen more than there is."""


class ChangeWaiting(Conflict):
    """A change of who may read the thread waits already; the next can be made once that is in force."""


class TooLarge(WhistleError):
    """The body is longer than any frame."""


class WrongType(WhistleError):
    """The content type is not the one this address takes."""


class TooMany(WhistleError):
    """Too many tries in too short a time."""


class Paused(WhistleError):
    """New concerns are not taken at present; the text says why and where else to go."""


class ClockWentBack(Paused):
    """The clock stands before the last tick, so no hour that would be written down now can be trusted."""


class ClockJumped(Paused):
    """The clock stands days after the last tick: either the service was down, or the clock is wrong."""


class MailFailed(WhistleError):
    """A mail server did not take a reminder. ``reason`` is one of `whistle.domain.reminders.Failure`."""

    def __init__(self, words: str, reason: str = "") -> None:
        super().__init__(words)
        self.reason = reason


class CannotStart(WhistleError):
    """The service may not start like this; the text says what to mend."""
