"""The list of the registered as rows of a file, with what they answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from meetings.core import zones
from meetings.domain.incoming import queries as incoming
from meetings.domain.registration import breakouts, days, details, question_rules
from meetings.domain.registration import question_queries as questions
from meetings.exports import tables
from meetings.i18n import short_date, short_day, words
from meetings.models.incoming import CalendarAnswer
from meetings.models.meeting import Meeting
from meetings.models.registration import Place, Registration, RegistrationDay
from meetings.models.registration_details import (
    BreakoutChoice,
    QuestionKind,
    RegistrationAnswer,
    RegistrationOption,
    RegistrationQuestion,
)
from meetings.web.wording import label, session_name


@dataclass(frozen=True, slots=True)
class Details:
    """What some of the registered have said besides the session."""

    questions: Sequence[RegistrationQuestion] = ()
    options: Mapping[int, RegistrationOption] = field(default_factory=dict)
    answers: Mapping[int, Mapping[int, RegistrationAnswer]] = field(default_factory=dict)
    companions: Mapping[int, Sequence[str]] = field(default_factory=dict)
    breakouts: Mapping[int, Sequence[BreakoutChoice]] = field(default_factory=dict)
    #: What their calendars answered.
    calendars: Mapping[int, Sequence[CalendarAnswer]] = field(default_factory=dict)

    def answer(self, registration: Registration, question: RegistrationQuestion) -> str:
        """Return in words what somebody answered to *question*."""
        given = self.answers.get(registration.id, {}).get(question.id)
        return _words(question, given, self.options) if given else ""

    def groups(self, registration: Registration) -> list[str]:
        """Return the break-outs of somebody, those that they wait for as such."""
        return [_group(choice) for choice in self.breakouts.get(registration.id, ())]

    def calendar(self, registration: Registration) -> str:
        """Return in words what the calendar of somebody answered, with what they wrote to it; day by day if several."""
        given = {answer.uid: answer for answer in self.calendars.get(registration.id, ())}
        rows = days.rows_of(registration)
        found = [(row, given[row.uid]) for row in rows if row.uid in given]
        return "; ".join(_answered(answer, row if len(rows) > 1 else None) for row, answer in found)

    def given(self, registration: Registration) -> list[tuple[RegistrationQuestion, str]]:
        """Return what somebody answered, question by question; nothing for what they left out."""
        found = ((question, self.answer(registration, question)) for question in self.questions)
        return [(question, answer) for question, answer in found if answer]


def details_of(meeting: Meeting, listed: Sequence[Registration], *, asks: bool) -> Details:
    """Return what those *listed* said at *meeting*; six statements at most, three where nothing is asked."""
    companions, groups = details.companions(listed), breakouts.chosen(listed)
    calendars = incoming.answers([registration.id for registration in listed])
    asked = questions.questions(meeting, withdrawn=True) if asks else ()
    if not asked:
        return Details(companions=companions, breakouts=groups, calendars=calendars)
    return Details(asked, questions.options(meeting), questions.answers(listed), companions, groups, calendars)


def _answered(answer: CalendarAnswer, row: RegistrationDay | None) -> str:
    """Return the words of *answer*, after the day that it is for when there is a choice of them."""
    day = f"{short_day(row.session.starts_local)} " if row else ""
    return f"{day}{label(answer.answer)} ({answer.comment})" if answer.comment else f"{day}{label(answer.answer)}"


def _group(choice: BreakoutChoice) -> str:
    name = session_name(choice.session)
    return name if choice.place is Place.CONFIRMED else f"{name} ({label(choice.place)})"


def _words(
    question: RegistrationQuestion, answer: RegistrationAnswer, options: Mapping[int, RegistrationOption]
) -> str:
    if question.kind in question_rules.CHOICES:
        return ", ".join(words(options[number].text) for number in answer.chosen if number in options)
    if question.kind is QuestionKind.YES_NO:
        return str(_("Yes") if answer.text == question_rules.YES else _("No"))
    if question.kind is QuestionKind.DATE and answer.text:
        return short_date(date.fromisoformat(answer.text))
    return answer.text


def header(said: Details) -> list[str]:
    """Return the first row of the file."""
    fixed = [
        _("Name"),
        _("E-mail address"),
        _("Function"),
        _("Organisation"),
        _("Code"),
        _("Region"),
        _("Session"),
        _("Place"),
        _("Since"),
        _("Registered by"),
        _("On behalf of"),
    ]
    along = [_("Accompanying persons")] if any(said.companions.values()) else []
    if any(said.breakouts.values()):
        along = [*along, _("Break-outs")]
    if said.calendars:
        along = [*along, _("Calendar")]
    return [*fixed, *along, *(words(question.label) for question in said.questions)]


def rows(listed: Sequence[Registration], said: Details, *, zone: str) -> list[tables.Row]:
    """Return a row for each of those *listed*; times in *zone*."""
    return [_row(registration, said, zone) for registration in listed]


def _row(registration: Registration, said: Details, zone: str) -> tables.Row:
    person, organisation = registration.person, registration.organisation
    region = organisation.region if organisation else None
    fixed: list[tables.Cell] = [
        person.name,
        person.email,
        person.function,
        words(organisation.name) if organisation else "",
        organisation.code if organisation else "",
        words(region.name) if region else "",
        _sessions(registration),
        label(registration.place),
        zones.local(registration.placed_at, zone),
        _registered_by(registration),
        registration.principal.name if registration.principal else "",
    ]
    along = ["; ".join(said.companions.get(registration.id, ()))] if any(said.companions.values()) else []
    if any(said.breakouts.values()):
        along = [*along, "; ".join(said.groups(registration))]
    if said.calendars:
        along = [*along, said.calendar(registration)]
    return [*fixed, *along, *(said.answer(registration, question) for question in said.questions)]


def _sessions(registration: Registration) -> str:
    """Return the session of somebody, or their days when these are several."""
    covered = [one for one in days.covered(registration) if one.cancelled_at is None]
    if len(covered) < 2:
        return session_name(registration.session)
    return "; ".join(f"{short_date(one.starts_local)} ({session_name(one)})" for one in covered)


def _registered_by(registration: Registration) -> str:
    """Say who made the last change."""
    if registration.colleague:
        return registration.colleague.name
    return str(_("the secretariat") if registration.on_behalf else _("themself"))
