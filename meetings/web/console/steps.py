"""What the console says of a step: what it is, what it still lacks, and where one goes on with it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from meetings.domain.console import queries
from meetings.domain.console.rules import Standing, Step
from meetings.i18n import long_date
from meetings.models.deadline import Closing
from meetings.models.timeline import StepKind
from meetings.web.console.page import ConsolePage
from meetings.web.wording import label

#: The deadlines that pass on steps of the line.
CLOSINGS = {
    StepKind.REGISTRATION_CLOSES: Closing.REGISTRATION,
    StepKind.PROPOSALS_CLOSE: Closing.PROPOSALS,
} | {step: closing for closing, step in queries.CLOSINGS.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """A step in words; without an address there is nothing to do about it, or not here."""

    name: str
    detail: str = ""
    url: str = ""
    action: str = ""


def told(step: Step, page: ConsolePage) -> Told:
    """Return what the console of *page* says of *step*."""
    name = step.title or label(step.kind)
    if step.standing is Standing.DONE:
        return Told(name, _done(step))
    found = _OPEN.get(step.kind)
    return found(step, page, name) if found else Told(name)


def lateness(step: Step, page: ConsolePage) -> str:
    """Return by how many days *step* is late."""
    days = (page.today - step.due_on).days
    return str(ngettext("%(num)d day late.", "%(num)d days late.", days))


def _done(step: Step) -> str:
    return str(_("Done on %(date)s.", date=long_date(step.done_on)) if step.done_on else _("Done."))


def _announce(_step: Step, page: ConsolePage, name: str) -> Told:
    detail = _gaps(page, _("Nobody but the secretariat sees the meeting yet."))
    return Told(name, detail, url_for("meeting_manage.check", slug=page.meeting.slug), _("Check and announce"))


def _registration(_step: Step, page: ConsolePage, name: str) -> Told:
    url = url_for("meeting_manage.edit", slug=page.meeting.slug, _anchor="registration_opens")
    return Told(name, _("It opens by itself.") if page.meeting.announced_at else "", url, _("Change"))


def _agenda(step: Step, page: ConsolePage, name: str) -> Told:
    slug = page.meeting.slug
    if not page.work.items:
        return Told(name, _("The agenda has no item yet."), url_for("agenda.edit", slug=slug), _("Write the agenda"))
    if not step.lacking:
        return Told(name, _("It is written in both languages."), url_for("agenda_issue.new", slug=slug), _("Issue it"))
    detail = ngettext(
        "%(num)d text lacks a language or is out of date.",
        "%(num)d texts lack a language or are out of date.",
        step.lacking,
    )
    return Told(name, detail, url_for("parity.show", slug=slug, kind="agenda"), _("Fill"))


def _proposals(step: Step, page: ConsolePage, name: str) -> Told:
    if not step.lacking:
        return _closes(step, page, name)
    detail = ngettext("%(num)d proposal has no answer yet.", "%(num)d proposals have no answer yet.", step.lacking)
    return Told(name, detail, url_for("agenda_proposals.index", slug=page.meeting.slug), pgettext("button", "Answer"))


def _documents(step: Step, page: ConsolePage, name: str) -> Told:
    url, there = url_for("document_manage.index", slug=page.meeting.slug), page.work.documents
    if not there:
        return Told(name, _("There is no document yet."), url, _("Add documents"))
    detail = ngettext(
        "%(num)d file is missing or out of date.", "%(num)d files are missing or out of date.", step.lacking
    )
    return Told(name, detail if step.lacking else _("All are there."), url, _("Upload"))


def _invitation(_step: Step, page: ConsolePage, name: str) -> Told:
    url = url_for("invitation_manage.index", slug=page.meeting.slug)
    return Told(name, _("Nobody was invited by a personal link yet."), url, _("Invite"))


def _reminder(step: Step, page: ConsolePage, name: str) -> Told:
    detail = ngettext(
        "%(num)d administration with an NCP is not registered.",
        "%(num)d administrations with an NCP are not registered.",
        step.lacking,
    )
    url = url_for("invitation_manage.index", slug=page.meeting.slug)
    return Told(name, detail if page.silent else "", url, _("Remind"))


def _links(step: Step, page: ConsolePage, name: str) -> Told:
    detail = ngettext("%(num)d session has none.", "%(num)d sessions have none.", step.lacking)
    url = url_for("meeting_manage.edit", slug=page.meeting.slug, _anchor="sessions")
    return Told(name, detail, url, _("Write them"))


def _closes(step: Step, page: ConsolePage, name: str) -> Told:
    url = url_for("deadline.edit", slug=page.meeting.slug, kind=CLOSINGS[step.kind])
    return Told(name, "", url, _("Move") if page.meeting.announced_at else _("Change"))


def _attendance(_step: Step, page: ConsolePage, name: str) -> Told:
    url = url_for("attendance_manage.index", slug=page.meeting.slug)
    return Told(name, "", url, _("Go to the attendance"))


def _follow_up(_step: Step, page: ConsolePage, name: str) -> Told:
    return Told(name, "", url_for("record_manage.edit", slug=page.meeting.slug), _("Write them down"))


def _draft_record(_step: Step, page: ConsolePage, name: str) -> Told:
    return Told(name, "", url_for("record_manage.edit", slug=page.meeting.slug), _("Write the record"))


def _record(_step: Step, page: ConsolePage, name: str) -> Told:
    detail = "" if page.work.record_begun_at else _("It is not begun yet.")
    return Told(name, detail, url_for("record_manage.edit", slug=page.meeting.slug), _("Go to the record"))


def _adoption(_step: Step, page: ConsolePage, name: str) -> Told:
    return Told(name, _("By the next meeting."), url_for("meeting_steps.index", slug=page.meeting.slug), _("Note it"))


def _gaps(page: ConsolePage, otherwise: str) -> str:
    number = page.work.all_gaps
    if not number:
        return otherwise
    return str(
        ngettext(
            "%(num)d text lacks a language or is out of date.",
            "%(num)d texts lack a language or are out of date.",
            number,
        )
    )


_OPEN: dict[StepKind, Callable[[Step, ConsolePage, str], Told]] = {
    StepKind.SAVE_THE_DATE: _announce,
    StepKind.REGISTRATION_OPENS: _registration,
    StepKind.INVITATION: _invitation,
    StepKind.PROPOSALS_CLOSE: _proposals,
    StepKind.AGENDA: _agenda,
    StepKind.DOCUMENTS: _documents,
    StepKind.REMINDER: _reminder,
    StepKind.LINKS: _links,
    StepKind.REGISTRATION_CLOSES: _closes,
    StepKind.DOCUMENTS_CLOSE: _closes,
    StepKind.COMMENTS_CLOSE: _closes,
    StepKind.SURVEY_CLOSES: _closes,
    StepKind.ATTENDANCE: _attendance,
    StepKind.FOLLOW_UP: _follow_up,
    StepKind.DRAFT_RECORD: _draft_record,
    StepKind.RECORD: _record,
    StepKind.ADOPTION: _adoption,
}
