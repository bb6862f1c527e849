"""What a step will do, said before it is taken: who gets a mail, and which calendars change."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from meetings.domain.meeting.steps import Step
from meetings.domain.registration import queries as registrations
from meetings.models.meeting import Meeting, Session, Visibility
from meetings.models.registration import Place

#: Steps of which the registered are told.
TOLD = frozenset({Step.POSTPONE, Step.FIX_DATES, Step.CANCEL})
#: Steps that calendars do not show.
UNSEEN = frozenset({Step.OPEN_REGISTRATION, Step.ADOPT_RECORD})


@dataclass(frozen=True, slots=True)
class Concerned:
    """How many people have a place in some sessions of a meeting, and how many wait for one."""

    placed: int = 0
    waiting: int = 0

    @property
    def all(self) -> int:
        """All of them."""
        return self.placed + self.waiting


def concerned(meeting: Meeting, sessions: Iterable[Session] | None = None) -> Concerned:
    """Count who has a place, or waits for one or for a yes, in *meeting* or in some of its *sessions*."""
    chosen = None if sessions is None else {session.id for session in sessions}
    found: Counter[Place] = Counter()
    for (session_id, place), number in registrations.numbers(meeting).items():
        if session_id is None if chosen is None else session_id in chosen:
            found[place] += number
    return Concerned(found[Place.CONFIRMED], found[Place.WAITING] + found[Place.REQUESTED])


def effects(meeting: Meeting, step: Step, people: Concerned) -> list[str]:
    """Return in sentences what *step* will do to *people* and to calendars."""
    told = people if step in TOLD and meeting.announced_at else Concerned()
    return [mails(told), *([] if step in UNSEEN else calendars(meeting, told))]


def mails(people: Concerned) -> str:
    """Return in a sentence who gets a mail."""
    if not people.all:
        return str(_("Nobody gets a mail."))
    return str(
        ngettext(
            "%(num)d person gets a mail: %(placed)d with a place, %(waiting)d on the waiting list.",
            "%(num)d people get a mail: %(placed)d with a place, %(waiting)d on the waiting list.",
            people.all,
            placed=people.placed,
            waiting=people.waiting,
        )
    )


def calendars(meeting: Meeting, people: Concerned) -> list[str]:
    """Return in sentences which calendars change."""
    found = []
    if meeting.visibility is not Visibility.INTERNAL:
        found.append(str(_("The public calendar and that of this meeting change; readers fetch them within hours.")))
    if people.placed:
        found.append(
            str(
                ngettext(
                    "The entry in the calendar of %(num)d person changes through the mail.",
                    "The entries in the calendars of %(num)d people change through the mail.",
                    people.placed,
                )
            )
        )
    return found
