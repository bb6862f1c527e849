"""When what could not be handed over is tried again, and what can be done with a mail by hand."""

from datetime import timedelta

from meetings.core.errors import Refused
from meetings.models.outbox import MailReason, MailState

#: Waits after the first, second … try that failed.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240))
TRIES = len(WAITS) + 1
#: How long all mails wait when the mail server itself is at fault.
REST = timedelta(minutes=1)
#: As long as a way in works; a mail that holds one is worth nothing afterwards.
SECRET_LASTS = timedelta(minutes=10)
#: Ways in of other features work longer.
LONGER = {"confirmation": timedelta(days=14), "joining": timedelta(days=2), "address": timedelta(days=2)}
TO_BE_SENT = (MailState.QUEUED, MailState.WAITING)
#: What can be put back into the queue by hand.
TROUBLED = (MailState.FAILED, MailState.BOUNCED)
#: So many people one announcement is told to in one transaction, and where a part of one says to whom it goes.
PORTION = 50
ONLY = "only"
#: The span in which mails are counted for the sake of the mail server.
MINUTE = timedelta(minutes=1)
LONGEST_ERROR = 500
#: Of a sentence that tells of a mail.
LONGEST_SENTENCE = 300


class NotFailed(Refused):
    """Only a mail that failed is sent once more by hand."""


class HasLeft(Refused):
    """Only a mail that still waits can be held back."""


class NotHeldBack(Refused):
    """Only a mail that was held back can be let go."""


class WayInOver(Refused):
    """The mail held a way in, which is over and wiped."""


def wait_after(tries: int) -> timedelta | None:
    """Return how long to wait after *tries* failed attempts, or nothing when that was the last."""
    return WAITS[tries - 1] if 0 < tries < TRIES else None


def secret_lasts(kind: str) -> timedelta:
    """Return how long the way in works that a mail of *kind* holds."""
    return LONGER.get(kind.split(".")[0], SECRET_LASTS)


def failed_as(reason: MailReason) -> MailState:
    """Return where a mail stands that was refused for good for *reason*."""
    return MailState.BOUNCED if reason is MailReason.RECIPIENT else MailState.FAILED


def told_of(error: Exception) -> str:
    """Return what is kept of an *error* with what it stopped."""
    return f"{type(error).__name__}: {error}"[:LONGEST_ERROR]


def sentence(subject: str, text: str) -> str:
    """Return the line of a mail's *text* that says what it is about: the first that is not its *subject* or a greeting.

    Nothing where there is none before the signature.
    """
    for line in text.splitlines():
        said = line.strip()
        if said.startswith("--------"):
            return ""
        if said and not said.endswith(",") and said.split() != subject.split():
            return said if len(said) <= LONGEST_SENTENCE else f"{said[: LONGEST_SENTENCE - 1].rstrip()}…"
    return ""
