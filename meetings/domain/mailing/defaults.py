"""The words with which mailings begin where the secretariat has written none, and the plan that is usual."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path

from meetings.core import fingerprint
from meetings.core.bilingual import LANGUAGES, Bilingual, Language
from meetings.domain.mailing.timing import Moment
from meetings.models.mailing import Audience, MailingKind, Timing, Unit

_DATA = Path(__file__).parents[2] / "data"
_HOUR = time(9)


@dataclass(frozen=True, slots=True)
class Words:
    """A subject and a text."""

    subject: Bilingual
    body: Bilingual


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the plan of a series."""

    kind: MailingKind
    audience: Audience
    moment: Moment


#: The plan that secretariats of light plenaries follow; a series may begin with it.
USUAL = (
    Step(MailingKind.SAVE_THE_DATE, Audience.EVERYBODY, Moment(Timing.BEFORE, 60, Unit.DAYS, _HOUR)),
    Step(MailingKind.INVITATION, Audience.EVERYBODY, Moment(Timing.BEFORE, 42, Unit.DAYS, _HOUR)),
    Step(MailingKind.REMINDER, Audience.SILENT, Moment(Timing.BEFORE, 10, Unit.WORKING_DAYS, _HOUR)),
    Step(MailingKind.CONNECTION, Audience.REGISTERED, Moment(Timing.BEFORE_OWN, 24, Unit.HOURS)),
    Step(MailingKind.FOLLOW_UP, Audience.REGISTERED, Moment(Timing.AFTER, 3, Unit.WORKING_DAYS, _HOUR)),
)


def words(kind: MailingKind) -> Words:
    """Return the words of the house for mailings of *kind*."""
    found = {language: _read(language)[kind] for language in LANGUAGES}
    return Words(*(Bilingual(found["en"][part], found["fr"][part]) for part in (0, 1)))


def mark(words: Words) -> str:
    """Return what recognises that *words* are still those that somebody has seen."""
    return fingerprint.of(words.subject, words.body)


@cache
def _read(language: Language) -> Mapping[MailingKind, tuple[str, str]]:
    """Return subject and text of each kind in *language*: under a line with its name, the subject, then the text."""
    data = (_DATA / f"mails-{language}.md").read_text("utf-8")
    found = {}
    for part in data.split("=== ")[1:]:
        name, subject, text = part.split("\n", 2)
        found[MailingKind(name.strip())] = (subject.strip(), text.strip())
    return found
